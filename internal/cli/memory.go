package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// spare is how much memory is used, in bytes, before it is looked for what can be given back: reading a usual dump would
// be interrupted by a dozen collections, and takes a blink in all.
const spare = 64 << 20

// spareCollections makes collections rare while there is little on the heap: the next begins when it has grown to twice
// what lives, and spare. It asks for large pages, too: a short run spends a fifth of its time on touching new ones.
func spareCollections() {
	debug.SetGCPercent(percent(4 << 20)) // the least heap that the runtime reckons with
	afterCollection()
}

// afterCollection does it again after each collection.
func afterCollection() {
	mark := new([16]byte)
	wantLargePages(mark)
	runtime.SetFinalizer(mark, func(*[16]byte) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if live[0].Value.Kind() == metrics.KindUint64 {
			debug.SetGCPercent(percent(live[0].Value.Uint64()))
		}
		afterCollection()
	})
}

// percent is by how much a heap may grow.
func percent(live uint64) int { return 100 + int(100*spare/max(live, 1<<20)) }
