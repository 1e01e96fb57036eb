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

// Tell is how Load speaks while it reads. Its functions may be called from several goroutines.
type Tell struct {
	// Progress says how much of an input was read, in bytes; a total of 0 is not known.
	Progress func(name string, done, total int64)
	// Show shows a case in place of the one before. No case: only the status is another one.
	Show func(*triage.Case, Status)
}

// Status says what may still come of the inputs.
type Status struct {
	Coming Coming
	Bytes  int64  // that have come
	Shown  int64  // of them those that are in the case
	Anew   []int  // inputs whose text is another one than in the case before
	Notice string // what happened to an input; shown until the next key
}

// Coming says whether more of the inputs may come.
type Coming uint8

// What may come.
const (
	Complete  Coming = iota
	Arriving         // a stream has not ended
	Following        // a file may grow
)

// text says what may come, empty where nothing may.
func (s Status) text() string {
	switch {
	case s.Coming == Complete:
		return ""
	case s.Coming == Arriving && s.Bytes > s.Shown:
		return fmt.Sprintf("still arriving, %s shown of %s so far", view.Size(s.Shown), view.Size(s.Bytes))
	case s.Coming == Arriving:
		return "still arriving, " + view.Size(s.Bytes) + " so far"
	case s.Bytes > s.Shown:
		return fmt.Sprintf("following, %s and %s more", view.Size(s.Shown), view.Size(s.Bytes-s.Shown))
	}
	return "following, " + view.Size(s.Bytes)
}

// arrived is a case with its status, or a status alone.
type arrived struct {
	c      *triage.Case
	x      *view.Index
	status Status
}

// ended is the end of Load.
type ended struct{ err error }

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
		return ended{m.opts.Load(m.ctx, Tell{Progress: report, Show: func(c *triage.Case, s Status) {
			msg := arrived{c: c, status: s}
			if c != nil {
				msg.x = view.NewIndex(c)
			}
			m.send(msg)
		}})}
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
		status = "q: quit  ?: keys"
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
