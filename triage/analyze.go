package triage

import (
	"cmp"
	"slices"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Options say with which knowledge evidence is looked at.
type Options struct {
	Catalogue *Catalogue
	Rules     *symbolize.Rules
	User      []string           // globs of import paths that are the user's
	Sources   *symbolize.Sources // where the source of frames is looked for; nil: nowhere
	ExitCode  int                // with which the program ended, as somebody says who knows it; 0 where nobody does
}

// Analyze makes a case of the evidence: names the stacks, groups the goroutines, sets the healthy ones aside and lets
// the families claim crashes and groups. The same evidence gives the same case.
func Analyze(evidence []*profile.Evidence, opt Options) *Case {
	c := &Case{Catalogue: opt.Catalogue, exit: opt.ExitCode}
	for i, e := range evidence {
		c.Inputs = append(c.Inputs, newInput(e, opt))
		group(c, i)
		sampled(c, i)
	}
	identify(c)
	measureGrowth(c)
	c.Groups = slices.Clone(c.grouped)
	list := subjects(c)
	setHealthyAside(c, list)
	slices.SortStableFunc(c.Groups, func(a, b *Group) int {
		return cmp.Or(boolean(a.Healthy != nil)-boolean(b.Healthy != nil), CompareKinds(a, b), a.Input-b.Input, a.Dump-b.Dump, strings.Compare(a.ID, b.ID))
	})
	c.Waits = findWaits(c)
	c.Facts = append(c.Facts, facts(c)...)
	c.Locations = locations(c)
	claims := claimAll(c, list)
	c.Findings = findings(c, claims)
	sourced(c, opt.Sources)
	c.Possible = append(possible(claims), possibleHangs(c)...)
	return c
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newInput(e *profile.Evidence, opt Options) *Input {
	namer := symbolize.New(opt.Rules, opt.User)
	in := &Input{Evidence: e, Stacks: namer.Name(e.Stacks), namer: namer}
	in.GoVersion, in.Module, in.Build, in.Time = cmp.Or(namer.GoVersion(), toldGoVersion(e)), namer.Module(), namer.Build(), e.When()
	in.broken = brokenTools(e)
	in.Cgo = namer.Any(isCgo) || slices.ContainsFunc(e.Crashes, func(c profile.Crash) bool { return c.Cgo })
	return in
}

// setHealthyAside asks the healthy families about each group.
func setHealthyAside(c *Case, list []*Subject) {
	families := map[string][]*Family{}
	for _, kind := range Kinds(c.Groups) {
		families[kind] = c.Catalogue.asked(kind, true)
	}
	profile.InParallel(len(list), func(from, to int) {
		type lot struct {
			input int
			kind  string
		}
		memories := make([]*memory, len(c.Inputs))
		fertile := map[lot][]*Family{} // those that may be true of something in an input
		for _, s := range list[from:to] {
			if !s.ofGroup() {
				continue
			}
			of := lot{s.Group.Input, s.Kind}
			if memories[of.input] == nil {
				memories[of.input] = s.Input.newMemory()
			}
			known, ok := fertile[of]
			if !ok {
				known = slices.DeleteFunc(slices.Clone(families[s.Kind]), func(f *Family) bool { return f.Match.barren(memories[of.input]) })
				fertile[of] = known
			}
			s.memory = memories[of.input]
			s.Group.Healthy = healthy(known, s)
			s.memory = nil
		}
	})
}

// healthy gives the family that says that a group is in order. The healthy lose to a leak mark.
func healthy(families []*Family, s *Subject) *Family {
	if s.Group.Leaked > 0 {
		return nil
	}
	for _, f := range families {
		if f.Match.Eval(s) == True {
			return f
		}
	}
	return nil
}

// asked gives the families that may match a subject of a kind: the healthy ones, or all others.
func (c *Catalogue) asked(kind string, healthy bool) []*Family {
	var list []*Family
	for _, f := range c.Families {
		if f.Match != nil && (f.Class == "healthy") == healthy && f.Match.mayMatch(kind) {
			list = append(list, f)
		}
	}
	return list
}

// claim is a family's answer about one subject.
type claim struct {
	family  *Family
	subject *Subject
	truth   Truth
	under   bool     // another family of the subject comes over this one
	weight  Severity // the family's, or that of one it comes over here
}

// manySubjects is how many subjects make it worth while to remember answers.
const manySubjects = 64

// claimAll asks every family about every subject and keeps what is true or unknown.
func claimAll(c *Case, list []*Subject) []claim {
	var claims []claim
	known := map[likeness][]claim{}
	asked := map[string][]*Family{} // by kind
	memories := make([]*memory, len(c.Inputs))
	for _, s := range list {
		if s.ofGroup() && s.Group.Healthy != nil {
			continue
		}
		var like likeness
		if s.Crash != nil {
			like = s.likeness()
		}
		if before, ok := known[like]; ok && s.Crash != nil {
			for _, k := range before {
				k.subject = s
				claims = append(claims, k)
			}
			continue
		}
		if input, _ := placeOf(s); len(list) > manySubjects {
			if memories[input] == nil {
				memories[input] = s.Input.newMemory()
			}
			s.memory = memories[input]
		}
		from := len(claims)
		families, ok := asked[s.Kind]
		if !ok {
			families = c.Catalogue.asked(s.Kind, false)
			asked[s.Kind] = families
		}
		for _, f := range families {
			if t := f.Match.Eval(s); t != False {
				claims = append(claims, claim{family: f, subject: s, truth: t})
			}
		}
		s.memory = nil // it is not for those who come later
		rank(c.Catalogue, claims[from:])
		if s.Crash != nil {
			known[like] = claims[from:len(claims):len(claims)]
		}
	}
	return claims
}

// rank marks the claims on one subject that a finer family comes over, and lends the finer one their severity.
func rank(cat *Catalogue, claims []claim) {
	for i := range claims {
		k := &claims[i]
		k.weight = k.family.Severity
		for _, other := range claims {
			if other.truth != True {
				continue
			}
			k.under = k.under || cat.comesOver(other.family, k.family)
			if cat.comesOver(k.family, other.family) {
				k.weight = max(k.weight, other.family.Severity)
			}
		}
	}
}

// possible lists the families whose match is unknown. Where something is certain of a subject, guesses are left out.
func possible(claims []claim) []*Possible {
	certain := map[*Subject]bool{}
	for _, k := range claims {
		certain[k.subject] = certain[k.subject] || k.truth == True
	}
	var list []*Possible
	for _, k := range claims {
		if k.truth != Unknown || certain[k.subject] {
			continue
		}
		at := slices.IndexFunc(list, func(p *Possible) bool { return p.Family == k.family })
		if at < 0 {
			at = len(list)
			list = append(list, &Possible{Family: k.family, WouldSettle: cmp.Or(k.family.Settle, "evidence that shows what this one leaves out: a whole debug=2 or SIGQUIT dump")})
		}
		p := list[at]
		switch {
		case k.subject.Record != nil:
			p.Records = append(p.Records, k.subject.Record)
		case k.subject.Crash != nil:
			p.Crashes = append(p.Crashes, k.subject.ref)
		default:
			p.Groups = append(p.Groups, k.subject.Group)
		}
	}
	return list
}
