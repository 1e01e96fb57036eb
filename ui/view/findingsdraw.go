package view

import (
	"strings"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Render draws the list and the detail of its selected row.
func (v Findings) Render(width, height int) string {
	v.room = widget.Size{Width: width, Height: height}
	s := v.split()
	title := "findings"
	if v.filter != "" {
		title += " /" + theme.Sanitize(v.filter)
	}
	panes := [2]widget.Pane{
		{Title: title, Note: Place(v.list.Cursor, len(v.shown)), Draw: v.drawList},
		{Title: v.detailTitle(), Note: "", Draw: func(room widget.Size) []string {
			return v.scroll.Render(v.detail(room.Width), room.Height)
		}},
	}
	if lines, in := len(v.detail(s.Inner[1].Width)), s.Inner[1].Height; lines > in {
		panes[1].Note = more(v.scroll, lines, in)
	}
	return strings.Join(s.Render(v.th, panes, v.focus), "\n")
}

// Place says which of how many rows is selected.
func Place(cursor, rows int) string {
	if rows == 0 {
		return "0 of 0"
	}
	return triage.Number(cursor+1) + " of " + triage.Number(rows)
}

// more says where in a longer text one is.
func more(s widget.Scroll, lines, height int) string {
	switch {
	case s.Top+height >= lines:
		return "end"
	case s.Top == 0:
		return "more below"
	}
	return triage.Count(lines-s.Top-height, "line") + " below"
}

func (v Findings) detailTitle() string {
	row, ok := v.detailed()
	switch {
	case !ok:
		return ""
	case row.finding != nil:
		return theme.Sanitize(row.finding.Family.ID)
	case row.possible != nil:
		return theme.Sanitize(row.possible.Family.ID)
	case row.healthy:
		return "set aside"
	}
	return "what was read"
}

// The columns of a list row: cursor, mark, severity.
const verdictIndent = 7

func (v Findings) drawList(room widget.Size) []string {
	if v.fault.Why != "" {
		lines := faultLines(v.th, v.fault, room.Width)
		v.fault, room.Height = Refuse{}, room.Height-len(lines)
		return append(lines, v.drawList(room)...)
	}
	if len(v.shown) == 0 {
		return widget.Wrap("Nothing here matches the filter "+theme.Sanitize(v.filter)+". Esc takes it away.", room.Width)
	}
	return v.list.Render(len(v.shown), room.Height, v.heights(room.Width), func(i int, selected bool) []string {
		lines := v.drawVerdict(v.shown[i], room.Width-1)
		for j, line := range lines {
			bar := " "
			if selected {
				bar = v.th.Accent.Render(theme.MarkCursor)
			}
			lines[j] = bar + widget.Fit(line, room.Width-1)
			if selected && v.focus == 0 {
				lines[j] = v.th.Select(lines[j])
			}
		}
		return lines
	})
}

func (v Findings) heights(width int) widget.Heights {
	return func(i int) int { return len(v.drawVerdict(v.shown[i], width-1)) }
}

// drawVerdict draws a row: the verdict, the suspect, how many wait and how long.
func (v Findings) drawVerdict(r verdict, width int) []string {
	switch {
	case r.finding != nil:
		return v.drawFinding(r.finding, width)
	case r.possible != nil:
		head := v.th.Dim.Render(theme.MarkPossible + " MAY? ")
		lines := hang(head, r.possible.Family.Title, v.th.Dim.Render, width, 2)
		settle := "the evidence cannot say"
		if r.possible.WouldSettle != "" {
			settle = "to settle it: " + theme.Sanitize(r.possible.WouldSettle)
		}
		return append(lines, blank(verdictIndent)+v.th.Dim.Render(settle))
	case r.healthy:
		head := v.th.Good.Render(theme.MarkHealthy) + v.th.Dim.Render(" OK   ")
		return append(hang(head, v.x.asideTitle(), v.th.Dim.Render, width, 2),
			blank(verdictIndent)+v.th.Dim.Render(triage.Count(len(v.x.healthy), "group")+" set aside"))
	}
	head := v.th.Good.Render(theme.MarkHealthy + " NONE ")
	title, _ := v.x.verdict()
	return append(hang(head, title, v.th.Strong.Render, width, 2),
		blank(verdictIndent)+v.th.Dim.Render("no known family matches"))
}

func (v Findings) drawFinding(f *triage.Finding, width int) []string {
	severity := v.th.Severity(f.Family.Severity.String())
	head := severity.Render(theme.MarkFinding + " " + widget.Fit(severityWord(f.Family.Severity), 5))
	lines := hang(head, f.Family.Title, v.th.Strong.Render, width, 3)
	facts := extent(f)
	if s := f.Suspect; s != nil {
		lines = append(lines, blank(verdictIndent)+widget.ClipLeft(function(&s.Frame), max(width-verdictIndent, 0)))
		if at := where(&s.Frame); at != "" {
			facts = append([]string{at}, facts...)
		}
	}
	if len(facts) == 0 {
		return lines
	}
	return append(lines, blank(verdictIndent)+v.th.Dim.Render(strings.Join(facts, " · ")))
}

// extent says how much of the case a finding is; nothing of one that was seen once and tells of no goroutine.
func extent(f *triage.Finding) []string {
	var parts []string
	if f.Goroutines > 0 {
		parts = append(parts, triage.Count(f.Goroutines, "goroutine"))
	}
	if f.Count > 1 {
		parts = append(parts, "seen "+triage.Count(f.Count, "time"))
	}
	if wait := minutes(waits(f.Groups)); wait != "" {
		parts = append(parts, wait)
	}
	return parts
}

// hang sets a title behind a head, in at most so many lines.
func hang(head, title string, style func(...string) string, width, most int) []string {
	room := width - verdictIndent
	if room < 12 {
		return []string{head + style(widget.Clip(theme.Sanitize(title), max(room, 0)))}
	}
	lines := widget.Wrap(theme.Sanitize(title), room)
	if len(lines) > most {
		lines = append(lines[:most-1], widget.Clip(strings.Join(lines[most-1:], " "), room))
	}
	for i, line := range lines {
		if i == 0 {
			lines[i] = head + style(line)
			continue
		}
		lines[i] = blank(verdictIndent) + style(line)
	}
	return lines
}

func blank(n int) string { return strings.Repeat(" ", n) }
