package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"gotriage/profile"
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
		case name == "-" && slices.Contains(args[:i], "-"):
			return errors.New("read -: standard input was named twice")
		case name == "-" && isTerminal(a.in):
			return errors.New("read -: standard input is the terminal; name a file, or pipe something in")
		}
		info, err := os.Stat(name)
		switch {
		case name == "-" || err != nil:
		case info.Mode().IsRegular():
			var f *os.File
			if f, err = os.Open(name); err == nil {
				err = f.Close()
			}
		case info.IsDir():
			failed = append(failed, fmt.Errorf("read %s: it is a folder; name the files in it", name))
			continue
		case isTerminalDevice(name, info):
			return fmt.Errorf("read %s: it is a terminal; name a file, or pipe something in", name)
		}
		var path *fs.PathError
		if name == "-" || isAddress(name) || !errors.As(err, &path) {
			return nil
		}
		failed = append(failed, fmt.Errorf("read %s: %w", name, path.Err))
	}
	return errors.Join(failed...)
}

// isTerminalDevice says whether a device is a terminal: the keys come from there.
func isTerminalDevice(name string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeCharDevice == 0 {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it was only asked
	return isTerminal(f)
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
