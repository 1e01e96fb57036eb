package view

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gotriage/triage"
)

// sift leaves the rows that the filter lets through; of an expression those with a crash or goroutines that match.
func (v Findings) sift() Findings {
	var m *triage.Match
	m, v.fault = compile(v.filter)
	v.shown = nil
	for _, row := range v.all {
		if v.fault.Why != "" || m == nil && says(row.words(), v.filter) || m != nil && row.matches(v.x, m) {
			v.shown = append(v.shown, row)
		}
	}
	return v
}

// matches says whether an expression is true of something that a row speaks of.
func (r verdict) matches(x *Index, m *triage.Match) bool {
	var groups []*triage.Group
	var crashes []triage.CrashRef
	var records []*triage.Record
	switch {
	case r.finding != nil:
		groups, crashes, records = r.finding.Groups, r.finding.Crashes, r.finding.Records
	case r.possible != nil:
		groups, crashes, records = r.possible.Groups, r.possible.Crashes, r.possible.Records
	case r.healthy:
		groups = x.healthy
	}
	return slices.ContainsFunc(groups, func(g *triage.Group) bool { return x.matches(m, g) }) ||
		slices.ContainsFunc(crashes, func(ref triage.CrashRef) bool { return x.crashMatches(m, ref) }) ||
		slices.ContainsFunc(records, func(r *triage.Record) bool { return m.Eval(x.c.RecordSubject(r)) == triage.True })
}

// filtered shows the rows that a filter lets through. An expression is computed beside the keys: a finding may have a
// hundred thousand groups.
func (v Findings) filtered(text string) (Findings, Intent) {
	var m *triage.Match
	m, v.fault = compile(text)
	v.filter = text
	v.sifts++
	if m != nil {
		v = v.selectRow(0)
		n := v.sifts
		return v, Compute{func() tea.Msg { return rowsSifted{n, v.sift().shown} }}
	}
	v = v.sift().selectRow(0)
	return v, v.choose()
}

// rowsSifted is what an expression lets through.
type rowsSifted struct {
	sifts int
	shown []verdict
}

// says tells whether words let a filter through: they hold the text, or, behind "!", they do not. Case does not matter.
func says(words, filter string) bool {
	text, not := strings.CutPrefix(filter, "!")
	return filter == "" || text == "" || strings.Contains(strings.ToLower(words), strings.ToLower(text)) != not
}

// words is what a filter looks through.
func (r verdict) words() string {
	switch {
	case r.finding != nil:
		f := r.finding
		words := []string{f.ID, f.Family.ID, f.Family.Title, f.Family.Class, f.Family.Severity.String(), f.Message}
		if f.Suspect != nil {
			words = append(words, f.Suspect.Func, f.Suspect.File)
		}
		return strings.Join(words, "\n")
	case r.possible != nil:
		return "possible\n" + r.possible.Family.ID + "\n" + r.possible.Family.Title
	case r.healthy:
		return "healthy"
	}
	return "no finding"
}
