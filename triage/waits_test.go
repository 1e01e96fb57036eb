package triage_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// holders are those who hold a lock in the kernels of GoBench (GOKER), by reading their code: the function of the frame
// by which the goroutine is known. In the other kernels none can be told, or there is none.
var holders = map[string][]string{
	"Cockroach10214":  {"main.(*Replica_cockroach10214).reportUnreachable", "main.(*Replica_cockroach10214).maybeCoalesceHeartbeat"},
	"Cockroach16167":  {"main.(*Executor_cockroach16167).getDatabaseCache"},
	"Cockroach7504":   {"main.(*tableNameCache_cockroach7504).remove"},
	"Etcd10492":       {"main.(*lessor_etcd10492).Checkpoint"},
	"Etcd6708":        {"main.(*httpClusterClient_etcd6708).Do"},
	"Etcd6873":        {"main.(*watchBroadcasts_etcd6873).stop"},
	"Hugo3251":        {"main.(*remoteLock_hugo3251).URLLock"},
	"Kubernetes26980": {"main.(*processorListener_kubernetes26980).pop"},
	"Moby4951":        {"main.(*DeviceSet_moby4951).DeleteDevice"},
}

// Whoever is said to hold a lock holds it, and all are found whom a pointer gives away.
func TestHolders(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus, "goker", "*.txt"))
	if err != nil || len(files) < 90 {
		t.Fatalf("%d captures are left of the kernels: %v", len(files), err)
	}
	for _, file := range files {
		kernel, form, _ := strings.Cut(filepath.Base(file), ".")
		c := analyze(t, file)
		var found []string
		for _, w := range c.Waits {
			if w.Holder != nil {
				found = append(found, c.GroupOf(w.Input, w.Holder.Row).Stack.KeyFrame().Func)
			}
		}
		for _, f := range found {
			if !slices.Contains(holders[kernel], f) {
				t.Errorf("%s: %s is said to hold a lock", filepath.Base(file), f)
			}
		}
		for _, f := range holders[kernel] {
			if !strings.HasPrefix(form, "d1") && !slices.Contains(found, f) {
				t.Errorf("%s: %s is not found to hold a lock", filepath.Base(file), f)
			}
		}
	}
}

func TestCycles(t *testing.T) {
	for file, want := range map[string]int{
		"Cockroach10214.d2.txt": 2, "Cockroach10214.quit.txt": 2, // each waits for what the other holds
		"Etcd10492.d2.txt": 1, // one waits for what it holds itself
		"Etcd6873.d2.txt":  0,
	} {
		n := 0
		for _, w := range analyze(t, filepath.Join(corpus, "goker", file)).Waits {
			if w.Cycle > 0 {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d resources in cycles, want %d", file, n, want)
		}
	}
}

// crowd writes a dump of n goroutines: a twentieth waits for one of 40 locks, whose holders send on a channel; the rest
// are idle.
func crowd(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		lock := 0xc000100000 + uint64(i/20%40)<<12
		switch {
		case i < 40*20 && i%20 == 1:
			fmt.Fprintf(&b, "goroutine %d [chan send, 5 minutes]:\nmain.(*cache).put(%#x, 0x1)\n\t/app/cache.go:%d +0x1d\n", i+1, lock, 100+i/20)
		case i%20 == 0:
			fmt.Fprintf(&b, "goroutine %d [sync.Mutex.Lock, 5 minutes]:\ninternal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)\n\t/usr/local/go/src/runtime/sema.go:95 +0x25\n", i+1)
			fmt.Fprintf(&b, "internal/sync.(*Mutex).lockSlow(%#x)\n\t/usr/local/go/src/internal/sync/mutex.go:149 +0x15d\nmain.(*cache).get(...)\n\t/app/cache.go:40\n", lock)
		default:
			fmt.Fprintf(&b, "goroutine %d [select]:\nmain.(*worker).loop(%#x)\n\t/app/worker.go:%d +0x1d\n", i+1, 0xc100000000+uint64(i)<<6, i%7)
		}
		b.WriteString("main.serve()\n\t/app/main.go:12 +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:9 +0x45\n\n")
	}
	return b.Bytes()
}

func readText(tb testing.TB, text []byte) *profile.Evidence {
	tb.Helper()
	e, err := profile.Read("crowd", bytes.NewReader(text), int64(len(text)), profile.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestWaitsInACrowd(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c := triage.Analyze([]*profile.Evidence{readText(t, crowd(10_000))}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
	if len(c.Waits) != 40 {
		t.Fatalf("%d resources are waited for, want 40", len(c.Waits))
	}
	for _, w := range c.Waits {
		if len(w.Waiters) < 12 || w.Holder == nil || w.Holder.Pointer != w.Resource.Address {
			t.Errorf("%d wait for %#x, held by %+v", len(w.Waiters), w.Resource.Address, w.Holder)
		}
	}
}

// BenchmarkWaits analyses a dump of 100,000 goroutines with 5,000 waiters on 40 locks, read before.
func BenchmarkWaits(b *testing.B) {
	text := crowd(100_000)
	e := readText(b, text)
	catalogue, err := triage.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		triage.Analyze([]*profile.Evidence{e}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
	}
}
