package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/triage"
	"gotriage/ui/theme"
)

// shownGrowing and shownCounts bound what is told of growth.
const (
	shownGrowing = 8
	shownCounts  = 4
)

// growth lists what there is more of in the last input than in the first.
//
//	+14  2 9 16          2 stayed   chan.send  pool.(*P).Put
func (t *textWriter) growth() {
	list := t.c.Growing()
	width, room := 0, 0
	for _, g := range list[:min(len(list), shownGrowing)] {
		width, room = max(width, len(counts(g.Growth))), max(room, len(stayed(g)))
	}
	for i, g := range list {
		if i == 0 {
			t.line("")
			t.line(t.look.Strong.Render("Growth") + t.look.Dim.Render("  from the first input that can tell to the last"))
		}
		if i == shownGrowing {
			t.line(t.look.Dim.Render("         " + triage.Count(len(list)-i, "group") + " more; --format json lists all"))
			return
		}
		text := string(g.Operation)
		if f := g.Stack.KeyFrame(); f != nil {
			text += "  " + theme.Sanitize(f.Short())
		}
		t.line(ansi.Truncate(fmt.Sprintf("  %+6d  %-*s  %-*s%s", g.Grown(), width, counts(g.Growth), room, stayed(g), text), t.width, "…"))
	}
}

// stayed says how many goroutines are in the same place all the time, where that is known.
func stayed(g *triage.Group) string {
	if g.Persistent < 0 {
		return ""
	}
	return triage.Number(g.Persistent) + " stayed  "
}

// counts writes what each input has that can have some. Of many the first and the last are written.
func counts(list []int32) string {
	list = slices.DeleteFunc(slices.Clone(list), func(n int32) bool { return n < 0 })
	var words []string
	for i, n := range list {
		switch {
		case len(list) > shownCounts && i == shownCounts/2:
			words = append(words, "..")
		case len(list) > shownCounts && i > shownCounts/2 && i < len(list)-shownCounts/2:
		default:
			words = append(words, triage.Number(int(n)))
		}
	}
	return strings.Join(words, " ")
}
