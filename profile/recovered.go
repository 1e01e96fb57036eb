package profile

import (
	"bytes"
	"regexp"
)

// recoveredText finds what the runtime or package sync panics with, in a log line that says that a panic was recovered.
// Other panic values cannot be told from the rest of a log line.
var recoveredText = regexp.MustCompile(`(?i:recover|panic)[^\n]*?((?:runtime error|sync|reflect|strings|unsafe\.\w+): .*|(?:send on|close of) (?:closed|nil) channel|assignment to entry in nil map|interface conversion: .*)$`)

// isRecovered claims a log line that tells a recovered panic with a value of the runtime.
//
//	deferred ran, recover = sync: negative WaitGroup counter
//	recovered: runtime error: index out of range [5] with length 0
func isRecovered(line []byte) bool {
	if !bytes.Contains(line, []byte("ecover")) && !bytes.Contains(line, []byte("anic")) {
		return false
	}
	return recoveredText.Match(line)
}

// readRecovered keeps the panic's value. The program lives on, and the line holds no stack.
func (r *reader) readRecovered() {
	value := recoveredText.FindSubmatch(r.line)[1]
	r.e.Crashes = append(r.e.Crashes, Crash{
		Kind: KindRecovered, Panics: []PanicValue{{Text: string(value), Recovered: true}},
		Exit: -1, Dump: -1, Runtime: -1, Place: Span{r.start, r.end},
	})
	r.format(Panic)
}
