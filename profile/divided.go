package profile

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"sort"
	"sync"
)

// divided is a wrapped text that is divided into parts.
type divided struct {
	parts  []rawPart
	reader *partReader
	caches *caches // of the container, nil outside of one
	mutex  sync.Mutex
	recent []recentPart // unwrapped last, the newest first
}

type recentPart struct {
	number  int
	streams map[string]*streamWriter
}

// keptParts is how many unwrapped parts are kept for the next who asks.
const keptParts = 4

// partText is the text of one stream of a divided text.
type partText struct {
	of      *divided
	name    string
	starts  []int64 // by piece: where it begins in the text
	numbers []int   // and the part that has it
	chunks  []scannedChunk
	size    int64
	ended   bool // the last line has no end in the input, and was given one
}

// divide unwraps a text by parts of a length. It is not ok where one of the wrappings cannot be taken off part by part,
// or the text has too many streams.
func (u *unwrapped) divide(chunk int64, opt Options) (ok bool) {
	layers := u.regions[0].layers
	if len(u.regions) > 1 || slices.ContainsFunc(layers, func(w *wrapping) bool { return w.goesOn != nil || w.begin != nil || w.loose }) || len(layers) == 0 {
		return false
	}
	d := &divided{reader: newPartReader(u.raw, u.rawSize, layers)}
	if opt.shared != nil {
		d.caches = &opt.shared.caches
	}
	newReader := func() *partReader {
		r := newPartReader(u.raw, u.rawSize, layers)
		if u.rawSize >= prescanFrom {
			r.scanner, r.by = newScanner(), &translation{}
		}
		return r
	}
	p := newPipeline(int((u.rawSize+chunk-1)/chunk), runtime.GOMAXPROCS(0), func() func(int) unwrappedPart {
		r := newReader()
		return func(number int) unwrappedPart {
			return r.read(Span{int64(number) * chunk, min(int64(number+1)*chunk, u.rawSize)})
		}
	})
	defer p.close()
	j := joiner{u: u, d: d}
	var again *partReader
	before, more := p.take()
	for more && before.shrunk < 0 && before.failure == nil {
		if opt.Progress != nil {
			opt.Progress(before.raw.End, u.rawSize)
		}
		var next unwrappedPart
		if next, more = p.take(); !more {
			break
		}
		if !before.goesOn {
			if !j.add(&before) {
				return false
			}
			before = next
			continue
		}
		if again == nil {
			again = newReader()
		}
		before = again.read(Span{before.raw.Start, next.raw.End})
	}
	if !j.add(&before) {
		return false
	}
	j.finish()
	return true
}

// joiner puts parts behind each other.
type joiner struct {
	u           *unwrapped
	d           *divided
	texts       []*partText
	lines, crlf int64
}

func (j *joiner) add(p *unwrappedPart) bool {
	number := len(j.d.parts)
	j.d.parts = append(j.d.parts, rawPart{p.raw, j.lines + 1})
	j.lines += p.lines
	j.crlf += p.crlf
	j.u.bom = j.u.bom || p.bom
	j.u.shrunk, j.u.failure = p.shrunk, p.failure
	for _, s := range p.streams {
		i := slices.IndexFunc(j.texts, func(t *partText) bool { return t.name == s.name })
		if i < 0 {
			if i = len(j.texts); i == maxPartStreams {
				return false
			}
			j.texts = append(j.texts, &partText{of: j.d, name: s.name})
		}
		t := j.texts[i]
		t.starts, t.numbers = append(t.starts, t.size), append(t.numbers, number)
		t.chunks = append(t.chunks, s.chunk)
		t.size += s.length
		t.ended = s.cut
	}
	return true
}

// finish puts the streams behind each other, in the order in which they first spoke. Only the last may end in a line
// without an end.
func (j *joiner) finish() {
	j.u.crlf = j.crlf*2 > j.lines
	for i, t := range j.texts {
		if t.ended = t.ended && i < len(j.texts)-1; t.ended {
			t.size++
		}
		j.u.add(t.name, t)
	}
}

// unwrap gives the streams of a part; they are not to be changed.
func (d *divided) unwrap(number int) map[string]*streamWriter {
	d.caches.use(d)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	at := slices.IndexFunc(d.recent, func(r recentPart) bool { return r.number == number })
	if at < 0 {
		d.reader.read(d.parts[number].raw)
		if at = len(d.recent); at < keptParts {
			d.recent = append(d.recent, recentPart{})
		} else {
			at--
		}
		d.recent[at] = recentPart{number, d.reader.w.byName}
		d.reader.w = unwrapper{} // its texts are kept
	}
	found := d.recent[at]
	copy(d.recent[1:at+1], d.recent[:at])
	d.recent[0] = found
	return found.streams
}

// forget gives back the memory of what was unwrapped.
func (d *divided) forget() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.recent = nil
	d.reader = newPartReader(d.reader.in.src, d.reader.in.size, d.reader.layers)
}

// caches bounds how many members of a container keep what of them was unwrapped last.
type caches struct {
	mutex sync.Mutex
	used  []*divided // the one that was used last stands last
}

const keptMembers = 8

// use notes that a text is read; the one that was not for longest forgets.
func (c *caches) use(d *divided) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	var oldest *divided
	if n := len(c.used); n == 0 || c.used[n-1] != d {
		c.used = append(slices.DeleteFunc(c.used, func(e *divided) bool { return e == d }), d)
		if len(c.used) > keptMembers {
			oldest = c.used[0]
			c.used = slices.Delete(c.used, 0, 1)
		}
	}
	c.mutex.Unlock()
	if oldest != nil {
		oldest.forget()
	}
}

// piece gives the text of a piece and its marks, where it is still there.
func (t *partText) piece(i int) (text []byte, marks []rawMark) {
	if s := t.of.unwrap(t.numbers[i])[t.name]; s != nil {
		text, marks = s.buf, s.marks
	}
	if t.ended && i == len(t.numbers)-1 {
		text = append(slices.Clip(text), '\n')
	}
	return text, marks
}

func (t *partText) length() int64 { return t.size }

// at gives the piece in which an offset stands.
func (t *partText) at(offset int64) int {
	return max(0, sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > offset })-1)
}

// ReadAt unwraps the parts again that have the text.
func (t *partText) ReadAt(p []byte, offset int64) (n int, err error) {
	for i := t.at(offset); n < len(p) && i < len(t.starts); i++ {
		text, _ := t.piece(i)
		end := t.size
		if i+1 < len(t.starts) {
			end = t.starts[i+1]
		}
		if int64(len(text)) != end-t.starts[i] {
			return n, errors.New("the input has changed since it was opened; open it again")
		}
		n += copy(p[n:], text[max(0, min(int64(len(text)), offset+int64(n)-t.starts[i])):])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close has nothing to give back: the input is its opener's.
func (t *partText) Close() error { return nil }

func (t *partText) mark(offset int64) (m rawMark, ok bool) {
	if len(t.starts) == 0 {
		return m, false
	}
	i := t.at(offset)
	_, marks := t.piece(i)
	if m, ok = lastMark(marks, offset-t.starts[i]); ok {
		m.text += t.starts[i]
		m.line += t.of.parts[t.numbers[i]].line - 1
	}
	return m, ok
}

// prescan gives what was found in the text while it was divided, whose place in the whole text begins at an offset.
func (t *partText) prescan(base int64) *prescan {
	chunks := t.chunks
	t.chunks = nil
	number := 0
	return &prescan{close: func() {}, take: func() (chunk scannedChunk, ok bool) {
		if number == len(chunks) {
			return chunk, false
		}
		chunk = chunks[number]
		chunks[number] = scannedChunk{}
		start := base + t.starts[number]
		for i := range chunk.found {
			chunk.found[i].start += start
		}
		chunk.end += start
		number++
		return chunk, true
	}}
}
