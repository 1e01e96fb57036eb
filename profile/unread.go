package profile

import (
	"fmt"
	"slices"
)

// maxNote is how much of a line is kept as text, in bytes; maxPending how many lines wait for their crash.
const (
	maxNote    = 4096
	maxPending = 256
)

// maxRecords is how many crashes, and how many dumps, one input may have: a text of nothing but "panic: " lines would
// take more memory than there is.
const maxRecords = 1 << 16

// room reports whether one more crash or dump may be kept. Where it may not for the first time, that is told.
func (r *reader) room(count int, what string) bool {
	if count == maxRecords && !r.crowded {
		r.crowded = true
		r.problem(Span{r.start, r.end}, fmt.Sprintf("more than %d %s: from here on no more of them are kept; split the input", maxRecords, what))
	}
	return count < maxRecords
}

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
			r.addUnread(n)
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
			r.addUnread(n)
		case crash < 0:
			r.outside += n.lines
			r.addUnread(n)
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
	if !r.addUnread(n) {
		r.tail = r.tail[:0]
	}
	if len(r.tail) == maxTail {
		r.tail = slices.Delete(r.tail, 0, 1)
	}
	r.tail = append(r.tail, n.place)
}

// blankLine notes the current line as one of a run of blank lines.
func (r *reader) blankLine() {
	if r.blank.End != r.start {
		r.blank.Start = r.start
	}
	r.blank.End = r.end
}

// addUnread adds lines that are not blank. Runs with nothing but blank lines between them are one; directly reports
// whether not even these are.
func (r *reader) addUnread(n note) (directly bool) {
	r.e.LinesUnread += n.lines
	last := len(r.e.Unread) - 1
	if last < 0 {
		r.e.Unread = append(r.e.Unread, n.place)
		return false
	}
	end := r.e.Unread[last].End
	directly = end == n.place.Start
	if directly || (Span{end, n.place.Start}) == r.blank {
		r.e.Unread[last].End = n.place.End
	} else {
		r.e.Unread = append(r.e.Unread, n.place)
	}
	return directly
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
