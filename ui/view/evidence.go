package view

import (
	"slices"
	"sort"

	tea "charm.land/bubbletea/v2"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Evidence shows each input with what was read of it and what was not, and below it the raw text.
type Evidence struct {
	x       *Index
	th      *theme.Theme
	room    widget.Size
	facts   []fact
	list    widget.List
	late    bool // the text does not show the place of the selected row yet
	focus   int  // 0 the facts, 1 the text
	zoom    bool
	text    text
	finding *triage.Finding // the one that is spoken of
	what    string          // what the marked place is
	from    int             // the view to go back to, 0 for none
}

// fact is a row about an input: its name, or something in its text that one can go to.
type fact struct {
	input int
	kind  factKind
	text  string
	place profile.Span
}

type factKind uint8

const (
	factInput factKind = iota
	factPlain
	factCrash
	factProblem
	factUnread
	factContainer
)

// mostUnread is how many places of unread lines get a row of their own; u walks through all of them.
const mostUnread = 20

func newEvidence(x *Index, th *theme.Theme) View {
	return Evidence{x: x, th: th}.gathered()
}

// gathered makes the rows of the case.
func (v Evidence) gathered() Evidence {
	v.facts = v.x.holdings()
	for i := range v.x.c.Inputs {
		v.facts = append(v.facts, v.x.facts(i)...)
	}
	if len(v.x.c.Findings) > 0 {
		v.finding = v.x.c.Findings[0]
	}
	return v
}

// Title names the view.
func (Evidence) Title() string { return "Evidence" }

// Keys lists what can be done.
func (v Evidence) Keys() []widget.Key { return widget.Keys(evidenceKeys(), v) }

// evidenceShare is what the facts have at most of the room, in percent: the text needs it more.
const evidenceShare = 35

func (v Evidence) split() widget.Split {
	return widget.Stack(v.room, min(v.room.Height*evidenceShare/100, len(v.facts)), v.zoom)
}

func (v Evidence) height() int { return v.split().Inner[1].Height }

// Update answers a message.
func (v Evidence) Update(msg tea.Msg) (View, Intent) {
	switch msg := msg.(type) {
	case Resized:
		v.room = widget.Size(msg)
		if len(v.x.c.Inputs) > 0 && v.text.rows != nil {
			return v.with(v.text.ensure(v.height()))
		}
	case Themed:
		v.th = msg.Theme
	case Settled:
		v.list = v.list.Settle(len(v.facts), v.split().Inner[0].Height, nil)
		if v.late {
			return unwrap(v.preview())
		}
	case Renewed:
		return v.renewed(msg)
	case Shown:
		if len(v.x.c.Inputs) > 0 && v.text.rows == nil {
			return v.with(v.text.open(v.text.input, v.x.whole(v.text.input), v.height()))
		}
	case Chosen:
		v.finding = msg.Finding
		if msg.Front == NumEvidence && msg.Finding != nil {
			return unwrap(v.toFinding())
		}
	case ShowPlace:
		v.from = msg.From
		return unwrap(v.goTo(msg.Input, msg.Place, msg.What))
	case TextRead:
		return v.with(v.text.got(msg, v.height()))
	case Found:
		return v.with(v.text.found(msg, v.height()))
	case Answer:
		if msg.Done && msg.Text != "" {
			v.text.query, v.text.hit = msg.Text, profile.Span{}
			return v, v.text.next(false)
		}
	case tea.KeyPressMsg:
		do, why := widget.Press(evidenceKeys(), v, msg.String())
		switch {
		case do != nil:
			return unwrap(do(v))
		case why != "":
			return v, Say{msg.String() + ": " + why}
		}
	}
	return v, nil
}

func (v Evidence) with(t text, i Intent) (View, Intent) {
	v.text = t
	return v, i
}

// whole is all of an input's text.
func (x *Index) whole(input int) profile.Span {
	return profile.Span{End: x.c.Inputs[input].Evidence.TextSize()}
}

// goTo brings a place of an input in sight and gives the text the keys.
func (v Evidence) goTo(input int, place profile.Span, what string) (Evidence, Intent) {
	v.focus = 1
	return v.place(input, place, what)
}

// place brings a place of an input in sight.
func (v Evidence) place(input int, place profile.Span, what string) (Evidence, Intent) {
	v.late, v.what = false, what
	if v.text.input != input || v.text.within != v.x.whole(input) {
		v.text = text{input: input, within: v.x.whole(input), query: v.text.query}
	}
	t, intent := v.text.show(place, v.height())
	v.text = t
	for i, f := range v.facts {
		if f.input == input && f.kind == factInput && v.fact().input != input {
			v.list = v.list.Go(i, len(v.facts), v.split().Inner[0].Height, nil)
		}
	}
	return v, intent
}

// fact is the selected row; the zero one where nothing was loaded.
func (v Evidence) fact() fact {
	if v.list.Cursor >= len(v.facts) {
		return fact{}
	}
	return v.facts[v.list.Cursor]
}

func (v Evidence) move(m widget.Motion) (Evidence, Intent) {
	if v.focus == 1 {
		t, intent := v.text.move(m, v.height())
		v.text = t
		return v, intent
	}
	v.list = v.list.To(m, len(v.facts), v.split().Inner[0].Height, nil)
	v.late = true
	return v, Settle{}
}

// preview shows what the selected row speaks of, and leaves the keys to the rows.
func (v Evidence) preview() (Evidence, Intent) {
	v.late = false
	f := v.fact()
	switch {
	case f.place != (profile.Span{}):
		return v.place(f.input, f.place, f.text)
	case f.input != v.text.input:
		t, intent := text{query: v.text.query}.open(f.input, v.x.whole(f.input), v.height())
		v.text, v.what = t, ""
		return v, intent
	}
	return v, nil
}

func (v Evidence) blocked(m widget.Motion) string {
	switch {
	case len(v.x.c.Inputs) == 0:
		return "nothing was loaded"
	case v.focus == 1:
		return v.text.blocked(m, v.height())
	}
	return v.list.Blocked(m, len(v.facts))
}

// enter goes to the place that a row speaks of, from an input's name to the beginning of its text.
func (v Evidence) enter() (Evidence, Intent) {
	f := v.fact()
	if f.place == (profile.Span{}) {
		v.focus = 1
		return v, nil
	}
	return v.goTo(f.input, f.place, f.text)
}

// unread goes to the next run of lines that no format understood, after the marked place or the top of the screen.
func (v Evidence) unread() (Evidence, Intent) {
	spans := v.x.c.Inputs[v.text.input].Evidence.Unread
	after := v.text.top - 1
	if _, marked := slices.BinarySearchFunc(spans, v.text.mark, bySpan); marked {
		after = v.text.mark.Start
	}
	i := sort.Search(len(spans), func(i int) bool { return spans[i].Start > after })
	wrapped := i == len(spans)
	if wrapped {
		i = 0
	}
	what := "not understood, " + triage.Number(i+1) + " of " + triage.Number(len(spans))
	v, intent := v.goTo(v.text.input, spans[i], what)
	if wrapped {
		return v, Steps{intent, Say{"that was the last one; this is the first"}}
	}
	return v, intent
}

func bySpan(a, b profile.Span) int { return int(a.Start - b.Start) }

// toFinding goes to the place of the finding that is spoken of.
func (v Evidence) toFinding() (Evidence, Intent) {
	input, place, ok := v.x.placeOf(v.finding)
	if !ok {
		return v, Say{"this finding has no place in the text"}
	}
	return v.goTo(input, place, triage.ShortID(v.finding.ID)+" "+v.finding.Family.ID)
}

// placeOf gives where a finding stands in the text: the suspect's goroutine, else its crash, else its first proof.
func (x *Index) placeOf(f *triage.Finding) (input int, place profile.Span, ok bool) {
	if f == nil {
		return 0, place, false
	}
	if s := f.Suspect; s != nil && s.Goroutine >= 0 {
		return s.Input, x.c.Inputs[s.Input].Evidence.Goroutines[s.Goroutine].Place, true
	}
	if len(f.Crashes) > 0 {
		ref := f.Crashes[0]
		return ref.Input, x.c.Inputs[ref.Input].Evidence.Crashes[ref.Crash].Place, true
	}
	if len(f.Records) > 0 {
		return f.Records[0].Input, f.Records[0].Place, true
	}
	if len(f.Groups) > 0 {
		g := f.Groups[0]
		return g.Input, g.Place(x.c.Inputs[g.Input].Evidence), true
	}
	for _, p := range f.For {
		if p.Place != (profile.Span{}) {
			return p.Input, p.Place, true
		}
	}
	return 0, place, false
}
