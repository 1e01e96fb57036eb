package profile

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// expansion turns the fields of a structured log record into lines: what it says first, then its stack.
type expansion struct {
	words, bodies []fieldText
	time, stream  []byte
	container     []byte // in the stream's pod, or by itself
	leveled       bool   // the record has a level: a logger of the program wrote it, not what collects its output
}

type fieldText struct {
	rank int
	text []byte
}

// Ranks of fields, in the order in which their texts are put.
const (
	rankMessage = iota
	rankError
	rankOther
	rankStack
)

// maxDepth bounds how deep the objects of a record are looked into.
const maxDepth = 8

// stripJSON expands a JSON record that holds a stack: zap's stacktrace, zerolog's stack, text with newlines. A record
// without a level is what something put around one line of output, as exports do: its message is that line. So is a
// member that stands on a line of its own, in records written over many lines.
//
//	{"level":"error","msg":"panic recovered","stacktrace":"goroutine 1 [running]:\nmain.main()\n\t..."}
//	{"textPayload":"goroutine 1 [running]:\n","timestamp":"2026-08-21T09:24:33.260739149Z"}
//	    "message": "goroutine 1 [running]:\nmain.main()\n\t...",
func stripJSON(line []byte) (inner, bool) {
	var x expansion
	text := bytes.Trim(line, " \t,")
	alone := len(text) > 0 && text[0] == '"'
	switch {
	case len(text) == 0:
		return inner{}, false
	case len(text) == 1 && len(line) < maxPrefix && bytes.IndexByte([]byte("{}[]"), text[0]) >= 0:
		return inner{text: line, stream: aside}, true
	case alone:
		text = slices.Concat([]byte{'{'}, text)
	case text[0] == '[':
		x.array("", text, 0)
		return x.inner()
	}
	if !x.object(text, 0) {
		return inner{}, false
	}
	in, ok := x.inner()
	if alone && !ok { // another member of a record written over many lines
		return inner{text: line, stream: aside}, true
	}
	return in, ok
}

func (x *expansion) object(text []byte, depth int) bool {
	return members(text, func(key, value []byte) {
		if len(value) > 0 {
			x.member(string(key), value, depth)
		}
	})
}

func (x *expansion) member(key string, value []byte, depth int) {
	switch {
	case value[0] == '"':
		x.field(key, unescape(quoted(value)))
	case value[0] == '{' && depth < maxDepth:
		x.object(value, depth+1)
	case value[0] == '[':
		x.array(key, value, depth)
	default:
		x.field(key, value)
	}
}

// array takes a stack that is an array of lines, or of frames as zerolog writes them, and an array of records.
//
//	"stack":[{"func":"work","line":"35","source":"main.go"}]
func (x *expansion) array(key string, value []byte, depth int) {
	if text := byteArray(value); text != nil {
		x.field(key, text)
		return
	}
	var lines []string
	elements(value, func(element []byte) {
		switch {
		case len(element) == 0:
		case element[0] == '"':
			lines = append(lines, string(unescape(quoted(element))))
		case element[0] == '{' && depth < maxDepth:
			var one expansion
			if frame, ok := frameObject(element); ok {
				lines = append(lines, frame)
			} else if one.object(element, depth+1) {
				if in, ok := one.inner(); ok {
					lines = append(lines, string(in.text))
				}
			}
		}
	})
	if len(lines) > 0 {
		x.field(key, []byte(strings.Join(lines, "\n")))
	}
}

// byteArray reads a text as journalctl -o json writes it where it holds control characters: as an array of its bytes.
//
//	"MESSAGE":[27,91,51,49,109]
func byteArray(value []byte) []byte {
	var text []byte
	numbers := true
	elements(value, func(element []byte) {
		n, err := strconv.ParseUint(string(element), 10, 8)
		numbers = numbers && err == nil
		text = append(text, byte(n))
	})
	if !numbers || len(text) < 2 {
		return nil
	}
	return text
}

func frameObject(element []byte) (frame string, ok bool) {
	var function, source, line []byte
	members(element, func(key, value []byte) {
		switch string(key) {
		case "func", "function":
			function = quoted(value)
		case "source", "file":
			source = quoted(value)
		case "line":
			line = bytes.Trim(value, `"`)
		}
	})
	return fmt.Sprintf("%s\n\t%s:%s", function, source, line), function != nil && source != nil
}

// field takes one field. A text that is a record of its own stays as it is.
func (x *expansion) field(key string, text []byte) {
	rank, name := rankOther, strings.ToLower(key)
	if i := strings.LastIndexAny(name, ".@"); i >= 0 {
		name = name[i+1:]
	}
	switch name {
	case "msg", "message", "log", "line", "textpayload", "short_message", "event", "body", "output":
		rank = rankMessage
	case "error", "err", "panic", "exception", "reason", "recovered", "recover", "errorverbose":
		rank = rankError
	case "stack", "stacktrace", "stack_trace", "trace", "traceback", "full_message":
		rank = rankStack
	case "ts", "time", "timestamp", "t", "__realtime_timestamp":
		if x.time == nil {
			x.time = text
		}
		return
	case "level", "lvl":
		x.leveled = true
		return
	case "pod_name", "pod", "podname", "_systemd_unit":
		x.stream = text
		return
	case "container_name", "containername":
		x.container = bytes.TrimPrefix(text, []byte{'/'})
		return
	}
	text = bytes.TrimRight(text, "\r\n")
	if bytes.Contains(text, escapedFrame) && text[0] != '{' && bytes.IndexByte(text, '\n') < 0 {
		text = unescape(text) // escaped twice
	}
	lines := bytes.IndexByte(text, '\n') >= 0
	switch {
	case lines && rank != rankOther, (lines || rank != rankOther) && holdsEvidence(text):
		x.bodies = append(x.bodies, fieldText{rank, text})
	case rank < rankOther:
		x.words = append(x.words, fieldText{rank, text})
	}
}

// holdsEvidence reports whether one of the lines of a text is a goroutine's, or the text a record that holds some.
func holdsEvidence(text []byte) bool {
	if len(text) > 0 && text[0] == '{' {
		return headerIndex(text) >= 0 || titleIndex(text) >= 0 || bytes.Contains(text, escapedFrame)
	}
	for line := range bytes.SplitSeq(text, []byte{'\n'}) {
		if weight(line) > 0 {
			return true
		}
	}
	return false
}

// inner gives the lines. Short texts make one line, so that a message and its error stay together.
func (x *expansion) inner() (inner, bool) {
	evidence := slices.ContainsFunc(x.bodies, func(f fieldText) bool { return holdsEvidence(f.text) })
	if !evidence && (x.leveled || len(x.words) == 0 || x.words[0].rank != rankMessage) {
		return inner{}, false
	}
	byRank := func(a, b fieldText) int { return a.rank - b.rank }
	slices.SortStableFunc(x.words, byRank)
	slices.SortStableFunc(x.bodies, byRank)
	var out []byte
	for _, f := range x.words {
		if len(f.text) == 0 || bytes.Contains(out, f.text) {
			continue
		}
		if len(out) > 0 {
			out = append(out, ": "...)
		}
		out = append(out, f.text...)
	}
	for i, f := range x.bodies {
		if i > 0 || len(out) > 0 {
			out = append(out, '\n')
		}
		out = append(out, f.text...)
	}
	return inner{text: out, stream: x.source(), time: x.time}, true
}

// source names the stream as kubectl does.
//
//	api-7d9f8b6c5-x2x1z/app
func (x *expansion) source() []byte {
	if x.stream == nil || x.container == nil {
		return append(x.stream, x.container...)
	}
	return slices.Concat(x.stream, []byte{'/'}, x.container)
}

// stripLogfmt expands a logfmt record that holds a stack.
//
//	time=2026-08-21T09:24:33.260Z level=ERROR msg="panic recovered" stack="goroutine 1 [running]:\nmain.main()\n\t..."
func stripLogfmt(line []byte) (inner, bool) {
	var x expansion
	for rest := line; len(rest) > 0; rest = bytes.TrimLeft(rest, " ") {
		i := bytes.IndexAny(rest, "= ")
		if i < 1 || rest[i] == ' ' { // a word that is no field, but not the first
			if len(rest) == len(line) || i == 0 {
				return inner{}, false
			}
			if i < 0 {
				break
			}
			rest = rest[i:]
			continue
		}
		key := string(rest[:i])
		rest = rest[i+1:]
		n := bytes.IndexByte(rest, ' ')
		if len(rest) > 0 && rest[0] == '"' {
			n = stringEnd(rest)
			x.field(key, unescape(quoted(rest[:n])))
		} else {
			if n < 0 {
				n = len(rest)
			}
			x.field(key, rest[:n])
		}
		rest = rest[n:]
	}
	return x.inner()
}
