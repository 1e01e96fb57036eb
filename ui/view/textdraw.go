package view

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// tabWidth is how wide a TAB of evidence is drawn: the runtime indents file lines by one.
const tabWidth = 4

// numberedWidth is the room from which line numbers are shown.
const numberedWidth = 50

// draw gives the rows in sight. kind marks a row in the gutter, "" for none.
func (t text) draw(th *theme.Theme, room widget.Size, kind func(profile.Span) string) []string {
	switch {
	case t.err != nil:
		return widget.Wrap(theme.Sanitize(t.err.Error()), room.Width)
	case t.within.Start >= t.within.End:
		return []string{th.Dim.Render(widget.Clip("the text is empty", room.Width))}
	case len(t.rows) == 0:
		return []string{th.Dim.Render(widget.Clip("reading ...", room.Width))}
	}
	first := max(t.find(t.top), 0)
	digits := len(strconv.Itoa(t.rows[len(t.rows)-1].Line))
	var lines []string
	for _, row := range t.rows[first:min(first+room.Height, len(t.rows))] {
		lines = append(lines, t.drawRow(th, row, room.Width, digits, kind(row.Place)))
	}
	return lines
}

func (t text) drawRow(th *theme.Theme, row TextRow, width, digits int, kind string) string {
	gutter := ""
	if width >= numberedWidth {
		label := strconv.Itoa(row.Line)
		if row.Part {
			label = ""
		}
		gutter = th.Dim.Render(widget.FitRight(label, digits))
	}
	marked := overlaps(row.Place, t.mark)
	switch {
	case marked:
		gutter += " " + th.Accent.Render(theme.MarkCursor)
	case kind != "":
		gutter += " " + th.Warn.Render(kind)
	default:
		gutter += "  "
	}
	gutter += " "
	if width < numberedWidth {
		gutter = gutter[1:]
	}
	style := th.Plain
	if marked {
		style = th.Strong
	}
	body := t.drawText(th, row, style.Render)
	if t.left > 0 {
		body = ansi.TruncateLeft(body, t.left, "")
	}
	return gutter + widget.Clip(body, width-widget.Width(gutter))
}

// drawText makes a row safe to draw, with what was found in it shown.
func (t text) drawText(th *theme.Theme, row TextRow, style func(...string) string) string {
	data := t.data[row.Place.Start-t.window.Start : row.Place.End-t.window.Start]
	hit := profile.Span{Start: max(t.hit.Start, row.Place.Start), End: min(t.hit.End, row.Place.End)}
	if hit.Start >= hit.End {
		return style(theme.SanitizeLines(string(data), tabWidth))
	}
	before := theme.ExpandTabs(string(data[:hit.Start-row.Place.Start]), tabWidth)
	after := string(data[hit.End-row.Place.Start:])
	return style(theme.Sanitize(before)) +
		th.Match.Render(theme.Sanitize(string(data[hit.Start-row.Place.Start:hit.End-row.Place.Start]))) +
		style(theme.Sanitize(strings.ReplaceAll(after, "\t", strings.Repeat(" ", tabWidth))))
}

// position says how far down the text the first row in sight is.
func (t text) position() string {
	i := t.find(t.top)
	if i < 0 || len(t.rows) == 0 {
		return ""
	}
	share := 100 * (t.top - t.within.Start) / max(t.within.End-t.within.Start, 1)
	return "line " + triage.Number(t.rows[i].Line) + " · " + strconv.FormatInt(share, 10) + "%"
}

// overlaps says whether two places share a byte; an empty place lies in the row it begins in.
func overlaps(row, place profile.Span) bool {
	if place == (profile.Span{}) {
		return false
	}
	return place.Start <= row.End && place.End > row.Start || place.Start == row.Start
}

// inSight gives the rows in sight as plain text.
func (t text) inSight(height int) string {
	var b strings.Builder
	first := max(t.find(t.top), 0)
	for _, row := range t.rows[first:min(first+height, len(t.rows))] {
		b.WriteString(theme.SanitizeLines(string(t.data[row.Place.Start-t.window.Start:row.Place.End-t.window.Start]), tabWidth))
		b.WriteByte('\n')
	}
	return b.String()
}
