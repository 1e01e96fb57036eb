package view

import (
	"slices"

	"gotriage/triage"
)

// index answers questions about a case that several views ask.
type index struct {
	c       *triage.Case
	claimed map[*triage.Group]*triage.Finding

	healthy  []*triage.Group // set aside, and claimed by no finding
	leftOver []*triage.Group // neither healthy nor claimed
	idle     int             // goroutines of healthy
}

func newIndex(c *triage.Case) *index {
	x := &index{c: c, claimed: map[*triage.Group]*triage.Finding{}}
	for _, f := range slices.Backward(c.Findings) {
		for _, g := range f.Groups {
			x.claimed[g] = f // the best finding that has it
		}
	}
	for _, g := range c.Groups {
		switch {
		case x.claimed[g] != nil:
		case g.Healthy != nil:
			x.healthy = append(x.healthy, g)
			x.idle += g.Count()
		default:
			x.leftOver = append(x.leftOver, g)
		}
	}
	return x
}

// input gives an input of the case, nil where there is none of that index.
func (x *index) input(i int) *triage.Input {
	if i < 0 || i >= len(x.c.Inputs) {
		return nil
	}
	return x.c.Inputs[i]
}

// waits gives the least and most minutes of some groups; -1 where none prints any.
func waits(groups []*triage.Group) (least, most int) {
	least, most = -1, -1
	for _, g := range groups {
		if g.WaitMax < 0 {
			continue
		}
		most = max(most, g.WaitMax)
		if least < 0 || g.WaitMin < least {
			least = g.WaitMin
		}
	}
	return least, most
}
