package triage

import (
	"slices"
	"time"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Record is a piece of evidence that families look at beside crashes and groups: a race report, a diagnostic of a build,
// a test that failed, the way in which a program ended. Whatever its table in the Evidence, a match sees these fields.
type Record struct {
	Kind  string // one of recordKinds
	Input int    // index in Case.Inputs
	Index int    // in the table of its kind in the Evidence

	Text   string              // what message looks at, and what a finding shows
	Place  profile.Span        // of its text
	Time   time.Time           // when it was written, zero where nothing tells
	Attr   map[string][]string // what attr looks at: names of its own, each listed in attributes
	Stacks []*symbolize.Stack  // what frame tests look at
	Group  *Group              // of the goroutine that it is about, or nil

	Suspect *Suspect // the frame to blame, nil where none is known
	Other   *Suspect // the frame of the other access of a race, nil elsewhere
	About   string   // what tells it from other records of its family where there is no suspect
}

// recordTable makes records of one table of an input's Evidence.
type recordTable struct {
	kinds []string
	make  func(c *Case, input int) []*Record
}

// recordTables in the order in which their records are looked at.
var recordTables = []recordTable{
	profileRecords,
	{[]string{"race"}, raceRecords},
	{[]string{"exit"}, exitRecords},
	{[]string{KindBuild}, buildRecords},
}

// recordKinds are the kinds that kind() knows beside those of crashes and groups.
func recordKinds() []string {
	var list []string
	for _, t := range recordTables {
		list = append(list, t.kinds...)
	}
	return list
}

// records makes the records of one input.
func records(c *Case, input int) []*Record {
	var list []*Record
	for _, t := range recordTables {
		list = append(list, t.make(c, input)...)
	}
	return list
}

// attribute gives a fact of the record; known is false where the evidence does not say.
func (r *Record) attribute(name string) (values []string, known bool) {
	values, known = r.Attr[name]
	return slices.Clone(values), known
}
