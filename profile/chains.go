package profile

import (
	"bytes"
	"strings"
)

// finishCrashes mends what only the stack can tell: whether a line that looks like one of the runtime's is the value's.
func (r *reader) finishCrashes() {
	below := -1   // the crash behind the current one
	var fake bool // its chain is the value's
	for i := len(r.e.Crashes) - 1; i >= r.firstCrash; i-- {
		c := &r.e.Crashes[i]
		if below >= 0 && r.heads(c, &r.e.Crashes[below]) {
			r.join(c, &r.e.Crashes[below], fake)
			c.Kind = ""
			continue
		}
		r.splitThrow(c)
		r.survived(c)
		if below >= 0 {
			r.raisedAgain(c, &r.e.Crashes[below])
		}
		below, fake = i, r.joinChain(c)
	}
	r.dropJoined()
}

// cutCrash tells that the text ends inside the words of a crash: the runtime ends their last line.
func (r *reader) cutCrash() {
	n := len(r.e.Crashes)
	if n == 0 || r.full {
		return
	}
	if c := &r.e.Crashes[n-1]; c.Dump < 0 && c.Kind != KindRecovered && c.Place.End == r.size && !r.e.Truncated {
		r.e.Truncated = true
		r.problem(c.Place, "the text ends inside the words of this crash")
	}
}

// dropJoined leaves out the crashes that have become part of others.
func (r *reader) dropJoined() {
	kept := r.e.Crashes[:0]
	for _, c := range r.e.Crashes {
		if c.Kind == "" {
			continue
		}
		if c.Dump >= 0 {
			r.e.Dumps[c.Dump].Crash = len(kept)
		}
		kept = append(kept, c)
	}
	r.e.Crashes = kept
}

// stackOf gives the goroutine that crashed and its stack, false where there is none.
func (r *reader) stackOf(c *Crash) (g *Goroutine, s *Stack, ok bool) {
	if c.Dump < 0 || r.e.Dumps[c.Dump].Count == 0 {
		return nil, nil, false
	}
	g = &r.e.Goroutines[r.e.Dumps[c.Dump].First]
	return g, &r.e.Stacks[g.Stack], true
}

// splitThrow tells a fatal error in a deferred function (go1.26 and later) from a value that looks like one.
//
//	panic: first
//		fatal error: sync: unlock of unlocked mutex
func (r *reader) splitThrow(c *Crash) {
	if c.Kind != KindPanic {
		return
	}
	before, message, ok := cutLast(c.Panics[len(c.Panics)-1].Text, "\nfatal error: ")
	if !ok {
		return
	}
	if _, s, found := r.stackOf(c); found && !throws(s) || !found && !userThrow(message) {
		return
	}
	c.Panics[len(c.Panics)-1] = panicValue(before)
	var notes []string
	for _, v := range c.Panics {
		notes = append(notes, "panic: "+v.Text)
	}
	c.Kind, c.Panics, c.Notes = KindFatal, []PanicValue{{Text: message}}, append(notes, c.Notes...)
}

func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// survived tells a panic that its program logs with a stack of its own making from one that ended the program.
//
//	panic: handled
//	goroutine 1 [running]:
//	runtime/debug.Stack()
func (r *reader) survived(c *Crash) {
	_, s, ok := r.stackOf(c)
	if !ok || c.Kind != KindPanic || len(s.Frames) == 0 || !strings.HasPrefix(s.Frames[0].Func, "runtime/debug.") {
		return
	}
	c.Kind = KindRecovered
	c.Panics[0].Recovered = true
}

// raisedAgain tells a panic that was logged and raised again: the runtime then printed it, too, and it is one. That is
// what HandleCrash of k8s.io/apimachinery does.
//
//	E1120 13:28:00.429735       1 runtime.go:78] Observed a panic: "no such row" (no such row)
//	goroutine 7 [running]:
//	panic: no such row [recovered, repanicked]
func (r *reader) raisedAgain(c, below *Crash) {
	if c.Kind != KindRecovered || below.Kind != KindPanic || !below.Panics[0].Recovered || !strings.Contains(below.Cause(), c.Cause()) && !strings.Contains(c.Cause(), below.Cause()) {
		return
	}
	logged, _, known := r.stackOf(c)
	died, _, ok := r.stackOf(below)
	if ok && (known && logged.ID == died.ID || !known && c.Place.End == below.Place.Start) {
		c.Panics[0].Repanicked = true
	}
}

// throws reports whether a stack ends in the runtime's throw or fatal, under whatever name a package links them.
func throws(s *Stack) bool {
	if len(s.Frames) == 0 {
		return false
	}
	top := s.Frames[0]
	return strings.HasSuffix(top.File, "runtime/panic.go") && (strings.HasSuffix(top.Func, ".fatal") || strings.HasSuffix(top.Func, ".throw"))
}

// userThrow reports whether a fatal error is one of those that user code causes: their stacks may hide the throw.
func userThrow(message string) bool {
	return strings.HasPrefix(message, "concurrent map ") || strings.HasPrefix(message, "sync: ")
}

// joinChain makes one text of a chain that is none: a value that holds "\npanic: x" prints like a second panic, but
// without a panic or Goexit frame in the stack there was only one.
func (r *reader) joinChain(c *Crash) (joined bool) {
	g, s, ok := r.stackOf(c)
	if !ok || c.Kind != KindPanic || len(c.Panics) < 2 || c.Panics[0].Recovered || g.Cut || unwinding(s) {
		return false
	}
	c.Panics = r.wholeText(c)
	return true
}

// unwinding reports whether a stack may show a panic that runs deferred functions.
func unwinding(s *Stack) bool {
	for _, f := range s.Frames {
		if f.Elided != 0 || f.Func == "panic" || f.Func == "runtime.gopanic" || f.Func == "runtime.Goexit" {
			return true
		}
	}
	return s.Unknown
}

// heads reports whether a panic line stands directly above a crash that has goroutines and has none itself: it is no
// crash of its own, for the runtime writes the goroutine before anything else can follow.
func (r *reader) heads(c, below *Crash) bool {
	return c.Kind == KindPanic && c.Dump < 0 && c.Exit < 0 && below.Dump >= 0 && c.Place.End == below.Place.Start
}

// maxNotes is how many lines of a program that logs its panics are kept as notes: the crash's place has all of them.
const maxNotes = 64

// join makes such a line part of the crash below: the first line of its value, where the stack shows that what follows
// is no message of the runtime's (values are raw up to go1.22), else a note: a program that logs its panic.
func (r *reader) join(c, below *Crash, fake bool) {
	if len(c.Notes) == 0 && (fake || below.Kind == KindFatal && !r.thrown(below)) {
		below.Place.Start = c.Place.Start
		below.Kind, below.Panics = KindPanic, r.wholeText(below)
		below.Signal, below.Code, below.Addr, below.PC = "", "", "", ""
		return
	}
	below.Place.Start = c.Place.Start
	if len(below.Notes) >= maxNotes {
		return
	}
	notes := c.Notes
	for _, v := range c.Panics {
		notes = append(notes, "panic: "+v.Text)
	}
	below.Notes = append(notes, below.Notes...)
}

// thrown reports whether a fatal error may be one.
func (r *reader) thrown(c *Crash) bool {
	g, s, ok := r.stackOf(c)
	return !ok || c.Runtime >= 0 || userThrow(c.Cause()) || throws(s) || !strings.HasPrefix(r.e.Heads[g.Head].State, "running")
}

// wholeText reads a crash's lines as the one value of a panic; its texts stay where they can no longer be read.
func (r *reader) wholeText(c *Crash) []PanicValue {
	text, err := r.e.Raw(Span{c.Place.Start, min(c.Place.End, c.Place.Start+maxMessage)})
	_, text, found := bytes.Cut(text, panicPrefix)
	if err != nil || !found {
		return c.Panics
	}
	lines := strings.Split(strings.ReplaceAll(strings.TrimRight(string(text), "\r\n"), "\r\n", "\n"), "\n")
	indented := true // from go1.23 on
	for _, line := range lines[1:] {
		indented = indented && strings.HasPrefix(line, "\t")
	}
	if indented {
		for i := range lines[1:] {
			lines[1+i] = lines[1+i][1:]
		}
	}
	return []PanicValue{panicValue(strings.Join(lines, "\n"))}
}
