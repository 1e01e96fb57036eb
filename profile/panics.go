package profile

import (
	"bytes"
	"strings"
)

// lookahead is how many lines behind "panic: " are searched for the goroutine that panicked.
const lookahead = 256

// panics reads the chain that printpanics (runtime/panic.go) writes, from the current line on.
//
//	panic: first [recovered]
//		panic: second line one
//		line two                     continuation lines are indented from go1.23 on; before, a value's
//	                               newlines are raw and can fake a goroutine header
func (r *reader) panics(end *int64) []PanicValue {
	texts := []string{string(r.line[len(panicPrefix):])}
	for range r.messageLines() {
		r.advance()
		*end = r.end
		line := string(r.line)
		if rest, ok := strings.CutPrefix(line, "\tpanic: "); ok {
			texts = append(texts, rest)
			continue
		}
		texts[len(texts)-1] += "\n" + strings.TrimPrefix(line, "\t")
	}
	values := make([]PanicValue, len(texts))
	for i, text := range texts {
		values[i] = panicValue(strings.TrimRight(text, "\n"))
	}
	for i := range values[:len(values)-1] {
		values[i].Repanicked = values[i].Repanicked || values[i].Recovered && values[i+1].Text == values[i].Text
	}
	return values
}

// panicValue takes the marks behind a panic's text off.
func panicValue(text string) (v PanicValue) {
	switch {
	case cutSuffix(&text, " [recovered, repanicked]"):
		v.Recovered, v.Repanicked = true, true
	case cutSuffix(&text, " [recovered]"):
		v.Recovered = true
	}
	v.Goexit = cutSuffix(&text, " [goexit]")
	v.Text = text
	return v
}

// messageLines counts the lines behind "panic: " that still belong to the message: all up to the blank line before
// the goroutine that panicked, where that is in sight; else the indented ones.
func (r *reader) messageLines() int {
	var next []string
	r.ahead(func(line []byte) bool {
		next = append(next, string(line[:min(len(line), 4096)]))
		return len(next) < lookahead && !endsMessage(line)
	})
	if n := headerLine(next); n >= 0 {
		for n > 0 && (next[n-1] == "" || strings.HasPrefix(next[n-1], "[signal ")) {
			n--
		}
		return n
	}
	n := 0
	for n < len(next) && strings.HasPrefix(next[n], "\t") {
		n++
	}
	return n
}

// endsMessage reports whether a line starts something else than the rest of a panic's text.
func endsMessage(line []byte) bool {
	return len(line) > 0 && (isCrash(line) && !bytes.HasPrefix(line, notePrefix) || bytes.HasPrefix(line, []byte("exit status ")))
}

// headerLine finds the goroutine that panicked behind a message: a header with a frame under it and a blank or signal
// line above it. Where no header has one above it (blank lines were lost), the first with a frame under it is meant.
func headerLine(next []string) int {
	first := -1
	for i, line := range next {
		if !isGoroutine([]byte(line)) || i+1 < len(next) && !underHeader(next[i+1]) {
			continue
		}
		if i == 0 || next[i-1] == "" || strings.HasPrefix(next[i-1], "[signal ") {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// underHeader reports whether a line may be the first one under a goroutine header.
func underHeader(line string) bool {
	_, ok := callEnd([]byte(line))
	return ok || strings.HasPrefix(line, "\tgoroutine running on other thread") || strings.HasPrefix(line, "non-Go function")
}

// indented reads the continuation lines of a fatal error's text (indented by a tab, go1.23 and later).
func (r *reader) indented(first string, end *int64) string {
	var n int
	r.ahead(func(line []byte) bool {
		if len(line) < 2 || line[0] != '\t' {
			return false
		}
		n++
		return n < lookahead
	})
	for range n {
		r.advance()
		first += "\n" + string(r.line[1:])
		*end = r.end
	}
	return first
}

// finishCrashes mends chains that are none: a value that holds "\npanic: x" prints like a second panic, but without a
// panic or Goexit frame in the stack there was only one.
func (r *reader) finishCrashes() {
	for i := range r.e.Crashes {
		c := &r.e.Crashes[i]
		if len(c.Panics) < 2 || c.Panics[0].Recovered || c.Dump < 0 || r.e.Dumps[c.Dump].Count == 0 {
			continue
		}
		g := r.e.Goroutines[r.e.Dumps[c.Dump].First]
		if g.Cut || unwinding(r.e.Stacks[g.Stack]) {
			continue
		}
		var text []string
		for _, v := range c.Panics {
			text = append(text, v.Text)
		}
		last := c.Panics[len(c.Panics)-1]
		last.Text = strings.Join(text, "\npanic: ")
		c.Panics = []PanicValue{last}
	}
}

// unwinding reports whether a stack may show a panic that runs deferred functions.
func unwinding(s Stack) bool {
	for _, f := range s.Frames {
		if f.Elided != 0 || f.Func == "panic" || f.Func == "runtime.gopanic" || f.Func == "runtime.Goexit" {
			return true
		}
	}
	return s.Unknown
}

// isRegister tells the register lines behind a signal crash (runtime/signal_*.go, dumpregs).
//
//	rax    0xca
//	rflags 0x286
func isRegister(line []byte) bool {
	name, value, ok := bytes.Cut(line, []byte(" "))
	if !ok || len(name) < 2 || len(name) > 6 {
		return false
	}
	value = bytes.TrimLeft(value, " ")
	return len(value) > 2 && len(value) <= 18 && bytes.HasPrefix(value, []byte("0x")) && isHex(value[2:])
}

func isHex(text []byte) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(text) > 0
}

// isHexDump tells the lines with which the runtime shows a damaged stack behind "unexpected return pc".
//
//	stack: frame={sp:0xc00006ef10, fp:0xc00006ef30} stack=[0xc00006e000,0xc00006f000)
//	0x000000c00006ee20:  0x0000000000445ef8 <runtime.doInit1+0x00000000000000d8>  0x000000c000002380
//	00003b2d8ead2e10: 00003b2d 8ead2e30  00000000 00443385  0...-;...3D.....     go1.26
//	                  ^ SP
func isHexDump(line []byte) bool {
	text := bytes.TrimLeft(line, " ")
	if len(text) < len(line) {
		return bytes.HasPrefix(text, []byte("^ ")) || bytes.HasPrefix(text, []byte("7 6 5 4"))
	}
	if bytes.HasPrefix(text, []byte("stack: frame={")) {
		return true
	}
	address, _, ok := bytes.Cut(text, []byte(":"))
	return ok && len(address) >= 8 && isHex(bytes.TrimPrefix(address, []byte("0x")))
}
