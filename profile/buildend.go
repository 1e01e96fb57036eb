package profile

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"
)

// finishBuilds ties what was read to what else stands in the text: the goroutine under an internal error, the crash of
// a compiler. Packages of which only remarks were printed have not failed.
func (r *reader) finishBuilds() {
	e := r.e
	r.crashedTools()
	for i := range e.Builds {
		b := &e.Builds[i]
		b.Packages = slices.DeleteFunc(b.Packages, func(p BuildPackage) bool { return len(p.Diagnostics) == 0 })
		for j := range b.Packages {
			for k := range b.Packages[j].Diagnostics {
				if d := &b.Packages[j].Diagnostics[k]; d.Internal && d.Crash < 0 {
					r.stackUnder(d)
				}
			}
		}
		slices.SortFunc(b.Lines, func(x, y Span) int { return cmp.Compare(x.Start, y.Start) })
	}
	slices.SortStableFunc(e.Builds, func(x, y Build) int { return cmp.Compare(x.start(), y.start()) })
}

// start gives where a build begins: the compiler's crash may be all there is of it.
func (b *Build) start() int64 {
	if len(b.Lines) > 0 {
		return b.Lines[0].Start
	}
	return b.Packages[0].Place.Start
}

// stackUnder gives an internal error the goroutine that stands under it (-gcflags=-d=panic), and with it the phase.
func (r *reader) stackUnder(d *Diagnostic) {
	all := r.e.Goroutines
	i := sort.Search(len(all), func(i int) bool { return all[i].Place.Start >= d.Place.End })
	if i == len(all) || !r.blankBetween(d.Place.End, all[i].Place.Start) {
		return
	}
	if phase := phaseOfStack(r.e.Stacks[all[i].Stack].Frames); phase != "" {
		d.Goroutine, d.Phase = i, phase
		d.Stage = cmp.Or(stageOf(phase), d.Stage)
	}
}

// blankBetween reports whether only ends of lines stand in a short part of the text.
func (r *reader) blankBetween(from, to int64) bool {
	if to < from || to-from > 16 {
		return false
	}
	text, err := r.e.Raw(Span{from, to})
	return err == nil && len(bytes.TrimSpace(text)) == 0
}

// crashedTools makes the crashes of Go's own tools errors of the package whose header stands before them, or of a build
// of their own.
func (r *reader) crashedTools() {
	e := r.e
	var alone []Build
	headers := r.bare()
	for i := range e.Crashes {
		c := &e.Crashes[i]
		if c.Kind == KindRecovered || c.Signal == "SIGQUIT" {
			continue
		}
		phase, row := r.crashedPhase(c)
		if phase == "" {
			continue
		}
		d := Diagnostic{Stage: cmp.Or(stageOf(phase), StageCodegen), Phase: phase, Internal: true, Message: c.Cause(), Crash: i, Goroutine: row, Place: c.Place}
		before := sort.Search(len(headers), func(i int) bool { return headers[i].Place.End > c.Place.Start }) - 1
		if before >= 0 && len(headers[before].Diagnostics) == 0 && r.blankBetween(headers[before].Place.End, c.Place.Start) {
			headers[before].Diagnostics = []Diagnostic{d}
			continue
		}
		alone = append(alone, Build{Packages: []BuildPackage{{Place: c.Place, Diagnostics: []Diagnostic{d}}}})
		r.format(BuildLog)
	}
	e.Builds = append(e.Builds, alone...)
}

// crashedPhase gives the phase of a crash of one of Go's tools, and the row of the goroutine that shows it, -1 for none.
func (r *reader) crashedPhase(c *Crash) (phase string, row int) {
	e := r.e
	if c.Dump >= 0 {
		d := &e.Dumps[c.Dump]
		for i := d.First; i < d.First+min(d.Count, crashedReach); i++ {
			frames := e.Stacks[e.Goroutines[i].Stack].Frames
			if len(frames) > 0 && strings.HasPrefix(e.Heads[e.Goroutines[i].Head].State, "running") && ofTools(frames) {
				return phaseOfStack(frames), i
			}
		}
	}
	return "", -1
}

// ofTools tells the stack of a tool of Go's: main.main of such a program stands in its folder.
func ofTools(frames []Frame) bool {
	return slices.ContainsFunc(frames, func(f Frame) bool {
		return strings.HasPrefix(f.Func, "cmd/compile/") || strings.HasPrefix(f.Func, "cmd/link/") || strings.HasPrefix(f.Func, "cmd/asm/") || strings.HasPrefix(f.Func, "cmd/cgo") || strings.HasPrefix(f.Func, "cmd/go/")
	})
}

// bare gives the packages of which nothing but the header was read, in the order of the text.
func (r *reader) bare() []*BuildPackage {
	var list []*BuildPackage
	for i := range r.e.Builds {
		b := &r.e.Builds[i]
		for j := range b.Packages {
			if p := &b.Packages[j]; len(p.Diagnostics) == 0 {
				list = append(list, p)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y *BuildPackage) int { return cmp.Compare(x.Place.End, y.Place.End) })
	return list
}
