package triage

import (
	"cmp"
	"encoding/binary"
	"slices"

	"gotriage/symbolize"
)

// Row is one place of the code as all inputs of a case show it: the groups of one kind with the same stack, that wait for
// the same. What a debug=1 text leaves open is what the other evidence of the place says.
type Row struct {
	*Group     // the one that weighs most
	Count  int // goroutines, each counted once; of other kinds that of the group
	Leaked int // of them, the most that one group shows
}

// Rows joins groups of one kind, which stand in their order, by place; the biggest rows come first. The groups of one dump
// or profile are rows of their own.
func (c *Case) Rows(groups []*Group) []Row {
	lists := [][]*Group{}
	if Looks(groups) < 2 {
		for _, g := range groups {
			lists = append(lists, []*Group{g})
		}
	} else {
		lists = samePlaces(groups)
	}
	rows := make([]Row, 0, len(lists))
	for _, list := range lists {
		r := Row{Group: slices.MaxFunc(list, func(a, b *Group) int {
			return cmp.Or(boolean(a.Operation != OpUnknown)-boolean(b.Operation != OpUnknown), cmp.Compare(a.Weight(), b.Weight()))
		})}
		r.Count = r.Group.Count()
		if r.OfGoroutines() {
			r.Count = c.Once(list)
		}
		for _, g := range list {
			r.Leaked = max(r.Leaked, g.Leaked)
		}
		rows = append(rows, r)
	}
	if len(lists) < len(groups) && groups[0].OfGoroutines() {
		slices.SortStableFunc(rows, func(a, b Row) int { return b.Count - a.Count })
	}
	return rows
}

// Looks counts the dumps and profiles of which groups are.
func Looks(groups []*Group) int {
	seen := map[dumpKey]bool{}
	for _, g := range groups {
		seen[dumpKey{g.Input, g.Dump}] = true
	}
	return len(seen)
}

// samePlaces puts groups together that have operation, stack and line in common. One whose operation is unknown joins
// those of its place, where all of them wait for the same.
func samePlaces(groups []*Group) [][]*Group {
	known := map[string]map[Operation]bool{}
	for _, g := range groups {
		at := g.place()
		if known[at] == nil {
			known[at] = map[Operation]bool{}
		}
		if g.Operation != OpUnknown {
			known[at][g.Operation] = true
		}
	}
	at := map[string]int{}
	var lists [][]*Group
	for _, g := range groups {
		place, op := g.place(), g.Operation
		if op == OpUnknown && len(known[place]) == 1 {
			for op = range known[place] {
			}
		}
		i, ok := at[string(op)+"\n"+place]
		if !ok {
			i = len(lists)
			at[string(op)+"\n"+place] = i
			lists = append(lists, nil)
		}
		lists[i] = append(lists[i], g)
	}
	return lists
}

// place is the stack of a group with its lines, without what it waits for. Frames of the runtime are not in every kind of
// evidence of a goroutine.
func (g *Group) place() string {
	text := []byte(signature(g.Stack))
	for i := range g.Stack.Frames {
		f := &g.Stack.Frames[i]
		if f.Origin >= symbolize.Library || !g.OfGoroutines() {
			text = append(append(text, '\n'), f.Func...)
			text = binary.LittleEndian.AppendUint32(text, uint32(f.Line))
		}
	}
	return string(text)
}
