//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// pipe gives both ends of a pipe; the test closes them at its end, if nothing else did.
func pipe(t *testing.T) (from, to *os.File) {
	t.Helper()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = from.Close(), to.Close() })
	return from, to
}

// Evidence comes through a pipe, keys from the terminal.
func TestTerminalPipe(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-"}, nil, {"-f", "-"}, {"/dev/stdin"}} {
		from, to := pipe(t)
		w := open(t, setup{args: args, stdin: from})
		w.await("reading")
		if _, err := to.Write(demoLog); err != nil {
			t.Fatal(err)
		}
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		w.await("HIGH nil pointer", "44 goroutines read")
		w.press("7")
		w.await("shop cart listens")
		w.press("q")
		w.exited(0)
	}
}

// A file that standard input was led from is read where it lies.
func TestTerminalRedirected(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "shop.log")
	write(t, name, demoLog)
	from, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = from.Close() })
	w := open(t, setup{args: []string{"-f"}, stdin: from})
	w.await("HIGH nil pointer", "following, 42.1 kB")
	appendTo(t, name, demoLog)
	w.await("following, 84.2 kB")
	w.press("q")
	w.exited(0)
}

// A writer has no more to say and does not end: what has come is shown, keys are answered, and more may come.
func TestTerminalStalled(t *testing.T) {
	first, second := halves(t)
	stalls := func(t *testing.T, s setup, to *os.File) {
		t.Helper()
		w := open(t, s)
		w.await("reading", "q: quit")
		for _, part := range [][]byte{first[:2000], first[2000:]} {
			if _, err := to.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		w.await("HIGH nil pointer", "still arriving, ")
		w.press("2")
		w.await("groups by count", "still arriving, ")
		if _, err := to.Write(second); err != nil {
			t.Fatal(err)
		}
		w.await("new finding: ", "groups by count")
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		w.press("k")
		w.until("all has come", func() bool {
			return strings.Contains(w.screen.String(), "44 goroutines read") && !strings.Contains(w.screen.String(), "still arriving")
		})
		w.press("q")
		w.exited(0)
	}
	t.Run("standard input", func(t *testing.T) {
		t.Parallel()
		from, to := pipe(t)
		stalls(t, setup{args: []string{"-"}, stdin: from}, to)
	})
	t.Run("named pipe", func(t *testing.T) {
		t.Parallel()
		name := filepath.Join(t.TempDir(), "fifo")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skip("no named pipes here:", err)
		}
		to, err := os.OpenFile(name, os.O_RDWR, 0) // for writing alone it would wait for the reader
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = to.Close() })
		stalls(t, setup{args: []string{"-f", name}}, to)
	})
	t.Run("named pipe that nobody writes to", func(t *testing.T) {
		t.Parallel()
		name := filepath.Join(t.TempDir(), "fifo")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skip("no named pipes here:", err)
		}
		w := open(t, setup{args: []string{name}})
		w.await("reading", "q: quit")
		w.press("?")
		w.await("everywhere", "draw the screen anew")
		w.press("?q")
		w.exited(0)
	})
}

var megabytes = regexp.MustCompile(`\b([0-9.]+) MB`)

// While much is read the screen tells how much, and q quits.
func TestTerminalFlood(t *testing.T) {
	t.Parallel()
	from, to := pipe(t)
	w := open(t, setup{args: []string{"-"}, stdin: from})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for { // until nobody reads any more
			if _, err := to.Write(demoLog); err != nil {
				return
			}
		}
	}()
	_ = from.Close()
	var first string
	w.until("the amount is shown", func() bool {
		first = megabytes.FindString(w.screen.String())
		return first != ""
	})
	w.until("the amount grows", func() bool {
		next := megabytes.FindString(w.screen.String())
		return next != "" && next != first
	})
	w.press("q")
	w.exited(0)
	<-stopped
}
