package triage_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// Every family is well formed, and every sample gives the verdict under which it stands.
func TestFamilies(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	done := catalogue.Check(symbolize.Builtin())
	for _, p := range done.Problems {
		t.Error(p)
	}
	if done.Families < 50 || done.Samples < 100 {
		t.Errorf("only %d families with %d samples are left", done.Families, done.Samples)
	}
}

// A dump that is cut must not make a family surer of itself.
func TestCutsNeverRaiseConfidence(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	confidence := func(f *triage.Family, data []byte) float64 {
		e, err := profile.Read("sample", bytes.NewReader(data), int64(len(data)), profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range triage.Analyze([]*profile.Evidence{e}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()}).Findings {
			if found.Family == f {
				return found.Confidence
			}
		}
		return 0
	}
	for _, f := range catalogue.Families {
		for _, s := range f.Samples {
			if s.Verdict != "yes" || f.Class == "healthy" {
				continue
			}
			whole := confidence(f, s.Data)
			lines := bytes.SplitAfter(s.Data, []byte("\n"))
			for cut := 1; cut < len(lines); cut += 1 + len(lines)/25 {
				if got := confidence(f, bytes.Join(lines[:cut], nil)); got > whole {
					t.Errorf("%s yes/%s: %.2f when cut behind line %d, %.2f when whole", f.ID, s.Name, got, cut, whole)
				}
			}
		}
	}
}

// What is wrong in a family file is told with its line, all at once.
func TestFamilyErrors(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"unknown key", "id: x\ncolour: red\n", "x.txtar:2: the key colour is not known"},
		{"unknown section", head + "-- dok.md --\n", "x.txtar:6: the section dok.md is not known"},
		{"unknown test", head + "-- doc.md --\nd\n-- match --\nkind(\"panic\") &&\nmesage(`x`)\n", "x.txtar:10:1: mesage is not a test"},
		{"bad argument", head + "-- match --\nkind(\"panik\")\n", "x.txtar:7:6: kind: \"panik\" is not known"},
		{"bad regexp", head + "-- match --\nmessage(`(`)\n", "x.txtar:7:9: message: not a regular expression"},
		{"no documentation", head, "doc.md is missing"},
		{"no samples", head + "-- doc.md --\nd\n-- match --\nkind(\"panic\")\n", "needs samples"},
		{"bad grade", head + "-- evidence --\nsure: leaked(): it is\n", "x.txtar:7: the grade \"sure\" is not one of"},
		{"other name", strings.Replace(head, "id: x", "id: y", 1), "the id y is not the name of the file"},
		{"twice", head + "-- doc.md --\nd\n-- doc.md --\nd\n", "x.txtar:8: the section doc.md stands there twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := triage.ParseFamily("x.txtar", []byte(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is\n%v\nwant one with\n%s", err, tt.want)
			}
		})
	}
}

const head = "id: x\ntitle: t\nclass: crash\nseverity: low\ntruth: confirmed\n"

// A user's family takes the place of the built-in one of its id, and a bad one is refused.
func TestUserFamilies(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	good := strings.Replace(head, "id: x", "id: explicit-panic", 1) + "-- doc.md --\nours\n"
	more, err := catalogue.With(fstest.MapFS{"explicit-panic.txtar": {Data: []byte(good)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := more.Find("explicit-panic").Doc; got != "ours\n" {
		t.Errorf("the documentation is %q, want the user's", got)
	}
	if len(more.Families) != len(catalogue.Families) {
		t.Errorf("%d families, want %d", len(more.Families), len(catalogue.Families))
	}
	if _, err := catalogue.With(fstest.MapFS{"x.txtar": {Data: []byte(head + "over: [nobody]\n-- doc.md --\nd\n")}}); err == nil || !strings.Contains(err.Error(), "nobody") && !strings.Contains(err.Error(), "line") {
		t.Errorf("the error is %v, want one about the broken file", err)
	}
}

// Check finds a sample that is wrong, a clash and dead weight: it must be able to fail.
func TestCheckFinds(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const panicked = "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:5 +0x1d\n"
	family := head + "-- doc.md --\nd\n-- match --\nkind(\"panic\") && message(`boom`) && calls(`main`)\n-- evidence --\nproof: message(`boom`): it says so\n" +
		"-- yes/a --\n" + panicked + "-- no/b --\n" + strings.Replace(panicked, "boom", "other", 1) + "-- no/c --\n" + panicked
	more, err := catalogue.With(fstest.MapFS{"x.txtar": {Data: []byte(family)}})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range more.Check(symbolize.Builtin()).Problems {
		all = append(all, p.Error())
	}
	for _, want := range []string{"no/c: the match says true, it must say false", "explicit-panic claims it too", "dead weight: without calls(`main`)"} {
		if !slices.ContainsFunc(all, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("no problem says %q:\n%s", want, strings.Join(all, "\n"))
		}
	}
}

// The same bytes give the same case, whatever order maps are walked in.
func TestAnalyzeIsDeterministic(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus, "variants", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no variants", err)
	}
	describe := func() string {
		var b strings.Builder
		c := analyze(t, files...)
		for _, g := range c.Groups {
			fmt.Fprintln(&b, g.Input, g.Dump, g.ID, g.Count(), g.Operation)
		}
		for _, f := range c.Findings {
			fmt.Fprintln(&b, f.ID, f.Count, f.Family.ID)
		}
		return b.String()
	}
	first := describe()
	for range 3 {
		if again := describe(); again != first {
			t.Fatalf("the case differs:\n%s\nand before\n%s", again, first)
		}
	}
}

// An idle service yields no finding, and all but the goroutine of its programmer is known to be healthy.
func TestHealthyService(t *testing.T) {
	c := analyze(t, filepath.Join(corpus, "healthy-http.d2.txt"))
	if len(c.Findings) > 0 {
		t.Errorf("found %s in a healthy service", c.Findings[0].Family.ID)
	}
	healthy := 0
	for _, g := range c.Groups {
		if g.Healthy != nil {
			healthy += g.Count()
		}
	}
	all := len(c.Inputs[0].Evidence.Goroutines)
	t.Logf("%d of %d goroutines are healthy", healthy, all)
	if healthy*2 < all {
		t.Errorf("only %d of %d goroutines are known to be healthy", healthy, all)
	}
}

// Ids stay what they are: saved notes and suppressions hold them.
func TestStableIDs(t *testing.T) {
	file := filepath.Join(corpus, "variants", "nil.txt")
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	c := analyze(t, file)
	if len(c.Findings) == 0 || c.Findings[0].ID != stableID {
		t.Fatalf("the id is not %s", stableID)
	}
}

const stableID = "F1-587ccafb950bc484"
