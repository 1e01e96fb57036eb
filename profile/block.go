package profile

import "bytes"

// part is what a line inside a goroutine is.
type part uint8

const (
	stranger    part = iota // not a goroutine's: a log line between frames, or a C function's name before its place
	frameHead               // main.work(0x1)
	framePlace              // 	/home/dev/src/app/main.go:12 +0x1d
	framePC                 // 	pc=0x7f1a3b3268a0
	foreignHead             // 	/home/dev/src/app/work.c:12 pc=0x4046fc: the line before was its name
	creatorHead             // created by main.main in goroutine 1
	gap                     // ...51 frames elided...
	ancestor                // [originating from goroutine 1]:
	unavailable             // 	goroutine running on other thread; stack unavailable
)

var ancestorPrefix = []byte("[originating from goroutine ")

// block takes one goroutine (or the stack under "runtime stack:") apart, line by line. What it says of the last line
// holds until the next.
type block struct {
	open    bool // the last frame has no place yet
	created bool // the created-by line was seen
	within  bool // inside the ancestors
	begun   bool // the last line was the header of one
	rooted  bool // its outermost frame is one with which a goroutine begins
	frames  int

	foreign   []byte // a stranger that stands just before the line
	foreignAt Span

	name, args []byte // of a frameHead or creatorHead
	inlined    bool
	place      []byte // of a framePlace: file:line
	colon      int    // index in place
	offset     []byte // of a framePlace: what stands behind it
	number     int    // of a gap
	creator    uint64 // of a creatorHead
	waits      waited // of the frames so far
}

func (b *block) reset() { *b = block{foreign: b.foreign[:0]} }

// take reads one line that is not blank and lies at a place.
func (b *block) take(line []byte, at Span) part {
	p := b.part(line)
	if p == stranger {
		b.foreign, b.foreignAt = append(b.foreign[:0], line...), at
	} else {
		b.foreign = b.foreign[:0]
	}
	return p
}

// complete reports whether nothing but the stacks of ancestors can follow.
func (b *block) complete() bool { return b.created && !b.open }

func (b *block) part(line []byte) part {
	switch {
	case line[0] == '[' && isAncestor(line):
		b.within, b.begun, b.created, b.open = true, true, false, false
		return ancestor
	case b.complete():
		return stranger
	case line[0] == '\t':
		return b.second(line[1:])
	case b.created:
		return stranger
	}
	if open, ok := callEnd(line); ok && (!b.within || string(line[open:]) == "(...)") {
		b.head(line[:open], line[open+1:len(line)-1])
		return frameHead
	}
	if name, creator, ok := createdBy(line); ok {
		b.head(name, nil)
		b.creator, b.created = creator, true
		return creatorHead
	}
	if n, ok := elided(line); ok {
		b.number, b.open = n, false
		return gap
	}
	if bytes.HasPrefix(line, []byte("non-Go function")) {
		b.head([]byte("non-Go function"), nil)
		b.open = !bytes.Contains(line, []byte(" at pc="))
		return frameHead
	}
	return stranger
}

func isAncestor(line []byte) bool {
	return bytes.HasPrefix(line, ancestorPrefix) && bytes.HasSuffix(line, []byte("]:"))
}

// head starts a frame whose place comes in the next line. The frames of ancestors are all printed with (...).
func (b *block) head(name, args []byte) {
	b.offset, b.begun = nil, false
	b.name, b.args, b.inlined, b.open = name, args, string(args) == "..." && !b.within, true
	b.rooted = isRoot(name)
	if !b.within {
		b.frames++
		if len(args) > 2 && waitFunctions[string(name)] {
			b.waits.see(string(name), args)
		}
	}
}

// second takes the second line of a frame, without its tab, or what the runtime prints in place of a stack.
func (b *block) second(text []byte) part {
	colon, end, ok := fileEnd(text)
	if !ok {
		return b.noPlace(text)
	}
	b.place, b.colon, b.offset = text[:end], colon, text[end:]
	if b.open {
		b.open = false
		return framePlace
	}
	if len(b.foreign) == 0 || !bytes.HasPrefix(b.offset, []byte(" pc=0x")) && !b.assembler() {
		return stranger
	}
	return b.foreignFrame()
}

func (b *block) noPlace(text []byte) part {
	switch {
	case bytes.HasPrefix(text, []byte("goroutine running on other thread")):
		b.frames++
		b.rooted = true
		return unavailable
	case !bytes.HasPrefix(text, []byte("pc=0x")):
		return stranger
	case b.open:
		b.open = false
		return framePC
	case len(b.foreign) > 0: // a C function in a file that the symbolizer does not know
		b.place, b.colon, b.offset = nil, 0, nil
		return b.foreignFrame()
	}
	return stranger
}

// foreignFrame makes the stranger before the line the name of a frame.
func (b *block) foreignFrame() part {
	b.head(bytes.TrimSuffix(bytes.Clone(b.foreign), []byte("()")), nil)
	b.open = false
	return foreignHead
}

// assembler reports whether the last place is that of a function in assembler whose name the stranger before it is.
//
//	memeqbody()
//		/usr/local/go/src/internal/bytealg/equal_amd64.s:58 +0x1d
func (b *block) assembler() bool {
	return bytes.HasSuffix(b.foreign, []byte("()")) && bytes.HasSuffix(b.place[:b.colon], []byte(".s")) && bytes.HasPrefix(b.offset, []byte(" +0x"))
}

// isRoot tells the functions with which the stack of a goroutine that has no creator begins.
func isRoot(name []byte) bool {
	switch string(name) {
	case "main.main", "runtime.goexit", "runtime.main", "runtime.mcall", "runtime.mstart", "runtime.rt0_go", "runtime.morestack",
		"runtime.systemstack", "runtime.mstart0", "runtime.asmcgocall", "runtime.cgocallback", "runtime.sigtramp", "runtime.sigreturn__sigaction":
		return true
	}
	return false
}

// file gives the place of the last framePlace or foreignHead.
func (b *block) file() (name string, line int) {
	if b.place == nil {
		return "", 0
	}
	return string(b.place[:b.colon]), lineNumber(b.place[b.colon+1:])
}

// halfNumber reports whether what stands behind the last frame's file and line lacks its end.
//
//	+0x
func (b *block) halfNumber() bool {
	if len(b.offset) == 0 {
		return false
	}
	last := b.offset[bytes.LastIndexByte(b.offset, ' ')+1:]
	i := bytes.Index(last, []byte("0x"))
	return i < 0 || i+2 == len(last)
}

// half reports whether a line that the end of the text has cut may be a frame's.
func half(line []byte) bool {
	for _, start := range []string{"\t", "created by ", "...", "[originating from goroutine ", "non-Go function"} {
		if n := min(len(line), len(start)); string(line[:n]) == start[:n] {
			return true
		}
	}
	space, open := bytes.IndexByte(line, ' '), bytes.IndexByte(line, '(')
	return space < 0 || open >= 0 && open < space
}
