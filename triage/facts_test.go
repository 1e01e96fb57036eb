package triage_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// dumpOf writes goroutines, each a state and the frames of main that it is in, innermost first.
func dumpOf(goroutines ...string) []byte {
	var b strings.Builder
	for i, g := range goroutines {
		state, frames, _ := strings.Cut(g, "|")
		fmt.Fprintf(&b, "goroutine %d [%s]:\n", i+1, state)
		for j, f := range strings.Fields(frames) {
			fmt.Fprintf(&b, "%s(0x1)\n\t/app/main.go:%d +0x1d\n", f, 10+j)
		}
		if i > 0 {
			b.WriteString("created by main.main in goroutine 1\n\t/app/main.go:9 +0x45\n")
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

func repeat(n int, g string) []string { return slices.Repeat([]string{g}, n) }

func TestFacts(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	idle := "chan receive|main.work main.main"
	for name, tt := range map[string]struct {
		text []byte
		want string
	}{
		"healthy":  {dumpOf("sleep|time.Sleep main.main", idle, idle), ""},
		"blocked":  {dumpOf("chan receive|main.main", idle, idle), "blocked"},
		"shutdown": {dumpOf("select|net/http.(*Server).Shutdown main.main", "IO wait|main.read"), "shutdown"},
		"starved":  {dumpOf(append([]string{"running|main.main"}, repeat(150, "runnable|main.work")...)...), "starved"},
		"in C":     {dumpOf(append([]string{"chan receive|main.main"}, repeat(20, "syscall|main.call")...)...), "in-c"},
		"collects": {dumpOf(append([]string{"sleep|time.Sleep main.main"}, repeat(20, "GC assist wait|main.work")...)...), "collecting"},
	} {
		c := triage.Analyze([]*profile.Evidence{readText(t, tt.text)}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
		var kinds []string
		for _, f := range c.Facts {
			kinds = append(kinds, f.Kind)
		}
		if got := strings.Join(kinds, " "); got != tt.want {
			t.Errorf("%s: the facts are %q, want %q", name, got, tt.want)
		}
	}
	c := analyze(t, filepath.Join(corpus, "goker", "Etcd7902.leak.d2.txt"))
	if len(c.Facts) == 0 || c.Facts[0].Kind != "blocked" {
		t.Errorf("of a program that cannot go on it is told: %+v", c.Facts)
	}
}
