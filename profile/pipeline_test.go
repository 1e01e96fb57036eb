package profile

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// TestPipeline does jobs of very different length: their results come in order, few are done ahead, and none is at work
// any more behind close.
func TestPipeline(t *testing.T) {
	for _, workers := range []int{1, 2, 5} {
		var working, ahead atomic.Int64
		p := newPipeline(1000, workers, func() func(int) int {
			return func(number int) int {
				working.Add(1)
				defer working.Add(-1)
				if ahead.Add(1) > int64(2*workers+2) {
					t.Errorf("%d results ahead", ahead.Load())
				}
				for range number % 7 * 100 {
					runtime.Gosched()
				}
				return number
			}
		})
		for want := range 700 {
			ahead.Add(-1)
			if got, ok := p.take(); got != want || !ok {
				t.Fatalf("%d workers: result %d, want %d", workers, got, want)
			}
		}
		p.close()
		if n := working.Load(); n != 0 {
			t.Errorf("%d jobs at work behind close", n)
		}
	}
	p := newPipeline(0, 2, func() func(int) int { return nil })
	if _, ok := p.take(); ok {
		t.Error("a result of no job")
	}
	p.close()
}
