package cli

import (
	"context"
	"errors"

	"gotriage/triage"
)

func (a *app) workbench(ctx context.Context, args []string) error { return errors.New("ui") }
func (a *app) show(ctx context.Context, load func(context.Context, func(string, int64, int64)) (*triage.Case, error)) error {
	return errors.New("ui")
}
