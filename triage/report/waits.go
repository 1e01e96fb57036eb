package report

import (
	"fmt"

	"gotriage/triage"
)

func newWait(c *triage.Case, w *triage.Wait) wait {
	e := c.Inputs[w.Input].Evidence
	out := wait{
		Input: e.Name, Dump: w.Dump, Waiters: []uint64{}, Candidates: []holder{},
		Resource: resource{Kind: w.Resource.Kind, Address: fmt.Sprintf("%#x", w.Resource.Address), Within: w.Resource.Within},
	}
	held := func(h triage.Holder) holder { return holder{e.Goroutines[h.Row].ID, h.Grade.String(), h.How} }
	for _, row := range w.Waiters {
		out.Waiters = append(out.Waiters, e.Goroutines[row].ID)
	}
	if w.Holder != nil {
		h := held(*w.Holder)
		out.Holder = &h
	}
	for _, h := range w.Candidates {
		out.Candidates = append(out.Candidates, held(h))
	}
	if w.Cycle > 0 {
		out.Cycle = &w.Cycle
	}
	return out
}
