package triage

import (
	"cmp"
	"slices"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Location is one place of the code with all that the kinds of evidence of a case tell of it: how many goroutines are
// there, how long others were blocked or waited for a lock there, what memory it holds. Each number is the most that one
// input shows: profiles count from the start of a program, so that sums over inputs would count twice.
type Location struct {
	Frame      symbolize.Frame // the innermost user frame, else the frame by which the stack is known
	Goroutines int
	Leaked     int
	Block      int64 // nanoseconds for which goroutines were blocked there
	Mutex      int64 // nanoseconds for which others waited for a lock that was given back there
	Heap       int64 // bytes in use that were allocated there
	Groups     []*Group
}

// measure is one of the numbers of a location.
type measure struct {
	of    func(*Location) *int64
	value func(*Group) int64
}

// measures that are joined by place.
var measures = []measure{
	{func(l *Location) *int64 { return &l.Block }, valueOf(profile.KindBlock, "delay_nanoseconds")},
	{func(l *Location) *int64 { return &l.Mutex }, valueOf(profile.KindMutex, "delay_nanoseconds")},
	{func(l *Location) *int64 { return &l.Heap }, valueOf(profile.KindHeap, "inuse_space_bytes")},
}

func valueOf(kind profile.SampleKind, key string) func(*Group) int64 {
	return func(g *Group) int64 {
		if g.Kind != string(kind) {
			return 0
		}
		n, _ := g.Value(key)
		return n
	}
}

// locations joins the groups of a case by place, those first of which several kinds of evidence tell and then those with
// most goroutines. A case of one kind of evidence has none: its groups say it all.
func locations(c *Case) []*Location {
	if len(Kinds(c.grouped)) < 2 {
		return nil
	}
	by := map[string]*Location{}
	perInput := map[*Location]map[int][]int64{} // by input: goroutines, leaked, then the measures
	var list []*Location
	for _, g := range c.grouped {
		f := g.Stack.KeyFrame()
		if f == nil || g.Healthy != nil && g.OfGoroutines() {
			continue
		}
		l := by[f.Key]
		if l == nil {
			l = &Location{Frame: *f}
			by[f.Key] = l
			list = append(list, l)
			perInput[l] = map[int][]int64{}
		}
		l.Groups = append(l.Groups, g)
		sums := perInput[l][g.Input]
		if sums == nil {
			sums = make([]int64, 2+len(measures))
			perInput[l][g.Input] = sums
		}
		if g.OfGoroutines() {
			sums[0] += int64(g.Count())
			sums[1] += int64(g.Leaked)
		}
		for i, m := range measures {
			sums[2+i] += m.value(g)
		}
	}
	for _, l := range list {
		for _, sums := range perInput[l] {
			l.Goroutines, l.Leaked = max(l.Goroutines, int(sums[0])), max(l.Leaked, int(sums[1]))
			for i, m := range measures {
				*m.of(l) = max(*m.of(l), sums[2+i])
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *Location) int {
		return cmp.Or(b.Kinds()-a.Kinds(), b.Goroutines-a.Goroutines, cmp.Compare(b.Block+b.Mutex, a.Block+a.Mutex), cmp.Compare(b.Heap, a.Heap))
	})
	return list
}

// Kinds counts of how many of its numbers something is told.
func (l *Location) Kinds() int {
	return boolean(l.Goroutines > 0) + boolean(l.Block > 0) + boolean(l.Mutex > 0) + boolean(l.Heap > 0)
}
