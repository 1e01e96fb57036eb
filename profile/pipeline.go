package profile

import (
	"runtime"
	"sync"
)

// pipeline does numbered jobs on several processors and gives their results in order. No more are done ahead than a few,
// so that a slow taker costs no memory.
type pipeline[T any] struct {
	count int
	ready []chan T      // by number, modulo its length
	free  chan struct{} // one for each result for which ready has room
	stop  chan struct{}
	alive sync.WaitGroup
	next  int // number of the next result to take
}

// newPipeline starts the jobs 0 to count-1. worker is called once for each processor that works; what it gives does one
// job after the other. The pipeline must be closed.
func newPipeline[T any](count, workers int, worker func() func(number int) T) *pipeline[T] {
	p := &pipeline[T]{count: count, stop: make(chan struct{})}
	p.free = make(chan struct{}, 2*workers+2)
	for range cap(p.free) {
		p.ready = append(p.ready, make(chan T, 1))
		p.free <- struct{}{}
	}
	turn := make(chan int, 1)
	turn <- 0
	for range min(workers, count) {
		p.alive.Add(1)
		go func() {
			defer p.alive.Done()
			p.work(turn, worker())
		}()
	}
	return p
}

// work does jobs; turn hands out their numbers.
func (p *pipeline[T]) work(turn chan int, job func(number int) T) {
	for {
		select {
		case <-p.free: // before the number: results that are far ahead must not take the room of one that is late
		case <-p.stop:
			return
		}
		number := <-turn
		turn <- number + 1
		if number >= p.count {
			return
		}
		p.ready[number%len(p.ready)] <- job(number)
	}
}

// take waits for the next result; ok is false behind the last one.
func (p *pipeline[T]) take() (result T, ok bool) {
	if p.next >= p.count {
		return result, false
	}
	result = <-p.ready[p.next%len(p.ready)]
	p.next++
	p.free <- struct{}{}
	return result, true
}

// close ends the work: nothing is done any more when it returns.
func (p *pipeline[T]) close() {
	close(p.stop)
	p.alive.Wait()
}

// InParallel calls f for spans that together are 0 to n, on all processors where there is much to do.
func InParallel(n int, f func(from, to int)) {
	const least = 256
	spans := min(runtime.GOMAXPROCS(0), n/least)
	if spans < 2 {
		f(0, n)
		return
	}
	var all sync.WaitGroup
	for i := range spans {
		all.Go(func() { f(n*i/spans, n*(i+1)/spans) })
	}
	all.Wait()
}
