package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gotriage/triage"
	"gotriage/triage/report"
	"gotriage/ui/theme"
)

type reportFlags struct {
	format string
	failOn string
	schema bool
	follow bool // only to say why not
}

func reportCommand(a *app) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report [INPUT ...]",
		Short: "The same case without a screen",
		Long: "report writes what the workbench would show: findings with their proof, groups of goroutines, and an account " +
			"of what was read and what was not. The exit status is 0, or 1 with --fail-on and a finding as severe as that, " +
			"or 2 where nothing could be read.",
		Example: "# for a person\ngotriage report goroutines.txt\n\n" +
			"# for a script\ngotriage report --format json crash.log | jq '.findings[0].suspect'\n\n" +
			"# in a job\ngo test ./... 2>&1 | gotriage report --fail-on high -",
		Args: cobra.ArbitraryArgs,
	}
	a.inputs.live.add(cmd)
	cmd.Flags().StringVar(&f.format, "format", "text", strings.Join(report.Formats(), " or "))
	cmd.Flags().StringVar(&f.failOn, "fail-on", "never", "exit with 1 on a finding of this severity or above: low, medium, high, critical, never")
	cmd.Flags().BoolVar(&f.schema, "schema", false, "print the JSON Schema of the JSON format")
	cmd.Flags().BoolVarP(&f.follow, "follow", "f", false, "")
	_ = cmd.Flags().MarkHidden("follow") // it fails only for a flag that is not there
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if f.follow {
			return errFollow
		}
		if f.schema {
			_, err := a.out.Write(report.JSONSchema)
			return err
		}
		if len(args) == 0 {
			if isTerminal(a.in) {
				return fmt.Errorf("report: name an INPUT, or - for standard input")
			}
			args = []string{"-"}
		}
		return a.report(ctx, args, f)
	})
	return cmd
}

// report reads the inputs and writes the case to standard output.
func (a *app) report(ctx context.Context, args []string, f reportFlags) error {
	writer, err := report.Find(f.format)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	limit := triage.ParseSeverity(f.failOn)
	if limit == 0 && f.failOn != "" && f.failOn != "never" {
		return fmt.Errorf("report: --fail-on %s is not one of low, medium, high, critical, never", f.failOn)
	}
	progress := a.progressLine()
	c, err := a.load(ctx, args, progress.show)
	progress.clear()
	if err != nil {
		return err
	}
	defer closeAll(c)
	for _, in := range c.Inputs {
		if in.Evidence.Failed() {
			tell(a.err, errors.New(in.Evidence.Problems[0].Message))
		}
	}
	out := bufio.NewWriter(a.out)
	if err := writer.Write(out, c, a.look()); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if limit != 0 && len(c.Findings) > 0 {
		for _, finding := range c.Findings {
			if finding.Family.Severity >= limit {
				a.status = exitFinding
			}
		}
	}
	return nil
}

// closeAll gives the inputs back; the program ends, so an error changes nothing.
func closeAll(c *triage.Case) {
	for _, in := range c.Inputs {
		_ = in.Evidence.Close()
	}
}

// look says how text is written to standard output: colours only on a terminal and without NO_COLOR, and only the
// terminal's own sixteen, which its owner has made readable on his background.
func (a *app) look() report.Options {
	opt := report.Options{Width: 80, ASCII: !theme.UTF8(os.Getenv)}
	colors := colorprofile.Detect(a.out, os.Environ())
	if isTerminal(a.out) {
		if width, _, err := term.GetSize(int(a.out.Fd())); err == nil && width >= 40 {
			opt.Width = min(width, 120)
		}
	}
	opt.Theme = theme.New(true, min(colors, colorprofile.ANSI))
	return opt
}

// progressLine tells on a terminal how far a long reading has come.
type progressLine struct {
	to    *os.File
	begun time.Time
	shown time.Time
}

func (a *app) progressLine() *progressLine {
	p := &progressLine{begun: time.Now()}
	if isTerminal(a.err) {
		p.to = a.err
	}
	return p
}

func (p *progressLine) show(name string, done, total int64) {
	now := time.Now()
	if p.to == nil || now.Sub(p.begun) < 300*time.Millisecond || now.Sub(p.shown) < 100*time.Millisecond {
		return
	}
	p.shown = now
	text := fmt.Sprintf("%d MB", done>>20)
	if total > 0 {
		text = fmt.Sprintf("%d%% of %d MB", 100*done/total, total>>20)
	}
	_, _ = fmt.Fprintf(p.to, "\rreading %s: %s\x1b[K", theme.Sanitize(name), text)
}

func (p *progressLine) clear() {
	if p.to != nil && !p.shown.IsZero() {
		_, _ = fmt.Fprint(p.to, "\r\x1b[K")
	}
}
