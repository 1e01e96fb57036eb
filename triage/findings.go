package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gotriage/profile"
)

// findings turns claims into findings: equal ones, by family and suspect, are one with a count.
func findings(c *Case, claims []claim) []*Finding {
	var list []*Finding
	byID := map[string]*Finding{}
	for _, k := range claims {
		if k.truth != True {
			continue
		}
		f := newFinding(c, k)
		if before := byID[f.ID]; before != nil {
			before.merge(f)
			continue
		}
		byID[f.ID] = f
		list = append(list, f)
	}
	for _, f := range analyze(c) {
		if before := byID[f.ID]; before != nil {
			before.merge(f)
			continue
		}
		byID[f.ID] = f
		list = append(list, f)
	}
	weight := weights(claims)
	for _, f := range list {
		weight[f.Family] = max(weight[f.Family], f.Family.Severity)
	}
	for _, f := range list { // what comes over another stands before it
		for _, other := range list {
			if f.Family.Analyzer != "" && c.Catalogue.comesOver(f.Family, other.Family) {
				weight[f.Family] = max(weight[f.Family], weight[other.Family])
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *Finding) int {
		return cmp.Or(int(weight[b.Family])-int(weight[a.Family]), over(c, a, b), cmp.Compare(b.Confidence, a.Confidence),
			comparePlaces(a, b))
	})
	for i, f := range list {
		f.Rank = i + 1
		if len(f.Crashes)+len(f.Records) == 0 {
			f.Goroutines = c.Once(f.Groups)
		}
	}
	return list
}

// weights gives each family the severity by which its findings rank: its own, or that of a family it comes over, so
// that the exact one stands first.
func weights(claims []claim) map[*Family]Severity {
	w := map[*Family]Severity{}
	for _, k := range claims {
		w[k.family] = max(w[k.family], k.weight)
	}
	return w
}

func over(c *Case, a, b *Finding) int {
	return boolean(c.Catalogue.comesOver(b.Family, a.Family)) - boolean(c.Catalogue.comesOver(a.Family, b.Family))
}

// comparePlaces orders findings by where they were first seen: what came first may have caused the rest.
func comparePlaces(a, b *Finding) int {
	if len(a.For) == 0 || len(b.For) == 0 {
		return 0
	}
	return cmp.Or(a.For[0].Input-b.For[0].Input, cmp.Compare(a.For[0].Place.Start, b.For[0].Place.Start), strings.Compare(a.ID, b.ID))
}

func newFinding(c *Case, k claim) *Finding {
	s := k.subject
	f := &Finding{Family: k.family, Count: 1, Suspect: suspect(c, s)}
	if r := s.Record; r != nil {
		f.Records = []*Record{r}
		f.First, f.Last = r.Time, r.Time
		f.Message, _, _ = strings.Cut(r.Text, "\n")
		f.Messages = []string{f.Message}
	}
	if s.Crash != nil {
		f.Crashes = []CrashRef{s.ref}
		f.First, f.Last = s.Crash.Time, s.Crash.Time
		f.Message, _, _ = strings.Cut(s.Crash.Cause(), "\n")
		f.Messages = messages(s.Crash)
	}
	if s.Group != nil {
		f.Groups = []*Group{s.Group}
		if s.Group.OfGoroutines() {
			f.Goroutines = s.Group.Count()
		}
		if s.Crash != nil || s.Record != nil {
			f.Goroutines = 1
		}
	}
	f.ID = identity("F1", k.family.ID, f.about(s))
	f.ledger(k)
	f.Next = nextSteps(f)
	return f
}

// messages gives the first line of each panic of a chain, or the one message of another crash.
func messages(c *profile.Crash) []string {
	var list []string
	for _, p := range c.Panics {
		first, _, _ := strings.Cut(p.Text, "\n")
		if !slices.Contains(list, first) {
			list = append(list, first)
		}
	}
	return list
}

// about is what a finding's id is made of beside its family: the suspect, or the message where no frame is printed.
func (f *Finding) about(s *Subject) string {
	if s.Record != nil && s.Record.Other != nil { // which of the two was caught is chance
		a, b := f.Suspect.Key, s.Record.Other.Key
		return min(a, b) + "\n" + max(a, b)
	}
	if f.Suspect != nil {
		return f.Suspect.Key
	}
	if s.Record != nil {
		return s.Record.About
	}
	if s.Crash != nil {
		return s.Input.namer.Message(s.Crash.Cause())
	}
	return s.Group.Signature
}

// ledger fills in what speaks for and against a finding.
func (f *Finding) ledger(k claim) {
	s := k.subject
	input, place := placeOf(s)
	for _, e := range k.family.Evidence {
		if e.Test.Eval(s) != True {
			continue
		}
		line := Proof{Grade: e.Grade, Text: e.Text, Input: input, Place: place}
		if e.Against {
			line.Grade = Consistent
			f.Against = append(f.Against, line)
			continue
		}
		if k.under {
			line.Grade = min(line.Grade, Consistent)
		}
		if s.Kind == string(profile.KindRecovered) {
			line.Grade = min(line.Grade, recoveredGrade(s, f.Suspect))
		}
		if bare(s) {
			line.Grade = min(line.Grade, Consistent)
		}
		f.For = append(f.For, line)
		f.Proof = max(f.Proof, line.Grade)
	}
	if len(f.For) == 0 {
		f.Proof = Named
		f.For = []Proof{{Grade: Named, Text: "it matches " + k.family.Match.String(), Input: input, Place: place}}
	}
	if bare(s) {
		text := "no goroutine is printed under it: a log line may read like this, or GOTRACEBACK=none was set"
		f.Against = append(f.Against, Proof{Grade: Consistent, Text: text, Input: input, Place: place})
	}
	if r, err := parseVersions(cmp.Or(k.family.Go, ">=1.0")); err == nil && r.contains(s.Input.GoVersion) == False {
		text := fmt.Sprintf("known only in Go %s, and this is %s", k.family.Go, s.Input.GoVersion)
		f.Against = append(f.Against, Proof{Grade: Consistent, Text: text, Input: input, Place: place})
	}
	f.Confidence = confidenceOf(f.Proof, len(f.Against) > 0)
}

// recoveredGrade is how well a log proves a panic: a line alone names it, a stack that shows the panic proves it.
func recoveredGrade(s *Subject, found *Suspect) Grade {
	switch {
	case s.stack() == nil:
		return Named
	case found != nil && found.Role == RoleLogged:
		return Consistent
	}
	return Proven
}

// bare tells a panic that shows neither a goroutine nor an exit status.
func bare(s *Subject) bool {
	return s.Kind == string(profile.KindPanic) && s.Group == nil && s.Crash.Exit < 0
}

// placeOf gives where a subject stands in its input.
func placeOf(s *Subject) (input int, place profile.Span) {
	switch {
	case s.Record != nil:
		return s.Record.Input, s.Record.Place
	case s.Crash != nil:
		return s.ref.Input, s.Crash.Place
	}
	return s.Group.Input, s.Group.Place(s.Input.Evidence)
}

// maxMessages is how many different messages of one finding are kept.
const maxMessages = 10

// merge adds an equal finding.
func (f *Finding) merge(more *Finding) {
	f.Count += more.Count
	for _, m := range more.Messages {
		if !slices.Contains(f.Messages, m) && len(f.Messages) < maxMessages {
			f.Messages = append(f.Messages, m)
		}
	}
	f.Crashes = append(f.Crashes, more.Crashes...)
	f.Records = append(f.Records, more.Records...)
	for _, g := range more.Groups {
		if !slices.Contains(f.Groups, g) {
			f.Groups = append(f.Groups, g)
		}
	}
	f.Goroutines += more.Goroutines
	if !more.First.IsZero() && (f.First.IsZero() || more.First.Before(f.First)) {
		f.First = more.First
	}
	if more.Last.After(f.Last) {
		f.Last = more.Last
	}
	if more.Confidence > f.Confidence {
		f.Confidence, f.Proof, f.For, f.Against = more.Confidence, more.Proof, more.For, more.Against
	}
}

// fromRecord fills what its record tells into a step: {flag}, {nearest}, {package}. A step that needs what the record
// does not tell is left out.
func (f *Finding) fromRecord(line string) (filled string, ok bool) {
	for _, name := range []string{"flag", "nearest", "package"} {
		hole := "{" + name + "}"
		if !strings.Contains(line, hole) {
			continue
		}
		if len(f.Records) == 0 || len(f.Records[0].Attr[name]) == 0 {
			return "", false
		}
		line = strings.ReplaceAll(line, hole, strings.Join(f.Records[0].Attr[name], " or "))
	}
	return line, true
}

// nextSteps fills the suspect into the family's next steps.
func nextSteps(f *Finding) []string {
	replace := strings.NewReplacer("{suspect}", "the suspect frame", "{file}", "FILE", "{line}", "LINE")
	if s := f.Suspect; s != nil {
		replace = strings.NewReplacer("{suspect}", s.name(), "{file}", s.File, "{line}", strconv.Itoa(s.Line))
	}
	var steps []string
	for _, line := range f.Family.Next {
		if line, ok := f.fromRecord(line); ok {
			steps = append(steps, replace.Replace(line))
		}
	}
	return append(steps, "gotriage explain "+f.Family.ID)
}
