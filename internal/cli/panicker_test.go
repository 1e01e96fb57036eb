package cli

import (
	"bytes"
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui"
)

// panicker is the name under which the test binary is a program that panics.
const panicker = "gotriage-panics"

// What that program is told by its environment: when to panic, and a named pipe whose writer it waits for.
const (
	panicVariable = "GOTRIAGE_TEST_PANIC"
	gateVariable  = "GOTRIAGE_TEST_GATE"
)

// panics is the program that TestTerminalPanic runs, the workbench on a case that is broken. It gives the exit status.
func panics() int {
	when := os.Getenv(panicVariable)
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
	return Main([]string{"panic"})
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
