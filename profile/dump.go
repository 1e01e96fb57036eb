package profile

import (
	"bytes"
	"slices"
	"strings"
)

// dumpOf puts a goroutine into its dump: that of the crash before it, the current one, or a new one. A new one starts
// where a goroutine's number comes again, or where a running goroutine stands behind other text: the goroutine that
// writes a dump is its first, and the only one that runs with a stack.
func (r *reader) dumpOf(g *Goroutine) int32 {
	r.flushPending()
	n := len(r.e.Dumps)
	crash := -1
	if r.crash >= 0 && r.e.Crashes[r.crash].Dump < 0 && r.outside <= near {
		crash = r.crash
	}
	if crash >= 0 && r.outside > 0 && r.nextIs(writesDump) {
		crash, r.fresh = -1, true // somebody asked for a dump
	}
	starts := n == 0 || crash >= 0 || r.fresh
	if !starts && !r.relay && g.ID != 0 {
		starts = r.again(g.ID)
	}
	if !starts && !r.relay && r.outside > 0 {
		starts = strings.HasPrefix(r.e.Heads[g.Head].State, "running") && r.nextIs(isCall) // on another thread there is no frame
	}
	if crash < 0 && (starts || r.outside == 0) && r.unannounced(g) {
		crash, starts = len(r.e.Crashes)-1, true
	}
	if starts && r.room(n, "dumps") {
		r.startDump(crash, g.Place)
	}
	r.highest = max(r.highest, g.ID)
	return int32(len(r.e.Dumps) - 1)
}

// nextIs asks of the next line.
func (r *reader) nextIs(what func(line []byte) bool) (yes bool) {
	r.ahead(func(line []byte) bool {
		yes = what(line)
		return false
	})
	return yes
}

func (r *reader) startDump(crash int, place Span) {
	d := Dump{Format: GoroutineDebug2, First: len(r.e.Goroutines), Crash: crash, Place: place}
	if crash >= 0 {
		d.Format = formatOf(&r.e.Crashes[crash])
		r.e.Crashes[crash].Dump = len(r.e.Dumps)
	} else {
		r.crash, r.relay = -1, false
	}
	r.fresh = false
	r.format(d.Format)
	r.e.Dumps = append(r.e.Dumps, d)
	r.highest, r.numbered = 0, 0
	clear(r.ids)
}

// again reports whether the current dump has a goroutine of this number already. As long as the numbers rise, none need
// be kept.
func (r *reader) again(id uint64) bool {
	if id > r.highest {
		return false
	}
	rows := r.e.Goroutines[r.e.Dumps[len(r.e.Dumps)-1].First:]
	for _, g := range rows[r.numbered:] {
		r.ids[g.ID] = struct{}{}
	}
	r.numbered = len(rows)
	_, known := r.ids[id]
	return known
}

func (r *reader) format(f Format) {
	if !slices.Contains(r.e.Formats, f) {
		r.e.Formats = append(r.e.Formats, f)
	}
}

// maxProfile is where runtime/pprof stops to write a dump, without a word (pprof.go, writeGoroutineStacks).
const maxProfile = 64 << 20

// finishDump tells what is missing at the end of the text where the last goroutine does not show it.
func (r *reader) finishDump() {
	if n := len(r.e.Dumps); n > 0 && r.e.Dumps[n-1].Crash < 0 && r.size-r.e.Dumps[n-1].Place.Start == maxProfile {
		r.e.Truncated = true
		r.problem(Span{r.size, r.size}, "the dump has 67,108,864 bytes: there runtime/pprof stops, goroutines are missing; SIGQUIT writes them all")
	}
	// A header that lacks its end is no goroutine yet.
	last := Span{r.start, r.end}
	n := len(r.e.Goroutines)
	behind := n > 0 && r.e.Goroutines[n-1].Place.End == last.Start
	if !r.full && len(r.line) > 0 && (halfHeader(r.line) || behind && halfAncestor(r.line)) {
		r.e.Truncated = true
		r.problem(last, "the text ends inside the header of a goroutine")
	}
}

// halfHeader reports whether a line that the end of the text has cut may be a goroutine's header.
//
//	goroutine 8 [chan rec
func halfHeader(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, goroutinePrefix)
	if !ok {
		return false
	}
	rest = bytes.TrimLeft(rest, "0123456789")
	return len(rest) < len(line)-len(goroutinePrefix) && (len(rest) == 0 || string(rest) == " " || bytes.HasPrefix(rest, []byte(" [")) || bytes.HasPrefix(rest, []byte(" g")))
}

// halfAncestor reports whether a line that the end of the text has cut may be the header of an ancestor's stack.
func halfAncestor(line []byte) bool {
	n := min(len(line), len(ancestorPrefix))
	return bytes.Equal(line[:n], ancestorPrefix[:n])
}
