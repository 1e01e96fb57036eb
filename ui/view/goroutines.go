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
	x       *Index
	th      *theme.Theme
	room    widget.Size
	scope   ShowGroups // what another view asked to see alone; no title: all groups
	filter  string
	fault   Refuse          // what is wrong with the filter's expression
	sifts   int             // how often a filter was asked for
	passing []*triage.Group // those that it lets through
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

func newGoroutines(x *Index, th *theme.Theme) View {
	return Goroutines{x: x, th: th}.siftNow()
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
	case Renewed:
		return v.renewed(msg)
	case sifted:
		if msg.sifts == v.sifts {
			moved := v.list.Cursor > 0 // since the filter was typed
			v.passing = msg.passing
			if v = v.arranged(); !moved {
				v.list = widget.List{}
			}
			return v, nil
		}
	case Settled:
		return unwrap(v.settled())
	case ShowGroups:
		v.scope, v.filter, v.level, v.focus, v.zoom = msg, "", levelGroups, 0, false
		v.list, v.scroll = widget.List{}, widget.Scroll{}
		return v.siftNow(), nil
	case Chosen:
		if msg.Front == NumGoroutines && msg.Finding != nil {
			return v.Update(showFinding(msg.Finding))
		}
	case GoroutineRead:
		v.read = msg
		if input, row, _ := v.row(); v.late && v.level > levelGroups && msg.Input == input && msg.Row == row {
			return unwrap(v.caughtUp())
		}
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
	v.filter = msg.Text
	v, intent := v.sift()
	v.list, v.late = widget.List{}, false
	if msg.Done && v.fault.Why != "" {
		return v, Steps{intent, v.fault}
	}
	return v, intent
}

// all are the groups that the filter looks through.
func (v Goroutines) all() []*triage.Group {
	if v.scope.Title != "" {
		return v.scope.Groups(v.x)
	}
	return v.x.c.Groups
}

// sifted is what a filter lets through.
type sifted struct {
	sifts   int
	passing []*triage.Group
}

// sift makes the list of groups anew. A filter is computed beside the keys: there may be a hundred thousand groups.
func (v Goroutines) sift() (Goroutines, Intent) {
	_, v.fault = compile(v.filter)
	if v.filter == "" || v.fault.Why != "" {
		return v.siftNow(), nil
	}
	v.sifts++
	x, all, filter, n := v.x, v.all(), v.filter, v.sifts
	return v, Compute{func() tea.Msg { return sifted{n, x.filter(all, filter)} }}
}

func (v Goroutines) siftNow() Goroutines {
	v.sifts++ // what is still being computed comes too late
	_, v.fault = compile(v.filter)
	v.passing = v.x.filter(v.all(), v.filter)
	return v.arranged()
}

// arranged sorts the list. The selected group stays selected if it is still there.
func (v Goroutines) arranged() Goroutines {
	selected := v.group()
	v.groups = v.order.sort(v.x, v.passing)
	v.columns, v.late = columnsOf(v.groups), false
	i := slices.Index(v.groups, selected)
	if i < 0 && selected != nil { // it may be the one of another case
		i = slices.IndexFunc(v.groups, func(g *triage.Group) bool { return sameGroup(g, selected) })
	}
	v.list = v.list.Go(max(i, 0), len(v.groups), v.split().Inner[0].Height, nil)
	return v
}

// memberID is the number of the selected goroutine, 0 where there is none.
func (v Goroutines) memberID() uint64 {
	input, row, ok := v.row()
	if !ok {
		return 0
	}
	return v.x.c.Inputs[input].Evidence.Goroutines[row].ID
}
