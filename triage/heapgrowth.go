package triage

import (
	"fmt"
	"slices"

	"gotriage/profile"
)

// What makes memory grow enough to be told: so many bytes more in the last profile than in the first, at least twice as
// much, and a good part of all that has grown. The runtime samples one allocation in 512 KiB: small sums are uncertain.
const (
	heapGrownBytes = 16 << 20
	heapGrownTimes = 2
	heapGrownPart  = 0.3
	heapDip        = 0.9 // a collection between two profiles may take a little
)

// heapUse is what one stack holds in each heap profile of a case.
type heapUse struct {
	groups []*Group
	bytes  []int64
}

// heapGrowth finds the code that holds more memory in each heap profile of a case. Profiles of other builds are not
// compared with each other; that they are of one process is for the reader to know.
func heapGrowth(c *Case) []verdictOf {
	profiles := heapProfiles(c)
	if len(profiles) < 2 {
		return nil
	}
	uses := map[string]*heapUse{}
	var order []string
	totals := make([]int64, len(profiles))
	for _, g := range c.grouped {
		at := slices.IndexFunc(profiles, func(p *profile.Profile) bool { return p == g.Profile })
		n, ok := g.Value("inuse_space_bytes")
		if at < 0 || !ok {
			continue
		}
		id := g.plainID()
		if uses[id] == nil {
			uses[id] = &heapUse{bytes: make([]int64, len(profiles))}
			order = append(order, id)
		}
		u := uses[id]
		u.groups = append(u.groups, g)
		u.bytes[at] += n
		totals[at] += n
	}
	var list []verdictOf
	for _, id := range order {
		if u := uses[id]; u.grows(totals) {
			list = append(list, u.verdict(c))
		}
	}
	return list
}

// heapProfiles gives the heap profiles of a case in the order of time, those of the build that has most.
func heapProfiles(c *Case) []*profile.Profile {
	builds := map[string][]*profile.Profile{}
	var best []*profile.Profile
	for _, in := range c.Inputs {
		for i := range in.Evidence.Profiles {
			p := &in.Evidence.Profiles[i]
			if p.Kind != profile.KindHeap || p.Delta {
				continue
			}
			builds[p.BuildID] = append(builds[p.BuildID], p)
			if len(builds[p.BuildID]) > len(best) {
				best = builds[p.BuildID]
			}
		}
	}
	return best
}

// grows reports whether a stack holds more and more, and much of what all hold more.
func (u *heapUse) grows(totals []int64) bool {
	first, last := u.bytes[0], u.bytes[len(u.bytes)-1]
	for i, n := range u.bytes[1:] {
		if float64(n) < heapDip*float64(u.bytes[i]) {
			return false
		}
	}
	more := last - first
	all := totals[len(totals)-1] - totals[0]
	return more >= heapGrownBytes && last >= heapGrownTimes*first && float64(more) >= heapGrownPart*float64(all)
}

func (u *heapUse) verdict(c *Case) verdictOf {
	last := u.groups[len(u.groups)-1]
	first, now := u.bytes[0], u.bytes[len(u.bytes)-1]
	text := fmt.Sprintf("it holds %s, and held %s in the first of %s", Quantity(now, "bytes"), Quantity(first, "bytes"), Count(len(u.bytes), "heap profile"))
	v := verdictOf{family: "heap-growth", input: last.Input, groups: u.groups, suspect: blame(last.Stack, RoleUses, 0)}
	v.proofs = []Proof{{Grade: Consistent, Text: text, Input: last.Input, Place: last.Place(c.Inputs[last.Input].Evidence)}}
	if v.suspect != nil {
		v.suspect.Input, v.suspect.Goroutine = last.Input, -1
	}
	return v
}
