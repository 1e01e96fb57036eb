package view

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Findings shows what is wrong: the findings best first, then what the evidence cannot say, then how much is healthy.
type Findings struct {
	x      *Index
	th     *theme.Theme
	room   widget.Size
	all    []verdict
	shown  []verdict // those that the filter lets through
	filter string
	fault  Refuse // what is wrong with the filter's expression
	sifts  int    // how often a filter was asked for
	list   widget.List
	late   bool // the detail is still that of the row behind, until the keys settle
	behind int
	focus  int // 0 the list, 1 the detail
	scroll widget.Scroll
	zoom   bool
}

// verdict is one row: a finding, a possible family, the healthy groups together, or that there is no finding.
type verdict struct {
	finding  *triage.Finding
	possible *triage.Possible
	healthy  bool
}

func newFindings(x *Index, th *theme.Theme) View {
	return Findings{x: x, th: th}.gathered()
}

// gathered makes the rows of the case.
func (v Findings) gathered() Findings {
	x := v.x
	v.all = nil
	if len(x.c.Findings) == 0 {
		v.all = append(v.all, verdict{})
	}
	for _, f := range x.c.Findings {
		v.all = append(v.all, verdict{finding: f})
	}
	for _, p := range x.c.Possible {
		v.all = append(v.all, verdict{possible: p})
	}
	if len(x.healthy) > 0 {
		v.all = append(v.all, verdict{healthy: true})
	}
	return v.sift()
}

// Title names the view.
func (Findings) Title() string { return "Findings" }

// Keys lists what can be done.
func (v Findings) Keys() []widget.Key { return widget.Keys(findingsKeys(), v) }

// Update answers a message.
func (v Findings) Update(msg tea.Msg) (View, Intent) {
	switch msg := msg.(type) {
	case Resized:
		v.room = widget.Size(msg)
		if !v.split().Both() && v.zoom {
			v.zoom = false
		}
		v.scroll = v.scroll.Move(0, len(v.detail(v.split().Inner[1].Width)), v.split().Inner[1].Height)
	case Themed:
		v.th = msg.Theme
	case Settled:
		v = v.caughtUp()
	case Renewed:
		return v.renewed(msg)
	case Chosen:
		for i, row := range v.shown {
			if row.finding == msg.Finding && row.finding != nil && i != v.list.Cursor {
				v = v.selectRow(i)
			}
		}
	case rowsSifted:
		if msg.sifts == v.sifts {
			row, _ := v.selected()
			moved := v.list.Cursor > 0 // since the filter was typed
			v.shown, v.fault = msg.shown, Refuse{}
			at := 0
			if moved {
				at = max(slices.Index(v.shown, row), 0)
			}
			v = v.selectRow(at)
			return v, v.choose()
		}
	case Answer:
		next, intent := v.filtered(msg.Text)
		if msg.Done && next.fault.Why != "" {
			return next, Steps{intent, next.fault}
		}
		return next, intent
	case tea.KeyPressMsg:
		do, why := widget.Press(findingsKeys(), v, msg.String())
		switch {
		case do != nil:
			next, intent := do(v)
			if next.list.Cursor == v.list.Cursor {
				next = next.caughtUp()
			}
			return next, intent
		case why != "":
			return v, Say{msg.String() + ": " + why}
		}
	}
	return v, nil
}

func (v Findings) split() widget.Split {
	return widget.Divide(v.room, findingsShare, v.zoom)
}

// findingsShare is the list's share of the room in percent.
const findingsShare = 45

func (v Findings) selectRow(i int) Findings {
	in := v.split().Inner[0]
	v.list = v.list.Go(i, len(v.shown), in.Height, v.heights(in.Width))
	v.scroll, v.late = widget.Scroll{}, false
	return v
}

// caughtUp shows the detail of the selected row, and all rows around it.
func (v Findings) caughtUp() Findings {
	if v.late {
		in := v.split().Inner[0]
		v.list = v.list.Settle(len(v.shown), in.Height, v.heights(in.Width))
		v.scroll, v.late = widget.Scroll{}, false
	}
	return v
}

// detailed is the row whose detail is shown: the selected one, once the keys have settled.
func (v Findings) detailed() (verdict, bool) {
	if v.late && v.behind < len(v.shown) {
		return v.shown[v.behind], true
	}
	return v.selected()
}

// selected is the row with the cursor; the filter may have left none.
func (v Findings) selected() (verdict, bool) {
	if v.list.Cursor >= len(v.shown) {
		return verdict{}, false
	}
	return v.shown[v.list.Cursor], true
}

// choose tells the workbench which finding is spoken of.
func (v Findings) choose() Intent {
	row, _ := v.selected()
	return Choose{row.finding}
}

func (v Findings) move(m widget.Motion) (Findings, Intent) {
	s := v.split()
	if v.focus == 1 {
		v.scroll = v.scroll.To(m, len(v.detail(s.Inner[1].Width)), s.Inner[1].Height)
		return v, nil
	}
	if !v.late {
		v.late, v.behind = true, v.list.Cursor
	}
	v.list = v.list.To(m, len(v.shown), s.Inner[0].Height, v.heights(s.Inner[0].Width))
	return v, Steps{v.choose(), Settle{}}
}

func (v Findings) blocked(m widget.Motion) string {
	if v.focus == 1 {
		in := v.split().Inner[1]
		return v.scroll.Blocked(m, len(v.detail(in.Width)), in.Height)
	}
	return v.list.Blocked(m, len(v.shown))
}

// enter goes one level deeper: to the detail where only one pane is in sight, then to the goroutines.
func (v Findings) enter() (Findings, Intent) {
	if !v.split().Both() && !v.zoom && v.focus == 0 {
		v.focus = 1
		return v, nil
	}
	row, _ := v.selected()
	switch {
	case row.finding != nil && len(row.finding.Groups) > 0:
		f := row.finding
		return v, Open{NumGoroutines, showFinding(f)}
	case row.finding != nil && len(row.finding.Records) > 0:
		return v, v.x.record(row.finding.Records[0], NumFindings)
	case row.finding != nil:
		return v, v.x.crash(row.finding.Crashes[0], NumFindings)
	case row.possible != nil && len(row.possible.Groups) > 0:
		return v, Open{NumGoroutines, showPossible(row.possible)}
	case row.possible != nil && len(row.possible.Records) > 0:
		return v, v.x.record(row.possible.Records[0], NumFindings)
	case row.possible != nil:
		return v, v.x.crash(row.possible.Crashes[0], NumFindings)
	case row.healthy:
		return v, Open{NumGoroutines, ShowGroups{"healthy", func(x *Index) []*triage.Group { return x.healthy }, NumFindings}}
	}
	return v, Open{Number: NumGoroutines}
}

// showFinding shows the groups of a finding, by its id: another case of the same inputs may have more of them.
func showFinding(f *triage.Finding) ShowGroups {
	return ShowGroups{triage.ShortID(f.ID) + " " + f.Family.ID, func(x *Index) []*triage.Group {
		for _, g := range x.c.Findings {
			if g.ID == f.ID {
				return g.Groups
			}
		}
		return nil
	}, NumFindings}
}

func showPossible(p *triage.Possible) ShowGroups {
	return ShowGroups{"possible " + p.Family.ID, func(x *Index) []*triage.Group {
		for _, q := range x.c.Possible {
			if q.Family.ID == p.Family.ID {
				return q.Groups
			}
		}
		return nil
	}, NumFindings}
}

// crash opens the place of a crash in the evidence.
func (x *Index) crash(ref triage.CrashRef, from int) Intent {
	e := x.c.Inputs[ref.Input].Evidence
	return Open{NumEvidence, ShowPlace{ref.Input, e.Crashes[ref.Crash].Place, "crash", from}}
}

// record opens the place of a record in the evidence.
func (x *Index) record(r *triage.Record, from int) Intent {
	return Open{NumEvidence, ShowPlace{r.Input, r.Place, r.Kind, from}}
}

// whyNoEnter says why there is nothing deeper.
func (v Findings) whyNoEnter() string {
	row, ok := v.selected()
	switch {
	case !ok:
		return "the filter shows nothing"
	case !v.split().Both() && !v.zoom && v.focus == 0:
		return ""
	case row.finding != nil && len(row.finding.Groups)+len(row.finding.Crashes)+len(row.finding.Records) == 0,
		row.possible != nil && len(row.possible.Groups)+len(row.possible.Crashes)+len(row.possible.Records) == 0:
		return "there is nothing deeper"
	case row == (verdict{}) && len(v.x.c.Groups) == 0:
		return "no goroutine was read"
	}
	return ""
}
