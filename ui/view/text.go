package view

import (
	"sort"

	"gotriage/profile"
	"gotriage/ui/widget"
)

// text pages through the raw text of an input, or one place of it, by windows: what is not near is not held.
type text struct {
	input  int
	within profile.Span
	top    int64 // where the first row in sight begins
	left   int   // cells scrolled to the side
	mark   profile.Span
	hit    profile.Span // what was found
	query  string
	opened bool // it was looked at

	window profile.Span // what is held
	data   []byte
	rows   []TextRow
	asked  profile.Span // the window that is being read; empty for none
	reach  int64        // how far the asked window goes to each side
	goal   goal
	aim    int64 // where the goal is
	err    error
}

// goal is what to do once a window has come.
type goal uint8

const (
	stay      goal = iota
	showPlace      // put the row of aim a third down the screen
	showEnd
)

// open begins with a place of an input, at its beginning.
func (t text) open(input int, within profile.Span, height int) (text, Intent) {
	if t.input == input && t.within == within && t.rows != nil {
		return t, nil
	}
	t = text{input: input, within: within, top: within.Start, query: t.query, opened: true}
	return t.ensure(height)
}

// show brings a place in sight and marks it.
func (t text) show(place profile.Span, height int) (text, Intent) {
	t.mark = place
	return t.aimAt(showPlace, place.Start, height)
}

func (t text) aimAt(g goal, at int64, height int) (text, Intent) {
	t.opened, t.goal, t.aim = true, g, max(min(at, t.within.End), t.within.Start)
	t.left = 0
	if t.settle(height) {
		return t.reached(height)
	}
	return t.ask(t.aim, textWindow)
}

// got takes a window that was read.
func (t text) got(msg TextRead, height int) (text, Intent) {
	if msg.Input != t.input || msg.Within != t.within || msg.Window != t.asked {
		return t, nil
	}
	t.asked = profile.Span{}
	if t.err = msg.Err; t.err != nil {
		t.goal = stay
		return t, nil
	}
	t.window, t.data, t.rows = msg.Window, msg.Data, msg.Rows
	if t.goal == stay {
		return t.ensure(height)
	}
	if t.settle(height) {
		return t.reached(height)
	}
	return t.ask(t.aim, 2*t.reach)
}

// settle says whether the window holds all that the goal needs.
func (t text) settle(height int) bool {
	if len(t.rows) == 0 || t.err != nil {
		return false
	}
	first, last := t.window.Start <= t.within.Start, t.window.End >= t.within.End
	if t.goal == showEnd {
		return last && (first || len(t.rows) >= height)
	}
	i := t.find(t.aim)
	return i >= 0 && (first || i >= height/3) && (last || i+height <= len(t.rows))
}

// reached does what the goal says; the window holds it.
func (t text) reached(height int) (text, Intent) {
	i := len(t.rows) - height
	if t.goal == showPlace {
		i = t.find(t.aim) - height/3
	}
	t.goal = stay
	return t.goRow(i, height)
}

// goRow puts a row of the window at the top.
func (t text) goRow(i, height int) (text, Intent) {
	if len(t.rows) > 0 {
		if t.window.End >= t.within.End {
			i = min(i, len(t.rows)-height)
		}
		t.top = t.rows[max(min(i, len(t.rows)-1), 0)].Place.Start
	}
	return t.ensure(height)
}

// move answers a motion.
func (t text) move(m widget.Motion, height int) (text, Intent) {
	switch m {
	case widget.First:
		return t.aimAt(showPlace, t.within.Start, height)
	case widget.Last:
		return t.aimAt(showEnd, t.within.End, height)
	default:
		return t.goRow(max(t.find(t.top), 0)+m.Lines(0, height), height)
	}
}

// ensure asks for another window where the rows in sight, and as many again to each side, are not all in this one.
func (t text) ensure(height int) (text, Intent) {
	if t.asked != (profile.Span{}) || t.err != nil {
		return t, nil
	}
	i := t.find(t.top)
	above := t.window.Start <= t.within.Start || i >= height
	below := t.window.End >= t.within.End || i+2*height <= len(t.rows)
	if t.rows != nil && i >= 0 && above && below {
		return t, nil
	}
	reach := int64(textWindow)
	if t.rows != nil && i >= 0 && t.window.Start <= max(t.top-textWindow/2, t.within.Start) &&
		t.window.End >= min(t.top+textWindow/2, t.within.End) {
		reach = 2 * t.reach // the rows are so long that this window does not hold enough of them
	}
	return t.ask(t.top, reach)
}

func (t text) ask(at, reach int64) (text, Intent) {
	t.reach = reach
	t.asked = profile.Span{Start: max(at-reach, t.within.Start), End: min(at+reach, t.within.End)}
	if t.asked == t.window && t.rows != nil || t.asked.Start == t.asked.End {
		t.asked, t.goal = profile.Span{}, stay // there is no more
		return t, nil
	}
	return t, ReadText{Input: t.input, Window: t.asked, Within: t.within}
}

// find gives the row in which an offset lies, -1 where it is not in the window.
func (t text) find(at int64) int {
	i := sort.Search(len(t.rows), func(i int) bool { return t.rows[i].Place.Start > at }) - 1
	if i == len(t.rows)-1 && at >= t.window.End && at != t.within.End {
		return -1
	}
	return i
}

// blocked says why a motion cannot work.
func (t text) blocked(m widget.Motion, height int) string {
	switch i := t.find(t.top); {
	case t.within.Start >= t.within.End:
		return "there is no text"
	case m.Back() && t.top <= t.within.Start:
		return "this is the beginning"
	case !m.Back() && t.window.End >= t.within.End && len(t.rows) > 0 && i >= len(t.rows)-height:
		return "this is the end"
	}
	return ""
}

// next looks for the query from what was found last, else from the top of the screen.
func (t text) next(back bool) Intent {
	from := t.top
	switch {
	case t.hit != (profile.Span{}) && back:
		from = t.hit.Start
	case t.hit != (profile.Span{}):
		from = t.hit.Start + 1
	}
	return Find{Input: t.input, Text: t.query, Within: t.within, From: from, Back: back}
}

// found takes the answer to a Find of this text.
func (t text) found(msg Found, height int) (text, Intent) {
	if msg.Find.Input != t.input || msg.Find.Within != t.within || msg.Find.Text != t.query || msg.Err != nil ||
		msg.Place == (profile.Span{}) {
		return t, nil
	}
	t.hit = msg.Place
	return t.aimAt(showPlace, msg.Place.Start, height)
}
