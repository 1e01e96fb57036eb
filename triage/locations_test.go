package triage_test

import (
	"path/filepath"
	"testing"
)

// Kinds of evidence that speak of one function stand on one row; one kind alone makes none.
func TestLocations(t *testing.T) {
	profiles := filepath.Join("..", "testdata", "profile")
	block, mutex := filepath.Join(profiles, "pprof.hotlock.block.go1.26.8.pb.gz"), filepath.Join(profiles, "pprof.hotlock.mutex.go1.26.8.pb.gz")
	if c := analyze(t, block); len(c.Locations) != 0 {
		t.Errorf("one profile gives %d places", len(c.Locations))
	}
	c := analyze(t, block, mutex)
	if len(c.Locations) == 0 {
		t.Fatal("no place is joined")
	}
	first := c.Locations[0]
	if first.Frame.Func != "main.(*cache).put" || first.Block == 0 || first.Mutex == 0 || first.Kinds() != 2 || len(first.Groups) < 2 {
		t.Errorf("the first place is %s: blocked %d ns, mutex %d ns, of %d groups", first.Frame.Func, first.Block, first.Mutex, len(first.Groups))
	}
	if twice := analyze(t, block, mutex, block); twice.Locations[0].Block != first.Block {
		t.Errorf("the same profile twice gives %d ns, once %d ns", twice.Locations[0].Block, first.Block)
	}
}
