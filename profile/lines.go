package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// defaultWindow is how much text is read at a time; maxLine is how much of one line is looked at: the rest of a longer
// line is skipped over, but counted and part of its place.
const (
	defaultWindow = 1 << 20
	maxLine       = 16 << 20
)

// lines walks over the lines of a text by windows, so that a text of any size costs one window of memory.
type lines struct {
	src     io.ReaderAt
	size    int64
	window  int
	maxLine int

	buf  []byte
	base int64  // offset of buf[0] in src
	next int    // index in buf of the next line
	eof  bool   // buf reaches to the end of src
	own  []byte // the buffer, while another's bytes are in buf

	line  []byte // the current line without its end; valid until the next call
	start int64  // its offset
	end   int64  // offset behind its end
	full  bool   // it ends in a newline
	cr    bool   // in \r\n

	number  int64 // of the current line, from 1
	crlf    int64 // lines that end in \r\n
	marks   []lineMark
	shrunk  int64 // where the source ended before its size; -1 while it has not
	failure error // another error of the source

	progress func(done, total int64)
}

func newLines(src io.ReaderAt, size int64) *lines {
	return &lines{src: src, size: size, window: defaultWindow, maxLine: maxLine, shrunk: -1, marks: []lineMark{{0, 1}}}
}

// advance moves to the next line and reports whether there is one.
func (l *lines) advance() bool {
	for {
		if i := bytes.IndexByte(l.buf[l.next:], '\n'); i >= 0 {
			l.take(l.next+i, l.next+i+1)
			return true
		}
		if l.eof {
			if l.next == len(l.buf) {
				return false
			}
			l.take(len(l.buf), len(l.buf))
			return true
		}
		if len(l.buf)-l.next > l.maxLine {
			return l.long()
		}
		l.fill()
	}
}

// take makes buf[next:to] the current line and goes on behind it.
func (l *lines) take(to, behind int) {
	l.line = l.buf[l.next:to]
	l.start, l.end = l.base+int64(l.next), l.base+int64(behind)
	l.full = behind > to
	l.cr = false
	if n := len(l.line); n > 0 && l.line[n-1] == '\r' {
		l.line = l.line[:n-1]
		if l.full {
			l.cr = true
			l.crlf++
		}
	}
	l.line = l.line[:min(len(l.line), l.maxLine)]
	l.next = behind
	l.count()
}

// long takes a line that is longer than l.maxLine: its head is kept, its tail is skipped.
func (l *lines) long() bool {
	head := bytes.Clone(l.buf[l.next : l.next+l.maxLine])
	start := l.base + int64(l.next)
	for {
		if i := bytes.IndexByte(l.buf[l.next:], '\n'); i >= 0 {
			l.next += i + 1
			l.full = true
			break
		}
		l.next = len(l.buf)
		if l.eof {
			l.full = false
			break
		}
		l.fill()
	}
	l.line, l.start, l.end, l.cr = head, start, l.base+int64(l.next), false
	l.count()
	return true
}

// count numbers the current line and marks one line a window.
func (l *lines) count() {
	l.number++
	l.markLine()
}

// markLine marks the current line if the last mark is a window away.
func (l *lines) markLine() {
	if last := l.marks[len(l.marks)-1]; l.start-last.offset >= int64(l.window) {
		l.marks = append(l.marks, lineMark{l.start, l.number})
	}
}

// show gives bytes of the source that stand at an offset, and need not be read. They are looked at until hide.
func (l *lines) show(text []byte, offset int64) {
	l.own = slices.Grow(l.buf[:0], 1)
	l.buf, l.base, l.next = text, offset, 0
	l.eof = offset+int64(len(text)) >= l.size
}

// hide forgets the bytes that were shown.
func (l *lines) hide() {
	if l.own != nil {
		l.buf, l.base, l.next, l.eof, l.own = l.own[:0], -1, 0, false, nil
	}
}

// fill drops what was read and reads one window more.
func (l *lines) fill() {
	if l.own != nil { // to be read from, but not written to
		l.own = append(l.own[:0], l.buf[l.next:]...)
		l.base += int64(l.next)
		l.buf, l.next, l.own = l.own, 0, nil
	}
	kept := len(l.buf) - l.next
	room := int(max(0, min(int64(l.window), l.size-l.base-int64(len(l.buf)))))
	want := kept + room
	if cap(l.buf) < want {
		grown := make([]byte, kept, max(want, 2*kept))
		copy(grown, l.buf[l.next:])
		l.buf = grown
	} else {
		copy(l.buf[:kept], l.buf[l.next:])
		l.buf = l.buf[:kept]
	}
	l.base += int64(l.next)
	l.next = 0
	from := l.base + int64(kept)
	if room == 0 {
		l.eof = true
		return
	}
	n, err := l.src.ReadAt(l.buf[kept:kept+room], from)
	l.buf = l.buf[:kept+n]
	if l.progress != nil {
		l.progress(from+int64(n), l.size)
	}
	if n == room {
		l.eof = from+int64(room) >= l.size
		return
	}
	l.eof = true
	if err == nil || errors.Is(err, io.EOF) {
		l.shrunk = from + int64(n)
		return
	}
	l.failure = fmt.Errorf("at byte %d: %w", from+int64(n), err)
}

// back makes the current line the next one again; only one step is possible.
func (l *lines) back() {
	if l.cr {
		l.crlf--
	}
	l.seek(l.start, l.number-1)
}

// seek goes on at the start of a line; number is that of the line before it.
func (l *lines) seek(offset, number int64) {
	if offset >= l.base && offset <= l.base+int64(len(l.buf)) {
		l.next = int(offset - l.base)
	} else {
		l.buf, l.base, l.next, l.eof = l.buf[:0], offset, 0, false
	}
	l.number = number
}

// ahead shows the lines behind the current one to f until f returns false, and comes back.
func (l *lines) ahead(f func(line []byte) bool) {
	start, end, number, crlf, full, cr := l.start, l.end, l.number, l.crlf, l.full, l.cr
	line := bytes.Clone(l.line)
	for l.advance() && f(l.line) {
	}
	l.seek(end, number)
	l.line, l.start, l.end, l.full, l.cr, l.crlf = line, start, end, full, cr, crlf
}
