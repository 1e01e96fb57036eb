package view

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gotriage/triage"
)

// expression tells a match expression from text to look for: it joins tests by && or ||, or calls one with a value,
// like state("chan send") or leaked(). Text of a stack has no quote behind a bracket.
var expression = regexp.MustCompile("&&|\\|\\||^[!( ]*[a-z]+\\(([\"`]|[0-9]*\\))")

// filter gives the groups that a filter lets through: text, !text, or an expression of the match language. A fault of
// the expression is said, with its column, and then all groups stay.
func (x *index) filter(groups []*triage.Group, filter string) (shown []*triage.Group, fault string) {
	if strings.TrimSpace(filter) == "" {
		return groups, ""
	}
	if expression.MatchString(filter) {
		m, err := triage.Compile(filter)
		var syntax *triage.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return groups, fmt.Sprintf("column %d: %s", syntax.Column, syntax.Message)
		case err != nil:
			return groups, err.Error()
		}
		matching := map[*triage.Group]bool{}
		for _, g := range x.c.Filter(m) {
			matching[g] = true
		}
		for _, g := range groups {
			if matching[g] {
				shown = append(shown, g)
			}
		}
		return shown, ""
	}
	for _, g := range groups {
		if says(x.groupWords(g), filter) {
			shown = append(shown, g)
		}
	}
	return shown, ""
}

// groupWords is what a filter of text looks through: all that is shown of a group.
func (x *index) groupWords(g *triage.Group) string {
	words := []string{g.ID, g.State, string(g.Operation)}
	if g.Leaked > 0 {
		words = append(words, "leaked")
	}
	if g.Healthy != nil {
		words = append(words, "healthy", g.Healthy.ID, g.Healthy.Title)
	}
	if f := x.claimed[g]; f != nil {
		words = append(words, f.ID, f.Family.ID, f.Family.Title)
	}
	for i := range g.Stack.Frames {
		f := &g.Stack.Frames[i]
		words = append(words, f.Func, where(f), f.File)
	}
	if by := g.Stack.CreatedBy; by != nil {
		words = append(words, by.Func, where(by), by.File)
	}
	return strings.Join(append(words, x.labelSets(g)...), "\n")
}

// labelSets gives the distinct label sets of a group's goroutines, in their order.
func (x *index) labelSets(g *triage.Group) []string {
	e := x.c.Inputs[g.Input].Evidence
	if len(e.Labels) <= 1 {
		return nil
	}
	var sets []string
	seen := map[int32]bool{0: true}
	for _, row := range g.Goroutines {
		n := e.Goroutines[row].Labels
		if !seen[n] {
			seen[n] = true
			sets = append(sets, labels(e.Labels[n]))
		}
	}
	return sets
}

// sort gives the groups in an order; the healthy stay last where the order is by count or wait.
func (o order) sort(x *index, groups []*triage.Group) []*triage.Group {
	groups = slices.Clone(groups)
	first := func(g *triage.Group) uint64 {
		e := x.c.Inputs[g.Input].Evidence
		least := ^uint64(0)
		for _, row := range g.Goroutines {
			least = min(least, e.Goroutines[row].ID)
		}
		return least
	}
	firsts := map[*triage.Group]uint64{}
	if o == byID {
		for _, g := range groups {
			firsts[g] = first(g)
		}
	}
	healthy := func(g *triage.Group) int {
		if g.Healthy != nil && x.claimed[g] == nil {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(groups, func(a, b *triage.Group) int {
		switch o {
		case byWait:
			return cmp.Or(cmp.Compare(healthy(a), healthy(b)), cmp.Compare(b.WaitMax, a.WaitMax), cmp.Compare(b.Count(), a.Count()))
		case byState:
			return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(b.Count(), a.Count()))
		case byID:
			return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(firsts[a], firsts[b]))
		default:
			return cmp.Or(cmp.Compare(healthy(a), healthy(b)), cmp.Compare(b.Count(), a.Count()))
		}
	})
	return groups
}
