package profile

import (
	"bytes"
	"fmt"
	"strconv"
)

// textProfile reads the lines of one debug=1 profile.
type textProfile struct {
	*Profile
	kind    byte // h heap, c contention and mutex, n the others
	heap    heapTotals
	cycles  float64 // per second, of contention and mutex
	raw     int64   // sum of the first value as printed
	rawMore int64   // of heap the sum of the bytes in use

	addresses []byte // of the sample that is being read
	frames    int    // its frames so far
	labels    []Label
	open      bool // a sample is being read
	stats     bool // the memory statistics have begun
}

// readProfile reads a debug=1 profile from its first line to the line that is not its own.
func (r *reader) readProfile() {
	r.flushPending()
	r.crash, r.relay, r.fresh, r.closed, r.outside = -1, false, true, true, 0
	t := r.titled()
	for r.advance() {
		if len(r.line) == 0 {
			r.blankLine()
			continue
		}
		if t.takes(r) {
			r.outside = 0
			continue
		}
		if r.claim(r.line) != nil || !r.profileGoesOn(t) {
			r.back()
			break
		}
		r.unread()
	}
	t.closeSample(r)
	t.check(r)
	r.outside = 0
	if r.room(len(r.e.Profiles), "profiles") {
		r.format(t.Format)
		r.e.Profiles = append(r.e.Profiles, *t.Profile)
	}
}

// titled begins a profile with what its first line says.
func (r *reader) titled() *textProfile {
	t := &textProfile{Profile: &Profile{Format: Pprof, Text: true, Stated: -1, Place: Span{r.start, r.end}}, kind: 'c'}
	line := r.line
	switch {
	case line[0] == 'h' && bytes.HasPrefix(line, heapTitle):
		t.heap, _ = heapHead(line)
		t.Kind, t.Types, t.kind = KindHeap, heapTypes, 'h'
		t.Period, t.PeriodType = t.heap.rate, ValueType{"space", "bytes"}
	case bytes.Equal(line, mutexTitle):
		t.Kind, t.Types, t.PeriodType = KindMutex, contentionTypes, contentionTypes[0]
	case bytes.Equal(line, contentionTitle):
		t.Kind, t.Types, t.PeriodType = KindBlock, contentionTypes, contentionTypes[0]
	default:
		name := bytes.TrimRight(line, "0123456789")
		t.Stated, _ = strconv.ParseInt(string(line[len(name):]), 10, 64) // it has fewer than 19 digits
		t.Name = string(name[:len(name)-len(countTitle)])
		t.Kind, t.Types, t.kind = countKind(t.Name), []ValueType{{t.Name, "count"}}, 'n'
		t.Period, t.PeriodType = 1, t.Types[0]
		if t.OfGoroutines() {
			t.Format = GoroutineDebug1
		}
		return t
	}
	t.Name = string(t.Kind)
	return t
}

// takes reads the current line if it is the profile's.
func (t *textProfile) takes(r *reader) bool {
	line, at := r.line, Span{r.start, r.end}
	switch {
	case line[0] == '#':
		return t.comment(r, at)
	case t.kind == 'c' && len(t.Samples) == 0 && !t.open && t.attribute(line):
		t.Place.End = r.end
		return true
	}
	values, addresses, ok := t.numbers(line)
	if !ok {
		return false
	}
	t.closeSample(r)
	t.open, t.frames, t.labels = true, 0, nil
	t.addresses = append(t.addresses[:0], addresses...)
	r.key.reset()
	t.Samples = append(t.Samples, Sample{Values: values, Place: at})
	return true
}

// attribute reads a line between the title and the samples of block and mutex profiles. The sampling period is what
// runtime.SetMutexProfileFraction was given; from go1.20 on the runtime has scaled counts and delays by it.
//
//	cycles/second=2099998945
//	sampling period=1
func (t *textProfile) attribute(line []byte) bool {
	key, value, ok := bytes.Cut(line, []byte("="))
	if !ok {
		return false
	}
	switch string(key) {
	case "cycles/second":
		n, err := strconv.ParseFloat(string(value), 64)
		t.cycles = n
		return err == nil
	case "sampling period":
		n, err := strconv.ParseInt(string(value), 10, 64)
		t.Period = n
		return err == nil
	}
	return false
}

var (
	labelsPrefix = []byte("# labels: ")
	statsTitle   = []byte("# runtime.MemStats")
)

// framePrefix is how a frame begins.
var framePrefix = []byte("#\t0x")

// comment reads a line that begins with #: a frame, labels, memory statistics.
//
//	#	0x47e9c4	internal/sync.runtime_SemacquireMutex+0x24	/usr/local/go/src/runtime/sema.go:95
//	# labels: {"svc":"users", "tenant":"a]b, c"}
//	# HeapAlloc = 5427936
func (t *textProfile) comment(r *reader, at Span) bool {
	line := r.line
	switch {
	case t.open && bytes.HasPrefix(line, labelsPrefix):
		t.labels = parseLabelMap(string(line[len(labelsPrefix):]))
	case t.open && t.frame(r, line), t.open && !r.full && (bytes.HasPrefix(framePrefix, line) || bytes.HasPrefix(labelsPrefix, line)): // or its beginning
	case t.kind == 'h' && bytes.Equal(line, statsTitle):
		t.closeSample(r)
		t.stats = true
		t.Tail = append(t.Tail, at)
		return true
	case t.stats && isStatistic(line):
		if len(line) < 80 {
			t.Comments = append(t.Comments, string(bytes.TrimLeft(line, "# ")))
		}
		if n := len(t.Tail) - 1; t.Tail[n].End == at.Start {
			t.Tail[n].End = at.End
		} else {
			t.Tail = append(t.Tail, at)
		}
		return true
	default:
		return false
	}
	t.Samples[len(t.Samples)-1].Place.End = at.End
	return true
}

// frame reads a frame of a sample. A frame without symbols is its address alone.
func (t *textProfile) frame(r *reader, line []byte) bool {
	rest := bytes.TrimLeft(line[1:], " \t")
	if !bytes.HasPrefix(rest, []byte("0x")) {
		return false
	}
	end := bytes.IndexAny(rest, " \t")
	if end < 0 {
		end = len(rest)
	}
	name, place := rest[:end], bytes.TrimLeft(rest[end:], " \t")
	if i := bytes.Index(place, []byte("+0x")); i >= 0 {
		name = place[:i]
		place = bytes.TrimLeft(bytes.TrimLeft(place[i+len("+0x"):], "0123456789abcdef"), " \t")
	} else if len(place) > 0 && len(r.line) > 0 && r.full {
		return false
	}
	t.frames++
	if string(rest) == "0x0" { // what fills the stack of a thread up
		return true
	}
	r.key.add(r.function(name, false), keyNoPlace)
	if colon := bytes.LastIndexByte(place, ':'); colon > 0 && onlyDigits(place[colon+1:]) {
		r.key.setPlace(r.placeOf(place))
	}
	return true
}

func onlyDigits(text []byte) bool {
	return len(text) > 0 && len(text) < 10 && len(bytes.Trim(text, "0123456789")) == 0
}

// closeSample ends the sample that is being read. Without frames its addresses are its stack.
func (t *textProfile) closeSample(r *reader) {
	if !t.open {
		return
	}
	if t.frames == 0 {
		for _, address := range bytes.Fields(t.addresses) {
			r.key.add(r.function(address, false), keyNoPlace)
		}
	}
	if bytes.Count(t.addresses, []byte("0x")) >= deepest && !bytes.HasSuffix(t.addresses, []byte(" 0x0")) {
		r.key.add(keyElided, ^uint32(0))
	}
	s := &t.Samples[len(t.Samples)-1]
	s.Stack, s.Labels = r.stack(&r.key), r.labelList(t.labels)
	t.open = false
}

// profileGoesOn reports whether lines of the profile follow a stranger soon: two programs can write to one log.
func (r *reader) profileGoesOn(t *textProfile) (goesOn bool) {
	look := &textProfile{Profile: &Profile{Types: t.Types}, kind: t.kind}
	n := 0
	r.ahead(func(line []byte) bool {
		n++
		if len(line) == 0 {
			return n < near
		}
		if _, _, ok := look.numbers(line); ok || bytes.HasPrefix(line, []byte("#\t0x")) || bytes.HasPrefix(line, labelsPrefix) || t.stats && isStatistic(line) {
			goesOn = true
			return false
		}
		return n < near && r.claim(line) == nil
	})
	return goesOn
}

// check compares what was read with what the first line states.
func (t *textProfile) check(r *reader) {
	want, got, what := t.Stated, t.raw, "the profile states a total of %d, %d were read"
	if t.kind == 'h' {
		want, got, what = t.heap.bytes, t.rawMore, "the profile states %d bytes in use, %d were read"
	}
	atEnd := r.end >= r.size || r.number == 0
	switch last := bytes.TrimRight(r.line, " "); {
	case t.kind != 'c' && want != got:
		t.Cut = got < want
		r.problem(t.span(), fmt.Sprintf(what, want, got))
	case atEnd && !r.full && len(last) > 0 && last[0] == '#' && !t.stats && !endsInDigit(last):
		t.Cut = true
		r.problem(t.span(), "the text ends inside the profile")
	}
	if t.Cut && atEnd {
		r.e.Truncated = true
	}
}

func endsInDigit(line []byte) bool {
	last := line[len(line)-1]
	return last >= '0' && last <= '9'
}

// span is the profile from its title to its last sample.
func (p *Profile) span() Span {
	at := p.Place
	if n := len(p.Samples); n > 0 {
		at.End = p.Samples[n-1].Place.End
	}
	return at
}
