package profile

import (
	"bytes"
	"regexp"
)

// recoveredText finds what the runtime or the standard library panics with, in a log line that says that a panic was
// recovered. Other panic values cannot be told from the rest of a log line.
var recoveredText = regexp.MustCompile(`(?i:\b(?:recover(?:ed)?|panic(?:ked|king)?)\b)[^\n]*?[:=] "?(runtime error: [^"]*|sync: (?:negative WaitGroup counter|WaitGroup [a-z ]*|\w*[uU]nlock of unlocked \w+)|` +
	`strings: (?:illegal use of non-zero Builder copied by value|negative Repeat count)|reflect: call of [^"]*|(?:send on|close of) (?:closed|nil) channel|` +
	`assignment to entry in nil map|interface conversion: [^"]*)"?$`)

// isRecovered claims a log line that tells a recovered panic with a value of the runtime.
//
//	deferred ran, recover = sync: negative WaitGroup counter
//	recovered: runtime error: index out of range [5] with length 0
//	2026/11/20 13:42:10 http: panic serving 127.0.0.1:38268: assignment to entry in nil map
func isRecovered(line []byte) bool {
	if !bytes.Contains(line, []byte("ecover")) && !bytes.Contains(line, []byte("anic")) {
		return false
	}
	return recoveredText.Match(line)
}

// readRecovered keeps the panic's value. The program lives on. Where a goroutine follows in the next line, as net/http
// prints it, it is that which panicked.
//
//	http: panic serving 127.0.0.1:38268: assignment to entry in nil map
//	goroutine 23 [running]:
func (r *reader) readRecovered() {
	if !r.room(len(r.e.Crashes), "crashes") {
		r.unread()
		return
	}
	value := recoveredText.FindSubmatch(r.line)[1]
	r.e.Crashes = append(r.e.Crashes, Crash{
		Kind: KindRecovered, Panics: []PanicValue{{Text: string(value), Recovered: true}},
		Exit: -1, Dump: -1, Runtime: -1, Place: Span{r.start, r.end},
	})
	r.format(Panic)
	if r.closed { // not between the frames of another goroutine
		r.crash, r.outside, r.fresh = -1, 0, false
		if r.nextIs(isGoroutine) {
			r.crash = len(r.e.Crashes) - 1
		}
	}
}
