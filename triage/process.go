package triage

import (
	"cmp"
	"slices"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Goroutine numbers are never used twice in a process, and rise: each P takes 16 at a time (runtime/proc.go, goidgen,
// _GoidCacheBatch). A number that the earlier dump lacks although it lies goidSlack below its highest cannot come from a
// goroutine that was started later.
const goidSlack = 16 * 256

// maxProcesses bounds with how many processes a dump is compared.
const maxProcesses = 32

// roster is the goroutines of a dump in the order of their numbers.
type roster struct {
	input int
	rows  []int32
}

// measurePersistence finds the dumps of one process, in the order of the inputs, and counts for each group how many
// goroutines of the first dump are in the same place in the last. Dumps are of one process as long as no number
// contradicts it; what cannot be compared has none.
func measurePersistence(c *Case) {
	var dumps []int
	for i, in := range c.Inputs {
		if e := in.Evidence; len(e.Dumps) == 1 && len(e.Profiles) == 0 && len(e.Goroutines) > 1 {
			dumps = append(dumps, i)
		}
	}
	if len(dumps) < 2 {
		return
	}
	var processes [][]roster
	for _, i := range dumps {
		r := rosterOf(c.Inputs[i].Evidence, i)
		if len(r.rows) == 0 {
			continue
		}
		at := slices.IndexFunc(processes, func(p []roster) bool { return sameProcess(c, p[len(p)-1], r) })
		switch {
		case at >= 0:
			processes[at] = append(processes[at], r)
		case len(processes) < maxProcesses:
			processes = append(processes, []roster{r})
		}
	}
	n := 0
	for _, p := range processes {
		if len(p) < 2 {
			continue
		}
		n++
		for _, r := range p {
			c.Inputs[r.input].Process = n
		}
		persist(c, p[0], p[len(p)-1])
	}
}

func rosterOf(e *profile.Evidence, input int) roster {
	r := roster{input: input}
	for i := range e.Goroutines {
		if e.Goroutines[i].ID > 0 {
			r.rows = append(r.rows, int32(i))
		}
	}
	slices.SortFunc(r.rows, func(a, b int32) int { return cmp.Compare(e.Goroutines[a].ID, e.Goroutines[b].ID) })
	return r
}

// sameProcess reports whether two dumps, the earlier one first, are of one process, as far as numbers can tell: at least
// two goroutines beside the first are in both, each number in both was started by the same function of the same
// goroutine, none is new that would have to be old, and not all waits have begun anew.
func sameProcess(c *Case, a, b roster) bool {
	x, y := c.Inputs[a.input], c.Inputs[b.input]
	if known(x.GoVersion) && known(y.GoVersion) && x.GoVersion != y.GoVersion {
		return false
	}
	highest := x.Evidence.Goroutines[a.rows[len(a.rows)-1]].ID
	common, stood, lasted, i := 0, 0, 0, 0
	for _, row := range b.rows {
		h := &y.Evidence.Goroutines[row]
		for i < len(a.rows) && x.Evidence.Goroutines[a.rows[i]].ID < h.ID {
			i++
		}
		if i == len(a.rows) || x.Evidence.Goroutines[a.rows[i]].ID != h.ID {
			if h.ID+goidSlack < highest && !x.Evidence.Truncated {
				return false
			}
			continue
		}
		g := &x.Evidence.Goroutines[a.rows[i]]
		if !sameOrigin(x, g, y, h) {
			return false
		}
		common += boolean(h.ID > 1)
		if g.Wait > 0 && c.GroupOf(a.input, a.rows[i]).Signature == c.GroupOf(b.input, row).Signature {
			stood++
			lasted += boolean(h.Wait >= g.Wait)
		}
	}
	return common >= 2 && (stood == 0 || lasted > 0)
}

// known tells an exact Go version from a bound.
func known(version string) bool { return version != "" && !strings.HasPrefix(version, ">") }

// sameOrigin reports whether two goroutines may have been started in the same way. What is not printed contradicts nothing.
func sameOrigin(x *Input, g *profile.Goroutine, y *Input, h *profile.Goroutine) bool {
	if g.Creator != 0 && h.Creator != 0 && g.Creator != h.Creator {
		return false
	}
	s, t := &x.Stacks[g.Stack], &y.Stacks[h.Stack]
	if s.CreatedBy != nil && t.CreatedBy != nil && (s.CreatedBy.Key != t.CreatedBy.Key || s.CreatedBy.Line != t.CreatedBy.Line) {
		return false
	}
	p, q := entry(s), entry(t)
	return p == nil || q == nil || p.Key == q.Key
}

// entry is the function that a goroutine was started with: the outermost frame that is not the runtime's.
func entry(s *symbolize.Stack) *symbolize.Frame {
	for i := range slices.Backward(s.Frames) {
		if f := &s.Frames[i]; f.Elided != 0 || f.Origin != symbolize.Runtime && !f.Wrapper {
			if f.Elided != 0 {
				return nil
			}
			return f
		}
	}
	return nil
}

// persist counts for each signature which goroutines of the first dump are in the same place in the last.
func persist(c *Case, first, last roster) {
	x, y := c.Inputs[first.input].Evidence, c.Inputs[last.input].Evidence
	still := map[string]int{}
	i := 0
	for _, row := range first.rows {
		id := x.Goroutines[row].ID
		for i < len(last.rows) && y.Goroutines[last.rows[i]].ID < id {
			i++
		}
		if i == len(last.rows) {
			break
		}
		g, h := c.GroupOf(first.input, row), c.GroupOf(last.input, last.rows[i])
		if y.Goroutines[last.rows[i]].ID == id && g.Signature == h.Signature {
			still[g.Signature]++
		}
	}
	for _, g := range c.grouped {
		if c.Inputs[g.Input].Process == c.Inputs[first.input].Process && g.Profile == nil {
			g.Persistent = still[g.Signature]
		}
	}
}
