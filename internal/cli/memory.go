package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// spare is how much a heap may grow, in bytes, before it is looked for what can be given back: reading a usual dump would
// be interrupted by a dozen collections, and takes a blink in all. A large heap may grow by the half.
const spare = 64 << 20

// spareMemory makes collections rare while there is little on the heap: the next one begins when it has grown by
// spare. A heap of that size is there at once, in large pages where the kernel has them: to touch small
// ones for the first time took a fifth of a short run. What is not touched takes no memory.
func spareMemory() {
	debug.SetGCPercent(-1)
	wantLargePages(make([]byte, spare))
	runtime.GC()                        // gives it to what comes
	debug.SetGCPercent(growth(4 << 20)) // the least heap that the runtime reckons with
	afterCollection()
}

// afterCollection sets the growth anew after each collection.
func afterCollection() {
	runtime.SetFinalizer(new([16]byte), func(*[16]byte) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if live[0].Value.Kind() == metrics.KindUint64 {
			debug.SetGCPercent(growth(live[0].Value.Uint64()))
		}
		afterCollection()
	})
}

// growth is by how much a heap may grow, in percent of what lives, in bytes.
func growth(live uint64) int { return max(50, int(100*spare/max(live, 1<<20))) }
