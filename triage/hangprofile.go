package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"gotriage/symbolize"
)

// profiledHangs says of goroutines that a leak profile lists what can be said without states and addresses: that they are
// leaked is proved, and where all of them wait at channels, so is the family. Goroutines of any profile at a place of which
// more is told already, by a dump or by a profile that shows more, belong to that.
func profiledHangs(c *Case, told []verdictOf) []verdictOf {
	var list []verdictOf
	profiles := profiled(c)
	slices.SortStableFunc(profiles, func(a, b profiledGroups) int { // a text shows less, and only leaks are proved
		return cmp.Or(boolean(b.groups[0].Leaked > 0)-boolean(a.groups[0].Leaked > 0), boolean(a.groups[0].Profile.Text)-boolean(b.groups[0].Profile.Text))
	})
	for _, p := range profiles {
		w := &ward{c: c, input: p.key.input, dump: p.key.dump}
		locks := false
		for _, g := range p.groups {
			if g.Healthy != nil || g.Profile.Delta || g.Operation != OpUnknown && !waiting(g.Operation) || g.Stack.KeyFrame() == nil {
				continue
			}
			s := &sick{group: g, row: -1, proof: profiledProof(c, g)}
			switch same := slices.IndexFunc(told, func(v verdictOf) bool { return slices.ContainsFunc(v.groups, g.samePlace) }); {
			case same >= 0:
				v := told[same]
				list = append(list, verdictOf{family: v.family, input: p.key.input, groups: []*Group{g}, suspect: v.suspect, proofs: []Proof{s.proof}, against: v.against})
			case g.Leaked > 0:
				w.list = append(w.list, s)
			}
			locks = locks || g.Leaked > 0 && !isChannelWait(s)
		}
		for _, h := range w.hangs() {
			var v verdictOf
			if locks { // which channel belongs to which lock does not show
				v = h.give("goroutine-leak", h.list[0])
			} else {
				v = h.channelOnly(h.list)
			}
			list, told = append(list, v), append(told, v)
		}
	}
	return list
}

// profiledProof is what a profile says of a group.
func profiledProof(c *Case, g *Group) Proof {
	p := Proof{Grade: Consistent, Text: fmt.Sprintf("a goroutine profile shows %s here", Count(g.Count(), "goroutine")), Input: g.Input, Place: g.Place(c.Inputs[g.Input].Evidence)}
	if g.Leaked > 0 {
		p.Grade, p.Text = Proven, fmt.Sprintf("the runtime proved that %s can never go on: a goroutineleak profile lists nothing else", them(g.Leaked))
	}
	return p
}

// samePlace reports whether goroutines of two groups are in the same line of the same function.
func (g *Group) samePlace(other *Group) bool {
	a, b := g.Stack.KeyFrame(), other.Stack.KeyFrame()
	return a != nil && b != nil && place(a) == place(b)
}

func place(f *symbolize.Frame) string { return f.Key + ":" + strconv.Itoa(f.Line) }

// profiledGroups are the groups of goroutines of one profile.
type profiledGroups struct {
	key    dumpKey
	groups []*Group
}

// profiled lists the goroutine profiles of a case.
func profiled(c *Case) []profiledGroups {
	var list []profiledGroups
	for _, g := range c.grouped {
		if g.Profile == nil || !g.OfGoroutines() {
			continue
		}
		k := dumpKey{g.Input, g.Dump}
		if n := len(list); n == 0 || list[n-1].key != k {
			list = append(list, profiledGroups{key: k})
		}
		list[len(list)-1].groups = append(list[len(list)-1].groups, g)
	}
	return list
}

// settlesHang says what to take where a profile cannot say.
const settlesHang = "a debug=2 dump of the same program: it shows states, minutes, creators and the addresses of locks; a SIGQUIT dump shows channels, too"

// possibleHangs lists what goroutine profiles leave open: they have neither states nor addresses, nor who started whom.
func possibleHangs(c *Case) []*Possible {
	var list []*Possible
	add := func(family string, groups []*Group) {
		f := c.Catalogue.Find(family)
		if f == nil || len(groups) == 0 {
			return
		}
		if i := slices.IndexFunc(list, func(p *Possible) bool { return p.Family == f }); i >= 0 {
			list[i].Groups = append(list[i].Groups, groups...)
			return
		}
		list = append(list, &Possible{Family: f, Groups: groups, WouldSettle: settlesHang})
	}
	told := map[string]bool{} // places of which a dump or a leak profile tells more
	for _, g := range c.grouped {
		if f := g.Stack.KeyFrame(); f != nil && g.OfGoroutines() && (g.Profile == nil || g.Leaked > 0) {
			told[place(f)] = true
		}
	}
	for _, p := range profiled(c) {
		of := func(sort func(*Group) bool) []*Group {
			return slices.DeleteFunc(slices.Clone(p.groups), func(g *Group) bool {
				f := g.Stack.KeyFrame()
				return g.Healthy != nil || g.Leaked > 0 || f == nil || f.Origin != symbolize.User || told[place(f)] || !sort(g)
			})
		}
		locks := of(func(g *Group) bool { return lockOperation(g.Operation) })
		channels := of(func(g *Group) bool { return isChannelWait(&sick{group: g}) })
		unknown := of(func(g *Group) bool { return g.Operation == OpUnknown })
		if len(locks) > 0 && len(channels)+len(unknown) > 0 {
			add("lock-held-across-channel", slices.Concat(locks, channels, unknown))
		}
		for _, family := range []string{"lock-order-inversion", "double-lock", "missing-unlock"} {
			add(family, locks)
		}
		add("rwmutex-recursive-read", of(func(g *Group) bool { return g.Operation == OpRWMutexRLock }))
		add("waitgroup-never-done", of(func(g *Group) bool { return g.Operation == OpWaitGroupWait }))
		add("cond-never-signalled", of(func(g *Group) bool { return g.Operation == OpCondWait }))
		add("nil-channel", of(func(g *Group) bool { return g.Operation == OpChanSendNil || g.Operation == OpChanReceNil }))
		add("select-no-cases", of(func(g *Group) bool { return g.Operation == OpSelectEmpty }))
		add("chan-send-no-receiver", slices.Concat(of(func(g *Group) bool { return g.Operation == OpChanSend }), unknown))
		add("chan-receive-no-sender", slices.Concat(of(func(g *Group) bool { return g.Operation == OpChanReceive || g.Operation == OpSelect }), unknown))
	}
	return list
}
