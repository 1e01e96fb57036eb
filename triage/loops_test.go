package triage_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// loop writes the log of a program that panics again and again: ports, addresses, goroutines, indexes and times differ.
func loop(n int, record func(i int, at time.Time, stack string) string) []byte {
	start := time.Date(2026, 11, 20, 13, 28, 0, 0, time.UTC)
	var b bytes.Buffer
	for i := range n {
		stack := fmt.Sprintf(`goroutine %d [running]:
net/http.(*conn).serve.func1()
	/usr/local/go/src/net/http/server.go:1897 +0xbd
panic({0x%x?, 0x%x?})
	/usr/local/go/src/runtime/panic.go:860 +0x13a
main.(*order).total(...)
	/home/dev/src/shop/main.go:18
main.handle({0x%x?, 0x3d13cfcbe000?}, 0x0?)
	/home/dev/src/shop/main.go:58 +0x227
created by net/http.(*Server).Serve in goroutine 7
	/usr/local/go/src/net/http/server.go:3464 +0x485
`, 18+i*7, 0x72f020+i, 0xa5cd10+i, 0x7b7e08+i*16)
		b.WriteString(record(i, start.Add(time.Duration(i)*2*time.Second), stack))
	}
	return b.Bytes()
}

func served(i int, at time.Time, stack string) string {
	return fmt.Sprintf("%s http: panic serving 10.0.0.%d:%d: runtime error: index out of range [%d] with length 3\n%s", at.Format("2006/01/02 15:04:05"), i%250, 1024+i, 3+i%5, stack)
}

// prefixed puts a prefix before each line of a record.
func prefixed(prefix string, record func(i int, at time.Time, stack string) string) func(i int, at time.Time, stack string) string {
	return func(i int, at time.Time, stack string) string {
		var b strings.Builder
		for line := range strings.Lines(record(i, at, stack)) {
			b.WriteString(strings.ReplaceAll(prefix, "TIME", at.Format("2006-01-02T15:04:05.000000000Z07:00")) + line)
		}
		return b.String()
	}
}

func restarted(i int, _ time.Time, _ string) string {
	return fmt.Sprintf("starting on :8080\npanic: runtime error: index out of range [%d] with length 3\n\ngoroutine %d [running]:\nmain.(*order).total(...)\n\t/home/dev/src/shop/main.go:18\nmain.main()\n\t/home/dev/src/shop/main.go:58 +0x227\nexit status 2\n", 3+i%5, 1+i)
}

// The same panic 500 times is one finding of its cause, and one that it was recovered, with first and last time.
func TestCrashLoops(t *testing.T) {
	const n = 500
	for name, tt := range map[string]struct {
		record       func(i int, at time.Time, stack string) string
		cause        string
		timed, lives bool
	}{
		"net/http":         {served, "index-out-of-range", true, true},
		"kubectl":          {prefixed("[pod/api-7d9f8b6c5-x2x1z/app] TIME ", served), "index-out-of-range", true, true},
		"cri":              {prefixed("TIME stderr F ", served), "index-out-of-range", true, true},
		"restarts":         {restarted, "index-out-of-range", false, false},
		"kubectl restarts": {prefixed("[pod/api-7d9f8b6c5-x2x1z/app] TIME ", restarted), "index-out-of-range", true, false},
		"klog": {func(_ int, at time.Time, stack string) string {
			return at.Format("E0102 15:04:05.000000") + "       1 runtime.go:79] Observed a panic: runtime.boundsError{x:3} (runtime error: index out of range [3] with length 0)\n" + stack
		}, "index-out-of-range", false, true},
		"json": {func(i int, at time.Time, stack string) string {
			return fmt.Sprintf(`{"level":"error","ts":%d.25,"msg":"panic recovered","panic":"order %d not found","request":"/order/%d","stack":%q}`+"\n", at.Unix(), i, i, stack)
		}, "explicit-panic", true, true},
		"gin": {func(i int, at time.Time, _ string) string {
			return fmt.Sprintf("\n\n\x1b[31m%s [Recovery] %s panic recovered:\nGET /order/%d HTTP/1.1\r\nHost: shop\r\n\r\n\nruntime error: index out of range [%d] with length 3\nshop/main.go:13 (0x6b3532)\nshop/main.go:19 (0x6b3536)\n\x1b[0m\n",
				at.Format("2006/01/02 15:04:05"), at.Format("2006/01/02 - 15:04:05"), i, 3+i%5)
		}, "index-out-of-range", true, true},
		"one line": {func(i int, at time.Time, _ string) string {
			return fmt.Sprintf("%s recovered: runtime error: index out of range [%d] with length 3\n", at.Format(time.RFC3339), 3+i%5)
		}, "index-out-of-range", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := analyzeText(t, loop(n, tt.record))
			want := map[string]bool{tt.cause: true}
			if tt.lives {
				want["recovered-panic"] = true
			}
			if len(c.Findings) != len(want) || c.Findings[0].Family.ID != tt.cause {
				t.Fatalf("%d findings, the first is %s", len(c.Findings), c.Findings[0].Family.ID)
			}
			for _, f := range c.Findings {
				if !want[f.Family.ID] || f.Count != n || len(f.Groups) > 1 {
					t.Errorf("%s ×%d in %d groups, want ×%d in one", f.Family.ID, f.Count, len(f.Groups), n)
				}
				if got := f.Last.Sub(f.First); tt.timed && got != (n-1)*2*time.Second || !tt.timed && !f.First.IsZero() {
					t.Errorf("%s was seen from %v to %v", f.Family.ID, f.First, f.Last)
				}
			}
			if tt.timed && !strings.HasPrefix(c.Findings[0].When(), "first 2026-11-20 13:28:00Z, last 2026-11-20 13:44:38Z") {
				t.Errorf("when: %s", c.Findings[0].When())
			}
		})
	}
}

// Two inputs with the same panic are one finding, with the first and the last time of both.
func TestCrashLoopOfSeveralInputs(t *testing.T) {
	later := func(i int, at time.Time, stack string) string { return served(i, at.Add(time.Hour), stack) }
	c := analyzeText(t, loop(3, later), loop(4, served))
	if len(c.Findings) != 2 || c.Findings[0].Count != 7 || c.Findings[0].When() != "first 2026-11-20 13:28:00Z, last 2026-11-20 14:28:04Z" {
		t.Errorf("%d findings, the first ×%d %s", len(c.Findings), c.Findings[0].Count, c.Findings[0].When())
	}
}

// A panic that is logged and raised again is counted once.
func TestRaisedAgainCountsOnce(t *testing.T) {
	c := analyze(t, "testdata/raised-again.txt")
	for _, f := range c.Findings {
		if f.Count != 1 || f.Family.ID == "recovered-panic" {
			t.Errorf("%s ×%d", f.Family.ID, f.Count)
		}
	}
}

func analyzeText(tb testing.TB, texts ...[]byte) *triage.Case {
	tb.Helper()
	catalogue, err := triage.Builtin()
	if err != nil {
		tb.Fatal(err)
	}
	var list []*profile.Evidence
	for _, text := range texts {
		e, err := profile.ReadFrom("log", bytes.NewReader(text), profile.Options{})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = e.Close() })
		list = append(list, e)
	}
	return triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

// A loop of 50,000 panics, plain and in a wrapping.
func BenchmarkCrashLoop(b *testing.B) {
	for name, record := range map[string]func(i int, at time.Time, stack string) string{"plain": served, "kubectl": prefixed("[pod/api-7d9f8b6c5-x2x1z/app] TIME ", served)} {
		b.Run(name, func(b *testing.B) {
			text := loop(50000, record)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if c := analyzeText(b, text); c.Findings[0].Count != 50000 {
					b.Fatalf("×%d", c.Findings[0].Count)
				}
			}
		})
	}
}
