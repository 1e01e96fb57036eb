package triage

import (
	"strconv"

	"gotriage/profile"
)

// profileRecords makes a record of each profile: what is to be said of a whole one, as that it is empty.
var profileRecords = recordTable{kinds: []string{"profile"}, make: func(c *Case, input int) []*Record {
	var list []*Record
	e := c.Inputs[input].Evidence
	for i := range e.Profiles {
		p := &e.Profiles[i]
		r := &Record{
			Kind: "profile", Input: input, Index: i, Text: Described(p), Place: p.Place, Time: p.Time, About: string(p.Kind),
			Attr: map[string][]string{"profile": {string(p.Kind)}, "delta": {strconv.FormatBool(p.Delta)}},
		}
		if p.Delta { // that nothing came between two profiles says nothing of either
			r.Attr["profile"] = []string{"difference of " + string(p.Kind)}
		}
		if !p.Cut || len(p.Samples) > 0 {
			r.Attr["samples"] = []string{strconv.Itoa(len(p.Samples))}
		}
		r.Attr["rate"] = []string{"not told"}
		if ratesTold(p) {
			r.Attr["rate"] = []string{strconv.FormatInt(p.Period, 10)}
		}
		list = append(list, r)
	}
	return list
}}

// ratesTold reports whether the period of a profile is the rate at which the program takes samples: of heap profiles,
// and of mutex profiles as text. That of block and of mutex protobufs is always 1.
func ratesTold(p *profile.Profile) bool {
	return p.Kind == profile.KindHeap || p.Kind == profile.KindAllocs || p.Kind == profile.KindMutex && p.Text
}

// Described says what a profile is: "a mutex profile of 12 samples".
func Described(p *profile.Profile) string {
	text := "a " + p.Name + " profile of " + Count(len(p.Samples), "sample")
	if p.Name == string(profile.KindAllocs) {
		text = "an" + text[1:]
	}
	if p.Delta {
		text += ", the difference of two"
	}
	return text
}
