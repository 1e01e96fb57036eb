package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// maxTrace bounds the frames of a stack without a header.
const maxTrace = 1024

// trace takes a stack apart that a program printed by itself, without a goroutine's header: what runtime.Callers gives,
// in the form of some library. It is fed line by line.
//
//	main.(*order).total                      zap, pkg/errors, xerrors; behind "| " cockroachdb/errors, "-> " chi
//		/home/dev/src/app/main.go:28
//	/home/dev/src/app/main.go:28 (0x7b665f)  gin, go-errors, hertz; where the source is not at hand, all that gin prints
//		(*order).total: func (o *order) total() int { return o.items[3] }
//	at main.work (/home/dev/src/app/main.go:43)
//	main.work:/home/dev/src/app/main.go:43   eris
//	--- at /home/dev/src/app/main.go:43 work()   oops
type trace struct {
	frames  []Frame
	lines   int    // that are its own
	sources bool   // places stand before functions, or an arrow marks the frame that panicked: only panics are printed so
	first   []byte // a line whose meaning the next one tells
	waiting bool
	arrows  bool
	blanks  int // lines behind the last frame that may be its own
}

// feed takes a line and reports whether more are wanted. Behind the last one finish must be called.
func (t *trace) feed(line []byte) bool {
	blanks := len(line) > 0
	line = bytes.TrimRight(line, " \t")
	if t.waiting {
		t.waiting = false
		if f, ok := t.pair(t.first, line); ok {
			t.add(f, 2)
			return len(t.frames) < maxTrace
		}
		if !t.alone() {
			return false
		}
	}
	if len(line) == 0 {
		if blanks && len(t.frames) > 0 { // chi ends its stacks so
			t.lines++
			return false
		}
		if !t.arrows || t.blanks > 0 {
			return false
		}
		t.arrows, t.blanks = false, 1
		return true
	}
	t.first, t.waiting = append(t.first[:0], line...), true
	return len(t.frames) < maxTrace
}

// finish takes the last line, if it is a frame.
func (t *trace) finish() {
	if t.waiting {
		t.waiting = false
		t.alone()
	}
	if n := len(t.frames); n > 1 && rooted(t.frames[0]) && !rooted(t.frames[n-1]) { // printed the other way round
		for i := range n / 2 {
			t.frames[i], t.frames[n-1-i] = t.frames[n-1-i], t.frames[i]
		}
	}
}

func rooted(f Frame) bool {
	return f.Func == "main.main" || f.Func == "runtime.main" || f.Func == "runtime.goexit"
}

// alone takes the waiting line as a frame of one line.
func (t *trace) alone() bool {
	f, ok := single(t.first)
	if ok {
		_, _, counter := withCounter(undecorated(t.first))
		t.sources = t.sources || counter
		t.add(f, 1)
	}
	return ok
}

func (t *trace) add(f Frame, lines int) {
	t.frames = append(t.frames, f)
	t.lines += t.blanks + lines
	t.blanks = 0
}

// panicked reports whether the stack was taken while a panic ran deferred functions.
func (t *trace) panicked() bool {
	for _, f := range t.frames {
		if gopanic(f) {
			return true
		}
	}
	return false
}

// gopanic tells the frame behind which the code that panicked stands.
func gopanic(f Frame) bool {
	return f.Func == "panic" || f.Func == "runtime.gopanic" || f.Func == "gopanic" && strings.HasSuffix(f.File, "panic.go")
}

// pair reads a frame of two lines.
func (t *trace) pair(first, second []byte) (Frame, bool) {
	if len(second) == 0 || second[0] != ' ' && second[0] != '\t' {
		return Frame{}, false
	}
	place, source := undecorated(first), undecorated(second)
	if file, line, ok := withCounter(place); ok {
		name, _, found := bytes.Cut(source, []byte(": "))
		if !found || !isName(name) {
			return Frame{}, false
		}
		t.sources = true
		return Frame{Func: string(name), File: file, Line: line}, true
	}
	name := place
	if open, ok := callEnd(name); ok {
		name = name[:open]
	}
	file, line, rest, ok := placed(source)
	if !ok || !isName(name) || len(rest) > 0 && !bytes.HasPrefix(rest, []byte(" +0x")) {
		return Frame{}, false
	}
	if bytes.HasPrefix(bytes.TrimLeft(second, " "), []byte("-> ")) {
		t.arrows, t.sources = true, true
	}
	return Frame{Func: ofRuntime(string(name), file), File: file, Line: line}, true
}

// single reads a frame of one line.
func single(line []byte) (Frame, bool) {
	text := undecorated(line)
	if file, n, ok := withCounter(text); ok { // gin, without the source
		return Frame{Func: file + ":" + strconv.Itoa(n), File: file, Line: n}, true
	}
	if open := bytes.LastIndex(text, []byte(" (")); open > 0 && text[len(text)-1] == ')' && isName(text[:open]) {
		file, n, rest, ok := placed(text[open+2 : len(text)-1])
		return Frame{Func: string(text[:open]), File: file, Line: n}, ok && len(rest) == 0
	}
	if name, ok := bytes.CutSuffix(text, []byte("()")); ok {
		file, n, rest, ok := placed(name)
		rest = bytes.TrimLeft(rest, " ")
		return Frame{Func: string(rest), File: file, Line: n}, ok && isName(rest)
	}
	if i := bytes.IndexByte(text, ':'); i > 0 && isName(text[:i]) {
		file, n, rest, ok := placed(text[i+1:])
		return Frame{Func: string(text[:i]), File: file, Line: n}, ok && len(rest) == 0 && file[0] == '/'
	}
	return Frame{}, false
}

// undecorated takes off what libraries put before a frame.
func undecorated(line []byte) []byte {
	for {
		line = bytes.TrimLeft(line, " \t")
		rest, ok := bytes.CutPrefix(line, []byte("| "))
		for _, mark := range []string{"|\t", "-> ", "--- at ", "at "} {
			if !ok {
				rest, ok = bytes.CutPrefix(line, []byte(mark))
			}
		}
		if !ok {
			return line
		}
		line = rest
	}
}

// withCounter reads a place with its program counter.
//
//	/home/dev/src/app/main.go:28 (0x7b665f)
func withCounter(text []byte) (file string, line int, ok bool) {
	file, line, rest, ok := placed(text)
	digits, prefix := bytes.CutPrefix(rest, []byte(" (0x"))
	return file, line, ok && prefix && len(digits) > 1 && digits[len(digits)-1] == ')' && isHex(digits[:len(digits)-1])
}

// placed reads the place with which a text begins: a file of Go or assembly, and a line.
func placed(text []byte) (file string, line int, rest []byte, ok bool) {
	end := bytes.Index(text, []byte(".go:"))
	n := len(".go:")
	if end < 0 {
		end, n = bytes.Index(text, []byte(".s:")), len(".s:")
	}
	if end < 1 {
		return "", 0, nil, false
	}
	number := text[end+n:]
	digits := len(number) - len(bytes.TrimLeft(number, "0123456789"))
	if digits == 0 || digits > 9 || text[0] != '/' && bytes.IndexByte(text[:end], ' ') >= 0 {
		return "", 0, nil, false
	}
	return string(text[:end+n-1]), lineNumber(number[:digits]), number[digits:], true
}

// maxName is how long a function's name may be, in bytes.
const maxName = 1 << 10

// isName reports whether a text may be a function's name, with its package or without.
func isName(text []byte) bool {
	if len(text) == 0 || len(text) > maxName {
		return false
	}
	switch c := text[0]; {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '(', c >= 0x80:
	default:
		return false
	}
	if i := bytes.IndexByte(text, '['); i >= 0 { // type arguments may hold anything
		text = text[:i]
	}
	return len(bytes.Trim(text, "0123456789")) > 0 && !bytes.ContainsAny(text, " \t:;=,\"'`<>{}|\\!?#&")
}

// ofRuntime gives the runtime's functions their package where neither name nor file tells it, as in zerolog's stacks.
//
//	{"func":"gopanic","line":"860","source":"panic.go"}
func ofRuntime(name, file string) string {
	if strings.ContainsAny(file, `/\`) || strings.HasPrefix(name, "runtime.") {
		return name
	}
	for _, own := range runtimeFiles {
		if strings.HasPrefix(file, own.file) && strings.HasPrefix(name, own.name) {
			return "runtime." + name
		}
	}
	return name
}

// runtimeFiles are the beginnings of files of package runtime, and of the functions in them, that stand between a panic
// and the code that panicked, or under main.main.
var runtimeFiles = []struct{ file, name string }{
	{"panic.go", "gopanic"},
	{"panic.go", "panic"},
	{"panic.go", "goPanic"},
	{"signal_", "sigpanic"},
	{"asm_", ""},
	{"runtime_", "map"},
	{"map", "map"},
	{"chan.go", "closechan"},
	{"chan.go", "chansend"},
	{"iface.go", "panicdottype"},
	{"iface.go", "typeAssert"},
	{"slice.go", "makeslice"},
	{"slice.go", "panicmakeslice"},
	{"slice.go", "growslice"},
	{"proc.go", "main"},
}
