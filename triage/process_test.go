package triage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// looked reads captures of one process: ../testdata/process.
func looked(t *testing.T, names ...string) *Case {
	t.Helper()
	var list [][2]string
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join("../testdata/process", name))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, [2]string{name, string(text)})
	}
	return caseOf(t, list...)
}

const (
	lookDump  = "dump.go1.27.4.txt"
	lookProto = "goroutine.go1.27.4.pb.gz"
	lookText  = "goroutine.go1.27.4.d1.txt"
	leakProto = "goroutineleak.go1.27.4.pb.gz"
	leakText  = "goroutineleak.go1.27.4.d1.txt"
)

func findingAt(c *Case, function string) *Finding {
	for _, f := range c.Findings {
		if f.Suspect != nil && strings.HasPrefix(f.Suspect.Func, function) {
			return f
		}
	}
	return nil
}

// TestLeakProfiles finds a leak that stands beside others, at its own place.
func TestLeakProfiles(t *testing.T) {
	for name, count := range map[string]int{leakProto: 150, leakText: 151} {
		f := findingAt(looked(t, name), "main.leak")
		if f == nil || f.Family.ID != "goroutine-leak" || f.Proof != Proven || f.Goroutines != count {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestOneProcessCountsOnce opens five looks at one process: one finding, one row, and no sum over the looks.
func TestOneProcessCountsOnce(t *testing.T) {
	c := looked(t, lookText, lookDump, leakText, lookProto, leakProto, "block.go1.27.4.pb.gz", "heap-difference.go1.27.4.pb.gz")
	f := findingAt(c, "main.leak")
	if f == nil || f.Family.ID != "many-senders-one-receiver" || f.Proof != Proven || f.Goroutines != 151 || c.SeenIn(f) != "in 5 of 5 inputs" {
		t.Fatalf("%+v %q", f, c.SeenIn(f))
	}
	if n := c.Once(c.Groups); n != 169 {
		t.Errorf("%d goroutines, want those of the dump", n)
	}
	var goroutines []*Group
	for _, g := range c.Groups {
		if g.OfGoroutines() && g.Healthy == nil {
			goroutines = append(goroutines, g)
		}
	}
	places := 0
	for _, r := range c.Rows(goroutines) {
		if r.Stack.KeyFrame() != nil && r.Stack.KeyFrame().Func == "main.leak.func1" && r.Operation != OpRunnable {
			places++
			if r.Count != 151 || r.Leaked != 151 || r.Operation != OpChanSend {
				t.Errorf("%s: %d goroutines, %d leaked", r.Operation, r.Count, r.Leaked)
			}
		}
	}
	if places != 1 {
		t.Errorf("%d rows for one place", places)
	}
}

// TestTwoProcessesAddUp counts the goroutines of two processes as those of both.
func TestTwoProcessesAddUp(t *testing.T) {
	c := caseOf(t, capture(t, "a-go1.26.8-20261121-132800.txt"), capture(t, "a-go1.26.8-20261122-132800.txt"), capture(t, "c-go1.22.12-20261121-132800.txt"), capture(t, "c-go1.22.12-20261122-132800.txt"))
	f := findingAt(c, "example.com/")
	if f == nil || f.Goroutines != 7+7 {
		t.Errorf("%+v", f)
	}
}

// TestDifferencesDoNotGrow leaves differences of profiles out of growth, and empty ones out of the findings.
func TestDifferencesDoNotGrow(t *testing.T) {
	c := looked(t, "block-difference.go1.27.4.pb.gz", "block.go1.27.4.pb.gz", "heap-difference.go1.27.4.pb.gz")
	for _, g := range c.Groups {
		if g.Growth != nil {
			t.Errorf("%s of input %d: growth %v", g.Kind, g.Input, g.Growth)
		}
	}
	for _, f := range c.Findings {
		if f.Family.ID == "profile-empty" {
			t.Error("the difference of two profiles is called empty")
		}
	}
	if len(c.Possible) > 0 {
		t.Error(c.Possible[0].Family.ID)
	}
}

// TestBlockProfileSpeaksAgainstAHang counts waits that ended against the place where a dump shows some.
func TestBlockProfileSpeaksAgainstAHang(t *testing.T) {
	alone, both := findingAt(looked(t, lookDump), "main.produce"), findingAt(looked(t, lookDump, "block.go1.27.4.pb.gz"), "main.produce")
	if alone == nil || len(alone.Against) > 0 {
		t.Fatalf("alone: %+v", alone)
	}
	if both == nil || len(both.Against) != 1 || !strings.Contains(both.Against[0].Text, "that ended") || both.Confidence >= alone.Confidence {
		t.Errorf("with the block profile: %+v", both)
	}
}

// TestADumpSettles leaves nothing open of a place that a dump shows, too.
func TestADumpSettles(t *testing.T) {
	if c := looked(t, lookProto); len(c.Possible) == 0 {
		t.Error("a profile alone leaves nothing open")
	}
	if c := looked(t, lookProto, lookText, lookDump); len(c.Possible) > 0 {
		t.Errorf("%s is possible, though a dump of the same moment stands beside", c.Possible[0].Family.ID)
	}
}
