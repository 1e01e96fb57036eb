package triage

import (
	"fmt"
	"strings"
)

// maxStreamsAsked bounds the goroutines of a finding that are asked for their stream.
const maxStreamsAsked = 1 << 12

// Streams names the streams in which a finding was seen - pods, containers, units - in the order in which they first
// show it; nil where its inputs hold one stream each.
func (c *Case) Streams(f *Finding) []string {
	var names []string
	known := map[string]bool{}
	add := func(input int, offset int64) {
		e := c.Inputs[input].Evidence
		if len(e.Streams) < 2 {
			return
		}
		if name := e.StreamAt(offset); name != "" && !known[name] {
			known[name] = true
			names = append(names, name)
		}
	}
	for _, ref := range f.Crashes {
		add(ref.Input, c.Inputs[ref.Input].Evidence.Crashes[ref.Crash].Place.Start)
	}
	for _, r := range f.Records {
		add(r.Input, r.Place.Start)
	}
	if len(f.Crashes)+len(f.Records) > 0 {
		return names
	}
	asked := 0
	for _, g := range f.Groups {
		if g.Profile != nil {
			add(g.Input, g.Place(c.Inputs[g.Input].Evidence).Start)
		}
		for _, row := range g.Goroutines {
			if asked++; asked > maxStreamsAsked {
				return names
			}
			add(g.Input, c.Inputs[g.Input].Evidence.Goroutines[row].Place.Start)
		}
	}
	return names
}

// maxListed is how many names are written out.
const maxListed = 4

// Listed writes names out: the first few, and how many more there are; "" for none.
func Listed(names []string) string {
	if len(names) <= maxListed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %s more", strings.Join(names[:maxListed], ", "), Number(len(names)-maxListed))
}
