package triage

import (
	"slices"
	"strings"
)

// maxGrowth bounds the counts that are kept of all signatures in all inputs.
const maxGrowth = 1 << 22

// measureGrowth counts each signature in every input, and of those that are dumps of one process how many goroutines are
// still in the same place. Where there is one input, or too much to count, groups have no Growth.
func measureGrowth(c *Case) {
	for _, g := range c.grouped {
		g.Persistent = -1
	}
	seen := map[string][]bool{} // by kind: which inputs hold some of it
	for _, g := range c.grouped {
		if seen[g.Kind] == nil {
			seen[g.Kind] = make([]bool, len(c.Inputs))
		}
		seen[g.Kind][g.Input] = true
	}
	counts := map[string][]int32{}
	for _, g := range c.grouped {
		if among(seen[g.Kind]) < 2 {
			continue
		}
		id := g.plainID()
		if counts[id] == nil {
			if (len(counts)+1)*len(c.Inputs) > maxGrowth {
				return
			}
			counts[id] = blank(seen[g.Kind])
		}
		at := &counts[id][g.Input] // of several dumps in one input the one that has most
		*at = max(*at, int32(min(g.Siblings, 1<<31-1)))
	}
	for _, g := range c.grouped {
		g.Growth = counts[g.plainID()]
	}
	measurePersistence(c)
}

// blank is a count for each input: none yet, -1 where the input can hold none.
func blank(seen []bool) []int32 {
	counts := make([]int32, len(seen))
	for i, ok := range seen {
		if !ok {
			counts[i] = -1
		}
	}
	return counts
}

func among(seen []bool) int {
	n := 0
	for _, ok := range seen {
		n += boolean(ok)
	}
	return n
}

// plainID is the id of the group and of its siblings.
func (g *Group) plainID() string {
	id, _, _ := strings.Cut(g.ID, ".")
	return id
}

// Grown is by how much a group's signature has grown from the first input that can hold it to the last.
func (g *Group) Grown() int {
	told := slices.DeleteFunc(slices.Clone(g.Growth), func(n int32) bool { return n < 0 })
	if len(told) < 2 {
		return 0
	}
	return int(told[len(told)-1]) - int(told[0])
}

// Growing gives one group of each signature of which there is more in the last input than in the first, what has grown
// most first; the healthy are left out. It is the biggest of the last input that has any.
func (c *Case) Growing() []*Group {
	var list []*Group
	last := map[string]int{}
	for _, g := range c.Groups {
		if g.Healthy != nil || g.Grown() <= 0 {
			continue
		}
		i, known := last[g.plainID()]
		switch {
		case !known:
			last[g.plainID()] = len(list)
			list = append(list, g)
		case g.Input > list[i].Input:
			list[i] = g
		}
	}
	slices.SortStableFunc(list, func(a, b *Group) int { return b.Grown() - a.Grown() })
	return list
}

// Inputs tells in which inputs a finding was seen: indexes in Case.Inputs, rising.
func (f *Finding) Inputs() []int {
	var list []int
	for _, ref := range f.Crashes {
		list = append(list, ref.Input)
	}
	for _, r := range f.Records {
		list = append(list, r.Input)
	}
	for _, g := range f.Groups {
		list = append(list, g.Input)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Told counts the inputs that hold evidence.
func (c *Case) Told() int {
	n := 0
	for _, in := range c.Inputs {
		n += boolean(len(in.Evidence.Formats) > 0)
	}
	return n
}

// SeenIn says in how many inputs a finding was seen: "in 3 of 5 inputs"; "" where there is one.
func (c *Case) SeenIn(f *Finding) string {
	n, all := len(f.Inputs()), c.Told()
	if all < 2 || n == 0 {
		return ""
	}
	return "in " + Number(n) + " of " + Count(all, "input")
}
