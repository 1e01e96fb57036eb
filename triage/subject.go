package triage

import (
	"fmt"
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Subject is what a match looks at: one crash with its goroutine, one group, or one record.
type Subject struct {
	Kind   string // a group's: goroutine, block, ...; panic, fatal, signal, recovered, or a record's
	Input  *Input
	Group  *Group           // nil for a crash that printed no goroutine
	Crash  *profile.Crash   // nil for a group
	Record *Record          // nil for these
	Extra  *symbolize.Stack // a crash's "runtime stack:", or nil
	Trace  *symbolize.Stack // a recovered panic's stack without a goroutine's header, or nil

	memory *memory // of the input, or nil

	ref CrashRef
}

// likeness is all that a family's answer depends on: a crash loop asks the same thousands of times.
type likeness struct {
	kind         string
	input        *Input
	group        *Group
	extra, trace *symbolize.Stack
	crash        string
}

func (s *Subject) likeness() likeness {
	l := likeness{kind: s.Kind, input: s.Input, group: s.Group, extra: s.Extra, trace: s.Trace}
	if c := s.Crash; c != nil {
		l.crash = fmt.Sprintf("%+v %q %q %q %q %q %t %d", c.Panics, c.Signal, c.Code, c.Addr, c.PC, c.Notes, c.Cgo, c.Exit)
	}
	return l
}

// subjects lists what the families look at: the crashes first, then the groups.
func subjects(c *Case) []*Subject {
	var list []*Subject
	for i, in := range c.Inputs {
		for j := range in.Evidence.Crashes {
			if k := &in.Evidence.Crashes[j]; k.Kind == profile.KindRecovered && k.Panics[0].Repanicked {
				continue // the crash that it became tells of it
			}
			list = append(list, crashSubject(c, i, j))
		}
	}
	for i := range c.Inputs {
		for _, r := range records(c, i) {
			list = append(list, c.RecordSubject(r))
		}
	}
	for _, g := range c.Groups {
		list = append(list, &Subject{Kind: g.Kind, Input: c.Inputs[g.Input], Group: g})
	}
	return list
}

// ofGroup reports whether the subject is a group, and not a crash or a record with the group of its goroutine.
func (s *Subject) ofGroup() bool { return s.Crash == nil && s.Record == nil }

// RecordSubject gives what a match looks at for a record.
func (c *Case) RecordSubject(r *Record) *Subject {
	return &Subject{Kind: r.Kind, Input: c.Inputs[r.Input], Record: r, Group: r.Group}
}

func crashSubject(c *Case, input, crash int) *Subject {
	in := c.Inputs[input]
	s := &Subject{Kind: string(in.Evidence.Crashes[crash].Kind), Input: in, Crash: &in.Evidence.Crashes[crash], ref: CrashRef{input, crash}}
	if s.Crash.Runtime >= 0 {
		s.Extra = &in.Stacks[s.Crash.Runtime]
	}
	if s.Crash.Trace >= 0 {
		s.Trace = &in.Stacks[s.Crash.Trace]
	}
	if g := Crashed(in.Evidence, s.Crash); g >= 0 {
		s.Group = c.GroupOf(input, g)
	}
	return s
}

// Crashed gives the row of the goroutine that crashed, -1 for none: the first of the crash's dump that is neither the
// scheduler's (goroutine 0) nor an idle one of the runtime; with C code at work the oldest that is inside a cgo call, where the first is not.
func Crashed(e *profile.Evidence, c *profile.Crash) int32 {
	if c.Dump < 0 {
		return -1
	}
	d := e.Dumps[c.Dump]
	first, oldest := int32(-1), int32(-1)
	for i := d.First; i < d.First+d.Count; i++ {
		g := e.Goroutines[i]
		if g.ID == 0 || idle(e, g) {
			continue
		}
		calls := c.Cgo && strings.HasPrefix(e.Heads[g.Head].State, "syscall") && inCgo(e.Stacks[g.Stack])
		if first < 0 {
			first = int32(i)
			if calls || !c.Cgo {
				return first
			}
		}
		if calls && (oldest < 0 || g.ID < e.Goroutines[oldest].ID) {
			oldest = int32(i)
		}
	}
	if first < 0 && d.Count > 0 {
		return int32(d.First)
	}
	if oldest >= 0 {
		return oldest
	}
	return first
}

// idle tells the runtime's own goroutines, which a dump at system level may show first.
func idle(e *profile.Evidence, g profile.Goroutine) bool {
	frames := e.Stacks[g.Stack].Frames
	for _, f := range frames {
		if !strings.HasPrefix(f.Func, "runtime.") {
			return false
		}
	}
	return len(frames) > 0 && !strings.HasPrefix(e.Heads[g.Head].State, "running")
}

func inCgo(s profile.Stack) bool {
	for _, f := range s.Frames {
		if isCgo(f.Func) {
			return true
		}
	}
	return false
}

// isCgo tells the functions that stand between Go and C.
func isCgo(function string) bool {
	return function == "runtime.cgocall" || function == "runtime.cgocallbackg" || strings.Contains(function, "._Cfunc_") ||
		strings.HasPrefix(function, "_cgoexp_") || function == "non-Go function"
}

// text gives what message looks at: "" for a group.
func (s *Subject) text() string {
	switch {
	case s.Record != nil:
		return s.Record.Text
	case s.Crash != nil:
		return s.Crash.Cause()
	}
	return ""
}

// stack gives the stack of the goroutine, however it was printed; nil where none was.
func (s *Subject) stack() *symbolize.Stack {
	switch {
	case s.Group != nil:
		return s.Group.Stack
	case s.Record != nil && len(s.Record.Stacks) > 0:
		return s.Record.Stacks[0]
	}
	return s.Trace
}

// stacks gives the stacks that frame tests look at.
func (s *Subject) stacks() []*symbolize.Stack {
	if s.Record != nil {
		return s.Record.Stacks
	}
	var list []*symbolize.Stack
	if main := s.stack(); main != nil {
		list = append(list, main)
	}
	if s.Extra != nil {
		list = append(list, s.Extra)
	}
	return list
}

// whole reports whether all frames are there: only then is a frame that is not seen not there.
func (s *Subject) whole() bool {
	if s.Record == nil && s.Group == nil || s.Group != nil && s.Group.Cut {
		return false
	}
	for _, st := range s.stacks() {
		if st.Unknown {
			return false
		}
		for _, f := range st.Frames {
			if f.Elided != 0 {
				return false
			}
		}
	}
	return true
}

// attribute gives a fact of the crash; known is false where the evidence does not say.
func (s *Subject) attribute(name string) (values []string, known bool) {
	if s.Record != nil {
		return s.Record.attribute(name)
	}
	c := s.Crash
	if c == nil {
		return nil, true
	}
	var recovered, repanicked bool
	for i, p := range c.Panics {
		recovered = recovered || p.Recovered
		repanicked = repanicked || p.Repanicked || p.Recovered && i+1 < len(c.Panics)
	}
	switch name {
	case "last":
		if len(c.Panics) == 0 {
			return nil, true
		}
		return []string{c.Panics[len(c.Panics)-1].Text}, true
	case "panics":
		return []string{strconv.Itoa(len(c.Panics))}, true
	case "recovered":
		return []string{strconv.FormatBool(recovered)}, true
	case "repanicked":
		return []string{strconv.FormatBool(repanicked)}, true
	case "goexit":
		return []string{strconv.FormatBool(s.hasFrame("runtime.Goexit"))}, s.Group != nil
	case "addr":
		return present(c.Addr)
	case "nearnil":
		return s.nearNil()
	case "code":
		return present(c.Code)
	case "note":
		return c.Notes, true
	case "cgo":
		return []string{strconv.FormatBool(c.Cgo)}, true
	case "phase", "stage", "internal":
		return s.Input.broken[s.ref.Crash][name], true
	case "exit":
		if c.Exit < 0 {
			return nil, false
		}
		return []string{strconv.Itoa(c.Exit)}, true
	}
	return nil, false
}

// attributes are the names that attr knows.
var attributes = []string{"last", "panics", "recovered", "repanicked", "goexit", "addr", "nearnil", "code", "note", "cgo", "exit", "profile", "samples", "rate", "delta", "op", "accesses", "source", "reason", "oom", "core", "told", "stage", "phase", "internal", "package", "flag", "file"}

func present(value string) (values []string, known bool) {
	if value == "" {
		return nil, false
	}
	return []string{value}, true
}

// nearNil says whether the fault address lies in the first page: a field of a nil pointer.
func (s *Subject) nearNil() (values []string, known bool) {
	if s.Crash.Addr == "" {
		return nil, false
	}
	addr, err := strconv.ParseUint(s.Crash.Addr, 0, 64)
	if err != nil {
		return nil, false
	}
	return []string{strconv.FormatBool(addr < 4096)}, true
}

func (s *Subject) hasFrame(name string) bool {
	for _, st := range s.stacks() {
		for _, f := range st.Frames {
			if f.Func == name {
				return true
			}
		}
	}
	return false
}
