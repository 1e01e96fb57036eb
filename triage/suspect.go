package triage

import (
	"fmt"
	"strconv"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Roles of a suspect: how its frame came to be blamed.
const (
	RolePanicked = "panicked" // the user frame whose code panicked
	RoleThrew    = "threw"    // the user frame whose call ended in a fatal error or signal
	RoleLogged   = "logged"   // the user frame that logged a panic, where the stack does not show the panic itself
	RoleRaces    = "races"    // the user frame of an access of a race
	RoleWaits    = "waits"    // the user frame that waits
	RoleCreator  = "creator"  // no user frame in the stack: the user code that started the goroutine
	RoleHolds    = "holds"    // the user frame that holds, or held, a lock for which others wait
	RoleUses     = "uses"     // the user frame that allocates, runs or starts a thread
	RoleLibrary  = "library"  // no user frame at all: the first library frame
)

// name says a suspect in a sentence: its function and place, or the place that an error of a build names.
func (s *Suspect) name() string {
	if s.Func == "" {
		return s.At()
	}
	return fmt.Sprintf("%s (%s)", s.Short(), s.Place())
}

// At is the suspect's place with all of its path, and the column where one is known: "./main.go:5:31". Without a
// function that is all there is of it.
func (s *Suspect) At() string {
	at := s.File
	if s.Line > 0 {
		at += ":" + strconv.Itoa(s.Line)
	}
	if s.Column > 0 {
		at += ":" + strconv.Itoa(s.Column)
	}
	return at
}

// suspect finds the frame to blame, nil where no frame is printed. Frames are read from the top, the innermost, down.
func suspect(c *Case, s *Subject) *Suspect {
	if s.Record != nil {
		return s.Record.Suspect
	}
	if s.Trace != nil {
		role, from := recoveredRole(s)
		found := blame(s.Trace, role, from)
		if found != nil {
			found.Input, found.Goroutine = s.ref.Input, -1
		}
		return found
	}
	if s.Group == nil {
		return nil
	}
	if s.Group.Profile != nil {
		return sampledSuspect(s.Group)
	}
	input, row := s.Group.Input, s.Group.Goroutines[0]
	role, from := RoleWaits, 0
	if s.Crash != nil {
		row = Crashed(s.Input.Evidence, s.Crash)
		stuck, found := stuckTest(c, s)
		switch {
		case found:
			row = followJoin(c, input, stuck)
		case s.Crash.Kind == profile.KindPanic:
			role, from = RolePanicked, lastPanic(s.Group.Stack.Frames)
		case s.Crash.Kind == profile.KindRecovered:
			role, from = recoveredRole(s)
		case waiting(s.Group.Operation):
			row = followJoin(c, input, row)
		default:
			role = RoleThrew
		}
	}
	g := c.GroupOf(input, row)
	found := blame(g.Stack, role, from)
	if found != nil {
		found.ofCycle(g.Stack.Frames)
	}
	if found != nil {
		found.Input, found.Goroutine = input, row
	}
	return found
}

// sampledSuspect finds the frame to blame in the stack of a profile.
func sampledSuspect(g *Group) *Suspect {
	role := RoleUses
	switch profile.SampleKind(g.Kind) {
	case profile.KindGoroutine, profile.KindBlock:
		role = RoleWaits
	case profile.KindMutex:
		role = RoleHolds
	default:
	}
	found := blame(g.Stack, role, 0)
	if found != nil {
		found.Input, found.Goroutine = g.Input, -1
	}
	return found
}

// recoveredRole tells how to read the stack of a recovered panic, which the program printed itself: behind the last
// panic( frame stands what panicked. Without one only those show it that begin there.
func recoveredRole(s *Subject) (role string, from int) {
	from = lastPanic(s.stack().Frames)
	if from == 0 && !s.Crash.Trimmed {
		return RoleLogged, 0
	}
	return RolePanicked, from
}

// lastPanic gives the index behind the last "panic(" frame: what stands before it are deferred functions that ran
// while the goroutine panicked. 0 where there is none.
func lastPanic(frames []symbolize.Frame) int {
	for i := len(frames) - 1; i >= 0; i-- {
		if f := frames[i]; f.Func == "panic" || f.Func == "runtime.gopanic" || f.Func == "gopanic" && f.Origin == symbolize.Runtime {
			return i + 1
		}
	}
	return 0
}

// blame picks a stack's suspect: the first user frame from an index on; else the first library frame; else the user
// code that started the goroutine; else the first frame outside the runtime.
func blame(s *symbolize.Stack, role string, from int) *Suspect {
	if i := firstOf(s.Frames, from, symbolize.User); i >= 0 {
		return &Suspect{Frame: s.Frames[i], Role: role, Why: whyUser[role], Index: i, Stack: s}
	}
	if i := firstOf(s.Frames, from, symbolize.Library); i >= 0 {
		return &Suspect{Frame: s.Frames[i], Role: RoleLibrary, Why: "no user frame is in the stack; this is its first library frame", Index: i, Stack: s}
	}
	if by := s.CreatedBy; by != nil && by.Origin >= symbolize.Library {
		return &Suspect{Frame: *by, Role: RoleCreator, Why: "no user frame is in the stack; this code started the goroutine", Index: -1, Stack: s}
	}
	if i := firstOf(s.Frames, from, symbolize.Standard); i >= 0 {
		return &Suspect{Frame: s.Frames[i], Role: RoleLibrary, Why: "only the standard library is in the stack", Index: i, Stack: s}
	}
	return nil
}

// ofCycle moves the blame for an endless recursion to one frame of its cycle, the same in every dump: which of them is
// on top when the stack is full depends on the build.
func (s *Suspect) ofCycle(frames []symbolize.Frame) {
	const longest = 10
	n := 0
	for k := 1; k <= longest && s.Index >= 0 && n == 0; k++ {
		if s.Index+4*k <= len(frames) && repeats(frames[s.Index:s.Index+4*k], k) {
			n = k
		}
	}
	for i := s.Index; n > 0 && i < len(frames) && i < s.Index+n; i++ {
		if f := frames[i]; f.Origin == symbolize.User && f.Key < s.Key {
			s.Frame = f
		}
	}
	if n > 1 {
		for i, f := range frames {
			if f.Key == s.Key && f.Line == s.Line {
				s.Index = i
				break
			}
		}
		s.Why = "one frame of the recursion's cycle"
	}
}

// repeats reports whether frames are the same n ones over and over.
func repeats(frames []symbolize.Frame, n int) bool {
	for i := n; i < len(frames); i++ {
		if frames[i].Key != frames[i-n].Key || frames[i].Elided != 0 {
			return false
		}
	}
	return true
}

var whyUser = map[string]string{
	RolePanicked: "the innermost user frame of the code that panicked",
	RoleThrew:    "the innermost user frame when the runtime gave up",
	RoleLogged:   "the innermost user frame of the stack that was logged: it does not show the panic itself",
	RoleRaces:    "the innermost user frame of the access that was caught",
	RoleWaits:    "the innermost user frame of the goroutine that waits",
	RoleHolds:    "the innermost user frame that gave the lock back for which others had waited",
	RoleUses:     "the innermost user frame of the samples",
}

func firstOf(frames []symbolize.Frame, from int, origin symbolize.Origin) int {
	for i := from; i < len(frames); i++ {
		if f := frames[i]; f.Origin == origin && f.Elided == 0 && !f.Wrapper {
			return i
		}
	}
	return -1
}

// waiting reports whether an operation is a wait for another goroutine.
func waiting(op Operation) bool {
	switch op {
	case OpChanSend, OpChanReceive, OpChanSendNil, OpChanReceNil, OpSelect, OpSelectEmpty, OpMutexLock, OpRWMutexLock,
		OpRWMutexRLock, OpWaitGroupWait, OpCondWait, OpSemacquire:
		return true
	default:
		return false
	}
}

// followJoin goes from a goroutine that waits for its children to the child that is stuck: the one that waits for
// others to end is a victim.
func followJoin(c *Case, input int, row int32) int32 {
	e := c.Inputs[input].Evidence
	seen := map[int32]bool{}
	children := stuckChildren(c, input, e.Goroutines[row].Dump)
	for !seen[row] {
		seen[row] = true
		op := c.GroupOf(input, row).Operation
		if op != OpWaitGroupWait && op != OpChanReceive && op != OpSemacquire {
			return row
		}
		child, ok := children[e.Goroutines[row].ID]
		if !ok {
			return row
		}
		row = child
	}
	return row
}

// stuckChildren gives, by the number of the parent, the oldest goroutine of a dump that it started and that waits in
// user code.
func stuckChildren(c *Case, input int, dump int32) map[uint64]int32 {
	e := c.Inputs[input].Evidence
	d := e.Dumps[dump]
	oldest := map[uint64]int32{}
	for i := d.First; i < d.First+d.Count; i++ {
		g := e.Goroutines[i]
		if before, ok := oldest[g.Creator]; g.Creator == 0 || ok && g.ID > e.Goroutines[before].ID {
			continue
		}
		of := c.GroupOf(input, int32(i))
		if of.Healthy == nil && waiting(of.Operation) && firstOf(of.Stack.Frames, 0, symbolize.User) >= 0 {
			oldest[g.Creator] = int32(i)
		}
	}
	return oldest
}
