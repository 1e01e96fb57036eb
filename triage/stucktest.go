package triage

import (
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// stuckTest gives the goroutine that a test's timeout, or the deadlock of a synctest bubble, is about: that which
// panicked only tells of it. False for other crashes, and where no goroutine fits.
func stuckTest(c *Case, s *Subject) (row int32, ok bool) {
	k := s.Crash
	if k.Dump < 0 {
		return 0, false
	}
	switch text := k.Cause(); {
	case k.Kind == profile.KindPanic && strings.HasPrefix(text, "deadlock: "):
		return firstFitting(c, s, func(g *Group) bool { return g.Bubble > 0 && waiting(g.Operation) })
	case k.Kind == profile.KindPanic && strings.HasPrefix(text, "test timed out after "):
		return runningTest(c, s, text)
	}
	return 0, false
}

// firstFitting gives the first goroutine of a crash's dump with code of the user, and of a group that fits.
func firstFitting(c *Case, s *Subject, fits func(*Group) bool) (row int32, ok bool) {
	d := s.Input.Evidence.Dumps[s.Crash.Dump]
	for i := d.First; i < d.First+d.Count; i++ {
		if g := c.GroupOf(s.ref.Input, int32(i)); firstOf(g.Stack.Frames, 0, symbolize.User) >= 0 && fits(g) {
			return int32(i), true
		}
	}
	return 0, false
}

// runningTest gives the goroutine of the test that is named last as running, the innermost subtest; where none is
// named, as before go1.20, the first one of a test that does not wait for its subtests.
//
//	running tests:
//		TestHang (1s)
//		TestHang/deep (1s)
func runningTest(c *Case, s *Subject, text string) (row int32, ok bool) {
	_, list, _ := strings.Cut(text, "running tests:")
	lines := strings.Split(strings.TrimSpace(list), "\n")
	name, _, _ := strings.Cut(strings.TrimSpace(lines[len(lines)-1]), " (")
	name, _, _ = strings.Cut(name, "/")
	own := func(g *Group) bool {
		return calls(g, "testing.tRunner") && !calls(g, "testing.(*T).Run")
	}
	if name != "" {
		if row, ok = firstFitting(c, s, func(g *Group) bool { return own(g) && callsTest(g, name) }); ok {
			return row, true
		}
	}
	return firstFitting(c, s, own)
}

// calls reports whether a function is in the stack of a group.
func calls(g *Group, function string) bool {
	for _, f := range g.Stack.Frames {
		if f.Func == function {
			return true
		}
	}
	return false
}

// callsTest reports whether a function of the test, or one that was written inside of it, is in the stack.
func callsTest(g *Group, name string) bool {
	for _, f := range g.Stack.Frames {
		if strings.HasSuffix(f.Func, "."+name) || strings.Contains(f.Func, "."+name+".func") {
			return true
		}
	}
	return false
}
