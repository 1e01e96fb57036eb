package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

type explainFlags struct {
	check bool
	tests bool
}

func explainCommand(a *app) *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain [FAMILY | TEXT]",
		Short: "The catalogue of bug families",
		Long: "explain lists the documented bug families, shows one, or finds those that speak of a text: an error message, " +
			"a flag, a claim from an article. --check runs the samples of all families, with a DIR those of your own too.",
		Example: "gotriage explain\n\n" +
			"gotriage explain concurrent-map\n\n" +
			"# is it true?\ngotriage explain \"checkDeferStack\"\n\n" +
			"# your own families\ngotriage explain --check ./families",
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "run the samples of the families and the rules")
	cmd.Flags().BoolVar(&f.tests, "tests", false, "list the tests of the match language")
	cmd.RunE = a.run(func(_ context.Context, args []string) error { return a.explain(args, f) })
	return cmd
}

func (a *app) explain(args []string, f explainFlags) error {
	if f.check && len(args) > 0 {
		a.inputs.families, args = args[0], args[1:]
	}
	opt, err := a.inputs.knowledge()
	if err != nil {
		return err
	}
	switch {
	case f.tests:
		return a.print(testsPage())
	case f.check:
		return a.check(opt)
	case len(args) == 0:
		return a.list(opt.Catalogue)
	}
	text := strings.Join(args, " ")
	if family := opt.Catalogue.Find(text); family != nil {
		return a.page(family)
	}
	found := opt.Catalogue.Search(text)
	switch len(found) {
	case 0:
		return fmt.Errorf("explain: no family speaks of %q; gotriage explain lists them all", text)
	case 1:
		if found[0].Answers(text) {
			return a.page(found[0])
		}
	}
	return a.families(found)
}

func (a *app) print(text string) error {
	if _, err := io.WriteString(colorprofile.NewWriter(a.out, os.Environ()), text); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// check runs all samples and says what fails.
func (a *app) check(opt triage.Options) error {
	problems := opt.Rules.Check()
	done := opt.Catalogue.Check(opt.Rules)
	problems = append(problems, done.Problems...)
	for _, p := range problems {
		_, _ = fmt.Fprintln(a.err, p)
	}
	for _, todo := range done.Todo {
		_, _ = fmt.Fprintln(a.err, "known miss:", todo)
	}
	if len(problems) > 0 {
		return fmt.Errorf("explain --check: %d of %d families and their %d samples disagree", len(problems), done.Families, done.Samples)
	}
	return a.print(fmt.Sprintf("%d families, %d samples, %d known misses: all as they say\n", done.Families, done.Samples, len(done.Todo)))
}

// list shows the catalogue by class.
func (a *app) list(c *triage.Catalogue) error {
	var b strings.Builder
	look := a.look()
	class := ""
	for _, f := range c.Families {
		if f.Class != class {
			if class != "" {
				b.WriteString("\n")
			}
			class = f.Class
			b.WriteString(look.Theme.Strong.Render(class) + "\n")
		}
		b.WriteString(a.row(look.Theme, f))
	}
	b.WriteString("\ngotriage explain FAMILY shows one; gotriage explain TEXT finds those that speak of a text.\n")
	return a.print(b.String())
}

func (a *app) families(found []*triage.Family) error {
	var b strings.Builder
	for _, f := range found[:min(len(found), 30)] {
		b.WriteString(a.row(a.look().Theme, f))
	}
	return a.print(b.String())
}

func (a *app) row(look *theme.Theme, f *triage.Family) string {
	word := f.Severity.String()
	if f.Class == "myth" {
		word = f.Truth
	}
	return fmt.Sprintf("  %-32s %s %s\n", f.ID, look.Severity(f.Severity.String()).Render(fmt.Sprintf("%-9s", word)), f.Title)
}

// page shows one family: rendered on a terminal, as Markdown elsewhere.
func (a *app) page(f *triage.Family) error {
	text := familyPage(f)
	if !isTerminal(a.out) {
		return a.print(text)
	}
	look := a.look()
	lines := widget.Markdown(look.Theme, text, min(look.Width, 100))
	return a.print(strings.Join(lines, "\n") + "\n")
}

func familyPage(f *triage.Family) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", f.ID, f.Title)
	facts := []string{"class " + f.Class, "severity " + f.Severity.String(), f.Truth}
	if f.Go != "" {
		facts = append(facts, "Go "+f.Go)
	}
	fmt.Fprintf(&b, "*%s*\n\n%s\n", strings.Join(facts, " · "), strings.TrimSpace(f.Doc))
	if f.Match != nil {
		fmt.Fprintf(&b, "\n## How it is recognised\n\n```go\n%s\n```\n", strings.TrimSpace(f.Match.String()))
	}
	if len(f.See) > 0 {
		fmt.Fprintf(&b, "\nSee also: %s\n", strings.Join(f.See, ", "))
	}
	return b.String()
}

// testsPage documents the match language.
func testsPage() string {
	var b strings.Builder
	b.WriteString("Tests of the match language, joined by && || ! and parentheses. What the evidence cannot say is unknown.\n\n")
	for _, t := range triage.Tests {
		fmt.Fprintf(&b, "  %-28s %s\n", t.Usage, t.Doc)
	}
	return b.String()
}
