package cli

import (
	"context"
	"os"

	"gotriage/triage"
	"gotriage/ui"
)

// loader reads evidence into a case and tells how far it is.
type loader func(ctx context.Context, progress func(name string, done, total int64)) (*triage.Case, error)

// workbench opens the inputs on the terminal: the first screen is there before they are read.
func (a *app) workbench(ctx context.Context, args []string) error {
	return a.show(ctx, func(ctx context.Context, progress func(string, int64, int64)) (*triage.Case, error) {
		return a.load(ctx, args, progress)
	})
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
