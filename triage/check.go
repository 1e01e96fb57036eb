package triage

import (
	"bytes"
	"fmt"
	"slices"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Checked is the outcome of running the samples of a catalogue.
type Checked struct {
	Families, Samples int
	Todo              []string // known misses, "family: todo/name"
	Problems          []error
}

// Check runs every sample of the families against every family: yes/ samples match, maybe/ ones are unknown, no/ ones
// do not match; two families that claim one sample are ordered by over:; no test of a match can be dropped without a
// sample that notices; and a sample that is renumbered, moved, rebuilt or shuffled gives the same family and id.
func (c *Catalogue) Check(rules *symbolize.Rules) Checked {
	k := checker{c: c, rules: rules}
	for _, f := range c.Families {
		k.done.Families++
		switch {
		case f.Match != nil:
			k.family(f)
		case f.Analyzer != "":
			k.analyzed(f)
		}
	}
	return k.done
}

type checker struct {
	c     *Catalogue
	rules *symbolize.Rules
	done  Checked
}

func (k *checker) fail(f *Family, format string, args ...any) {
	k.done.Problems = append(k.done.Problems, fmt.Errorf("%s: %s", f.File, fmt.Sprintf(format, args...)))
}

// analyze reads a sample and makes a case of it.
func (k *checker) analyze(name string, data []byte) (*Case, error) {
	e, err := profile.Read(name, bytes.NewReader(data), int64(len(data)), profile.Options{})
	if err != nil {
		return nil, fmt.Errorf("sample %s: %w", name, err)
	}
	return Analyze([]*profile.Evidence{e}, Options{Catalogue: k.c, Rules: k.rules}), nil
}

func (k *checker) family(f *Family) {
	var all [][]*Subject
	for _, s := range f.Samples {
		k.done.Samples++
		c, err := k.analyze(s.Verdict+"/"+s.Name, s.Data)
		if err != nil {
			k.fail(f, "%v", err)
			continue
		}
		list := subjects(c)
		all = append(all, list)
		k.verdict(f, s, verdict(f.Match, list))
		if s.Verdict == "yes" {
			k.clashes(f, s, list)
			k.perturbed(f, s, c)
		}
	}
	for _, v := range f.Match.variants() {
		if !v.notices(f.Match, all) {
			k.fail(f, "dead weight: without %s every sample has the same verdict; add a sample that needs it, or drop it", v.dropped)
		}
	}
}

// analyzed runs the samples of a family that an analyzer finds: in yes/ ones there must be a finding of it, in no others.
func (k *checker) analyzed(f *Family) {
	for _, s := range f.Samples {
		k.done.Samples++
		c, err := k.analyze(s.Verdict+"/"+s.Name, s.Data)
		if err != nil {
			k.fail(f, "%v", err)
			continue
		}
		found := False
		if slices.ContainsFunc(c.Findings, func(g *Finding) bool { return g.Family == f }) {
			found = True
		}
		if s.Verdict != "maybe" || found == True { // what is possible is not always listed
			k.verdict(f, s, found)
		}
		if s.Verdict == "yes" {
			k.perturbed(f, s, c)
		}
	}
}

// verdict is the answer of a match for a whole case: the best one that any subject gives.
func verdict(m *Match, list []*Subject) Truth {
	best := False
	for _, s := range list {
		best = max(best, m.Eval(s))
	}
	return best
}

func (k *checker) verdict(f *Family, s Sample, got Truth) {
	want := map[string]Truth{"yes": True, "maybe": Unknown, "no": False, "todo": True}[s.Verdict]
	switch {
	case s.Verdict == "todo" && got == True:
		k.fail(f, "todo/%s matches now: make it yes/%s", s.Name, s.Name)
	case s.Verdict == "todo":
		k.done.Todo = append(k.done.Todo, f.ID+": todo/"+s.Name)
	case got != want:
		k.fail(f, "%s/%s: the match says %s, it must say %s", s.Verdict, s.Name, truthNames[got], truthNames[want])
	}
}

var truthNames = map[Truth]string{True: "true", Unknown: "unknown", False: "false"}

// clashes finds other families that claim a sample and are not ordered against this one.
func (k *checker) clashes(f *Family, s Sample, list []*Subject) {
	if f.Class == "healthy" {
		return
	}
	for _, subject := range list {
		if f.Match.Eval(subject) != True {
			continue
		}
		for _, other := range k.c.Families {
			if other == f || other.Match == nil || other.Match.Eval(subject) != True {
				continue
			}
			if other.Class == "healthy" {
				if subject.ofGroup() {
					k.fail(f, "%s/%s: %s says that it is healthy", s.Verdict, s.Name, other.ID)
				}
				continue
			}
			if !k.c.comesOver(f, other) && !k.c.comesOver(other, f) {
				k.fail(f, "%s/%s: %s claims it too; one of the two must say that it comes over: the other", s.Verdict, s.Name, other.ID)
			}
		}
	}
}

// perturbed re-runs a sample in forms in which the same bug can look different.
func (k *checker) perturbed(f *Family, s Sample, c *Case) {
	want := k.ids(f, c)
	for _, p := range perturbations {
		changed := p.change(s.Data)
		if bytes.Equal(changed, s.Data) {
			continue
		}
		other, err := k.analyze(s.Name, changed)
		if err != nil {
			k.fail(f, "%s/%s %s: %v", s.Verdict, s.Name, p.name, err)
			continue
		}
		if got := k.ids(f, other); got != want {
			k.fail(f, "%s/%s: when %s, the result is %s, it was %s", s.Verdict, s.Name, p.name, got, want)
		}
	}
}

// ids gives the ids of a family's findings, or how many goroutines it calls healthy.
func (k *checker) ids(f *Family, c *Case) string {
	if f.Class == "healthy" {
		n := 0
		for _, g := range c.Groups {
			if g.Healthy == f {
				n += g.Count()
			}
		}
		return fmt.Sprintf("%d healthy goroutines", n)
	}
	var list []string
	for _, g := range c.Findings {
		if g.Family == f {
			list = append(list, g.ID)
		}
	}
	return fmt.Sprint(list)
}
