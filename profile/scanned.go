package profile

import "slices"

// prescanFrom is how long a text must be for a prescan to pay, in bytes.
const prescanFrom = 1 << 20

// startPrescan lets the goroutines of a long text be scanned ahead of the reader, from where it stands. The reader gives
// the same evidence with and without.
func (r *reader) startPrescan() {
	part := Span{r.base + int64(r.next), r.size}
	if r.prescan == nil && part.End-part.Start >= r.prescanFrom {
		r.prescan = newPrescan(r.src, part, r.chunk)
	}
}

func (r *reader) stopPrescan() {
	if r.prescan != nil {
		r.prescan.close()
		r.prescan = nil
	}
}

// takeScanned takes the goroutine in whose header the reader stands from the prescan, and those behind it that have
// nothing in between. False: it was not found there.
func (r *reader) takeScanned() bool {
	if r.prescan == nil {
		return false
	}
	s := r.prescan.at(r.start)
	if s == nil {
		return false
	}
	dump := r.takeRow(s, r.dumpOf)
	r.closed, r.outside, r.runtimeStack = true, 0, false
	for r.crash < 0 || r.e.Crashes[r.crash].Dump >= 0 {
		if s = r.prescan.at(r.end); s == nil || r.fresh {
			break
		}
		if !r.relay && s.id != 0 && r.again(s.id) {
			break // of a dump that starts here
		}
		r.number++
		r.start = r.end
		r.markLine()
		r.highest = max(r.highest, s.id)
		r.takeRow(s, func(*Goroutine) int32 { return dump })
	}
	r.seek(r.end, r.number)
	return true
}

// takeRow adds a goroutine that was scanned; the reader then stands on the blank line behind it.
func (r *reader) takeRow(s *scanned, dumpOf func(*Goroutine) int32) int32 {
	c := &r.prescan.current
	t := c.by
	head := &c.heads[s.head]
	g := Goroutine{
		ID: s.id, Creator: s.creator, Waits: s.waits.address, Sema: s.waits.sema, Wait: head.wait, Place: Span{s.start, s.start + int64(s.size)},
		Head: lookup(&t.heads, s.head, len(c.heads), func() int32 { return r.headOf(head.head) }),
	}
	if head.labels >= 0 {
		g.Labels = lookup(&t.labels, head.labels, len(c.labels), func() int32 { return r.labelsOf(c.labels[head.labels]) })
	}
	g.Dump = dumpOf(&g)
	g.Stack = lookup(&t.stacks, s.stack, len(c.stacks), func() int32 { return r.translate(c, c.stacks[s.stack].key) })
	r.reserve(g.Place.Start)
	r.e.Goroutines = append(r.e.Goroutines, g)
	d := &r.e.Dumps[g.Dump]
	d.Count++
	d.Place.End = g.Place.End
	r.number += int64(c.stacks[s.stack].lines) - 1
	r.line, r.full, r.cr = nil, true, false
	r.start, r.end = g.Place.End, g.Place.End+1
	r.blank = Span{r.start, r.end}
	return g.Dump
}

// reserve makes room for the goroutines to come, as many as the text has room for if they are like those so far:
// growing by the half would take the memory twice.
func (r *reader) reserve(offset int64) {
	n := len(r.e.Goroutines)
	if n < cap(r.e.Goroutines) || n < 1<<12 {
		return
	}
	likely := float64(n) * float64(r.size-offset) / float64(offset+1)
	r.e.Goroutines = slices.Grow(r.e.Goroutines, max(n/8, int(min(likely*1.02, 8*float64(n)))))
}

// translation turns the numbers of one scanner into those of the reader, as they are met: 0 for what was not met yet,
// else one more than the reader's number.
type translation struct {
	heads, labels, names, places, stacks []int32
}

// lookup gives the reader's number for that of a scanner, whose table has a length; it is made when it is met first.
func lookup(table *[]int32, i int32, length int, number func() int32) int32 {
	if int(i) >= len(*table) {
		*table = append(*table, make([]int32, length-len(*table))...)
	}
	if (*table)[i] == 0 {
		(*table)[i] = number() + 1
	}
	return (*table)[i] - 1
}

// translate gives the number of a stack whose key is a scanner's.
func (r *reader) translate(c *scannedChunk, key string) int32 {
	k := &r.key
	k.reset()
	for len(key) > 0 {
		var function, place uint32
		function, place, key = frameAt(key)
		if function == keyCreator {
			k.add(function, place)
			continue
		}
		name, file := int32(function>>1), int32(place)
		named := lookup(&c.by.names, name, len(c.names), func() int32 {
			return r.functionOf(c.names[name])
		})
		k.add(uint32(named)<<1|function&1, uint32(lookup(&c.by.places, file, len(c.places), func() int32 { return r.fileOf(c.places[file]) })))
	}
	return r.stack(k)
}
