package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// unannounced reports whether a goroutine that no words come before shows by its stack that it panicked, and adds the
// panic: it runs, and it wrote its stack while the panic ran deferred functions.
//
//	2026/11/20 13:42:10 no such row
//	goroutine 18 [running]:
//	runtime/debug.Stack()
//	main.serve.func1()
//	panic({0x7b3bc0?, 0xceeec9208a0?})
func (r *reader) unannounced(g *Goroutine) bool {
	if !strings.HasPrefix(r.e.Heads[g.Head].State, "running") || len(r.e.Crashes) >= maxRecords || r.nextIs(writesProfile) {
		return false
	}
	var b block
	var f following
	lines := 0
	r.ahead(func(line []byte) bool {
		lines++
		return lines < maxTrace && f.frame(&b, line)
	})
	if !f.panicked {
		return false
	}
	outside := r.outside
	value, at := r.wordsBefore(g.Place.Start)
	r.recovered(value, at)
	r.outside = outside
	return true
}

// writesProfile reports whether a frame is that of a goroutine that writes a profile of all.
func writesProfile(frame []byte) bool { return bytes.HasPrefix(frame, []byte("runtime/pprof.")) }

// isTraceName claims what may be the first line of a stack without a header.
//
//	main.(*order).total
func isTraceName(line []byte) bool {
	return len(line) < maxName && bytes.IndexByte(line, '.') > 0 && bytes.IndexByte(line, ' ') < 0 && isName(line)
}

// readTrace reads a stack without a header that no words come before. Only one that was taken while a panic ran
// deferred functions tells of one: with others, programs log where an error was seen.
func (r *reader) readTrace() {
	if !r.closed {
		r.unread()
		return
	}
	var t trace
	t.feed(r.line)
	r.ahead(t.feed)
	t.finish()
	switch {
	case len(t.frames) == 0:
		r.decline()
		return
	case r.sameRecord(), t.panicked() && len(t.frames) > 1 && r.room(len(r.e.Crashes), "crashes"):
		same := r.sameRecord()
		at := r.skip(t.lines - 1)
		if same {
			r.trail(len(r.e.Crashes)-1, at)
			return
		}
		value, words := r.wordsBefore(at.Start)
		c := r.recovered(value, Span{words.Start, at.End})
		c.Trace = r.traceStack(t.frames)
		return
	}
	r.unread()
	for range t.lines - 1 {
		r.advance()
		r.unread()
	}
}

// sameRecord reports whether the current line stands directly behind the stack of a recovered panic: loggers that add
// a stack of their own write two.
func (r *reader) sameRecord() bool {
	n := len(r.e.Crashes)
	if n == r.firstCrash || r.e.Crashes[n-1].Kind != KindRecovered {
		return false
	}
	c := &r.e.Crashes[n-1]
	end := c.Place.End
	if c.Dump >= 0 {
		end = r.e.Dumps[c.Dump].Place.End
	}
	if k := len(c.Trail); k > 0 {
		end = max(end, c.Trail[k-1].End)
	}
	return end == r.start && (c.Dump >= 0 || c.Trace >= 0)
}

// wordsBefore takes the unread line directly before a stack as what was said of the panic. It gives an empty place at
// the stack where there is none.
func (r *reader) wordsBefore(stack int64) (value string, at Span) {
	n := len(r.tail)
	if n == 0 || r.tail[n-1].End != stack {
		return "", Span{stack, stack}
	}
	first := n - 1 // the line in which the record begins
	for i := n - 1; i >= 0; i-- {
		if line, err := r.e.Raw(Span{r.tail[i].Start, min(r.tail[i].End, r.tail[i].Start+maxNote)}); err == nil && logHead().Match(line) {
			first = i
			break
		}
	}
	at = Span{r.tail[first].Start, stack}
	text, err := r.e.Raw(Span{at.Start, min(at.End, at.Start+maxMessage)})
	if err != nil { // it is gone, and stays unread
		return "", Span{stack, stack}
	}
	for i := n - 1; i >= first; i-- {
		r.takeBack(r.tail[i])
	}
	r.tail = r.tail[:0]
	text = bytes.TrimPrefix(bytes.ReplaceAll(bytes.TrimRight(text, "\r\n"), []byte("\r\n"), []byte("\n")), byteOrderMark)
	value = strings.TrimSpace(string(stackWord().ReplaceAll(logHead().ReplaceAll(text, nil), nil)))
	if m := endsInText().FindStringSubmatch(value); m != nil {
		value = m[1]
	}
	return value, at
}

// logHead is what loggers put before their words.
//
//	2026/11/20 13:42:10.123456 main.go:33:
//	2026-11-20T13:42:10.123Z ERROR app/main.go:33
var logHead = lazily(`^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?:?\s*(?:(?i:trace|debug|info|warn|warning|error|fatal|panic)\b:?\s*)?(?:\S+\.go:\d+:?\s*)?`)

// traceStack interns a stack without a header.
func (r *reader) traceStack(frames []Frame) int32 {
	key := []byte("trace")
	for _, f := range frames {
		key = append(append(append(key, f.Func...), '\n'), f.File...)
		key = append(strconv.AppendInt(append(key, ':'), int64(f.Line), 10), '\n')
	}
	for len(key)%8 != 5 { // no stackKey has such a length
		key = append(key, '\n')
	}
	if i, ok := r.stacks[string(key)]; ok {
		return i
	}
	i := int32(len(r.e.Stacks))
	r.stacks[string(key)] = i
	r.e.Stacks = append(r.e.Stacks, Stack{Frames: frames})
	return i
}
