package profile

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// readBy reads a text by windows of that many bytes, and keeps that much of a line.
func readBy(t *testing.T, text []byte, window, longest int) *Evidence {
	t.Helper()
	r := newReader("input", bytes.NewReader(text), int64(len(text)))
	r.window, r.maxLine = window, longest
	r.all()
	return r.e
}

func TestWindows(t *testing.T) {
	for _, c := range texts(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			whole := readWhole(t, c.data)
			want := render(whole)
			windows := []int{1, 3, 17, 200}
			if len(c.data) < 1<<10 {
				windows = nil
				for i := 1; i <= 200; i += 1 + 10*slow {
					windows = append(windows, i)
				}
			}
			for _, window := range windows {
				e := readBy(t, c.data, window, maxLine)
				if got := render(e); got != want {
					t.Fatalf("by windows of %d bytes:\n%s", window, difference(want, got))
				}
				for at := 0; at < len(c.data); at += 97 {
					if got, want := e.Line(int64(at)), 1+bytes.Count(c.data[:at], []byte("\n")); got != want {
						t.Fatalf("by windows of %d bytes: byte %d is in line %d, want %d", window, at, got, want)
					}
				}
			}
		})
	}
}

func TestLongLine(t *testing.T) {
	noise := strings.Repeat("x", 5000)
	before, behind := "goroutine 7 [select]:\n"+body+"\n", "\ngoroutine 8 [select]:\n"+body
	text := []byte(before + noise + "\n" + behind)
	want := render(readWhole(t, text))
	for _, window := range []int{1, 7, 100, 1000, 4999, 5000, 5001, 1 << 20} {
		e := readBy(t, text, window, 100)
		if got := render(e); got != want {
			t.Errorf("by windows of %d bytes:\n%s", window, difference(want, got))
		}
		for _, complaint := range complaints(e, text) {
			t.Errorf("by windows of %d bytes: %s", window, complaint)
		}
	}
}

// TestLongLineInside has a line over the limit as a frame, a panic's text and the last line.
func TestLongLineInside(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, text := range []string{
		"goroutine 7 [select]:\nmain." + long + "()\n\t/x.go:1 +0x1\n" + body + "\ngoroutine 8 [select]:\n" + body,
		"panic: " + long + "\n\n\ngoroutine 7 [running]:\n" + body + "\ngoroutine 8 [select]:\n" + body,
		"panic: x\n\t" + long + "\n\ngoroutine 7 [running]:\n" + body + "\ngoroutine 8 [select]:\n" + body,
		"goroutine 7 [select]:\n" + body + "\ngoroutine 8 [select]:\n" + body + "\n" + long,
	} {
		for _, window := range []int{3, 100, 1 << 20} {
			e := readBy(t, []byte(text), window, 100)
			if len(e.Goroutines) != 2 || e.Goroutines[1].ID != 8 {
				t.Errorf("by windows of %d bytes:\n%.300s\nread as:\n%s", window, text, render(e))
			}
			for _, complaint := range complaints(e, []byte(text)) {
				if !strings.HasPrefix(complaint, "goroutine 7: read again") { // with the usual limit
					t.Errorf("by windows of %d bytes: %s", window, complaint)
				}
			}
		}
	}
}

// brokenSource has fewer bytes than were promised, or fails behind them.
type brokenSource struct {
	text  []byte
	err   error // nil: the end of the file
	quiet bool  // gives short reads without an error
}

func (s brokenSource) ReadAt(p []byte, offset int64) (int, error) {
	n := 0
	if offset < int64(len(s.text)) {
		n = copy(p, s.text[offset:])
	}
	switch {
	case n == len(p) || s.quiet:
		return n, nil
	case s.err != nil:
		return n, s.err
	}
	return n, io.EOF
}

func TestBrokenSource(t *testing.T) {
	whole := "goroutine 7 [select]:\n" + body + "\ngoroutine 8 [select]:\n" + body
	for _, tt := range []struct {
		name    string
		source  brokenSource
		problem string
	}{
		{"shorter than it was", brokenSource{text: []byte(whole)}, "the input became shorter while it was read: 289 of 100000 bytes were there; read it again"},
		{"shorter, without a word", brokenSource{text: []byte(whole), quiet: true}, "the input became shorter while it was read: 289 of 100000 bytes were there; read it again"},
		{"fails", brokenSource{text: []byte(whole), err: errors.New("input/output error")}, "reading stopped at byte 289: input/output error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, window := range []int{1, 10, 100, 1 << 20} {
				r := newReader("input", tt.source, 100000)
				r.window = window
				r.all()
				e := r.e
				if len(e.Goroutines) != 2 || e.Goroutines[1].Cut || !e.Truncated || len(e.Problems) != 1 || e.Problems[0].Message != tt.problem {
					t.Errorf("by windows of %d bytes: %d goroutines, truncated %t, problems %+v", window, len(e.Goroutines), e.Truncated, e.Problems)
				}
				for _, complaint := range complaints(e, []byte(whole)) {
					t.Errorf("by windows of %d bytes: %s", window, complaint)
				}
			}
		})
	}
}

// TestShrinksInside loses its end inside a goroutine.
func TestShrinksInside(t *testing.T) {
	whole := "goroutine 7 [select]:\n" + body + "\ngoroutine 8 [select]:\nmain.work(0x1)\n\t/home"
	e, err := Read("input", brokenSource{text: []byte(whole)}, 1<<20, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Goroutines) != 2 || !e.Goroutines[1].Cut || e.Goroutines[0].Cut || len(e.Problems) != 2 || e.LinesUnread != 0 {
		t.Errorf("read as:\n%s", render(e))
	}
}

func TestGoneSince(t *testing.T) {
	text := []byte("goroutine 7 [select]:\n" + body)
	source := &brokenSource{text: text}
	e, err := Read("dump.txt", source, int64(len(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	source.text = text[:30]
	if _, err := e.Frames(0); err == nil || err.Error() != "read dump.txt: goroutine 7 is gone since it was opened" {
		t.Errorf("frames: %v", err)
	}
	if raw, err := e.Raw(e.Goroutines[0].Place); err == nil || string(raw) != string(text[:30]) || !strings.HasPrefix(err.Error(), "read dump.txt: bytes 0-144 are gone") {
		t.Errorf("raw %q: %v", raw, err)
	}
	if _, err := e.Raw(Span{10, int64(len(text)) + 1}); err == nil || !strings.Contains(err.Error(), "lies outside its 144 bytes") {
		t.Errorf("raw outside: %v", err)
	}
}

func TestFailsAtOnce(t *testing.T) {
	_, err := Read("disk", brokenSource{err: errors.New("input/output error")}, 100, Options{})
	if err == nil || err.Error() != "read disk: at byte 0: input/output error" {
		t.Errorf("error %v", err)
	}
}

// TestStreamFails loses a stream in the middle: what came before is read.
func TestStreamFails(t *testing.T) {
	text := "goroutine 7 [select]:\n" + body + "\n"
	stream := io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("connection reset by peer")))
	e, err := ReadFrom("-", stream, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	want := []Problem{{Span{int64(len(text)), int64(len(text))}, "the input broke off after 145 bytes: connection reset by peer; what stands before is read"}}
	if len(e.Goroutines) != 1 || !e.Truncated || len(e.Problems) != 1 || e.Problems[0] != want[0] {
		t.Errorf("read as:\n%s", render(e))
	}
	if _, err := ReadFrom("-", iotest.ErrReader(errors.New("connection reset by peer")), Options{}); err == nil || err.Error() != "read -: connection reset by peer" {
		t.Errorf("nothing came: %v", err)
	}
}

// TestProfileLimit reads a dump of the size at which runtime/pprof stops.
func TestProfileLimit(t *testing.T) {
	for _, size := range []int64{maxProfile - 1, maxProfile} {
		e, err := Read("profile", endless{}, size, Options{})
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(e.Problems, func(p Problem) bool { return strings.Contains(p.Message, "runtime/pprof stops") })
		if want := size == maxProfile; told != want || e.Truncated != want {
			t.Errorf("%d bytes: told %t, problems %+v", size, told, e.Problems)
		}
	}
}

// endless is a dump of goroutines without end, all of one length.
type endless struct{}

func (endless) ReadAt(p []byte, offset int64) (int, error) {
	goroutine := []byte("goroutine 000000000 [select]:\n" + body + "\n")
	length := int64(len(goroutine))
	for n := 0; n < len(p); {
		at := offset + int64(n)
		id := at / length
		for digit := len("goroutine 00000000"); digit >= len("goroutine "); digit-- {
			goroutine[digit], id = byte('0'+id%10), id/10
		}
		n += copy(p[n:], goroutine[at%length:])
	}
	return len(p), nil
}
