package profile

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// Race is one report of the race detector: two accesses to one address with nothing that orders them
// (compiler-rt/lib/tsan/rtl/tsan_report.cpp, the part for Go).
type Race struct {
	Accesses []Access  // as printed: the one that was caught first, then those before it
	Notes    []string  // what else the report says: "Global var counter of size 8 at 0x5c41a0 declared at main.go:9"
	Exit     int       // code of an "exit status 66" line behind it, -1 for none
	Stated   int       // reports of its program as "Found 2 data race(s)" counts them; 0 where no such line follows
	Cut      bool      // the text ends inside it
	Line     int       // of the input, from 1, in which it begins
	Time     time.Time // when that was written, in UTC; zero where nothing tells
	Place    Span
	Trail    []Span // lines behind it that are its own
}

// Access is one of the accesses of a race.
type Access struct {
	Op        string // "read", "write"
	Atomic    bool   // by a function of sync/atomic
	Previous  bool   // it came before the one that was caught
	Address   string // as printed, "0x00c0000182b8"
	Goroutine uint64 // the detector's own number, not that of a goroutine dump; 1 for the main goroutine
	Main      bool   // "by main goroutine"
	Stack     int32  // -1: "[failed to restore the stack]"
	State     string // of its goroutine when the report was written: "running", "finished"; "" for the main goroutine
	Created   int32  // stack that started its goroutine, -1 where none is printed
}

var (
	raceHeading = []byte("WARNING: DATA RACE")
	raceRule    = []byte("==================")
	raceFound   = []byte("Found ")
	raceCount   = []byte(" data race(s)")
	noStack     = []byte("[failed to restore the stack]")
)

// isRace claims the first line of a report behind its rule, and the line that counts reports.
//
//	WARNING: DATA RACE
//	Found 2 data race(s)
func isRace(line []byte) bool {
	switch {
	case len(line) < len(raceHeading):
		return false
	case line[0] == 'W':
		return bytes.Equal(bytes.TrimRight(line, " \t"), raceHeading)
	case line[0] == 'F':
		_, ok := racesFound(line)
		return ok
	}
	return false
}

func racesFound(line []byte) (n int, ok bool) {
	digits, ok := bytes.CutPrefix(line, raceFound)
	digits, counted := bytes.CutSuffix(bytes.TrimRight(digits, " \t"), raceCount)
	if !ok || !counted {
		return 0, false
	}
	n, err := strconv.Atoi(string(digits))
	return n, err == nil && n > 0
}

// readRace reads a report up to the rule that ends it. Lines of the program that stand in between stay unread.
func (r *reader) readRace() {
	if r.line[0] == 'F' {
		r.raceTotal()
		return
	}
	if !r.room(len(r.e.Races), "race reports") {
		r.unread()
		return
	}
	r.flushPending()
	race := Race{Exit: -1, Place: Span{r.start, r.end}}
	r.openingRule(&race)
	r.outside, r.closed = 0, true
	p := raceParts{r: r, race: &race, at: -1}
	ended := false
	for !ended && r.advance() {
		line := bytes.Trim(r.line, " \t")
		switch {
		case len(r.line) == 0:
			r.blankLine()
			continue
		case len(line) == 0:
		case bytes.HasSuffix(line, raceRule):
			ended = true
		case p.take(line):
		default:
			if f := r.claim(r.line); f != nil && !f.passing || r.outside > near {
				r.back()
				p.finish()
				r.addRace(race)
				return
			}
			r.unread()
			continue
		}
		race.Place.End, r.outside = r.end, 0
	}
	p.finish()
	if race.Cut = !ended; race.Cut {
		r.e.Truncated = true
		r.problem(race.Place, "the text ends inside a race report")
	}
	r.addRace(race)
}

func (r *reader) addRace(race Race) {
	if len(race.Accesses) == 0 {
		r.problem(race.Place, "a race report without an access")
	}
	r.e.Races = append(r.e.Races, race)
	r.race, r.outside = len(r.e.Races)-1, 0
	r.tail = r.tail[:0]
	r.format(RaceReport)
}

// openingRule takes the rule before a report, which was unread until now.
func (r *reader) openingRule(race *Race) {
	n := len(r.tail)
	if n == 0 || r.tail[n-1].End != race.Place.Start {
		return
	}
	text, err := r.e.Raw(r.tail[n-1])
	text = bytes.TrimPrefix(text, byteOrderMark)
	if err != nil || !bytes.Equal(bytes.Trim(text, " \t\r\n"), raceRule) { // what is gone stays unread
		return
	}
	race.Place.Start = r.tail[n-1].Start
	r.takeBack(r.tail[n-1])
	r.tail = r.tail[:n-1]
}

// raceTotal reads the line that the program prints when it ends. Without a report before it, it still tells how the
// program ended.
//
//	Found 2 data race(s)
func (r *reader) raceTotal() {
	if r.race >= 0 {
		race := &r.e.Races[r.race]
		race.Stated, _ = racesFound(r.line)
		r.trailOf(&race.Trail, Span{r.start, r.end})
		return
	}
	if !r.room(len(r.e.Exits), "ends of programs") {
		r.unread()
		return
	}
	r.addExit(Exit{Code: raceExit, Source: "race", Text: string(r.line), Place: Span{r.start, r.end}})
}

// raceParts takes a report apart, line by line.
type raceParts struct {
	r     *reader
	race  *Race
	at    int    // access whose stack is being read, -1 for none
	made  bool   // the creation of a goroutine is being read
	maker uint64 // which
	state string
	stack bool   // a stack is being read
	name  []byte // of the frame whose place comes next
}

// take reads a line and reports whether it is the report's.
func (p *raceParts) take(line []byte) bool {
	if a, ok := raceAccess(line); ok {
		p.finish()
		p.race.Accesses = append(p.race.Accesses, a)
		p.at, p.stack = len(p.race.Accesses)-1, true
		return true
	}
	if id, state, ok := raceCreation(line); ok {
		p.finish()
		p.made, p.maker, p.state, p.stack = true, id, state, true
		return true
	}
	switch {
	case raceNote(line):
		p.finish()
		p.race.Notes = append(p.race.Notes, string(line[:min(len(line), maxNote)]))
		p.stack = line[len(line)-1] == ':'
		return true
	case !p.stack:
		return false
	case bytes.Equal(line, noStack):
		return true
	}
	return p.frame(line)
}

// maxRaceFrames bounds the frames of one stack; the detector keeps 255 (sanitizer_stacktrace.h, kStackTraceMax).
const maxRaceFrames = 1024

// frame reads a line of a stack. A name that is not indented, as in a text that was pasted, must have its place behind it:
// programs print lines in between.
//
//	main.main.func1()
//	    /home/dev/src/data-race/main.go:22 +0x7b
func (p *raceParts) frame(line []byte) bool {
	r := p.r
	if name, ok := bytes.CutSuffix(line, []byte("()")); ok && len(name) > 0 {
		p.name = append(p.name[:0], name...)
		indented := bytes.HasPrefix(r.line, []byte("  ")) && (bytes.IndexByte(name, ' ') < 0 || bytes.IndexByte(name, '[') > 0)
		if indented || r.nextIs(racePlace) {
			return true
		}
		p.name = p.name[:0]
		return false
	}
	if len(p.name) == 0 || len(r.key.bytes) >= maxRaceFrames*8 || !racePlace(line) {
		return false
	}
	_, end, _ := fileEnd(line)
	r.key.add(r.function(p.name, false), r.placeOf(line[:end]))
	p.name = p.name[:0]
	return true
}

// racePlace tells the second line of a frame.
//
//	/home/dev/src/data-race/main.go:22 +0x7b
func racePlace(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	_, end, ok := fileEnd(line)
	return ok && bytes.HasPrefix(line[end:], []byte(" +0x"))
}

// finish ends the stack that is being read.
func (p *raceParts) finish() {
	stack := int32(-1)
	if p.stack && len(p.r.key.bytes) > 0 {
		stack = p.r.stack(&p.r.key)
	}
	switch {
	case p.at >= 0:
		a := &p.race.Accesses[p.at]
		a.Stack = stack
		a.Atomic = stack >= 0 && strings.HasPrefix(p.r.e.Stacks[stack].Frames[0].Func, "sync/atomic.")
	case p.made:
		for i := range p.race.Accesses {
			if a := &p.race.Accesses[i]; a.Goroutine == p.maker && !a.Main {
				a.Created, a.State = stack, p.state
			}
		}
	}
	p.r.key.reset()
	p.at, p.made, p.stack, p.name = -1, false, false, p.name[:0]
}

// raceAccess reads the first line of an access.
//
//	Write at 0x00c000062090 by goroutine 9:
//	Previous read at 0x0000005c41a0 by main goroutine:
func raceAccess(line []byte) (a Access, ok bool) {
	at := bytes.Index(line, []byte(" at 0x"))
	by := bytes.Index(line, []byte(" by "))
	if at < 0 || by < at || line[len(line)-1] != ':' {
		return a, false
	}
	switch string(line[:at]) {
	case "Read", "Previous read":
		a.Op = "read"
	case "Write", "Previous write":
		a.Op = "write"
	default:
		return a, false
	}
	a.Previous = line[0] == 'P'
	a.Address = string(line[at+len(" at ") : by])
	a.Stack, a.Created = -1, -1
	who := line[by+len(" by ") : len(line)-1]
	if string(who) == "main goroutine" {
		a.Main, a.Goroutine = true, 1
		return a, true
	}
	a.Goroutine, ok = raceGoroutine(who)
	return a, ok
}

func raceGoroutine(text []byte) (id uint64, ok bool) {
	digits, ok := bytes.CutPrefix(text, []byte("goroutine "))
	if !ok {
		digits, ok = bytes.CutPrefix(text, []byte("Goroutine "))
	}
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseUint(string(digits), 10, 64)
	return id, err == nil
}

// raceCreation reads the first line of the stack that started a goroutine.
//
//	Goroutine 8 (finished) created at:
func raceCreation(line []byte) (id uint64, state string, ok bool) {
	who, ok := bytes.CutSuffix(line, []byte(" created at:"))
	if !ok || !bytes.HasPrefix(who, []byte("Goroutine ")) {
		return 0, "", false
	}
	if open := bytes.LastIndex(who, []byte(" (")); open > 0 && who[len(who)-1] == ')' {
		state, who = string(who[open+2:len(who)-1]), who[:open]
	}
	id, ok = raceGoroutine(who)
	return id, state, ok
}

// raceNote tells the lines in which a report says what lies at the address.
//
//	Heap block of size 24 at 0x00c0000182b8 allocated by main goroutine:
//	Global var counter of size 8 at 0x0000005c41a0 declared at main.go:9
func raceNote(line []byte) bool {
	return bytes.HasPrefix(line, []byte("Heap block of size ")) || bytes.HasPrefix(line, []byte("Global var "))
}

// Goroutines gives how many goroutines a report speaks of.
func (c *Race) Goroutines() int {
	seen := map[uint64]bool{}
	for _, a := range c.Accesses {
		seen[a.Goroutine] = true
	}
	return len(seen)
}
