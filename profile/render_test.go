package profile

import (
	"fmt"
	"slices"
	"strings"
)

// render writes evidence as the goldens hold it: every field, places as lines.
func render(e *Evidence) string {
	var b strings.Builder
	fmt.Fprintf(&b, "formats %v wrapping %v goroutines %d unread %d", e.Formats, e.Wrapping, len(e.Goroutines), e.LinesUnread)
	if e.Truncated {
		b.WriteString(" truncated")
	}
	b.WriteByte('\n')
	for i := range e.Dumps {
		d := &e.Dumps[i]
		fmt.Fprintf(&b, "dump %d %s goroutines %d-%d crash %d %s\n", i, d.Format, d.First, d.First+d.Count-1, d.Crash, e.lines(d.Place))
	}
	for i := range e.Crashes {
		renderCrash(&b, e, i)
	}
	for i := range e.Profiles {
		renderProfile(&b, e, i)
	}
	for i := range e.Builds {
		renderBuild(&b, e, i)
	}
	for i := range e.Goroutines {
		renderGoroutine(&b, e, i)
	}
	renderRaces(&b, e)
	renderTests(&b, e)
	renderExits(&b, e)
	for i, s := range e.Stacks {
		fmt.Fprintf(&b, "stack %d", i)
		if s.Unknown {
			b.WriteString(" unknown")
		}
		b.WriteByte('\n')
		renderFrames(&b, "  ", s.Frames)
		if s.CreatedBy.Func != "" {
			renderFrames(&b, "  created by ", []Frame{s.CreatedBy})
		}
		renderFrames(&b, "  ancestor ", s.Ancestors)
	}
	for _, u := range e.Unread {
		text, err := e.Raw(u)
		fmt.Fprintf(&b, "unread %s %.60q", e.lines(u), text)
		if err != nil {
			fmt.Fprintf(&b, " %v", err)
		}
		b.WriteByte('\n')
	}
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "problem %s %s\n", e.lines(p.Place), p.Message)
	}
	return b.String()
}

// lines writes a place as the lines that it covers.
func (e *Evidence) lines(s Span) string {
	if s.Start == s.End {
		return fmt.Sprintf("at %d", e.Line(s.Start))
	}
	return fmt.Sprintf("lines %d-%d", e.Line(s.Start), e.Line(s.End-1))
}

func renderProfile(b *strings.Builder, e *Evidence, i int) {
	p := &e.Profiles[i]
	fmt.Fprintf(b, "profile %d %s %s %q %s\n", i, p.Format, p.Kind, p.Name, e.lines(p.Place))
	fmt.Fprintf(b, "  types %v default %q period %d %v stated %d text %t delta %t cut %t\n", p.Types, p.Default, p.Period, p.PeriodType, p.Stated, p.Text, p.Delta, p.Cut)
	fmt.Fprintf(b, "  time %v duration %v binary %q build %q comments %q\n", p.Time, p.Duration, p.Binary, p.BuildID, p.Comments)
	for _, s := range p.Samples {
		fmt.Fprintf(b, "  sample %v stack %d %s", s.Values, s.Stack, e.lines(s.Place))
		for _, l := range e.Labels[s.Labels] {
			fmt.Fprintf(b, " label %q=%q", l.Key, l.Value)
		}
		b.WriteByte('\n')
	}
	for _, t := range p.Tail {
		fmt.Fprintf(b, "  tail %s\n", e.lines(t))
	}
}

func renderCrash(b *strings.Builder, e *Evidence, i int) {
	c := &e.Crashes[i]
	fmt.Fprintf(b, "crash %d %s dump %d %s\n", i, c.Kind, c.Dump, e.lines(c.Place))
	for _, v := range c.Panics {
		fmt.Fprintf(b, "  %q", v.Text)
		for word, set := range map[string]bool{" recovered": v.Recovered && !v.Repanicked, " repanicked": v.Repanicked} {
			if set {
				b.WriteString(word)
			}
		}
		b.WriteByte('\n')
	}
	for _, n := range c.Notes {
		fmt.Fprintf(b, "  note %q\n", n)
	}
	if c.Signal != "" {
		fmt.Fprintf(b, "  signal %s code %s addr %s pc %s cgo %t\n", c.Signal, c.Code, c.Addr, c.PC, c.Cgo)
	}
	if c.Runtime >= 0 {
		fmt.Fprintf(b, "  runtime stack %d\n", c.Runtime)
	}
	if c.Trace >= 0 {
		fmt.Fprintf(b, "  stack without a header %d\n", c.Trace)
	}
	if c.Exit >= 0 {
		fmt.Fprintf(b, "  exit %d\n", c.Exit)
	}
}

func renderRaces(b *strings.Builder, e *Evidence) {
	for i := range e.Races {
		c := &e.Races[i]
		fmt.Fprintf(b, "race %d %s goroutines %d", i, e.lines(c.Place), c.Goroutines())
		if c.Exit >= 0 {
			fmt.Fprintf(b, " exit %d", c.Exit)
		}
		if c.Stated > 0 {
			fmt.Fprintf(b, " stated %d", c.Stated)
		}
		if c.Cut {
			b.WriteString(" cut")
		}
		b.WriteByte('\n')
		for _, a := range c.Accesses {
			fmt.Fprintf(b, "  previous %t atomic %t %s at %s by %d main %t stack %d %q created %d\n", a.Previous, a.Atomic, a.Op, a.Address, a.Goroutine, a.Main, a.Stack, a.State, a.Created)
		}
		for _, n := range c.Notes {
			fmt.Fprintf(b, "  note %q\n", n)
		}
		for _, at := range c.Trail {
			fmt.Fprintf(b, "  trail %s\n", e.lines(at))
		}
	}
}

func renderBuild(b *strings.Builder, e *Evidence, i int) {
	build := &e.Builds[i]
	fmt.Fprintf(b, "build %d", i)
	if build.Failed() {
		fmt.Fprintf(b, " failed in %s", build.Stage())
	}
	if build.GoVersion != "" {
		fmt.Fprintf(b, " %s", build.GoVersion)
	}
	if build.Remarks > 0 {
		fmt.Fprintf(b, " remarks %d", build.Remarks)
	}
	for _, s := range build.Lines {
		b.WriteString(" " + e.lines(s))
	}
	b.WriteByte('\n')
	for _, p := range build.Packages {
		fmt.Fprintf(b, "  package %q variant %q vet %t\n", p.Path, p.Variant, p.Vet)
		for _, d := range p.Diagnostics {
			fmt.Fprintf(b, "    %s %s:%d:%d %q %s", d.Stage, d.File, d.Line, d.Column, d.Message, e.lines(d.Place))
			if d.Internal {
				fmt.Fprintf(b, " internal %q crash %d goroutine %d", d.Phase, d.Crash, d.Goroutine)
			}
			b.WriteByte('\n')
		}
	}
}

func renderTests(b *strings.Builder, e *Evidence) {
	for i := range e.Packages {
		p := &e.Packages[i]
		fmt.Fprintf(b, "package %q %q %q %v failed %d from %d\n", p.Name, p.Result, p.Note, p.Duration, p.Tests, p.First)
		for _, at := range p.Trail {
			fmt.Fprintf(b, "  trail %s\n", e.lines(at))
		}
	}
	for i := range e.Tests {
		t := &e.Tests[i]
		fmt.Fprintf(b, "test %s of %q %v %s\n", t.Name, t.Package, t.Duration, e.lines(t.Place))
		for _, m := range t.Messages {
			fmt.Fprintf(b, "  %s:%d %q\n", m.File, m.Line, m.Text)
		}
		for _, at := range t.Trail {
			fmt.Fprintf(b, "  trail %s\n", e.lines(at))
		}
	}
}

func renderExits(b *strings.Builder, e *Evidence) {
	for i := range e.Exits {
		x := &e.Exits[i]
		fmt.Fprintf(b, "exit %d %s %s reason %q oom %t core %t by %s of %q: %q last %q %s\n", i, exitCode(x.Code), x.Signal, x.Reason, x.OOM, x.Core, x.Source, x.Program, x.Text, x.Last, e.lines(x.Place))
		for _, at := range x.Trail {
			fmt.Fprintf(b, "  trail %s\n", e.lines(at))
		}
	}
}

func exitCode(code int) string {
	if code < 0 {
		return "no code"
	}
	return fmt.Sprintf("code %d", code)
}

func renderGoroutine(b *strings.Builder, e *Evidence, i int) {
	g := &e.Goroutines[i]
	h := &e.Heads[g.Head]
	fmt.Fprintf(b, "goroutine %d [%s] dump %d stack %d %s", g.ID, h.State, g.Dump, g.Stack, e.lines(g.Place))
	if g.Creator != 0 {
		fmt.Fprintf(b, " creator %d", g.Creator)
	}
	if g.Wait >= 0 {
		fmt.Fprintf(b, " minutes %d", g.Wait)
	}
	for _, flag := range []struct {
		word string
		set  bool
	}{{"leaked", h.Leaked}, {"durable", h.Durable}, {"scan", h.Scan}, {"locked", h.Locked}, {"cut", g.Cut}} {
		if flag.set {
			b.WriteString(" " + flag.word)
		}
	}
	if h.Bubble != 0 {
		fmt.Fprintf(b, " bubble %d", h.Bubble)
	}
	for _, l := range e.Labels[g.Labels] {
		fmt.Fprintf(b, " label %q=%q", l.Key, l.Value)
	}
	b.WriteByte('\n')
}

// renderFrames writes a run of equal frames, or of equal pairs of frames, once.
func renderFrames(b *strings.Builder, prefix string, frames []Frame) {
	for len(frames) > 0 {
		n, period := repeats(frames)
		for i, f := range frames[:period] {
			b.WriteString(prefix)
			switch {
			case f.Elided != 0:
				fmt.Fprintf(b, "elided %d", f.Elided)
			case f.Inlined:
				fmt.Fprintf(b, "%s(...) %s:%d", f.Func, f.File, f.Line)
			default:
				fmt.Fprintf(b, "%s %s:%d", f.Func, f.File, f.Line)
			}
			if n > 1 && i == period-1 {
				fmt.Fprintf(b, " x%d", n)
			}
			b.WriteByte('\n')
		}
		frames = frames[n*period:]
	}
}

// repeats tells how often the first one or two frames come in a row.
func repeats(frames []Frame) (n, period int) {
	for period = 1; period <= 2; period++ {
		n = 1
		for (n+1)*period <= len(frames) && slices.Equal(frames[n*period:(n+1)*period], frames[:period]) {
			n++
		}
		if n > 1 {
			return n, period
		}
	}
	return 1, 1
}
