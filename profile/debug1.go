package profile

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

var (
	countTitle      = []byte(" profile: total ")
	heapTitle       = []byte("heap profile: ")
	contentionTitle = []byte("--- contention:")
	mutexTitle      = []byte("--- mutex:")
)

// isProfileTitle claims the first line of the text that a profile is with debug=1.
//
//	goroutine profile: total 15
//	heap profile: 60062: 5353368 [60089: 6548840] @ heap/1048576
//	--- contention:
func isProfileTitle(line []byte) bool {
	if len(line) < len(mutexTitle)-1 || len(line) > maxTitle {
		return false
	}
	switch last := line[len(line)-1]; {
	case last == ':':
		return bytes.Equal(line, contentionTitle) || bytes.Equal(line, mutexTitle)
	case last < '0' || last > '9':
		return false
	case line[0] == 'h' && bytes.HasPrefix(line, heapTitle):
		_, ok := heapHead(line)
		return ok
	}
	before := bytes.TrimRight(line, "0123456789")
	name, ok := bytes.CutSuffix(before, countTitle)
	return ok && len(name) > 0 && len(line)-len(before) < 19 && !slices.ContainsFunc(name, func(c byte) bool { return !nameByte(c) })
}

// titleIndex finds what looks like the first line of a debug=1 profile, wherever it stands in a line.
//
//	{"log":"goroutine profile: total 15\n","stream":"stderr"}
func titleIndex(text []byte) int {
	best := -1
	for _, title := range titles {
		for from := 0; best < 0 || from < best; {
			i := bytes.Index(text[from:], title)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(title)
			for ; title[0] == ' ' && at > 0 && nameByte(text[at-1]); at-- { // the name before it
			}
			if startsTitle(text[at:]) && (best < 0 || at < best) {
				best = at
			}
		}
	}
	return best
}

// nameByte reports whether a byte is one of those of which names of profiles are made, by custom.
func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '/' || c == '-'
}

// titles are what the first line of each profile holds.
var titles = [][]byte{countTitle, heapTitle, contentionTitle, mutexTitle}

// startsTitle reports whether a text begins with a title; what a log writes behind it may follow.
func startsTitle(text []byte) bool {
	end := bytes.IndexAny(text, "\\\"\n\r\x1b<")
	if end < 0 {
		end = len(text)
	}
	return isProfileTitle(bytes.TrimRight(text[:min(end, maxTitle)], blanks))
}

// profileWeight says how much a line of a debug=1 profile tells, as weight does for the others.
func profileWeight(line []byte) int {
	switch {
	case len(line) == 0:
	case line[0] == '#':
		if bytes.HasPrefix(line, []byte("#\t0x")) || bytes.HasPrefix(line, labelsPrefix) || bytes.HasPrefix(line, statsTitle) {
			return 1
		}
	case isProfileTitle(line):
		return 3
	case line[0] >= '0' && line[0] <= '9' && bytes.Contains(line, []byte(" @ 0x")):
		return 1
	}
	return 0
}

// maxTitle bounds the first line of a profile, in bytes: the name of one is short.
const maxTitle = 512

// heapTotals are the numbers of a heap profile's first line; rate is the mean of bytes from one sample to the next.
type heapTotals struct{ objects, bytes, allocObjects, allocBytes, rate int64 }

// heapHead reads the first line of a heap profile. The runtime states the rate twice over (writeHeapInternal).
//
//	heap profile: 60062: 5353368 [60089: 6548840] @ heap/1048576
func heapHead(line []byte) (heapTotals, bool) {
	n, rest, ok := fourNumbers(line[len(heapTitle):])
	if !ok {
		return heapTotals{}, false
	}
	rate, ok := bytes.CutPrefix(rest, []byte("heap/"))
	twice := int64(2)
	if !ok {
		rate, ok = bytes.CutPrefix(rest, []byte("heap_v2/"))
		twice = 1
	}
	r, err := strconv.ParseInt(string(rate), 10, 64)
	return heapTotals{n[0], n[1], n[2], n[3], r / twice}, ok && err == nil
}

// fourNumbers reads what a heap profile says of all stacks or of one, up to behind its @.
//
//	20000: 2240000 [20000: 2240000] @ 0x47db85 0x41e4c5
func fourNumbers(text []byte) (n [4]int64, rest []byte, ok bool) {
	for i, behind := range []string{":", "[", ":", "]"} {
		text = bytes.TrimLeft(text, " ")
		end := 0
		for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 && text[0] == '-') {
			end++
		}
		value, err := strconv.ParseInt(string(text[:end]), 10, 64)
		if err != nil {
			return n, nil, false
		}
		n[i] = value
		text = bytes.TrimLeft(text[end:], " ")
		if text, ok = bytes.CutPrefix(text, []byte(behind)); !ok {
			return n, nil, false
		}
	}
	text, ok = bytes.CutPrefix(bytes.TrimLeft(text, " "), []byte("@"))
	return n, bytes.TrimLeft(text, " "), ok
}

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

// numbers reads the first line of a sample.
//
//	4 @ 0x47d96e 0x45f472
//	25102402 12 @ 0x4dd408 0x483e81
//	20000: 2240000 [20000: 2240000] @ 0x47db85 0x41e4c5
func (t *textProfile) numbers(line []byte) (values []int64, addresses []byte, ok bool) {
	if line[0] != '-' && (line[0] < '0' || line[0] > '9') {
		return nil, nil, false
	}
	if t.kind == 'h' {
		n, rest, ok := fourNumbers(line)
		if !ok || !addressList(rest) {
			return nil, nil, false
		}
		t.raw, t.rawMore = t.raw+n[0], t.rawMore+n[1]
		objects, size := scaled(n[0], n[1], t.Period)
		allocObjects, allocSize := scaled(n[2], n[3], t.Period)
		return []int64{allocObjects, allocSize, objects, size}, rest, true
	}
	head, rest, ok := bytes.Cut(line, []byte("@"))
	rest = bytes.TrimLeft(rest, " ")
	if !ok || !addressList(rest) {
		return nil, nil, false
	}
	for _, word := range bytes.Fields(head) {
		n, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil {
			return nil, nil, false
		}
		values = append(values, n)
	}
	switch {
	case t.kind == 'n' && len(values) == 1:
		t.raw += values[0]
		return values, rest, true
	case t.kind == 'c' && len(values) == 2:
		delay := values[0]
		if t.cycles > 0 {
			delay = int64(float64(delay) / (t.cycles / 1e9))
		}
		return []int64{values[1], delay}, rest, true
	}
	return nil, nil, false
}

// addressList reports whether a text is nothing, or addresses.
func addressList(text []byte) bool {
	return len(text) == 0 || bytes.HasPrefix(text, []byte("0x")) && len(bytes.Trim(text, " 0123456789abcdefx")) == 0
}

// scaled estimates how many objects there were of which so many were sampled, as pprof does (scaleHeapSample): of
// those of size s one in 1-exp(-s/rate) is.
func scaled(objects, size, rate int64) (int64, int64) {
	if objects == 0 || size == 0 || rate <= 1 {
		return objects, size
	}
	scale := 1 / (1 - math.Exp(-float64(size)/float64(objects)/float64(rate)))
	return int64(float64(objects) * scale), int64(float64(size) * scale)
}

var (
	labelsPrefix = []byte("# labels: ")
	statsTitle   = []byte("# runtime.MemStats")
)

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
	case t.open && t.frame(r, line):
	case t.kind == 'h' && bytes.Equal(line, statsTitle):
		t.closeSample(r)
		t.stats = true
		t.Tail = append(t.Tail, at)
		return true
	case t.stats && bytes.Contains(line, []byte(" = ")):
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
	if bytes.Count(t.addresses, []byte("0x")) >= deepest {
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
		if _, _, ok := look.numbers(line); ok || bytes.HasPrefix(line, []byte("#\t0x")) || bytes.HasPrefix(line, labelsPrefix) || t.stats && bytes.HasPrefix(line, []byte("# ")) {
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

// parseLabelMap reads the labels of a debug=1 sample (labelMap.String in runtime/pprof/label.go): quoted keys and values.
//
//	{"svc":"users", "tenant":"a]b, c"}
func parseLabelMap(text string) []Label {
	rest, ok := strings.CutPrefix(text, "{")
	var labels []Label
	for ok && rest != "" && rest[0] == '"' {
		var l Label
		if l.Key, rest, ok = quotedWord(rest); !ok || !strings.HasPrefix(rest, ":") {
			break
		}
		if l.Value, rest, ok = quotedWord(rest[1:]); !ok {
			break
		}
		labels = append(labels, l)
		rest = strings.TrimPrefix(rest, ", ")
	}
	if rest != "}" || !ok {
		return []Label{{Value: text}}
	}
	return labels
}

func quotedWord(text string) (value, rest string, ok bool) {
	prefix, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", text, false
	}
	value, err = strconv.Unquote(prefix)
	return value, text[len(prefix):], err == nil
}

// labelList interns a set of labels.
func (in *interner) labelList(labels []Label) int32 {
	if len(labels) == 0 {
		return 0
	}
	var key strings.Builder
	key.WriteString("list")
	for _, l := range labels {
		fmt.Fprintf(&key, "%q%q", l.Key, l.Value)
	}
	i, ok := in.labels[key.String()]
	if !ok {
		i = int32(len(in.e.Labels))
		in.labels[key.String()] = i
		in.e.Labels = append(in.e.Labels, slices.Clone(labels))
	}
	return i
}
