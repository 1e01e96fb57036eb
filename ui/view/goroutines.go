package view

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Goroutines shows the groups, and from a group its goroutines, from those one goroutine, from that its raw text.
type Goroutines struct {
	x       *index
	th      *theme.Theme
	room    widget.Size
	scope   ShowGroups // what another view asked to see alone; no title: all groups
	filter  string
	fault   string // what is wrong with the filter's expression
	order   order
	groups  []*triage.Group // those shown, in their order
	columns columns
	level   level
	list    widget.List // in groups
	members widget.List // in the goroutines of the selected group
	focus   int         // 0 the list, 1 the detail; in the upper two levels
	scroll  widget.Scroll
	zoom    bool
	read    GoroutineRead // the goroutine that was read last
	raw     text
}

// level is how deep one has gone.
type level uint8

const (
	levelGroups level = iota
	levelMembers
	levelOne
	levelRaw
)

// order is how groups are sorted.
type order uint8

const (
	byCount order = iota
	byWait
	byState
	byID
	orders
)

var orderNames = [...]string{"count", "wait", "state", "id"}

func newGoroutines(x *index, th *theme.Theme) View {
	v := Goroutines{x: x, th: th}
	return v.sift()
}

// Title names the view.
func (Goroutines) Title() string { return "Goroutines" }

// Keys lists what can be done.
func (v Goroutines) Keys() []widget.Key { return widget.Keys(goroutinesKeys(), v) }

// Update answers a message.
func (v Goroutines) Update(msg tea.Msg) (View, Intent) {
	switch msg := msg.(type) {
	case Resized:
		v.room = widget.Size(msg)
		v.scroll = v.scroll.Move(0, len(v.detail(v.inner().Width)), v.inner().Height)
		if v.level == levelRaw {
			return v.withText(v.raw.ensure(v.inner().Height))
		}
	case Themed:
		v.th = msg.Theme
	case ShowGroups:
		v.scope, v.filter, v.fault, v.level, v.focus, v.zoom = msg, "", "", levelGroups, 0, false
		v.list, v.scroll = widget.List{}, widget.Scroll{}
		return v.sift(), nil
	case Chosen:
		if msg.Front == NumGoroutines && msg.Finding != nil {
			return v.Update(ShowGroups{triage.ShortID(msg.Finding.ID) + " " + msg.Finding.Family.ID, msg.Finding.Groups, NumFindings})
		}
	case GoroutineRead:
		v.read = msg
	case TextRead:
		return v.withText(v.raw.got(msg, v.inner().Height))
	case Found:
		return v.withText(v.raw.found(msg, v.inner().Height))
	case Answer:
		return v.answer(msg)
	case tea.KeyPressMsg:
		do, why := widget.Press(goroutinesKeys(), v, msg.String())
		switch {
		case do != nil:
			return unwrap(do(v))
		case why != "":
			return v, Say{msg.String() + ": " + why}
		}
	}
	return v, nil
}

func (v Goroutines) withText(t text, i Intent) (View, Intent) {
	v.raw = t
	return v, i
}

// answer takes what was typed: a filter of the groups, or a text to find in the raw one.
func (v Goroutines) answer(msg Answer) (View, Intent) {
	if v.level == levelRaw {
		if !msg.Done || msg.Text == "" {
			return v, nil
		}
		v.raw.query, v.raw.hit = msg.Text, profile.Span{}
		return v, v.raw.next(false)
	}
	v.filter = msg.Text
	v = v.sift()
	v.list = widget.List{}
	if msg.Done && v.fault != "" {
		return v, Say{v.fault}
	}
	return v, nil
}

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
func (v Goroutines) row() (input int, row int32, ok bool) {
	g := v.group()
	if g == nil || v.members.Cursor >= len(g.Goroutines) {
		return 0, 0, false
	}
	return g.Input, g.Goroutines[v.members.Cursor], true
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
		v.members = v.members.To(m, len(v.group().Goroutines), in[0].Height, nil)
	default:
		v.list = v.list.To(m, len(v.groups), in[0].Height, nil)
		v.members = widget.List{}
	}
	v.scroll = widget.Scroll{}
	return v, v.load()
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
		return v.sift(), nil
	case v.scope.Title != "":
		from := v.scope.From
		v.scope = ShowGroups{}
		return v.sift(), Open{Number: from}
	}
	return v, nil
}

// sift makes the list of groups anew from scope, filter and order. The selected group stays selected if it is still
// there.
func (v Goroutines) sift() Goroutines {
	selected := v.group()
	all := v.x.c.Groups
	if v.scope.Title != "" {
		all = v.scope.Groups
	}
	v.groups, v.fault = v.x.filter(all, v.filter)
	v.groups = v.order.sort(v.x, v.groups)
	v.columns = columnsOf(v.groups)
	v.list = v.list.Go(max(slices.Index(v.groups, selected), 0), len(v.groups), v.split().Inner[0].Height, nil)
	return v
}
