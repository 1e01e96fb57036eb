package profile

import (
	"bytes"
	"fmt"
)

// isGoroutine claims a goroutine header.
//
//	goroutine 8 [chan receive, 5 minutes]:
func isGoroutine(line []byte) bool {
	if !bytes.HasPrefix(line, goroutinePrefix) {
		return false
	}
	_, ok := parseHeader(line)
	return ok
}

// block is one goroutine (or a runtime stack) while it is read.
type block struct {
	key     stackKey
	open    bool // the last frame has no place yet
	creator bool // the created-by line was seen
	within  bool // inside the ancestors
	frames  int
	rooted  bool // its outermost frame is one with which a goroutine begins
	foreign []byte
	unread  Span // a line inside the block that may be the name of a C function
}

// readGoroutine reads one goroutine, from its header to the line that is not its own.
func (r *reader) readGoroutine() {
	h, _ := parseHeader(r.line)
	g := Goroutine{
		ID: h.id, Wait: h.wait, Head: r.head(h.head), Labels: r.labelSet(h),
		Place: Span{r.start, r.end},
	}
	g.Dump = r.dumpOf(&g)
	g.Stack, g.Place.End, g.Creator = r.readFrames(&r.block)
	r.e.Goroutines = append(r.e.Goroutines, g)
	d := &r.e.Dumps[g.Dump]
	d.Count++
	d.Place.End = g.Place.End
	r.last = lastGoroutine{rooted: r.block.rooted || r.block.creator && !r.block.open, headOnly: r.block.frames == 0, open: r.block.open}
	r.outside = 0
}

// readFrames reads frames up to the first line that is neither frame nor part of one. It gives the stack, the offset
// behind the last line that it took, and the creator's number.
func (r *reader) readFrames(b *block) (stack int32, end int64, creator uint64) {
	*b = block{key: b.key}
	b.key.reset()
	end = r.end
	for r.advance() {
		line := r.line
		if len(line) == 0 {
			break
		}
		n, took := r.frameLine(b, line)
		if !took {
			if r.ends(line) {
				r.back()
				break
			}
			r.unreadInside(b)
			continue
		}
		if n != 0 {
			creator = n
		}
		end = r.end
	}
	return r.stack(&b.key), end, creator
}

// frameLine takes one line of a goroutine and reports whether it was one. creator is not 0 on a created-by line that
// says it.
func (r *reader) frameLine(b *block, line []byte) (creator uint64, took bool) {
	if line[0] == '\t' {
		return 0, r.placeLine(b, line[1:])
	}
	if open, ok := callEnd(line); ok {
		r.openFrame(b, line[:open], string(line[open:]) == "(...)")
		return 0, true
	}
	if name, n, ok := createdBy(line); ok {
		b.key.add(keyCreator, 0)
		r.openFrame(b, name, false)
		b.creator = true
		return n, true
	}
	if n, ok := elided(line); ok {
		b.key.add(keyElided, uint32(int32(n)))
		b.open = false
		return 0, true
	}
	if bytes.HasPrefix(line, []byte("[originating from goroutine ")) {
		b.key.add(keyAncestor, 0)
		b.open, b.within = false, true
		return 0, true
	}
	if bytes.HasPrefix(line, []byte("non-Go function")) { // non-Go function at pc=7f1a3b326880
		r.openFrame(b, []byte("non-Go function"), false)
		b.open = !bytes.Contains(line, []byte(" at pc="))
		return 0, true
	}
	return 0, false
}

// openFrame starts a frame whose place comes in the next line.
func (r *reader) openFrame(b *block, name []byte, inlined bool) {
	b.key.add(uint32(r.function(name, inlined)), keyNoPlace)
	b.open = true
	if !b.within {
		b.frames++
		b.rooted = isRoot(name)
	}
}

// placeLine takes the second line of a frame, or what the runtime prints in place of a stack.
//
//	/usr/local/go/src/runtime/proc.go:462 +0xce
//	goroutine running on other thread; stack unavailable
//	/home/dev/src/app/work.c:12 pc=0x4046fc       behind the name of a C function (runtime.SetCgoTraceback)
func (r *reader) placeLine(b *block, text []byte) bool {
	colon, end, ok := fileEnd(text)
	if !ok {
		if bytes.HasPrefix(text, []byte("goroutine running on other thread")) {
			b.key.add(keyUnknown, 0)
			b.frames++
			b.rooted = true
			return true
		}
		took := b.open && bytes.HasPrefix(text, []byte("pc=0x"))
		b.open = b.open && !took
		return took
	}
	if !b.open {
		if b.foreign == nil || !bytes.Contains(text[end:], []byte(" pc=0x")) {
			return false
		}
		r.openFrame(b, b.foreign, false)
		r.takeBack(b.unread)
		b.foreign = nil
	}
	b.key.setPlace(uint32(r.interner.place(text[:end], colon)))
	b.open = false
	return true
}

// ends reports whether a line that is no frame ends the goroutine; other lines are strangers inside it.
func (r *reader) ends(line []byte) bool {
	return r.claim(line) != nil || bytes.HasPrefix(line, []byte("exit status ")) || isRegister(line)
}

// unreadInside keeps a line inside a goroutine that is not understood: a log line between its frames, a stack's hex
// dump, or the name of a C function, which the next line tells.
func (r *reader) unreadInside(b *block) {
	if r.crash >= 0 && r.hexDump() {
		return
	}
	b.foreign = append(b.foreign[:0], r.line...)
	b.unread = Span{r.start, r.end}
	r.unread()
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

// lastGoroutine is what the end of the text needs to know of the goroutine before it.
type lastGoroutine struct {
	rooted   bool // it ends as goroutines end
	headOnly bool
	open     bool
}

// finishLast marks the last goroutine as cut where the text ends inside it.
func (r *reader) finishLast(full bool) {
	n := len(r.e.Goroutines)
	if n == 0 {
		return
	}
	g := &r.e.Goroutines[n-1]
	half := !full && r.outside == 1 && r.start == g.Place.End && r.end == r.size // the text ends inside a frame's line
	if half {
		r.takeBack(Span{r.start, r.end})
		g.Place.End = r.end
	}
	if r.outside > 0 {
		return
	}
	switch last := r.last; {
	case half, last.headOnly, last.open:
	case !full && g.Place.End == r.size && !last.rooted:
	case r.e.Dumps[g.Dump].Count > 1 && !last.rooted && g.ID > 1 && r.e.Dumps[g.Dump].Format == GoroutineDebug2:
	default:
		return
	}
	g.Cut = true
	r.e.Truncated = true
	r.problem(g.Place, fmt.Sprintf("goroutine %d is cut: the text ends inside it", g.ID))
}
