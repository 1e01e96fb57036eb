package profile

import (
	"slices"
	"strings"
	"testing"
)

// Race reports, tests and ends of programs are found inside of the wrappings in which they are met most.
func TestWrappedTold(t *testing.T) {
	common := []string{"kubectl", "cri", "docker-json", "compose", "journald", "ansi", "crlf"}
	seen := map[string]bool{}
	for _, c := range texts(t) {
		archive, name, _ := strings.Cut(c.name, "/")
		if archive != "race" && archive != "gotest" && archive != "exit" || strings.Contains(name, "json") || name == "words" || name == "cut" {
			continue
		}
		want := read(t, c.data)
		for _, f := range wrapForms {
			if !slices.Contains(common, f.name) || f.before != "" || f.whole != nil {
				continue
			}
			seen[f.name] = true
			e := read(t, []byte(f.wrap(string(c.data))))
			if got, want := told4(e), told4(want); got != want {
				t.Errorf("%s in %s %s: %v races, tests, packages, ends; want %v (wrapping %v)", c.name, f.name, f.form, got, want, e.Wrapping)
			}
		}
	}
	if len(seen) < 4 {
		t.Errorf("only %v were tried", seen)
	}
}

func told4(e *Evidence) [4]int {
	return [4]int{len(e.Races), len(e.Tests), len(e.Packages), len(e.Exits)}
}
