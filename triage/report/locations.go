package report

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"

	"gotriage/triage"
	"gotriage/ui/theme"
)

func newLocation(l *triage.Location) location {
	return location{
		Func: l.Frame.Func, File: l.Frame.RawFile, Line: l.Frame.Line, Goroutines: l.Goroutines, Leaked: l.Leaked,
		Block: l.Block, Mutex: l.Mutex, Heap: l.Heap, Groups: ids(l.Groups),
	}
}

// locations lists the places of which several kinds of evidence tell.
func (t *textWriter) locations() {
	shown := 0
	for _, l := range t.c.Locations {
		if shown == shownGroups || l.Kinds() < 2 {
			break
		}
		if shown == 0 {
			t.line("")
			t.line(t.look.Strong.Render("By place") + t.look.Dim.Render("  what several kinds of evidence tell of one"))
			t.line(t.look.Dim.Render(fmt.Sprintf("  %10s %8s %10s %10s %10s", "goroutines", "leaked", "blocked", "mutex", "heap")))
		}
		shown++
		row := fmt.Sprintf("  %10s %8s %10s %10s %10s  %s  %s", number(l.Goroutines), number(l.Leaked), quantity(l.Block, "nanoseconds"),
			quantity(l.Mutex, "nanoseconds"), quantity(l.Heap, "bytes"), theme.Sanitize(l.Frame.Short()), t.look.Dim.Render(theme.Sanitize(l.Frame.Place())))
		t.line(ansi.Truncate(row, t.width, "…"))
	}
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return triage.Number(n)
}

func quantity(n int64, unit string) string {
	if n == 0 {
		return ""
	}
	return triage.Quantity(n, unit)
}
