package profile

import (
	"io"
	"runtime"
	"sync"
)

// chunkBytes is how much text is scanned at a time. A goroutine that begins in a chunk may end up to tailBytes behind
// it; a longer one is left to the reader.
const (
	chunkBytes = 1 << 20
	tailBytes  = 32 << 10
)

// prescan reads the regular goroutines of a text before the reader comes to them, on all processors. It looks at one
// chunk after the other and knows nothing of what stands between goroutines: what it has found counts only where the
// reader, too, comes to a header.
type prescan struct {
	src      io.ReaderAt
	from, to int64
	chunk    int64

	ready []chan scannedChunk // by chunk number, modulo its length
	stop  chan struct{}
	alive sync.WaitGroup

	next    int // number of the next chunk to take
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

// newPrescan starts to scan a part of a text, which begins with a line. It must be closed.
func newPrescan(src io.ReaderAt, part Span, chunk int64, workers int) *prescan {
	p := &prescan{src: src, from: part.Start, to: part.End, chunk: chunk, stop: make(chan struct{})}
	for range 2*workers + 2 {
		p.ready = append(p.ready, make(chan scannedChunk, 1))
	}
	turn := make(chan int, 1)
	turn <- 0
	for range workers {
		p.alive.Add(1)
		go p.work(turn)
	}
	return p
}

func workers() int { return runtime.GOMAXPROCS(0) }

// work scans chunks; turn hands out their numbers.
func (p *prescan) work(turn chan int) {
	defer p.alive.Done()
	s, by := newScanner(), &translation{}
	text := make([]byte, 1+p.chunk+tailBytes)
	for {
		var number int
		select {
		case number = <-turn:
		case <-p.stop:
			return
		}
		turn <- number + 1
		start := p.from + int64(number)*p.chunk
		if start >= p.to {
			return
		}
		select {
		case p.ready[number%len(p.ready)] <- p.scan(s, by, text, start):
		case <-p.stop:
			return
		}
	}
}

// scan scans the chunk that starts at an offset. Its text begins one byte earlier: with the end of the line before.
func (p *prescan) scan(s *scanner, by *translation, text []byte, start int64) scannedChunk {
	end := min(start+p.chunk, p.to)
	text = text[:1+min(end+tailBytes, p.to)-start]
	text[0] = '\n'
	from := text[1:]
	if start > p.from {
		from = text
	}
	n, _ := p.src.ReadAt(from, start-int64(len(from)-len(text)+1)) // what is gone or broken is the reader's to tell
	text = text[:len(text)-len(from)+n]
	found := s.scan(text, start-1, int(end-start)+1, make([]scanned, 0, 1+p.chunk/2048))
	return scannedChunk{by: by, found: found, end: end, heads: s.heads, names: s.names, places: s.places, labels: s.labels, stacks: s.stacks}
}

// at gives the goroutine whose header begins at an offset, nil where none was found there. Offsets must not fall.
func (p *prescan) at(offset int64) *scanned {
	for p.current.end <= offset {
		if p.from+int64(p.next)*p.chunk >= p.to {
			return nil
		}
		p.current = <-p.ready[p.next%len(p.ready)]
		p.next++
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

// close ends the scanning; the source is no longer read behind it.
func (p *prescan) close() {
	close(p.stop)
	p.alive.Wait()
}
