package profile

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"sync"
	"testing"
)

// What has come of a stream reads as the same text in a file does, at every stage; what was read before stays usable.
func TestGrowing(t *testing.T) {
	text := madeDump(3000, 50, false) // more than what is kept in memory, in the end
	text = append(text, bytes.Repeat([]byte("a line of a log\n"), 9<<20/16)...)
	g := NewGrowing("-", Options{TempDir: t.TempDir()})
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	var before *Evidence
	for _, size := range []int{0, 100, 5000, len(text) / 2, len(text)} {
		if _, err := g.Write(text[g.Size():size]); err != nil {
			t.Fatal(err)
		}
		e, err := alone(g.Evidence(nil))
		if err != nil {
			t.Fatal(err)
		}
		want, err := Read("-", bytes.NewReader(text[:size]), int64(size), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Goroutines) != len(want.Goroutines) || e.LinesUnread != want.LinesUnread || e.Truncated != want.Truncated || e.Size != int64(size) {
			t.Errorf("of %d bytes %d goroutines, %d unread lines, cut %v; want %d, %d, %v", size,
				len(e.Goroutines), e.LinesUnread, e.Truncated, len(want.Goroutines), want.LinesUnread, want.Truncated)
		}
		if before != nil && len(before.Goroutines) > 0 {
			if _, err := before.Frames(0); err != nil {
				t.Error(err)
			}
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		before = e
	}
}

func TestGrowingBreaksOff(t *testing.T) {
	broken := errors.New("connection reset by peer")
	g := NewGrowing("pod", Options{})
	if _, err := g.Evidence(broken); err == nil || err.Error() != "read pod: connection reset by peer" {
		t.Errorf("nothing came, and the error is %v", err)
	}
	if _, err := g.Write([]byte("goroutine 1 [running]:\nmain.main()\n\t/src/main.go:5 +0x1\n")); err != nil {
		t.Fatal(err)
	}
	e, err := alone(g.Evidence(broken))
	if err != nil || !e.Truncated || len(e.Problems) == 0 || !strings.Contains(e.Problems[len(e.Problems)-1].Message, "broke off after") {
		t.Errorf("evidence %+v, error %v: it does not tell that it broke off", e, err)
	}
}

// A compressed stream is unpacked as far as it has come.
func TestGrowingCompressed(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(madeDump(500, 20, false)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	g := NewGrowing("-", Options{TempDir: t.TempDir()})
	for _, part := range [][]byte{packed.Bytes()[:packed.Len()/2], packed.Bytes()[packed.Len()/2:]} {
		if _, err := g.Write(part); err != nil {
			t.Fatal(err)
		}
		e, err := alone(g.Evidence(nil))
		if err != nil {
			t.Fatal(err)
		}
		if whole := int64(packed.Len()) == g.Size(); e.Truncated == whole || whole && len(e.Goroutines) != 500 || len(e.Goroutines) == 0 {
			t.Errorf("%d goroutines, cut %v, of %d of %d bytes", len(e.Goroutines), e.Truncated, g.Size(), packed.Len())
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// It is written while it is read.
func TestGrowingAtOnce(t *testing.T) {
	g := NewGrowing("-", Options{})
	text := madeDump(200, 20, false)
	var wg sync.WaitGroup
	wg.Go(func() {
		for piece := range bytes.Lines(text) {
			if _, err := g.Write(piece); err != nil {
				t.Error(err)
			}
		}
	})
	for range 20 {
		if _, err := g.Evidence(nil); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if e, err := alone(g.Evidence(nil)); err != nil || len(e.Goroutines) != 200 {
		t.Errorf("%v, error %v", e, err)
	}
}

// alone gives the one evidence of an input that holds no others.
func alone(list []*Evidence, err error) (*Evidence, error) {
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
