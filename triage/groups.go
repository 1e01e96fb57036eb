package triage

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// groupKey is what the goroutines of one group have in common.
type groupKey struct {
	dump, stack int32
	op          Operation
}

// group puts the goroutines of one input into groups.
func group(c *Case, input int) {
	e := c.Inputs[input].Evidence
	first := len(c.grouped)
	rows := assign(c, input)
	c.rows = append(c.rows, rows)
	counts := make([]int, len(c.grouped)-first)
	for _, at := range rows {
		counts[int(at)-first]++
	}
	members := make([]int32, len(rows)) // of all groups, one behind the other
	for i, n := range counts {
		c.grouped[first+i].Goroutines, members = members[:0:n], members[n:]
	}
	for i, at := range rows {
		g := &e.Goroutines[i]
		c.grouped[at].add(int32(i), g, &e.Heads[g.Head])
	}
}

// assign gives for each goroutine of an input the index of its group, and makes the groups.
func assign(c *Case, input int) []int32 {
	in := c.Inputs[input]
	e := in.Evidence
	exact := exactStacks(in.Stacks)
	known := map[groupKey]int32{}
	type sort struct{ dump, head, stack int32 } // a shortcut past the operation
	home := homes(e)
	seen := map[sort]int32{}
	last := make([]sort, len(in.Stacks)) // by stack; most come again at once
	group := make([]int32, len(in.Stacks))
	rows := make([]int32, len(e.Goroutines))
	for i := range e.Goroutines {
		g := &e.Goroutines[i]
		now := sort{home[g.Dump] + 1, g.Head, g.Stack}
		if last[g.Stack] != now {
			at, ok := seen[now]
			if !ok {
				state := e.Heads[g.Head].State
				key := groupKey{home[g.Dump], exact[g.Stack], operation(state, &in.Stacks[g.Stack])}
				if at, ok = known[key]; !ok {
					at = int32(len(c.grouped))
					known[key] = at
					c.grouped = append(c.grouped, &Group{
						Input: input, Dump: int(home[g.Dump]), Kind: "goroutine", Operation: key.op, State: state,
						Stack: &in.Stacks[g.Stack], WaitMin: -1, WaitMax: -1,
					})
				}
				seen[now] = at
			}
			last[g.Stack], group[g.Stack] = now, at
		}
		rows[i] = group[g.Stack]
	}
	return rows
}

// homes gives for each dump that in which its goroutines are grouped: itself. The goroutines that crashed one after the
// other, each printed alone, are grouped as one dump, the first: a program that crashes in a loop leaves thousands.
func homes(e *profile.Evidence) []int32 {
	home := make([]int32, len(e.Dumps))
	first := int32(-1)
	for i := range e.Dumps {
		home[i] = int32(i)
		d := &e.Dumps[i]
		if d.Count != 1 || d.Crash < 0 || e.Crashes[d.Crash].Kind == profile.KindSignal {
			continue
		}
		if first < 0 {
			first = int32(i)
		}
		home[i] = first
	}
	return home
}

func (g *Group) add(row int32, r *profile.Goroutine, h *profile.Head) {
	g.Goroutines = append(g.Goroutines, row)
	if h.Leaked || h.Durable || h.Bubble > 0 || h.Scan || h.Locked {
		g.Leaked += boolean(h.Leaked)
		g.Durable += boolean(h.Durable)
		g.Bubble += boolean(h.Bubble > 0)
		g.Scan += boolean(h.Scan)
		g.Locked += boolean(h.Locked)
	}
	g.Cut = g.Cut || r.Cut
	if w := int(r.Wait); w >= 0 {
		if g.WaitMin < 0 || w < g.WaitMin {
			g.WaitMin = w
		}
		g.WaitMax = max(g.WaitMax, w)
	}
}

// exactStacks numbers stacks so that those with the same names, files and lines have the same number.
func exactStacks(stacks []symbolize.Stack) []int32 {
	numbers := make([]int32, len(stacks))
	known := map[string]int32{}
	names := map[[2]string]uint32{} // by function and file
	named := []uint32{0}            // by the frame's number
	var key []byte
	add := func(f *symbolize.Frame) {
		for int(f.Number) >= len(named) {
			named = append(named, 0)
		}
		if f.Number > 0 && named[f.Number] == 0 {
			name := [2]string{f.Func, f.File}
			if names[name] == 0 {
				names[name] = uint32(len(names) + 1)
			}
			named[f.Number] = names[name]
		}
		key = binary.LittleEndian.AppendUint32(key, named[f.Number])
		key = binary.LittleEndian.AppendUint32(key, uint32(f.Line))
		key = binary.LittleEndian.AppendUint32(key, uint32(f.Elided))
	}
	for i := range stacks {
		key = key[:0]
		for j := range stacks[i].Frames {
			add(&stacks[i].Frames[j])
		}
		if by := stacks[i].CreatedBy; by != nil {
			key = append(key, "by"...)
			add(by)
		}
		n, ok := known[string(key)]
		if !ok {
			n = int32(len(known))
			known[string(key)] = n
		}
		numbers[i] = n
	}
	return numbers
}

// signature is a stack's without its creator, which profiles do not show: a goroutine's group has the same id in all
// kinds of evidence. Where no frame is printed, the creator is all there is.
func signature(s *symbolize.Stack) string {
	if len(s.Frames) == 0 {
		return s.Signature()
	}
	known := *s
	known.CreatedBy = nil
	return known.Signature()
}

// identify gives each group its signature and id. Groups of one signature in one dump are siblings: the biggest bears
// the plain id, the others ".2", ".3".
func identify(c *Case) {
	profile.InParallel(len(c.grouped), func(from, to int) {
		for _, g := range c.grouped[from:to] {
			g.Signature = string(g.Operation) + "\n" + signature(g.Stack)
			g.ID = identity("G1", g.Kind, g.Signature)
		}
	})
	type family struct {
		input, dump int
		id          string
	}
	siblings := map[family][]*Group{}
	for _, g := range c.grouped {
		key := family{g.Input, g.Dump, g.ID}
		siblings[key] = append(siblings[key], g)
	}
	for _, list := range siblings {
		slices.SortStableFunc(list, func(a, b *Group) int {
			return cmp.Or(cmp.Compare(b.Weight(), a.Weight()), compareLines(a.Stack, b.Stack))
		})
		total := 0
		for i, g := range list {
			if i > 0 {
				g.ID += "." + strconv.Itoa(i+1)
			}
			total += g.Count()
		}
		for _, g := range list {
			g.Siblings = total
		}
	}
}

// compareLines orders stacks of one signature by their lines, so that siblings keep their numbers.
func compareLines(a, b *symbolize.Stack) int {
	return slices.CompareFunc(a.Frames, b.Frames, func(x, y symbolize.Frame) int {
		return cmp.Or(cmp.Compare(x.Line, y.Line), strings.Compare(x.Func, y.Func))
	})
}

// identity is a versioned hash: the prefix names kind and version, 16 hex digits follow.
func identity(prefix string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return prefix + "-" + hex.EncodeToString(sum[:8])
}
