//go:build unix

package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"gotriage/profile"
	"gotriage/triage"
)

// panicVariable tells TestTerminalPanicker when to panic.
const panicVariable = "GOTRIAGE_TEST_PANIC"

// A panic of our own, wherever it happens, leaves a usable terminal, says what happened, and is exit status 2.
func TestTerminalPanic(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for when, lead := range map[string]func(w *window){
		"reading": func(*window) {},
		"drawing": func(w *window) {
			w.press("2")
			w.await("groups by count")
			w.press(enter)
		},
		"fetching under an overlay": func(w *window) {
			w.press("7?") // the overlay is there before the text is
		},
	} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			w := open(t, setup{
				name: self, args: []string{"-test.run=^TestTerminalPanicker$"},
				env: []string{panicVariable + "=" + when, "TMPDIR=" + t.TempDir()},
			})
			if when != "reading" {
				w.await("HIGH nil pointer")
			}
			lead(w)
			w.exited(exitTrouble)
			if screen := w.text(); !strings.Contains(screen, "gotriage: gotriage itself panicked") {
				t.Errorf("in the end it does not say that it panicked:\n%s", screen)
			}
			if wire := string(w.sent(0)); !strings.Contains(wire, "terminal_panic_test.go:") {
				t.Errorf("it does not say where:\n%s", wire)
			}
		})
	}
}

// TestTerminalPanicker is the program that TestTerminalPanic runs; alone it does nothing.
func TestTerminalPanicker(t *testing.T) {
	when := os.Getenv(panicVariable)
	if when == "" {
		return
	}
	subcommands = append(subcommands, func(a *app) *cobra.Command {
		cmd := &cobra.Command{Use: "panic"}
		cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
			return a.show(ctx, func(context.Context, func(string, int64, int64)) (*triage.Case, error) { return a.broken(when) })
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
		e.Goroutines = nil // what draws a group does not find its goroutines
	} else {
		text.armed = true
	}
	return c, nil
}

// trap is a text that panics when it is read, once armed.
type trap struct {
	io.ReaderAt
	armed bool
}

func (t *trap) ReadAt(p []byte, offset int64) (int, error) {
	if t.armed {
		panic("a panic of our own")
	}
	return t.ReaderAt.ReadAt(p, offset)
}
