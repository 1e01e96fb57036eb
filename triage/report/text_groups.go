package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/triage"
	"gotriage/ui/theme"
)

// groups lists the biggest groups that are not healthy, then counts the healthy ones.
func (t *textWriter) groups() {
	if len(t.c.Groups) == 0 {
		return
	}
	for _, kind := range triage.Kinds(t.c.Groups) {
		t.groupsOf(kind, slices.DeleteFunc(slices.Clone(t.c.Groups), func(g *triage.Group) bool { return g.Kind != kind }))
	}
}

// groupsOf lists the groups of one kind.
func (t *textWriter) groupsOf(kind string, groups []*triage.Group) {
	var sick, healthy []*triage.Group
	for _, g := range groups {
		if g.Healthy == nil {
			sick = append(sick, g)
		} else {
			healthy = append(healthy, g)
		}
	}
	t.line("")
	title, sum := "Goroutines", triage.Count(count(groups), "goroutine")+" in "
	if !groups[0].OfGoroutines() {
		title, sum = strings.ToUpper(kind[:1])+kind[1:]+" profile", ""
	}
	t.line(t.look.Strong.Render(title) + t.look.Dim.Render("  "+sum+triage.Count(len(groups), "group")))
	for _, g := range sick[:min(len(sick), shownGroups)] {
		t.group(g)
	}
	if n := len(sick) - shownGroups; n > 0 {
		with := ""
		if groups[0].OfGoroutines() {
			with = " with " + triage.Count(count(sick[shownGroups:]), "goroutine")
		}
		t.line(t.look.Dim.Render(fmt.Sprintf("         %s more%s; --format json lists all", triage.Count(n, "group"), with)))
	}
	if len(healthy) > 0 {
		t.line(t.look.Dim.Render(fmt.Sprintf("  %s %s healthy: %s", theme.MarkHealthy, triage.Number(count(healthy)), healthyNames(healthy))))
	}
}

// group writes one line: count, operation, wait, first telling frame.
func (t *textWriter) group(g *triage.Group) {
	wait := ""
	if g.WaitMax > 0 {
		wait = fmt.Sprintf("%dm", g.WaitMax)
		if g.WaitMin != g.WaitMax {
			wait = fmt.Sprintf("%d-%dm", g.WaitMin, g.WaitMax)
		}
	}
	if amount := g.Amount(); amount != "" {
		wait = amount
	}
	if g.Leaked > 0 {
		wait = strings.TrimSpace(wait + " leaked")
	}
	text := "no frame is printed"
	if f := g.Stack.KeyFrame(); f != nil {
		text = theme.Sanitize(f.Short()) + "  " + t.look.Dim.Render(theme.Sanitize(f.Place()))
	}
	row := fmt.Sprintf("  %6s  %-15s %-9s %s", triage.Number(g.Count()), g.Operation, wait, text)
	t.line(ansi.Truncate(row, t.width, "…"))
}

func count(groups []*triage.Group) int {
	n := 0
	for _, g := range groups {
		n += g.Count()
	}
	return n
}

func healthyNames(groups []*triage.Group) string {
	n := map[*triage.Family]int{}
	var order []*triage.Family
	for _, g := range groups {
		if n[g.Healthy] == 0 {
			order = append(order, g.Healthy)
		}
		n[g.Healthy] += g.Count()
	}
	slices.SortStableFunc(order, func(a, b *triage.Family) int { return n[b] - n[a] })
	var names []string
	for _, f := range order {
		names = append(names, fmt.Sprintf("%s %s", strings.TrimPrefix(f.ID, "healthy-"), triage.Number(n[f])))
	}
	return strings.Join(names, ", ")
}

// accounting tells what was read and what was not: no line is lost in silence.
func (t *textWriter) accounting() {
	t.line("")
	for _, in := range t.c.Inputs {
		text := triage.Accounting(in)
		if len(t.c.Inputs) > 1 {
			text = theme.Sanitize(in.Evidence.Name) + ": " + text
		}
		t.line(t.look.Dim.Render(text))
		for i, p := range in.Evidence.Problems {
			if i == 10 {
				t.line(t.look.Warn.Render(fmt.Sprintf("  ! %s more", triage.Count(len(in.Evidence.Problems)-10, "problem"))))
				break
			}
			t.line(t.look.Warn.Render(fmt.Sprintf("  ! line %d: %s", in.Evidence.Line(p.Place.Start), theme.Sanitize(p.Message))))
		}
	}
}
