//go:build unix

package cli

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// moments are where the program may be when its end comes; each brings a window there.
func moments() map[string]func(t *testing.T) *window {
	demo := func(t *testing.T, keys string, texts ...string) *window {
		t.Helper()
		w := open(t, setup{args: []string{"demo"}})
		w.await("HIGH nil pointer", "? keys")
		w.press(keys)
		w.await(texts...)
		return w
	}
	return map[string]func(*testing.T) *window{
		"reading": func(t *testing.T) *window {
			t.Helper()
			from, _ := pipe(t) // its writer stays open
			w := open(t, setup{args: []string{"-"}, stdin: from})
			w.await("reading")
			return w
		},
		"view":    func(t *testing.T) *window { t.Helper(); return demo(t, "2", "groups by count") },
		"overlay": func(t *testing.T) *window { t.Helper(); return demo(t, "?", "half a screen down") },
		"typing":  func(t *testing.T) *window { t.Helper(); return demo(t, "/", "Enter: done") },
	}
}

// However the program is asked to end, the terminal is as it was before. Its exit status is 0: nothing went wrong.
func TestTerminalEnds(t *testing.T) {
	ends := map[string]func(w *window){
		"ctrl-c":  func(w *window) { w.press("\x03") },
		"SIGINT":  func(w *window) { w.signal(syscall.SIGINT) },
		"SIGTERM": func(w *window) { w.signal(syscall.SIGTERM) },
		"SIGHUP":  func(w *window) { w.signal(syscall.SIGHUP) },
	}
	for end, do := range ends {
		for moment, bring := range moments() {
			t.Run(end+" "+moment, func(t *testing.T) {
				t.Parallel()
				w := bring(t)
				do(w)
				w.exited(0)
			})
		}
	}
}

func (w *window) signal(s os.Signal) {
	w.t.Helper()
	if err := w.cmd.Process.Signal(s); err != nil {
		w.t.Fatal(err)
	}
}

// A terminal that is closed, or whose line is cut, takes the program with it.
func TestTerminalClosed(t *testing.T) {
	for moment, bring := range moments() {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			w := bring(t)
			if err := w.master.Close(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-w.ended:
			case <-time.After(patience):
				t.Fatal("it lives on without a terminal")
			}
			w.gone()
			t.Log(w.state())
		})
	}
}

// Where there is nothing to show the terminal is not touched.
func TestTerminalMissing(t *testing.T) {
	t.Parallel()
	w := open(t, setup{args: []string{"missing.dump", "gone.dump"}})
	w.exited(exitTrouble)
	const want = "gotriage: read missing.dump: no such file or directory; read gone.dump: no such file or directory\r\n"
	if got := strings.TrimSuffix(string(w.sent()), last); got != want {
		t.Errorf("it wrote %q, not %q", got, want)
	}
}
