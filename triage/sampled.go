package triage

import (
	"cmp"
	"slices"

	"gotriage/profile"
	"gotriage/symbolize"
)

// sampled puts the samples of one input's profiles into groups: those that share stack, and of goroutines what they
// wait for.
func sampled(c *Case, input int) {
	in := c.Inputs[input]
	e := in.Evidence
	if len(e.Profiles) == 0 {
		return
	}
	exact := exactStacks(in.Stacks)
	for i := range e.Profiles {
		p := &e.Profiles[i]
		known := map[int32]*Group{}
		totals := make([]int64, len(p.Types))
		for row := range p.Samples {
			s := &p.Samples[row]
			g := known[exact[s.Stack]]
			if g == nil {
				g = sampledGroup(in, i, s)
				g.Input, g.totals = input, totals
				known[exact[s.Stack]] = g
				c.grouped = append(c.grouped, g)
			}
			g.Samples = append(g.Samples, int32(row))
			for j, n := range s.Values {
				g.Values[j] += n
				totals[j] += max(n, -n)
			}
		}
		for _, g := range known {
			g.finishSampled(p)
		}
	}
}

// sampledGroup begins the group of a sample.
func sampledGroup(in *Input, number int, s *profile.Sample) *Group {
	p := &in.Evidence.Profiles[number]
	g := &Group{
		Dump: len(in.Evidence.Dumps) + number, Kind: groupKind(p), Profile: p, Stack: &in.Stacks[s.Stack],
		Values: make([]int64, len(p.Types)), WaitMin: -1, WaitMax: -1,
	}
	g.Operation, g.State = sampledOperation(p, &in.Evidence.Stacks[s.Stack], g.Stack)
	return g
}

// groupKind is what a group of samples is called; leaked goroutines are goroutines.
func groupKind(p *profile.Profile) string {
	if p.OfGoroutines() {
		return string(profile.KindGoroutine)
	}
	return string(p.Kind)
}

// finishSampled fills in what all samples together tell.
func (g *Group) finishSampled(p *profile.Profile) {
	counts := map[profile.SampleKind]string{profile.KindHeap: "inuse_objects_count", profile.KindAllocs: "alloc_objects_count"}
	g.count = int(g.Values[max(0, p.Index(counts[p.Kind]))])
	if p.Kind == profile.KindGoroutineLeak {
		g.Leaked = g.count
	}
	if len(g.Values) > 0 {
		n := g.Values[p.Main()]
		g.weight = max(n, -n) // in a difference what went away weighs as much
	}
	last := int32(len(p.Samples) - 1)
	g.Cut = p.Cut && g.Samples[len(g.Samples)-1] == last
}

// Value gives one of the values of a group of samples by its key, "delay_nanoseconds"; ok is false where its profile
// has none of that name.
func (g *Group) Value(key string) (n int64, ok bool) {
	if g.Profile == nil {
		return 0, false
	}
	i := g.Profile.Index(key)
	if i < 0 {
		return 0, false
	}
	return g.Values[i], true
}

// Weight is by what groups of one kind are ordered: goroutines, or the main value of the profile.
func (g *Group) Weight() int64 {
	if g.Profile == nil || g.Kind == string(profile.KindGoroutine) {
		return int64(g.Count())
	}
	return g.weight
}

// OfGoroutines reports whether the group is goroutines, of a dump or of a profile.
func (g *Group) OfGoroutines() bool { return g.Kind == string(profile.KindGoroutine) }

// Place is where the first of the group stands in its evidence.
func (g *Group) Place(e *profile.Evidence) profile.Span {
	switch {
	case len(g.Goroutines) > 0:
		return e.Goroutines[g.Goroutines[0]].Place
	case len(g.Samples) > 0:
		return g.Profile.Samples[g.Samples[0]].Place
	}
	return profile.Span{}
}

// LabelSets gives the distinct label sets of the group, as indexes of Evidence.Labels, in their order.
func (g *Group) LabelSets(e *profile.Evidence) []int32 {
	if len(e.Labels) <= 1 {
		return nil
	}
	var sets []int32
	seen := map[int32]bool{0: true}
	add := func(n int32) {
		if !seen[n] {
			seen[n] = true
			sets = append(sets, n)
		}
	}
	for _, row := range g.Goroutines {
		add(e.Goroutines[row].Labels)
	}
	for _, row := range g.Samples {
		add(g.Profile.Samples[row].Labels)
	}
	return sets
}

// kindOrder is the order in which groups of several kinds stand.
var kindOrder = []string{
	string(profile.KindGoroutine), string(profile.KindBlock), string(profile.KindMutex), string(profile.KindContention), string(profile.KindHeap),
	string(profile.KindAllocs), string(profile.KindCPU), string(profile.KindThreadCreate), string(profile.KindCustom),
}

// Kinds gives the kinds of some groups in their order.
func Kinds(groups []*Group) []string {
	return slices.DeleteFunc(slices.Clone(kindOrder), func(kind string) bool {
		return !slices.ContainsFunc(groups, func(g *Group) bool { return g.Kind == kind })
	})
}

// CompareKinds orders groups by kind and then by weight, the heaviest first.
func CompareKinds(a, b *Group) int {
	if a.Kind == b.Kind {
		return cmp.Compare(b.Weight(), a.Weight())
	}
	return slices.Index(kindOrder, a.Kind) - slices.Index(kindOrder, b.Kind)
}

// sampledOperation derives what the goroutines of a sample do or wait for from frames alone, with the state that a dump
// would print; unknown where they do not tell.
func sampledOperation(p *profile.Profile, raw *profile.Stack, s *symbolize.Stack) (op Operation, state string) {
	switch p.Kind {
	case profile.KindGoroutine, profile.KindGoroutineLeak:
		op = parked(raw, s)
		return op, statesOf[op]
	case profile.KindBlock:
		return blocked(s), ""
	case profile.KindMutex:
		return unlocked(s), ""
	case profile.KindHeap, profile.KindAllocs:
		return OpAllocate, ""
	case profile.KindCPU:
		return OpRunning, ""
	default:
		return OpUnknown, ""
	}
}
