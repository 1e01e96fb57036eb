package profile

import (
	"bytes"
	"fmt"
	"io"
	"slices"
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
	r.e.date()
	return r.e, nil
}

// reader is the state of one reading.
type reader struct {
	*lines
	*interner
	e       *Evidence
	formats []format

	block        block    // the goroutine or runtime stack that is being read, or was last
	key          stackKey // of it
	closed       bool     // it has ended: a blank line or something else followed; true before the first
	runtimeStack bool     // it stands under "runtime stack:"

	prescan     *prescan // of the stream, nil for none
	prescanFrom int64    // how long a text must be for it, in bytes
	chunk       int64    // of it, in bytes

	firstCrash int   // of the stream
	firstExit  int   // of the stream
	stackless  int64 // offset before which no line looks like a stack's, as far as was looked ahead

	crash    int                 // the crash whose goroutines come or are being read, -1 for none
	relay    bool                // "-----": the other threads of the crashing program follow (GOTRACEBACK=crash)
	fresh    bool                // the next goroutine starts a new dump
	ids      map[uint64]struct{} // numbers of goroutines of the current dump
	numbered int                 // how many of them are in ids
	highest  uint64              // of the numbers
	race     int                 // the last race report of the stream whose exit status has not come, -1 for none
	testing  testState           // of the stream
	told     told                // the last line that told of an end
	outside  int                 // unread lines since the last record
	pending  []note              // lines that wait for their crash
	blank    Span                // the last run of blank lines
	crowded  bool                // there are more crashes or dumps than are kept
	tail     []Span              // the last unread lines, if nothing came behind them

	build   int        // the build whose lines are or were read last, -1 for none
	wrapped *unwrapped // the text, where it was wrapped
	loggers bool       // by loggers of programs: the runtime writes no line through them
	logged  int        // lines for which it was looked up whether a logger wrote them

	oneCommand  bool  // the streams are packages of one go command
	diagnostics int   // of all builds
	noHeredoc   int64 // offset before which no heredoc ends, as far as was looked ahead
}

// near is how many unread lines may stand between a crash and its goroutines or registers: two programs can write to
// one log.
const near = 64

func newReader(name string, src io.ReaderAt, size int64) *reader {
	e := &Evidence{Name: name, Size: size, text: src, size: size}
	return &reader{lines: newLines(src, size), interner: newInterner(e), e: e, formats: formats, closed: true, crash: -1, race: -1, build: -1, ids: map[uint64]struct{}{}, prescanFrom: prescanFrom, chunk: chunkBytes}
}

// all reads a text that is one stream.
func (r *reader) all() {
	r.stream()
	r.finish()
}

// stream reads from where the reader stands to the end of its lines.
func (r *reader) stream() {
	r.firstCrash, r.firstExit = len(r.e.Crashes), len(r.e.Exits)
	if !r.oneCommand {
		r.build = -1
	}
	r.startPrescan()
	defer r.stopPrescan()
	for r.advance() {
		if r.number == 1 {
			r.firstLine()
		}
		if len(r.line) == 0 {
			r.blankLine()
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
	if len(r.pending) > 0 && !r.full {
		r.e.Truncated = true
		r.problem(Span{r.start, r.end}, "the text ends inside what the runtime says of a crash")
	}
	r.flushPending()
	r.finishLast()
	r.finishTests()
	r.cutCrash()
	r.finishCrashes()
	r.finishDump()
}

func (r *reader) finish() {
	r.sourceEnd()
	r.e.marks = r.marks
	r.finishBuilds()
	if r.onlyRaces() {
		r.e.Formats = slices.DeleteFunc(r.e.Formats, func(f Format) bool { return f == GoTest })
	}
	if r.crlf*2 > r.number {
		r.e.Wrapping = append(r.e.Wrapping, "crlf")
	}
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// firstLine takes a byte order mark off.
func (r *reader) firstLine() {
	if rest, ok := bytes.CutPrefix(r.line, byteOrderMark); ok {
		r.line = rest
		r.e.Wrapping = append(r.e.Wrapping, "bom")
	}
}

// belongs reports whether a line outside the goroutines is part of the crash before it, or of the one that notes
// announce.
func (r *reader) belongs() bool {
	if r.ofTests() {
		return true
	}
	if len(r.pending) > 0 && isHexDump(r.line) {
		r.wait(note{place: Span{r.start, r.end}, lines: 1})
		return true
	}
	if r.crash < 0 || r.outside > near {
		return false
	}
	at := Span{r.start, r.end}
	signal := r.e.Crashes[r.crash].Kind == KindSignal // only its handler prints registers, and has other threads do the same
	switch {
	case signal && string(r.line) == "-----":
		r.relay = true
	case bytes.HasPrefix(r.line, stackHeading): // behind the first goroutine in a crash of several threads
		var stack int32
		stack, at.End = r.readRuntime()
		if c := &r.e.Crashes[r.crash]; c.Runtime < 0 {
			c.Runtime = stack
		}
	case signal && isRegister(r.line), r.outside == 0 && (isHexDump(r.line) || endsField(r.line)):
	default:
		return false
	}
	r.trail(r.crash, at)
	return true
}

// trail adds a place to a crash.
func (r *reader) trail(crash int, at Span) {
	r.trailOf(&r.e.Crashes[crash].Trail, at)
}

// trailOf adds a place to a list of places.
func (r *reader) trailOf(list *[]Span, at Span) {
	if n := len(*list); n > 0 && (*list)[n-1].End == at.Start {
		(*list)[n-1].End = at.End
		return
	}
	*list = append(*list, at)
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
