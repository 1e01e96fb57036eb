package triage_test

import (
	"path/filepath"
	"slices"
	"testing"

	"gotriage/triage"
)

// Profiles have no states and no addresses: of a goroutine profile nothing is asserted and something is possible, with
// what would settle it; of a leak profile what the runtime proved, and no family that it does not show.
func TestHangsOfProfiles(t *testing.T) {
	for _, l := range labels(t) {
		for _, form := range []string{"d1.txt", "pb.gz", "leak.pb.gz"} {
			file := filepath.Join(corpus, l.set, l.name+"."+form)
			if found, _ := filepath.Glob(file); len(found) == 0 {
				continue // not every form of each was captured
			}
			c := analyze(t, file)
			leaked := 0
			for _, g := range c.Groups {
				leaked += g.Leaked
			}
			switch {
			case leaked == 0 && len(c.Findings) > 0:
				t.Errorf("%s: %s is asserted", filepath.Base(file), c.Findings[0].Family.ID)
			case leaked > 0 && len(c.Findings) == 0:
				t.Errorf("%s: %d goroutines are leaked, and nothing is found", filepath.Base(file), leaked)
			case leaked > 0:
				f := c.Findings[0]
				if f.Proof != triage.Proven || f.Family.ID != "goroutine-leak" && !slices.Contains(familiesOf[l.sub], f.Family.ID) {
					t.Errorf("%s (%s): %s, %s", filepath.Base(file), l.sub, f.Family.ID, f.Proof)
				}
			case goroutines(c) > 1 && len(c.Possible) == 0:
				t.Errorf("%s: nothing is possible", filepath.Base(file))
			}
			for _, p := range c.Possible {
				if p.WouldSettle == "" {
					t.Errorf("%s: nothing would settle %s", filepath.Base(file), p.Family.ID)
				}
			}
		}
	}
}

// goroutines counts those of a case.
func goroutines(c *triage.Case) int {
	n := 0
	for _, g := range c.Groups {
		n += g.Count()
	}
	return n
}
