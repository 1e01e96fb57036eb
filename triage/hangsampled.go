package triage

import (
	"fmt"
	"slices"
)

// sampledHangs says of the goroutines of profiles what hangs says of those of dumps. A profile shows neither numbers nor
// creators nor addresses: what is told are goroutines that the runtime has proved to be leaked, and crowds. What a dump
// of the case shows at the same place bears the dump's name.
func sampledHangs(c *Case, told []verdictOf) []verdictOf {
	var list []verdictOf
	byProfile := map[dumpKey][]*Group{}
	var order []dumpKey
	for _, g := range c.grouped {
		if g.Profile == nil || !g.OfGoroutines() || g.Profile.Delta || g.Healthy != nil {
			continue
		}
		k := dumpKey{g.Input, g.Dump}
		if byProfile[k] == nil {
			order = append(order, k)
		}
		byProfile[k] = append(byProfile[k], g)
	}
	slices.SortStableFunc(order, func(a, b dumpKey) int { // a text tells less
		return boolean(byProfile[a][0].Profile.Text) - boolean(byProfile[b][0].Profile.Text)
	})
	for _, k := range order {
		w := sampledWard(c, k, byProfile[k])
		w.list = slices.DeleteFunc(w.list, func(s *sick) bool {
			same := slices.IndexFunc(told, func(v verdictOf) bool { return slices.ContainsFunc(v.groups, s.group.samePlace) })
			if same < 0 {
				return false
			}
			v := told[same]
			list = append(list, verdictOf{family: v.family, input: k.input, groups: []*Group{s.group}, suspect: v.suspect, proofs: []Proof{s.proof}, against: v.against})
			return true
		})
		for _, h := range w.hangs() {
			v := h.sampledVerdict()
			list, told = append(list, v), append(told, v)
		}
	}
	return list
}

// sampledWard picks the sick of a profile.
func sampledWard(c *Case, of dumpKey, groups []*Group) *ward {
	w := &ward{c: c, input: of.input, dump: of.dump}
	restless := 0
	for _, g := range groups {
		restless += g.Count()
	}
	for _, g := range groups {
		s := &sick{group: g, row: -1}
		switch {
		case len(g.Stack.Frames) == 0 || g.Stack.KeyFrame() == nil:
		case g.Leaked > 0:
			w.take(s, fmt.Sprintf("the runtime proved that %s can never go on: (leaked)", them(g.Leaked)), Proven)
		case g.Siblings >= crowdSize && g.Siblings*2 > restless && (waiting(g.Operation) || g.Operation == OpUnknown && g.Profile.Text):
			w.take(s, fmt.Sprintf("%s wait in the same place: more than half of those that are not known to be healthy", Count(g.Siblings, "goroutine")), Consistent)
		}
	}
	return w
}

// sampledVerdict names the family of a hang of a profile. A text of debug=1 does not tell channels: what is known of such
// goroutines is that they leak.
func (h *hang) sampledVerdict() verdictOf {
	first := h.list[0]
	h.list = slices.DeleteFunc(h.list, isOp(OpUnknown))
	if len(h.list) == 0 {
		h.list = []*sick{first}
		return h.give("goroutine-leak", first)
	}
	v := h.verdict()
	if v.family == "missing-unlock" && len(h.of(isLockWait)) > 1 { // or taken in two orders: that only addresses tell
		v = h.give("goroutine-leak", h.list[0])
	}
	return v
}

// samePlace reports whether goroutines of two groups are in the same line of the same function.
func (g *Group) samePlace(other *Group) bool {
	a, b := g.Stack.KeyFrame(), other.Stack.KeyFrame()
	return a != nil && b != nil && a.Key == b.Key && a.Line == b.Line
}
