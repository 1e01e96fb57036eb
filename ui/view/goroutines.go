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
	late    bool        // the detail is still that of the row behind, until the keys settle
	behind  int         // in groups or in members
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
	case Settled:
		if v.late {
			return unwrap(v.caughtUp())
		}
	case ShowGroups:
		v.scope, v.filter, v.fault, v.level, v.focus, v.zoom, v.late = msg, "", "", levelGroups, 0, false, false
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
			next, intent := do(v)
			if next.late && next.list.Cursor == v.list.Cursor && next.members.Cursor == v.members.Cursor {
				next, load := next.caughtUp()
				if _, loads := intent.(ReadGoroutine); loads {
					return next, intent
				}
				return next, Steps{intent, load}
			}
			return next, intent
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
	v.filter, v.late = msg.Text, false
	v = v.sift()
	v.list = widget.List{}
	if msg.Done && v.fault != "" {
		return v, Say{v.fault}
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
	v.columns, v.late = columnsOf(v.groups), false
	v.list = v.list.Go(max(slices.Index(v.groups, selected), 0), len(v.groups), v.split().Inner[0].Height, nil)
	return v
}
