package triage

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// objectBytes is how far behind the start of an object its lock may lie: the size of the object is not known, and most
// are smaller.
const objectBytes = 256

// What is searched for pointers, at most: so much text, and of a wrapped text so many pieces of 1 MB, each of which must be
// unwrapped again. The smallest groups come first: who holds a lock is one of few.
const (
	maxPointerText   = 2 << 20
	maxPointerPieces = 16
)

// carried is a pointer that a frame of a goroutine was given, exact as printed.
type carried struct {
	row     int32
	frame   int // index in its stack
	pointer uint64
	method  bool  // it is the receiver of the frame's method
	lock    *Wait // for what lies there
}

// byReceiver finds the locks whose address is not printed: an RWMutex mostly is in the receiver of the method that locks
// it. Where others wait for a lock inside of that object, it is that one.
//
//	sync.(*RWMutex).RLock(...)
//	main.(*cache).get(0xc000012060, {0x1, 0x2})
func (w *waitFinder) byReceiver() {
	e := w.c.Inputs[w.input].Evidence
	locks := w.locks()
	for _, row := range w.unseen {
		at := lockingFrame(w.c.GroupOf(w.input, row).Stack)
		frames, err := e.Frames(int(row))
		if err != nil || at < 0 || at >= len(frames) {
			continue
		}
		p := profile.ExactAddress([]byte(frames[at].Args))
		if p == 0 || !strings.Contains(frames[at].Func, ".(*") {
			continue
		}
		if known := lockIn(locks, p); known != nil {
			known.Resource.Kind = ResourceRWMutex
			known.Waiters = append(known.Waiters, row)
			w.wants.set(row, known)
			continue
		}
		w.add(row, Resource{Kind: ResourceRWMutex, Address: p, Within: true})
	}
}

// lockingFrame gives the index of the frame that calls the lock: the first that is neither the runtime's nor of package
// sync. -1: there is none.
func lockingFrame(s *symbolize.Stack) int {
	return slices.IndexFunc(s.Frames, func(f symbolize.Frame) bool {
		return f.Elided == 0 && f.Origin != symbolize.Runtime && f.Package != "sync" && f.Package != "internal/sync"
	})
}

// locks gives the locks of the dump by address.
func (w *waitFinder) locks() []*Wait {
	var list []*Wait
	for _, wait := range w.list {
		if wait.Resource.isLock() {
			list = append(list, wait)
		}
	}
	slices.SortFunc(list, func(a, b *Wait) int { return cmp.Compare(a.Resource.Address, b.Resource.Address) })
	return list
}

// lockIn gives the first lock that lies in the object at an address, nil for none.
func lockIn(locks []*Wait, object uint64) *Wait {
	i, _ := slices.BinarySearchFunc(locks, object, func(l *Wait, p uint64) int { return cmp.Compare(l.Resource.Address, p) })
	if i == len(locks) || locks[i].Resource.Address-object >= objectBytes || locks[i].Resource.Within && locks[i].Resource.Address != object {
		return nil
	}
	return locks[i]
}

// carriers finds the frames that were given a pointer to a lock, or to an object in which one lies.
func (w *waitFinder) carriers(locks []*Wait) []carried {
	e := w.c.Inputs[w.input].Evidence
	rows := w.searched()
	near := newPages(locks)
	parts := make([][]carried, len(rows))
	profile.InParallel(len(rows), func(from, to int) {
		var buf []byte
		for i := from; i < to; i++ {
			text, err := e.ReadRaw(buf, e.Goroutines[rows[i]].Place)
			if err != nil {
				continue
			}
			buf = text
			stack := w.c.GroupOf(w.input, rows[i]).Stack
			eachPointer(text, func(frame int, pointer uint64, first bool) {
				if !near.has(pointer) {
					return
				}
				lock := lockIn(locks, pointer)
				if lock == nil || frame >= len(stack.Frames) || !mayHold(&stack.Frames[frame]) {
					return
				}
				parts[i] = append(parts[i], carried{rows[i], frame, pointer, first && strings.Contains(stack.Frames[frame].Func, ".(*"), lock})
			})
		}
	})
	return slices.Concat(parts...)
}

// pages tells quickly that no lock can lie near a pointer: most pointers are to something else.
type pages []bool

const pageBits = 18

func newPages(locks []*Wait) pages {
	p := make(pages, 1<<pageBits)
	for _, l := range locks {
		p[page(l.Resource.Address)], p[page(l.Resource.Address-objectBytes)] = true, true
	}
	return p
}

func page(address uint64) uint64 {
	return (address / objectBytes * 0x9e3779b97f4a7c15) >> (64 - pageBits)
}

func (p pages) has(pointer uint64) bool { return p[page(pointer)] }

// mayHold reports whether a frame is one of code that locks for itself.
func mayHold(f *symbolize.Frame) bool {
	return f.Elided == 0 && f.Origin != symbolize.Runtime && f.Package != "sync" && f.Package != "internal/sync"
}

// searched lists the goroutines whose pointers are looked at: those of the smallest groups, healthy ones left out.
func (w *waitFinder) searched() []int32 {
	var groups []*Group
	for _, g := range w.groups {
		if g.Healthy == nil {
			groups = append(groups, g)
		}
	}
	slices.SortStableFunc(groups, func(a, b *Group) int { return cmp.Compare(a.Count(), b.Count()) })
	e := w.c.Inputs[w.input].Evidence
	var rows []int32
	left := int64(maxPointerText)
	pieces := map[int64]bool{}
	for _, g := range groups {
		for _, row := range g.Goroutines {
			place := e.Goroutines[row].Place
			piece := place.Start >> 20
			if len(e.Wrapping) > 0 && !pieces[piece] && len(pieces) == maxPointerPieces {
				w.left++
				continue
			}
			if place.End-place.Start > left {
				w.left++
				continue
			}
			pieces[piece] = true
			left -= place.End - place.Start
			rows = append(rows, row)
		}
	}
	slices.Sort(rows) // as they stand in the text
	return rows
}

// eachPointer calls found with the exact pointers among the arguments of a goroutine's frames, the frame's index, and
// whether it is the first argument.
//
//	main.(*cache).get(0xc000012060, {0x1?, 0x2})
func eachPointer(text []byte, found func(frame int, pointer uint64, first bool)) {
	_, text, _ = bytes.Cut(text, []byte{'\n'}) // the header
	for frame := 0; len(text) > 0; {
		var line []byte
		line, text, _ = bytes.Cut(text, []byte{'\n'})
		if len(line) == 0 || line[0] == '\t' {
			continue
		}
		if bytes.HasPrefix(line, []byte("created by ")) || line[0] == '[' {
			return
		}
		if open := bytes.LastIndexByte(line, '('); open > 0 {
			pointersIn(line[open+1:], func(p uint64, first bool) { found(frame, p, first) })
		}
		frame++
	}
}

// pointersIn calls found with the exact pointers among arguments: not those that may be stale, which a question mark
// follows, nor small numbers.
func pointersIn(args []byte, found func(p uint64, first bool)) {
	for first := true; ; first = false {
		i := bytes.Index(args, []byte("0x"))
		if i < 0 {
			return
		}
		args = args[i:]
		if p := profile.ExactAddress(args); p >= 1<<16 {
			found(p, first && i == 0)
		}
		args = args[2:]
	}
}
