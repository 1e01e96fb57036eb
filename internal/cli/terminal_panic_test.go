//go:build unix

package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui"
)

// What TestTerminalPanicker is told by its environment: when to panic, and a named pipe whose writer it waits for.
const (
	panicVariable = "GOTRIAGE_TEST_PANIC"
	gateVariable  = "GOTRIAGE_TEST_GATE"
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
				t.Skip(err)
			}
			w := open(t, setup{
				name: self, args: []string{"-test.run=^TestTerminalPanicker$"},
				env: []string{panicVariable + "=" + when, gateVariable + "=" + gate, "TMPDIR=" + folder},
			})
			if when != "reading" {
				w.await("HIGH nil pointer")
			}
			lead(w, gate)
			w.exited(exitTrouble)
			if screen := w.text(); !strings.Contains(screen, "gotriage: gotriage itself panicked") {
				t.Errorf("in the end it does not say that it panicked:\n%s", screen)
			}
			if wire := string(w.sent()); !strings.Contains(wire, "terminal_panic_test.go:") {
				t.Errorf("it does not say where:\n%s", wire)
			}
		})
	}
}

// TestTerminalPanicker is the program that TestTerminalPanic runs; alone it does nothing.
func TestTerminalPanicker(*testing.T) {
	when := os.Getenv(panicVariable)
	if when == "" {
		return
	}
	subcommands = append(subcommands, func(a *app) *cobra.Command {
		cmd := &cobra.Command{Use: "panic"}
		cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
			return a.show(ctx, func(_ context.Context, tell ui.Tell) error {
				c, err := a.broken(when)
				if err == nil {
					tell.Show(c, ui.Status{})
				}
				return err
			})
		})
		return cmd
	})
	os.Exit(Main([]string{"panic"})) //nolint:revive // the test is a program here
}

// broken is the demo, made so that it panics.
func (a *app) broken(when string) (*triage.Case, error) {
	if when == "reading" {
		panic("a panic of our own")
	}
	opt, err := a.inputs.knowledge()
	if err != nil {
		return nil, err
	}
	text := &trap{ReaderAt: bytes.NewReader(demoLog)}
	e, err := profile.Read("shop-crash.log", text, int64(len(demoLog)), profile.Options{})
	if err != nil {
		return nil, err
	}
	c := triage.Analyze([]*profile.Evidence{e}, opt)
	if when == "drawing" {
		e.Labels = nil // what draws a goroutine does not find its labels
	} else {
		text.armed = true
	}
	return c, nil
}

// trap is a text that panics when it is read, once armed and when the gate is open.
type trap struct {
	io.ReaderAt
	armed bool
}

func (t *trap) ReadAt(p []byte, offset int64) (int, error) {
	if t.armed {
		if gate, err := os.Open(os.Getenv(gateVariable)); err == nil { // waits for the writer
			_ = gate.Close()
		}
		panic("a panic of our own")
	}
	return t.ReaderAt.ReadAt(p, offset)
}
