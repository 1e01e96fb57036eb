package profile

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Read reads the evidence in a text. What is broken becomes a Problem of the evidence, with its place, and the rest is
// still read; an error means that nothing could be read at all. src must stay open as long as the evidence is used.
func Read(name string, src io.ReaderAt, size int64, opt Options) (*Evidence, error) {
	r := newReader(name, src, size)
	r.progress = opt.Progress
	r.all()
	if r.failure != nil && r.number == 0 {
		return nil, fmt.Errorf("read %s: %w", name, r.failure)
	}
	return r.e, nil
}

// reader is the state of one reading.
type reader struct {
	*lines
	*interner
	e       *Evidence
	formats []format

	block block         // scratch
	last  lastGoroutine // how the last goroutine ended

	crash   int                 // the crash whose goroutines come or are being read, -1 for none
	relay   bool                // "-----": the other threads of the crashing program follow (GOTRACEBACK=crash)
	fresh   bool                // the next goroutine starts a new dump
	ids     map[uint64]struct{} // goroutines of the current dump
	outside int                 // unread lines since the last record
	pending []note              // "runtime: ..." lines that wait for their crash
	tail    []note              // the last unread lines, if nothing came behind them
}

// note is a line that is kept as text.
type note struct {
	text  string
	place Span
}

func newReader(name string, src io.ReaderAt, size int64) *reader {
	e := &Evidence{Name: name, Size: size, text: src, size: size}
	return &reader{lines: newLines(src, size), interner: newInterner(e), e: e, formats: formats, crash: -1, ids: map[uint64]struct{}{}}
}

func (r *reader) all() {
	for r.advance() {
		if r.number == 1 {
			r.firstLine()
		}
		if len(r.line) == 0 {
			continue
		}
		if f := r.claim(r.line); f != nil {
			f.read(r)
			continue
		}
		if !r.belongs() {
			r.unread()
		}
	}
	r.flushPending()
	r.finishLast(r.full)
	r.finishCrashes()
	r.sourceEnd()
	r.e.marks = r.marks
	if r.crlf > 0 {
		r.e.Wrapping = append(r.e.Wrapping, "crlf")
	}
}

// firstLine takes a byte order mark off.
func (r *reader) firstLine() {
	if rest, ok := bytes.CutPrefix(r.line, []byte("\xef\xbb\xbf")); ok {
		r.line = rest
		r.e.Wrapping = append(r.e.Wrapping, "bom")
	}
}

// belongs reports whether a line outside the goroutines is part of the crash before it.
func (r *reader) belongs() bool {
	if r.exitLine() {
		return true
	}
	if r.crash < 0 {
		return len(r.pending) > 0 && r.hexDump()
	}
	if string(r.line) == "-----" {
		r.relay = true
		return true
	}
	if bytes.HasPrefix(r.line, stackHeading) { // behind the first goroutine in a crash of several threads
		if c := &r.e.Crashes[r.crash]; c.Runtime < 0 {
			c.Runtime, _, _ = r.readFrames(&r.block)
		} else {
			r.readFrames(&r.block)
		}
		return true
	}
	return isRegister(r.line) || r.hexDump()
}

// unread counts the current line as one that no format claims.
func (r *reader) unread() {
	n := len(r.e.Unread)
	if n > 0 && r.e.Unread[n-1].End == r.start {
		r.e.Unread[n-1].End = r.end
	} else {
		r.e.Unread = append(r.e.Unread, Span{r.start, r.end})
		r.tail = r.tail[:0]
	}
	r.e.LinesUnread++
	r.outside++
	if len(r.tail) == 3 {
		r.tail = slices.Delete(r.tail, 0, 1)
	}
	r.tail = append(r.tail, note{string(r.line[:min(len(r.line), 4096)]), Span{r.start, r.end}})
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

// flushPending gives notes that no crash followed to the crash before them; without one they are no evidence.
func (r *reader) flushPending() {
	for _, p := range r.pending {
		if r.crash >= 0 {
			r.e.Crashes[r.crash].Notes = append(r.e.Crashes[r.crash].Notes, p.text)
			continue
		}
		r.e.Unread = append(r.e.Unread, p.place)
		r.e.LinesUnread++
		r.outside++
	}
	r.pending = nil
}

// dumpOf puts a goroutine into its dump: that of the crash before it, the current one, or a new one. A new one starts
// where a goroutine's number comes again, or where other text stands before a running goroutine outside a crash: the
// goroutine that writes a dump is its first, and running.
func (r *reader) dumpOf(g *Goroutine) int32 {
	r.flushPending()
	n := len(r.e.Dumps)
	crash := -1
	if r.crash >= 0 && r.e.Crashes[r.crash].Dump < 0 && r.outside <= 64 {
		crash = r.crash
	}
	starts := n == 0 || crash >= 0 || r.fresh
	if !starts && !r.relay && g.ID != 0 {
		_, starts = r.ids[g.ID]
	}
	if !starts && r.outside > 0 && r.e.Dumps[n-1].Crash < 0 {
		starts = strings.HasPrefix(r.e.Heads[g.Head].State, "running")
	}
	if starts {
		r.startDump(crash, g.Place)
	}
	r.ids[g.ID] = struct{}{}
	return int32(len(r.e.Dumps) - 1)
}

func (r *reader) startDump(crash int, place Span) {
	d := Dump{Format: GoroutineDebug2, First: len(r.e.Goroutines), Crash: crash, Place: place}
	if crash >= 0 {
		d.Format = formatOf(&r.e.Crashes[crash])
		r.e.Crashes[crash].Dump = len(r.e.Dumps)
	} else {
		r.crash, r.relay = -1, false
	}
	r.fresh = false
	r.format(d.Format)
	r.e.Dumps = append(r.e.Dumps, d)
	clear(r.ids)
}

func (r *reader) format(f Format) {
	if !slices.Contains(r.e.Formats, f) {
		r.e.Formats = append(r.e.Formats, f)
	}
}

func (r *reader) problem(at Span, text string) {
	r.e.Problems = append(r.e.Problems, Problem{at, text})
}

// sourceEnd tells what was wrong with the source itself.
func (r *reader) sourceEnd() {
	if r.shrunk >= 0 {
		r.e.Truncated = true
		r.problem(Span{r.shrunk, r.shrunk}, fmt.Sprintf("the input became shorter while it was read: %d of %d bytes were there; read it again", r.shrunk, r.size))
		r.e.size = r.shrunk
	}
	if r.failure != nil {
		r.e.Truncated = true
		r.problem(Span{r.end, r.end}, "reading stopped "+r.failure.Error())
		r.e.size = r.end
	}
}
