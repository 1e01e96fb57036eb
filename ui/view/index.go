package view

import (
	"slices"

	"gotriage/profile"
	"gotriage/triage"
)

// Index answers questions about a case that several views ask.
type Index struct {
	c       *triage.Case
	claimed map[*triage.Group]*triage.Finding

	healthy  []*triage.Group // set aside, and claimed by no finding
	leftOver []*triage.Group // neither healthy nor claimed
	idle     int             // goroutines of healthy

	first map[*triage.Group]uint64 // the least id of a group's goroutines
}

// NewIndex makes the index of a case; that takes a while where the case is big.
func NewIndex(c *triage.Case) *Index {
	x := &Index{c: c, claimed: map[*triage.Group]*triage.Finding{}, first: map[*triage.Group]uint64{}}
	for _, f := range slices.Backward(c.Findings) {
		for _, g := range f.Groups {
			x.claimed[g] = f // the best finding that has it
		}
	}
	for _, g := range c.Groups {
		x.first[g] = leastID(c.Inputs[g.Input].Evidence, g)
		switch {
		case x.claimed[g] != nil:
		case g.Healthy != nil:
			x.healthy = append(x.healthy, g)
			if g.OfGoroutines() {
				x.idle += g.Count()
			}
		default:
			x.leftOver = append(x.leftOver, g)
		}
	}
	return x
}

func leastID(e *profile.Evidence, g *triage.Group) uint64 {
	least := ^uint64(0)
	for _, row := range g.Goroutines {
		least = min(least, e.Goroutines[row].ID)
	}
	return least
}

// input gives an input of the case, nil where there is none of that index.
func (x *Index) input(i int) *triage.Input {
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
