package triage

import (
	"slices"
	"strconv"

	"gotriage/profile"
)

// exitRecords makes records of the ends of programs in an input. One that says nothing beside a crash or a race that
// was read tells of the same death: it is no record of its own.
func exitRecords(c *Case, input int) []*Record {
	e := c.Inputs[input].Evidence
	var list []*Record
	for i := range e.Exits {
		x := &e.Exits[i]
		if c.Explained(x) {
			continue
		}
		r := &Record{Kind: "exit", Input: input, Index: i, Text: x.Text, Place: x.Place, Time: x.Time, About: strconv.Itoa(x.Code) + x.Program, Attr: map[string][]string{
			"source": {x.Source}, "oom": {strconv.FormatBool(x.OOM)}, "core": {strconv.FormatBool(x.Core)}, "told": {x.Signal}, "last": {x.Last}, "reason": {x.Reason},
		}}
		if x.Code >= 0 {
			r.Attr["exit"] = []string{strconv.Itoa(x.Code)}
		}
		list = append(list, r)
	}
	return list
}

// Explained reports whether a crash or a race report of the case tells of the death that an exit tells of, too: a Go
// program that crashes ends with 2, or with 134 under GOTRACEBACK=crash; one with races with 66.
func (c *Case) Explained(x *profile.Exit) bool {
	for _, in := range c.Inputs {
		e := in.Evidence
		switch x.Code {
		case 2, 134:
			if slices.ContainsFunc(e.Crashes, func(k profile.Crash) bool { return k.Kind != profile.KindRecovered }) {
				return true
			}
		case 66:
			if len(e.Races) > 0 {
				return true
			}
		}
	}
	return false
}
