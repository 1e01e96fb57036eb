package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"

	"gotriage/profile"
	"gotriage/ui/theme"
)

// Options say what to open and on which terminal.
type Options struct {
	// Load reads the evidence and shows it, again whenever more of it has come. It is called once, in a goroutine of its
	// own, and told by the context to stop. Its error is Run's where it has shown nothing.
	Load    func(ctx context.Context, tell Tell) error
	Close   func(*profile.Evidence) // gives evidence back that is no longer shown; nil: nothing is to be done
	Input   *os.File                // where keys come from; nil: standard input, or the terminal itself where that is something else
	Output  *os.File                // nil: standard output
	NoColor bool
	ASCII   bool   // the terminal shows no more than ASCII
	Version string // shown while reading
}

// frames is how often in a second the screen may change: a key waits for half a frame's time, 4 ms.
const frames = 120

// Run shows the workbench until it is quit. It gives Load's error where there is nothing to show, and nil where a
// person or a signal ended it. However it ends, the terminal is as it was before, and Load's context is done.
func Run(ctx context.Context, opts Options) error {
	ctx, cancel := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	opts.NoColor = opts.NoColor || os.Getenv("NO_COLOR") != ""
	opts.ASCII = opts.ASCII || !theme.UTF8(os.Getenv)

	m := newModel(ctx, opts)
	m.noShell = whyNoShell()
	// Signals are taken here: Bubble Tea knows no SIGHUP, and would leave without waiting for its own reader.
	settings := []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(frames)}
	input, done, err := keyboard(opts.Input, cancel)
	if err != nil {
		return err
	}
	defer done()
	settings = append(settings, tea.WithInput(input))
	if opts.Output != nil {
		settings = append(settings, tea.WithOutput(opts.Output))
	}
	if opts.NoColor {
		settings = append(settings, tea.WithColorProfile(colorprofile.ASCII))
	}
	p := tea.NewProgram(m, settings...)
	m.send = p.Send
	stop := context.AfterFunc(ctx, func() {
		cancel() // a second signal ends the program at once
		p.Quit()
	})
	defer stop()
	_, err = p.Run()
	if m.c != nil && opts.Close != nil {
		for _, e := range evidence(m.c) {
			opts.Close(e)
		}
	}
	switch {
	case m.err != nil:
		return m.err
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("gotriage itself panicked, please report what stands above: %w", err)
	case err == nil, ctx.Err() != nil:
		return nil
	}
	return fmt.Errorf("the terminal: %w", err)
}

// terminal is a file that tells when there is nothing more to come: Bubble Tea would wait for keys for ever on a
// terminal that was closed.
type terminal struct {
	*os.File
	keys   *whole
	closed func()
}

func newTerminal(f *os.File, closed func()) terminal {
	return terminal{f, &whole{Reader: f}, closed}
}

// Read reads keys.
func (t terminal) Read(p []byte) (int, error) {
	n, err := t.keys.Read(p)
	if err != nil {
		t.closed()
	}
	return n, err
}

// keyboard gives the file that keys come from, and a function that gives it back.
func keyboard(input *os.File, closed func()) (terminal, func(), error) {
	if input != nil {
		return newTerminal(input, closed), func() {}, nil
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		return newTerminal(os.Stdin, closed), func() {}, nil
	}
	in, out, err := tea.OpenTTY()
	if err != nil {
		return terminal{}, nil, fmt.Errorf("no terminal to read keys from: %w; gotriage report shows the same without one", err)
	}
	return newTerminal(in, closed), func() { _, _ = in.Close(), out.Close() }, nil
}
