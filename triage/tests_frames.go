package triage

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"gotriage/symbolize"
)

// lazily checks a regular expression now and compiles it at its first use: a start loads hundreds of families.
func lazily(expr string) (func() *regexp.Regexp, error) {
	if _, err := syntax.Parse(expr, syntax.Perl); err != nil {
		return nil, fmt.Errorf("not a regular expression: %w", err)
	}
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) }), nil
}

func anyFrame(s *Subject, ok func(*symbolize.Frame) bool) bool {
	for _, st := range s.stacks() {
		for i := range st.Frames {
			if ok(&st.Frames[i]) {
				return true
			}
		}
	}
	return false
}

// firstFrame tests the innermost frame of a sort. It is unknown where frames before it were left out.
func firstFrame(s *Subject, re *regexp.Regexp, sort func(*symbolize.Frame) bool) Truth {
	stack := s.stack()
	if stack == nil || stack.Unknown {
		return Unknown
	}
	for i := range stack.Frames {
		f := &stack.Frames[i]
		if f.Elided != 0 {
			return Unknown
		}
		if sort(f) {
			return truth(s.memory.of(re).matches(f))
		}
	}
	return orUnknown(false, s.whole())
}

// ofRuntime tells the functions of package runtime and its internals. Those that other packages borrow from it, like
// internal/poll.runtime_pollWait, are not: they tell what is waited for.
func ofRuntime(function string) bool {
	return strings.HasPrefix(function, "runtime.") || strings.HasPrefix(function, "internal/runtime/") ||
		strings.HasPrefix(function, "runtime/internal/") || function == "panic"
}

// near tests that one frame calls another, with nothing but runtime and compiler-made frames between them.
func near(args []string) (func(*Subject) Truth, error) {
	if len(args) != 2 {
		return nil, errors.New("two regular expressions are expected")
	}
	inner, err := lazily(args[0])
	if err != nil {
		return nil, err
	}
	outer, err := lazily(args[1])
	if err != nil {
		return nil, err
	}
	return func(s *Subject) Truth {
		inside, outside := s.memory.of(inner()), s.memory.of(outer())
		for _, st := range s.stacks() {
			if !inside.none && !outside.none && calledBy(st.Frames, inside, outside) {
				return True
			}
		}
		return orUnknown(false, s.whole())
	}, nil
}

func calledBy(frames []symbolize.Frame, inner, outer answers) bool {
	before := false // the last frame that counts matches inner
	for i := range frames {
		f := &frames[i]
		if f.Elided != 0 {
			before = false
			continue
		}
		if before && outer.matches(f) {
			return true
		}
		if inner.matches(f) {
			before = true
			continue
		}
		if f.Wrapper || f.Origin == symbolize.Runtime {
			continue
		}
		before = false
	}
	return false
}

func created(s *Subject, re *regexp.Regexp) Truth {
	if s.Group == nil {
		return Unknown
	}
	if s.Group.Profile != nil {
		return Unknown // profiles do not tell
	}
	by := s.Group.Stack.CreatedBy
	return orUnknown(by != nil && s.memory.of(re).matches(by), by != nil || !s.Group.Cut)
}

func state(s *Subject, re *regexp.Regexp) Truth {
	if s.Group == nil || s.Group.State == "" {
		return Unknown
	}
	return truth(s.memory.text(re, s.Group.State))
}

func flag(s *Subject, list []string) Truth {
	g := s.Group
	if g == nil {
		return Unknown
	}
	for _, name := range list {
		n := map[string]int{"leaked": g.Leaked, "durable": g.Durable, "locked": g.Locked, "bubble": g.Bubble, "scan": g.Scan}[name]
		if n > 0 {
			return True
		}
	}
	return False
}

// waited is unknown without minutes: the runtime stamps a wait with the GC cycle before it, so that 63 seconds can
// print nothing, and goroutines marked leaked never print any.
func waited(s *Subject, n int) Truth {
	if s.Group == nil || s.Group.WaitMax < 0 {
		return Unknown
	}
	return truth(s.Group.WaitMax >= n)
}

func attr(args []string) (func(*Subject) Truth, error) {
	if len(args) != 2 {
		return nil, errors.New("a name and a regular expression are expected")
	}
	if !slices.Contains(attributes, args[0]) {
		return nil, fmt.Errorf("%q is not known, only %q", args[0], attributes)
	}
	re, err := lazily(args[1])
	if err != nil {
		return nil, err
	}
	return func(s *Subject) Truth {
		values, known := s.attribute(args[0])
		return orUnknown(slices.ContainsFunc(values, re().MatchString), known)
	}, nil
}

func label(args []string) (func(*Subject) Truth, error) {
	if len(args) != 2 {
		return nil, errors.New("a key and a regular expression are expected")
	}
	re, err := lazily(args[1])
	if err != nil {
		return nil, err
	}
	return func(s *Subject) Truth {
		if s.Group == nil {
			return Unknown
		}
		e := s.Input.Evidence
		for _, set := range s.Group.LabelSets(e) {
			for _, l := range e.Labels[set] {
				if l.Key == args[0] && re().MatchString(l.Value) {
					return True
				}
			}
		}
		return False
	}, nil
}

func goVersion(args []string) (func(*Subject) Truth, error) {
	if len(args) != 1 {
		return nil, errors.New("one range of versions is expected")
	}
	r, err := parseVersions(args[0])
	if err != nil {
		return nil, err
	}
	return func(s *Subject) Truth { return r.contains(s.Input.GoVersion) }, nil
}
