package profile

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Exit is how a program ended, as somebody tells who saw it end: the go command, a shell, an orchestrator, the kernel.
type Exit struct {
	Code    int       // 0 to 255, 128 and the signal's number for a signal; -1 where nothing tells
	Signal  string    // "SIGKILL" where a signal is told; "" where only the code is
	Reason  string    // the teller's word: OOMKilled, Error, Completed, oom-kill
	OOM     bool      // the teller says that memory ran out
	Core    bool      // "(core dumped)"
	Source  string    // who tells: go, race, shell, compose, kubernetes, docker, systemd, kernel, make, flag, text
	Program string    // what ended, as far as the line names it
	Text    string    // the line that tells, or that with the code
	Last    string    // the last line before it that nothing else claims: what the program said last; "" for none
	Line    int       // of the input, from 1
	Time    time.Time // when that was written, in UTC; zero where nothing tells
	Place   Span
	Trail   []Span // further lines that tell of the same end

	parts []string // of exitForms
}

// raceExit is the code of a program in which the race detector found something (runtime/race, GORACE exitcode).
const raceExit = 66

// readExit reads a line, or a block of lines, that tells how a program ended. What a crash, a race report or the tests
// before it explain is theirs.
func (r *reader) readExit() {
	x, lines, ok := r.exit()
	switch {
	case !ok || !r.closed:
		r.decline()
	case r.passesOn(&x) || r.explained(&x) || r.repeats(&x):
	case !r.room(len(r.e.Exits), "ends of programs"):
		r.unread()
	default:
		x.Place = r.skip(lines)
		r.addExit(x)
	}
}

// exit reads what the current line, and so many behind it, tell.
func (r *reader) exit() (x Exit, lines int, ok bool) {
	if startsState(r.line) {
		return r.state()
	}
	x, ok = parseExit(r.line)
	return x, 0, ok
}

// told is the last line that told of an end, and who keeps such lines.
type told struct {
	end  int64 // of the line
	keep func(Span)
}

// passesOn reports whether a line only hands on what the line just before it tells, as make and build servers do.
//
//	exit status 2
//	make: *** [Makefile:2: run] Error 1
func (r *reader) passesOn(x *Exit) bool {
	if r.told.keep == nil || r.told.end != r.start || x.Source != "make" && x.Source != "text" {
		return false
	}
	r.told.keep(Span{r.start, r.end})
	r.told.end = r.end
	return true
}

// keeps remembers who keeps further lines about the end that the current line tells of.
func (r *reader) keeps(keep func(Span)) { r.told = told{r.end, keep} }

// repeats adds a line that tells more of the end that was told last.
//
//	api.service: A process of this unit has been killed by the OOM killer.
//	api.service: Main process exited, code=killed, status=9/KILL
//	api.service: Failed with result 'oom-kill'.
func (r *reader) repeats(x *Exit) bool {
	n := len(r.e.Exits)
	if n == r.firstExit || len(x.parts) == 0 || r.outside > near {
		return false
	}
	before := &r.e.Exits[n-1]
	if before.Source != x.Source || before.Program != x.Program || len(before.parts) == 0 || slices.Contains(before.parts, x.parts[0]) {
		return false
	}
	before.parts = append(before.parts, x.parts[0])
	before.OOM = before.OOM || x.OOM
	before.Reason = cmp.Or(before.Reason, x.Reason)
	if x.parts[0] == "main" || before.Code < 0 {
		before.Code, before.Signal, before.Text = x.Code, x.Signal, x.Text
	}
	r.trailOf(&before.Trail, Span{r.start, r.end})
	return true
}

// explained gives an exit to the record before it that tells of the same death.
func (r *reader) explained(x *Exit) bool {
	at := Span{r.start, r.end}
	switch {
	case x.Source == "go" && x.Code == 1 && r.testing.in && r.nextIs(endsPackage): // go test ends so with every failure
		r.testLine(at)
		return true
	case r.race >= 0 && x.Code == raceExit:
		race := &r.e.Races[r.race]
		race.Exit = x.Code
		r.trailOf(&race.Trail, at)
		number := r.race
		r.keeps(func(at Span) { r.trailOf(&r.e.Races[number].Trail, at) })
		r.race, r.fresh = -1, true
		return true
	case r.crash < 0 || r.outside > near || r.e.Crashes[r.crash].Exit >= 0:
		return false
	case testKilled(r.line):
		c := &r.e.Crashes[r.crash]
		c.Notes = append(c.Notes, x.Text)
		r.trail(r.crash, at)
		return true
	case x.Source != "go" && x.Code != 2 && x.Code != 134:
		return false
	}
	number := r.crash
	r.e.Crashes[number].Exit = x.Code
	r.trail(number, at)
	r.keeps(func(at Span) { r.trail(number, at) })
	r.crash, r.fresh = -1, true
	return true
}

func (r *reader) addExit(x Exit) {
	if n := len(r.tail); n > 0 {
		x.Last = r.words(r.tail[n-1])
	}
	r.closed, r.outside = true, 0
	r.tail = r.tail[:0]
	r.e.Exits = append(r.e.Exits, x)
	number := len(r.e.Exits) - 1
	r.keeps(func(at Span) { r.trailOf(&r.e.Exits[number].Trail, at) })
	r.crash, r.race, r.fresh = -1, -1, true
	r.format(ExitStatus)
}

// words gives a line of the text as it stands there, "" where it is gone.
func (r *reader) words(line Span) string {
	text, err := r.e.Raw(Span{line.Start, min(line.End, line.Start+maxNote)})
	if err != nil {
		return ""
	}
	return string(bytes.TrimPrefix(bytes.TrimRight(text, "\r\n"), byteOrderMark))
}

// maxLast is how much of the end of a text is looked at for its last line, in bytes.
const maxLast = 64 << 10

// Ended makes an end of a program from its exit code, where it is known from elsewhere: it follows the text.
func Ended(e *Evidence, code int) *Exit {
	x := &Exit{Code: code, Source: "flag", Text: "exit: " + strconv.Itoa(code), Line: e.Line(e.size), Place: Span{e.size, e.size}}
	if text, err := e.Raw(Span{max(0, e.size-maxLast), e.size}); err == nil && len(e.Crashes)+len(e.Races) == 0 {
		text = bytes.TrimRight(text, " \t\r\n")
		last := text[bytes.LastIndexByte(text, '\n')+1:]
		x.Last = string(bytes.TrimPrefix(last[:min(len(last), maxNote)], byteOrderMark))
	}
	return x
}
