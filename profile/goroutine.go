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

// readGoroutine reads one goroutine, from its header to the line that is not its own.
func (r *reader) readGoroutine() {
	if r.takeScanned() {
		return
	}
	h, _ := parseHeader(r.line)
	g := Goroutine{
		ID: h.id, Wait: h.wait, Head: r.head(h.head), Labels: r.labelSet(h),
		Place: Span{r.start, r.end},
	}
	g.Dump = r.dumpOf(&g)
	g.Stack, g.Place.End, g.Creator = r.readFrames()
	g.Waits, g.Sema = r.block.waits.address, r.block.waits.sema
	r.e.Goroutines = append(r.e.Goroutines, g)
	d := &r.e.Dumps[g.Dump]
	d.Count++
	d.Place.End = g.Place.End
	r.runtimeStack = false
}

// readFrames reads frames up to the first line that is neither frame nor part of one. It gives the stack, the offset
// behind the last line that it took, and the creator's number.
func (r *reader) readFrames() (stack int32, end int64, creator uint64) {
	b, key := &r.block, &r.key
	b.reset()
	key.reset()
	r.closed, r.outside = false, 0
	end = r.end
	for r.advance() {
		if len(r.line) == 0 {
			r.blankLine()
			r.closed = true
			break
		}
		switch b.take(r.line, Span{r.start, r.end}) {
		case stranger:
			if b.complete() || r.ends(r.line) {
				r.closed = true
				r.back()
				return r.stack(key), end, creator
			}
			if !r.inside() {
				continue
			}
		case creatorHead:
			key.add(keyCreator, 0)
			key.add(r.function(b.name, false), keyNoPlace)
			if !b.within {
				creator = b.creator
			}
		case foreignHead:
			r.takeBack(b.foreignAt)
			key.add(r.function(b.name, false), keyNoPlace)
			if b.place != nil {
				key.setPlace(r.placeOf(b.place))
			}
		case frameHead:
			key.add(r.function(b.name, b.inlined), keyNoPlace)
		case framePlace:
			key.setPlace(r.placeOf(b.place))
		case gap:
			key.add(keyElided, uint32(int32(b.number)))
		case ancestor:
			key.add(keyAncestor, 0)
		case unavailable:
			key.add(keyUnknown, 0)
		case framePC:
		}
		end, r.outside = r.end, 0
	}
	return r.stack(key), end, creator
}

// readRuntime reads the stack under "runtime stack:", the current line.
func (r *reader) readRuntime() (stack int32, end int64) {
	stack, end, _ = r.readFrames()
	r.runtimeStack = true
	return stack, end
}

// ends reports whether a line that is no frame ends the goroutine; other lines are strangers inside it.
func (r *reader) ends(line []byte) bool {
	if bytes.HasPrefix(line, notePrefix) {
		return !r.damage()
	}
	f := r.claim(line)
	return f != nil && (!f.passing || r.block.rooted && !r.block.open && r.full) || bytes.HasPrefix(line, exitPrefix) || isRegister(line)
}

// damage reports whether a "runtime: ..." line speaks of the stack that is being printed, and not of a crash to come:
// with its hex dump it stands between the frames.
//
//	runtime: g 1: unexpected return pc for main.smash called from 0xdeadbeef
//	stack: frame={sp:0xc00006ef10, fp:0xc00006ef30} stack=[0xc00006e000,0xc00006f000)
func (r *reader) damage() bool {
	if !bytes.Contains(r.line, []byte("unexpected return pc for ")) {
		return false
	}
	inside := true
	r.ahead(func(line []byte) bool {
		if isHexDump(line) {
			return true
		}
		inside = !isCrash(line)
		return false
	})
	return inside
}

// inside takes a line inside a goroutine that is no frame, and reports whether it belongs there: the runtime's words on
// a damaged stack and its hex dump do, others are unread.
func (r *reader) inside() bool {
	switch {
	case bytes.HasPrefix(r.line, notePrefix):
		if r.crash >= 0 {
			c := &r.e.Crashes[r.crash]
			c.Notes = append(c.Notes, string(r.line[:min(len(r.line), maxNote)]))
		}
		return true
	case r.crash >= 0 && isHexDump(r.line):
		return true
	}
	if f := r.claim(r.line); f != nil {
		f.read(r)
		return false
	}
	r.unread()
	return false
}

// finishLast marks the last goroutine, or the runtime's stack, as cut where the text ends inside it.
func (r *reader) finishLast() {
	b := &r.block
	if r.closed {
		return
	}
	ended := b.rooted || b.complete()
	last := Span{r.start, r.end}
	if !r.full && len(b.foreign) > 0 && b.foreignAt == last && half(b.foreign) { // it is unread
		if !ended || b.foreign[0] == '\t' {
			r.takeBack(last)
			r.cut(last.End)
			return
		}
		r.e.Truncated = true
		r.problem(last, "the text ends inside a line that may be a goroutine's")
		return
	}
	bare := b.frames == 0 && !b.created
	if bare || b.open || b.begun || !ended && (!r.full || r.needsCreator()) || !r.full && b.halfNumber() {
		r.cut(0)
	}
}

// needsCreator reports whether the last goroutine must show who created it: in a dump of several all do but goroutine 1
// and those that C created, which are locked to their thread. (Goroutines of the runtime's own have a root instead.)
func (r *reader) needsCreator() bool {
	if r.runtimeStack {
		return false
	}
	g := &r.e.Goroutines[len(r.e.Goroutines)-1]
	return r.e.Dumps[g.Dump].Count > 1 && g.ID > 1 && !r.e.Heads[g.Head].Locked && r.e.Dumps[g.Dump].Format == GoroutineDebug2
}

// cut marks what was read last; end is where it ends, 0 where that is known.
func (r *reader) cut(end int64) {
	r.e.Truncated = true
	if r.runtimeStack {
		c := &r.e.Crashes[len(r.e.Crashes)-1]
		c.Place.End = max(c.Place.End, end)
		r.problem(c.Place, "the text ends inside the stack of the runtime")
		return
	}
	g := &r.e.Goroutines[len(r.e.Goroutines)-1]
	d := &r.e.Dumps[g.Dump]
	g.Cut = true
	g.Place.End = max(g.Place.End, end)
	d.Place.End = max(d.Place.End, end)
	r.problem(g.Place, fmt.Sprintf("goroutine %d is cut: the text ends inside it", g.ID))
}
