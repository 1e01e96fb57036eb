package profile

import (
	"slices"
	"strings"
	"time"
)

// SampleKind says what a profile counts.
type SampleKind string

// The kinds of profile that Go programs write (runtime/pprof, net/http/pprof).
const (
	KindGoroutine     SampleKind = "goroutine"
	KindGoroutineLeak SampleKind = "goroutineleak" // go1.26 with GOEXPERIMENT=goroutineleakprofile, go1.27 by default: only the leaked ones
	KindThreadCreate  SampleKind = "threadcreate"
	KindBlock         SampleKind = "block"
	KindMutex         SampleKind = "mutex"
	KindContention    SampleKind = "contention" // block or mutex: their protobufs differ in their stacks only, and this one has none
	KindHeap          SampleKind = "heap"       // as debug=1 text an allocs profile is one, too: the runtime writes the same
	KindAllocs        SampleKind = "allocs"
	KindCPU           SampleKind = "cpu"
	KindCustom        SampleKind = "custom" // of pprof.NewProfile, or of another tool
)

// Profile is one profile: a pprof protobuf, or the text that debug=1 gives.
type Profile struct {
	Format  Format // Pprof or GoroutineDebug1
	Kind    SampleKind
	Name    string      // as the profile calls itself: "goroutine", "heap", the type of a custom one
	Types   []ValueType // of the values of each sample
	Default string      // the type that the profile wants to be shown first, "" for none
	Samples []Sample

	Stated     int64 // total of the first line of a text, -1 where none is stated
	Time       time.Time
	Duration   time.Duration // 0 where none is told
	Period     int64         // in units of PeriodType; of heap the bytes between samples, of a mutex text the sampling fraction
	PeriodType ValueType
	Delta      bool   // values are differences of two profiles: a diff_base, or ?seconds=N of what else is counted from the start
	Binary     string // path of the program, "" where none is told
	BuildID    string // its build id
	Comments   []string
	Text       bool // it was written with debug=1
	Cut        bool // it ends early

	Place Span   // its first lines; its samples have places of their own
	Tail  []Span // what else is its own: the memory statistics behind a heap profile
}

// ValueType is what a number counts, and its unit: {"delay", "nanoseconds"}.
type ValueType struct{ Type, Unit string }

// Key is the name of a value in reports: "delay_nanoseconds".
func (t ValueType) Key() string {
	if t.Unit == "" {
		return t.Type
	}
	return t.Type + "_" + t.Unit
}

// Sample is one stack of a profile with its values, one for each of its Types. Indexes are into the tables of its
// Evidence.
type Sample struct {
	Values []int64
	Stack  int32
	Labels int32
	Place  Span
}

// OfGoroutines reports whether the samples are goroutines.
func (p *Profile) OfGoroutines() bool {
	return p.Kind == KindGoroutine || p.Kind == KindGoroutineLeak
}

// Index gives the index of a value by its key, -1 for none.
func (p *Profile) Index(key string) int {
	return slices.IndexFunc(p.Types, func(t ValueType) bool { return t.Key() == key })
}

// Total is the sum of one value over all samples.
func (p *Profile) Total(value int) int64 {
	var sum int64
	for i := range p.Samples {
		sum += p.Samples[i].Values[value]
	}
	return sum
}

// Main gives the index of the value by which samples weigh: delay, space or time before counts.
func (p *Profile) Main() int {
	wanted := map[SampleKind]string{KindHeap: "inuse_space_bytes", KindAllocs: "alloc_space_bytes"}[p.Kind]
	if i := p.Index(wanted); i >= 0 {
		return i
	}
	return len(p.Types) - 1 // as pprof does: delay, cpu
}

// GoroutinesRead is how many goroutines the evidence shows: each header of a dump, the counts of goroutine
// profiles, and those of each race report.
func (e *Evidence) GoroutinesRead() int {
	n := int64(len(e.Goroutines))
	for i := range e.Profiles {
		if p := &e.Profiles[i]; p.OfGoroutines() {
			n += p.Total(0)
		}
	}
	for i := range e.Races {
		n += int64(e.Races[i].Goroutines())
	}
	return int(max(n, 0)) // a difference of two profiles may be below
}

// GoroutinesStated is the total that the evidence states, -1 where it states none, or not for all that was read.
func (e *Evidence) GoroutinesStated() int {
	n, stated := int64(0), len(e.Goroutines) == 0
	some := false
	for i := range e.Profiles {
		if p := &e.Profiles[i]; p.OfGoroutines() {
			n, stated, some = n+p.Stated, stated && p.Stated >= 0, true
		}
	}
	if !some || !stated {
		return -1
	}
	return int(n)
}

var (
	heapTypes       = []ValueType{{"alloc_objects", "count"}, {"alloc_space", "bytes"}, {"inuse_objects", "count"}, {"inuse_space", "bytes"}}
	contentionTypes = []ValueType{{"contentions", "count"}, {"delay", "nanoseconds"}}
)

// kindOf tells the kind of a protobuf by what its samples and its period count (runtime/pprof, protomem.go, pprof.go).
func (p *Profile) kindOf(stacks []Stack) SampleKind {
	switch {
	case len(p.Types) == 0:
		return KindCustom
	case slices.Equal(p.Types, contentionTypes):
		return p.contention(stacks)
	case p.Index("inuse_space_bytes") >= 0 || p.Index("alloc_space_bytes") >= 0:
		if p.Default == "alloc_space" || p.Index("inuse_space_bytes") < 0 {
			return KindAllocs
		}
		return KindHeap
	case p.Index("cpu_nanoseconds") >= 0:
		return KindCPU
	case len(p.Types) == 1:
		return countKind(p.Types[0].Type)
	}
	return KindCustom
}

// countKind gives the kind of a profile that only counts stacks, by its name.
func countKind(name string) SampleKind {
	switch kind := SampleKind(name); kind {
	case KindGoroutine, KindGoroutineLeak, KindThreadCreate:
		return kind
	default:
		return KindCustom
	}
}

// contention tells a mutex profile, whose stacks are those that unlock, from a block profile, whose stacks wait.
func (p *Profile) contention(stacks []Stack) SampleKind {
	unlocks, waits := 0, 0
	for i := range p.Samples {
		if frames := stacks[p.Samples[i].Stack].Frames; len(frames) > 0 && unlocking(frames[0].Func) {
			unlocks++
		} else if len(frames) > 0 {
			waits++
		}
	}
	switch {
	case unlocks+waits == 0:
		return KindContention
	case unlocks > waits:
		return KindMutex
	}
	return KindBlock
}

// unlocking tells the functions at which the runtime counts what others have waited for.
func unlocking(function string) bool {
	return strings.HasPrefix(function, "runtime.unlock") || strings.HasPrefix(function, "runtime._LostContended") ||
		strings.HasSuffix(function, ").Unlock") || strings.HasSuffix(function, ").RUnlock") || strings.HasSuffix(function, "nlockSlow")
}

// differs reports whether values must be differences: below zero, marked as the base of one, or of a stretch of time
// where such a profile counts from the start of the program.
func (p *Profile) differs(labels [][]Label) bool {
	if p.Duration > 0 && p.Kind != KindCPU && p.Kind != KindCustom {
		return true
	}
	for i := range p.Samples {
		s := &p.Samples[i]
		if slices.ContainsFunc(s.Values, func(n int64) bool { return n < 0 }) || slices.Contains(labels[s.Labels], Label{"pprof::base", "true"}) {
			return true
		}
	}
	return false
}
