package profile

import (
	"bytes"
	"strings"
)

var (
	panicPrefix  = []byte("panic: ")
	fatalPrefix  = []byte("fatal error: ")
	notePrefix   = []byte("runtime: ")
	faultPrefix  = []byte("unexpected fault address ")
	arenaPrefix  = []byte("accessed data from freed user arena ")
	signalPrefix = []byte("[signal ")
	stackHeading = []byte("runtime stack:")
	exitPrefix   = []byte("exit status ")
)

// isCrash claims the first line of a crash.
//
//	panic: runtime error: index out of range [5] with length 0
//	fatal error: all goroutines are asleep - deadlock!
//	SIGSEGV: segmentation violation
//	unexpected fault address 0xdead0000
//	runtime: goroutine stack exceeds 1000000000-byte limit
//	fatal: morestack on g0
//	write of unpinned Go pointer 0xf1762cc2060 to non-Go memory 0x5841f8
func isCrash(line []byte) bool {
	if len(line) < 6 {
		return false
	}
	switch line[0] {
	case 'p':
		return bytes.HasPrefix(line, panicPrefix)
	case 'f':
		return bytes.HasPrefix(line, fatalPrefix) || bytes.HasPrefix(line, []byte("fatal: morestack on g")) || bytes.HasPrefix(line, []byte("fatal: systemstack called"))
	case 'a':
		return bytes.HasPrefix(line, arenaPrefix)
	case 'u':
		return bytes.HasPrefix(line, faultPrefix)
	case 'r':
		return bytes.HasPrefix(line, notePrefix)
	case 'w':
		return bytes.HasPrefix(line, []byte("write of unpinned Go pointer "))
	case 'S', 'E':
		_, _, ok := signalHeader(line)
		return ok
	}
	return false
}

// signalHeader reads the first line of a signal crash (runtime/signal_unix.go fatalsignal, signal_windows.go).
//
//	SIGQUIT: quit
//	Exception 0xc0000005 0x0 0x0 0x7ffb2
func signalHeader(line []byte) (signal, text string, ok bool) {
	if bytes.HasPrefix(line, []byte("Exception 0x")) {
		return "Exception", string(line), true
	}
	name, _, found := bytes.Cut(line, []byte(": "))
	if !found || len(name) < 5 || len(name) > 9 || !bytes.HasPrefix(name, []byte("SIG")) {
		return "", "", false
	}
	for _, c := range name {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return "", "", false
		}
	}
	return string(name), string(line), true
}

// readCrash reads a crash's header lines up to its first goroutine. The goroutines behind it become its dump.
func (r *reader) readCrash() {
	if !r.room(len(r.e.Crashes), "crashes") {
		r.crash, r.fresh = -1, true
		r.unread()
		return
	}
	c := Crash{Exit: -1, Dump: -1, Runtime: -1, Trace: -1, Place: Span{r.start, r.end}}
	switch line := r.line; {
	case bytes.HasPrefix(line, panicPrefix):
		if r.loggedPanic() {
			return
		}
		if r.onlyLogged() {
			r.decline()
			return
		}
		c.Kind = KindPanic
		r.takePending(&c)
		c.Panics = r.panics(&c.Place.End)
	case bytes.HasPrefix(line, fatalPrefix):
		c.Kind = KindFatal
		r.takePending(&c)
		if r.twice(&c) {
			return
		}
		c.Panics = []PanicValue{{Text: r.indented(string(line[len(fatalPrefix):]), &c.Place.End)}}
	case line[0] == 'S' || line[0] == 'E':
		if !r.readSignal(&c) {
			return
		}
	default:
		r.wait(r.note())
		return
	}
	r.crashFacts(&c)
	r.e.Crashes = append(r.e.Crashes, c)
	r.crash, r.outside, r.relay, r.fresh = len(r.e.Crashes)-1, 0, false, false
	r.format(formatOf(&c))
}

// onlyLogged reports whether a logger wrote the current line, "panic: ", and neither a stack nor the runtime's words make
// it more than words.
//
//	{"level":"error","msg":"panic: mode on"}
func (r *reader) onlyLogged() bool {
	if !r.loggers || bytes.HasPrefix(r.line[len(panicPrefix):], []byte("runtime error: ")) {
		return false
	}
	n, found := 0, false
	r.ahead(func(line []byte) bool {
		n++
		found = isGoroutine(line) || bytes.HasPrefix(line, signalPrefix)
		return !found && n < lookahead
	})
	return !found && r.throughLogger()
}

// maxLogged bounds for how many lines is looked up how they stand in the input.
const maxLogged = 1000

// throughLogger reports whether a logger wrote the current line: others of a text that is wrapped in part stand as they
// were written.
func (r *reader) throughLogger() bool {
	if r.logged++; r.logged > maxLogged {
		return true
	}
	_, start := r.wrapped.rawLine(r.start)
	raw := newLines(r.wrapped.raw, r.wrapped.rawSize)
	raw.window = markEvery
	raw.seek(start, 0)
	return raw.advance() && r.wrapped.strips(raw.line, start, loggers)
}

// formatOf names the format of a crash: SIGQUIT is how a goroutine dump is asked for.
func formatOf(c *Crash) Format {
	if c.Kind == KindSignal && c.Signal == "SIGQUIT" {
		return GoroutineDebug2
	}
	return Panic
}

// readSignal reads the header of a signal crash. With GOTRACEBACK=crash each further thread prints one of its own
// behind "-----": these belong to the crash before them.
func (r *reader) readSignal(c *Crash) bool {
	signal, text, _ := signalHeader(r.line)
	if !r.nextIs(func(line []byte) bool { return bytes.HasPrefix(line, []byte("PC=")) }) {
		r.unread()
		return false
	}
	c.Kind, c.Signal, c.Panics = KindSignal, signal, []PanicValue{{Text: text}}
	if r.relay && r.crash >= 0 && r.outside <= near {
		r.flushPending()
		r.crashFacts(c)
		r.trail(r.crash, c.Place)
		return false
	}
	r.takePending(c)
	r.lastWords(c)
	return true
}

// lastWords takes the lines just before an abort as its notes: the C library says there why it aborts.
//
//	free(): double free detected in tcache 2
//	SIGABRT: abort
func (r *reader) lastWords(c *Crash) {
	if c.Signal != "SIGABRT" {
		return
	}
	for i := len(r.tail) - 1; i >= 0 && r.tail[i].End == c.Place.Start; i-- {
		text, err := r.e.Raw(Span{r.tail[i].Start, min(r.tail[i].End, r.tail[i].Start+maxNote)})
		if err != nil { // it is gone, and stays unread
			break
		}
		text = bytes.TrimPrefix(bytes.TrimRight(text, "\r\n"), byteOrderMark)
		c.Notes = append([]string{string(text)}, c.Notes...)
		c.Place.Start = r.tail[i].Start
		r.takeBack(r.tail[i])
	}
	r.tail = r.tail[:0]
}

// twice joins a fatal error to the one just before it: two threads can throw at once.
func (r *reader) twice(c *Crash) bool {
	if r.crash < 0 || r.outside > 0 || r.e.Crashes[r.crash].Dump >= 0 || r.e.Crashes[r.crash].Kind != KindFatal {
		return false
	}
	before := &r.e.Crashes[r.crash]
	before.Notes = append(append(before.Notes, c.Notes...), string(r.line))
	before.Place.End = r.end
	r.crashFacts(before)
	r.relay = true // both print their goroutine
	return true
}

// crashFacts reads what stands between the message and the first goroutine.
//
//	[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4dcdf6]
//	PC=0x7ff192834eec m=0 sigcode=18446744073709551610 addr=0x0
//	signal arrived during cgo execution
//	runtime stack:
func (r *reader) crashFacts(c *Crash) {
	for r.advance() {
		line := r.line
		switch {
		case len(line) == 0:
			continue
		case bytes.HasPrefix(line, signalPrefix):
			c.signalFacts(string(line))
		case c.Kind == KindSignal && bytes.HasPrefix(line, []byte("PC=")):
			c.signalFacts(string(line))
		case bytes.HasPrefix(line, []byte("signal arrived during cgo execution")), bytes.HasPrefix(line, []byte("signal arrived during external code")):
			c.Cgo = true
		case bytes.HasPrefix(line, stackHeading):
			c.Place.End = r.end
			c.Runtime, c.Place.End = r.readRuntime()
			continue
		case bytes.HasPrefix(line, notePrefix), bytes.HasPrefix(line, []byte("instruction bytes:")), bytes.HasPrefix(line, []byte("panic during ")), bytes.HasPrefix(line, []byte("panic holding locks")),
			bytes.HasPrefix(line, []byte("[originating")), bytes.HasPrefix(line, []byte("stack trace unavailable")):
			c.Notes = append(c.Notes, string(line[:min(len(line), maxNote)]))
		default:
			r.back()
			return
		}
		c.Place.End = r.end
	}
}

// signalFacts reads the numbers of a signal line.
func (c *Crash) signalFacts(line string) {
	line = strings.Trim(line, "[]")
	if rest, ok := strings.CutPrefix(line, "signal "); ok {
		c.Signal, _, _ = strings.Cut(rest, ":")
		c.Signal, _, _ = strings.Cut(c.Signal, " ")
	}
	for field := range strings.FieldsSeq(line) {
		key, value, _ := strings.Cut(field, "=")
		switch key {
		case "code", "sigcode":
			c.Code = value
		case "addr":
			c.Addr = value
		case "pc", "PC":
			c.PC = value
		}
	}
}
