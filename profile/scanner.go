package profile

import (
	"bytes"
	"encoding/binary"
)

// scanner reads goroutines that stand in a text just as the runtime prints them, all in one piece: a header, frames of
// two lines each, perhaps a creator, a blank line. Nearly all do. It gives what the reader would, many times faster:
// what stands between the arguments of two frames is guessed from what stood before, and then only compared.
type scanner struct {
	heads    []headText
	names    textTable // of functions
	places   textTable // "/home/dev/src/app/main.go:12"
	labels   textTable // as printed, without the braces
	stacks   []scannedStack
	segments []segment // number 0 fits nowhere
	passing  segment   // one that is not kept
	guesses  []guesses // by what stands before
	lastAt   []int32   // by place of the outermost frame: a stack

	byHead, byStack map[string]int32

	key stackKey // as the reader's, with this scanner's numbers
}

// headText is what a header says behind the goroutine's number.
type headText struct {
	head   string // key of a Head
	labels int32  // index in labels, -1 for none
	wait   int32
	behind uint32 // number of the segment that came last behind it; 0: none
}

type scannedStack struct {
	key   string
	lines int32 // of a goroutine with this stack, the blank one included
}

// scanned is a goroutine that the scanner has read. Indexes are into the scanner's tables.
type scanned struct {
	start       int64 // of its header
	id, creator uint64
	waits       waited
	size        int32 // without the blank line behind it
	head, stack int32
}

// maxHeads is how many texts of headers are remembered.
const maxHeads = 1 << 16

func newScanner() *scanner {
	s := &scanner{
		segments: make([]segment, 1, 1<<10),
		guesses:  make([]guesses, 1<<guessBits),
		byHead:   map[string]int32{}, byStack: map[string]int32{},
		names: textTable{by: map[string]int32{}}, places: textTable{by: map[string]int32{}}, labels: textTable{by: map[string]int32{}},
	}
	return s
}

var (
	headerLine    = []byte("\ngoroutine ")
	creatorPrefix = []byte("created by ")
	creatorNumber = []byte(" in goroutine ")
)

// scan appends the goroutines whose headers begin in text[:limit] to found. With 0 first bytes the text begins with a
// line, with 1 a byte earlier.
func (s *scanner) scan(text []byte, first, limit int, found []scanned) []scanned {
	at := 0
	limit = min(limit, len(text))
	if first > 0 || !bytes.HasPrefix(text, goroutinePrefix) {
		at = nextHeader(text, 0)
	}
	for at < limit {
		g, end, ok := s.goroutine(text, at)
		if !ok {
			at = nextHeader(text, at)
			continue
		}
		g.start = int64(at)
		found = append(found, g)
		if at = end; !bytes.HasPrefix(text[at:], goroutinePrefix) {
			at = nextHeader(text, at-1) // the newline may be that before the next header
		}
	}
	return found
}

// nextHeader gives the index of the next line that begins like a header, behind one of the text.
func nextHeader(text []byte, from int) int {
	if i := bytes.Index(text[from:], headerLine); i >= 0 {
		return from + i + 1
	}
	return len(text)
}

// goroutine reads the goroutine whose header begins at an index of the text, and gives the index behind the blank line
// that ends it. Where the text ends before that line, or the goroutine has any other form, it is not ok.
func (s *scanner) goroutine(text []byte, at int) (g scanned, end int, ok bool) {
	p, id := number(text, at+len(goroutinePrefix))
	if p == 0 {
		return g, 0, false
	}
	length := bytes.IndexByte(text[p:], '\n')
	if length < 0 {
		return g, 0, false
	}
	g.id = id
	if g.head, ok = s.header(text[at:p+length], text[p:p+length]); !ok {
		return g, 0, false
	}
	end, frames, ok := s.frames(text, p+length+1, &g)
	if !ok {
		return g, 0, false
	}
	g.size = int32(end - 1 - at)
	g.stack = s.stack(frames)
	return g, end, true
}

// header looks up what stands behind the number in a header.
//
//	goroutine 8 gp=0xc000002380 m=nil [chan receive, 5 minutes]:
func (s *scanner) header(line, behind []byte) (head int32, ok bool) {
	text := behind
	if !bytes.HasPrefix(text, []byte(" [")) { // addresses differ from goroutine to goroutine
		open := bytes.Index(text, []byte(" ["))
		if open < 0 || open > 80 || !bytes.HasPrefix(text, []byte(" gp=")) {
			return 0, false
		}
		text = text[open:]
	}
	if i, known := s.byHead[string(text)]; known {
		return i, true
	}
	h, ok := parseHeader(line)
	if !ok || len(s.heads) == maxHeads {
		return 0, false
	}
	entry := headText{head: string(h.head), labels: -1, wait: h.wait}
	if h.labels != nil {
		entry.labels = s.labels.number(h.labels)
	}
	i := int32(len(s.heads))
	s.byHead[string(text)] = i
	s.heads = append(s.heads, entry)
	return i, true
}

func (s *scanner) function(text []byte) opened { return opened(s.names.number(text)) << openBits }

func (s *scanner) place(text []byte) uint32 { return uint32(s.places.number(text)) }

// textTable is a table of distinct texts.
type textTable struct {
	texts []string
	by    map[string]int32
}

// number gives the number of a text, which is kept when it is met for the first time.
func (n *textTable) number(text []byte) int32 {
	i, ok := n.by[string(text)]
	if !ok {
		i = int32(len(n.texts))
		kept := string(text)
		n.by[kept] = i
		n.texts = append(n.texts, kept)
	}
	return i
}

// stack looks up the stack whose key was just made. Where the outermost frame is the same, it often is the one that was
// met there last.
func (s *scanner) stack(frames int) int32 {
	key := s.key.bytes
	place := int(binary.LittleEndian.Uint32(key[len(key)-4:]))
	if place >= len(s.lastAt) {
		s.lastAt = append(s.lastAt, make([]int32, len(s.places.texts)-len(s.lastAt))...)
	}
	if last := int(s.lastAt[place]); last < len(s.stacks) && s.stacks[last].key == string(key) {
		return int32(last)
	}
	i, ok := s.byStack[string(key)]
	if !ok {
		i = int32(len(s.stacks))
		text := string(key)
		s.byStack[text] = i
		s.stacks = append(s.stacks, scannedStack{text, int32(2*frames + 2)})
	}
	s.lastAt[place] = i
	return i
}

// frameAt takes the numbers of the first frame out of a stack's key.
func frameAt(key string) (function, place uint32, rest string) {
	b := []byte(key[:8])
	return binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), key[8:]
}
