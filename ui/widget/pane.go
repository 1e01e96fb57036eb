package widget

import (
	"strings"

	"gotriage/ui/theme"
)

// Size is a room on the screen in cells.
type Size struct{ Width, Height int }

// Pane is a part of the screen that can have the keys.
type Pane struct {
	Title string // may be styled
	Note  string // at the right end of the title: "3 of 212"
	Draw  func(Size) []string
}

// Form is how two panes share a room.
type Form uint8

// Forms, from the widest room to the narrowest.
const (
	Beside Form = iota // list at the left, detail at the right
	Above              // list above, detail below
	Single             // the one that has the keys, in a box
	Bare               // the one that has the keys, without a box: every cell counts
)

// The rooms from which two panes are shown, and in which a box is worth its lines.
const (
	besideWidth = 80
	aboveWidth  = 60
	aboveHeight = 16
	boxHeight   = 12
)

// Split is a room shared by two panes.
type Split struct {
	Form  Form
	Room  Size
	Inner [2]Size // what is left for each pane's lines; those of a hidden pane equal the other's
}

// Divide shares a room between a list and its detail, beside each other where there is room, else one above the other.
// part is the list's share in percent; zoom gives the whole room to one.
func Divide(room Size, part int, zoom bool) Split {
	if !zoom && room.Width >= besideWidth {
		w, h := room.Width, max(room.Height-2, 0)
		left := max((w-3)*part/100, 1)
		return Split{Form: Beside, Room: room, Inner: [2]Size{{left, h}, {w - 3 - left, h}}}
	}
	return Stack(room, (room.Height-3)*part/100, zoom)
}

// Stack shares a room between a list of so many lines and a text below it. zoom gives the whole room to one.
func Stack(room Size, lines int, zoom bool) Split {
	s := Split{Room: room}
	switch {
	case !zoom && room.Width >= aboveWidth && room.Height >= aboveHeight:
		s.Form = Above
	case room.Width >= aboveWidth && room.Height >= boxHeight:
		s.Form = Single
	default:
		s.Form = Bare
	}
	w, h := room.Width, room.Height
	switch s.Form {
	case Above:
		top := max(lines, 1)
		s.Inner = [2]Size{{w - 2, top}, {w - 2, max(h-3-top, 0)}}
	case Single:
		s.Inner = [2]Size{{w - 2, h - 2}, {w - 2, h - 2}}
	default:
		s.Inner = [2]Size{{w, max(h-1, 0)}, {w, max(h-1, 0)}}
	}
	return s
}

// Both says that both panes are in sight.
func (s Split) Both() bool { return s.Form == Beside || s.Form == Above }

// Render draws the panes; focus is the one that has the keys. The result is exactly as large as the room.
func (s Split) Render(th *theme.Theme, panes [2]Pane, focus int) []string {
	w := s.Room.Width
	switch s.Form {
	case Beside:
		a, b := s.content(panes, 0), s.content(panes, 1)
		bar := th.Border.Render("│")
		lines := []string{th.Border.Render("┌") + s.rule(th, panes[0], focus == 0, s.Inner[0].Width) + th.Border.Render("┬") +
			s.rule(th, panes[1], focus == 1, s.Inner[1].Width) + th.Border.Render("┐")}
		for i := range a {
			lines = append(lines, bar+a[i]+bar+b[i]+bar)
		}
		foot := "└" + strings.Repeat("─", s.Inner[0].Width) + "┴" + strings.Repeat("─", s.Inner[1].Width) + "┘"
		return Block(append(lines, th.Border.Render(foot)), w, s.Room.Height)
	case Above:
		lines := s.box(th, "┌┐", panes, 0, focus)
		return Block(append(lines, s.box(th, "├┤", panes, 1, focus)...), w, s.Room.Height)
	case Single:
		return Block(s.box(th, "┌┐", panes, focus, focus), w, s.Room.Height)
	default:
		p := panes[focus]
		head := Spread(th.Focus.Render(p.Title), th.Dim.Render(p.Note), w)
		return Block(append([]string{head}, s.content(panes, focus)...), w, s.Room.Height)
	}
}

func (s Split) content(panes [2]Pane, i int) []string {
	return Block(panes[i].Draw(s.Inner[i]), s.Inner[i].Width, s.Inner[i].Height)
}

// box draws one pane with its upper border; the last one of a room also gets the lower.
func (s Split) box(th *theme.Theme, corners string, panes [2]Pane, i, focus int) []string {
	ends := []rune(corners)
	bar := th.Border.Render("│")
	lines := []string{th.Border.Render(string(ends[0])) + s.rule(th, panes[i], i == focus, s.Inner[i].Width) + th.Border.Render(string(ends[1]))}
	for _, line := range s.content(panes, i) {
		lines = append(lines, bar+line+bar)
	}
	if i == 1 || s.Form == Single {
		lines = append(lines, th.Border.Render("└"+strings.Repeat("─", s.Inner[i].Width)+"┘"))
	}
	return lines
}

// rule is a pane's upper border with its title and note in it; a mark shows the pane that has the keys. A long title is
// cut before the note goes.
func (s Split) rule(th *theme.Theme, p Pane, focus bool, width int) string {
	mark, style := th.Border.Render("─"), th.Dim
	if focus {
		mark, style = th.Focus.Render(theme.MarkPointer), th.Focus
	}
	note := ""
	if p.Note != "" && Width(p.Note)+12 <= width {
		note = " " + th.Dim.Render(p.Note) + " " + th.Border.Render("─")
	}
	line := mark
	if p.Title != "" {
		line += " " + style.Render(Clip(p.Title, width-Width(note)-4)) + " "
	}
	fill := width - Width(line) - Width(note)
	return Fit(line+th.Border.Render(strings.Repeat("─", max(fill, 0)))+note, width)
}
