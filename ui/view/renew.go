package view

import (
	"slices"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/widget"
)

// Renewed is another case of the same inputs: more of them has come. Every view stays where it is, as far as it can.
type Renewed struct {
	Index *Index
	Anew  []int // inputs whose text is another one: a file was replaced, or cut down and written again
}

// shift gives a function that turns an offset in an input's text into where the same text stands in the text that was
// read again; nil where that is another text.
func (msg Renewed) shift(before *Index, input int) func(int64) int64 {
	old, now := before.input(input), msg.Index.input(input)
	if old == nil || now == nil || slices.Contains(msg.Anew, input) || now.Evidence.TextSize() < old.Evidence.TextSize() {
		return nil
	}
	return func(at int64) int64 {
		s, ok := streamAt(old.Evidence.Streams, at)
		if !ok {
			return at
		}
		for _, t := range now.Evidence.Streams {
			if t.Name == s.Name {
				return t.Place.Start + at - s.Place.Start
			}
		}
		return at
	}
}

// streamAt gives the stream in which an offset lies; its end counts too.
func streamAt(streams []profile.Stream, at int64) (profile.Stream, bool) {
	for _, s := range streams {
		if at <= s.Place.End {
			return s, true
		}
	}
	return profile.Stream{}, false
}

// sameGroup tells a group in another case of the same inputs: its id may have changed, for siblings are numbered by
// their counts.
func sameGroup(a, b *triage.Group) bool {
	return a.Input == b.Input && a.Dump == b.Dump && a.Signature == b.Signature && a.State == b.State &&
		slices.EqualFunc(a.Stack.Frames, b.Stack.Frames, func(f, g symbolize.Frame) bool { return f.Func == g.Func && f.Line == g.Line })
}

func (v Findings) renewed(msg Renewed) (View, Intent) {
	row, ok := v.selected()
	scroll := v.scroll
	v.x, v.late = msg.Index, false
	v = v.gathered()
	i := slices.IndexFunc(v.shown, func(r verdict) bool { return ok && r.same(row) })
	v = v.selectRow(max(i, 0))
	if i >= 0 {
		v.scroll = scroll
	}
	return v, v.choose()
}

// same tells a row in another case of the same inputs.
func (r verdict) same(other verdict) bool {
	switch {
	case r.finding != nil && other.finding != nil:
		return r.finding.ID == other.finding.ID
	case r.possible != nil && other.possible != nil:
		return r.possible.Family.ID == other.possible.Family.ID
	}
	return r.finding == nil && other.finding == nil && r.possible == nil && other.possible == nil && r.healthy == other.healthy
}

func (v Goroutines) renewed(msg Renewed) (View, Intent) {
	g, id, cursor := v.group(), v.memberID(), v.members.Cursor
	shift := msg.shift(v.x, v.raw.input)
	v.x, v.late, v.read = msg.Index, false, GoroutineRead{}
	v = v.siftNow()
	now := v.group()
	if g == nil || now == nil || !sameGroup(g, now) {
		v.level, v.members, v.scroll = levelGroups, widget.List{}, widget.Scroll{}
		return v, nil
	}
	rows := v.x.c.Inputs[now.Input].Evidence.Goroutines
	if i := slices.IndexFunc(now.Goroutines, func(row int32) bool { return rows[row].ID == id }); i >= 0 {
		cursor = i
	}
	v.members = v.members.Go(cursor, len(now.Goroutines), v.split().Inner[0].Height, nil)
	steps := Steps{v.load()}
	if _, row, ok := v.row(); ok && v.level == levelRaw {
		t, intent := v.raw.renew(shift, rows[row].Place, v.inner().Height)
		v.raw = t
		return v, append(steps, intent)
	}
	return v, steps
}

func (v Evidence) renewed(msg Renewed) (View, Intent) {
	at, row := v.fact(), v.list.Cursor
	before := v.x
	v.x, v.late = msg.Index, false
	v = v.gathered()
	i := slices.IndexFunc(v.facts, func(f fact) bool {
		return f.input == at.input && f.kind == at.kind && (f.text == at.text || f.place.Start == at.place.Start && f.kind != factPlain)
	})
	if i < 0 {
		i = row
	}
	v.list = v.list.Go(i, len(v.facts), v.split().Inner[0].Height, nil)
	if v.x.input(v.text.input) == nil {
		return v, nil
	}
	return v.with(v.text.renew(msg.shift(before, v.text.input), v.x.whole(v.text.input), v.height()))
}

// renew goes on in a text that was read again, of which there may be more; shift tells where what was there stands now,
// nil for another text, which is shown from its beginning. One who looks at the end goes on to look at the end.
func (t text) renew(shift func(int64) int64, within profile.Span, height int) (text, Intent) {
	input := t.input
	switch {
	case !t.opened:
		return t, nil
	case shift == nil:
		t = text{query: t.query, input: -1}
		return t.open(input, within, height)
	}
	end := t.err == nil && len(t.rows) > 0 && t.top > t.within.Start && t.blocked(widget.Down, height) != ""
	if moved := shift(t.window.Start) != t.window.Start; moved {
		t.rows, t.data, t.window = nil, nil, profile.Span{}
	}
	move := func(p profile.Span) profile.Span { return profile.Span{Start: shift(p.Start), End: shift(p.End)} }
	t.top, t.mark, t.hit, t.aim = shift(t.top), move(t.mark), move(t.hit), shift(t.aim)
	t.within, t.err, t.asked = within, nil, profile.Span{}
	if end {
		return t.aimAt(showEnd, within.End, height)
	}
	if t.goal == stay {
		t.aim = t.top
	}
	t.reach = max(t.reach, textWindow)
	t.asked = profile.Span{Start: max(t.aim-t.reach, within.Start), End: min(t.aim+t.reach, within.End)}
	return t, ReadText{Input: t.input, Window: t.asked, Within: within}
}
