package triage

import (
	"cmp"
	"slices"
	"strings"

	"gotriage/profile"
)

// maxGrowth bounds the counts that are kept of all signatures in all inputs.
const maxGrowth = 1 << 22

// measureGrowth counts each signature in every input, and of those that are dumps of one process how many goroutines are
// still in the same place. Where there is one input, or too much to count, groups have no Growth.
func measureGrowth(c *Case) {
	for _, g := range c.grouped {
		g.Persistent = -1
	}
	seen := map[string][]bool{} // by what is counted: which inputs hold some of it
	for _, g := range c.grouped {
		if seen[g.counted()] == nil {
			seen[g.counted()] = make([]bool, len(c.Inputs))
		}
		seen[g.counted()][g.Input] = true
	}
	for _, told := range seen {
		c.timed(told)
	}
	counts := map[string][]int32{}
	signature := c.sameSignature()
	for _, g := range c.grouped {
		told := seen[g.counted()]
		if among(told) < 2 || !told[g.Input] || g.delta() {
			continue
		}
		id := g.counted() + signature(g)
		if counts[id] == nil {
			if (len(counts)+1)*len(c.Inputs) > maxGrowth {
				return
			}
			counts[id] = blank(told)
		}
		at := &counts[id][g.Input] // of several dumps in one input the one that has most
		*at = max(*at, int32(min(g.Siblings, 1<<31-1)))
	}
	for _, g := range c.grouped {
		if told := seen[g.counted()]; told[g.Input] && !g.delta() {
			g.Growth = counts[g.counted()+signature(g)]
		}
	}
	measurePersistence(c)
}

// counted names what may be compared over time: goroutines, those that are leaked, each kind of profile. A difference of
// two profiles tells of the time between them only.
func (g *Group) counted() string {
	switch {
	case g.delta():
		return "difference"
	case g.Profile != nil && g.Profile.Kind == profile.KindGoroutineLeak:
		return string(g.Profile.Kind)
	}
	return g.Kind
}

func (g *Group) delta() bool { return g.Profile != nil && g.Profile.Delta }

// timed leaves those inputs out that do not tell their time, where others do: what came first is not known of them.
func (c *Case) timed(told []bool) {
	known := 0
	for i, ok := range told {
		known += boolean(ok && !c.Inputs[i].Time.IsZero())
	}
	for i := range told {
		told[i] = told[i] && (known == 0 || !c.Inputs[i].Time.IsZero())
	}
}

// sameSignature gives the plain id of a group; of one whose operation is unknown that of the others of its stack, where
// all of them wait for the same.
func (c *Case) sameSignature() func(*Group) string {
	known := map[string]string{}
	stack := func(g *Group) string {
		_, text, _ := strings.Cut(g.Signature, "\n")
		return g.Kind + text
	}
	for _, g := range c.grouped {
		if id, ok := known[stack(g)]; g.Operation == OpUnknown || ok && id != g.plainID() {
			if g.Operation != OpUnknown {
				known[stack(g)] = ""
			}
			continue
		}
		known[stack(g)] = g.plainID()
	}
	return func(g *Group) string {
		if id := known[stack(g)]; g.Operation == OpUnknown && id != "" {
			return id
		}
		return g.plainID()
	}
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

// Growing gives one group of each signature of which there is more in the last input than in the first: goroutines, then
// memory and threads, what has grown most first; the healthy are left out. It is the biggest of the last input that has
// any. What profiles count from the start of a program, as contentions, always grows and is left out.
func (c *Case) Growing() []*Group {
	var list []*Group
	last := map[string]int{}
	signature := c.sameSignature()
	for _, g := range c.Groups {
		if g.Healthy != nil || g.Grown() <= 0 || !slices.Contains(levels, g.Kind) {
			continue
		}
		id := signature(g)
		i, known := last[id]
		switch {
		case !known:
			last[id] = len(list)
			list = append(list, g)
		case list[i].counted() == g.counted() && g.Input > list[i].Input, list[i].counted() != g.Kind && g.counted() == g.Kind: // all, not the leaked alone
			list[i] = g
		}
	}
	slices.SortStableFunc(list, func(a, b *Group) int {
		return cmp.Or(slices.Index(levels, a.Kind)-slices.Index(levels, b.Kind), b.Grown()-a.Grown())
	})
	return list
}

// levels are the kinds of groups that tell how much there is at a time.
var levels = []string{string(profile.KindGoroutine), string(profile.KindHeap), string(profile.KindThreadCreate)}

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

// Told counts the inputs that may tell of a finding: a heap profile is silent about a crash, a log about a hot lock.
func (c *Case) Told(f *Finding) int {
	kinds, n := map[string]bool{}, 0
	for _, g := range f.Groups {
		kinds[g.Kind] = true
	}
	profiles := len(f.Crashes) == 0 && (len(f.Records) > 0 && f.Records[0].Kind == "profile" || len(f.Groups) > 0 && f.Groups[0].Profile != nil)
	may := make([]bool, len(c.Inputs))
	for _, g := range c.grouped {
		may[g.Input] = may[g.Input] || kinds[g.Kind]
	}
	for i, in := range c.Inputs {
		e := in.Evidence
		if !profiles {
			may[i] = may[i] || len(e.Formats) > 0 && len(e.Profiles) == 0
		}
		n += boolean(may[i])
	}
	return max(n, len(f.Inputs()))
}

// SeenIn says in how many of the inputs that may tell of it a finding was seen: "in 3 of 5 inputs"; "" where there is one.
func (c *Case) SeenIn(f *Finding) string {
	n, all := len(f.Inputs()), c.Told(f)
	if all < 2 || n == 0 {
		return ""
	}
	return "in " + Number(n) + " of " + Count(all, "input")
}
