package cli

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"

	"github.com/spf13/cobra"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/triage/report"
	"gotriage/ui"
)

//go:embed demo/shop-crash.log
var demoLog []byte

func demoCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A bundled incident",
		Long: "demo opens the log of a small web shop that died, captured from a real program: the workbench on a terminal, " +
			"the report elsewhere.",
		Example: "gotriage demo",
		Args:    cobra.NoArgs,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if isTerminal(a.out) {
			return a.show(ctx, func(_ context.Context, tell ui.Tell) error {
				c, err := a.demo()
				if err == nil {
					tell.Show(c, ui.Status{})
				}
				return err
			})
		}
		c, err := a.demo()
		if err != nil {
			return err
		}
		return report.Text(a.out, c, a.look())
	})
	return cmd
}

func (a *app) demo() (*triage.Case, error) {
	opt, err := a.inputs.knowledge()
	if err != nil {
		return nil, err
	}
	e, err := profile.Read("shop-crash.log", bytes.NewReader(demoLog), int64(len(demoLog)), profile.Options{})
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return triage.Analyze([]*profile.Evidence{e}, opt), nil
}
