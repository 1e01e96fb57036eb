package triage

import (
	"cmp"
	"slices"
)

// analyzer relates or counts groups, which a match cannot: that sees one alone. Families name it in place of a match.
type analyzer struct {
	name string
	find func(*Case) []verdictOf
}

// analyzers in the order in which they run.
var analyzers = []analyzer{
	{"waits", hangs},
	{"growth", heapGrowth},
}

// verdictOf is what an analyzer says: a family, where, and why.
type verdictOf struct {
	family  string
	input   int
	groups  []*Group
	suspect *Suspect
	proofs  []Proof
	against []Proof
}

// proof puts a line before the others of the ledger, at the place of one of them.
func (v *verdictOf) proof(grade Grade, text string, at Proof) {
	at.Grade, at.Text = grade, text
	v.proofs = append([]Proof{at}, slices.DeleteFunc(v.proofs, func(p Proof) bool { return p.Text == text })...)
}

// analyze gives the findings of all analyzers. A family that is not in the catalogue is not asserted.
func analyze(c *Case) []*Finding {
	var list []*Finding
	for _, a := range analyzers {
		for _, v := range a.find(c) {
			family := c.Catalogue.Find(v.family)
			if family == nil || family.Analyzer != a.name {
				continue
			}
			list = append(list, v.finding(family))
		}
	}
	return list
}

// finding makes a finding of a verdict.
func (v *verdictOf) finding(family *Family) *Finding {
	f := &Finding{Family: family, Count: 1, Groups: v.groups, Suspect: v.suspect, For: v.proofs, Against: v.against}
	for _, g := range v.groups {
		f.Goroutines += g.Count()
	}
	for i := range f.For {
		if f.For[i].Grade == Proven && (family.Class == "resource" || family.Class == "mixed") {
			f.For[i].Grade = Consistent // that they are stuck is proved, and not by what
		}
		f.Proof = max(f.Proof, f.For[i].Grade)
	}
	f.Confidence = confidenceOf(f.Proof, len(f.Against) > 0)
	about := v.groups[0].Signature
	if v.suspect != nil {
		about = v.suspect.Key
	}
	f.ID = identity("F1", family.ID, cmp.Or(about, v.groups[0].Signature))
	f.Next = nextSteps(f)
	return f
}
