package profile

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// What is looked at to tell how a text is wrapped: so many lines, and bytes from the first hint on; of a line before it
// and of that with the hint so many at most.
const (
	sampleLines = 400
	sampleBytes = 256 << 10
	sampleLead  = 4 << 10
	sampleLong  = 2 << 20
)

// sampleOf gives lines that are not blank, from where the first evidence seems to stand, or else from the start.
func sampleOf(src io.ReaderAt, size, from int64) []piece {
	hint := firstHint(src, size, from)
	return sampleAt(src, size, beforeHint(src, from, hint), hint)
}

// sampleAt gives lines that are not blank from the start of a line on.
func sampleAt(src io.ReaderAt, size, from, hint int64) []piece {
	l := newLines(src, size)
	l.window = 64 << 10
	l.seek(from, 0)
	var sample []piece
	for total := 0; len(sample) < sampleLines && total < sampleBytes && l.advance(); {
		limit := sampleBytes
		switch {
		case l.end <= hint:
			limit = sampleLead
		case l.start <= hint:
			limit = sampleLong
		}
		line := l.line[:min(len(l.line), limit)]
		if l.end > hint {
			total += len(line)
		}
		if l.start == 0 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if len(bytes.TrimSpace(line)) > 0 {
			sample = append(sample, piece{text: bytes.Clone(line), number: l.number})
		}
	}
	return sample
}

// beforeHint gives the start of a line a little before a hint; a wrapping may begin there.
func beforeHint(src io.ReaderAt, from, at int64) int64 {
	if at <= from {
		return from
	}
	before := make([]byte, min(256<<10, at-from))
	n, _ := src.ReadAt(before, at-int64(len(before))) // what is gone holds no line
	end := n
	for range 9 { // the hint's own line and eight more
		i := bytes.LastIndexByte(before[:end], '\n')
		if i < 0 && n == int(at-from) {
			return from
		}
		if i < 0 {
			break
		}
		end = i
	}
	if end == n {
		return max(from, lineStart(src, at))
	}
	return at - int64(len(before)) + int64(end) + 1
}

// A hint that a text holds evidence. The strong ones are searched in all of the text, in the speed of memory.
var (
	escapedFrame = []byte(`\n\t`)
	weakHints    = [][]byte{raceHeading, panicPrefix, fatalPrefix, []byte("\t/"), []byte("    /"), []byte(" (0x")}
)

// overlap is how much of a window is looked at again in the next, in bytes: a hint may stand across.
const overlap = 64

// firstHint gives the offset of the first strong hint, or else of the first weak one, or else from.
func firstHint(src io.ReaderAt, size, from int64) int64 {
	weak := int64(-1)
	buf := make([]byte, min(defaultWindow, max(0, size-from)))
	for base := from; base < size; base += int64(len(buf) - overlap) {
		n, err := src.ReadAt(buf[:min(int64(len(buf)), size-base)], base)
		window := buf[:n]
		if i := strongHint(window); i >= 0 {
			return base + int64(i)
		}
		for _, hint := range weakHints {
			if i := bytes.Index(window, hint); weak < 0 && i >= 0 {
				weak = base + int64(i)
			}
		}
		if n <= overlap || err != nil && !errors.Is(err, io.EOF) {
			break
		}
	}
	return max(from, weak)
}

// strongHint finds a goroutine header or a frame in an escaped text.
func strongHint(window []byte) int {
	at := bytes.Index(window, escapedFrame)
	if at >= 0 {
		window = window[:at]
	}
	if i := startIndex(window); i >= 0 {
		return i
	}
	return at
}

// startIndex finds what looks like the first line of a goroutine or of a profile.
func startIndex(text []byte) int {
	i := headerIndex(text)
	if i >= 0 {
		text = text[:i]
	}
	if title := titleIndex(text); title >= 0 {
		return title
	}
	return i
}

// escapedIndex finds a frame in an escaped text, with its place.
//
//	\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n
func escapedIndex(text []byte) int {
	for from := 0; ; {
		i := bytes.Index(text[from:], escapedFrame)
		if i < 0 {
			return -1
		}
		place := text[from+i+len(escapedFrame):]
		if end := bytes.IndexAny(place, "\\\"\n"); end >= 0 {
			place = place[:end]
		}
		if barePlace(place) {
			return from + i
		}
		from += i + len(escapedFrame)
	}
}

// headerIndex finds what looks like a goroutine header, wherever it stands in a line.
//
//	{"log": "goroutine 8 [chan receive, 5 minutes]:\n", ...
func headerIndex(text []byte) int {
	for from := 0; ; {
		i := bytes.Index(text[from:], goroutinePrefix)
		if i < 0 {
			return -1
		}
		rest := text[from+i+len(goroutinePrefix):]
		digits := len(rest) - len(bytes.TrimLeft(rest, "0123456789"))
		if rest = rest[digits:]; digits > 0 && (bytes.HasPrefix(rest, []byte(" [")) || bytes.HasPrefix(rest, []byte(" gp=0x"))) {
			return from + i
		}
		from += i + len(goroutinePrefix)
	}
}

// crashReach is how many lines behind its first line a crash shows its goroutine.
const crashReach = 8

// worth says how much of a sample is evidence. The first line of a crash counts only where a stack follows it: others
// tell of panics, too.
func worth(sample []piece) int {
	n, crash := 0, -crashReach
	for i, l := range sample {
		text := bytes.TrimRight(l.text, blanks)
		w := weight(text)
		if isCrash(text) {
			crash = i
		} else if w > 0 && i-crash < crashReach {
			if barePlace(text) || !traceLine(text) { // the runtime prints no stacks as libraries do
				n += 2
			}
			crash = -crashReach
		}
		if n += w; w > 0 && l.joined { // a part that said nothing is explained
			n++
		}
	}
	return n
}

// weight says how much a line tells: a goroutine's header more than one of its frames.
func weight(line []byte) int { return max(frameWeight(line), toldWeight(line)) }

// frameWeight says how much a line tells of stacks and profiles.
func frameWeight(line []byte) int {
	if isGoroutine(line) {
		return 3
	}
	if bareCall(line) || barePlace(line) {
		return 1
	}
	if name, _, ok := createdBy(line); ok && bytes.IndexByte(name, ' ') < 0 {
		return 1
	}
	if _, ok := elided(line); ok || traceLine(line) {
		return 1
	}
	return max(profileWeight(line), buildWeight(line))
}

// toldWeight says how much a line tells of races, tests and ends of programs.
//
//	WARNING: DATA RACE
//	Previous write at 0x00c0000182b8 by goroutine 8:
//	--- FAIL: TestWork (0.00s)
//	exit status 66
func toldWeight(line []byte) int {
	if len(line) == 0 {
		return 0
	}
	if isRace(line) {
		return 3
	}
	if last := line[len(line)-1]; last == ':' || last == ')' || bytes.IndexByte(line, '\t') >= 0 || line[0] == '=' {
		if _, ok := raceAccess(line); ok {
			return 3
		}
		if _, _, ok := raceCreation(line); ok || isTest(line) {
			return 2
		}
	}
	if isExit(line) {
		if _, ok := parseExit(line); ok || startsState(line) {
			return 3
		}
	}
	return 0
}

// traceLine reports whether a line tells a frame's place in a stack without a goroutine's header, as trace reads them.
//
//	/home/dev/src/app/main.go:28 (0x7b665f)
func traceLine(line []byte) bool {
	if !placeLike(line) {
		return false
	}
	f, ok := single(line) // loggers put names of files alone behind their words, too
	return ok && strings.IndexByte(f.File, '/') >= 0 || barePlace(undecorated(line))
}

// bareCall reports whether a line is a frame's first. Unlike callEnd it takes no blanks in the function's name: those
// mostly come from what stands before it.
//
//	main.(*S[...]).Work(0x0?, 0x0?)
func bareCall(line []byte) bool {
	open, ok := callEnd(line)
	return ok && bytes.IndexByte(line[:open], ' ') < 0 && bytes.IndexByte(line[:open], '.') > 0
}

// barePlace reports whether a line is a frame's second, with the tab, with blanks or with nothing before it.
//
//	/usr/local/go/src/runtime/proc.go:462 +0xce
func barePlace(line []byte) bool {
	text := bytes.TrimLeft(line, " \t")
	colon, end, ok := fileEnd(text)
	if !ok {
		return false
	}
	if !onlyNumbers(text[end:]) {
		return false
	}
	if len(line) > 0 && line[0] == '\t' && len(text) == len(line)-1 {
		return true
	}
	file := text[:colon]
	return bytes.IndexByte(file, ' ') < 0 && bytes.IndexByte(file, '/') >= 0 && (bytes.HasSuffix(file, []byte(".go")) || bytes.HasSuffix(file, []byte(".s")))
}
