package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/profile"
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
	rows := t.c.Rows(sick)
	title, sum := "Goroutines", ""
	if groups[0].OfGoroutines() {
		sum = triage.Count(t.c.Once(groups), "goroutine") + " in "
	} else {
		title = strings.ToUpper(kind[:1]) + kind[1:] + " profile"
	}
	sum += triage.Count(len(rows)+len(t.c.Rows(healthy)), "group")
	if n := triage.Looks(groups); n > 1 && groups[0].OfGoroutines() {
		sum += fmt.Sprintf("; %d dumps and profiles, of one process each counts once", n)
	} else if n > 1 {
		sum += fmt.Sprintf(" of %d profiles", n)
	}
	t.line(t.look.Strong.Render(title) + t.look.Dim.Render("  "+sum))
	for _, r := range rows[:min(len(rows), shownGroups)] {
		t.group(r)
	}
	if n := len(rows) - shownGroups; n > 0 {
		with := ""
		if groups[0].OfGoroutines() {
			with = " with " + triage.Count(count(rows[shownGroups:]), "goroutine")
		}
		t.line(t.look.Dim.Render(fmt.Sprintf("         %s more%s; --format json lists all", triage.Count(n, "group"), with)))
	}
	if len(healthy) > 0 {
		rows := t.c.Rows(healthy)
		t.line(t.look.Dim.Render(fmt.Sprintf("  %s %s healthy: %s", theme.MarkHealthy, triage.Number(count(rows)), healthyNames(rows))))
	}
}

// group writes one line: count, operation, wait, first telling frame.
func (t *textWriter) group(g triage.Row) {
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
	row := fmt.Sprintf("  %6s  %-15s %-9s %s", triage.Number(g.Count), g.Operation, wait, text)
	t.line(ansi.Truncate(row, t.width, "…"))
}

func count(rows []triage.Row) int {
	n := 0
	for _, r := range rows {
		n += r.Count
	}
	return n
}

func healthyNames(rows []triage.Row) string {
	n := map[*triage.Family]int{}
	var order []*triage.Family
	for _, g := range rows {
		if n[g.Healthy] == 0 {
			order = append(order, g.Healthy)
		}
		n[g.Healthy] += g.Count
	}
	slices.SortStableFunc(order, func(a, b *triage.Family) int { return n[b] - n[a] })
	var names []string
	for _, f := range order {
		names = append(names, fmt.Sprintf("%s %s", strings.TrimPrefix(f.ID, "healthy-"), triage.Number(n[f])))
	}
	return strings.Join(names, ", ")
}

// accounting tells what was read and what was not: no line is lost in silence. Of many inputs only those are listed
// that have problems.
func (t *textWriter) accounting() {
	t.line("")
	inputs := t.c.Inputs
	if len(inputs) > shownInputs {
		t.line(t.look.Dim.Render(fmt.Sprintf("%s: %s", triage.Count(len(inputs), "input"), triage.Accounting(inputs...))))
		inputs = slices.DeleteFunc(slices.Clone(inputs), func(in *triage.Input) bool { return len(in.Evidence.Problems) == 0 })
	}
	for i, in := range inputs {
		if i == shownInputs {
			t.line(t.look.Warn.Render(fmt.Sprintf("  ! %s with problems", triage.Count(len(inputs)-i, "more input"))))
			break
		}
		t.account(in)
	}
	for _, l := range t.c.Containers() {
		t.container(l)
	}
}

func (t *textWriter) account(in *triage.Input) {
	text := triage.Accounting(in)
	if len(t.c.Inputs) > 1 {
		text = theme.Sanitize(in.Evidence.Name) + ": " + text
	}
	t.line(t.look.Dim.Render(text))
	for i, p := range in.Evidence.Problems {
		if i == shownProblems {
			t.line(t.look.Warn.Render(fmt.Sprintf("  ! %s more", triage.Count(len(in.Evidence.Problems)-i, "problem"))))
			break
		}
		t.line(t.look.Warn.Render(fmt.Sprintf("  ! line %d: %s", in.Evidence.Line(p.Place.Start), theme.Sanitize(p.Message))))
	}
}

// shownProblems is how many problems of one input or container are written out.
const shownProblems = 10

// container tells what else a folder or an archive holds.
func (t *textWriter) container(l *profile.Listing) {
	t.line(t.look.Dim.Render(theme.Sanitize(l.Name) + " is a " + triage.Holding(l)))
	if l.Others > 0 {
		t.field("", t.look.Dim.Render("without: "+theme.Sanitize(listed(l.Names, l.Others))))
	}
	var left []string
	for _, f := range l.Left {
		left = append(left, f.Name+" ("+f.Why+")")
	}
	if l.LeftOut > 0 {
		t.field("", t.look.Dim.Render("left alone: "+theme.Sanitize(listed(left, l.LeftOut))))
	}
	for i, p := range l.Problems {
		if i == shownProblems {
			t.line(t.look.Warn.Render(fmt.Sprintf("  ! %s more", triage.Count(l.Troubles-i, "problem"))))
			break
		}
		t.line(t.look.Warn.Render("  ! " + theme.Sanitize(p)))
	}
}

// listed writes the first of some names, of which there are so many in all.
func listed(names []string, all int) string {
	n := min(len(names), shownNames)
	text := strings.Join(names[:n], ", ")
	if all > n {
		text += fmt.Sprintf(" and %s more", triage.Number(all-n))
	}
	return text
}
