// Package widget draws the parts that screens are made of: fitted text, lists, panes, overlays. It knows nothing of
// incidents. Widths are terminal cells: wide characters count two, combining marks none, escape sequences nothing.
package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// more stands at the end of what was cut off.
const more = "…"

// Width is the number of cells that a text takes.
func Width(s string) int {
	if plain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// plain says that a text is printable ASCII, as nearly all is: then its bytes are its cells.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// Clip cuts a text to at most width cells; a cut is shown by "…".
func Clip(s string, width int) string {
	switch {
	case width <= 0:
		return ""
	case len(s) <= width && plain(s):
		return s
	}
	return ansi.Truncate(s, width, more)
}

// Fit makes a text exactly width cells wide: cut, or filled with spaces.
func Fit(s string, width int) string {
	s = Clip(s, width)
	return s + blanks(width-Width(s))
}

// FitRight is Fit with the text at the right.
func FitRight(s string, width int) string {
	s = Clip(s, width)
	return blanks(width-Width(s)) + s
}

// ClipLeft cuts the beginning of a text, for paths whose end says most.
func ClipLeft(s string, width int) string {
	over := Width(s) - width
	switch {
	case over <= 0:
		return s
	case width <= 0:
		return ""
	}
	s = ansi.TruncateLeft(s, over+1, "")
	return more + Clip(s, width-1)
}

// Spread puts one text at the left and one at the right of width cells. Where there is too little room the right one
// stays whole as long as it fits, for it is the shorter, and the left one is cut.
func Spread(left, right string, width int) string {
	r := Width(right)
	if r == 0 || r+1 >= width {
		return Fit(left, width)
	}
	return Fit(left, width-r-1) + " " + right
}

// Wrap breaks a text without styles into lines of at most width cells, between words or behind a slash where it can.
// Newlines break too.
func Wrap(s string, width int) []string {
	if width <= 0 {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(s, width, "/"), "\n") {
		line = strings.TrimRight(line, " ")
		if ansi.StringWidth(line) > width { // a dash at the edge, or a wide character in one column
			line = ansi.Hardwrap(line, width, true)
		}
		for part := range strings.SplitSeq(line, "\n") {
			lines = append(lines, Clip(part, width))
		}
	}
	return lines
}

// Indent wraps a text behind a head: the head stands before the first line, the others are set in by its width.
func Indent(head, s string, width int) []string {
	room := width - ansi.StringWidth(head)
	if room < 8 {
		return append(Wrap(ansi.Strip(head), width), Wrap(s, width)...)
	}
	lines := Wrap(s, room)
	for i := range lines {
		if i == 0 {
			lines[i] = head + lines[i]
			continue
		}
		lines[i] = blanks(ansi.StringWidth(head)) + lines[i]
	}
	return lines
}

// Block makes lines a block of exactly width by height cells.
func Block(lines []string, width, height int) []string {
	block := make([]string, max(height, 0))
	for i := range block {
		if i < len(lines) {
			block[i] = Fit(lines[i], width)
			continue
		}
		block[i] = blanks(width)
	}
	return block
}

func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }
