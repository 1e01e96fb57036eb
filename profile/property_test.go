package profile

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"
)

// complaints checks what holds for every text: places are in order, apart and inside the text; every line that is not
// blank is accounted for exactly once; reading a goroutine again gives its stack.
func complaints(e *Evidence, text []byte) []string {
	var all []string
	complain := func(format string, args ...any) {
		if len(all) < 10 {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	owner := owners(e, int64(len(text)), complain)
	unread := 0
	var offset int64
	for number, line := range bytes.SplitAfter(text, []byte("\n")) {
		start := offset
		offset += int64(len(line))
		if len(bytes.TrimRight(line, "\r\n")) == 0 || number == 0 && string(bytes.TrimRight(line, "\r\n")) == "\xef\xbb\xbf" {
			continue
		}
		if owner[start] == nobody {
			complain("line %d is lost: %.60q", number+1, line)
		}
		if owner[start] != owner[offset-1] {
			complain("line %d is divided: %.60q", number+1, line)
		}
		if owner[start] == unclaimed {
			unread++
		}
	}
	if unread != e.LinesUnread {
		complain("%d lines unread, counted %d", e.LinesUnread, unread)
	}
	for i := range e.Goroutines {
		again(e, i, complain)
	}
	return all
}

// Owners of a byte; strangers inside a record are owned by nobody but unclaimed.
const (
	nobody = iota
	unclaimed
	aGoroutine
	aCrash
	aTrail
	aSample
	aRace
	aRaceTrail
	aTest
	aTestTrail
	aPackage
	anExit
	anExitTrail
	aBuild
)

// owners tells for each byte of a text whose it is, and checks the places on the way.
func owners(e *Evidence, size int64, complain func(string, ...any)) []byte {
	owner := make([]byte, size)
	claim := func(kind byte, what string, spans []Span) {
		var last int64
		for _, s := range spans {
			if s.Start < last || s.End <= s.Start || s.End > size {
				complain("%s: place %v after %d, text of %d", what, s, last, size)
				continue
			}
			last = s.End
			for i := s.Start; i < s.End; i++ {
				if owner[i] != nobody && kind != unclaimed {
					complain("%s: place %v is also claimed by %d", what, s, owner[i])
					break
				}
				owner[i] = kind
			}
		}
	}
	var goroutines, crashes, trails []Span
	for _, g := range e.Goroutines {
		goroutines = append(goroutines, g.Place)
	}
	for _, c := range e.Crashes {
		if c.Place.End > c.Place.Start || c.Dump < 0 { // a recovered panic may show by its stack alone
			crashes = append(crashes, c.Place)
		}
		trails = append(trails, c.Trail...)
	}
	var samples, edges []Span
	for i := range e.Profiles {
		p := &e.Profiles[i]
		for j, s := range p.Samples {
			if j == 0 || s.Place != p.Samples[j-1].Place { // those that are not written out share one
				samples = append(samples, s.Place)
			}
			if int(s.Stack) >= len(e.Stacks) || int(s.Labels) >= len(e.Labels) || len(s.Values) != len(p.Types) {
				complain("profile %d, sample %d: stack %d, labels %d, %d values", i, j, s.Stack, s.Labels, len(s.Values))
			}
		}
		edges = append(append(edges, p.Place), p.Tail...)
	}
	claim(aGoroutine, "goroutines", goroutines)
	claim(aSample, "profiles", edges)
	claim(aSample, "samples", slices.DeleteFunc(samples, func(s Span) bool { return slices.Contains(edges, s) }))
	claim(aCrash, "crashes", crashes)
	claim(aTrail, "trails", trails)
	toldPlaces(e, claim)
	for i := range e.Builds {
		claim(aBuild, "builds", e.Builds[i].Lines)
	}
	builds(e, size, complain)
	claim(unclaimed, "unread", e.Unread)
	dumps(e, complain)
	for _, p := range e.Problems {
		if p.Place.Start < 0 || p.Place.End < p.Place.Start || p.Place.End > size {
			complain("problem place %v, text of %d", p.Place, size)
		}
	}
	return owner
}

// toldPlaces claims the places of races, tests and ends of programs.
func toldPlaces(e *Evidence, claim func(kind byte, what string, spans []Span)) {
	places := map[byte][]Span{}
	for _, c := range e.Races {
		places[aRace] = append(places[aRace], c.Place)
		places[aRaceTrail] = append(places[aRaceTrail], c.Trail...)
	}
	for _, c := range e.Tests {
		places[aTest] = append(places[aTest], c.Place)
		places[aTestTrail] = append(places[aTestTrail], c.Trail...)
	}
	for _, c := range e.Packages {
		places[aPackage] = append(places[aPackage], c.Trail...)
	}
	for _, c := range e.Exits {
		places[anExit] = append(places[anExit], c.Place)
		places[anExitTrail] = append(places[anExitTrail], c.Trail...)
	}
	slices.SortFunc(places[aTestTrail], func(a, b Span) int { return cmp.Compare(a.Start, b.Start) }) // tests run at once
	for _, kind := range []byte{aRace, aRaceTrail, aTest, aTestTrail, aPackage, anExit, anExitTrail} {
		claim(kind, fmt.Sprintf("records of kind %d", kind), places[kind])
	}
}

// builds checks that what points out of a build points into the evidence, and that places are inside the text.
func builds(e *Evidence, size int64, complain func(string, ...any)) {
	for i := range e.Builds {
		for _, p := range e.Builds[i].Packages {
			for _, d := range p.Diagnostics {
				if d.Place.Start < 0 || d.Place.End < d.Place.Start || d.Place.End > size || d.Goroutine >= len(e.Goroutines) || d.Crash >= len(e.Crashes) || d.Stage == "" || d.Line < 0 || d.Column < 0 {
					complain("build %d: %+v", i, d)
				}
			}
		}
	}
}

// dumps checks that each goroutine belongs to one dump, in order.
func dumps(e *Evidence, complain func(string, ...any)) {
	next := 0
	for i, d := range e.Dumps {
		if d.First != next || d.Count < 1 {
			complain("dump %d: goroutines %d+%d, want them from %d", i, d.First, d.Count, next)
			return
		}
		next += d.Count
		for j := d.First; j < next; j++ {
			if g := e.Goroutines[j]; int(g.Dump) != i || g.Place.Start < d.Place.Start || g.Place.End > d.Place.End {
				complain("goroutine %d at %v: dump %d at %v", g.ID, g.Place, i, d.Place)
			}
		}
		if d.Crash >= 0 && e.Crashes[d.Crash].Dump != i {
			complain("dump %d: crash %d has dump %d", i, d.Crash, e.Crashes[d.Crash].Dump)
		}
	}
	if next != len(e.Goroutines) {
		complain("%d goroutines in dumps, %d in all", next, len(e.Goroutines))
	}
}

// again compares a goroutine that is read again with its stack.
func again(e *Evidence, i int, complain func(string, ...any)) {
	g := e.Goroutines[i]
	raw, err := e.Frames(i)
	if err != nil {
		complain("goroutine %d: %v", g.ID, err)
	}
	var frames []Frame
	for _, f := range raw {
		frames = append(frames, f.Frame)
		if f.Place.Start < g.Place.Start || f.Place.End > g.Place.End {
			complain("goroutine %d: frame at %v outside of %v", g.ID, f.Place, g.Place)
		}
	}
	if want := e.Stacks[g.Stack].Frames; !slices.Equal(frames, want) {
		complain("goroutine %d: read again:\n%+v\nstack %d:\n%+v", g.ID, frames, g.Stack, want)
	}
}

func TestProperties(t *testing.T) {
	for _, c := range captures(t) {
		t.Run(c.name, func(t *testing.T) {
			e := read(t, c.data)
			text, err := e.Raw(Span{0, e.TextSize()})
			if err != nil {
				t.Fatal(err)
			}
			for _, complaint := range complaints(e, text) {
				t.Error(complaint)
			}
		})
	}
}
