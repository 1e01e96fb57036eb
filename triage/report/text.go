package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
)

// What bounds the text report: a screen or two for a person. JSON has all of it.
const (
	shownGroups = 12
	shownFrames = 12
	shownInputs = 20
	shownNames  = 5
)

// Text writes the case for a person: the verdict first, its proof beside it, then what was read and what was not.
func Text(w io.Writer, c *triage.Case, opt Options) error {
	t := &textWriter{c: c, width: opt.Width, look: opt.Theme, ascii: opt.ASCII}
	if t.width <= 0 {
		t.width = 80
	}
	if t.look == nil {
		t.look = theme.New(true, colorprofile.Ascii)
	}
	t.inputs()
	for i, f := range c.Findings {
		t.finding(f, i > 0 && sameSuspect(f, c.Findings[i-1]))
	}
	if len(c.Findings) == 0 {
		t.nothing()
	}
	t.possible()
	t.facts()
	t.locations()
	t.groups()
	t.growth()
	t.accounting()
	if _, err := io.WriteString(w, t.out.String()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

type textWriter struct {
	c     *triage.Case
	width int
	look  *theme.Theme
	ascii bool
	out   strings.Builder
}

// line writes one line, wrapped where it is too long; its text holds styles already.
func (t *textWriter) line(text string) {
	if t.ascii {
		text = theme.ASCII(text)
	}
	if t.look.Profile <= colorprofile.Ascii {
		text = ansi.Strip(text)
	}
	text = strings.TrimRight(text, " ")
	if ansi.StringWidth(text) > t.width {
		text = strings.ReplaceAll(wrap(text, t.width-4), "\n", "\n    ")
	}
	t.out.WriteString(text + "\n")
}

// wrap breaks a text at spaces, and not at the hyphens of file names and flags, which are copied from here.
func wrap(text string, width int) string {
	const hyphen = "\ue00d" // of a private use, so that it is in no text that was sanitised
	return strings.ReplaceAll(ansi.Wrap(strings.ReplaceAll(text, "-", hyphen), width, ""), hyphen, "-")
}

// field writes a named text, wrapped under itself.
func (t *textWriter) field(name, text string) {
	const indent = 11
	for i, part := range strings.Split(wrap(text, max(20, t.width-indent)), "\n") {
		if i > 0 {
			name = ""
		}
		t.line("  " + t.look.Dim.Render(fmt.Sprintf("%-*s", indent-2, name)) + part)
	}
}

func (t *textWriter) inputs() {
	for i, in := range t.c.Inputs {
		if i == shownInputs {
			t.line(t.look.Dim.Render(triage.Count(len(t.c.Inputs)-i, "more input") + "; --format json lists all"))
			return
		}
		e := in.Evidence
		facts := []string{t.look.Strong.Render(theme.Sanitize(e.Name))}
		var kinds []string
		for _, f := range e.Formats {
			kinds = append(kinds, string(f))
		}
		if len(kinds) == 0 {
			kinds = []string{"no evidence"}
		}
		if len(e.Wrapping) > 0 {
			kinds = append(kinds, "in "+strings.Join(e.Wrapping, ", "))
		}
		facts = append(facts, strings.Join(kinds, ", "))
		if in.GoVersion != "" {
			facts = append(facts, in.GoVersion)
		}
		if hosts := in.Hosts(); len(hosts) > 0 {
			facts = append(facts, "on "+theme.Sanitize(triage.Listed(hosts)))
		}
		if in.Module != "" {
			facts = append(facts, theme.Sanitize(in.Module))
		}
		facts = append(facts, in.Build...)
		for i := range e.Profiles {
			if p := &e.Profiles[i]; !p.OfGoroutines() {
				facts = append(facts, theme.Sanitize(triage.Described(p)))
			}
		}
		if n := e.GoroutinesRead(); n > 0 {
			facts = append(facts, triage.Count(n, "goroutine"), triage.Count(len(e.Stacks), "stack"))
		}
		if n := len(e.Dumps); n > 1 {
			facts = append(facts, triage.Count(n, "dump"))
		}
		t.line(strings.Join(facts, " · "))
	}
}

func (t *textWriter) nothing() {
	t.line("")
	goroutines, told, failed := 0, 0, 0
	for _, in := range t.c.Inputs {
		goroutines += in.Evidence.GoroutinesRead() + len(in.Evidence.Profiles)
		told += len(in.Evidence.Races) + len(in.Evidence.Tests) + len(in.Evidence.Packages) + len(in.Evidence.Exits)
		failed += triage.FailedBuilds(in.Evidence)
	}
	switch {
	case len(t.c.Possible) > 0:
		t.line(t.look.Strong.Render("No finding is certain.") + " What is possible stands below, with what would settle it.")
	case goroutines+told == 0 && failed > 0:
		t.line(t.look.Strong.Render("No finding.") + " A build failed, for a reason that no known family describes.")
	case goroutines+told == 0:
		t.line(t.look.Strong.Render("No finding.") + " No goroutine, panic or fatal error is in this input.")
	default:
		t.line(t.look.Strong.Render("No finding.") + " No known bug family shows in what was read.")
	}
}

// finding writes one verdict; same says that its suspect is that of the finding before it.
func (t *textWriter) finding(f *triage.Finding, same bool) {
	t.line("")
	severity := t.look.Severity(f.Family.Severity.String())
	title := theme.MarkFinding + " " + strings.ToUpper(f.Family.Severity.String()) + "  " + f.Family.Title
	times := ""
	if f.Count > 1 {
		times = "  ×" + triage.Number(f.Count)
	}
	t.line(severity.Render(title) + times)
	if seen := strings.TrimSpace(f.When() + "  " + t.c.SeenIn(f)); seen != "" {
		t.field("seen", seen)
	}
	if names := triage.Listed(t.c.Streams(f)); names != "" {
		t.field("stream", theme.Sanitize(names))
	}
	t.field("family", fmt.Sprintf("%s  %s  %s, %.0f%%", f.Family.ID, triage.ShortID(f.ID), f.Proof, 100*f.Confidence))
	t.message(f)
	if s := f.Suspect; s != nil && same {
		t.field("suspect", t.look.Dim.Render("as above"))
	} else if s != nil && s.Func == "" {
		t.field("suspect", t.look.Strong.Render(theme.Sanitize(s.At()))+"  "+t.look.Dim.Render(s.Why))
	} else if s != nil {
		t.field("suspect", t.look.Strong.Render(theme.Sanitize(s.Func))+"  "+theme.Sanitize(s.Place()))
		t.source(s.Source)
		t.field("", t.look.Dim.Render(s.Why))
		t.stack(f)
		t.other(f)
	}
	t.proofs("for", f.For)
	t.proofs("against", f.Against)
	for i, step := range f.Next {
		name := ""
		if i == 0 {
			name = "next"
		}
		t.field(name, theme.Sanitize(step))
	}
}

// message writes what the program said: each panic of a chain, each different text of equal crashes.
func (t *textWriter) message(f *triage.Finding) {
	name := "message"
	for _, text := range f.Messages {
		if text != "" {
			t.field(name, theme.Sanitize(ansi.Truncate(text, 300, "…")))
		}
		name = "and"
	}
}

// sameSuspect reports whether two findings blame the same frame of the same goroutine.
func sameSuspect(a, b *triage.Finding) bool {
	return a.Suspect != nil && b.Suspect != nil && a.Suspect.Stack != nil && a.Suspect.Stack == b.Suspect.Stack && a.Suspect.Input == b.Suspect.Input && a.Suspect.Goroutine == b.Suspect.Goroutine && a.Suspect.Index == b.Suspect.Index
}

// source quotes what stands in the suspect's line.
func (t *textWriter) source(st *symbolize.Statement) {
	switch {
	case st == nil:
	case st.Doubt != "":
		t.field("", t.look.Dim.Render(theme.Sanitize(st.File)+" is not what was built: "+theme.Sanitize(st.Doubt)))
	default:
		t.field("source", theme.Sanitize(st.Text))
	}
}

// stack shows the suspect's stack, the suspect marked, library code dimmed.
func (t *textWriter) stack(f *triage.Finding) {
	s := f.Suspect
	frames := s.Stack.Frames
	from := max(0, min(s.Index-3, len(frames)-shownFrames))
	to := min(len(frames), from+shownFrames)
	for i, fr := range frames[from:to] {
		name := ""
		if i == 0 {
			name = "stack"
		}
		t.field(name, t.frame(fr, from+i == s.Index))
	}
	if more := len(frames) - (to - from); more > 0 {
		t.field("", t.look.Dim.Render(triage.Count(more, "frame")+" more"))
	}
}

// other shows the other access of a race with its stack.
func (t *textWriter) other(f *triage.Finding) {
	s := f.Other()
	if s == nil {
		return
	}
	t.field("with", t.look.Strong.Render(theme.Sanitize(s.Func))+"  "+theme.Sanitize(s.Place()))
	from := max(0, min(s.Index-3, len(s.Stack.Frames)-shownFrames))
	for i, fr := range s.Stack.Frames[from:min(len(s.Stack.Frames), from+shownFrames)] {
		name := ""
		if i == 0 {
			name = "stack"
		}
		t.field(name, t.frame(fr, from+i == s.Index))
	}
}

func (t *textWriter) frame(f symbolize.Frame, suspect bool) string {
	if f.Elided != 0 {
		return t.look.Dim.Render("  " + elided(f.Elided))
	}
	mark, style := "  ", t.look.Dim
	if f.Origin == symbolize.User {
		style = t.look.Plain
	}
	if suspect {
		mark, style = theme.MarkPointer+" ", t.look.Strong
	}
	return style.Render(mark+theme.Sanitize(f.Short())) + "  " + t.look.Dim.Render(theme.Sanitize(f.Place()))
}

func (t *textWriter) proofs(name string, proofs []triage.Proof) {
	for _, p := range proofs {
		e := t.c.Inputs[p.Input].Evidence
		t.field(name, fmt.Sprintf("%-10s %s  %s", p.Grade, p.Text, t.look.Dim.Render(where(e, p.Place, len(t.c.Inputs) > 1))))
		name = ""
	}
}

// where names a place of the evidence by its line.
func where(e *profile.Evidence, place profile.Span, named bool) string {
	at := fmt.Sprintf("line %d", e.Line(place.Start))
	if named {
		return theme.Sanitize(e.Name) + " " + at
	}
	return at
}

// facts says what is true of the program as a whole.
func (t *textWriter) facts() {
	for i, text := range t.c.FactTexts() {
		if i == 0 {
			t.line("")
			t.line(t.look.Strong.Render("The program as a whole"))
		}
		t.line("  " + theme.Sanitize(text))
	}
}

func (t *textWriter) possible() {
	for i, p := range t.c.Possible {
		if i == 0 {
			t.line("")
			t.line(t.look.Strong.Render("Possible") + t.look.Dim.Render("  the evidence cannot say"))
		}
		n := len(p.Crashes) + len(p.Records)
		for _, g := range p.Groups {
			n += g.Count()
		}
		t.line(fmt.Sprintf("  %s %s: %s (%s)", theme.MarkPossible, p.Family.ID, p.Family.Title, triage.Count(n, "place")))
		if i+1 == len(t.c.Possible) || t.c.Possible[i+1].WouldSettle != p.WouldSettle {
			t.field("settle", p.WouldSettle)
		}
	}
}
