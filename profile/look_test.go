package profile

import (
	"slices"
	"strings"
	"testing"
)

// TestLookAgain reads texts whose parts are wrapped in different ways.
func TestLookAgain(t *testing.T) {
	form := func(name, form string) func(string) string {
		for i := range wrapForms {
			if wrapForms[i].name == name && wrapForms[i].form == form {
				return wrapForms[i].wrap
			}
		}
		t.Fatalf("no form %s of %s", form, name)
		return nil
	}
	plain := func(text string) string { return text }
	logs := func(line string, n int) string { return strings.Repeat(line+"\n", n) }
	dumps := wrapDumps(t)
	quit, debug2, labels := dumps[2].text, dumps[7].text, dumps[3].text
	type part struct {
		wrap func(string) string
		text string
	}
	tests := []struct {
		name     string
		parts    []part
		wrapping []string
		dumps    []int // goroutines of each
	}{
		{"plain, then kubectl", []part{{plain, debug2}, {plain, logs("served", 1000)}, {form("kubectl", "prefix"), quit}}, []string{"kubectl"}, []int{21, 23}},
		{"kubectl, then plain", []part{{form("kubectl", "prefix"), quit}, {plain, debug2}}, []string{"kubectl"}, []int{23, 21}},
		{"plain, kubectl, plain", []part{{plain, debug2}, {form("kubectl", "prefix"), quit}, {plain, labels}}, []string{"kubectl"}, []int{21, 15, 23}},
		{"plain, indented, plain", []part{{plain, labels}, {form("indented", "tab"), debug2}, {plain, quit}}, []string{"indented"}, []int{15, 21, 23}},
		{"kubectl, then Docker, then JSON", []part{{form("kubectl", "prefix"), labels + logs("served", 1000)}, {form("docker-json", "json-file"), debug2 + logs("served", 1000)}, {form("json-escaped", "zap"), quit}}, []string{"kubectl", "docker-json", "json-escaped"}, nil},
		{"a line that only speaks of a goroutine", []part{{plain, logs("watchdog: goroutine 7 [running] is slow", 3)}, {plain, logs("served", 1000)}, {form("cri", "full"), quit}}, []string{"cri"}, []int{23}},
		{"many such lines", []part{{plain, logs(`{"sql":"select *\n\tfrom users","level":"info"}`, 2000)}, {form("kubectl", "prefix"), quit}}, []string{"kubectl"}, []int{23}},
		{"one JSON record of many", []part{{plain, logs(`{"level":"info","msg":"served"}`, 12000)}, {form("json-escaped", "zap"), quit}, {plain, logs(`{"level":"info","msg":"served"}`, 5000)}}, []string{"json-escaped"}, []int{23}},
		{"JSON behind a dump", []part{{plain, debug2}, {plain, logs(`{"level":"info","msg":"served"}`, 1000)}, {form("json-escaped", "zerolog"), quit}}, []string{"json-escaped"}, []int{21, 23}},
		{"behind long lines", []part{{plain, logs(strings.Repeat("served ", 10000), 20)}, {form("json-escaped", "zap"), quit}}, []string{"json-escaped"}, []int{23}},
		{"deep in a long line", []part{{plain, logs("served", 10)}, {form("json-escaped", "long"), quit}}, []string{"json-escaped"}, []int{23}},
		{"far behind lines without a prefix", []part{{plain, logs("served", 10000)}, {form("compose", "v2"), quit}}, []string{"compose"}, []int{23}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text strings.Builder
			want := 0
			for _, p := range tt.parts {
				text.WriteString(p.wrap(p.text))
				want += len(read(t, []byte(p.text)).Goroutines)
			}
			e := read(t, []byte(text.String()))
			var counts []int
			for _, d := range e.Dumps {
				counts = append(counts, d.Count)
			}
			if !slices.Equal(e.Wrapping, tt.wrapping) || len(e.Goroutines) != want || tt.dumps != nil && !slices.Equal(counts, tt.dumps) {
				t.Errorf("wrapping %v, %d goroutines, dumps %v; want %v, %d, %v", e.Wrapping, len(e.Goroutines), counts, tt.wrapping, want, tt.dumps)
			}
			all, err := e.Raw(Span{0, e.TextSize()})
			if err != nil {
				t.Fatal(err)
			}
			for _, complaint := range complaints(e, all) {
				t.Error(complaint)
			}
			for i := range e.Goroutines {
				if g := &e.Goroutines[i]; len(e.Stacks[g.Stack].Frames) == 0 && !e.Stacks[g.Stack].Unknown {
					t.Errorf("goroutine %d has no frames", g.ID)
				}
			}
		})
	}
}
