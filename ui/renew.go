package ui

import (
	"slices"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/view"
)

// arrived takes a case that Load shows: the first one opens the views, a later one renews them.
func (m *model) arrived(msg arrived) tea.Cmd {
	m.coming = msg.status
	if msg.status.Notice != "" {
		m.status = msg.status.Notice
	}
	switch {
	case msg.c == nil:
		return nil
	case m.c == nil:
		return m.opened(msg)
	}
	return m.renewed(msg)
}

// ended takes the end of Load. After the first case there is no error that would be worth the screen.
func (m *model) ended(msg ended) tea.Cmd {
	switch {
	case m.c == nil:
		if m.ctx.Err() == nil { // else Load was told to stop, and that it did is no fault
			m.err = msg.err
		}
		return tea.Quit
	case msg.err != nil:
		m.status = msg.err.Error()
	}
	m.coming.Coming = Complete
	return nil
}

func (m *model) opened(msg arrived) tea.Cmd {
	m.c, m.users = msg.c, &sync.WaitGroup{}
	m.views = view.All(msg.x, m.th)
	if len(m.c.Findings) > 0 {
		m.finding = m.c.Findings[0]
	}
	if m.overlay != nil { // the help, which now knows more keys
		m.show(m.overlay)
	}
	cmds := []tea.Cmd{m.resized(), m.tell(m.front, view.Shown{})}
	if m.screen.Width <= 0 { // docker and kubectl tell the size late: Bubble Tea did not listen yet, perhaps
		cmds = append(cmds, tea.RequestWindowSize)
	}
	return tea.Batch(cmds...)
}

// renewed puts another case of the same inputs in place of the one before, and says what is new in it.
func (m *model) renewed(msg arrived) tea.Cmd {
	old, users, finding := m.c, m.users, m.finding
	m.c, m.users = msg.c, &sync.WaitGroup{}
	if finding != nil {
		m.finding = sameFinding(m.c.Findings, finding)
	}
	if m.search != nil && slices.Contains(msg.status.Anew, m.search.find.Input) {
		m.stopSearch()
		m.status = "the search was given up: its text is another one now"
	}
	if fresh := newFindings(old.Findings, m.c.Findings); len(fresh) > 0 {
		m.status = strings.Trim(announce(fresh)+"; "+m.status, "; ")
	}
	return tea.Batch(m.broadcast(view.Renewed{Index: msg.x, Anew: msg.status.Anew}), m.release(old, users))
}

// release gives the evidence back that only an old case has, once no command reads it any more.
func (m *model) release(old *triage.Case, users *sync.WaitGroup) tea.Cmd {
	kept := evidence(m.c)
	return guard(func() tea.Msg {
		users.Wait()
		for _, e := range evidence(old) {
			if !slices.Contains(kept, e) && m.opts.Close != nil {
				m.opts.Close(e)
			}
		}
		return nil
	})
}

func evidence(c *triage.Case) []*profile.Evidence {
	var list []*profile.Evidence
	for _, in := range c.Inputs {
		list = append(list, in.Evidence)
	}
	return list
}

func sameFinding(list []*triage.Finding, f *triage.Finding) *triage.Finding {
	i := slices.IndexFunc(list, func(g *triage.Finding) bool { return g.ID == f.ID })
	if i < 0 {
		return nil
	}
	return list[i]
}

// newFindings are those that were not there before.
func newFindings(before, now []*triage.Finding) []*triage.Finding {
	var fresh []*triage.Finding
	for _, f := range now {
		if sameFinding(before, f) == nil {
			fresh = append(fresh, f)
		}
	}
	return fresh
}

// announce says what has been found: "new finding: nil pointer dereference (F1-41e9a8)".
func announce(fresh []*triage.Finding) string {
	text := fresh[0].Family.Title + " (" + triage.ShortID(fresh[0].ID) + ")"
	if len(fresh) > 1 {
		return triage.Number(len(fresh)) + " new findings, first " + theme.Sanitize(text)
	}
	return "new finding: " + theme.Sanitize(text)
}
