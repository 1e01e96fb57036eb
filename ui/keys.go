package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gotriage/triage"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// key answers a key: the overlay has all of them, then the line at the foot, then a running search its Esc, then the
// global keys, then the view in front.
func (m *model) key(msg tea.KeyPressMsg) tea.Cmd {
	pressed := msg.String()
	if pressed == "ctrl+c" {
		return tea.Quit
	}
	if m.prompt == nil { // what is said meanwhile is read after it
		m.status = ""
	}
	switch {
	case m.overlay != nil:
		return m.press(overlayKeys(), pressed)
	case m.prompt != nil:
		return m.typed(msg)
	case m.search != nil && pressed == "esc":
		m.stopSearch()
		m.status = "the search was given up"
		return nil
	}
	if do, why := widget.Press(m.globalKeys(), m, pressed); do != nil || why != "" {
		return m.press(m.globalKeys(), pressed)
	}
	return m.tell(m.front, msg)
}

func (m *model) press(table []widget.Binding[*model, tea.Cmd], pressed string) tea.Cmd {
	do, why := widget.Press(table, m, pressed)
	switch {
	case do != nil:
		_, cmd := do(m)
		return cmd
	case why != "":
		m.status = pressed + ": " + why
	}
	return nil
}

func act(press, help string, why func(*model) string, do func(*model) tea.Cmd) widget.Binding[*model, tea.Cmd] {
	return widget.Binding[*model, tea.Cmd]{Press: press, Help: help, Why: why, Do: func(m *model) (*model, tea.Cmd) { return m, do(m) }}
}

// globalKeys are the keys that mean the same in every view.
func (m *model) globalKeys() []widget.Binding[*model, tea.Cmd] {
	var keys []widget.Binding[*model, tea.Cmd]
	for i, v := range m.views {
		keys = append(keys, act(string(rune('0'+v.Number)), v.View.Title(), func(m *model) string {
			if m.front == i {
				return "it is in front"
			}
			return ""
		}, func(m *model) tea.Cmd { return m.open(v.Number, nil) }))
	}
	return append(keys,
		act("e", "next, previous finding", func(m *model) string { return m.whyNoFinding(1) }, func(m *model) tea.Cmd { return m.step(1) }),
		act("E", "next, previous finding", func(m *model) string { return m.whyNoFinding(-1) }, func(m *model) tea.Cmd { return m.step(-1) }),
		act("d", "the dlv command line for the suspect", (*model).whyNoPlan, func(m *model) tea.Cmd {
			m.show(plan(m.finding))
			return nil
		}).Short("dlv"),
		act("?", "these keys", nil, func(m *model) tea.Cmd {
			m.show(help())
			return nil
		}),
		act("ctrl+l", "draw the screen anew", nil, func(*model) tea.Cmd { return tea.ClearScreen }),
		act("ctrl+z", "to the shell; fg comes back", whyNoSuspend, func(*model) tea.Cmd { return tea.Suspend }),
		act("q ctrl+c", "quit", nil, func(*model) tea.Cmd { return tea.Quit }),
	)
}

// step goes to the next or previous finding, in whatever view is in front.
func (m *model) step(by int) tea.Cmd {
	list := m.findings()
	i := len(list) - 1 // from a row that is no finding: those stand below all of them
	if m.finding != nil {
		i = slices.Index(list, m.finding) + by
	}
	m.finding = list[max(min(i, len(list)-1), 0)]
	m.status = "finding " + view.Place(slices.Index(list, m.finding), len(list)) + ": " + m.finding.Family.ID
	return m.broadcast(view.Chosen{Finding: m.finding, Front: m.views[m.front].Number})
}

func (m *model) findings() []*triage.Finding {
	if m.c == nil {
		return nil
	}
	return m.c.Findings
}

func (m *model) whyNoFinding(by int) string {
	list := m.findings()
	i := slices.Index(list, m.finding) + by
	switch {
	case len(list) == 0:
		return "there is no finding"
	case m.finding == nil && by > 0:
		return "this row is no finding, and none stands below it; E goes to the last one"
	case m.finding == nil:
		return ""
	case i < 0:
		return "this is the first finding"
	case i >= len(list):
		return "this is the last finding"
	}
	return ""
}

func (m *model) whyNoPlan() string {
	switch {
	case len(m.findings()) == 0:
		return "there is no finding to open"
	case m.finding == nil:
		return "this row is no finding: nothing says yet which frame to blame"
	}
	return ""
}

// typed hands a key to the line at the foot, and what is in it to the view that asked.
func (m *model) typed(msg tea.Msg) tea.Cmd {
	p := m.prompt
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "enter":
			p.fault = view.Refuse{}
			cmd := m.tell(m.front, view.Answer{Text: p.text(), Done: true})
			if m.prompt == p && p.fault == (view.Refuse{}) {
				m.prompt = nil
			}
			return cmd
		case "esc":
			m.prompt = nil
			return m.tell(m.front, view.Answer{Text: p.ask.Text, Cancelled: true})
		}
	}
	before := p.text()
	p.update(msg)
	if p.ask.Live && p.text() != before {
		return m.tell(m.front, view.Answer{Text: p.text()})
	}
	return nil
}
