package triage_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotriage/triage"
)

// The stage in which a build of the corpus failed, with and without -gcflags=-d=panic.
func TestStages(t *testing.T) {
	for _, tt := range []struct {
		pattern, stage string
		internal       bool
		count          int
	}{
		{"ice/*types2-selfref-alias.build*", "typecheck", true, 2},
		{"ice/*deadlabel.build*", "ir", true, 2},
		{"ice/*noder-interface-cycle.build*", "ir", true, 1},
		{"ice/*inline-if-true-return.build*", "ir", true, 2},
		{"ice/*rangefunc-mutual.build*", "ir", true, 2},
		{"ice/*ssa-*.build*", "ssa", true, 4},
		{"ice/*linkname-1.build*", "codegen", true, 2},
		{"ice/*parser-nesting.compile*", "parse", true, 1},
		{"ice/go1.18.4.linker-entry.build*", "link", true, 1},
		{"ice/go1.2*.linker-entry.build*", "link", false, 3},
		{"compile-errors/*.syntax.txt", "parse", false, 3},
		{"compile-errors/*.types2.txt", "typecheck", false, 3},
		{"compile-errors/*.types.txt", "list", false, 3},
		{"embed-errors/*file.txt", "embed", false, 3},
		{"embed-errors/*import.txt", "embed", false, 3},
		{"link-errors/*.cheader.txt", "cgo", false, 3},
		{"link-errors/*.clib.txt", "link", false, 3},
		{"link-errors/*.cundef.txt", "link", false, 3},
		{"vet-defer/*.txt", "vet", false, 4},
		{"invented-flags/*.gcnocheck.txt", "list", false, 3},
	} {
		files, err := filepath.Glob(filepath.Join(corpus, "cases", tt.pattern))
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, file := range files {
			builds := analyze(t, file).Inputs[0].Evidence.Builds
			if strings.HasPrefix(filepath.Base(file), "go1.24.2.types2-") {
				continue // no crash in this version
			}
			seen++
			if len(builds) != 1 || !builds[0].Failed() {
				t.Errorf("%s: %d builds", file, len(builds))
				continue
			}
			_, first := builds[0].First()
			if string(builds[0].Stage()) != tt.stage || first.Internal != tt.internal {
				t.Errorf("%s: failed in %s, internal %t; want %s, %t", file, builds[0].Stage(), first.Internal, tt.stage, tt.internal)
			}
		}
		if seen != tt.count {
			t.Errorf("%s: %d captures, want %d", tt.pattern, seen, tt.count)
		}
	}
}

// What really exists stands beside a flag that does not, by Go version where they differ.
func TestNearestFlags(t *testing.T) {
	for _, tt := range []struct {
		message, tool, version string
		want                   []string
	}{
		{"invalid value \"panicdebug\" for flag -d: unknown debug key panicdebug", "compile", "go1.26.8", []string{"-gcflags=-d=panic"}},
		{"invalid value \"checkdefer=2\" for flag -d: unknown debug key checkdefer", "compile", "", []string{"-gcflags=-d=defer"}},
		{"unknown GOEXPERIMENT fieldtrak", "", "go1.21.13", []string{"GOEXPERIMENT=fieldtrack"}},
		{"unknown GOEXPERIMENT aliastypeparam", "", "go1.22.12", []string{"GOEXPERIMENT=aliastypeparams (Go 1.23 to 1.25)"}},
		{"unknown GOEXPERIMENT goroutineleakprofile", "", "go1.27.4", []string{"GOEXPERIMENT=goroutineleakprofile (Go 1.26 only)"}},
		{"flag provided but not defined: -rce", "go build", "go1.26.8", []string{"-race"}},
		{"flag provided but not defined: -gcnocheck", "compile", "go1.26.8", nil},
		{"unknown GOEXPERIMENT deferstackcheck", "", "go1.24.2", nil},
	} {
		got, ok := triage.NearestFlags(tt.message, tt.tool, tt.version)
		if !ok || len(tt.want) == 0 && len(got) > 0 || len(tt.want) > 0 && (len(got) == 0 || got[0] != tt.want[0]) {
			t.Errorf("%s: %q, want %q first", tt.message, got, tt.want)
		}
		if slices.Contains(got, "") {
			t.Errorf("%s: an empty name in %q", tt.message, got)
		}
	}
	if _, ok := triage.NearestFlags("undefined: x", "", ""); ok {
		t.Error("a type error speaks of no flag")
	}
}
