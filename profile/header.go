package profile

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// header is a goroutine header taken apart; the texts point into the line.
type header struct {
	id     uint64
	head   []byte // between the brackets, without minutes and labels: the key of a Head
	wait   int32  // -1 for none
	labels []byte // as printed, without the braces
	quoted bool   // labels are the form of go1.26, always quoted
}

var goroutinePrefix = []byte("goroutine ")

// parseHeader takes a goroutine header apart (runtime/traceback.go, goroutineheader).
//
//	goroutine 8 [chan receive, 5 minutes]:
//	goroutine 1 gp=0xc000002380 m=0 mp=0x5285a0 [running, locked to thread]:
//	goroutine 32 [chan receive labels:{"handler": "/x]", "tenant": "a b"}]:     go1.26 with GODEBUG=tracebacklabels=1
//	goroutine 34 [chan receive] {handler: /reconcile, tenant: "a b"}:           go1.27
func parseHeader(line []byte) (h header, ok bool) {
	rest, ok := bytes.CutPrefix(line, goroutinePrefix)
	if !ok || len(rest) < 4 || rest[len(rest)-1] != ':' {
		return h, false
	}
	i := 0
	for ; i < len(rest) && rest[i] >= '0' && rest[i] <= '9'; i++ {
		h.id = h.id*10 + uint64(rest[i]-'0')
	}
	if i == 0 || i > 19 {
		return h, false
	}
	rest = rest[i : len(rest)-1]
	open := bytes.Index(rest, []byte(" ["))
	if open < 0 || open > 0 && !bytes.HasPrefix(rest, []byte(" gp=")) || open > 80 {
		return h, false
	}
	rest = rest[open+2:]
	if n := len(rest); n > 0 && rest[n-1] == '}' { // go1.27: the brackets close before the labels
		shut := bytes.Index(rest, []byte("] {"))
		if shut < 0 {
			return h, false
		}
		h.labels, rest = rest[shut+3:n-1], rest[:shut+1]
	}
	if len(rest) == 0 || rest[len(rest)-1] != ']' {
		return h, false
	}
	rest = rest[:len(rest)-1]
	if h.labels == nil {
		rest = h.cutLabels(rest)
	}
	h.head, h.wait = cutMinutes(rest)
	return h, true
}

// cutLabels takes the labels of go1.26 from the end of the bracket's text. A label's value may hold anything, but the
// state before them never holds a quote.
func (h *header) cutLabels(inside []byte) []byte {
	i := bytes.Index(inside, []byte(` labels:{"`))
	if i < 0 || inside[len(inside)-1] != '}' {
		return inside
	}
	h.labels, h.quoted = inside[i+len(` labels:{`):len(inside)-1], true
	return inside[:i]
}

// cutMinutes takes ", 5 minutes" out of the bracket's text.
//
//	chan receive, 5 minutes, locked to thread
func cutMinutes(inside []byte) (head []byte, wait int32) {
	end := bytes.Index(inside, []byte(" minutes"))
	if end < 0 {
		return inside, -1
	}
	start := bytes.LastIndex(inside[:end], []byte(", "))
	if start < 0 {
		return inside, -1
	}
	n, err := strconv.ParseInt(string(inside[start+2:end]), 10, 32)
	if err != nil && !errors.Is(err, strconv.ErrRange) { // out of range: n is the nearest number
		return inside, -1
	}
	n = max(n, 0)
	tail := inside[end+len(" minutes"):]
	if len(tail) == 0 {
		return inside[:start], int32(n)
	}
	return append(bytes.Clone(inside[:start]), tail...), int32(n)
}

// parseHead turns the bracket's text into a Head, from the right (waitReasonStrings in runtime/runtime2.go hold
// parentheses of their own, "chan receive (nil chan)", which stay part of the state).
//
//	chan receive (durable), locked to thread, synctest bubble 1
func parseHead(text string) Head {
	var h Head
	for {
		i := strings.LastIndex(text, ", ")
		if i < 0 {
			break
		}
		switch part := text[i+2:]; {
		case part == "locked to thread":
			h.Locked = true
		case strings.HasPrefix(part, "synctest bubble "), strings.HasPrefix(part, "synctest group "): // group: go1.24
			n, err := strconv.Atoi(part[strings.LastIndexByte(part, ' ')+1:])
			if err != nil {
				h.State = text
				return h
			}
			h.Bubble = n
		default:
			h.State = text
			return h
		}
		text = text[:i]
	}
	for {
		switch {
		case cutSuffix(&text, " (leaked)"):
			h.Leaked = true
		case cutSuffix(&text, " (scan)"):
			h.Scan = true
		case cutSuffix(&text, " (durable)"), cutSuffix(&text, " (synctest)"): // (synctest): go1.24
			h.Durable = true
		default:
			h.State = text
			return h
		}
	}
}

func cutSuffix(text *string, suffix string) bool {
	rest, ok := strings.CutSuffix(*text, suffix)
	if ok {
		*text = rest
	}
	return ok
}

// parseLabels reads the labels of a header. What does not follow the form becomes one label without a key.
//
//	"handler": "/reconcile", "tenant": "a b"     go1.26
//	handler: /reconcile, tenant: "a b"           go1.27: quotes only where needed
func parseLabels(text string) []Label {
	var labels []Label
	for rest := text; rest != ""; {
		var l Label
		var ok bool
		if l.Key, rest, ok = labelWord(rest, ": "); !ok {
			return append(labels, Label{Value: text})
		}
		if l.Value, rest, _ = labelWord(rest, ", "); rest == text {
			return append(labels, Label{Value: text})
		}
		labels = append(labels, l)
	}
	return labels
}

// labelWord reads one quoted or bare word up to the separator; ok reports whether the separator was there.
func labelWord(text, separator string) (word, rest string, ok bool) {
	if strings.HasPrefix(text, `"`) {
		if q, err := strconv.QuotedPrefix(text); err == nil {
			word, _ = strconv.Unquote(q)
			rest, ok = strings.CutPrefix(text[len(q):], separator)
			return word, rest, ok
		}
	}
	return strings.Cut(text, separator)
}
