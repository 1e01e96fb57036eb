package triage

import (
	"fmt"
	"slices"

	"gotriage/symbolize"
)

// findHolders looks for those who hold the locks that others wait for. Nothing in a text says so: a goroutine that was
// given the lock, or an object in which it lies, may hold it. That is told only where one alone can be meant, and never
// for more than it is worth: waiting together is not holding.
func (w *waitFinder) findHolders() {
	locks := w.locks()
	if len(locks) == 0 {
		return
	}
	by := map[*Wait][]carried{}
	for _, k := range w.carriers(locks) {
		by[k.lock] = append(by[k.lock], k)
	}
	for _, lock := range locks {
		w.decide(lock, by[lock])
	}
}

// decide picks the holder of a lock among those who carry it.
func (w *waitFinder) decide(lock *Wait, carriers []carried) {
	var others, selves []Holder
	for _, k := range carriers {
		switch {
		case w.wants.of(k.row) != lock:
			others = addHolder(others, w.other(k))
		case k.frame > w.holdsFrom(k.row):
			selves = addHolder(selves, w.self(k))
		}
	}
	if len(others) == 0 {
		others = selves
	}
	blocked := slices.DeleteFunc(slices.Clone(others), func(h Holder) bool { return w.wants.of(h.Row) == nil })
	switch {
	case len(others) == 1:
		lock.Holder = &others[0]
	case len(blocked) == 1: // the others go on: who goes on gives locks back
		lock.Holder = &blocked[0]
		lock.Holder.How += "; the others that carry it do not wait for a lock"
	default:
		lock.Candidates = others
	}
}

// addHolder adds a goroutine once: with the innermost frame that shows it.
func addHolder(list []Holder, h Holder) []Holder {
	for i := range list {
		if list[i].Row == h.Row {
			list[i].Method = max(list[i].Method, h.Method)
			return list
		}
	}
	return append(list, h)
}

// holdsFrom gives the index of the frame that waits: only frames that called it can hold what it waits for.
func (w *waitFinder) holdsFrom(row int32) int {
	return lockingFrame(w.c.GroupOf(w.input, row).Stack)
}

// other is a goroutine that carries a lock for which it does not wait.
func (w *waitFinder) other(k carried) Holder {
	h := Holder{Row: k.row, Frame: k.frame, Method: k.methodIndex(), Pointer: k.pointer, Grade: Consistent, How: w.carries(k)}
	if wants := w.wants.of(k.row); wants != nil && wants.Resource.isLock() {
		h.Grade = Linked // it waits, too: for another lock
	}
	return h
}

// self is a goroutine that carries the lock for which it waits in a frame that called the one that waits.
func (w *waitFinder) self(k carried) Holder {
	return Holder{Row: k.row, Frame: k.frame, Method: k.methodIndex(), Pointer: k.pointer, Grade: Consistent, How: w.carries(k) + ", and nobody else does"}
}

func (k carried) methodIndex() int {
	if k.method {
		return k.frame
	}
	return -1
}

// carries says in words what a frame carries.
func (w *waitFinder) carries(k carried) string {
	g := w.c.Inputs[w.input].Evidence.Goroutines[k.row]
	f := &w.c.GroupOf(w.input, k.row).Stack.Frames[k.frame]
	if offset := k.lock.Resource.Address - k.pointer; offset > 0 {
		return fmt.Sprintf("goroutine %d carries %#x in %s (frame %d), %d bytes before the lock", g.ID, k.pointer, shortFrame(f), k.frame, offset)
	}
	return fmt.Sprintf("goroutine %d carries %#x in %s (frame %d)", g.ID, k.pointer, shortFrame(f), k.frame)
}

func shortFrame(f *symbolize.Frame) string {
	if place := f.Place(); place != "" {
		return f.Short() + " " + place
	}
	return f.Short()
}

// findCycles numbers the cycles of waits: each goroutine waits for one resource, each lock has one holder.
func (w *waitFinder) findCycles() {
	const unseen, open, done = 0, 1, 2
	state := map[*Wait]int{}
	for _, start := range w.list {
		var path []*Wait
		at := start
		for at != nil && state[at] == unseen {
			state[at] = open
			path = append(path, at)
			if at.Holder == nil {
				break
			}
			at = w.wants.of(at.Holder.Row)
		}
		if at != nil && at.Holder != nil && state[at] == open {
			w.c.cycles++
			for _, wait := range path[slices.Index(path, at):] {
				wait.Cycle = w.c.cycles
			}
		}
		for _, wait := range path {
			state[wait] = done
		}
	}
}
