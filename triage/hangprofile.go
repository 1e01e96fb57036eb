package triage

import (
	"slices"

	"gotriage/symbolize"
)

// profiledHangs says of goroutines that a leak profile lists what can be said without states and addresses: that they are
// leaked is proved, and where all of them wait at channels, so is the family.
func profiledHangs(c *Case) []verdictOf {
	var list []verdictOf
	for _, p := range profiled(c) {
		h := &hang{ward: &ward{c: c, input: p.key.input, dump: p.key.dump}}
		for _, g := range p.groups {
			if g.Leaked == 0 {
				continue
			}
			s := &sick{group: g, row: -1, proof: Proof{Grade: Proven, Text: "the runtime proved that it can never go on: a goroutineleak profile lists nothing else", Input: p.key.input, Place: g.Place(c.Inputs[p.key.input].Evidence)}}
			h.list = append(h.list, s)
		}
		if len(h.list) == 0 {
			continue
		}
		h.all = h.list
		if slices.ContainsFunc(h.list, func(s *sick) bool { return !isChannelWait(s) }) {
			list = append(list, h.give("goroutine-leak", h.list[0]))
			continue
		}
		list = append(list, h.channelOnly(h.list))
	}
	return list
}

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
	for _, p := range profiled(c) {
		of := func(sort func(*Group) bool) []*Group {
			return slices.DeleteFunc(slices.Clone(p.groups), func(g *Group) bool {
				f := g.Stack.KeyFrame()
				return g.Healthy != nil || g.Leaked > 0 || f == nil || f.Origin != symbolize.User || !sort(g)
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
