package triage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
)

const growthFiles = "../testdata/growth"

// caseOf makes a case of files of the growth captures, or of texts.
func caseOf(t *testing.T, inputs ...[2]string) *Case {
	t.Helper()
	catalogue, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var list []*profile.Evidence
	for _, in := range inputs {
		e, err := profile.ReadFrom(in[0], strings.NewReader(in[1]), profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() }) // it is in memory
		list = append(list, e)
	}
	return Analyze(list, Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

func capture(t *testing.T, name string) [2]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(growthFiles, name))
	if err != nil {
		t.Fatal(err)
	}
	return [2]string{name, string(text)}
}

// groupIn gives the group of an input whose stack has a function.
func groupIn(t *testing.T, c *Case, input int, function string) *Group {
	t.Helper()
	for _, g := range c.Groups {
		if f := g.Stack.KeyFrame(); g.Input == input && f != nil && strings.Contains(f.Func, function) {
			return g
		}
	}
	t.Fatalf("input %d has no goroutine in %s", input, function)
	return nil
}

func TestGrowth(t *testing.T) {
	c := caseOf(t, capture(t, "a-go1.26.8-20261121-132800.txt"), capture(t, "a-go1.26.8-20261122-132800.txt"), [2]string{"panic.txt", "panic: boom\n"}, capture(t, "a-go1.26.8-20261123-132800.txt"))
	for input, count := range map[int]int{0: 2, 1: 7, 3: 16} {
		g := groupIn(t, c, input, "pool.(*Pool).Do")
		if g.Count() != count || !slices.Equal(g.Growth, []int32{2, 7, -1, 16}) || g.Persistent != 2 || g.Grown() != 14 {
			t.Errorf("input %d: %d goroutines, growth %v, %d stayed", input, g.Count(), g.Growth, g.Persistent)
		}
	}
	if g := groupIn(t, c, 3, "(*Pool).work"); !slices.Equal(g.Growth, []int32{3, 3, -1, 3}) || g.Persistent != 3 {
		t.Errorf("the workers: growth %v, %d stayed", g.Growth, g.Persistent)
	}
	if list := c.Growing(); len(list) != 1 || list[0] != groupIn(t, c, 3, "pool.(*Pool).Do") {
		t.Errorf("%d groups grow", len(list))
	}
	for i, want := range []int{1, 1, 0, 1} {
		if got := c.Inputs[i].Process; got != want {
			t.Errorf("%s is of process %d, want %d", c.Inputs[i].Evidence.Name, got, want)
		}
	}
	alone := caseOf(t, capture(t, "a-go1.26.8-20261121-132800.txt"))
	if g := groupIn(t, alone, 0, "pool.(*Pool).Do"); g.Growth != nil || g.Persistent != -1 || alone.Inputs[0].Process != 0 {
		t.Errorf("a dump alone has growth %v, %d stayed", g.Growth, g.Persistent)
	}
}

// TestProcesses tells the dumps of processes apart, also where one binary was started twice, and does not join by chance.
func TestProcesses(t *testing.T) {
	names := []string{
		"a-go1.26.8-20261121-132800.txt", "b-go1.26.8-20261121-132800.txt", "c-go1.22.12-20261121-132800.txt",
		"a-go1.26.8-20261122-132800.txt", "b-go1.26.8-20261122-132800.txt", "c-go1.22.12-20261122-132800.txt",
		"a-go1.26.8-20261123-132800.txt", "b-go1.26.8-20261123-132800.txt",
	}
	var inputs [][2]string
	for _, name := range names {
		inputs = append(inputs, capture(t, name))
	}
	c := caseOf(t, inputs...)
	for i, name := range names {
		if want := int(name[0]-'a') + 1; c.Inputs[i].Process != want {
			t.Errorf("%s is of process %d, want %d", name, c.Inputs[i].Process, want)
		}
		if c.Inputs[i].Time.Format("20060102-150405") != name[len(name)-len("20261121-132800.txt"):len(name)-len(".txt")] {
			t.Errorf("%s: time %v", name, c.Inputs[i].Time)
		}
	}
}

func TestNotOneProcess(t *testing.T) {
	dump := func(header, creator string) string {
		text := "goroutine 1 [chan receive, 3 minutes]:\nmain.main()\n\t/src/app/main.go:5 +0x1\n\n"
		for _, id := range []string{"7", "8", "9000"} {
			text += "goroutine " + id + header + "\nmain.work()\n\t/src/app/work.go:9 +0x1\ncreated by main." + creator + "\n\t/src/app/main.go:7 +0x2\n\n"
		}
		return text
	}
	first := dump(" [chan receive, 3 minutes]:", "main in goroutine 1")
	for name, tt := range map[string]struct {
		second string
		same   bool
	}{
		"later":                          {dump(" [chan receive, 9 minutes]:", "main in goroutine 1"), true},
		"without minutes, moved":         {strings.ReplaceAll(strings.ReplaceAll(first, "main.work()", "main.rest()"), ", 3 minutes", ""), false}, // the entry is another
		"started by another":             {dump(" [chan receive, 9 minutes]:", "main in goroutine 3"), false},
		"started elsewhere":              {dump(" [chan receive, 9 minutes]:", "start in goroutine 1"), false},
		"all waits began anew":           {strings.ReplaceAll(dump(" [chan receive]:", "main in goroutine 1"), ", 3 minutes", ""), false},
		"an old number that was unknown": {strings.ReplaceAll(dump(" [chan receive, 9 minutes]:", "main in goroutine 1"), "goroutine 8 ", "goroutine 12 "), false},
		"a new number":                   {strings.ReplaceAll(dump(" [chan receive, 9 minutes]:", "main in goroutine 1"), "goroutine 9000 ", "goroutine 9007 "), true},
		"only the first in common":       {"goroutine 1 [select, 5 minutes]:\nmain.main()\n\t/src/app/main.go:5 +0x1\n\ngoroutine 9100 [select]:\nmain.work()\n\t/src/app/work.go:9 +0x1\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			c := caseOf(t, [2]string{"first", first}, [2]string{"second", tt.second})
			if same := c.Inputs[0].Process == 1 && c.Inputs[1].Process == 1; same != tt.same {
				t.Errorf("one process: %v, want %v", same, tt.same)
			}
		})
	}
}

// TestSeenIn counts the inputs in which a finding was seen, by its id alone.
func TestSeenIn(t *testing.T) {
	crash := "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/app/main.go:5 +0x1\nexit status 2\n"
	c := caseOf(t, [2]string{"pod-1", crash}, [2]string{"pod-2", crash}, capture(t, "a-go1.26.8-20261121-132800.txt"), [2]string{"pod-3", crash + crash}, [2]string{"notes", "nothing\n"})
	if len(c.Findings) == 0 {
		t.Fatal("no finding")
	}
	f := c.Findings[0]
	if f.Count != 4 || !slices.Equal(f.Inputs(), []int{0, 1, 3}) || c.SeenIn(f) != "in 3 of 4 inputs" {
		t.Errorf("×%d in %v: %q", f.Count, f.Inputs(), c.SeenIn(f))
	}
	if alone := caseOf(t, [2]string{"pod-1", crash}); alone.SeenIn(alone.Findings[0]) != "" {
		t.Error("one input is spoken of as one of several")
	}
}
