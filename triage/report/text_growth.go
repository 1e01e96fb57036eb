package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/triage"
	"gotriage/ui/theme"
)

// shownGrowing and shownCounts bound what is told of growth.
const (
	shownGrowing = 8
	shownCounts  = 6
)

// growth lists what there is more of in the last input than in the first.
//
//	+14  2 9 16          2 stayed   chan.send  pool.(*P).Put
func (t *textWriter) growth() {
	list := t.c.Growing()
	for i, g := range list {
		if i == 0 {
			t.line("")
			t.line(t.look.Strong.Render("Growth") + t.look.Dim.Render("  from the first input to the last"))
		}
		if i == shownGrowing {
			t.line(t.look.Dim.Render("         " + triage.Count(len(list)-i, "group") + " more; --format json lists all"))
			return
		}
		text, stayed := string(g.Operation), ""
		if f := g.Stack.KeyFrame(); f != nil {
			text += "  " + theme.Sanitize(f.Short())
		}
		if g.Persistent >= 0 {
			stayed = triage.Number(g.Persistent) + " stayed"
		}
		t.line(ansi.Truncate(fmt.Sprintf("  %+6d  %-15s %-10s %s", g.Grown(), counts(g.Growth), stayed, text), t.width, "…"))
	}
}

// counts writes what each input has; "-" for one that can have none. Of many the first and the last are written.
func counts(list []int32) string {
	var words []string
	for i, n := range list {
		switch {
		case len(list) > shownCounts && i == shownCounts/2:
			words = append(words, "..")
		case len(list) > shownCounts && i > shownCounts/2 && i < len(list)-shownCounts/2:
		case n < 0:
			words = append(words, "-")
		default:
			words = append(words, triage.Number(int(n)))
		}
	}
	return strings.Join(words, " ")
}
