package profile

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// lineMark is the number of the line that starts at an offset.
type lineMark struct{ offset, number int64 }

// Unreadable is the evidence of an input that could not be read at all: its one problem says why.
func Unreadable(name string, err error) *Evidence {
	return &Evidence{Name: name, Problems: []Problem{{Message: strings.ReplaceAll(err.Error(), "\n", "; ")}}}
}

// Failed reports whether nothing of the input could be read.
func (e *Evidence) Failed() bool { return e.text == nil }

// TextSize is the length of the unwrapped text in bytes; places lie in it.
func (e *Evidence) TextSize() int64 { return e.size }

// Raw gives the text of a place as it was read. The caller bounds the place: nothing is cut here. An error means that
// the input is no longer what it was when it was read.
func (e *Evidence) Raw(place Span) ([]byte, error) { return e.ReadRaw(nil, place) }

// ReadRaw is Raw into a buffer that is used again, and replaced where it is too small.
func (e *Evidence) ReadRaw(buf []byte, place Span) ([]byte, error) {
	if place.Start < 0 || place.End < place.Start || place.End > e.size {
		return nil, fmt.Errorf("read %s: place %d-%d lies outside its %d bytes", e.Name, place.Start, place.End, e.size)
	}
	text := slices.Grow(buf[:0], int(place.End-place.Start))[:place.End-place.Start]
	n, err := e.text.ReadAt(text, place.Start)
	if n < len(text) {
		return text[:n], fmt.Errorf("read %s: bytes %d-%d are gone since it was opened: %w", e.Name, place.Start, place.End, err)
	}
	return text, nil
}

// Line gives the number of the line, from 1, in which an offset of the text lies.
func (e *Evidence) Line(offset int64) int {
	if e.unwrapped != nil {
		number, _ := e.unwrapped.rawLine(offset)
		return int(number)
	}
	i := sort.Search(len(e.marks), func(i int) bool { return e.marks[i].offset > offset }) - 1
	if i < 0 {
		return 1
	}
	mark := e.marks[i]
	number := mark.number
	buf := make([]byte, 64<<10)
	for at := mark.offset; at < offset; {
		n, err := e.text.ReadAt(buf[:min(int64(len(buf)), offset-at)], at)
		number += int64(bytes.Count(buf[:n], []byte{'\n'}))
		at += int64(n)
		if err != nil || n == 0 {
			break
		}
	}
	return int(number)
}

// Frames reads the frames of one goroutine again, with arguments and offsets; they are those of its stack. g is an
// index in Goroutines. An error means that the input is no longer what it was when it was read.
func (e *Evidence) Frames(g int) ([]RawFrame, error) {
	place := e.Goroutines[g].Place
	l := newLines(e.text, place.End)
	l.seek(place.Start, 0)
	l.advance() // the header
	frames, b := []RawFrame{}, &block{}
	for l.advance() {
		at := Span{l.start, l.end}
		switch b.take(l.line, at) {
		case frameHead:
			frames = append(frames, RawFrame{Frame: Frame{Func: string(b.name), Inlined: b.inlined}, Args: string(b.args), Place: at})
		case foreignHead:
			f := RawFrame{Frame: Frame{Func: string(b.name)}, Place: Span{b.foreignAt.Start, at.End}}
			f.File, f.Line = b.file()
			frames = append(frames, f)
		case framePlace:
			f := &frames[len(frames)-1]
			f.File, f.Line = b.file()
			f.Offset, f.Place.End = offset(b.offset), at.End
		case framePC:
			frames[len(frames)-1].Place.End = at.End
		case gap:
			frames = append(frames, RawFrame{Frame: Frame{Elided: b.number}, Place: at})
		case creatorHead, ancestor:
			return frames, nil
		case stranger, unavailable:
		}
	}
	if l.failure != nil || l.shrunk >= 0 {
		return frames, fmt.Errorf("read %s: goroutine %d is gone since it was opened", e.Name, e.Goroutines[g].ID)
	}
	return frames, nil
}

// Close gives the input back. The evidence's tables stay, Raw, Line and Frames no longer work.
func (e *Evidence) Close() error {
	if e.close == nil {
		return nil
	}
	return e.close()
}
