package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// sick is a group of goroutines that seems to be stuck, and what shows it.
type sick struct {
	group  *Group
	row    int32 // of one of its goroutines: the first; -1 in a profile
	proof  Proof
	orphan bool // what started it has returned, or is gone
	weak   bool // nothing but its place in the dump shows that it is stuck: somebody may yet wake it
	victim bool // it waits for goroutines that it started, and one of these is sick
}

// someOf is how many goroutines of a group are looked at for what ties it to others.
const someOf = 16

// some gives the first goroutines of the group: what ties it to others shows in these.
func (s *sick) some() []int32 { return s.group.Goroutines[:min(len(s.group.Goroutines), someOf)] }

// ward is the sick of one dump.
type ward struct {
	c           *Case
	input, dump int
	list        []*sick
	waits       waitTable
	asleep      bool                     // the runtime said that nothing can go on
	awake       map[string]bool          // functions that started goroutines which go on, or will
	starters    map[*symbolize.Name]bool // what is known of functions
}

// stuckFor is after how many minutes a wait is no longer short.
const stuckFor = 1

// queueSize is how many waiters for one lock are many, whose holder goes on (set by judgement).
const queueSize = 5

// crowdSize is how many goroutines of one stack are many, where they are most of those that are not healthy.
const crowdSize = 100

// newWard picks the sick of a dump: those that the runtime marks, those that nothing can wake, those that wait where
// nobody should for long, and those that were left behind.
func newWard(c *Case, of dumpKey, groups []*Group, waits []*Wait) *ward {
	w := &ward{
		c: c, input: of.input, dump: of.dump, waits: waitTable{first: int32(c.Inputs[of.input].Evidence.Dumps[of.dump].First)}, awake: map[string]bool{}, starters: map[*symbolize.Name]bool{},
		asleep: asleep(c.Inputs[of.input].Evidence, of.dump),
	}
	for _, wait := range waits {
		for _, row := range wait.Waiters {
			w.waits.set(row, wait)
		}
	}
	parents := w.parents(groups)
	restless := 0                // goroutines that are not healthy
	running := map[string]bool{} // functions on some stack
	for _, g := range groups {
		if g.Healthy == nil {
			restless += g.Count()
		}
		for i := range g.Stack.Frames {
			running[g.Stack.Frames[i].Key] = true
		}
	}
	var rest []*sick
	for _, g := range groups {
		if by := g.Stack.CreatedBy; g.Healthy == nil && !waiting(g.Operation) && by != nil {
			w.awake[by.Key] = true
		}
		if g.Healthy != nil || !waiting(g.Operation) || len(g.Stack.Frames) == 0 {
			continue
		}
		s := &sick{group: g, row: g.Goroutines[0]}
		s.orphan = !w.kept(g, parents, running)
		text, grade := w.why(s, restless)
		if grade == 0 {
			rest = append(rest, s)
			continue
		}
		w.take(s, text, grade)
	}
	rest = w.takeChildren(rest)
	w.takeJoiners(rest)
	w.markVictims()
	return w
}

// take adds a group to the sick.
func (w *ward) take(s *sick, text string, grade Grade) {
	s.proof = Proof{Grade: grade, Text: text, Input: w.input, Place: s.group.Place(w.evidence())}
	w.list = append(w.list, s)
}

// takeChildren adds those that wait and were started by one of the sick, and those that these started.
func (w *ward) takeChildren(rest []*sick) (left []*sick) {
	e := w.evidence()
	for from := 0; from < len(w.list); {
		started := map[uint64]bool{}
		for _, s := range w.list[from:] {
			for _, row := range s.some() {
				started[e.Goroutines[row].ID] = true
			}
		}
		from = len(w.list)
		rest = slices.DeleteFunc(rest, func(s *sick) bool {
			child := slices.ContainsFunc(s.some(), func(row int32) bool { return started[e.Goroutines[row].Creator] })
			if child {
				s.weak = true
				w.take(s, "it was started by a goroutine that is stuck, and waits, too", Consistent)
			}
			return child
		})
	}
	return rest
}

func (w *ward) evidence() *profile.Evidence { return w.c.Inputs[w.input].Evidence }

// asleep reports whether the dump belongs to a crash in which nothing could go on.
func asleep(e *profile.Evidence, dump int) bool {
	crash := e.Dumps[dump].Crash
	if crash < 0 {
		return false
	}
	cause := e.Crashes[crash].Cause()
	return strings.HasPrefix(cause, "all goroutines are asleep") || strings.HasPrefix(cause, "deadlock: ") || strings.Contains(cause, "main bubble goroutine")
}

// parents gives the goroutines of the dump that started the first goroutine of some group, by their numbers.
func (w *ward) parents(groups []*Group) map[uint64]int32 {
	e := w.evidence()
	rows := map[uint64]int32{}
	for _, g := range groups {
		if id := e.Goroutines[g.Goroutines[0]].Creator; id > 0 && g.Healthy == nil {
			rows[id] = -1
		}
	}
	d := e.Dumps[w.dump]
	for i := d.First; i < d.First+d.Count; i++ {
		if _, ok := rows[e.Goroutines[i].ID]; ok {
			rows[e.Goroutines[i].ID] = int32(i)
		}
	}
	return rows
}

// starter tells functions that by their names start what works as long as the program: NewPool, (*Cache).Start. That
// they have returned means nothing.
var starter = regexp.MustCompile(`(?:^|[.)])(?i:new|start|run|open|serve|listen|watch|dial|launch|spawn|setup|connect|begin|go|register|subscribe|with|must|make|create|build|ensure|enable|monitor|background|loop|process|handle|default|attach|boot|bootstrap|prepare|wire|install|load|schedule|async|configure|provide|mount|join|bind)(?:$|[A-Z_.\d])[^/]*$|(?:^|\.)init(?:$|\.[^/]*$)`)

// starts reports whether a function is a starter.
func (w *ward) starts(by *symbolize.Frame) bool {
	yes, ok := w.starters[by.Name]
	if !ok {
		yes = starter.MatchString(by.Func)
		w.starters[by.Name] = yes
	}
	return yes
}

// kept reports whether the function that started a group's goroutines still runs: then they are meant to wait, for work
// or for their end. Where the text does not say who started them, nothing is known.
func (w *ward) kept(g *Group, parents map[uint64]int32, running map[string]bool) bool {
	by := g.Stack.CreatedBy
	if by == nil || by.Func == "main.main" {
		return true // the first goroutine, or the runtime's own; and main runs as long as the program
	}
	creator := w.evidence().Goroutines[g.Goroutines[0]].Creator
	if creator == 0 { // up to go1.20
		return running[by.Key]
	}
	row, ok := parents[creator]
	if !ok || row < 0 {
		return false
	}
	if (g.Operation == OpChanReceive || g.Operation == OpChanReceNil || g.Operation == OpSelect || g.Operation == OpCondWait) && g.Siblings < crowdSize && w.starts(by) {
		return true
	}
	frames := w.c.GroupOf(w.input, row).Stack.Frames
	return slices.ContainsFunc(frames, func(f symbolize.Frame) bool { return f.Elided != 0 || f.Key == by.Key })
}

// why says what shows that a group is stuck; grade 0: nothing does.
func (w *ward) why(s *sick, restless int) (text string, grade Grade) {
	g := s.group
	wait := w.waits.of(s.row)
	switch {
	case g.Leaked > 0:
		return fmt.Sprintf("the runtime proved that %s can never go on: (leaked)", them(g.Leaked)), Proven
	case w.asleep:
		return "the runtime found that no goroutine could go on", Consistent
	case g.Operation == OpChanSendNil || g.Operation == OpChanReceNil && s.orphan: // <-ctx.Done() of context.Background() may be meant
		s.weak = g.Operation == OpChanReceNil
		return "a nil channel is never ready: nothing can wake it", Consistent
	case wait != nil && wait.Cycle > 0:
		return "it is part of a cycle of waits", Linked
	case wait != nil && w.short(g, wait):
		return "", 0
	case wait != nil && wait.Holder != nil && wait.Resource.isLock():
		return wait.Holder.How, wait.Holder.Grade
	case g.WaitMax >= stuckFor && (lockOperation(g.Operation) || g.Operation == OpChanSend):
		return fmt.Sprintf("blocked for %s: locks and sends are meant to be short", Count(g.WaitMax, "minute")), Consistent
	case s.orphan && g.Operation != OpSelect && g.Operation != OpSelectEmpty:
		s.weak = true
		return "what started it has returned, and it still waits", Consistent
	case g.Siblings >= crowdSize && g.Siblings*2 > restless:
		return fmt.Sprintf("%s wait in the same place: more than half of those that are not known to be healthy", Count(g.Siblings, "goroutine")), Consistent
	case s.orphan:
		s.weak = true
		return "what started it has returned, and it still waits; its select may have a timer", Named
	}
	return "", 0
}

func them(n int) string {
	if n == 1 {
		return "this goroutine"
	}
	return Number(n) + " goroutines"
}

// short reports whether a few goroutines wait, not for long, for a lock whose holder goes on: that is what locks are for.
func (w *ward) short(g *Group, wait *Wait) bool {
	return wait.Holder != nil && wait.Resource.isLock() && g.WaitMax < stuckFor && len(wait.Waiters) < queueSize &&
		!waiting(w.c.GroupOf(w.input, wait.Holder.Row).Operation)
}

// lockOperation reports whether an operation takes a lock.
func lockOperation(op Operation) bool {
	return op == OpMutexLock || op == OpRWMutexLock || op == OpRWMutexRLock
}

// takeJoiners adds those that wait for the end of one of the sick, which they have started.
func (w *ward) takeJoiners(rest []*sick) {
	e := w.evidence()
	started := map[uint64]bool{} // by the number of the parent
	for _, s := range w.list {
		for _, row := range s.some() {
			started[e.Goroutines[row].Creator] = true
		}
	}
	for _, s := range rest {
		if s.joins() && started[e.Goroutines[s.row].ID] {
			s.weak = true
			w.take(s, "it waits for goroutines that it started, and these are stuck", Consistent)
		}
	}
}

// joins reports whether a group waits as for the end of goroutines.
func (s *sick) joins() bool {
	return s.group.Operation == OpWaitGroupWait || s.group.Operation == OpChanReceive || s.group.Operation == OpSemacquire
}

// markVictims marks those that wait for the end of goroutines that they started, where one of these is sick.
func (w *ward) markVictims() {
	e := w.evidence()
	started := map[uint64]bool{} // by the number of the parent
	for _, s := range w.list {
		for _, row := range s.some() {
			if id := e.Goroutines[row].Creator; id != 0 {
				started[id] = true
			}
		}
	}
	for _, s := range w.list {
		s.victim = s.joins() && started[e.Goroutines[s.row].ID]
	}
	if !slices.ContainsFunc(w.list, func(s *sick) bool { return !s.victim }) {
		for _, s := range w.list { // they wait for each other
			s.victim = false
		}
	}
}
