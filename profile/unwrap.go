package profile

import (
	"bytes"
	"errors"
	"io"
	"sort"
)

// inner is what a wrapping holds in one line.
type inner struct {
	text    []byte // may hold several lines, without the last newline
	stream  []byte // the source that the prefix names: a pod, a container, a unit; nil for none
	time    []byte // when the prefix says that the line was written, as printed; nil for none
	partial bool   // the next line of this stream goes on where this one ends
	within  bool   // text is a part of the line as it stood there, and so holds no newline
}

// wrapping is one way in which logs wrap each line: a row of the table wrappings.
type wrapping struct {
	name   string
	sure   bool // its form is so particular that it may be taken off where no evidence is in sight
	sparse bool // lines that it does not wrap stand between those that it does
	strip  func(line []byte) (inner, bool)
	begin  func() stripper                                     // in the place of strip, for a form in which a line depends on those before it
	loose  bool                                                // only the first line of a text may have it
	host   bool                                                // the names of its streams begin with that of a host
	goesOn func(before, next []byte) (between string, ok bool) // whether the line next goes on where a partial text ends; nil: always
	fit    func(sample []piece) *wrapping                      // for a form that each input has of its own: finds it, nil for none
	pairs  bool                                                // a line goes on in no more than one other
	last   bool                                                // of what is left when all else is taken off: it brings no more to light, but makes it whole
	cost   int                                                 // of a wrapping made by fit: the parts of its form
	sample string                                              // wrapped lines
	text   string                                              // what is in them
}

// maxLayers bounds how many wrappings stand around each other.
const maxLayers = 4

// unwrapped is a text whose wrapping was taken off, with the way back to the lines of the input. The lines of each
// stream stand together.
type unwrapped struct {
	regions []region
	raw     io.ReaderAt
	rawSize int64
	streams []Stream
	texts   []streamText // one for each stream
	size    int64

	bom     bool  // a byte order mark stood before it
	crlf    bool  // most of its lines ended in \r\n
	shrunk  int64 // where the input ended before its size; -1 if it did not
	failure error // another error of the input
}

// Stream is one source of an input that holds several, told apart by a prefix.
type Stream struct {
	Name  string
	Place Span // of its lines in the unwrapped text
}

// rawMark says where a line of the unwrapped text stands in the input. The lines behind it follow each other there
// too, up to the next mark; of an expanded line all stand where the first does.
type rawMark struct {
	text, raw int64 // offsets
	line      int64 // of the input, from 1
	expanded  bool
}

// unwrap takes wrappings off the regions of a text, the first of which begins where the text does.
func unwrap(src io.ReaderAt, size int64, regions []region, opt Options) (*unwrapped, error) {
	u := &unwrapped{regions: regions, raw: src, rawSize: size}
	if u.divide(chunkBytes, opt) {
		return u, nil
	}
	u = &unwrapped{regions: regions, raw: src, rawSize: size}
	if err := u.spool(opt); err != nil {
		return nil, errors.Join(err, u.Close())
	}
	return u, nil
}

// spool writes the unwrapped streams to temporary files.
func (u *unwrapped) spool(opt Options) error {
	regions := u.regions
	w := unwrapper{opt: opt, spools: true, byName: map[string]*streamWriter{}}
	take, peelers := peel(regions[0].layers, w.write)
	in := newLines(u.raw, u.rawSize)
	in.progress = opt.Progress
	var l piece
	for w.err == nil && in.advance() {
		for len(regions) > 1 && in.start >= regions[1].from {
			finish(peelers)
			regions = regions[1:]
			take, peelers = peel(regions[0].layers, w.write)
		}
		l = piece{text: in.line, number: in.number, start: in.start, cut: !in.full}
		if in.number == 1 {
			l.text, u.bom = withoutMark(in.line, regions[0].layers)
		}
		take(&l)
	}
	finish(peelers)
	u.shrunk, u.failure, u.crlf = in.shrunk, in.failure, in.crlf*2 > in.number
	w.finish(u)
	return w.err
}

// withoutMark takes a byte order mark off the first line, unless it is part of the outermost wrapping.
func withoutMark(line []byte, layers []*wrapping) (text []byte, bom bool) {
	text, bom = bytes.CutPrefix(line, byteOrderMark)
	if !bom || len(layers) == 0 || layers[0].sparse { // what takes any line takes one with a mark
		return text, bom
	}
	if _, ok := layers[0].stripper()(line); ok {
		return line, false
	}
	return text, true
}

// streamText is the text of one stream.
type streamText interface {
	io.ReaderAt
	io.Closer
	length() int64
	mark(offset int64) (rawMark, bool) // the last one before an offset of the text
}

// add puts a stream behind those before.
func (u *unwrapped) add(name string, text streamText) {
	u.texts = append(u.texts, text)
	end := u.size + text.length()
	u.streams = append(u.streams, Stream{name, Span{u.size, end}})
	u.size = end
}

// spooledText is a stream's text that was written to a spool.
type spooledText struct {
	*spool
	marks []rawMark
}

func (t *spooledText) length() int64 { return t.size }

func (t *spooledText) mark(offset int64) (rawMark, bool) { return lastMark(t.marks, offset) }

func lastMark(marks []rawMark, offset int64) (rawMark, bool) {
	i := sort.Search(len(marks), func(i int) bool { return marks[i].text > offset }) - 1
	if i < 0 {
		return rawMark{}, false
	}
	return marks[i], true
}

// ReadAt reads from the unwrapped text.
func (u *unwrapped) ReadAt(p []byte, offset int64) (int, error) {
	i := sort.Search(len(u.streams), func(i int) bool { return u.streams[i].Place.End > offset })
	n := 0
	for ; i < len(u.streams) && n < len(p); i++ {
		at := u.streams[i].Place
		room := min(int64(len(p)-n), at.End-offset)
		got, err := u.texts[i].ReadAt(p[n:n+int(room)], offset-at.Start)
		n += got
		if int64(got) < room {
			return n, err
		}
		offset = at.End
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close gives the temporary files back.
func (u *unwrapped) Close() error {
	var first error
	for _, t := range u.texts {
		if err := t.Close(); first == nil {
			first = err
		}
	}
	return first
}

// mark gives the last mark before an offset of the text.
func (u *unwrapped) mark(offset int64) (m rawMark, ok bool) {
	i := sort.Search(len(u.streams), func(i int) bool { return u.streams[i].Place.End > offset })
	if i = min(i, len(u.streams)-1); i < 0 {
		return m, false
	}
	start := u.streams[i].Place.Start
	m, ok = u.texts[i].mark(offset - start)
	m.text += start
	return m, ok
}

// rawLine gives the line of the input, from 1, in which an offset of the unwrapped text stands, and where that line
// begins.
func (u *unwrapped) rawLine(offset int64) (number, start int64) {
	m, ok := u.mark(offset)
	if !ok {
		return 1, 0
	}
	if m.expanded {
		return m.line, m.raw
	}
	between := make([]byte, offset-m.text)
	n, _ := u.ReadAt(between, m.text) // what is gone counts no lines
	further := int64(bytes.Count(between[:n], []byte{'\n'}))
	raw := newLines(u.raw, u.rawSize)
	raw.window = markEvery
	raw.seek(m.raw, m.line-1)
	for raw.advance() && raw.number < m.line+further {
	}
	return m.line + further, raw.start
}

// written gives when a line of the input, which starts at an offset of it, was written, as its prefix says; "" where none
// does. Of several times it is that of the innermost wrapping.
func (u *unwrapped) written(line []byte, start int64) string {
	var time []byte
	text := line
	at := sort.Search(len(u.regions), func(i int) bool { return u.regions[i].from > start }) - 1
	for _, l := range u.regions[at].layers {
		in, ok := l.stripper()(text)
		if !ok {
			continue
		}
		text = in.text
		if in.time != nil {
			time = in.time
		}
	}
	return string(time)
}
