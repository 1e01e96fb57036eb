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
// the expression lets all of them through.
func (x *Index) filter(groups []*triage.Group, filter string) []*triage.Group {
	if strings.TrimSpace(filter) == "" {
		return groups
	}
	passes := func(g *triage.Group) bool { return says(x.groupWords(g), filter) }
	switch m, fault := compile(filter); {
	case fault != (Refuse{}):
		return groups
	case m != nil:
		passes = func(g *triage.Group) bool { return x.matches(m, g) }
	}
	var passing []*triage.Group
	for _, g := range groups {
		if passes(g) {
			passing = append(passing, g)
		}
	}
	return passing
}

// compile reads an expression; it gives nil for a filter that is only text.
func compile(filter string) (*triage.Match, Refuse) {
	if !expression.MatchString(filter) {
		return nil, Refuse{}
	}
	m, err := triage.Compile(filter)
	var syntax *triage.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, Refuse{Why: syntax.Message, Column: syntax.Column}
	case err != nil:
		return nil, Refuse{Why: err.Error()}
	}
	return m, Refuse{}
}

// Text says what is wrong, and where.
func (r Refuse) Text() string {
	if r.Column > 0 {
		return fmt.Sprintf("column %d: %s", r.Column, r.Why)
	}
	return r.Why
}

func (x *Index) matches(m *triage.Match, g *triage.Group) bool {
	return m.Eval(&triage.Subject{Kind: g.Kind, Input: x.c.Inputs[g.Input], Group: g}) == triage.True
}

// crashMatches says whether an expression is true of a crash, with the goroutine that crashed.
func (x *Index) crashMatches(m *triage.Match, ref triage.CrashRef) bool {
	in := x.c.Inputs[ref.Input]
	crash := &in.Evidence.Crashes[ref.Crash]
	s := &triage.Subject{Kind: string(crash.Kind), Input: in, Crash: crash}
	if crash.Runtime >= 0 {
		s.Extra = &in.Stacks[crash.Runtime]
	}
	if row := triage.Crashed(in.Evidence, crash); row >= 0 {
		s.Group = x.c.GroupOf(ref.Input, row)
	}
	return m.Eval(s) == triage.True
}

// groupWords is what a filter of text looks through: all that is shown of a group.
func (x *Index) groupWords(g *triage.Group) string {
	words := []string{g.ID, g.State, string(g.Operation), g.Kind}
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
func (x *Index) labelSets(g *triage.Group) []string {
	e := x.c.Inputs[g.Input].Evidence
	var sets []string
	for _, n := range g.LabelSets(e) {
		sets = append(sets, labels(e.Labels[n]))
	}
	return sets
}

// sort gives the groups in an order; the healthy stay last where the order is by count or wait.
func (o order) sort(x *Index, groups []*triage.Group) []*triage.Group {
	groups = slices.Clone(groups)
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
			return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(x.first[a], x.first[b]))
		default:
			return cmp.Or(cmp.Compare(healthy(a), healthy(b)), triage.CompareKinds(a, b))
		}
	})
	return groups
}
