package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/ui/theme"
)

// Overlay is a box that lies over the screen and has all keys.
type Overlay struct {
	Title  string
	Foot   string             // the keys that work in it
	Lines  func(int) []string // its text for a number of cells; called when the size changes, not for each key
	Scroll Scroll
	wide   int // what Lines was last asked for
	lines  []string
}

// The margins and the width that an overlay keeps where there is room.
const (
	overlayMargin = 2
	overlayWidth  = 92
)

// inner is the room inside the box of an overlay on a screen.
func (o Overlay) inner(screen Size) Size {
	if screen.Width < overlayWidth+4*overlayMargin {
		return Size{max(screen.Width-2, 1), max(screen.Height-2, 1)}
	}
	return Size{overlayWidth, max(screen.Height-2*overlayMargin, 1)}
}

// margin is how far the text stays away from the box, where there is room.
func (o Overlay) margin(screen Size) int {
	if screen.Width < 60 {
		return 0
	}
	return 1
}

// Resize makes the text for a screen.
func (o Overlay) Resize(screen Size) Overlay {
	if wide := o.inner(screen).Width - 2*o.margin(screen); wide != o.wide || o.lines == nil {
		o.wide, o.lines = wide, o.Lines(wide)
	}
	o.Scroll = o.Scroll.Move(0, len(o.lines), o.Seen(screen))
	return o
}

// Move scrolls.
func (o Overlay) Move(m Motion, screen Size) Overlay {
	o.Scroll = o.Scroll.To(m, len(o.lines), o.Seen(screen))
	return o
}

// Seen is how many lines are seen at once.
func (o Overlay) Seen(screen Size) int { return o.inner(screen).Height }

// Len is the number of its lines.
func (o Overlay) Len() int { return len(o.lines) }

// Render lays the box over the lines of a screen.
func (o Overlay) Render(th *theme.Theme, under []string, screen Size) []string {
	in := o.inner(screen)
	h := min(in.Height, max(len(o.lines), 1))
	margin := o.margin(screen)
	seen := Block(o.Scroll.Render(o.lines, h), in.Width-2*margin, h)
	note := ""
	if len(o.lines) > h {
		note = position(o.Scroll.Top, h, len(o.lines))
	}
	split := Split{}
	bar := th.Focus.Render("│")
	box := []string{th.Focus.Render("┌") + split.rule(th, Pane{Title: o.Title, Note: note}, true, in.Width) + th.Focus.Render("┐")}
	for _, line := range seen {
		box = append(box, bar+blanks(margin)+line+blanks(margin)+bar)
	}
	foot := " " + Clip(o.Foot, in.Width-4) + " "
	fill := max(in.Width-Width(foot)-1, 0)
	box = append(box, th.Focus.Render("└─")+th.Dim.Render(foot)+th.Focus.Render(strings.Repeat("─", fill)+"┘"))
	return Lay(under, box, max((screen.Width-in.Width-2)/2, 0), max((screen.Height-len(box))/2, 0), screen)
}

// Lay puts a box over the lines of a screen at a column and a line. What does not fit is cut.
func Lay(under, box []string, x, y int, screen Size) []string {
	lines := Block(under, screen.Width, screen.Height)
	for i, row := range box {
		if y+i >= len(lines) {
			break
		}
		line := lines[y+i]
		left := Fit(ansi.Truncate(line, x, ""), x)
		end := x + Width(row)
		right := ansi.TruncateLeft(line, end, "")
		if Width(right) > screen.Width-end { // half of a wide character stands out from under the box
			right = ansi.TruncateLeft(line, end+1, "")
		}
		lines[y+i] = Fit(left+row+blanks(screen.Width-end-Width(right))+right, screen.Width)
	}
	return lines
}

// position says which part of a text is seen.
func position(top, height, lines int) string {
	switch {
	case top == 0:
		return "top"
	case top+height >= lines:
		return "end"
	}
	return itoa(100*(top+height)/lines) + "%"
}
