// Package cli is the command line: one file per sub-command turns flags into calls and results into an exit status.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gotriage/ui/theme"
)

// Exit statuses.
const (
	exitOK      = 0
	exitFinding = 1 // a finding at or above --fail-on
	exitTrouble = 2 // it could not work; one line on standard error says why
)

// app is what the sub-commands share: where they read and write, and how they end.
type app struct {
	in       *os.File
	out, err *os.File
	inputs   inputFlags
	status   int
	failure  error
}

// subcommands in the order of the help.
var subcommands = []func(*app) *cobra.Command{
	reportCommand,
	captureCommand,
	demoCommand,
	explainCommand,
}

// Main runs the program with its arguments and gives the exit status. A signal ends it at once, as the system does by
// default: only the workbench, which has a terminal to put in order, takes signals itself.
func Main(args []string) int {
	spareMemory()
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	root := a.root()
	root.SetArgs(args)
	err := fang.Execute(context.Background(), root, fang.WithVersion(version()), fang.WithErrorHandler(plainErrors))
	for _, w := range a.inputs.warnings {
		tell(a.err, w)
	}
	switch {
	case err != nil:
		return exitTrouble
	case a.failure != nil:
		tell(a.err, a.failure)
		return exitTrouble
	}
	return a.status
}

// plainErrors tells what is wrong with the command line itself.
func plainErrors(w io.Writer, _ fang.Styles, err error) {
	_, _ = fmt.Fprintf(w, "gotriage: %s; gotriage --help shows the usage\n", strings.TrimSuffix(err.Error(), "."))
}

// tell says in one line what went wrong. The stack of a panic of ours, which its error holds behind a blank line, comes
// before it: so the line is still in sight.
func tell(w io.Writer, err error) {
	parts, stack, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n\n")
	if stack != "" {
		_, _ = fmt.Fprintf(w, "%s\n\n", stack)
	}
	_, _ = fmt.Fprintln(w, "gotriage:", theme.Sanitize(strings.ReplaceAll(parts, "\n", "; "))) // names and servers' words are hostile
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "gotriage [INPUT ...]",
		Short: "Triage of Go incidents in a terminal",
		Long: "gotriage opens the evidence that a broken Go program left behind (goroutine dumps, panics, fatal errors, " +
			"crashes by signal, race reports, failed tests, exit codes) and says what is wrong, how sure that is and why, and which frame is to blame.\n\n" +
			"INPUT is a file, plain or compressed (gzip, zstd, bzip2), a folder with all below it, an archive (zip, tar, tar.gz, " +
			"tar.zst, tar.bz2; known by its content), - for standard input, or the address of a running program that serves " +
			"net/http/pprof (http://host:6060; gotriage help capture says more). On a terminal the workbench opens; where standard " +
			"output is no terminal, the report is written.\n\n" +
			"Of folders and archives each file that holds evidence becomes an input, in the order of the time that its name or " +
			"its text tells: incident.zip!/pod/crash.log. What is not evidence is counted and left alone. An archive is read in " +
			"place: nothing is unpacked to disk but temporary files without a name, no link is followed, hidden folders are left " +
			"alone. Limits: --max-files (20000 files of one folder or archive), --max-unpacked (2 GiB for all that it holds), " +
			"archives in archives 2 deep, a zip directory of 32 MiB, compression 4 times over. What was read before a limit is " +
			"kept, and the limit is told.\n\n" +
			"Standard input and named pipes are shown as they come: while a writer stalls or has not ended, what has come so " +
			"far is on the screen, marked as still arriving. With -f the same holds for files that grow, such as logs: they " +
			"are read again as they grow, the more seldom the bigger they are; selection, filter and view stay. A file that is " +
			"cut or replaced is read anew. -f needs the workbench: the report is written once, when all has come.",
		Example: "# look at a dump\n" +
			"gotriage goroutines.txt\n\n" +
			"# what a service said before it died\n" +
			"kubectl logs --previous api-7f9c | gotriage -\n\n" +
			"# what it says now\n" +
			"gotriage -f /var/log/api.log\n" +
			"kubectl logs -f api-7f9c | gotriage\n\n" +
			"# a program that runs\n" +
			"gotriage http://localhost:6060\n\n" +
			"# all that was collected\n" +
			"gotriage incident.tar.gz\n" +
			"gotriage -f captures/\n\n" +
			"# nothing at hand\n" +
			"gotriage demo",
		Args: cobra.ArbitraryArgs,
	}
	a.inputs.add(root)
	a.inputs.live.add(root)
	root.Flags().BoolVarP(&a.inputs.follow, "follow", "f", false, "files may grow or be replaced: show what comes, as tail -F does")
	root.RunE = a.run(func(ctx context.Context, args []string) error { return a.open(ctx, root, args) })
	for _, sub := range subcommands {
		root.AddCommand(sub(a))
	}
	return root
}

// run keeps an error of the work itself apart from those of the command line.
func (a *app) run(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.failure = f(cmd.Context(), args)
		return nil
	}
}

// open is gotriage without a sub-command: the workbench on a terminal, the report elsewhere.
func (a *app) open(ctx context.Context, root *cobra.Command, args []string) error {
	if len(args) == 0 {
		if isTerminal(a.in) {
			return root.Help()
		}
		args = []string{"-"}
	}
	if !isTerminal(a.out) {
		if a.inputs.follow {
			return errFollow
		}
		return a.report(ctx, args, reportFlags{format: "text"})
	}
	return a.workbench(ctx, args)
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// version tells what was built, from the build's own facts.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown (built without module support)"
	}
	text := info.Main.Version
	if text == "" || text == "(devel)" {
		text = "devel"
	}
	var facts []string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			facts = append(facts, s.Value[:min(12, len(s.Value))])
		case s.Key == "vcs.time":
			facts = append(facts, s.Value)
		case s.Key == "vcs.modified" && s.Value == "true":
			facts = append(facts, "modified")
		}
	}
	return fmt.Sprintf("%s (%s)", text, strings.Join(append(facts, info.GoVersion), ", "))
}

// errFollow says why -f does not work without a screen.
var errFollow = errors.New("-f shows inputs as they grow and needs the workbench on a terminal; without -f the report is written once all has come")

// errStopped says that a signal ended the work.
var errStopped = errors.New("stopped by a signal")
