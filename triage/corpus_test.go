package triage_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

const corpus = "../testdata/corpus"

// analyze reads files into one case with the built-in knowledge.
func analyze(t *testing.T, files ...string) *triage.Case {
	t.Helper()
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var list []*profile.Evidence
	for _, file := range files {
		e, err := profile.Open(file, profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		list = append(list, e)
	}
	return triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

// traceless are captures of runs in which the bug did no visible harm: the label names the program's bug, the text
// holds nothing of it. Nothing may be found in them.
var traceless = []string{
	"cgo-segv-in-c/go1.20.14.doublefree.txt", "cgo-segv-in-c/go1.22.12.doublefree.txt", "cgo-segv-in-c/go1.24.2.doublefree.txt",
	"checkptr/go1.22.12.arith.txt", "checkptr/go1.24.2.arith.txt",
}

// otherwise are captures whose label names the program's bug, where the text says something else: a module that is missing
// before any type is checked, a version that reports an ordinary error where others crash.
var otherwise = map[string]string{
	"compile-errors/go1.22.12.types.txt": "missing-module", "compile-errors/go1.24.2.types.txt": "missing-module", "compile-errors/go1.26.8.types.txt": "missing-module",
	"ice/go1.24.2.types2-selfref-alias.build.txt": "type-error", "ice/go1.24.2.types2-selfref-alias.build-dpanic.txt": "type-error",
}

// Each capture of the corpus gives one of its accepted families first, and none where nothing may be found.
func TestCorpus(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(corpus, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(data)), "\n")[1:]
	if len(rows) < 300 {
		t.Fatalf("%d rows are left of the corpus", len(rows))
	}
	for _, row := range rows {
		file, accepted, _ := strings.Cut(row, "\t")
		c := analyze(t, filepath.Join(corpus, "cases", file))
		first := ""
		if len(c.Findings) > 0 {
			first = c.Findings[0].Family.ID
		}
		if slices.Contains(traceless, file) {
			accepted = ""
		}
		if said, ok := otherwise[file]; ok {
			accepted = said
		}
		if !slices.Contains(strings.Split(accepted, ","), first) {
			t.Errorf("%s: %q comes first, accepted is %q", file, first, accepted)
		}
	}
}

// The same bug has the same id in every Go version and every build of its program.
func TestIDsSurviveRebuilds(t *testing.T) {
	ids := map[string]map[string][]string{} // bug -> id -> files
	add := func(bug, file string) {
		for _, f := range analyze(t, file).Findings[:1] {
			if ids[bug] == nil {
				ids[bug] = map[string][]string{}
			}
			ids[bug][f.ID] = append(ids[bug][f.ID], fmt.Sprintf("%s (%s)", filepath.Base(file), f.Suspect.Func))
		}
	}
	for _, scenario := range []string{"closeclosed", "conv", "deadlock", "deep", "err", "errtype", "mapwrite", "nested", "nil", "oob", "overflow", "ptr", "range", "repanic", "str", "unlock", "wg"} {
		files, err := filepath.Glob(filepath.Join(corpus, "variants", scenario+".*txt"))
		if err != nil || len(files) < 3 {
			t.Fatalf("%s: %d variants, %v", scenario, len(files), err)
		}
		for _, file := range files {
			if len(analyze(t, file).Findings) > 0 {
				add("variant "+scenario, file)
			}
		}
	}
	cases, err := filepath.Glob(filepath.Join(corpus, "cases", "*", "go*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		if c := analyze(t, file); len(c.Findings) > 0 && c.Findings[0].Suspect != nil {
			version, scenario, _ := strings.Cut(filepath.Base(file), ".txt")
			parts := strings.SplitN(strings.TrimPrefix(version, "go"), ".", 4)
			add(filepath.Base(filepath.Dir(file))+" "+c.Findings[0].Family.ID+" "+parts[len(parts)-1]+scenario, file)
		}
	}
	for bug, byID := range ids {
		if len(byID) > 1 {
			t.Errorf("%s has %d ids: %v", bug, len(byID), byID)
		}
	}
}
