//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A panic of our own, wherever it happens, leaves a usable terminal, says what happened, and is exit status 2.
func TestTerminalPanic(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for when, lead := range map[string]func(w *window, gate string){
		"reading": func(*window, string) {},
		"drawing": func(w *window, _ string) {
			w.press("2")
			w.await("groups by count")
			w.press(enter)
		},
		"fetching under an overlay": func(w *window, gate string) {
			w.press("7?")
			w.await("half a screen down")
			f, err := os.OpenFile(gate, os.O_RDWR, 0) // for writing alone it would wait for the reader
			if err != nil {
				w.t.Fatal(err)
			}
			w.t.Cleanup(func() { _ = f.Close() })
		},
	} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			gate := filepath.Join(folder, "gate")
			if err := syscall.Mkfifo(gate, 0o600); err != nil {
				t.Skip("no named pipes here:", err)
			}
			program := filepath.Join(folder, panicker)
			if err := os.Symlink(self, program); err != nil {
				t.Fatal(err)
			}
			w := open(t, setup{
				name: program,
				env:  []string{panicVariable + "=" + when, gateVariable + "=" + gate, "TMPDIR=" + folder},
			})
			if when != "reading" {
				w.await("HIGH nil pointer")
			}
			lead(w, gate)
			w.exited(exitTrouble)
			if screen := w.text(); !strings.Contains(screen, "gotriage: gotriage itself panicked") {
				t.Errorf("in the end it does not say that it panicked:\n%s", screen)
			}
			if wire := string(w.sent()); !strings.Contains(wire, "panicker_test.go:") {
				t.Errorf("it does not say where:\n%s", wire)
			}
		})
	}
}
