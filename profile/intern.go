package profile

import (
	"encoding/binary"
	"strings"
)

// interner keeps one copy of each distinct head, function, place, stack and label set. Lookups of what is known take
// no allocation: a text line is parsed only the first time it is seen.
type interner struct {
	e *Evidence

	heads  map[string]int32
	funcs  map[string]int32
	places map[string]int32
	stacks map[string]int32
	labels map[string]int32

	names []string
	files []place
	pool  []Frame // room for those of stacks to come
}

type place struct {
	file string
	line int
}

func newInterner(e *Evidence) *interner {
	e.Labels = [][]Label{nil}
	return &interner{
		e:      e,
		heads:  map[string]int32{},
		funcs:  map[string]int32{},
		places: map[string]int32{},
		stacks: map[string]int32{},
		labels: map[string]int32{},
	}
}

func (in *interner) head(text []byte) int32 {
	if i, ok := in.heads[string(text)]; ok {
		return i
	}
	return in.headOf(string(text))
}

func (in *interner) headOf(text string) int32 {
	i, ok := in.heads[text]
	if !ok {
		i = int32(len(in.e.Heads))
		in.heads[text] = i
		in.e.Heads = append(in.e.Heads, parseHead(text))
	}
	return i
}

func (in *interner) labelSet(h header) int32 {
	if h.labels == nil {
		return 0
	}
	if i, ok := in.labels[string(h.labels)]; ok {
		return i
	}
	return in.labelsOf(string(h.labels))
}

func (in *interner) labelsOf(text string) int32 {
	i, ok := in.labels[text]
	if !ok {
		i = int32(len(in.e.Labels))
		in.labels[text] = i
		in.e.Labels = append(in.e.Labels, parseLabels(text))
	}
	return i
}

// function interns a function's name; the lowest bit says whether its frame is printed with (...).
func (in *interner) function(text []byte, inlined bool) uint32 {
	i, ok := in.funcs[string(text)]
	if !ok {
		i = in.functionOf(string(text))
	}
	if inlined {
		return uint32(i)<<1 | 1
	}
	return uint32(i) << 1
}

func (in *interner) functionOf(name string) int32 {
	i, ok := in.funcs[name]
	if !ok {
		i = int32(len(in.names))
		in.funcs[name] = i
		in.names = append(in.names, name)
	}
	return i
}

// placeOf interns "file:line".
func (in *interner) placeOf(text []byte) uint32 {
	if i, ok := in.places[string(text)]; ok {
		return uint32(i)
	}
	return uint32(in.fileOf(string(text)))
}

func (in *interner) fileOf(text string) int32 {
	i, ok := in.places[text]
	if !ok {
		i = int32(len(in.files))
		in.places[text] = i
		colon := strings.LastIndexByte(text, ':')
		in.files = append(in.files, place{text[:colon], lineNumber(text[colon+1:])})
	}
	return i
}

// Marks in a stack's key where no function stands.
const (
	keyNoPlace = ^uint32(0) - iota
	keyElided
	keyCreator
	keyAncestor
	keyUnknown
)

// stackKey is the identity of a raw stack: its function and place numbers, eight bytes a frame.
type stackKey struct{ bytes []byte }

func (k *stackKey) reset() { k.bytes = k.bytes[:0] }

func (k *stackKey) add(function, place uint32) {
	k.bytes = binary.LittleEndian.AppendUint32(k.bytes, function)
	k.bytes = binary.LittleEndian.AppendUint32(k.bytes, place)
}

// setPlace fills in the place of the last frame.
func (k *stackKey) setPlace(place uint32) {
	binary.LittleEndian.PutUint32(k.bytes[len(k.bytes)-4:], place)
}

func (in *interner) stack(k *stackKey) int32 {
	if i, ok := in.stacks[string(k.bytes)]; ok {
		return i
	}
	i := int32(len(in.e.Stacks))
	in.stacks[string(k.bytes)] = i
	in.e.Stacks = append(in.e.Stacks, in.build(k.bytes))
	return i
}

// framesAtOnce is for how many frames room is made: stacks are many and short.
const framesAtOnce = 1 << 10

// room gives an empty list with room for frames.
func (in *interner) room(n int) []Frame {
	if n > len(in.pool) {
		in.pool = make([]Frame, max(n, framesAtOnce))
	}
	list := in.pool[:0:n]
	in.pool = in.pool[n:]
	return list
}

// build makes the Stack of a key.
func (in *interner) build(key []byte) Stack {
	s := Stack{Frames: in.room(len(key) / 8)}
	list := &s.Frames
	var creator bool
	for ; len(key) > 0; key = key[8:] {
		function, at := binary.LittleEndian.Uint32(key), binary.LittleEndian.Uint32(key[4:])
		switch function {
		case keyElided:
			*list = append(*list, Frame{Elided: int(int32(at))})
			continue
		case keyCreator:
			creator = true
			continue
		case keyAncestor:
			list = &s.Ancestors
			continue
		case keyUnknown:
			s.Unknown = true
			continue
		}
		f := Frame{Func: in.names[function>>1], Inlined: function&1 == 1}
		if at != keyNoPlace {
			f.File, f.Line = in.files[at].file, in.files[at].line
		}
		if creator {
			if list == &s.Frames {
				s.CreatedBy = f
			} else {
				s.Ancestors = append(s.Ancestors, f)
			}
			creator = false
			continue
		}
		*list = append(*list, f)
	}
	return s
}
