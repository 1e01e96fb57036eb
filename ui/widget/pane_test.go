package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"gotriage/ui/theme"
)

func twoPanes() [2]Pane {
	fill := func(c string) func(Size) []string {
		return func(s Size) []string {
			var lines []string
			for range s.Height {
				lines = append(lines, strings.Repeat(c, s.Width))
			}
			return lines
		}
	}
	return [2]Pane{{Title: "list", Note: "1 of 2", Draw: fill("a")}, {Title: "detail", Draw: fill("b")}}
}

func TestForms(t *testing.T) {
	tests := []struct {
		width, height int
		zoom          bool
		want          Form
	}{
		{120, 40, false, Beside},
		{80, 21, false, Beside},
		{80, 21, true, Single},
		{79, 21, false, Above},
		{60, 16, false, Above},
		{60, 15, false, Single},
		{60, 11, false, Bare},
		{59, 40, false, Bare},
		{40, 9, false, Bare},
	}
	for _, tt := range tests {
		if got := Divide(Size{tt.width, tt.height}, 50, tt.zoom); got.Form != tt.want {
			t.Errorf("%dx%d, zoom %v: form %d, want %d", tt.width, tt.height, tt.zoom, got.Form, tt.want)
		}
	}
}

func TestRenderPanes(t *testing.T) {
	tests := []struct {
		name  string
		split Split
		focus int
		want  string
	}{
		{"beside", Divide(Size{80, 4}, 20, false), 0, "" +
			"┌▸ list ────────┬─ detail ─────────────────────────────────────────────────────┐\n" +
			"│aaaaaaaaaaaaaaa│bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb│\n" +
			"│aaaaaaaaaaaaaaa│bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb│\n" +
			"└───────────────┴──────────────────────────────────────────────────────────────┘"},
		{"bare", Divide(Size{20, 3}, 50, false), 0, "list          1 of 2\naaaaaaaaaaaaaaaaaaaa\naaaaaaaaaaaaaaaaaaaa"},
		{"bare, the other one", Divide(Size{20, 3}, 50, false), 1, "detail              \nbbbbbbbbbbbbbbbbbbbb\nbbbbbbbbbbbbbbbbbbbb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ansi.Strip(strings.Join(tt.split.Render(theme.Bare(), twoPanes(), tt.focus), "\n"))
			if got != tt.want {
				t.Errorf("\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestOverlayLiesOverTheScreen(t *testing.T) {
	screen := Size{120, 12}
	under := Block([]string{strings.Repeat("日", 60)}, 120, 12)
	for i := range under {
		under[i] = under[0]
	}
	o := Overlay{Title: "keys", Foot: "Esc: close", Lines: func(int) []string {
		return strings.Split(strings.Repeat("a line\n", 20), "\n")
	}}.Resize(screen)
	lines := o.Render(theme.New(true, colorprofile.TrueColor), under, screen)
	for i, line := range lines {
		if Width(line) != 120 {
			t.Errorf("line %d has %d cells: %q", i, Width(line), ansi.Strip(line))
		}
	}
	text := ansi.Strip(strings.Join(lines, "\n"))
	for _, want := range []string{"┌▸ keys ", "─ top ─┐", "│ a line", "└─ Esc: close ─"} {
		if !strings.Contains(text, want) {
			t.Errorf("the overlay lacks %q:\n%s", want, text)
		}
	}
	o = o.Move(Last, screen)
	if text := ansi.Strip(strings.Join(o.Render(theme.Bare(), under, screen), "\n")); !strings.Contains(text, " end ") {
		t.Errorf("the end is not shown:\n%s", text)
	}
}

func TestHelpMergesNeighbours(t *testing.T) {
	lines := Help(theme.Bare(), []Section{{"Here", []Key{
		{Press: []string{"j", "down"}, Help: "down, up"},
		{Press: []string{"k", "up"}, Help: "down, up", Disabled: "this is the first one"},
		{Press: []string{"ctrl+d"}, Help: "half", Disabled: "the list is empty"},
	}}}, 60)
	want := "Here\n j ↓ k ↑             down, up\n ^d                  half - not now: the list is empty"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

func TestHintsThatFit(t *testing.T) {
	keys := []Key{
		{Press: []string{"enter"}, Hint: "deeper"},
		{Press: []string{"esc"}, Hint: "back", Disabled: "this is the top"},
		{Press: []string{"j"}},
		{Press: []string{"d"}, Hint: "dlv"},
	}
	for width, want := range map[int]string{30: "Enter deeper  d dlv", 19: "Enter deeper  d dlv", 18: "Enter deeper", 5: ""} {
		if got := Hints(theme.Bare(), keys, width); got != want {
			t.Errorf("in %d cells: %q, want %q", width, got, want)
		}
	}
}

func TestProgress(t *testing.T) {
	th := theme.Bare()
	for got, want := range map[string]string{
		Progress(th, 0, 100, 15):   "░░░░░░░░░░   0%",
		Progress(th, 50, 100, 15):  "█████░░░░░  50%",
		Progress(th, 250, 100, 15): "██████████ 100%",
		Progress(th, 5, 0, 15):     "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPress(t *testing.T) {
	table := []Binding[int, string]{
		{Press: "j down", Help: "one more", Do: func(n int) (int, string) { return n + 1, "" }},
		{Press: "k", Help: "one less", Why: func(n int) string {
			if n == 0 {
				return "this is the least"
			}
			return ""
		}, Do: func(n int) (int, string) { return n - 1, "" }},
	}
	if do, why := Press(table, 1, "down"); do == nil || why != "" {
		t.Errorf("down: %q", why)
	} else if n, _ := do(1); n != 2 {
		t.Errorf("down makes %d of 1", n)
	}
	if do, why := Press(table, 0, "k"); do != nil || why != "this is the least" {
		t.Errorf("k at 0: %q", why)
	}
	if do, why := Press(table, 0, "x"); do != nil || why != "" {
		t.Errorf("x: %q", why)
	}
}
