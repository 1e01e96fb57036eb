package view

import (
	"gotriage/triage"
	"gotriage/ui/widget"
)

// goroutinesShare is the list's share of the room in percent.
const goroutinesShare = 54

func (v Goroutines) split() widget.Split {
	return widget.Divide(v.room, goroutinesShare, v.zoom || v.level >= levelOne)
}

// inner is the room of the detail, or of the only pane.
func (v Goroutines) inner() widget.Size { return v.split().Inner[1] }

// front is the pane that has the keys.
func (v Goroutines) front() int {
	if v.level >= levelOne {
		return 1
	}
	return v.focus
}

// group is the selected group, nil where none is shown.
func (v Goroutines) group() *triage.Group {
	if v.list.Cursor >= len(v.groups) {
		return nil
	}
	return v.groups[v.list.Cursor]
}

// row is the selected goroutine of the selected group.
func (v Goroutines) row() (input int, row int32, ok bool) { return v.rowAt(v.members.Cursor) }

func (v Goroutines) rowAt(i int) (input int, row int32, ok bool) {
	g := v.group()
	if g == nil || i >= len(g.Goroutines) {
		return 0, 0, false
	}
	return g.Input, g.Goroutines[i], true
}

// detailed are the group and the goroutine whose detail is shown: the selected ones, once the keys have settled.
func (v Goroutines) detailed() (g *triage.Group, input int, row int32, ok bool) {
	g = v.group()
	input, row, ok = v.row()
	switch {
	case v.late && v.level == levelGroups && v.behind < len(v.groups):
		g = v.groups[v.behind]
	case v.late && v.level > levelGroups:
		input, row, ok = v.rowAt(v.behind)
	}
	return g, input, row, ok
}

// caughtUp shows the detail of the selected row.
func (v Goroutines) caughtUp() (Goroutines, Intent) {
	v = v.wholeLists()
	v.scroll, v.late = widget.Scroll{}, false
	return v, v.load()
}

// load asks for the selected goroutine's frames, where they are not at hand.
func (v Goroutines) load() Intent {
	input, row, ok := v.row()
	if !ok || v.level == levelGroups || v.read.Input == input && v.read.Row == row && v.read.Line > 0 {
		return nil
	}
	return ReadGoroutine{input, row}
}

func (v Goroutines) move(m widget.Motion) (Goroutines, Intent) {
	in := v.split().Inner
	switch {
	case v.level == levelRaw:
		t, intent := v.raw.move(m, in[1].Height)
		v.raw = t
		return v, intent
	case v.front() == 1:
		v.scroll = v.scroll.To(m, len(v.detail(in[1].Width)), in[1].Height)
		return v, nil
	case v.level == levelMembers:
		v = v.lags(v.members.Cursor)
		v.members = v.members.To(m, len(v.group().Goroutines), in[0].Height, nil)
	default:
		v = v.lags(v.list.Cursor)
		v.list = v.list.To(m, len(v.groups), in[0].Height, nil)
		v.members = widget.List{}
	}
	return v, Settle{}
}

// settled lets the detail follow. That of a goroutine waits until it is read: it is drawn once, not first without
// arguments.
func (v Goroutines) settled() (Goroutines, Intent) {
	v = v.wholeLists()
	switch {
	case !v.late:
		return v, nil
	case v.level == levelMembers && v.load() != nil:
		return v, v.load()
	}
	return v.caughtUp()
}

// wholeLists shows all rows around the selected ones.
func (v Goroutines) wholeLists() Goroutines {
	height := v.split().Inner[0].Height
	v.list = v.list.Settle(len(v.groups), height, nil)
	if g := v.group(); g != nil {
		v.members = v.members.Settle(len(g.Goroutines), height, nil)
	}
	return v
}

// lags keeps the detail of a row for as long as the keys do not settle.
func (v Goroutines) lags(row int) Goroutines {
	if !v.late {
		v.late, v.behind = true, row
	}
	return v
}

func (v Goroutines) blocked(m widget.Motion) string {
	in := v.split().Inner
	switch {
	case v.level == levelRaw:
		return v.raw.blocked(m, in[1].Height)
	case v.front() == 1:
		return v.scroll.Blocked(m, len(v.detail(in[1].Width)), in[1].Height)
	case v.level == levelMembers:
		return v.members.Blocked(m, len(v.group().Goroutines))
	}
	return v.list.Blocked(m, len(v.groups))
}

// enter goes one level deeper.
func (v Goroutines) enter() (Goroutines, Intent) {
	v.scroll = widget.Scroll{}
	if !v.split().Both() && !v.zoom && v.level == levelGroups && v.focus == 0 {
		v.focus = 1
		return v, nil
	}
	if g := v.group(); v.level == levelGroups && g.Profile != nil { // it has no goroutines of their own
		return v, Open{NumEvidence, ShowPlace{g.Input, g.Place(v.x.c.Inputs[g.Input].Evidence), triage.ShortID(g.ID) + " " + g.Kind + " profile", NumGoroutines}}
	}
	switch v.level {
	case levelGroups:
		v.level, v.focus, v.members = levelMembers, 0, widget.List{}
	case levelMembers:
		v.level = levelOne
	default:
		input, row, _ := v.row()
		v.level = levelRaw
		t, intent := v.raw.open(input, v.x.c.Inputs[input].Evidence.Goroutines[row].Place, v.inner().Height)
		v.raw = t
		return v, intent
	}
	return v, v.load()
}

// back goes one level up, and from the top to where it was opened from.
func (v Goroutines) back() (Goroutines, Intent) {
	v.scroll = widget.Scroll{}
	switch {
	case v.level > levelGroups:
		v.level--
	case v.zoom:
		v.zoom = false
	case v.focus == 1:
		v.focus = 0
	case v.filter != "":
		v.filter = ""
		return v.sift()
	case v.scope.Title != "":
		from := v.scope.From
		v.scope = ShowGroups{}
		return v.siftNow(), Open{Number: from}
	}
	return v, nil
}
