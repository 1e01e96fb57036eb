package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"gotriage/profile"
	"gotriage/sessions/capture"
	"gotriage/ui"
)

// workbench opens the inputs on the terminal: the first screen is there before they are read.
func (a *app) workbench(ctx context.Context, args []string) error {
	if err := a.unopened(args); err != nil {
		return err
	}
	w := &watch{app: a, names: args, over: make(chan struct{}, len(args))}
	defer w.close()
	return a.show(ctx, w.run)
}

// unopened says why no input at all can be opened, nil where one may. The terminal is not taken for nothing: what it
// answers to the first questions would come when nobody reads it any more, and stand behind the shell's prompt.
func (a *app) unopened(args []string) error {
	var failed []error
	for i, name := range args {
		switch {
		case !isStandardInput(name):
			if err := openable(name); err != nil {
				failed = append(failed, err)
			}
		case slices.ContainsFunc(args[:i], isStandardInput):
			return fmt.Errorf("read %s: standard input is named twice", name)
		case isTerminal(a.in):
			return fmt.Errorf("read %s: standard input is the terminal; name a file, or pipe something in", name)
		}
	}
	if len(failed) < len(args) {
		return nil
	}
	return errors.Join(failed...)
}

// openable says why an input cannot be opened, as far as that can be told without waiting for a writer.
func openable(name string) error {
	if capture.IsAddress(name) {
		if _, err := capture.ParseAddress(name); err != nil {
			return fmt.Errorf("read the address: %w", err)
		}
		return nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return reason(name, err)
	case info.IsDir():
		return nil
	case !info.Mode().IsRegular() && info.Mode()&fs.ModeCharDevice == 0:
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return reason(name, err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	if isTerminal(f) {
		return fmt.Errorf("read %s: it is a terminal; name a file, or pipe something in", name)
	}
	return nil
}

// isStandardInput tells the names of standard input.
func isStandardInput(name string) bool {
	return name == "-" || name == "/dev/stdin" || name == "/dev/fd/0" || name == "/proc/self/fd/0"
}

// show opens the workbench on what load shows.
func (a *app) show(ctx context.Context, load func(context.Context, ui.Tell) error) error {
	return ui.Run(ctx, ui.Options{
		Load:    load,
		Close:   func(e *profile.Evidence) { _ = e.Close() }, // nothing was written
		Output:  a.out,
		NoColor: os.Getenv("NO_COLOR") != "",
		Version: version(),
	})
}
