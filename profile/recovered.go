package profile

import (
	"bytes"
	"strings"
)

// How many lines may stand between the words that tell of a panic and its stack: a value of several lines, a request.
const (
	maxValueLines   = 32
	maxRequestLines = 128
)

// readRecovered reads a line that may speak of a panic that was recovered, and the stack behind it. Without a stack only
// words that are said of nothing else, or a text of the runtime's, are believed. The program lives on.
//
//	2026/11/20 13:42:10 http: panic serving 127.0.0.1:38268: assignment to entry in nil map
//	goroutine 23 [running]:
func (r *reader) readRecovered() {
	near := r.stackNear()
	if !near && !tells(r.line) {
		r.decline()
		return
	}
	a, ok := announce(r.line)
	if !ok || !r.room(len(r.e.Crashes), "crashes") {
		r.decline()
		return
	}
	var f following
	if near {
		f = r.follow(a)
	}
	if r.echoes(a) {
		r.trail(len(r.e.Crashes)-1, r.skip(f.trace.lines))
		return
	}
	if f.proves(a) {
		a.between(f.between)
		r.readFollowing(a.value, &f)
		return
	}
	if (a.text || a.sure && !noValue[a.value] && r.closed) && !quotes(r.line, a.value) {
		r.recovered(a.value, Span{r.start, r.end})
		return
	}
	r.decline()
}

// decline takes the current line as one that no format claims.
func (r *reader) decline() {
	if !r.closed || !r.belongs() {
		r.unread()
	}
}

// loggedPanic reads a line that is printed as the runtime prints a panic, but by the program itself: the stack behind it
// was taken while the panic ran deferred functions, which the runtime shows for a second panic only.
//
//	panic: no such row
//
//	goroutine 21 [running]:
//	runtime/debug.Stack()
func (r *reader) loggedPanic() bool {
	a := announcement{value: string(r.line[len(panicPrefix):min(len(r.line), maxMessage)]), panic: true, direct: true}
	if !r.stackNear() || strings.HasSuffix(a.value, "recovered]") || strings.HasSuffix(a.value, "repanicked]") {
		return false
	}
	f := r.follow(a)
	if f.header && !f.panicked || !f.header && !f.proves(a) {
		return false
	}
	for _, line := range f.between { // the runtime's way to print a value of several lines, or a chain
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "[signal ") {
			return false
		}
	}
	if !f.header {
		if _, raw := r.messageLines(); raw { // the stack is part of a value
			return false
		}
	}
	a.between(f.between)
	r.flushPending()
	r.readFollowing(a.value, &f)
	return true
}

// stackReach is how far behind the words of a panic its stack may begin, in bytes.
const stackReach = 64 << 10

// stackNear reports whether a stack may begin within reach. Words that may speak of a panic can stand in every line of
// a log: it looks far ahead once, and not again for each of them.
func (r *reader) stackNear() bool {
	if r.end+stackReach < r.stackless {
		return false
	}
	near, from, clean := false, r.end, int64(0)
	r.ahead(func(line []byte) bool {
		near = bytes.HasPrefix(line, goroutinePrefix) || len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && placeLike(line) || bytes.Contains(line, []byte(" (0x"))
		clean = r.start
		return !near && r.start < from+4*stackReach
	})
	r.stackless = max(r.stackless, clean)
	return near && clean < from+stackReach
}

func placeLike(line []byte) bool {
	return bytes.Contains(line, []byte(".go:")) || bytes.Contains(line, []byte(".s:"))
}

// echoes reports whether an announcement is an error made of the panic that was logged last. controller-runtime logs
// both (pkg/internal/controller, Reconcile).
//
//	ERROR	Reconciler error	{"controller": "orders", "error": "panic: no such row [recovered]"}
func (r *reader) echoes(a announcement) bool {
	n := len(r.e.Crashes)
	return a.again && n > r.firstCrash && r.e.Crashes[n-1].Kind == KindRecovered && r.e.Crashes[n-1].Cause() == a.value
}

// skip goes on by some lines and gives the place of these and the current one.
func (r *reader) skip(lines int) Span {
	at := Span{r.start, r.end}
	for range lines {
		r.advance()
		at.End = r.end
	}
	return at
}

// readFollowing reads the lines of an announcement up to its stack, and the stack itself where it has no header.
func (r *reader) readFollowing(value string, f *following) {
	at := r.skip(f.skip + f.trace.lines)
	if f.header {
		r.recovered(value, at)
		r.crash, r.outside, r.fresh = len(r.e.Crashes)-1, 0, false
		return
	}
	if r.nextIs(endsField) {
		r.advance()
		at.End = r.end
	}
	for r.nextIs(innerError) {
		r.advance()
		at.End = r.end
		value += "\n" + strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(string(r.line[:min(len(r.line), maxNote)])), "- "))
	}
	c := r.recovered(value, at)
	c.Trace, c.Trimmed = r.traceStack(f.trace.frames), f.trace.sources && !f.trace.panicked()
}

// endsField reports whether a line ends a field of several lines, as klog writes them, or the colour of gin's words.
//
//	>
func endsField(line []byte) bool { return string(line) == " >" || string(line) == "\x1b[0m" }

// innerError reports whether a line behind a stack is an error that the one before it wraps.
//
//   - runtime error: index out of range [3] with length 0    xerrors
//     runtime error: index out of range [3] with length 0        eris
func innerError(line []byte) bool {
	return bytes.HasPrefix(line, []byte("  - ")) || bytes.HasPrefix(line, []byte("runtime error: "))
}

// recovered adds a panic that was recovered.
func (r *reader) recovered(value string, at Span) *Crash {
	r.e.Crashes = append(r.e.Crashes, Crash{
		Kind: KindRecovered, Panics: []PanicValue{{Text: value, Recovered: true}},
		Exit: -1, Dump: -1, Runtime: -1, Trace: -1, Place: at,
	})
	r.format(Panic)
	if r.closed {
		r.crash, r.outside, r.fresh = -1, 0, false
	}
	return &r.e.Crashes[len(r.e.Crashes)-1]
}

// following is what stands behind an announcement.
type following struct {
	between  []string
	skip     int   // lines up to the stack
	header   bool  // a goroutine's header follows
	deferred bool  // a frame that may be a deferred function's was seen
	panicked bool  // its stack shows that a panic ran deferred functions
	whole    bool  // its stack ends as stacks do
	trace    trace // or a stack without one
}

// proves reports whether it shows that what an announcement speaks of is a recovered panic.
func (f *following) proves(a announcement) bool {
	if f.header {
		return f.panicked || a.sure || a.text && !f.whole
	}
	return len(f.trace.frames) > 0 && (f.trace.panicked() || a.sure || a.text || a.panic && (a.direct || f.trace.sources))
}

// follow looks for the stack behind the current line, which is an announcement.
func (r *reader) follow(a announcement) (f following) {
	limit := maxValueLines
	var b block
	frames := 0
	inTrace := false
	r.ahead(func(line []byte) bool {
		switch {
		case f.header:
			frames++
			return frames < maxTrace && f.frame(&b, line)
		case inTrace:
			return f.trace.feed(line)
		case isGoroutine(line):
			f.header = bytes.Contains(line, []byte(" [running"))
			return f.header
		case f.starts(line):
			inTrace = true
			return true
		case isCrash(line) || otherReport(line) || klogged(line) || bytes.HasPrefix(line, exitPrefix) || dated(line) || f.skip == limit || len(line) > 0 && line[0] == '{':
			return false
		}
		if f.skip == 0 && request().Match(line) {
			limit = maxRequestLines
		}
		if speaks(line) && (a.sure && surely().Match(line) || !a.sure && limit == maxValueLines && panicWord().Match(line)) { // the nearest words are meant
			return false
		}
		f.between = append(f.between, string(line[:min(len(line), maxNote)]))
		f.skip++
		return true
	})
	f.trace.finish()
	if !f.header && len(f.trace.frames) == 0 {
		return following{}
	}
	return f
}

// otherReport reports whether a line begins what the race detector or go test says: no stack behind it is a panic's.
func otherReport(line []byte) bool {
	return len(line) > 0 && (bytes.Equal(line, raceRule) || isRace(line) || line[0] != ' ' && isTest(line))
}

// klogged reports whether a line starts as klog's do.
//
//	E1120 13:28:00.427559       1 runtime.go:78] Observed a panic: "no such row" (no such row)
func klogged(line []byte) bool {
	return len(line) > 21 && bytes.IndexByte([]byte("IWEF"), line[0]) >= 0 && line[5] == ' ' && line[8] == ':' && line[11] == ':' && line[14] == '.'
}

// starts reports whether a line begins a stack without a header: it is a frame, or the last one's place.
func (f *following) starts(line []byte) bool {
	var t trace
	if n := len(f.between); n > 0 {
		if t.feed([]byte(f.between[n-1])); t.feed(line) && len(t.frames) == 1 {
			f.trace = t
			f.between, f.skip = f.between[:n-1], f.skip-1
			return true
		}
	}
	if _, ok := single(line); ok {
		f.trace.feed(line)
		return true
	}
	return false
}

// frame takes a line of the goroutine that follows.
func (f *following) frame(b *block, line []byte) bool {
	if len(line) == 0 || isGoroutine(line) || isCrash(line) {
		f.whole = b.rooted || b.complete()
		return false
	}
	if b.take(line, Span{}) != frameHead {
		return true
	}
	// A dump of all goroutines, whatever is said before it; the compiler's death.
	if b.frames == 1 && writesProfile(b.name) || bytes.HasPrefix(b.name, []byte("cmd/compile/internal/base.Fatal")) {
		f.header = false
		return false
	}
	if name := string(b.name); name == "panic" || name == "runtime.gopanic" {
		f.panicked = f.deferred
		return !f.panicked
	}
	f.deferred = f.deferred || !bytes.HasPrefix(b.name, []byte("runtime.")) // GOTRACEBACK=system shows the runtime's own
	return true
}
