package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gotriage/triage"
	"gotriage/ui"
)

// loader reads evidence into a case and tells how far it is.
type loader func(ctx context.Context, progress func(name string, done, total int64)) (*triage.Case, error)

// workbench opens the inputs on the terminal: the first screen is there before they are read.
func (a *app) workbench(ctx context.Context, args []string) error {
	if err := unopened(args); err != nil {
		return err
	}
	return a.show(ctx, func(ctx context.Context, progress func(string, int64, int64)) (*triage.Case, error) {
		return a.load(ctx, args, progress)
	})
}

// unopened says why no input at all can be opened, nil where one may. The terminal is not taken for nothing: what it
// answers to the first questions would come when nobody reads it any more, and stand behind the shell's prompt.
func unopened(args []string) error {
	var failed []error
	for _, name := range args {
		info, err := os.Stat(name)
		if err == nil && info.Mode().IsRegular() {
			var f *os.File
			if f, err = os.Open(name); err == nil {
				err = f.Close()
			}
		}
		var path *fs.PathError
		if name == "-" || isAddress(name) || !errors.As(err, &path) {
			return nil
		}
		failed = append(failed, fmt.Errorf("read %s: %w", name, path.Err))
	}
	return errors.Join(failed...)
}

func (a *app) show(ctx context.Context, load loader) error {
	loaded := make(chan *triage.Case, 1)
	err := ui.Run(ctx, ui.Options{
		Load: func(ctx context.Context, progress func(string, int64, int64)) (*triage.Case, error) {
			c, err := load(ctx, progress)
			loaded <- c
			return c, err
		},
		Output:  a.out,
		NoColor: os.Getenv("NO_COLOR") != "",
		Version: version(),
	})
	select {
	case c := <-loaded:
		if c != nil {
			closeAll(c)
		}
	default: // it was left while it read, and reads until the program is gone
	}
	return err
}
