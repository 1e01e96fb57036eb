package triage

import (
	"cmp"
	"fmt"
	"slices"

	"gotriage/profile"
)

// Kinds of what goroutines wait for.
const (
	ResourceMutex     = "mutex"
	ResourceRWMutex   = "rwmutex"
	ResourceWaitGroup = "waitgroup"
	ResourceCond      = "cond"
	ResourceChannel   = "channel"
)

// Resource is something for which goroutines of one dump wait.
type Resource struct {
	Kind    string
	Address uint64 // 0 where the text does not show it
	Within  bool   // the address is that of an object in which it lies: the receiver of the method that locks it
}

// Wait is one resource with those who wait for it.
type Wait struct {
	Input, Dump int
	Resource    Resource
	Waiters     []int32  // rows of Evidence.Goroutines, in the order of the text
	Holder      *Holder  // nil where nothing shows who holds it
	Candidates  []Holder // who may hold it, where the text does not decide between several
	Cycle       int      // number of the cycle to which it belongs, from 1; 0: none
}

// Holder is a goroutine that seems to hold a lock, and what shows it.
type Holder struct {
	Row     int32 // of Evidence.Goroutines
	Frame   int   // of its stack: the one that carries the pointer
	Method  int   // index of the outermost method whose receiver the pointer is: it, or what it calls, took the lock; -1 for none
	Pointer uint64
	Grade   Grade
	How     string
}

// isLock reports whether the resource is held by one goroutine at a time, or by readers.
func (r Resource) isLock() bool { return r.Kind == ResourceMutex || r.Kind == ResourceRWMutex }

// findWaits lists what the goroutines of all dumps wait for, most waiters first within an input.
func findWaits(c *Case) []*Wait {
	var list []*Wait
	groups, _ := byDump(c)
	for input, in := range c.Inputs {
		from := len(list)
		for dump := range in.Evidence.Dumps {
			list = append(list, waitsOf(c, dumpKey{input, dump}, groups[dumpKey{input, dump}])...)
		}
		slices.SortStableFunc(list[from:], func(a, b *Wait) int { return cmp.Compare(len(b.Waiters), len(a.Waiters)) })
	}
	return list
}

// waitsOf lists what the goroutines of one dump wait for.
func waitsOf(c *Case, of dumpKey, groups []*Group) []*Wait {
	e := c.Inputs[of.input].Evidence
	d := e.Dumps[of.dump]
	w := &waitFinder{c: c, input: of.input, dump: of.dump, groups: groups, byAddress: map[uint64]*Wait{}, wants: waitTable{first: int32(d.First)}}
	for _, g := range groups {
		if !waiting(g.Operation) || g.Operation == OpSelect {
			continue
		}
		for _, row := range g.Goroutines {
			switch r := w.resource(&e.Goroutines[row], g); {
			case r.Kind == "":
			case r.Address != 0:
				w.add(row, r)
			case r.isLock():
				w.unseen = append(w.unseen, row)
			}
		}
	}
	w.byReceiver()
	for _, wait := range w.list {
		slices.Sort(wait.Waiters)
	}
	w.findHolders()
	w.findCycles()
	if w.left > 0 {
		text := fmt.Sprintf("who holds the locks was looked for in %s of the smallest groups; %s were left out", Count(e.Dumps[of.dump].Count-w.left, "goroutine"), Number(w.left))
		c.Facts = append(c.Facts, Fact{"searched", text, of.input, of.dump, d.Place})
	}
	return w.list
}

// waitFinder looks at one dump.
type waitFinder struct {
	c           *Case
	input, dump int
	groups      []*Group // of the dump
	list        []*Wait
	byAddress   map[uint64]*Wait
	wants       waitTable
	left        int     // goroutines that were not searched for pointers: there are too many
	unseen      []int32 // rows that wait for a lock whose address the text does not show
}

// waitTable says for what goroutines of a dump wait, by row.
type waitTable struct {
	first int32 // row of the dump
	waits []*Wait
}

func (t *waitTable) of(row int32) *Wait {
	if i := int(row - t.first); i >= 0 && i < len(t.waits) {
		return t.waits[i]
	}
	return nil
}

func (t *waitTable) set(row int32, w *Wait) {
	if i := int(row - t.first); i >= len(t.waits) {
		t.waits = append(t.waits, make([]*Wait, max(i+1-len(t.waits), len(t.waits)))...)
	}
	t.waits[row-t.first] = w
}

func (w *waitFinder) add(row int32, r Resource) {
	wait := w.byAddress[r.Address]
	if wait != nil && (wait.Resource.isLock() != r.isLock() || wait.Resource.Within != r.Within) {
		wait = nil // two things cannot lie there: one address is not what it seems
	}
	if wait == nil {
		wait = &Wait{Input: w.input, Dump: w.dump, Resource: r}
		w.byAddress[r.Address] = wait
		w.list = append(w.list, wait)
	}
	if r.Kind == ResourceRWMutex {
		wait.Resource.Kind = r.Kind // seen from its inner Mutex it looks like one
	}
	wait.Waiters = append(wait.Waiters, row)
	w.wants.set(row, wait)
}

// resources says for what goroutines of an operation wait, and how far its semaphore lies behind its start, in bytes
// (internal/sync/mutex.go, sync/rwmutex.go, sync/waitgroup.go): runtime.semacquire1 is given the semaphore's address.
var resources = map[Operation]struct {
	kind string
	sema uint64
}{
	OpMutexLock:     {ResourceMutex, 4},
	OpRWMutexLock:   {ResourceRWMutex, 8},
	OpRWMutexRLock:  {ResourceRWMutex, 12},
	OpWaitGroupWait: {ResourceWaitGroup, 8},
	OpCondWait:      {ResourceCond, 0},
	OpChanSend:      {ResourceChannel, 0},
	OpChanReceive:   {ResourceChannel, 0},
}

// resource tells for what a goroutine waits; its Kind is empty where the text does not show it.
func (w *waitFinder) resource(g *profile.Goroutine, of *Group) Resource {
	known := resources[of.Operation]
	r := Resource{Kind: known.kind, Address: g.Waits}
	if g.Sema && r.Address >= known.sema {
		r.Address -= known.sema
	}
	return r
}
