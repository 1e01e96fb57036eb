package triage

import (
	"strings"

	"gotriage/symbolize"
)

// sourced reads the source at the suspects, as far as it is found, and adds what it says for and against a hang. Finer
// patterns are for the analyzers of source, which get the same Sources.
func sourced(c *Case, sources *symbolize.Sources) {
	if sources == nil {
		return
	}
	for _, f := range c.Findings {
		s := f.Suspect
		if s == nil || s.Name == nil {
			continue
		}
		s.Source = sources.Statement(&s.Frame)
		if s.Source == nil || s.Source.Doubt != "" || s.Role != RoleWaits || s.Stack == nil || s.Index != lockingFrame(s.Stack) {
			continue
		}
		f.byStatement(s.Source)
	}
}

// byStatement adds to the ledger what the statement in which a goroutine waits tells of its wait.
func (f *Finding) byStatement(st *symbolize.Statement) {
	if len(f.For) == 0 {
		return
	}
	line := Proof{Input: f.For[0].Input, Place: f.For[0].Place}
	sel := st.Select
	switch {
	case sel == nil:
		return
	case sel.Timer || sel.Done || sel.Default:
		line.Grade, line.Text = Consistent, "the select in that line can end in other ways: "+strings.Join(sel.Arms, ", ")
		f.Against = append(f.Against, line)
	default:
		line.Grade, line.Text = Source, "the select in that line has no timer, no end of a context and no default: "+strings.Join(sel.Arms, ", ")
		f.For = append(f.For, line)
		f.Proof = max(f.Proof, Source)
	}
	f.Confidence = confidenceOf(f.Proof, len(f.Against) > 0)
}
