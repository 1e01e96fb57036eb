package profile

import (
	"bytes"
	"slices"
	"strconv"
)

// fitDiff finds evidence in lines that a diff adds or removes, or nothing but such lines.
func fitDiff(sample []piece) *wrapping {
	marked, evidence := 0, false
	for _, l := range sample {
		if l.text[0] == '+' || l.text[0] == '-' {
			marked++
			evidence = evidence || isGoroutine(l.text[1:]) || bareCall(l.text[1:])
		}
	}
	if !evidence && marked*10 < len(sample)*9 {
		return nil
	}
	return &wrapping{name: "diff", strip: stripDiff}
}

// stripDiff takes the column off in which a diff marks its lines. Lines that are removed are a text of their own.
//
//	+goroutine 1 [running]:
func stripDiff(line []byte) (inner, bool) {
	switch {
	case len(line) == 0:
		return inner{}, false
	case line[0] == '+' && !bytes.HasPrefix(line, []byte("+++ ")), line[0] == ' ':
		return inner{text: line[1:]}, true
	case line[0] == '-' && !bytes.HasPrefix(line, []byte("--- ")):
		return inner{text: line[1:], stream: []byte("removed")}, true
	}
	return inner{}, false
}

var grepNumber = lazily(`^(?:\d+[:-]|(?P<stream>[^:\s]+?)[:-]\d+[:-])`)

// fitGrep finds what grep puts before lines that match, the file's name, the line's number, or both, and behind them a
// colon; before lines around them a hyphen stands in its place (GNU Grep Manual, "Context Line Control").
//
//	api.log:12:goroutine 1 [running]:
//	api.log-13-main.main()
func fitGrep(sample []piece) *wrapping {
	if numbered(sample) {
		return &wrapping{name: "grep", strip: form(grepNumber().String())}
	}
	for _, l := range sample {
		at := startInside(l.text)
		if at < 2 || l.text[at-1] != ':' || bytes.ContainsAny(l.text[:at], " \t") {
			continue
		}
		if n := len(grepNumber().Find(l.text)); n == at {
			return &wrapping{name: "grep", strip: form(grepNumber().String())}
		}
		name := bytes.Clone(l.text[:at-1])
		if bytes.IndexByte(name, ':') >= 0 || !bytes.ContainsAny(name, "./") {
			continue
		}
		return &wrapping{name: "grep", strip: func(line []byte) (inner, bool) {
			rest, ok := bytes.CutPrefix(line, name)
			if !ok || len(rest) == 0 || rest[0] != ':' && rest[0] != '-' {
				return inner{}, false
			}
			return inner{text: rest[1:], stream: name}, true
		}}
	}
	return nil
}

// numbered reports whether all lines have numbers that grow, with nothing behind them.
func numbered(sample []piece) bool {
	last, apart := -1, 0
	for _, l := range sample {
		prefix := grepNumber().Find(l.text[:min(len(l.text), maxPrefix)])
		if len(prefix) == 0 {
			return false
		}
		digits := prefix[:len(prefix)-1]
		digits = digits[bytes.LastIndexAny(digits, ":-")+1:]
		n, err := strconv.Atoi(string(digits))
		if err != nil || n <= last {
			return false
		}
		last = n
		if rest := l.text[len(prefix):]; len(rest) == 0 || rest[0] == ' ' {
			apart++
		}
	}
	return len(sample) > 1 && apart < len(sample)
}

// stripEscaped takes a stack out of a line that holds it as a quoted string: of Go, Python or a language like them, with
// other text around it.
//
//	2026/08/21 09:24:33 panic recovered: boom "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n"
//	b'goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n'
func stripEscaped(line []byte) (inner, bool) {
	frame := escapedIndex(line)
	if frame < 0 {
		return inner{}, false
	}
	first := bytes.Index(line, []byte(`\n`))
	start := bytes.LastIndexAny(line[:first], "\"'")
	end := len(line)
	if start >= 0 {
		for i := frame; i < len(line); i++ {
			if line[i] == '\\' {
				i++
			} else if line[i] == line[start] {
				end = i
				break
			}
		}
	}
	before := bytes.TrimRight(line[:max(0, start)], " \t")
	body := unescape(line[start+1 : end])
	if len(before) == 0 {
		return inner{text: bytes.TrimSuffix(body, []byte{'\n'})}, true
	}
	return inner{text: bytes.TrimSuffix(slices.Concat(before, []byte{'\n'}, body), []byte{'\n'})}, true
}
