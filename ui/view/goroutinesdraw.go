package view

import (
	"fmt"
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
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
	if g := v.group(); g != nil {
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
	if v.fault != "" {
		return append(widget.Wrap(theme.Sanitize("filter: "+v.fault), room.Width), v.drawGroupRows(room)...)
	}
	if len(v.groups) == 0 {
		return widget.Wrap(v.whyNoGroup()+".", room.Width)
	}
	return v.drawGroupRows(room)
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

// columns are the widths of the columns of a list of groups: as wide as what stands in them.
type columns struct{ count, state, wait int }

func columnsOf(groups []*triage.Group) columns {
	var c columns
	for _, g := range groups {
		c.count = max(c.count, len(number(g.Count())))
		c.state = max(c.state, len(stateWord(g)))
		if g.WaitMax >= 0 {
			c.wait = max(c.wait, len(number(g.WaitMax))+2)
		}
	}
	return c
}

func stateWord(g *triage.Group) string {
	word := strings.TrimPrefix(g.State, "sync.") // the room is narrow, and Mutex.Lock says it
	if word == "" {
		word = "-"
	}
	if g.Leaked > 0 {
		word += " leaked"
	}
	return word
}

// groupLine is a group in one line: how many, what they do, how long, and the frame it is known by.
func (x *index) groupLine(th *theme.Theme, g *triage.Group, c columns, width int) string {
	mark, style := " ", th.Plain
	switch f := x.claimed[g]; {
	case f != nil:
		mark = th.Severity(f.Family.Severity.String()).Render(theme.MarkFinding)
	case g.Healthy != nil:
		mark, style = th.Good.Render(theme.MarkHealthy), th.Dim
	}
	wait := ""
	if g.WaitMax >= 0 {
		wait = number(g.WaitMax) + "m"
	}
	name, at := "no frame", ""
	if f := keyFrame(g.Stack); f != nil {
		name, at = function(f), where(f)
	}
	state := min(c.state, max(11, (width-c.count-c.wait)*2/5))
	line := mark + " " + style.Render(widget.FitRight(number(g.Count()), c.count)+" "+widget.Fit(theme.Sanitize(stateWord(g)), state)) +
		th.Wait.Render(widget.FitRight(wait, c.wait)) + "  "
	room := width - widget.Width(line)
	if at != "" && room >= 34 {
		return line + widget.Spread(style.Render(widget.ClipLeft(name, room-widget.Width(at)-1)), th.Dim.Render(at), room)
	}
	return line + style.Render(widget.Fit(widget.ClipLeft(name, room), max(room, 0)))
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
			wait = number(int(row.Wait)) + "m"
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

// labels writes a label set: {handler: /reconcile, tenant: a b}.
func labels(set []profile.Label) string {
	if len(set) == 0 {
		return ""
	}
	parts := make([]string, len(set))
	for i, l := range set {
		parts[i] = l.Key + ": " + l.Value
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// memberName is the id of the selected goroutine.
func (v Goroutines) memberName() string {
	input, row, ok := v.row()
	if !ok {
		return ""
	}
	return strconv.FormatUint(v.x.c.Inputs[input].Evidence.Goroutines[row].ID, 10)
}

// detail writes the selected group, or the selected goroutine of it.
func (v Goroutines) detail(width int) []string {
	g := v.group()
	if g == nil || width <= 0 {
		return nil
	}
	p := &page{th: v.th, width: width}
	if v.level >= levelMembers {
		if input, row, ok := v.row(); ok {
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

// suspectIn gives the frame of a group's stack that its finding blames.
func (x *index) suspectIn(g *triage.Group) int {
	f := x.claimed[g]
	if f == nil || f.Suspect == nil || f.Suspect.Goroutine < 0 || f.Suspect.Input != g.Input {
		return noFrame
	}
	for _, row := range g.Goroutines {
		if row == f.Suspect.Goroutine {
			return f.Suspect.Index
		}
	}
	return noFrame
}

// groupFacts says what is known of a group beside its stack; the first line names it.
func (x *index) groupFacts(g *triage.Group) []string {
	state := g.State
	if state == "" {
		state = "state unknown"
	}
	facts := []string{Count(g.Count(), "goroutine") + ", " + state}
	var more []string
	if wait := minutes(g.WaitMin, g.WaitMax); wait != "" {
		more = append(more, "waiting "+wait)
	}
	for _, n := range []struct {
		n    int
		what string
	}{{g.Leaked, "leaked"}, {g.Durable, "durably blocked in a synctest bubble"}, {g.Locked, "locked to thread"}} {
		if n.n > 0 {
			more = append(more, number(n.n)+" "+n.what)
		}
	}
	if g.Siblings > g.Count() {
		more = append(more, number(g.Siblings)+" with other lines of the same stack")
	}
	if g.Cut {
		more = append(more, "the text ends inside it")
	}
	if len(more) > 0 {
		facts = append(facts, strings.Join(more, " · "))
	}
	if f := x.claimed[g]; f != nil {
		facts = append(facts, fmt.Sprintf("%s %s: %s", theme.MarkFinding, triage.ShortID(f.ID), f.Family.Title))
	} else if g.Healthy != nil {
		facts = append(facts, theme.MarkHealthy+" healthy: "+g.Healthy.Title)
	}
	if len(x.c.Inputs) > 1 {
		facts = append(facts, "in "+x.c.Inputs[g.Input].Evidence.Name)
	}
	return facts
}

// oneGoroutine writes a goroutine with the arguments of its frames, which are read on demand.
func (v Goroutines) oneGoroutine(p *page, input int, row int32) {
	in := v.x.c.Inputs[input]
	g := in.Evidence.Goroutines[row]
	head := in.Evidence.Heads[g.Head]
	facts := []string{"goroutine " + strconv.FormatUint(g.ID, 10), head.State}
	if g.Wait >= 0 {
		facts = append(facts, number(int(g.Wait))+" min")
	}
	for _, flag := range []struct {
		on   bool
		word string
	}{{head.Leaked, "leaked"}, {head.Durable, "durable"}, {head.Scan, "scan"}, {head.Locked, "locked to thread"}, {g.Cut, "cut"}} {
		if flag.on {
			facts = append(facts, flag.word)
		}
	}
	p.say(p.th.Strong.Render, strings.Join(facts, " · "))
	at := v.read.Input == input && v.read.Row == row && v.read.Line > 0
	if at {
		p.say(p.th.Dim.Render, in.Evidence.Name+", line "+number(v.read.Line))
	}
	if text := labels(in.Evidence.Labels[g.Labels]); text != "" {
		p.say(p.th.Plain.Render, "labels "+text)
	}
	if g.Creator > 0 {
		p.say(p.th.Dim.Render, "created by goroutine "+strconv.FormatUint(g.Creator, 10))
	}
	p.lines = append(p.lines, "")
	stack := &in.Stacks[g.Stack]
	if at && v.read.Err != nil {
		p.say(p.th.Warn.Render, v.read.Err.Error())
	}
	if at && len(v.read.Frames) > 0 {
		rawFrames(p, v.read.Frames, stack, v.level == levelMembers)
		return
	}
	p.lines = append(p.lines, stackLines(p.th, stack, noFrame, p.width)...)
}

// rawFrames writes frames as they are printed, with arguments and whole paths. stack tells whose code each is. A brief
// one leaves out folders.
func rawFrames(p *page, frames []profile.RawFrame, stack *symbolize.Stack, brief bool) {
	for i, f := range frames {
		style := p.th.Plain
		if len(frames) == len(stack.Frames) {
			style = originStyle(p.th, stack.Frames[i].Origin)
		}
		if f.Elided != 0 {
			p.lines = append(p.lines, frameLines(p.th, &symbolize.Frame{Elided: f.Elided}, false, p.width)...)
			continue
		}
		named := symbolize.Frame{Func: f.Func, File: f.File, Line: f.Line}
		if brief {
			p.say(style.Render, function(&named)+"("+f.Args+")")
		} else {
			p.say(style.Render, f.Func+"("+f.Args+")")
		}
		p.path(f.File, f.Line)
	}
	if by := stack.CreatedBy; by != nil {
		p.say(p.th.Dim.Render, "created by")
		p.say(originStyle(p.th, by.Origin).Render, by.Func)
		p.path(by.RawFile, by.Line)
	}
}

// path adds a frame's file and line; the end of a long one says most.
func (p *page) path(file string, line int) {
	if file != "" {
		at := theme.Sanitize(file) + ":" + strconv.Itoa(line)
		p.lines = append(p.lines, "    "+p.th.Dim.Render(widget.ClipLeft(at, p.width-4)))
	}
}
