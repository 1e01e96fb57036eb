//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"regexp"
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
	for _, args := range [][]string{{"-"}, nil} {
		from, to := pipe(t)
		w := open(t, setup{args: args, stdin: from})
		w.await("reading")
		if _, err := to.Write(demoLog); err != nil {
			t.Fatal(err)
		}
		w.await("reading standard input", "kB")
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		w.await("HIGH nil pointer")
		w.press("7")
		w.await("shop cart listens")
		w.press("q")
		w.exited(0)
	}
}

// A writer that has no more to say, and does not end, is waited for; q does not.
func TestTerminalStalled(t *testing.T) {
	t.Parallel()
	t.Run("standard input", func(t *testing.T) {
		from, to := pipe(t)
		w := open(t, setup{args: []string{"-"}, stdin: from})
		if _, err := to.WriteString("goroutine 1 [running]:\n"); err != nil {
			t.Fatal(err)
		}
		w.await("reading standard input", "23 B", "q: quit")
		w.press("q")
		w.exited(0)
	})
	t.Run("named pipe", func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "fifo")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skip(err)
		}
		w := open(t, setup{args: []string{name}})
		w.await("reading", "q: quit")
		w.press("q")
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
