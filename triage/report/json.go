package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// How many values of a label and goroutine numbers of a group are listed, and in a case of how many inputs their growth.
const (
	maxLabelValues = 50
	maxIDs         = 100
	maxGrown       = 100
)

// JSON writes the case in the form of Schema. Lists that may hold a million things are written one by one, where the
// document has an empty one: all at once they would take gigabytes.
func JSON(w io.Writer, c *triage.Case, _ Options) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(newDocument(c)); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	out := &jsonWriter{w: w}
	rest := text.Bytes()
	for _, l := range []struct {
		name string
		n    int
		item func(i int) any
	}{
		{"groups", len(c.Groups), func(i int) any { return newGroup(c, c.Groups[i]) }},
		{"findings", len(c.Findings), func(i int) any { return newFinding(c, c.Findings[i]) }},
		{"waits", len(c.Waits), func(i int) any { return newWait(c, c.Waits[i]) }},
		{"locations", len(c.Locations), func(i int) any { return newLocation(c.Locations[i]) }},
	} {
		before, after, ok := bytes.Cut(rest, []byte("\n  \""+l.name+"\": []")) // no string holds a newline
		if !ok || l.n == 0 {
			continue
		}
		out.raw(before)
		out.list(l.name, l.n, l.item)
		rest = after
	}
	out.raw(rest)
	if out.err != nil {
		return fmt.Errorf("write the report: %w", out.err)
	}
	return nil
}

// jsonWriter writes pieces of a document; the first error stops it.
type jsonWriter struct {
	w   io.Writer
	buf bytes.Buffer
	err error
}

func (j *jsonWriter) raw(text []byte) {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, visible(string(text)))
	}
}

// list writes a member of the document that is a list, item by item.
func (j *jsonWriter) list(name string, n int, item func(i int) any) {
	j.raw([]byte("\n  \"" + name + "\": [\n"))
	enc := json.NewEncoder(&j.buf)
	enc.SetIndent("    ", "  ")
	enc.SetEscapeHTML(false)
	for i := range n {
		j.buf.Reset()
		j.buf.WriteString("    ")
		if err := enc.Encode(item(i)); err != nil {
			j.err = err
		}
		text := bytes.TrimRight(j.buf.Bytes(), "\n")
		if i < n-1 {
			text = append(text, ',')
		}
		j.raw(append(text, '\n'))
	}
	j.raw([]byte("  ]"))
}

// visible writes the characters that a terminal obeys or hides, and that JSON leaves as they are, as \u202e: it is the
// same JSON, for they stand in strings only.
func visible(text string) string {
	if !strings.ContainsFunc(text, obeyed) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if obeyed(r) && r < 0x10000 {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func obeyed(r rune) bool {
	return r >= 0x7f && r < 0xa0 || r > 0xa0 && (unicode.Is(unicode.Cf, r) || r == 0x2028 || r == 0x2029)
}

// newDocument makes all but the lists that JSON writes one by one.
func newDocument(c *triage.Case) document {
	d := document{
		Schema: Schema, Inputs: []input{}, Containers: []container{}, Groups: []group{}, Findings: []finding{}, Possible: []possible{},
		Waits: []wait{}, Facts: []fact{}, Locations: []location{}, Crashes: []crash{}, Races: []race{}, Tests: []test{},
	}
	for i, in := range c.Inputs {
		d.Inputs = append(d.Inputs, newInput(in))
		for j := range in.Evidence.Crashes {
			d.Crashes = append(d.Crashes, newCrash(c, triage.CrashRef{Input: i, Crash: j}))
		}
		d.told(c, i)
	}
	for _, l := range c.Containers() {
		d.Containers = append(d.Containers, newContainer(l))
	}
	for _, in := range c.Inputs {
		d.Builds = append(d.Builds, newBuilds(in)...)
	}
	if len(d.Builds) > 0 {
		d.Build = &d.Builds[0]
	}
	for _, f := range c.Facts {
		e := c.Inputs[f.Input].Evidence
		d.Facts = append(d.Facts, fact{f.Kind, f.Text, e.Name, f.Dump, e.Line(f.Place.Start)})
	}
	for _, p := range c.Possible {
		d.Possible = append(d.Possible, possible{Family: p.Family.ID, Groups: ids(p.Groups), WouldSettle: p.WouldSettle})
	}
	return d
}

func newInput(in *triage.Input) input {
	e := in.Evidence
	out := input{
		Name: e.Name, Bytes: e.Size, Formats: []string{}, Wrapping: append([]string{}, e.Wrapping...), Streams: []string{},
		GoVersion: in.GoVersion, Hosts: in.Hosts(), Module: in.Module, Build: in.Build, Process: in.Process, Dumps: len(e.Dumps),
		Accounting: accounting{GoroutinesRead: e.GoroutinesRead(), LinesUnread: e.LinesUnread, Truncated: e.Truncated, Problems: []problem{}},
	}
	if !in.Time.IsZero() {
		out.Time = in.Time.Format(time.RFC3339Nano)
	}
	if n := e.GoroutinesStated(); n >= 0 {
		out.Accounting.Stated = &n
	}
	for _, s := range e.Streams {
		out.Streams = append(out.Streams, s.Name)
	}
	for _, f := range e.Formats {
		out.Formats = append(out.Formats, string(f))
	}
	for _, p := range e.Problems {
		out.Accounting.Problems = append(out.Accounting.Problems, problem{e.Line(p.Place.Start), p.Message})
	}
	return out
}

func newContainer(l *profile.Listing) container {
	out := container{
		Name: l.Name, Kind: l.Kind, Files: l.Files, Evidence: l.Evidence, Failed: l.Failed, Truncated: l.Cut,
		Others: otherFiles{l.Others, append([]string{}, l.Names...)}, Left: leftAlone{l.LeftOut, []leftFile{}},
		Problems: troubleList{l.Troubles, append([]string{}, l.Problems...)},
	}
	for _, left := range l.Left {
		out.Left.Files = append(out.Left.Files, leftFile{left.Name, left.Why})
	}
	return out
}

func newFrame(f symbolize.Frame) frame {
	if f.Elided != 0 {
		return frame{Func: elided(f.Elided), Elided: f.Elided}
	}
	return frame{Func: f.Func, File: f.RawFile, Line: f.Line, User: f.Origin == symbolize.User}
}

// elided is the line that the runtime prints for frames it leaves out.
func elided(n int) string {
	if n < 0 {
		return "...additional frames elided..."
	}
	return fmt.Sprintf("...%d frames elided...", n)
}

func newGroup(c *triage.Case, g *triage.Group) group {
	in := c.Inputs[g.Input]
	out := group{
		ID: g.ID, Input: in.Evidence.Name, Dump: g.Dump, Kind: g.Kind, State: g.State, Operation: string(g.Operation), Count: g.Count(),
		Leaked: g.Leaked > 0, Healthy: g.Healthy != nil, Values: map[string]int64{}, Frames: []frame{}, Labels: map[string][]string{}, Examples: []uint64{},
	}
	if g.OfGoroutines() && g.State == "" {
		out.State = "unknown"
	}
	for i, n := range g.Values {
		out.Values[g.Profile.Types[i].Key()] += n
	}
	if g.WaitMax >= 0 {
		out.WaitMin, out.WaitMax = &g.WaitMin, &g.WaitMax
	}
	if g.Healthy != nil {
		out.Family = g.Healthy.ID
	}
	if len(c.Inputs) <= maxGrown {
		out.Growth = g.Growth
	}
	if g.Persistent >= 0 {
		out.Still = &g.Persistent
	}
	for _, f := range g.Stack.Frames {
		out.Frames = append(out.Frames, newFrame(f))
	}
	if g.Stack.CreatedBy != nil {
		by := newFrame(*g.Stack.CreatedBy)
		out.CreatedBy = &by
	}
	for _, row := range g.Goroutines[:min(len(g.Goroutines), maxIDs)] {
		r := in.Evidence.Goroutines[row]
		out.Examples = append(out.Examples, r.ID)
	}
	for _, set := range g.LabelSets(in.Evidence) {
		addLabels(out.Labels, in.Evidence.Labels[set])
	}
	return out
}

func addLabels(into map[string][]string, labels []profile.Label) {
	for _, l := range labels {
		if values := into[l.Key]; len(values) < maxLabelValues && !slices.Contains(values, l.Value) {
			into[l.Key] = append(values, l.Value)
		}
	}
}

func newFinding(c *triage.Case, f *triage.Finding) finding {
	out := finding{
		Rank: f.Rank, ID: f.ID, Family: f.Family.ID, Class: f.Family.Class, Title: f.Family.Title, Severity: f.Family.Severity.String(),
		Confidence: f.Confidence, Proof: f.Proof.String(), Count: f.Count, Streams: c.Streams(f), Inputs: len(f.Inputs()), Goroutines: f.Goroutines, Groups: ids(f.Groups),
		Message: f.Message, Messages: append([]string{}, f.Messages...), Evidence: newLedger(c, f.For), Against: newLedger(c, f.Against), Next: append([]string{}, f.Next...),
	}
	if !f.First.IsZero() {
		out.FirstTime, out.LastTime = f.First.Format(time.RFC3339Nano), f.Last.Format(time.RFC3339Nano)
	}
	if s := f.Suspect; s != nil {
		out.Suspect = &suspect{Func: s.Func, File: s.RawFile, Line: s.Line, Column: s.Column, Role: s.Role}
		if st := s.Source; st != nil {
			out.Suspect.Source = &source{File: st.File, Line: st.Line, Text: st.Text, Doubt: st.Doubt}
			if st.Select != nil {
				out.Suspect.Source.Arms = st.Select.Arms
			}
		}
	}
	out.Other = newOther(f.Other())
	return out
}

func newLedger(c *triage.Case, proofs []triage.Proof) []ledger {
	list := []ledger{}
	for _, p := range proofs {
		e := c.Inputs[p.Input].Evidence
		list = append(list, ledger{p.Grade.String(), p.Text, e.Name, e.Line(p.Place.Start), e.Line(max(p.Place.Start, p.Place.End-1))})
	}
	return list
}

func newCrash(c *triage.Case, ref triage.CrashRef) crash {
	e := c.Inputs[ref.Input].Evidence
	k := &e.Crashes[ref.Crash]
	out := crash{Kind: string(k.Kind), Message: k.Cause(), Panics: []panicValue{}, Signal: k.Signal, Input: e.Name, Line: k.Line}
	if k.Kind == profile.KindPanic {
		for _, p := range k.Panics {
			out.Panics = append(out.Panics, panicValue{p.Text, p.Recovered, p.Repanicked})
		}
	}
	out.Stream = e.StreamAt(k.Place.Start)
	if !k.Time.IsZero() {
		out.Time = k.Time.Format(time.RFC3339Nano)
	}
	if k.Exit >= 0 {
		out.ExitCode = &k.Exit
	}
	if row := triage.Crashed(e, k); row >= 0 {
		out.Goroutine = &e.Goroutines[row].ID
	}
	return out
}

func ids(groups []*triage.Group) []string {
	list := []string{}
	for _, g := range groups {
		list = append(list, g.ID)
	}
	return list
}
