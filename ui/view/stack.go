package view

import (
	"fmt"

	"charm.land/lipgloss/v2"

	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Frames that a mark can stand at, beside the indexes of a stack's frames.
const (
	noFrame      = -2
	creatorFrame = -1
)

// stackLines draws a stack: the user's frames bright, the standard library's dimmed, the marked one pointed at. A name
// and its line that do not fit beside each other take two lines.
func stackLines(th *theme.Theme, s *symbolize.Stack, mark, width int) []string {
	var lines []string
	if s.Unknown {
		lines = append(lines, th.Warn.Render(widget.Clip("the stack could not be printed: running on another thread", width)))
	}
	for i := range s.Frames {
		lines = append(lines, frameLines(th, &s.Frames[i], i == mark, width)...)
	}
	if s.CreatedBy != nil {
		lines = append(lines, th.Dim.Render(widget.Clip("  created by", width)))
		lines = append(lines, frameLines(th, s.CreatedBy, mark == creatorFrame, width)...)
	}
	return lines
}

func frameLines(th *theme.Theme, f *symbolize.Frame, marked bool, width int) []string {
	if f.Elided != 0 {
		text := "  … frames left out by the runtime"
		if f.Elided > 0 {
			text = fmt.Sprintf("  … %s left out by the runtime", triage.Count(f.Elided, "frame"))
		}
		return []string{th.Dim.Render(widget.Clip(text, width))}
	}
	head, style := "  ", originStyle(th, f.Origin)
	if marked {
		head, style = theme.MarkPointer+" ", th.Severity("high").Bold(true)
	}
	name, place := function(f), where(f)
	room := width - widget.Width(head)
	if place == "" {
		return []string{style.Render(head + widget.ClipLeft(name, room))}
	}
	if widget.Width(name)+2+widget.Width(place) <= room {
		return []string{style.Render(head) + widget.Spread(style.Render(name), th.Dim.Render(place), room)}
	}
	second := widget.FitRight(widget.ClipLeft(place, room), room)
	return []string{style.Render(head + widget.ClipLeft(name, room)), "  " + th.Dim.Render(second)}
}

// originStyle says by brightness whose code a frame is.
func originStyle(th *theme.Theme, o symbolize.Origin) lipgloss.Style {
	switch o {
	case symbolize.User:
		return th.Strong
	case symbolize.Library:
		return th.Plain
	default:
		return th.Dim
	}
}
