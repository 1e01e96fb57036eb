package theme

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestNoColour holds that a terminal without colours gets none, yet can still tell the selected row.
func TestNoColour(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := New(dark, colorprofile.ASCII)
		for name, got := range map[string]string{
			"critical": th.Severity("critical").Render("x"),
			"dim":      th.Dim.Render("x"),
			"border":   th.Border.Render("x"),
			"warn":     th.Warn.Render("x"),
			"front":    th.Front.Render("x"),
			"selected": th.Select("x"),
		} {
			for _, colour := range []string{"[3", "[4", ";3", ";4"} {
				if i := strings.Index(got, colour); i >= 0 && !strings.HasPrefix(got[i+2:], "m") && !strings.HasPrefix(got[i+2:], ";") {
					t.Errorf("dark %v: %s is drawn with a colour: %q", dark, name, got)
				}
			}
		}
		if th.Select("x") == "x" {
			t.Errorf("dark %v: the selected row looks like any other", dark)
		}
	}
}

func TestSelectKeepsText(t *testing.T) {
	th := New(true, colorprofile.TrueColor)
	row := th.Strong.Render("a") + th.Dim.Render("b") + "c"
	got := th.Select(row)
	if ansi.Strip(got) != "abc" {
		t.Errorf("Select changed the text: %q", ansi.Strip(got))
	}
	if n := strings.Count(got, th.selected); n != 3 {
		t.Errorf("Select(%q) = %q lays the ground %d times, want 3: once and after each reset", row, got, n)
	}
}
