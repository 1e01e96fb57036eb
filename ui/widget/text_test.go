package widget

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestFit(t *testing.T) {
	tests := []struct {
		name  string
		got   string
		want  string
		width int
	}{
		{"filled", Fit("ab", 4), "ab  ", 4},
		{"cut", Fit("abcdef", 4), "abc…", 4},
		{"nothing", Fit("abc", 0), "", 0},
		{"less than nothing", Fit("abc", -3), "", 0},
		{"half of a wide character", Fit("日本語", 4), "日… ", 4},
		{"combining", Fit("e\u0301e\u0301", 3), "e\u0301e\u0301 ", 3},
		{"at the right", FitRight("12", 4), "  12", 4},
		{"the end", ClipLeft("/var/log/a.dump", 8), "…/a.dump", 8},
		{"the end, fitting", ClipLeft("a.dump", 8), "a.dump", 6},
		{"the end of nothing", ClipLeft("abc", 0), "", 0},
		{"spread", Spread("left", "right", 12), "left   right", 12},
		{"spread: the left is cut", Spread("left left", "right", 12), "left … right", 12},
		{"spread: no room", Spread("left", "right", 5), "left ", 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want || Width(tt.got) != tt.width {
				t.Errorf("%q of %d cells, want %q of %d", tt.got, Width(tt.got), tt.want, tt.width)
			}
		})
	}
}

func TestFitKeepsStyles(t *testing.T) {
	got := Fit("\x1b[1mbold text\x1b[m", 6)
	if ansi.Strip(got) != "bold …" || !strings.HasSuffix(got, "\x1b[m") {
		t.Errorf("%q", got)
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  []string
	}{
		{"one two three", 8, []string{"one two", "three"}},
		{"/home/dev/src/shop", 10, []string{"/home/dev/", "src/shop"}},
		{"unbreakable", 4, []string{"unbr", "eaka", "ble"}},
		{"a\nb", 8, []string{"a", "b"}},
		{"raw text - not", 10, []string{"raw text -", "not"}},
		{"日本語", 1, []string{"", "", ""}},
		{"x", 0, nil},
	}
	for _, tt := range tests {
		got := Wrap(tt.text, tt.width)
		if tt.width > 1 && !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
		for _, line := range got {
			if Width(line) > tt.width {
				t.Errorf("Wrap(%q, %d) has the line %q of %d cells", tt.text, tt.width, line, Width(line))
			}
		}
	}
}

// FuzzWrap holds that no line is too wide and that nothing but blanks is lost where a line is wide enough to hold a
// character.
func FuzzWrap(f *testing.F) {
	f.Add("deeper: group, goroutines, one goroutine, raw text - not now", uint8(50))
	f.Add("/home/dev/src/日本語/cart.go:23", uint8(7))
	f.Fuzz(func(t *testing.T, text string, width uint8) {
		for _, r := range text {
			if r < 0x20 || r >= 0x7f && r < 0x3040 || r > 0x9fff { // what has been made safe, one width for all terminals
				return
			}
		}
		w := int(width%120) + 2
		var kept strings.Builder
		for _, line := range Wrap(text, w) {
			if Width(line) > w {
				t.Fatalf("Wrap(%q, %d): %q has %d cells", text, w, line, Width(line))
			}
			kept.WriteString(line)
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squeeze(kept.String()) != squeeze(text) {
			t.Fatalf("Wrap(%q, %d) keeps %q", text, w, kept.String())
		}
	})
}

func TestIndent(t *testing.T) {
	want := []string{"- one two", "  three"}
	if got := Indent("- ", "one two three", 10); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestBlock(t *testing.T) {
	got := Block([]string{"abc", "d"}, 2, 3)
	if want := []string{"a…", "d ", "  "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Block(nil, 3, -1); len(got) != 0 {
		t.Errorf("a block of no height has %d lines", len(got))
	}
}
