package view

import (
	"fmt"
	"strconv"
	"strings"

	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
)

// family is the family that a row speaks of, nil for none.
func (r verdict) family() *triage.Family {
	switch {
	case r.finding != nil:
		return r.finding.Family
	case r.possible != nil:
		return r.possible.Family
	}
	return nil
}

// copy gives a row as plain text, fit for a chat or a ticket.
func (v Findings) copy(r verdict) Intent {
	if r.finding != nil {
		return Copy{"the finding " + triage.ShortID(r.finding.ID), v.x.summary(r.finding)}
	}
	p := &page{th: theme.Bare(), width: 100}
	switch {
	case r.possible != nil:
		v.x.possible(p, r.possible)
	case r.healthy:
		v.x.setAside(p)
	default:
		v.x.nothing(p)
	}
	return Copy{"this row", strings.Join(p.lines, "\n") + "\n"}
}

// summary says a finding in a few plain lines.
func (x *Index) summary(f *triage.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", strings.ToUpper(f.Family.Severity.String()), f.Family.Title)
	fmt.Fprintf(&b, "%s, family %s, proof: %s, %s\n", triage.ShortID(f.ID), f.Family.ID, f.Proof, percent(f.Confidence))
	if f.Message != "" {
		fmt.Fprintf(&b, "%s\n", f.Message)
	}
	fmt.Fprintf(&b, "%s\n", strings.Join(extent(f), ", "))
	if s := f.Suspect; s != nil {
		fmt.Fprintf(&b, "suspect: %s\n", frameText(&s.Frame))
		if s.Why != "" {
			fmt.Fprintf(&b, "  %s\n", s.Why)
		}
	}
	for _, p := range f.For {
		fmt.Fprintf(&b, "for: %s (%s)\n", p.Text, p.Grade)
	}
	for _, p := range f.Against {
		fmt.Fprintf(&b, "against: %s\n", p.Text)
	}
	for _, next := range f.Next {
		fmt.Fprintf(&b, "next: %s\n", next)
	}
	if stack, title := x.stackOf(f); f.Suspect != nil && stack != nil {
		fmt.Fprintf(&b, "%s:\n%s", title, stackText(stack))
	}
	return theme.SanitizeLines(b.String(), tabWidth)
}

// stackText writes a stack as plain lines.
func stackText(s *symbolize.Stack) string {
	var b strings.Builder
	for i := range s.Frames {
		fmt.Fprintf(&b, "  %s\n", frameText(&s.Frames[i]))
	}
	if s.CreatedBy != nil {
		fmt.Fprintf(&b, "  created by %s\n", frameText(s.CreatedBy))
	}
	return b.String()
}

func frameText(f *symbolize.Frame) string {
	switch {
	case f.Elided > 0:
		return "... " + triage.Count(f.Elided, "frame") + " left out"
	case f.Elided < 0:
		return "... frames left out"
	case f.File == "":
		return f.Func
	}
	return f.Func + "  " + f.File + ":" + strconv.Itoa(f.Line)
}
