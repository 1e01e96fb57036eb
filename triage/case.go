// Package triage says what evidence means: it groups goroutines, sets the healthy ones aside, and lets documented bug
// families claim crashes and groups, each claim with its proof.
package triage

import (
	"net/url"
	"strings"
	"time"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Case is all that is known of one incident: what was loaded, its groups, and what they mean. It is a pure function of
// the evidence, the rules and the families; nothing in it changes afterwards.
type Case struct {
	Inputs    []*Input
	Groups    []*Group   // most goroutines first, the healthy ones last
	Findings  []*Finding // best first
	Possible  []*Possible
	Waits     []*Wait     // input by input, most waiters first
	Facts     []Fact      // dump by dump
	Locations []*Location // what several kinds of evidence tell of one place; none where there is one kind
	Catalogue *Catalogue

	cycles  int       // how many the waits form
	exit    int       // Options.ExitCode
	grouped []*Group  // in the order in which they were first seen
	rows    [][]int32 // by input and goroutine row: an index in grouped
}

// GroupOf gives the group of a goroutine, by input and row of its Evidence.Goroutines.
func (c *Case) GroupOf(input int, row int32) *Group { return c.grouped[c.rows[input][row]] }

// Filter gives the groups that match, in the order of Groups. What is unknown does not match.
func (c *Case) Filter(m *Match) []*Group {
	var list []*Group
	for _, g := range c.Groups {
		if m.Eval(&Subject{Kind: g.Kind, Input: c.Inputs[g.Input], Group: g}) == True {
			list = append(list, g)
		}
	}
	return list
}

// Input is one loaded evidence with the names of its stacks.
type Input struct {
	Evidence  *profile.Evidence
	Stacks    []symbolize.Stack // by the index of Evidence.Stacks
	GoVersion string            // "go1.26.8" where a path betrays it, ">=go1.24" where frames do, else empty
	Cgo       bool              // cgo frames were seen
	Module    string            // module path of the program as its frames betray it, else empty
	Build     []string          // what else they betray of how it was built: "built on linux/amd64", "-trimpath"
	Time      time.Time         // when it was written: as its name tells, else its first record; zero where nothing does
	Process   int               // dumps of one process at different times have one number, from 1; 0 where none is known

	broken map[int]map[string][]string // by crash of one of Go's own tools: what attr tells of it as of an error of a build

	namer *symbolize.Namer
}

// Group is the goroutines of one dump, or the samples of one profile, that share operation and stack, lines included.
type Group struct {
	ID         string // "G1-" and 16 hex digits of the signature's hash; siblings get ".2", ".3"
	Input      int    // index in Case.Inputs
	Dump       int    // index in its Evidence.Dumps; behind these its Evidence.Profiles are counted
	Kind       string // goroutine, block, mutex, contention, heap, allocs, cpu, threadcreate, custom
	Operation  Operation
	State      string // as printed, "chan receive (nil chan)"
	Stack      *symbolize.Stack
	Signature  string           // what the id is a hash of
	Goroutines []int32          // rows of Evidence.Goroutines; none in a profile
	Profile    *profile.Profile // whose samples these are, nil for a dump
	Samples    []int32          // rows of its Samples
	Values     []int64          // of them all, for each of its Types
	WaitMin    int              // minutes, least and most of those that print them; -1 where none does
	WaitMax    int
	Leaked     int     // how many carry the mark (leaked)
	Durable    int     // durably blocked in a synctest bubble
	Bubble     int     // in a synctest bubble
	Scan       int     // being scanned by the GC
	Locked     int     // locked to thread
	Siblings   int     // goroutines of all groups of this signature
	Growth     []int32 // count of this signature in each input; -1 where that holds nothing of this kind; nil in a case of one
	Persistent int     // goroutines of the process's first dump that are in this place in its last, too; -1 where nothing tells
	Cut        bool    // the text ends inside its only goroutine
	Healthy    *Family // the healthy family that claims it, or nil

	count  int     // of a profile
	weight int64   // of its samples, for sorting
	totals []int64 // of all its samples, as pprof sums them: in a difference what went away counts as much
}

// Count is the number of goroutines of the group; of other profiles that of contentions, objects (of heap those in use),
// threads or samples of cpu. In a difference of two profiles it may be below zero.
func (g *Group) Count() int {
	if g.Profile != nil {
		return g.count
	}
	return len(g.Goroutines)
}

// Finding is a family seen in this case.
type Finding struct {
	Rank       int    // from 1
	ID         string // "F1-" and 16 hex digits of a hash of family and suspect
	Family     *Family
	Confidence float64   // 0..1
	Proof      Grade     // best grade of For
	Count      int       // how often it was seen: crashes, or 1 for a group of goroutines
	First      time.Time // when the first and the last of its crashes were written; zero where no line tells
	Last       time.Time
	Goroutines int // goroutines of Groups, other kinds left out; what several looks at one process show counts once
	Groups     []*Group
	Crashes    []CrashRef
	Records    []*Record
	Suspect    *Suspect // nil where no frame is printed
	Message    string   // panic or error text, the first line
	Messages   []string // it and the different ones that came with it: later panics of the chain, other crashes; 10 at most
	For        []Proof
	Against    []Proof
	Next       []string // what to do next, most useful first; plain text or a command line
}

// When says when a finding's crashes were written: "first 2026-11-20 13:28:00Z, last 2026-11-20 13:42:10Z"; "" where
// nothing tells.
func (f *Finding) When() string {
	const form = "2006-01-02 15:04:05Z07:00"
	switch {
	case f.First.IsZero():
		return ""
	case f.First.Equal(f.Last):
		return f.First.Format(form)
	}
	return "first " + f.First.Format(form) + ", last " + f.Last.Format(form)
}

// Other gives the frame of the other access of a race; nil for other findings.
func (f *Finding) Other() *Suspect {
	if len(f.Records) == 0 {
		return nil
	}
	return f.Records[0].Other
}

// CrashRef names a crash of an input.
type CrashRef struct{ Input, Crash int }

// Suspect is the frame to blame.
type Suspect struct {
	symbolize.Frame
	Role      string // "panicked", "threw", "logged", "waits", "creator", "library", "reported": how the frame came to be blamed
	Why       string // a sentence
	Column    int    // in Line, 0 where none is known
	Input     int
	Goroutine int32                // row of Evidence.Goroutines, -1 for none
	Index     int                  // of the frame in its Stack, -1 for the creator
	Stack     *symbolize.Stack     // in which it stands
	Source    *symbolize.Statement // what stands there, nil where the source is not found
}

// Proof is one line of the ledger.
type Proof struct {
	Grade Grade
	Text  string
	Input int
	Place profile.Span
}

// Possible is a family whose match is unknown: the evidence cannot say.
type Possible struct {
	Family      *Family
	Groups      []*Group
	Crashes     []CrashRef
	Records     []*Record
	WouldSettle string // what to take or read to know
}

// ShortID is the form of an id that is shown: its prefix and six digits. Where six do not tell two apart, the whole
// id does.
func ShortID(id string) string {
	const digits = len("G1-") + 6
	tail := ""
	if i := strings.IndexByte(id, '.'); i >= 0 {
		id, tail = id[:i], id[i:]
	}
	return id[:min(len(id), digits)] + tail
}

// Hosts names the machines on which the program of an input ran, as far as its lines or its address tell.
func (in *Input) Hosts() []string {
	if address, err := url.Parse(in.Evidence.Name); err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Hostname() != "" {
		return []string{address.Hostname()}
	}
	return in.Evidence.Hosts
}
