package triage

import (
	"slices"
	"strconv"
	"strings"

	"gotriage/profile"
)

// exitRecords makes records of the ends of programs in an input.
func exitRecords(c *Case, input int) []*Record {
	var list []*Record
	for i, x := range c.Ends(input) {
		r := &Record{Kind: "exit", Input: input, Index: i, Text: exitText(x), Place: x.Place, Time: x.Time, About: strconv.Itoa(x.Code) + x.Program, Attr: map[string][]string{
			"source": {x.Source}, "oom": {strconv.FormatBool(x.OOM)}, "core": {strconv.FormatBool(x.Core)}, "told": {x.Signal}, "last": {x.Last}, "reason": {x.Reason},
		}}
		if x.Code >= 0 {
			r.Attr["exit"] = []string{strconv.Itoa(x.Code)}
		}
		list = append(list, r)
	}
	return list
}

// exitText says how a program ended, and what it said last: of the tellers some stand in its own output.
func exitText(x *profile.Exit) string {
	last := strings.TrimSpace(x.Last)
	switch x.Source {
	case "go", "shell", "flag", "text", "compose", "make":
		if last != "" {
			return x.Text + "; the line before it: " + last
		}
	}
	return x.Text
}

// Ends gives the ends of programs of an input that nothing else in the case explains. What was said of the end of the
// program, beside the evidence, belongs to the last input.
func (c *Case) Ends(input int) []*profile.Exit {
	e := c.Inputs[input].Evidence
	var list []*profile.Exit
	for i := range e.Exits {
		if x := &e.Exits[i]; !c.explained(x) {
			list = append(list, x)
		}
	}
	if input == len(c.Inputs)-1 && c.exit > 0 {
		x := profile.Ended(e, c.exit)
		if !c.explained(x) && !slices.ContainsFunc(list, func(told *profile.Exit) bool { return told.Code == x.Code }) {
			list = append(list, x)
		}
	}
	return list
}

// explained reports whether a crash or a race report of the case tells of the death that an exit tells of, too: a Go
// program that crashes ends with 2, or with 134 under GOTRACEBACK=crash; one with races with 66.
func (c *Case) explained(x *profile.Exit) bool {
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
