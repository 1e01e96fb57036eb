package profile

import (
	"io"
	"os"
)

// A wrapped text is not kept unwrapped, that would take its length of a disk that may be full. It is divided into parts
// that can be unwrapped each by itself, on all processors, and are unwrapped again where they are read.

// rawPart is a run of whole lines of the input.
type rawPart struct {
	raw  Span
	line int64 // number of the first, from 1
}

// maxPartStreams is how many streams may share the parts: to read one, the lines of all are unwrapped. Standard output and
// standard error are two; a log of seven pods took five times as long as when it is spooled.
const maxPartStreams = 2

// partReader unwraps parts.
type partReader struct {
	layers  []*wrapping
	in      *lines
	file    *os.File // the input, where it may be mapped
	w       unwrapper
	scanner *scanner // nil: nobody asks for goroutines
	by      *translation
}

func newPartReader(raw io.ReaderAt, size int64, layers []*wrapping) *partReader {
	file, _ := raw.(*os.File)
	return &partReader{layers: layers, in: newLines(raw, size), file: file}
}

// unwrappedPart is what stands in a part.
type unwrappedPart struct {
	raw     Span
	lines   int64 // of the input
	crlf    int64 // those that end in \r\n
	bom     bool
	goesOn  bool // its last line does, behind it
	streams []partStream
	shrunk  int64 // as of lines
	failure error
}

// partStream is what a part has of one stream.
type partStream struct {
	name   string
	length int64
	cut    bool         // its last line has no end
	chunk  scannedChunk // with offsets in this text
}

// read unwraps the lines that begin in a span of the input, and as many bytes behind it as a goroutine may need that
// begins in it. The texts are those of p.w until the next call.
func (p *partReader) read(raw Span) (u unwrappedPart) {
	if p.file != nil {
		at := Span{max(raw.Start-1, 0), min(raw.End+2*tailBytes, p.in.size)}
		ok := mapped(p.file, at, func(text []byte) {
			p.in.show(text, at.Start)
			u = p.unwrap(raw)
		})
		if p.in.hide(); ok {
			return u
		}
		p.file = nil
	}
	return p.unwrap(raw)
}

func (p *partReader) unwrap(raw Span) unwrappedPart {
	further := int64(tailBytes)
	if p.scanner == nil {
		further = 0
	}
	in := p.in
	in.window = int(min(raw.End-raw.Start+2*further, in.size)) + 1
	in.marks, in.crlf, in.shrunk, in.failure = in.marks[:1], 0, -1, nil
	in.seek(max(raw.Start-1, 0), 0)
	if raw.Start > 0 {
		in.advance() // to the end of a line that begins before
	}
	in.number, in.crlf = 0, 0
	u := unwrappedPart{raw: Span{in.base + int64(in.next), in.size}}
	p.w.restart()
	peel, peelers := peel(p.layers, p.w.write)
	l := &piece{}
	take := func() {
		l.text, l.stream, l.number, l.start = in.line, nil, in.number, in.start
		l.expanded, l.joined, l.cut = false, false, !in.full
		if in.start == 0 {
			l.text, u.bom = withoutMark(in.line, p.layers)
		}
		peel(l)
	}
	more := in.advance()
	for ; more && in.start < raw.End; more = in.advance() {
		take()
	}
	u.lines, u.crlf, u.shrunk, u.failure = in.number, in.crlf, in.shrunk, in.failure
	if more {
		u.raw.End = in.start
		u.lines--
		u.goesOn = holding(peelers)
	} else {
		finish(peelers)
	}
	for _, s := range p.w.order {
		u.streams = append(u.streams, partStream{name: s.name, length: int64(len(s.buf)), cut: s.cut})
	}
	if p.scanner != nil && !u.goesOn {
		for ; more && in.start < u.raw.End+further; more = in.advance() {
			take()
		}
		for i := range u.streams {
			s := &u.streams[i]
			s.chunk = p.scanner.chunk(p.by, p.w.order[i].buf, Span{0, s.length}, 0)
		}
	}
	return u
}
