package profile

import (
	"io"
	"os"
	"runtime"
	"slices"
)

// chunkBytes is how much text is scanned at a time. A goroutine that begins in a chunk may end up to tailBytes behind
// it; a longer one is left to the reader.
const (
	chunkBytes = 1 << 20
	tailBytes  = 32 << 10
)

// prescan has the regular goroutines of a text before the reader comes to them. It knows nothing of what stands between
// goroutines: what was found counts only where the reader, too, comes to a header.
type prescan struct {
	take    func() (chunk scannedChunk, ok bool) // gives the next chunk
	close   func()
	current scannedChunk
}

// scannedChunk is what a scanner has found in one chunk. The tables are as long as they were then: they only grow.
type scannedChunk struct {
	by    *translation // of the scanner
	found []scanned
	end   int64 // of the chunk

	heads  []headText
	names  []string
	places []string
	labels []string
	stacks []scannedStack
}

// newPrescan scans a part of a text that begins with a line, chunk by chunk, on all processors.
func newPrescan(src io.ReaderAt, part Span, chunk int64) *prescan {
	count := int((part.End - part.Start + chunk - 1) / chunk)
	p := newPipeline(count, runtime.GOMAXPROCS(0), func() func(int) scannedChunk {
		w := &chunkReader{src: src, part: part, scanner: newScanner(), by: &translation{}}
		w.file, _ = src.(*os.File)
		return func(number int) scannedChunk {
			return w.read(Span{part.Start + int64(number)*chunk, min(part.Start+int64(number+1)*chunk, part.End)})
		}
	})
	return &prescan{take: p.take, close: p.close}
}

// chunkReader scans chunks of a part of a text.
type chunkReader struct {
	src     io.ReaderAt
	file    *os.File // the source, where it may be mapped
	part    Span
	scanner *scanner
	by      *translation
	buf     []byte
}

// read scans a chunk. Its text begins one byte earlier: with the end of the line before.
func (w *chunkReader) read(chunk Span) scannedChunk {
	from := max(chunk.Start-1, w.part.Start)
	text := Span{from, min(chunk.End+tailBytes, w.part.End)}
	first := int(chunk.Start - from)
	if w.file != nil {
		var found scannedChunk
		if mapped(w.file, text, func(text []byte) { found = w.scanner.chunk(w.by, text, Span{from, chunk.End}, first) }) {
			return found
		}
		w.file = nil
	}
	w.buf = slices.Grow(w.buf[:0], int(text.End-text.Start))[:text.End-text.Start]
	n, _ := w.src.ReadAt(w.buf, from) // what is gone or broken is the reader's to tell
	return w.scanner.chunk(w.by, w.buf[:n], Span{from, chunk.End}, first)
}

// chunk scans a text that begins at an offset and goes on behind its chunk; its first bytes may end the line before.
func (s *scanner) chunk(by *translation, text []byte, chunk Span, first int) scannedChunk {
	limit := int(chunk.End - chunk.Start)
	found := s.scan(text, first, limit, make([]scanned, 0, 1+limit/2048))
	for i := range found {
		found[i].start += chunk.Start
	}
	return scannedChunk{by: by, found: found, end: chunk.End, heads: s.heads, names: s.names.texts, places: s.places.texts, labels: s.labels.texts, stacks: s.stacks}
}

// at gives the goroutine whose header begins at an offset, nil where none was found there. Offsets must not fall.
func (p *prescan) at(offset int64) *scanned {
	for p.current.end <= offset {
		next, ok := p.take()
		if !ok {
			return nil
		}
		p.current = next
	}
	found := p.current.found
	for len(found) > 0 && found[0].start < offset {
		found = found[1:]
	}
	p.current.found = found
	if len(found) == 0 || found[0].start != offset {
		return nil
	}
	return &found[0]
}
