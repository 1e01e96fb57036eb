package triage

import (
	"slices"
	"strings"

	"gotriage/symbolize"
)

// give makes a verdict whose suspect is that of one of the sick.
func (h *hang) give(family string, s *sick) verdictOf {
	v := verdictOf{family: family, input: h.input}
	for _, other := range h.all {
		v.groups = append(v.groups, other.group)
	}
	v.proofs = []Proof{s.proof}
	for _, other := range h.list {
		said := slices.ContainsFunc(v.proofs, func(p Proof) bool { return p.Text == other.proof.Text })
		if other != s && !said && len(v.proofs) < maxProofs {
			v.proofs = append(v.proofs, other.proof)
		}
	}
	v.suspect = blame(s.group.Stack, RoleWaits, 0)
	if v.suspect != nil {
		v.suspect.Input, v.suspect.Goroutine = h.input, s.row
	}
	if why := h.leftBehind(s, v.suspect); why != "" {
		v.suspect = &Suspect{Frame: *s.group.Stack.CreatedBy, Role: RoleCreator, Why: why, Input: h.input, Goroutine: s.row, Index: -1, Stack: s.group.Stack}
	}
	return v
}

// leftBehind says why the creator of a goroutine is to blame, and not the frame that waits; "" where it is not.
func (h *hang) leftBehind(s *sick, waits *Suspect) string {
	by := s.group.Stack.CreatedBy
	if by == nil || !s.orphan || waits == nil || by.Origin != symbolize.User {
		return ""
	}
	switch s.group.Operation {
	case OpChanSend:
		if enclosed(waits, by) {
			return "it started the goroutine and has returned without receiving what that sends"
		}
	case OpChanReceive, OpSelect:
		if alone(s.group.Stack) && receiver(waits.Func) != "" && receiver(waits.Func) == receiver(by.Func) && !enclosed(waits, by) {
			return "it started the goroutine, which waits to be told to end"
		}
	default:
	}
	return ""
}

// alone reports whether a stack has one user frame only.
func alone(s *symbolize.Stack) bool {
	n := 0
	for i := range s.Frames {
		n += boolean(s.Frames[i].Origin == symbolize.User && !s.Frames[i].Wrapper)
	}
	return n == 1
}

// receiver gives the part of a method's name before its own: "example.com/svc/queue.(*Q)"; "" for other functions.
func receiver(function string) string {
	if i := strings.Index(function, ")."); i >= 0 {
		return function[:i+1]
	}
	return ""
}

// maxProofs bounds the lines of a hang's ledger.
const maxProofs = 6

// enclosed reports whether a suspect is a function literal of the function that started it.
func enclosed(s *Suspect, by *symbolize.Frame) bool {
	return s != nil && len(s.Func) > len(by.Func) && s.Func[:len(by.Func)] == by.Func
}
