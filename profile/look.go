package profile

import (
	"bytes"
	"cmp"
	"io"
	"runtime"
	"slices"
	"sort"
)

// region is a part of an input that is wrapped in one way: from the start of a line up to the next region.
type region struct {
	from   int64 // offset in the input
	layers []*wrapping
}

// Bounds of looking again: how often an input is read anew, how many places a reading is looked at in, how many regions
// an input may have.
const (
	maxReadings = 4
	maxTries    = 8
	maxRegions  = 64
)

// look goes over what a reading of an input has left, because parts of an input may be wrapped in other ways than that
// in which the first evidence is.
type look struct {
	e       *Evidence
	src     io.ReaderAt
	size    int64
	regions []region
	tries   int
	changed bool
	fresh   map[int64]bool // regions that were added, by where they begin
}

// lookAgain gives the regions in which an input should be read anew, nil where that would show no more.
func lookAgain(e *Evidence, src io.ReaderAt, size int64, regions []region) []region {
	l := look{e: e, src: src, size: size, regions: slices.Clone(regions), fresh: map[int64]bool{}}
	if len(l.left()) == 0 {
		return nil
	}
	headers, escaped, builds := l.hints()
	if headers {
		l.unread(startIndex)
	}
	if escaped {
		l.tries = 0
		l.unread(escapedIndex)
	}
	if builds && !l.changed {
		l.tries = 0
		l.unread(buildIndex)
	}
	if !l.changed {
		return nil
	}
	return l.regions
}

// hints reports whether the input has more headers than goroutines were read, whether it has escaped frames, and, where
// no build was read, whether it has what looks like a compiler's error: to take
// wrappings off once more, only to find nothing, would take long.
func (l *look) hints() (headers, escaped, builds bool) {
	if l.e.unwrapped == nil {
		return true, true, true // what is left is at hand
	}
	type hints struct {
		count   int
		escaped bool
		build   bool
	}
	p := newPipeline(int((l.size+chunkBytes-1)/chunkBytes), runtime.GOMAXPROCS(0), func() func(int) hints {
		window := make([]byte, chunkBytes+overlap)
		return func(number int) (h hints) {
			base := int64(number) * chunkBytes
			n, _ := l.src.ReadAt(window[:min(int64(len(window)), l.size-base)], base) // what is gone holds no hint
			h.count = occurrences(window[:n], startIndex)
			h.escaped = escapedIndex(window[:n]) >= 0
			h.build = len(l.e.Builds) == 0 && buildIndex(window[:n]) >= 0
			return h
		}
	})
	defer p.close()
	count := 0
	for h, ok := p.take(); ok; h, ok = p.take() {
		count += h.count
		escaped = escaped || h.escaped
		builds = builds || h.build
	}
	return count > len(l.e.Goroutines)+len(l.e.Profiles), escaped, builds
}

// occurrences counts a hint in one chunk of an input and a little more.
func occurrences(window []byte, hint func(text []byte) int) (n int) {
	for at := 0; ; at += len(goroutinePrefix) {
		i := hint(window[min(at, len(window)):])
		if i < 0 || at+i >= chunkBytes {
			return n
		}
		at += i
		n++
	}
}

// unread looks for a hint in the lines that no format claimed.
func (l *look) unread(hint func(text []byte) int) {
	var done int64 // offset in the text
	window := make([]byte, 256<<10)
	for _, span := range l.left() {
		for at := max(done, span.Start); at < span.End; {
			if l.tries == maxTries || len(l.regions) > maxRegions {
				return
			}
			n, _ := l.e.text.ReadAt(window[:min(int64(len(window)), span.End-at)], at) // what is gone holds no hint
			i := hint(window[:n])
			switch {
			case i >= 0:
				l.tries++
				done = l.try(span, at+int64(i))
				at = max(done, at+int64(i)+1)
			case n < len(window):
				at = span.End
			default:
				at += int64(n - overlap)
			}
		}
	}
}

// left gives the lines that are no goroutine's, and of which more may be read: those that no format claimed, and those
// that tell of a panic, perhaps with its stack.
func (l *look) left() []Span {
	left := slices.Clone(l.e.Unread)
	for i := range l.e.Crashes {
		if c := &l.e.Crashes[i]; c.Kind == KindRecovered {
			left = append(left, c.Place)
		}
	}
	slices.SortFunc(left, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	return left
}

// try infers how the text is wrapped at a hint, and adds a region if that shows more evidence there. It gives the offset
// in the text up to which that was looked at.
func (l *look) try(span Span, hint int64) (done int64) {
	at := l.raw(hint)
	sample := sampleAt(l.src, l.next(hint, at), at, at)
	now := l.regionAt(at)
	layers := layersOf(sample)
	if worth(peelAll(layers, sample)) <= worth(peelAll(l.regions[now].layers, sample))+1 {
		return hint + int64(sampleSize(sample))
	}
	to, done := l.end(hint, at, layers, l.regions[now].layers)
	l.changed = true
	before, behind := l.regions[:now+1], l.regions[now+1:]
	if len(behind) > 0 {
		to = min(to, behind[0].from)
	}
	from := max(l.raw(span.Start), before[now].from)
	if l.fresh[before[now].from] {
		from = at // what stands before is explained
	}
	added := []region{{from, layers}}
	l.fresh[from] = true
	if to < l.size && (len(behind) == 0 || to < behind[0].from) {
		added = append(added, region{to, before[now].layers})
	}
	if added[0].from == before[now].from {
		before = before[:now]
	}
	l.regions = slices.Concat(before, added, behind)
	return done
}

// next gives where in the input the next goroutine begins that the reading found behind a hint.
func (l *look) next(hint, at int64) int64 {
	for _, g := range l.behind(hint) {
		if start := l.raw(g.Place.Start); start > at {
			return start
		}
	}
	return l.size
}

// behind gives some of the goroutines behind a hint.
func (l *look) behind(hint int64) []Goroutine {
	all := l.e.Goroutines
	first := sort.Search(len(all), func(i int) bool { return all[i].Place.Start > hint })
	return all[first:min(len(all), first+maxTries)]
}

// end finds where a region ends that starts before a hint: before the first goroutine that the reading found, and that
// would be lost in it. text is the same place in the text.
func (l *look) end(hint, at int64, layers, before []*wrapping) (raw, text int64) {
	for _, g := range l.behind(hint) {
		start := l.raw(g.Place.Start)
		if start <= at {
			continue
		}
		sample := sampleAt(l.src, l.size, start, start)
		if tabbed(peelAll(layers, sample)) < tabbed(peelAll(before, sample)) {
			return start, g.Place.Start
		}
	}
	return l.size, l.e.size
}

// raw gives where the line of the input begins in which an offset of the text stands.
func (l *look) raw(offset int64) int64 {
	if l.e.unwrapped != nil {
		_, start := l.e.unwrapped.rawLine(offset)
		return start
	}
	return lineStart(l.src, offset)
}

func (l *look) regionAt(raw int64) int {
	return sort.Search(len(l.regions), func(i int) bool { return l.regions[i].from > raw }) - 1
}

// lineStart gives where the line begins in which an offset stands. It looks back no further than a line is looked at.
func lineStart(src io.ReaderAt, offset int64) int64 {
	for size := int64(4 << 10); ; size *= 8 {
		size = min(size, offset)
		before := make([]byte, size)
		n, _ := src.ReadAt(before, offset-size) // what is gone holds no line
		if i := bytes.LastIndexByte(before[:n], '\n'); i >= 0 || size == offset || size > maxLine {
			return offset - size + int64(i) + 1
		}
	}
}

// peelAll takes layers off a sample.
func peelAll(layers []*wrapping, sample []piece) []piece {
	for _, w := range layers {
		sample, _ = peelSample(w, sample)
	}
	return sample
}

// tabbed is worth, where places that lost their tab are worth less.
func tabbed(sample []piece) int {
	n := worth(sample)
	for _, l := range sample {
		if len(l.text) > 0 && l.text[0] == '\t' && barePlace(l.text) {
			n++
		}
	}
	return n
}

func sampleSize(sample []piece) int {
	n := 0
	for _, l := range sample {
		n += len(l.text) + 1
	}
	return n
}
