package profile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ahead reads a text of any length with a prescan by chunks of that many bytes; with 0 without one.
func ahead(text []byte, chunk int64) *Evidence {
	r := newReader("input", bytes.NewReader(text), int64(len(text)))
	r.prescanFrom, r.chunk = 1, chunk
	if chunk == 0 {
		r.prescanFrom = int64(len(text)) + 1
	}
	r.all()
	return r.e
}

// sameAhead checks that a prescan by chunks changes nothing, not even the numbers of lines.
func sameAhead(t *testing.T, text []byte, chunks ...int64) {
	t.Helper()
	want := ahead(text, 0)
	whole := render(want)
	for _, chunk := range chunks {
		e := ahead(text, chunk)
		if got := render(e); got != whole {
			t.Fatalf("by chunks of %d bytes:\n%s", chunk, difference(whole, got))
		}
		for i, g := range e.Goroutines {
			if g != want.Goroutines[i] {
				t.Fatalf("by chunks of %d bytes: goroutine %+v, want %+v", chunk, g, want.Goroutines[i])
			}
			if i%16 > 0 {
				continue
			}
			at := g.Place.Start
			if got, want := e.Line(at), want.Line(at); got != want {
				t.Fatalf("by chunks of %d bytes: byte %d in line %d, want %d", chunk, at, got, want)
			}
		}
	}
}

func TestPrescan(t *testing.T) {
	for _, c := range texts(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			chunks := []int64{7, 100, 1000, 5000, 1 << 20}
			if len(c.data) < 2<<10 {
				chunks = append(chunks, 1, 2, 3)
			}
			sameAhead(t, c.data, chunks...)
		})
	}
}

// TestPrescanMade reads made dumps, in which every kind of frame, head and label comes, plain and damaged.
func TestPrescanMade(t *testing.T) {
	for _, quit := range []bool{false, true} {
		text := madeDump(100, 20, quit)
		sameAhead(t, text, 1000, 4097, 1<<16, 1<<20)
		sameAhead(t, bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), 4097)
		sameAhead(t, uneven(text), 4097, 1<<16)
		r := rand.New(rand.NewPCG(3, 4))
		for i := range 40 >> (2 * slow) {
			t.Run(fmt.Sprint(quit, i), func(t *testing.T) { sameAhead(t, damage(r, text), 997, 1<<16) })
		}
	}
}

// TestPrescanShrunk reads a file that became shorter after it was measured: it is mapped, and what is gone is told and no
// fault.
func TestPrescanShrunk(t *testing.T) {
	text := madeDump(2000, 40, false)
	path := filepath.Join(t.TempDir(), "dump.txt")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	whole, err := Read("input", f, int64(len(text)), Options{})
	if err != nil || len(whole.Goroutines) != 2000 {
		t.Fatalf("%d goroutines, %v", len(whole.Goroutines), err)
	}
	for _, size := range []int64{int64(len(text)) / 2, 5000, 0} {
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		e, err := Read("input", f, int64(len(text)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := render(ahead(text[:size], 0))
		if !e.Truncated || len(e.Problems) == 0 || !strings.Contains(e.Problems[len(e.Problems)-1].Message, "became shorter") {
			t.Errorf("%d bytes left: problems %v", size, e.Problems)
		}
		if n := strings.Count(want, "\ngoroutine "); len(e.Goroutines) != n {
			t.Errorf("%d bytes left: %d goroutines, want %d", size, len(e.Goroutines), n)
		}
	}
}

// uneven makes some goroutines longer than what is read behind a chunk, and some without creator or with odd frames.
func uneven(text []byte) []byte {
	long := bytes.Repeat([]byte("main.again(0x1, {0x2?, 0x3}, ...)\n\t/home/dev/src/app/main.go:12 +0x1d\n"), 2*tailBytes/70)
	odd := []byte("\n\ngoroutine 9001 [select (no cases), 3 minutes] {a: \"b]\"}:\nmain.f(...)\n\t/home/dev/src/app/main.go:12\nmain.g({0x1, 0x2})\n\t/home/dev/src/app/main.go:13 +0x1d fp=0x1 sp=0x2 pc=0x3\n...3 frames elided...\n" +
		"created by main.f\n\t/home/dev/src/app/main.go:12 +0x1\n\ngoroutine 9002 [running]:\n\tgoroutine running on other thread; stack unavailable\n\ngoroutine 9003 [idle]:\nmain.h(\x30x)\n\t/x.go:1\n\n")
	at := bytes.Index(text[len(text)/2:], []byte("created by ")) + len(text)/2
	out := bytes.Clone(text[:at])
	out = append(append(out, long...), text[at:]...)
	at = bytes.LastIndex(out, []byte("\n\n"))
	at = bytes.LastIndex(out[:at], []byte("\n\n"))
	return append(append(bytes.Clone(out[:at]), odd...), out[at+2:]...)
}

// damage changes a few bytes and lines of a text.
func damage(r *rand.Rand, text []byte) []byte {
	lines := bytes.SplitAfter(bytes.Clone(text), []byte("\n"))
	for range 1 + r.IntN(20) {
		i := r.IntN(len(lines))
		switch r.IntN(7) {
		case 0:
			lines[i] = nil
		case 1:
			lines[i] = append([]byte("2026/08/21 09:24:33 INFO served\n"), lines[i]...)
		case 2:
			if n := len(lines[i]); n > 0 {
				lines[i][r.IntN(n)] = "\n\r\t (){}[]:.x0g+\xff"[r.IntN(17)]
			}
		case 3:
			lines[i] = append(bytes.Clone(lines[i]), lines[r.IntN(len(lines))]...)
		case 4:
			lines[i] = lines[i][:r.IntN(len(lines[i])+1)]
		case 5:
			lines[i] = []byte("\n")
		case 6:
			lines[i] = append([]byte("panic: boom\n\n"), lines[i]...)
		}
	}
	return bytes.Join(lines, nil)
}

// FuzzPrescan looks for texts that are read differently with a prescan.
func FuzzPrescan(f *testing.F) {
	for _, c := range texts(f) {
		if len(c.data) < 4<<10 {
			f.Add(c.data, int64(100))
		}
	}
	f.Add(uneven(madeDump(30, 5, true)), int64(1000))
	f.Fuzz(func(t *testing.T, text []byte, chunk int64) {
		sameAhead(t, text, 1+(chunk&0xffff))
	})
}
