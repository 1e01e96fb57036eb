package ui

import (
	"fmt"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// loaded is the end of Load.
type loaded struct {
	c   *triage.Case
	err error
}

// progressed tells how far Load has come.
type progressed struct {
	name        string
	done, total int64 // bytes; total is 0 where it is not known
}

// progressEvery is how often progress reaches the screen: often enough to look alive, seldom enough for a slow link.
const progressEvery = 100 * time.Millisecond

// load is the command that reads the evidence.
func (m *model) load() tea.Msg {
	report := seldom(progressEvery, time.Now, func(p progressed) { m.send(p) })
	return guard(func() tea.Msg {
		c, err := m.opts.Load(m.ctx, report)
		return loaded{c, err}
	})()
}

// seldom passes progress on at most once in each span of time, and always when another input begins. It may be called
// from several goroutines.
func seldom(every time.Duration, now func() time.Time, pass func(progressed)) func(string, int64, int64) {
	var mu sync.Mutex
	var last time.Time
	var name string
	return func(input string, done, total int64) {
		mu.Lock()
		t := now()
		due := input != name || t.Sub(last) >= every
		if due {
			last, name = t, input
		}
		mu.Unlock()
		if due {
			pass(progressed{input, done, total})
		}
	}
}

// loading is what is known while evidence is read.
type loading struct {
	inputs int // begun, the present one included
	progressed
}

func (l loading) progress(p progressed) loading {
	if p.name != l.name || l.inputs == 0 {
		l.inputs++
	}
	l.progressed = p
	return l
}

// lines draws the first screen.
func (l loading) lines(th *theme.Theme, version, status string, room widget.Size) []string {
	if version != "" {
		version = " " + version
	}
	lines := []string{th.Brand.Render("gotriage") + th.Dim.Render(theme.Sanitize(version)), ""}
	switch {
	case l.inputs == 0:
		lines = append(lines, "reading ...")
	case l.name == "-":
		lines = append(lines, "reading standard input")
	default:
		lines = append(lines, "reading "+widget.ClipLeft(theme.Sanitize(l.name), max(room.Width-12, 10)))
	}
	if l.inputs > 1 {
		lines[2] += th.Dim.Render(fmt.Sprintf(" (input %d)", l.inputs))
	}
	if l.inputs > 0 {
		amount := view.Size(l.done)
		if l.total > 0 {
			amount += " of " + view.Size(l.total)
		}
		lines = append(lines, widget.Progress(th, l.done, l.total, min(room.Width-4, 50)), th.Dim.Render(amount))
	}
	if status == "" {
		status = "q: quit"
	}
	lines = append(lines, "", th.Dim.Render(status))
	top := max((room.Height-len(lines))/3, 0)
	left := max((room.Width-54)/2, 0)
	block := make([]string, 0, top+len(lines))
	for range top {
		block = append(block, "")
	}
	for _, line := range lines {
		block = append(block, widget.Fit("", left)+line)
	}
	return block
}
