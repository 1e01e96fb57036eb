package triage

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Test is one word of the match language.
type Test struct {
	Name  string
	Usage string
	Doc   string // when it is true
	make  func(args []string) (func(*Subject) Truth, error)
}

// Tests is the whole language, in the order of the documentation.
var Tests = []Test{
	{"kind", `kind("goroutine")`, "the subject is of one of the kinds: goroutine, panic, fatal, signal, recovered (which is a panic too); of profiles block, mutex, heap, allocs, cpu, threadcreate, custom, and profile for each as a whole", words(kinds, func(s *Subject, list []string) Truth {
		return truth(slices.Contains(list, s.Kind) || s.Kind == string(profile.KindRecovered) && slices.Contains(list, string(profile.KindPanic)))
	})},
	{"message", "message(`re`)", "the text of the first panic, fatal error or signal, or of the record, matches", pattern(func(s *Subject, re *regexp.Regexp) Truth {
		return truth((s.Crash != nil || s.Record != nil) && re.MatchString(s.text()))
	})},
	{"attr", "attr(\"addr\", `re`)", "a fact of the crash matches: last, panics, recovered, repanicked, goexit, addr, nearnil, code, note, cgo, exit; of a profile: profile (its kind), samples, rate, delta; of a race: op, accesses, exit; of an end: exit, source, reason, oom, core, told, last; of an error of a build: stage, phase, internal, package, flag, file", attr},
	{"signal", `signal("SIGSEGV")`, "the crash came with one of the signals", words(nil, func(s *Subject, list []string) Truth {
		return truth(s.Crash != nil && slices.Contains(list, s.Crash.Signal))
	})},
	{"state", "state(`re`)", "the state between the brackets matches, without flags", pattern(state)},
	{"op", `op("chan.send")`, "the canonical operation is one of these", words(nil, func(s *Subject, list []string) Truth {
		if s.Group == nil {
			return Unknown
		}
		return orUnknown(slices.Contains(list, string(s.Group.Operation)), s.Group.Operation != OpUnknown)
	})},
	{"flag", `flag("leaked")`, "some goroutine carries one of the flags: leaked, durable, locked, bubble, scan", words(flags, flag)},
	{"leaked", "leaked()", "some goroutine carries (leaked): the runtime proved that it can never go on", none(func(s *Subject) Truth {
		return truth(s.Group != nil && s.Group.Leaked > 0)
	})},
	{"label", "label(\"key\", `re`)", "a pprof label matches", label},
	{"top", "top(`re`)", "the innermost frame outside package runtime and its internals matches", pattern(func(s *Subject, re *regexp.Regexp) Truth {
		return firstFrame(s, re, func(f *symbolize.Frame) bool { return !ofRuntime(f.Func) })
	})},
	{"first", "first(`re`)", "the innermost user frame matches", pattern(func(s *Subject, re *regexp.Regexp) Truth {
		return firstFrame(s, re, func(f *symbolize.Frame) bool { return f.Origin == symbolize.User })
	})},
	{"calls", "calls(`re`)", "some frame's function matches", pattern(func(s *Subject, re *regexp.Regexp) Truth {
		return orUnknown(s.memory.of(re).any(s), s.whole())
	})},
	{"near", "near(`inner`, `outer`)", "a frame that matches inner is called by one that matches outer, runtime frames between them left out", near},
	{"created", "created(`re`)", "the function that started the goroutine matches", pattern(created)},
	{"waited", "waited(5)", "it is blocked for that many minutes or more; unknown where no minutes are printed", number(waited)},
	{"count", "count(100)", "the group has that many goroutines", number(func(s *Subject, n int) Truth {
		return truth(s.Group != nil && s.Group.Count() >= n)
	})},
	{"value", `value("delay_nanoseconds", 1000000000)`, "a value of the group's profile, or one by another (\"delay_nanoseconds/contentions_count\"), is that number or more: alloc_objects_count, alloc_space_bytes, inuse_objects_count, inuse_space_bytes, contentions_count, delay_nanoseconds, cpu_nanoseconds; unknown where the profile has none of the name", value},
	{"share", `share("delay_nanoseconds", 20)`, "the group has that many percent or more of a value of its profile", share},
	{"copies", "copies(100)", "the groups of this signature have that many goroutines", number(func(s *Subject, n int) Truth {
		return truth(s.Group != nil && s.Group.Siblings >= n)
	})},
	{"go", `go(">=1.24")`, "the Go version is in the range; unknown where nothing betrays it", goVersion},
	{"file", "file(`re`)", "some frame's file matches", pattern(func(s *Subject, re *regexp.Regexp) Truth {
		return orUnknown(anyFrame(s, func(f *symbolize.Frame) bool { return re.MatchString(f.File) }), s.whole())
	})},
	{"build", `build("cgo")`, "the program was built like that; unknown where no frame shows it", words([]string{"cgo"}, func(s *Subject, _ []string) Truth {
		return orUnknown(s.Input.Cgo, false)
	})},
}

var (
	kinds = append(append(slices.Clone(kindOrder), string(profile.KindPanic), string(profile.KindFatal), string(profile.KindSignal), string(profile.KindRecovered)), recordKinds()...)
	flags = []string{"leaked", "durable", "locked", "bubble", "scan"}
)

// words makes a test of one or more fixed words; allowed is nil where any word may stand.
func words(allowed []string, eval func(*Subject, []string) Truth) func([]string) (func(*Subject) Truth, error) {
	return func(args []string) (func(*Subject) Truth, error) {
		if len(args) == 0 {
			return nil, errors.New("a word is missing")
		}
		for _, a := range args {
			if allowed != nil && !slices.Contains(allowed, a) {
				return nil, fmt.Errorf("%q is not known, only %q", a, allowed)
			}
		}
		return func(s *Subject) Truth { return eval(s, args) }, nil
	}
}

// pattern makes a test of one regular expression.
func pattern(eval func(*Subject, *regexp.Regexp) Truth) func([]string) (func(*Subject) Truth, error) {
	return func(args []string) (func(*Subject) Truth, error) {
		if len(args) != 1 {
			return nil, errors.New("one regular expression is expected")
		}
		re, err := lazily(args[0])
		if err != nil {
			return nil, err
		}
		return func(s *Subject) Truth { return eval(s, re()) }, nil
	}
}

// number makes a test of one count.
func number(eval func(*Subject, int) Truth) func([]string) (func(*Subject) Truth, error) {
	return func(args []string) (func(*Subject) Truth, error) {
		if len(args) != 1 {
			return nil, errors.New("one number is expected")
		}
		n, err := strconv.Atoi(args[0])
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", args[0])
		}
		return func(s *Subject) Truth { return eval(s, n) }, nil
	}
}

// none makes a test without arguments.
func none(eval func(*Subject) Truth) func([]string) (func(*Subject) Truth, error) {
	return func(args []string) (func(*Subject) Truth, error) {
		if len(args) != 0 {
			return nil, errors.New("no argument is expected")
		}
		return eval, nil
	}
}
