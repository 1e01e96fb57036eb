package profile

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// segment is what stands between the arguments of two frames, or before the first or behind the last ones.
//
//	\n\t/home/dev/src/app/main.go:12 +0x1d\nmain.(*queue).work(
type segment struct {
	text   string
	cut    int32  // index in text of what follows the newline, where before that bytes stand that differ; 0: there are none
	after  opened // the frame that it ends, openNothing where it begins the first
	place  uint32 // of that frame
	next   opened // the frame that it begins
	behind uint32 // number of the segment that came last behind it; 0: none
	waits  bool   // the frame that it begins shows what is waited for
}

const noPlace = ^uint32(0)

// opened is the frame that a segment begins: the number of its function, and in the lowest bits what follows.
type opened uint32

const (
	openCall    opened = iota // arguments: main.work(0xc000012060)
	openInlined               // nothing: main.work(...)
	openCreator               // a number: created by main.work in goroutine 1
	openUnnamed               // nothing: created by main.work
	openNothing               // it ends the goroutine

	openBits = 3
)

func (o opened) kind() opened { return o & (1<<openBits - 1) }

// inKey gives the function as it stands in a stack's key.
func (o opened) inKey() uint32 {
	if o.kind() == openInlined {
		return uint32(o>>openBits)<<1 | 1
	}
	return uint32(o>>openBits) << 1
}

// guesses are the numbers of segments that were seen behind another. What comes once is not kept, only its mark: in a
// dump whose stacks all differ, keeping would cost more than reading.
type guesses struct {
	segments [4]uint32
	once     [2]uint32
}

// guessBits is how many guesses there are, as a power of two; maxSegments and maxSegment bound what is kept: their
// number, and the bytes of one.
const (
	guessBits   = 13
	maxSegments = 1 << 16
	maxSegment  = 1 << 10
)

// frames reads a goroutine's frames up to the blank line behind them, and gives how many there are, the creator's
// included.
func (s *scanner) frames(text []byte, p int, of *scanned) (end, frames int, ok bool) {
	s.key.reset()
	open, place := openNothing, uint32(of.head)
	likely := &s.heads[of.head].behind
	for p < len(text) {
		g := &s.segments[*likely]
		behind := g.fits(text, p, open)
		if behind == 0 {
			if g, behind = s.next(text, p, open, place, likely); behind == 0 {
				break
			}
		}
		if p = behind; g.place != noPlace {
			if open.kind() >= openCreator {
				s.key.add(keyCreator, 0)
			}
			s.key.add(open.inKey(), g.place)
			frames++
		}
		open, place, likely = g.next, g.place, &g.behind
		switch open.kind() {
		case openCall:
			if g.waits {
				of.waits.see(s.names.texts[open>>openBits], text[p:])
			}
			p = argsEnd(text, p)
		case openCreator:
			p, of.creator = number(text, p)
		case openNothing:
			return p, frames, frames > 0
		case openInlined, openUnnamed:
		}
		if p == 0 {
			break
		}
	}
	return 0, 0, false
}

// next finds the segment behind another where it is not the likely one, and makes it that.
func (s *scanner) next(text []byte, p int, open opened, place uint32, likely *uint32) (g *segment, behind int) {
	list := &s.guesses[(uint32(open)*0x9e3779b1^place*0x85ebca6b)>>(32-guessBits)]
	for _, number := range list.segments {
		g = &s.segments[number]
		if behind = g.fits(text, p, open); behind > 0 {
			*likely = number
			return g, behind
		}
	}
	learned, behind, from, to := s.learn(text, p, open)
	if behind == 0 {
		return nil, 0
	}
	if list.again(&learned) && len(s.segments) < maxSegments && behind-p <= maxSegment {
		learned.keep(text, p, behind, from, to)
		number := uint32(len(s.segments))
		*likely = number // before the table grows: it may stand there
		s.segments = append(s.segments, learned)
		copy(list.segments[1:], list.segments[:])
		list.segments[0] = number
	}
	s.passing = learned
	return &s.passing, behind
}

// fits gives the index behind the segment where it stands at one of the text, else 0.
func (g *segment) fits(text []byte, p int, open opened) (behind int) {
	n := len(g.text)
	if n == 0 || len(text)-p <= n || g.after != open {
		return 0
	}
	if g.cut == 0 {
		if behind = p + n; string(text[p:behind]) != g.text || g.next.kind() == openCall && text[behind] == '.' {
			return 0
		}
		return behind
	}
	first, second := g.text[:g.cut], g.text[g.cut:]
	if p += len(first); string(text[p-len(first):p]) != first {
		return 0
	}
	if p = lineEnd(text, p); p == 0 || len(text)-p <= len(second) || string(text[p:p+len(second)]) != second {
		return 0
	}
	if behind = p + len(second); g.next.kind() == openCall && text[behind] == '.' {
		return 0
	}
	return behind
}

// lineEnd gives the index behind the line in which a frame's place ends, 0 where something else follows.
//
//	fp=0xc000047f28 sp=0xc000047ef0 pc=0x4046fc
func lineEnd(text []byte, p int) (behind int) {
	n := bytes.IndexByte(text[p:], '\n')
	if n < 1 || text[p] != ' ' || text[p+n-1] == '\r' || bytes.IndexByte(text[p:p+n], ':') >= 0 {
		return 0
	}
	return p + n + 1
}

// learn reads a segment that was not guessed, behind is 0 where there is none. Its text is not made; where it has a cut,
// the bytes that differ stand in text[from:to].
func (s *scanner) learn(text []byte, p int, open opened) (g segment, behind, from, to int) {
	g.after, g.place = open, noPlace
	if open != openNothing {
		if g.place, p, from, to = s.secondLine(text, p); p == 0 {
			return g, 0, 0, 0
		}
	}
	length := bytes.IndexByte(text[p:], '\n')
	switch {
	case length == 0 && g.place != noPlace:
		g.next = openNothing
		return g, p + 1, from, to
	case length < 1 || text[p+length-1] == '\r' || open.kind() >= openCreator && open != openNothing:
		return g, 0, 0, 0
	}
	next, n := s.firstLine(text[p : p+length])
	if n == 0 {
		return g, 0, 0, 0
	}
	g.next, g.waits = next, next.kind() == openCall && s.waits(next)
	return g, p + n, from, to
}

// waits reports whether a frame's first argument is what is waited for.
func (s *scanner) waits(frame opened) bool { return waitFunctions[s.names.texts[frame>>openBits]] }

// firstLine reads a frame's first line: the frame, and how many bytes stand before what follows.
func (s *scanner) firstLine(line []byte) (next opened, n int) {
	if open, ok := callEnd(line); ok {
		next = s.function(line[:open])
		if string(line[open:]) == "(...)" {
			return next | openInlined, len(line)
		}
		return next, open + 1 // openCall
	}
	name, _, ok := createdBy(line)
	switch {
	case !ok || len(name) == 0:
		return 0, 0
	case len(creatorPrefix)+len(name) == len(line):
		return s.function(name) | openUnnamed, len(line)
	}
	return s.function(name) | openCreator, len(creatorPrefix) + len(name) + len(creatorNumber)
}

// secondLine reads the newline and the second line of a frame; behind is 0 where they are not there. What follows the
// second blank differs from goroutine to goroutine: it stands in text[from:to], with the newline behind it.
func (s *scanner) secondLine(text []byte, p int) (place uint32, behind, from, to int) {
	if len(text)-p < 2 || text[p] != '\n' || text[p+1] != '\t' {
		return 0, 0, 0, 0
	}
	p += 2
	length := bytes.IndexByte(text[p:], '\n')
	if length < 1 || text[p+length-1] == '\r' {
		return 0, 0, 0, 0
	}
	_, end, ok := fileEnd(text[p : p+length])
	if !ok {
		return 0, 0, 0, 0
	}
	behind = p + length + 1
	if end < length {
		if i := bytes.IndexByte(text[p+end+1:p+length], ' '); i >= 0 {
			from, to = p+end+1+i, behind
		}
	}
	return s.place(text[p : p+end]), behind, from, to
}

// again reports whether a segment has come before, and remembers it.
func (list *guesses) again(g *segment) bool {
	mark := (g.place*0x9e3779b1 ^ uint32(g.next)*0x85ebca6b) | 1
	if list.once[0] == mark || list.once[1] == mark {
		return true
	}
	list.once[1], list.once[0] = list.once[0], mark
	return false
}

// keep makes the segment's text: text[p:behind] without text[from:to].
func (g *segment) keep(text []byte, p, behind, from, to int) {
	g.text = string(text[p:behind])
	if from > 0 {
		g.text, g.cut = string(text[p:from])+string(text[to:behind]), int32(from-p)
	}
}

// argsEnd gives the index behind the parenthesis that closes the arguments, 0 where they are none: as callEnd does.
func argsEnd(text []byte, p int) (end int) {
	if len(text)-p < 2 {
		return 0
	}
	switch first := text[p]; {
	case first == ')':
		return p + 1
	case first == '{' || first == '_' || first == '0' && text[p+1] == 'x':
	default:
		return 0
	}
	start := p
	for p+8 <= len(text) {
		other := notArgs(binary.LittleEndian.Uint64(text[p:]))
		if other == 0 {
			p += 8
			continue
		}
		if p += bits.TrailingZeros64(other) / 8; !inArgs[text[p]] {
			break
		}
		p++
	}
	for p < len(text) && inArgs[text[p]] {
		p++
	}
	if p == len(text) || text[p] != ')' || p == start+2 && text[start] == '0' {
		return 0
	}
	return p + 1
}

// notArgs marks the bytes of eight that do not stand in most arguments, by their highest bit: what is no hexadecimal
// digit, nor one of "x+,-. ". No branches, no table: it is asked of every byte between parentheses.
func notArgs(w uint64) uint64 {
	const (
		each = 0x0101010101010101
		high = 0x80 * each
	)
	low := w &^ high // so that no addition carries into the next byte; adding 0x80-c sets the highest bit of c and above
	digit := (low + (0x80-'0')*each) &^ (low + (0x80-'9'-1)*each)
	letter := (low + (0x80-'a')*each) &^ (low + (0x80-'f'-1)*each)
	mark := (low + (0x80-'+')*each) &^ (low + (0x80-'.'-1)*each)
	notX, notBlank := (low^'x'*each)+0x7f*each, (low^' '*each)+0x7f*each
	return (^(digit|letter|mark)&notX&notBlank | w) & high
}

// number reads digits, p is 0 where there are none or too many.
func number(text []byte, p int) (behind int, n uint64) {
	from := p
	for ; p < len(text) && text[p]-'0' <= 9; p++ {
		n = n*10 + uint64(text[p]-'0')
	}
	if p == from || p-from > 19 {
		return 0, 0
	}
	return p, n
}
