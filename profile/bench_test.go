package profile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkRead reads dumps of 20,000 goroutines with 200 distinct stacks, as pprof and as SIGQUIT write them, one whose
// goroutines all have labels and stacks of their own, and a log without evidence.
func BenchmarkRead(b *testing.B) {
	for _, bench := range []struct {
		name string
		text []byte
	}{
		{"debug2", madeDump(20000, 200, false)},
		{"sigquit", madeDump(20000, 200, true)},
		{"distinct", madeDump(20000, 20000, false)},
		{"log", bytes.Repeat([]byte("2026/08/21 09:24:33 INFO http: request served method=GET path=/x status=200 took=1.2ms\n"), 100000)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read("bench", bytes.NewReader(bench.text), int64(len(bench.text)), Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFrames reads the frames of one goroutine again.
func BenchmarkFrames(b *testing.B) {
	text := madeDump(1000, 200, false)
	e, err := Read("bench", bytes.NewReader(text), int64(len(text)), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := e.Frames(i % len(e.Goroutines)); err != nil {
			b.Fatal(err)
		}
	}
}

// madeDump writes a dump of n goroutines with k distinct stacks of 2 to 26 frames, few of which are common.
func madeDump(n, k int, quit bool) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	packages := []string{"github.com/acme/shop/internal/cart", "google.golang.org/grpc/internal/transport", "k8s.io/client-go/tools/cache", "net/http", "go.etcd.io/etcd/client/v3"}
	types := []string{"(*Server)", "(*Conn)", "(*controller)", "(*watchGrpcStream)", "(*Reflector)"}
	methods := []string{"serve", "run", "processNext", "ListAndWatch", "func1", "Process[...]"}
	states := []string{"chan receive", "select", "IO wait", "sync.Mutex.Lock", "chan send"}
	stacks := make([][][2]string, k) // function and place of each frame
	for i := range stacks {
		for range 2 + r.IntN(24) {
			pkg := pick(packages)
			stacks[i] = append(stacks[i], [2]string{pkg + "." + pick(types) + "." + pick(methods), fmt.Sprintf("/home/ci/go/src/%s/server.go:%d +0x%x", pkg, 10+r.IntN(900), r.IntN(0x900))})
		}
	}
	rare := rand.NewZipf(r, 1.2, 1, uint64(k-1))
	var b bytes.Buffer
	for id := 1; id <= n; id++ {
		stack := stacks[rare.Uint64()]
		if k == n {
			stack = stacks[id-1]
		}
		gp := ""
		if quit {
			gp = fmt.Sprintf(" gp=0xc%09x m=nil", r.IntN(1<<36))
		}
		fmt.Fprintf(&b, "goroutine %d%s [%s, %d minutes]:\n", id, gp, pick(states), 1+r.IntN(60))
		for _, frame := range stack[:len(stack)-1] {
			args := strings.Repeat(fmt.Sprintf("0xc%09x, ", r.IntN(1<<36)), r.IntN(6))
			fmt.Fprintf(&b, "%s(%s)\n\t%s", frame[0], strings.TrimSuffix(args, ", "), frame[1])
			if quit {
				fmt.Fprintf(&b, " fp=0xc%09x sp=0xc%09x pc=0x%06x", r.IntN(1<<36), r.IntN(1<<36), r.IntN(1<<22))
			}
			b.WriteByte('\n')
		}
		by := stack[len(stack)-1]
		fmt.Fprintf(&b, "created by %s in goroutine %d\n\t%s\n\n", by[0], 1+r.IntN(id), by[1])
	}
	return b.Bytes()
}
