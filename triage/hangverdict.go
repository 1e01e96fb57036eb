package triage

import (
	"cmp"
	"slices"
	"strings"

	"gotriage/symbolize"
)

// verdict names the family of a hang by what its goroutines wait for.
func (h *hang) verdict() verdictOf {
	locks, channels := h.of(isLockWait), h.of(isChannelWait)
	conds, groups := h.of(isOp(OpCondWait)), h.of(isOp(OpWaitGroupWait))
	if len(conds) > 0 && len(locks)+len(channels) == 0 {
		channels = h.victims(isChannelWait)
	}
	if len(channels) > 0 && len(locks)+len(groups) == 0 && slices.ContainsFunc(channels, isOp(OpChanSend)) {
		groups = h.victims(isOp(OpWaitGroupWait))
	}
	if len(channels) > 0 && len(locks)+len(groups)+len(conds) == 0 && !slices.ContainsFunc(channels, isOp(OpSelect)) && len(h.victims(isOp(OpWaitGroupWait))) > 0 {
		return h.give("waitgroup-never-done", h.victims(isOp(OpWaitGroupWait))[0])
	}
	switch {
	case len(locks) > 0 && len(channels) > 0:
		return h.acrossChannel(locks, channels)
	case len(locks) > 0:
		return h.lockOnly(locks, len(conds) > 0)
	case len(groups) > 0 && len(channels) > 0:
		return h.give("waitgroup-and-channel", groups[0])
	case len(groups) > 0:
		return h.give("waitgroup-never-done", groups[0])
	case len(conds) > 0 && len(channels) > 0:
		return h.give("cond-and-channel", channels[0])
	case len(conds) > 0:
		return h.give("cond-never-signalled", conds[0])
	}
	return h.channelOnly(channels)
}

func isLockWait(s *sick) bool {
	return lockOperation(s.group.Operation) || s.group.Operation == OpSemacquire
}

func isChannelWait(s *sick) bool {
	switch s.group.Operation {
	case OpChanSend, OpChanReceive, OpChanSendNil, OpChanReceNil, OpSelect, OpSelectEmpty:
		return true
	default:
		return false
	}
}

func isOp(op Operation) func(*sick) bool {
	return func(s *sick) bool { return s.group.Operation == op }
}

// victims gives the victims of a sort.
func (h *hang) victims(sort func(*sick) bool) []*sick {
	var list []*sick
	for _, s := range h.all {
		if s.victim && sort(s) {
			list = append(list, s)
		}
	}
	return list
}

// of gives those of a sort, without the victims.
func (h *hang) of(sort func(*sick) bool) []*sick {
	var list []*sick
	for _, s := range h.list {
		if sort(s) {
			list = append(list, s)
		}
	}
	return list
}

// acrossChannel is a hang of locks and channels: who waits at a channel holds the lock.
func (h *hang) acrossChannel(locks, channels []*sick) verdictOf {
	for _, s := range locks {
		wait := h.waits.of(s.row)
		if wait == nil || wait.Holder == nil {
			continue
		}
		for _, c := range channels {
			if slices.Contains(c.group.Goroutines, wait.Holder.Row) {
				v := h.give("lock-held-across-channel", c)
				v.proof(wait.Holder.Grade, wait.Holder.How, c.proof)
				return v
			}
		}
	}
	for _, c := range channels {
		if i := h.behindLock(locks, c); i >= 0 {
			v := h.give("lock-held-across-channel", c)
			f := c.group.Stack.Frames[i]
			v.proof(Consistent, "it stands behind the line in which the others take the lock: "+shortFrame(&f), c.proof)
			v.suspect = &Suspect{Frame: f, Role: RoleHolds, Why: "others wait for a lock that this function takes, and it stands behind that line", Input: h.input, Goroutine: c.row, Index: i, Stack: c.group.Stack}
			return v
		}
	}
	return h.give("lock-held-across-channel", channels[0])
}

// behindLock gives the index of a frame of a function in which others wait for a lock, and that has come further; -1 for
// none.
func (h *hang) behindLock(locks []*sick, s *sick) int {
	for _, l := range locks {
		at := lockingFrame(l.group.Stack)
		if at < 0 || l.group.Stack.Frames[at].Origin < symbolize.Library {
			continue
		}
		lock := l.group.Stack.Frames[at]
		i := slices.IndexFunc(s.group.Stack.Frames, func(f symbolize.Frame) bool {
			return f.Elided == 0 && f.Func == lock.Func && f.RawFile == lock.RawFile && f.Line > lock.Line
		})
		if i >= 0 {
			return i
		}
	}
	return -1
}

// lockOnly is a hang of locks alone.
func (h *hang) lockOnly(locks []*sick, conds bool) verdictOf {
	var selves, chain []*Wait
	readers, writers := false, false
	for _, s := range locks {
		readers = readers || s.group.Operation == OpRWMutexRLock
		writers = writers || s.group.Operation == OpRWMutexLock
		wait := h.waits.of(s.row)
		switch {
		case wait == nil || wait.Holder == nil:
		case h.waits.of(wait.Holder.Row) == wait:
			selves = append(selves, wait)
		case h.waits.of(wait.Holder.Row) != nil && h.waits.of(wait.Holder.Row).Resource.isLock():
			chain = append(chain, wait)
		}
	}
	switch {
	case len(chain) > 0:
		return h.held("lock-order-inversion", locks, chain)
	case writers && (conds || readers && len(selves) > 0):
		slices.SortStableFunc(locks, func(a, b *sick) int { // a reader reads again, the writer only waits
			return boolean(b.group.Operation == OpRWMutexRLock) - boolean(a.group.Operation == OpRWMutexRLock)
		})
		return h.held("rwmutex-recursive-read", locks, selves)
	case len(selves) > 0:
		return h.held("double-lock", locks, selves)
	case h.busy(locks):
		return h.give("lock-contention", locks[0])
	case len(locks) == 1 && locks[0].group.Count() == 1:
		return h.give("double-lock", locks[0])
	case h.asleep && h.distinct(locks) > 1: // nobody else is left who could hold them
		v := h.give("lock-order-inversion", h.eldest(locks))
		v.proof(Consistent, "all that is left waits for different locks: each seems to be held by another of them", v.proofs[0])
		return v
	}
	return h.give("missing-unlock", h.eldest(locks))
}

// distinct counts the locks that are waited for, as far as they show.
func (h *hang) distinct(locks []*sick) int {
	seen := map[*Wait]bool{}
	for _, s := range locks {
		if wait := h.waits.of(s.row); wait != nil {
			seen[wait] = true
		}
	}
	return len(seen)
}

// eldest gives the first that has started another of them, else the first.
func (h *hang) eldest(list []*sick) *sick {
	if list[0].row < 0 { // a profile does not tell who started whom
		return list[0]
	}
	e := h.evidence()
	started := map[uint64]bool{}
	for _, s := range list {
		started[e.Goroutines[s.row].Creator] = true
	}
	if i := slices.IndexFunc(list, func(s *sick) bool { return started[e.Goroutines[s.row].ID] }); i >= 0 {
		return list[i]
	}
	return list[0]
}

// busy reports whether a lock is held by somebody who goes on.
func (h *hang) busy(locks []*sick) bool {
	return slices.ContainsFunc(locks, func(s *sick) bool {
		wait := h.waits.of(s.row)
		return wait != nil && wait.Holder != nil && !waiting(h.c.GroupOf(h.input, wait.Holder.Row).Operation)
	})
}

// held is a verdict on the holder of a lock: the outermost method of what holds the lock took it, or called what did. Of
// several holders that is blamed whose method reaches furthest out.
func (h *hang) held(family string, locks []*sick, waits []*Wait) verdictOf {
	var best *Holder
	var stack *symbolize.Stack
	for _, wait := range waits {
		s := h.c.GroupOf(h.input, wait.Holder.Row).Stack
		if best == nil || cmp.Or(wait.Holder.Method-wait.Holder.Frame-best.Method+best.Frame, strings.Compare(key(stack, best), key(s, wait.Holder))) > 0 {
			best, stack = wait.Holder, s
		}
	}
	if best == nil {
		return h.give(family, locks[0])
	}
	of := locks[0]
	for _, s := range locks {
		if slices.Contains(s.group.Goroutines, best.Row) {
			of = s
		}
	}
	if best.Method < 0 { // whoever took it does not show: blame one that waits
		for _, s := range locks {
			if wait := h.waits.of(s.row); wait != nil && wait.Holder == best {
				of = s
			}
		}
	}
	v := h.give(family, of)
	v.proof(best.Grade, best.How, of.proof)
	if best.Method >= 0 && stack.Frames[best.Method].Origin >= symbolize.Library {
		v.suspect = &Suspect{
			Frame: stack.Frames[best.Method], Role: RoleHolds, Why: "the outermost method of what holds the lock: it took that, or what it calls did",
			Input: h.input, Goroutine: best.Row, Index: best.Method, Stack: stack,
		}
	}
	return v
}

// key names a holder's method, so that the choice between holders is the same in every dump.
func key(s *symbolize.Stack, h *Holder) string {
	if h.Method < 0 {
		return ""
	}
	return s.Frames[h.Method].Key
}

// channelOnly is a hang at channels alone.
func (h *hang) channelOnly(channels []*sick) verdictOf {
	first := channels[0]
	for _, op := range []Operation{OpChanSendNil, OpChanReceNil, OpSelectEmpty, OpChanSend, OpChanReceive} {
		if i := slices.IndexFunc(channels, isOp(op)); i >= 0 {
			first = channels[i]
			break
		}
	}
	switch first.group.Operation {
	case OpChanSendNil, OpChanReceNil:
		return h.give("nil-channel", first)
	case OpSelectEmpty:
		return h.give("select-no-cases", first)
	case OpChanSend:
		if first.group.Siblings > 1 {
			return h.give("many-senders-one-receiver", first)
		}
		return h.give("chan-send-no-receiver", first)
	case OpChanReceive:
		return h.give("chan-receive-no-sender", first)
	default:
		return h.give("chan-and-context", first)
	}
}
