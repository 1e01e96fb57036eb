package triage_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

const captured = "../testdata/profile"

// caseOf makes a case of texts.
func caseOf(t *testing.T, texts ...[]byte) *triage.Case {
	t.Helper()
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var list []*profile.Evidence
	for _, text := range texts {
		e, err := profile.ReadFrom("input", bytes.NewReader(text), profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() })
		list = append(list, e)
	}
	return triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

func section(t *testing.T, archive, name string) []byte {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join(captured, archive))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	t.Fatalf("%s has no %s", archive, name)
	return nil
}

func contents(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(captured, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The goroutines of one program have the same ids in a dump and in a protobuf, and in a debug=1 text where its frames
// tell what they wait for.
func TestProfilesHaveTheIDsOfDumps(t *testing.T) {
	ids := map[string]int{}
	c := caseOf(t, section(t, "conformance-debug2.txtar", "debug2.txt"), contents(t, "goroutine.pb.gz"), section(t, "conformance-debug1.txtar", "debug1.txt"))
	var known int
	for _, g := range c.Groups {
		switch g.Input {
		case 0:
			ids[g.ID] += g.Count()
		case 1:
			ids[g.ID] -= g.Count()
		}
	}
	for id, n := range ids {
		if n != 0 {
			t.Errorf("%s: %d more goroutines in the dump than in the protobuf", id, n)
		}
	}
	for _, g := range c.Groups {
		if _, ok := ids[g.ID]; g.Input == 2 && g.Operation != triage.OpUnknown {
			known++
			if !ok {
				t.Errorf("%s %s of the text is not in the dump", g.ID, g.Operation)
			}
		}
	}
	if len(ids) != 8 || known != 2 {
		t.Errorf("%d ids, %d operations known in the text; want 8 and 2", len(ids), known)
	}
}

// What a leak profile shows is leaked, all of it.
func TestLeakProfile(t *testing.T) {
	c := caseOf(t, section(t, "conformance-debug1.txtar", "leak_debug1.txt"))
	leaked := 0
	for _, g := range c.Groups {
		leaked += g.Leaked
		if g.Healthy != nil {
			t.Errorf("%s is leaked, and %s", g.ID, g.Healthy.ID)
		}
	}
	if leaked != 16 {
		t.Errorf("%d goroutines are leaked, want 16", leaked)
	}
}

// topLine is a line of go tool pprof -top: flat, flat%, sum%, cum, cum%, function.
var topLine = regexp.MustCompile(`^\s*(-?\d+)\w* +\S+ +\S+ +(-?\d+)\w* +\S+ +(.*?)(?: \(inline\))?$`)

// TestValuesAgreeWithPprof compares total and top ten, by the innermost function, with go tool pprof.
func TestValuesAgreeWithPprof(t *testing.T) {
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not there:", err)
	}
	for _, tt := range []struct{ file, value, index, unit string }{
		{"pprof.hotlock.block.go1.26.8.pb.gz", "delay_nanoseconds", "delay", "ns"},
		{"pprof.hotlock.block.go1.26.8.pb.gz", "contentions_count", "contentions", "count"},
		{"pprof.backpressure.block.go1.26.8.pb.gz", "delay_nanoseconds", "delay", "ns"},
		{"pprof.idle.block.go1.26.8.pb.gz", "delay_nanoseconds", "delay", "ns"},
		{"pprof.hotlock.mutex.go1.26.8.pb.gz", "delay_nanoseconds", "delay", "ns"},
		{"pprof.hotrw.mutex.go1.26.8.pb.gz", "delay_nanoseconds", "delay", "ns"},
		{"pprof.hotrw.mutex.go1.26.8.pb.gz", "contentions_count", "contentions", "count"},
		{"pprof.delta.block.pb.gz", "delay_nanoseconds", "delay", "ns"},
		{"pprof.grow.heap.go1.26.8.pb.gz", "inuse_space_bytes", "inuse_space", "B"},
		{"pprof.grow.allocs.go1.26.8.pb.gz", "alloc_space_bytes", "alloc_space", "B"},
		{"pprof.timeafter.heap.go1.26.8.pb.gz", "inuse_objects_count", "inuse_objects", "count"},
		{"pprof.timeafter.heap.go1.26.8.pb.gz", "inuse_space_bytes", "inuse_space", "B"},
		{"pprof.burn.cpu.go1.26.8.pb.gz", "cpu_nanoseconds", "cpu", "ns"},
	} {
		t.Run(tt.file+" "+tt.index, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), goCommand, "tool", "pprof", "-symbolize=none", "-nodefraction=0", "-edgefraction=0", "-nodecount=10", "-sample_index="+tt.index, "-unit="+tt.unit, "-top", filepath.Join(captured, tt.file))
			cmd.Env = append(os.Environ(), "PPROF_TMPDIR="+t.TempDir(), "GOTOOLCHAIN=local")
			out, err := cmd.Output()
			if err != nil {
				t.Skip("go tool pprof does not run:", err)
			}
			c := caseOf(t, contents(t, tt.file))
			p := &c.Inputs[0].Evidence.Profiles[0]
			var total int64
			for _, s := range p.Samples { // pprof counts what a difference lacks as much as what it has
				n := s.Values[p.Index(tt.value)]
				total += max(n, -n)
			}
			agree(t, flat(c, tt.value), total, string(out))
		})
	}
}

// flat sums a value by the innermost function.
func flat(c *triage.Case, value string) map[string]int64 {
	sums := map[string]int64{}
	for _, g := range c.Groups {
		if n, ok := g.Value(value); ok && len(g.Stack.Frames) > 0 {
			sums[g.Stack.Frames[0].Func] += n
		}
	}
	return sums
}

func agree(t *testing.T, sums map[string]int64, sum int64, top string) {
	t.Helper()
	total := regexp.MustCompile(`(?m)accounting for .* of (-?\d+)\w* total`).FindStringSubmatch(top)
	if total == nil {
		t.Fatalf("no total in\n%s", top)
	}
	if strconv.FormatInt(sum, 10) != total[1] {
		t.Errorf("the total is %d, pprof says %s", sum, total[1])
	}
	var theirs []int64
	for line := range strings.Lines(top) {
		m := topLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil {
			continue
		}
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		theirs = append(theirs, n)
		if sums[m[3]] != n {
			t.Errorf("%s: %d, pprof says %d", m[3], sums[m[3]], n)
		}
	}
	if len(theirs) == 0 {
		t.Fatalf("no function in\n%s", top)
	}
	var ours []int64
	for _, n := range sums {
		ours = append(ours, n)
	}
	slices.SortFunc(ours, func(a, b int64) int { return int(max(b, -b) - max(a, -a)) })
	for i, n := range theirs {
		if i < len(ours) && max(ours[i], -ours[i]) != max(n, -n) {
			t.Errorf("place %d of the top ten: %d, pprof says %d", i+1, ours[i], n)
		}
	}
}
