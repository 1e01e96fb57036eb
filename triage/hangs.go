package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// hang is a cluster of sick groups: they belong to one piece of code, or wait for each other.
type hang struct {
	*ward
	list []*sick // victims left out, most certain first
	all  []*sick
}

// dumpKey names a dump of an input.
type dumpKey struct{ input, dump int }

// byDump gives the groups of goroutines of each dump, and the dumps in the order in which they were read.
func byDump(c *Case) (groups map[dumpKey][]*Group, order []dumpKey) {
	groups = map[dumpKey][]*Group{}
	for _, g := range c.grouped {
		if g.Kind != "goroutine" || g.Profile != nil {
			continue
		}
		k := dumpKey{g.Input, g.Dump}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], g)
	}
	return groups, order
}

// hangs says for each cluster of sick goroutines which family it is.
func hangs(c *Case) []verdictOf {
	waits := map[dumpKey][]*Wait{}
	for _, w := range c.Waits {
		k := dumpKey{w.Input, w.Dump}
		waits[k] = append(waits[k], w)
	}
	var list []verdictOf
	groups, order := byDump(c)
	for _, k := range order {
		if !slices.ContainsFunc(groups[k], func(g *Group) bool { return g.Healthy == nil && waiting(g.Operation) }) {
			continue
		}
		for _, h := range newWard(c, k, groups[k], waits[k]).hangs() {
			v := h.verdict()
			v.against = append(shutdownOf(c, k), goesOn(c, &v)...)
			list = append(list, v)
		}
	}
	return append(list, profiledHangs(c, list)...)
}

// manyWaits is how many waits that ended, for each goroutine that waits now, show that a place is no dead end.
const manyWaits = 10

// goesOn gives what block profiles say against a hang: they count a wait when it has ended.
func goesOn(c *Case, v *verdictOf) []Proof {
	if slices.ContainsFunc(v.proofs, func(p Proof) bool { return p.Grade == Proven }) {
		return nil
	}
	for _, b := range c.grouped {
		if b.Kind != string(profile.KindBlock) || b.Profile == nil || !slices.ContainsFunc(v.groups, func(g *Group) bool {
			return g.samePlace(b) && g.Operation == b.Operation && b.Count() >= manyWaits*g.Count()
		}) {
			continue
		}
		text := fmt.Sprintf("a block profile counts %s here that ended: whoever waits goes on after a while", Count(b.Count(), "wait"))
		return []Proof{{Grade: Consistent, Text: text, Input: b.Input, Place: b.Place(c.Inputs[b.Input].Evidence)}}
	}
	return nil
}

// shutdownOf gives what speaks against every hang of a dump: that the program was about to end.
func shutdownOf(c *Case, k dumpKey) []Proof {
	for _, f := range c.Facts {
		if f.Kind == FactShutdown && f.Input == k.input && f.Dump == k.dump {
			return []Proof{{Grade: Consistent, Text: f.Text, Input: f.Input, Place: f.Place}}
		}
	}
	return nil
}

// hangs parts the sick into clusters.
func (w *ward) hangs() []*hang {
	of := map[int]*hang{}
	var list []*hang
	clusters := w.clusters()
	for i, s := range w.list {
		h := of[clusters.root(i)]
		if h == nil {
			h = &hang{ward: w}
			of[clusters.root(i)] = h
			list = append(list, h)
		}
		h.all = append(h.all, s)
		if !s.victim {
			h.list = append(h.list, s)
		}
	}
	list = slices.DeleteFunc(list, func(h *hang) bool { return len(h.list) == 0 || h.mayGoOn() || h.weak() && h.ofLibraries() })
	weak := 0
	for _, h := range list {
		weak += boolean(h.weak())
	}
	if weak > maxWeak {
		list = slices.DeleteFunc(list, (*hang).weak)
	}
	for _, h := range list {
		slices.SortStableFunc(h.list, func(a, b *sick) int { // by nothing that differs from dump to dump
			return cmp.Or(cmp.Compare(b.proof.Grade, a.proof.Grade), strings.Compare(b.group.Signature, a.group.Signature))
		})
	}
	return list
}

// maxBrothers is how many stacks that one function has started may belong to one hang, by that alone: a function that
// starts more of them starts different things.
const maxBrothers = 6

// maxWeak is how many hangs are told that nothing but their place in the dump shows. Where more pieces of code have left
// waiting goroutines behind, that is how the program works.
const maxWeak = 3

// weak reports whether nothing but its place in the dump shows that a hang is one.
func (h *hang) weak() bool {
	return !h.asleep && !slices.ContainsFunc(h.all, func(s *sick) bool { return !s.weak })
}

// ofLibraries reports whether no code of the user's waits: what libraries start in the background is theirs to end.
func (h *hang) ofLibraries() bool {
	return !slices.ContainsFunc(h.all, func(s *sick) bool {
		f := s.group.Stack.KeyFrame()
		return f != nil && f.Origin == symbolize.User
	})
}

// clusters ties the sick together that have a creator, a type or a wait in common.
func (w *ward) clusters() *ties {
	t := &ties{parent: make([]int, len(w.list)), first: map[any]int{}}
	for i := range t.parent {
		t.parent[i] = i
	}
	e := w.evidence()
	brothers, children := map[string]int{}, map[uint64]int{}
	for _, s := range w.list {
		if by := s.group.Stack.CreatedBy; by != nil {
			brothers[by.Key]++
		}
		if s.row >= 0 {
			children[e.Goroutines[s.row].Creator]++
		}
	}
	for i, s := range w.list {
		if by := s.group.Stack.CreatedBy; by != nil && brothers[by.Key] <= maxBrothers {
			t.join(i, by.Key)
		}
		if f := s.group.Stack.KeyFrame(); f != nil && receiver(f.Func) != "" {
			t.join(i, receiver(f.Func))
		}
		if f := entry(s.group.Stack); f != nil && s.row < 0 { // a profile does not tell who started it
			t.join(i, f.Key)
		}
		for _, row := range s.some() {
			t.join(i, e.Goroutines[row].ID)
			if id := e.Goroutines[row].Creator; id > 0 && children[id] <= maxBrothers {
				t.join(i, id)
			}
			if wait := w.waits.of(row); wait != nil {
				t.join(i, wait)
				if wait.Holder != nil {
					t.join(i, e.Goroutines[wait.Holder.Row].ID)
				}
			}
		}
	}
	return t
}

// ties joins things by what they have in common.
type ties struct {
	parent []int
	first  map[any]int // who had it first
}

func (t *ties) root(i int) int {
	for t.parent[i] != i {
		t.parent[i] = t.parent[t.parent[i]]
		i = t.parent[i]
	}
	return i
}

func (t *ties) join(i int, common any) {
	if other, ok := t.first[common]; ok {
		t.parent[t.root(i)] = t.root(other)
		return
	}
	t.first[common] = i
}

// mayGoOn reports whether nothing shows that a hang is one, and what started its goroutines has started others that go on:
// they may wake it. Where the runtime says that all are asleep and all select, it is not known what for.
func (h *hang) mayGoOn() bool {
	if h.asleep {
		return !slices.ContainsFunc(h.all, func(s *sick) bool { return s.group.Operation != OpSelect })
	}
	if !h.weak() {
		return false
	}
	return slices.ContainsFunc(h.all, func(s *sick) bool {
		by := s.group.Stack.CreatedBy
		return by != nil && h.awake[by.Key]
	})
}
