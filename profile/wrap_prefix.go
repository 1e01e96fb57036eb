package profile

import "bytes"

// shape is the form of a prefix that no row of the table knows: runs of digits, of letters with digits, and of blanks
// may differ from line to line, all else is kept, and so are the blanks at its end.
//
//	worker#2 INFO goroutine 1 [running]:     word # digits blanks word " "
type shape []shapePart

type shapePart struct {
	kind   byte // one of the part constants
	text   string
	source bool // it tells the sources of lines apart
}

const (
	digitRun = 'd'
	wordRun  = 'w'
	blankRun = 'b'
	nameRun  = 'n' // letters, digits and marks up to a blank, without the marks before that
	exactly  = '='
)

// maxShapes bounds the candidates that are tried.
const maxShapes = 16

// fitPrefix finds the prefix behind which the headers of goroutines and the first lines of crashes stand. Where most
// lines do not have it, it may still stand before headers that are followed by frames.
func fitPrefix(sample []piece) *wrapping {
	tried := map[string]bool{}
	var best, loosest shape
	count, loose, headers := 0, 0, 0
	for i, l := range sample {
		at := startInside(l.text)
		if at < 1 {
			at = placeInside(l.text)
		}
		if at < 1 || at > maxPrefix || len(tried) == maxShapes {
			continue
		}
		if i+1 < len(sample) && bareCall(sample[i+1].text) && isGoroutine(l.text[at:]) {
			headers++
		}
		s := shapeOf(l.text[:at])
		if key := s.String(); !tried[key] {
			tried[key] = true
			if n := s.matches(sample); n > count {
				best, count = s, n
			}
		}
		if s := named(l.text[:at]); s != nil && !tried[s.String()] {
			tried[s.String()] = true
			if n := s.evidence(sample); n > loose {
				loosest, loose = s, n
			}
		}
	}
	if loose > best.evidence(sample)+1 {
		best, count = loosest, loosest.matches(sample)
	}
	switch {
	case count*2 >= len(sample) && count > 1:
		best = best.withSources(sample)
		return &wrapping{name: "prefix", cost: 2 + len(best), strip: best.strip}
	case headers > 0:
		return &wrapping{name: "prefix", sparse: true, cost: 2 + len(best), strip: stripHeader}
	}
	return nil
}

// startInside gives the column at which a goroutine's header or a crash's first line begins inside of a line.
func startInside(line []byte) int {
	if isGoroutine(line) || isCrash(line) || isProfileTitle(line) || isRace(line) {
		return -1
	}
	at := headerIndex(line)
	if at < 0 {
		at = titleIndex(line)
	}
	for _, start := range [][]byte{panicPrefix, fatalPrefix, raceHeading} {
		if at < 0 {
			at = bytes.Index(line, start)
		}
	}
	if at < 1 || !isGoroutine(line[at:]) && !isCrash(line[at:]) && !isProfileTitle(line[at:]) && !isRace(line[at:]) || len(bytes.TrimLeft(line[:at], " \t")) == 0 {
		return -1
	}
	return at
}

// placeInside gives the column at which a frame's place begins inside of a line: stacks of libraries have no header.
//
//	worker#2 INFO \t/home/dev/src/app/main.go:28
//	worker#2 INFO /home/dev/src/app/main.go:28 (0x7b665f)
func placeInside(line []byte) int {
	at := bytes.Index(line, []byte("\t/"))
	if at < 0 || !barePlace(line[at:]) {
		counter := bytes.Index(line, []byte(" (0x"))
		if counter < 0 {
			return -1
		}
		at = bytes.LastIndexByte(line[:counter], ' ') + 1
		if _, _, ok := withCounter(line[at:]); !ok {
			return -1
		}
	}
	if isBlank(line[:at]) || traceLine(line) {
		return -1
	}
	return at
}

// stripHeader puts what stands before a goroutine's header on a line of its own: a logger's prefix before a stack of
// several lines.
//
//	12:04:05.000 ERROR app stopped: goroutine 1 [running]:
func stripHeader(line []byte) (inner, bool) {
	at := startInside(line)
	if at < 0 || !isGoroutine(line[at:]) && !isProfileTitle(line[at:]) {
		return inner{}, false
	}
	before := bytes.TrimRight(line[:at], " \t")
	return inner{text: append(append(bytes.Clone(before), '\n'), line[at:]...)}, true
}

func shapeOf(prefix []byte) shape {
	var s shape
	for len(prefix) > 0 {
		kind, n := run(prefix)
		if kind == blankRun && n == len(prefix) {
			kind = exactly
		}
		s = append(s, shapePart{kind: kind, text: string(prefix[:n])})
		prefix = prefix[n:]
	}
	return s
}

// run gives the kind and the length of the run with which a text begins.
func run(text []byte) (kind byte, n int) {
	kind = kindOf(text[0])
	for n = 1; n < len(text) && kind != exactly; n++ {
		switch k := kindOf(text[n]); {
		case k == kind:
		case kind == digitRun && k == wordRun:
			kind = wordRun
		case kind == wordRun && k == digitRun:
		default:
			return kind, n
		}
	}
	return kind, n
}

func kindOf(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return digitRun
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		return wordRun
	case c == ' ', c == '\t':
		return blankRun
	}
	return exactly
}

// String gives the form alone: shapes that take the same prefixes have the same.
func (s shape) String() string {
	var b []byte
	for _, part := range s {
		b = append(b, part.kind)
		if part.kind == exactly {
			b = append(b, part.text...)
		}
	}
	return string(b)
}

// strip takes the prefix off. The blanks at its end may be gone where nothing follows them; numbers and words may have
// blanks beside them that fill up a column.
func (s shape) strip(line []byte) (inner, bool) {
	if len(line) > 0 && isBlank(line) {
		return inner{}, true
	}
	rest := line
	from, to := -1, -1 // of the sources
	for i, part := range s {
		if part.kind == blankRun {
			rest = bytes.TrimLeft(rest, " \t")
			continue
		}
		if kindOf(part.text[0]) != blankRun {
			rest = bytes.TrimLeft(rest, " ")
		}
		at := len(line) - len(rest)
		if part.kind == exactly {
			var ok bool
			if rest, ok = bytes.CutPrefix(rest, []byte(part.text)); !ok {
				return inner{stream: token(line[:at], from, to)}, len(rest) == 0 && i == len(s)-1 && kindOf(part.text[0]) == blankRun
			}
			continue
		}
		if len(rest) == 0 {
			return inner{}, false
		}
		kind, n := run(rest)
		if part.kind == nameRun {
			kind, n = nameRun, nameEnd(rest)
		}
		if n == 0 || kind != part.kind && (kind != digitRun || part.kind != wordRun) {
			return inner{}, false
		}
		rest = rest[n:]
		if part.source {
			if from < 0 {
				from = at
			}
			to = at + n
		}
	}
	return inner{text: rest, stream: token(line[:len(line)-len(rest)], from, to)}, true
}

func (s shape) matches(sample []piece) int {
	n := 0
	for _, l := range sample {
		if _, ok := s.strip(l.text); ok {
			n++
		}
	}
	return n
}
