package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
)

// groups lists the biggest groups that are not healthy, then counts the healthy ones.
func (t *textWriter) groups() {
	if len(t.c.Groups) == 0 {
		return
	}
	var sick, healthy []*triage.Group
	for _, g := range t.c.Groups {
		if g.Healthy == nil {
			sick = append(sick, g)
		} else {
			healthy = append(healthy, g)
		}
	}
	t.line("")
	t.line(t.look.Strong.Render("Goroutines") + t.look.Dim.Render(fmt.Sprintf("  %s in %s", plural(count(t.c.Groups), "goroutine"), plural(len(t.c.Groups), "group"))))
	for _, g := range sick[:min(len(sick), shownGroups)] {
		t.group(g)
	}
	if n := len(sick) - shownGroups; n > 0 {
		t.line(t.look.Dim.Render(fmt.Sprintf("         %s more with %s; --format json lists all", plural(n, "group"), plural(count(sick[shownGroups:]), "goroutine"))))
	}
	if len(healthy) > 0 {
		t.line(t.look.Dim.Render(fmt.Sprintf("  %s %s healthy: %s", theme.MarkHealthy, thousands(count(healthy)), healthyNames(healthy))))
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
	if g.Leaked > 0 {
		wait = strings.TrimSpace(wait + " leaked")
	}
	text := "no frame is printed"
	if f, ok := telling(g.Stack); ok {
		text = theme.Sanitize(f.Short()) + "  " + t.look.Dim.Render(theme.Sanitize(f.Place()))
	}
	row := fmt.Sprintf("  %6s  %-15s %-9s %s", thousands(g.Count()), g.Operation, wait, text)
	t.line(ansi.Truncate(row, t.width, "…"))
}

// telling is the frame that says most of a stack: the first of the user, else of a library; in the standard library
// the outermost, which is what the goroutine was started for.
func telling(s *symbolize.Stack) (symbolize.Frame, bool) {
	for _, origin := range []symbolize.Origin{symbolize.User, symbolize.Library} {
		for _, f := range s.Frames {
			if f.Elided == 0 && f.Origin == origin && !f.Wrapper {
				return f, true
			}
		}
	}
	for _, f := range slices.Backward(s.Frames) {
		if f.Origin == symbolize.Standard && !f.Wrapper {
			return f, true
		}
	}
	if len(s.Frames) > 0 {
		return s.Frames[0], true
	}
	return symbolize.Frame{}, false
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
		names = append(names, fmt.Sprintf("%s %s", strings.TrimPrefix(f.ID, "healthy-"), thousands(n[f])))
	}
	return strings.Join(names, ", ")
}

// accounting tells what was read and what was not: no line is lost in silence.
func (t *textWriter) accounting() {
	t.line("")
	for _, in := range t.c.Inputs {
		text := Accounting(in)
		if len(t.c.Inputs) > 1 {
			text = theme.Sanitize(in.Evidence.Name) + ": " + text
		}
		t.line(t.look.Dim.Render(text))
		for i, p := range in.Evidence.Problems {
			if i == 10 {
				t.line(t.look.Warn.Render(fmt.Sprintf("  ! %s more", plural(len(in.Evidence.Problems)-10, "problem"))))
				break
			}
			t.line(t.look.Warn.Render(fmt.Sprintf("  ! line %d: %s", in.Evidence.Line(p.Place.Start), theme.Sanitize(p.Message))))
		}
	}
}

// Accounting is the sentence that says what of an input was read.
func Accounting(in *triage.Input) string {
	e := in.Evidence
	parts := []string{plural(len(e.Goroutines), "goroutine") + " read"}
	if n := len(e.Crashes); n > 0 {
		parts = append(parts, plural(n, "crash"))
	}
	if e.Truncated {
		parts = append(parts, "the end is cut off")
	}
	if e.LinesUnread == 0 {
		return strings.Join(parts, ", ") + "; every line was understood"
	}
	return strings.Join(parts, ", ") + "; " + plural(e.LinesUnread, "line") + " not understood"
}

// plural counts things: "1 goroutine", "14,820 goroutines".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "sh") {
		noun += "e"
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
