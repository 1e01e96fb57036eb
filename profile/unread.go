package profile

import "slices"

// maxNote is how much of a line is kept as text, in bytes; maxPending how many lines wait for their crash.
const (
	maxNote    = 4096
	maxPending = 256
)

// maxTail is how many lines before an abort are kept with it.
const maxTail = 3

// note is a run of lines that waits for the crash that it may belong to.
type note struct {
	place    Span
	text     string // of one line; a hex dump has none, and all of it is one note
	lines    int
	stranger bool // no format claims it: it only stands between
}

// note makes the current line one.
func (r *reader) note() note {
	return note{place: Span{r.start, r.end}, text: string(r.line[:min(len(r.line), maxNote)]), lines: 1}
}

// wait keeps a line until it is known whether a crash follows.
func (r *reader) wait(n note) {
	if last := len(r.pending) - 1; last >= 0 && n.text == "" && r.pending[last].text == "" && r.pending[last].place.End == n.place.Start {
		r.pending[last].place.End = n.place.End
		r.pending[last].lines += n.lines
		return
	}
	if len(r.pending) == maxPending {
		r.flushPending()
	}
	r.pending = append(r.pending, n)
}

// takePending makes the notes before a crash part of it; it begins with the first of them.
func (r *reader) takePending(c *Crash) {
	for _, n := range r.pending {
		if n.stranger {
			r.e.addUnread(n)
			continue
		}
		c.Place.Start = min(c.Place.Start, n.place.Start)
		if n.text != "" {
			c.Notes = append(c.Notes, n.text)
		}
	}
	r.pending = r.pending[:0]
}

// flushPending gives notes that no crash followed to the crash before them; without one they are no evidence.
func (r *reader) flushPending() {
	crash := r.crash
	if r.outside > near {
		crash = -1
	}
	for _, n := range r.pending {
		switch {
		case n.stranger:
			r.e.addUnread(n)
		case crash < 0:
			r.outside += n.lines
			r.e.addUnread(n)
		default:
			r.trail(crash, n.place)
			if n.text != "" {
				r.e.Crashes[crash].Notes = append(r.e.Crashes[crash].Notes, n.text)
			}
		}
	}
	r.pending = r.pending[:0]
}

// unread counts the current line as one that no format claims.
func (r *reader) unread() {
	r.outside++
	if len(r.pending) > 0 {
		n := r.note()
		n.stranger = true
		r.wait(n)
		return
	}
	n := note{place: Span{r.start, r.end}, lines: 1}
	if !r.e.addUnread(n) {
		r.tail = r.tail[:0]
	}
	if len(r.tail) == maxTail {
		r.tail = slices.Delete(r.tail, 0, 1)
	}
	r.tail = append(r.tail, n.place)
}

// addUnread adds lines that are not blank, and reports whether they follow directly on those before.
func (e *Evidence) addUnread(n note) bool {
	e.LinesUnread += n.lines
	if last := len(e.Unread) - 1; last >= 0 && e.Unread[last].End == n.place.Start {
		e.Unread[last].End = n.place.End
		return true
	}
	e.Unread = append(e.Unread, n.place)
	return false
}

// takeBack makes the last unread line a read one.
func (r *reader) takeBack(line Span) {
	n := len(r.e.Unread)
	if n == 0 || r.e.Unread[n-1].End != line.End {
		return
	}
	r.e.Unread[n-1].End = line.Start
	if r.e.Unread[n-1].Start == line.Start {
		r.e.Unread = r.e.Unread[:n-1]
	}
	r.e.LinesUnread--
	r.outside--
}
