package profile

import (
	"bytes"
	"strings"
)

// lookahead is how many lines behind the indented ones of a panic's text are searched for the goroutine that panicked;
// maxMessage how much of the text is kept, in bytes: the crash's place has all of it.
const (
	lookahead  = 256
	maxMessage = 64 << 10
)

// panics reads the chain that printpanics (runtime/panic.go) writes, from the current line on.
//
//	panic: first [recovered]
//		panic: second line one
//		line two                     continuation lines are indented from go1.23 on; before, a value's
//	                               newlines are raw and can fake a goroutine header
func (r *reader) panics(end *int64) []PanicValue {
	n, raw := r.messageLines()
	var values []PanicValue
	var text strings.Builder
	text.Write(r.line[len(panicPrefix):min(len(r.line), maxMessage)])
	for range n {
		r.advance()
		*end = r.end
		line := r.line
		if rest, ok := bytes.CutPrefix(line, []byte("\tpanic: ")); ok {
			values = append(values, panicValue(text.String()))
			text.Reset()
			text.Write(rest[:min(len(rest), maxMessage)])
			continue
		}
		if !raw {
			line = bytes.TrimPrefix(line, []byte("\t"))
		}
		if text.Len()+len(line) < maxMessage {
			text.WriteByte('\n')
			text.Write(line)
		}
	}
	values = append(values, panicValue(text.String()))
	for i := range values[:len(values)-1] {
		values[i].Repanicked = values[i].Repanicked || values[i].Recovered && values[i+1].Text == values[i].Text
	}
	return values
}

// panicValue takes the marks behind a panic's text off.
func panicValue(text string) (v PanicValue) {
	text = strings.TrimRight(text, "\n")
	switch {
	case cutSuffix(&text, " [recovered, repanicked]"):
		v.Recovered, v.Repanicked = true, true
	case cutSuffix(&text, " [recovered]"):
		v.Recovered = true
	}
	v.Text = text
	return v
}

// messageLines counts the lines behind "panic: " that still belong to the message: those that are indented, and all
// others (raw, up to go1.22) before the goroutine that panicked, where that is in sight.
func (r *reader) messageLines() (n int, raw bool) {
	var next []string
	r.ahead(func(line []byte) bool {
		if len(next) == 0 && len(line) > 0 && line[0] == '\t' {
			n++
			return true
		}
		next = append(next, string(line[:min(len(line), maxNote)]))
		return len(next) < lookahead && !endsMessage(line)
	})
	more := panicking(next)
	if more > 0 && next[more-1] == "" { // the runtime's own blank line; others are the value's
		more--
	}
	if more > 0 && strings.HasPrefix(next[more-1], "[signal ") {
		more--
	}
	return n + max(more, 0), more > 0
}

// endsMessage reports whether a line starts something else than the rest of a panic's text.
func endsMessage(line []byte) bool {
	return isCrash(line) && !bytes.HasPrefix(line, notePrefix) || otherReport(line) || bytes.HasPrefix(line, exitPrefix) || dated(line)
}

// dated reports whether a line starts with a date, as log lines do.
//
//	2026/08/21 09:24:33 INFO http: request served path=/x
//	2026-08-21T09:24:33.260Z served
func dated(line []byte) bool {
	const form = "dddd-dd-dd"
	if len(line) <= len(form) {
		return false
	}
	for i, c := range line[:len(form)] {
		if form[i] == 'd' && (c < '0' || c > '9') || form[i] == '-' && c != '-' && c != '/' {
			return false
		}
	}
	return line[len(form)] == ' ' || line[len(form)] == 'T'
}

// panicking finds the goroutine that panicked behind a message, -1 for none: it is running, with a frame under it and a
// blank or signal line above. Where no header has one above (blank lines were lost), the first is meant. A header that
// is followed by another such one, with nothing but its frames between them, is faked by the value: a dump of all
// goroutines has only one that runs with a stack.
func panicking(next []string) int {
	found := -1
	for i, line := range next {
		if !isGoroutine([]byte(line)) || !strings.Contains(line, " [running") {
			continue
		}
		last := i+1 == len(next) // the text or the look ahead ends here
		switch {
		case !last && writesDump([]byte(next[i+1])): // somebody asked for a dump, or logs its stack
			return found
		case !last && !isCall([]byte(next[i+1])):
		case found < 0 || separate(next, i) && !separate(next, found):
			found = i
		case !last && separate(next, i) && framesOnly(next[found+1:i]):
			found = i
		}
	}
	return found
}

func isCall(line []byte) bool {
	_, ok := callEnd(line)
	return ok || bytes.HasPrefix(line, []byte("non-Go function"))
}

// separate reports whether a header has a blank or signal line above it.
func separate(next []string, i int) bool {
	return i == 0 || next[i-1] == "" || strings.HasPrefix(next[i-1], "[signal ")
}

// framesOnly reports whether lines are one goroutine's, up to the blank line behind it.
func framesOnly(lines []string) bool {
	var b block
	for _, line := range lines {
		if line != "" && b.take([]byte(line), Span{}) == stranger {
			return false
		}
	}
	return true
}

// writesDump reports whether a frame is that of a goroutine that writes a dump.
func writesDump(frame []byte) bool {
	return bytes.HasPrefix(frame, []byte("runtime/pprof.")) || bytes.HasPrefix(frame, []byte("runtime/debug."))
}

// indented reads the continuation lines of a fatal error's text (indented by a tab, go1.23 and later).
func (r *reader) indented(first string, end *int64) string {
	var n int
	r.ahead(func(line []byte) bool {
		if len(line) < 2 || line[0] != '\t' {
			return false
		}
		n++
		return true
	})
	text := []byte(first[:min(len(first), maxMessage)])
	for range n {
		r.advance()
		if len(text)+len(r.line) < maxMessage {
			text = append(append(text, '\n'), r.line[1:]...)
		}
		*end = r.end
	}
	return string(text)
}
