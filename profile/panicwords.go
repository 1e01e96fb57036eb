package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// runtimeText is what the runtime or the standard library panics with.
const runtimeText = `(?:runtime error: [^"]*|sync: (?:negative WaitGroup counter|WaitGroup [a-z ]*|\w*[uU]nlock of unlocked \w+)|` +
	`strings: (?:illegal use of non-zero Builder copied by value|negative Repeat count)|reflect: call of [^"]*|(?:send on|close of) (?:closed|nil) channel|` +
	`assignment to entry in nil map|interface conversion: [^"]*)`

var (
	// recoveredText finds such a text at the end of a line that says that a panic was recovered.
	recoveredText = lazily(`(?i:\b(?:recover(?:ed)?|panic(?:ked|king)?)\b)[^\n]*?[:=\]] "?(` + runtimeText + `)"?$`)
	// endsInText finds it at the end of any line.
	endsInText = lazily(`(?:^|[:=\]\t]|^\S+) *"?(` + runtimeText + `)$`)
	// panicWord finds the word, valueSign what separates it from the value.
	panicWord = lazily(`(?i)\b(?:panic(?:s|ked|king)?|recover(?:ed|ing|y)?)\b`)
	valueSign = lazily(`(?i)\b(?:panic(?:s|ked|king)?|recover(?:ed|ing|y)?)\b([^:=\n]*?)(?:: |:$|= ?)`)
	// surely finds the words of which only a recovered panic is spoken. net/http prints the first (server.go, conn.serve;
	// h2_bundle.go, runHandler), k8s.io/apimachinery the second (pkg/util/runtime), gin the third, echo the last.
	surely = lazily(`\bhttp2?: panic serving \S*:|\bObserved a panic\b|(?i:\bpanic (?:recovered|caught|triggered)\b|\brecovered (?:from )?(?:a )?panic\b|\bcaught (?:a )?panic\b|\[PANIC RECOVER\])`)
	// panicField is the value as klog, logrus and slog print a field, and zap in its console form.
	panicField = lazily(`(?:\b(?:panic|error|err|recovered)=|"(?:panic|error|err|recovered)": ?)("(?:[^"\\]|\\.)*")`)
	// goSyntax is a value as %#v prints it, with what it says behind it (k8s.io/apimachinery, pkg/util/runtime up to v0.30).
	goSyntax = lazily(`^(?:&?[\w./*\[\]]+\{.*\}|"(?:[^"\\]|\\.)*"|[\w./*]+\(.*\)) \((.*)\)$`)
	// stackWord is what stands between a value and its stack.
	stackWord = lazily(`(?i)[\s,;|>]*\b(?:goroutine )?stack(?:[ _-]?trace)?\b[^\n:=]{0,24}[:=]?\s*(?:<|\.\.\.)?\s*$`)
)

// announcement is a log line that speaks of a panic.
type announcement struct {
	value  string // what was panicked with, as far as the line says it
	sure   bool   // its words are said of recovered panics only
	text   bool   // the value is one of the runtime's
	panic  bool   // the word is panic
	direct bool   // the value stands directly behind it
	again  bool   // it is an error made of a panic
}

// speaks reports whether a line may speak of a recovered panic. Each line of a text that is nothing else is asked.
func speaks(line []byte) bool {
	return bytes.Contains(line, []byte("anic")) || bytes.Contains(line, []byte("ecover")) ||
		bytes.Contains(line, []byte("PANIC")) || bytes.Contains(line, []byte("RECOVER"))
}

// tells reports whether a line may tell of a recovered panic without a stack: it holds some of the words that announce
// believes then.
func tells(line []byte) bool { return containsAny(line, toldWords) || containsAny(line, runtimeWords) }

var (
	toldWords = [][]byte{
		[]byte("ecovered"), []byte("ECOVER"), []byte("panic serving"), []byte("bserved a panic"), []byte("aught"), []byte("riggered"), []byte("TRIGGERED"), []byte("CAUGHT"),
	}
	// runtimeWords are some in each runtimeText: without them it need not be looked for.
	runtimeWords = [][]byte{
		[]byte("runtime error: "), []byte("sync: "), []byte("strings: "), []byte("reflect: "), []byte(" channel"), []byte("nil map"), []byte("interface conversion: "),
	}
)

func containsAny(line []byte, list [][]byte) bool {
	for _, words := range list {
		if bytes.Contains(line, words) {
			return true
		}
	}
	return false
}

// announce reads such a line.
//
//	2026/11/20 13:42:10 http: panic serving 127.0.0.1:38268: no such row
//	[Recovery] 2026/11/20 - 13:42:10 panic recovered:
//	Observed a panic: &errors.errorString{s:"no such row"} (no such row)
//	"Observed a panic" panic="no such row" panicGoValue="&errors.errorString{s:\"no such row\"}" stacktrace=<
//	cron: 2026/11/20 13:42:10 panic, error=no such row, stack=...
func announce(line []byte) (a announcement, ok bool) {
	line = line[:min(len(line), maxMessage)]
	word := panicWord().FindIndex(line)
	if word == nil || bytes.Contains(line, []byte("internal compiler error: ")) { // the go command tells of the compiler's death
		return a, false
	}
	a.panic = bytes.EqualFold(line[word[0]:word[0]+len("panic")], []byte("panic"))
	words := wordsOf(line, word[0])
	rest := words[word[1]:]
	if m := surely().FindIndex(words); m != nil {
		a.sure, a.panic, a.direct = true, true, true
		rest = bytes.TrimLeft(bytes.TrimPrefix(words[m[1]:], []byte(`" `)), " ")
		if end := words[m[1]-1]; end != ':' && end != ']' {
			if sign := valueSign().FindIndex(words[m[0]:]); sign != nil {
				rest = words[m[0]+sign[1]:]
			}
		}
	} else if m := valueSign().FindSubmatchIndex(words); m != nil {
		a.direct = m[2] == m[3]
		rest = words[m[1]:]
	}
	if containsAny(words, runtimeWords) {
		if m := recoveredText().FindSubmatch(words); m != nil {
			a.text = true
			a.value, a.again = strings.CutSuffix(string(m[1]), " [recovered]")
			return a, true
		}
	}
	if m := goSyntax().FindSubmatch(rest); m != nil {
		rest = m[1]
	} else if m := fieldOf(line[word[0]:]); m != nil {
		if value, err := strconv.Unquote(string(m[1])); err == nil {
			rest = []byte(value)
		}
	}
	if i := bytes.Index(rest, []byte(` "goroutine `)); i >= 0 { // a stack as %q prints it
		rest = rest[:i]
	}
	a.value = strings.TrimSpace(string(stackWord().ReplaceAll(rest, nil)))
	if a.value == "<" || strings.HasSuffix(a.value, "=<") { // klog puts a value of several lines on lines of its own
		a.value = ""
	}
	a.value, a.again = strings.CutSuffix(a.value, " [recovered]")
	a.text = endsInText().MatchString(a.value)
	return a, true
}

// fieldOf finds the value of a field; m[1] is quoted.
func fieldOf(line []byte) (m [][]byte) {
	if !bytes.Contains(line, []byte(`="`)) && !bytes.Contains(line, []byte(`":`)) {
		return nil
	}
	return panicField().FindSubmatch(line)
}

// wordsOf gives the line up to what does not belong to the words at a place in it: the end of the quotes around them, or
// the fields that zap prints behind them.
//
//	2026-11-20T13:28:00Z	ERROR	Observed a panic in reconciler: no such row	{"controller": "orders"}
//	{"level":"info","msg":"Observed a panic in reconciler: no such row","controller":"orders"}
func wordsOf(line []byte, at int) []byte {
	if bytes.Count(line[:at], []byte{'"'})%2 == 1 {
		return line[:at+len(quoted(append([]byte{'"'}, line[at:]...)))]
	}
	if i := bytes.Index(line[at:], []byte("\t{\"")); i >= 0 {
		return line[:at+i]
	}
	return line
}

// noValue are the texts with which a line says that nothing was recovered.
var noValue = map[string]bool{"": true, "0": true, "nil": true, "<nil>": true, "none": true, "false": true, "true": true, "null": true}

// quotes reports whether a line only speaks of what is printed for a panic: the item of a list, a quotation, source code.
//
//   - fix panic: runtime error: index out of range [3] with length 0 (#12)
//     log.Printf("panic recovered: %v", r)
func quotes(line []byte, value string) bool {
	line = bytes.TrimLeft(line, " \t")
	return len(line) > 1 && line[1] == ' ' && bytes.IndexByte([]byte("-*>"), line[0]) >= 0 || strings.HasPrefix(value, "%")
}

// request is the first line of a request that gin prints between its words and the value.
var request = lazily(`^[A-Z]{3,10} \S.* HTTP/\d`)

// between makes the value of an announcement and the lines between it and the stack: further lines of the value, or
// what stands before it.
func (a *announcement) between(lines []string) {
	if len(lines) > 0 && request().MatchString(lines[0]) {
		lines = lines[requestEnd(lines):]
	}
	for len(lines) > 0 && noise(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	for len(lines) > 0 && noise(lines[0]) {
		lines = lines[1:]
	}
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	switch {
	case text == "" || a.text:
	case a.value == "":
		a.value = text
	default:
		a.value += "\n" + text
	}
	a.value = a.value[:min(len(a.value), maxMessage)]
	a.text = a.text || endsInText().MatchString(a.value)
}

// requestEnd gives the line behind a request: a blank one ends it, or, where blank lines were lost, its last header.
func requestEnd(lines []string) int {
	for i, line := range lines {
		if line == "" {
			return i
		}
	}
	for i, line := range lines[1:] {
		if name, _, ok := strings.Cut(line, ": "); !ok || strings.Contains(name, " ") {
			return i + 1
		}
	}
	return len(lines)
}

// noise tells lines that only announce a stack.
//
//	Stack:
//	(1) attached stack trace
//		goroutine 1 [running]:     indented by klog
func noise(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || isGoroutine([]byte(line)) || len(line) < 40 && stackWord().MatchString(line) && strings.Contains(strings.ToLower(line), "stack")
}
