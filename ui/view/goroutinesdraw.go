package view

import (
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Render draws the level that is in front.
func (v Goroutines) Render(width, height int) string {
	v.room = widget.Size{Width: width, Height: height}
	s := v.split()
	panes := [2]widget.Pane{v.listPane(), v.detailPane(s.Inner[1])}
	return strings.Join(s.Render(v.th, panes, v.front()), "\n")
}

func (v Goroutines) listPane() widget.Pane {
	if v.level >= levelMembers {
		g := v.group()
		return widget.Pane{
			Title: triage.ShortID(g.ID) + ": goroutines",
			Note:  Place(v.members.Cursor, len(g.Goroutines)),
			Draw:  v.drawMembers,
		}
	}
	title := "groups by " + orderNames[v.order]
	if v.scope.Title != "" {
		title = theme.Sanitize(v.scope.Title)
	}
	if v.filter != "" {
		title += " /" + theme.Sanitize(v.filter)
	}
	return widget.Pane{Title: title, Note: Place(v.list.Cursor, len(v.groups)), Draw: v.drawGroups}
}

func (v Goroutines) detailPane(in widget.Size) widget.Pane {
	p := widget.Pane{Title: "stack"}
	if g, _, _, _ := v.detailed(); g != nil {
		p.Title = triage.ShortID(g.ID)
	}
	if v.level >= levelMembers {
		p.Title = "goroutine " + v.memberName()
	}
	if v.level == levelRaw {
		p.Title += ": raw text"
		p.Note = v.raw.position()
		p.Draw = func(room widget.Size) []string {
			return v.raw.draw(v.th, room, func(profile.Span) string { return "" })
		}
		return p
	}
	lines := v.detail(in.Width)
	if len(lines) > in.Height {
		p.Note = more(v.scroll, len(lines), in.Height)
	}
	p.Draw = func(room widget.Size) []string { return v.scroll.Render(lines, room.Height) }
	return p
}

func (v Goroutines) drawGroups(room widget.Size) []string {
	if v.fault.Why != "" {
		lines := faultLines(v.th, v.fault, room.Width)
		room.Height -= len(lines)
		return append(lines, v.drawGroupRows(room)...)
	}
	if len(v.groups) == 0 {
		return widget.Wrap(v.whyNoGroup()+".", room.Width)
	}
	return v.drawGroupRows(room)
}

// faultLines says above a list what is wrong with its filter.
func faultLines(th *theme.Theme, fault Refuse, width int) []string {
	p := &page{th: th, width: width}
	p.say(th.Warn.Render, "filter: "+fault.Text())
	return p.lines
}

func (v Goroutines) drawGroupRows(room widget.Size) []string {
	return v.list.Render(len(v.groups), room.Height, nil, func(i int, selected bool) []string {
		line := v.x.groupLine(v.th, v.groups[i], v.columns, room.Width-1)
		return []string{v.drawRow(line, selected, room.Width)}
	})
}

func (v Goroutines) drawRow(line string, selected bool, width int) string {
	if !selected {
		return " " + line
	}
	row := widget.Fit(v.th.Accent.Render(theme.MarkCursor)+line, width)
	if v.focus == 0 {
		return v.th.Select(row)
	}
	return row
}

func (v Goroutines) drawMembers(room widget.Size) []string {
	g := v.group()
	e := v.x.c.Inputs[g.Input].Evidence
	digits := len(strconv.FormatUint(e.Goroutines[g.Goroutines[len(g.Goroutines)-1]].ID, 10)) + 2
	return v.members.Render(len(g.Goroutines), room.Height, nil, func(i int, selected bool) []string {
		row := e.Goroutines[g.Goroutines[i]]
		line := widget.FitRight(strconv.FormatUint(row.ID, 10), digits)
		wait := ""
		if row.Wait >= 0 {
			wait = triage.Number(int(row.Wait)) + "m"
		}
		line += v.th.Wait.Render(widget.FitRight(wait, v.columns.wait)) + "  "
		var notes []string
		if row.Cut {
			notes = append(notes, v.th.Warn.Render("cut"))
		}
		if text := labels(e.Labels[row.Labels]); text != "" {
			notes = append(notes, theme.Sanitize(text))
		}
		if row.Creator > 0 {
			notes = append(notes, v.th.Dim.Render("created by "+strconv.FormatUint(row.Creator, 10)))
		}
		return []string{v.drawRow(widget.Fit(line+strings.Join(notes, " "), room.Width-1), selected, room.Width)}
	})
}

// memberName is the id of the selected goroutine.
func (v Goroutines) memberName() string {
	_, input, row, ok := v.detailed()
	if !ok {
		return ""
	}
	return strconv.FormatUint(v.x.c.Inputs[input].Evidence.Goroutines[row].ID, 10)
}

// detail writes the selected group, or the selected goroutine of it.
func (v Goroutines) detail(width int) []string {
	g, input, row, ok := v.detailed()
	if g == nil || width <= 0 {
		return nil
	}
	p := &page{th: v.th, width: width}
	if v.level >= levelMembers {
		if ok {
			v.oneGoroutine(p, input, row)
		}
		return p.lines
	}
	for i, fact := range v.x.groupFacts(g) {
		style := v.th.Dim
		if i == 0 {
			style = v.th.Strong
		}
		p.say(style.Render, fact)
	}
	p.lines = append(p.lines, "")
	p.lines = append(p.lines, stackLines(v.th, g.Stack, v.x.suspectIn(g), width)...)
	return p.lines
}
