package profile

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// buildCaptures gives the texts of the goldens of builds.
func buildCaptures(t testing.TB) []capture {
	t.Helper()
	var list []capture
	paths, err := filepath.Glob(filepath.Join(goldens, "build-*.txtar"))
	if err != nil || len(paths) < 5 {
		t.Fatalf("%d goldens of builds, %v", len(paths), err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if !strings.HasSuffix(f.Name, ".want") {
				list = append(list, capture{f.Name, f.Data})
			}
		}
	}
	return list
}

// saidByBuilds lists what the builds of an evidence say, without places.
func saidByBuilds(e *Evidence) string {
	var b strings.Builder
	for i := range e.Builds {
		for _, p := range e.Builds[i].Packages {
			for _, d := range p.Diagnostics {
				b.WriteString(p.Path + " " + string(d.Stage) + " " + d.File + " " + strings.Join(strings.Fields(d.Message), " ") + "\n")
			}
		}
	}
	return b.String()
}

// TestWrappedBuilds puts prefixes before real build logs: all that they say is found again.
func TestWrappedBuilds(t *testing.T) {
	forms := []wrapForm{
		{name: "kubectl", line: behind("2026-08-21T09:24:33.FRACTIONZ ", 9)},
		{name: "kubectl", line: behind("[pod/build-2/go] ", 0)},
		{name: "cri", line: behind("2026-08-21T09:24:33.FRACTIONZ stderr F ", 9)},
		{name: "docker-json", line: func(_ int, line string) string {
			return `{"log":` + encode(line+"\n") + `,"stream":"stderr","time":"2026-08-21T09:24:33.260739149Z"}`
		}},
		{name: "github-actions", line: behind("2026-08-21T09:24:33.FRACTIONZ ", 7)},
		{name: "compose", line: behind("build_1  | ", 0)},
	}
	tried := 0
	for _, c := range buildCaptures(t) {
		plain := read(t, c.data)
		if strings.Contains(c.name, "json") || strings.HasPrefix(c.name, "internalpkg") || saidByBuilds(plain) == "" {
			continue // one of two lines, of which the second is indented: a known miss
		}
		for _, form := range forms {
			tried++
			e := read(t, []byte(form.wrap(string(c.data))))
			if got, want := saidByBuilds(e), saidByBuilds(plain); got != want {
				t.Errorf("%s in %s, wrapping %v (-want +got):\n%s", c.name, form.name, e.Wrapping, difference(want, got))
			}
		}
	}
	if tried < 200 {
		t.Errorf("only %d were tried", tried)
	}
}

// The events of go build -json and go test -json are taken apart; the packages of one command are one build.
func TestBuildJSON(t *testing.T) {
	wants := map[string][]string{
		"multijson.go1.24.2": {"multi/lib typecheck lib/lib.go declared and not used: unused", "multi/other parse other/o.go syntax error: unexpected {, expected )"},
		"multijson.go1.27.4": {"multi/lib typecheck lib/lib.go declared and not used: unused", "multi/other parse other/o.go syntax error: unexpected {, expected )"},
		"gotestjson.go1.26.8": {
			"example.com/tests/c list c/c.go no required module provides package example.com/nowhere; to add it: go get example.com/nowhere",
			"example.com/tests/a typecheck a/a_test.go too many arguments in call to F have (string) want ()",
			"example.com/tests/d vet d/d.go fmt.Printf format %d has arg \"x\" of wrong type string",
		},
	}
	for _, c := range buildCaptures(t) {
		want, ok := wants[c.name]
		if !ok {
			continue
		}
		delete(wants, c.name)
		e := read(t, c.data)
		if len(e.Builds) != 1 {
			t.Errorf("%s: %d builds", c.name, len(e.Builds))
		}
		for _, line := range want {
			if said := saidByBuilds(e); !strings.Contains(said, line) {
				t.Errorf("%s: %q is missing in\n%s", c.name, line, said)
			}
		}
	}
	if len(wants) > 0 {
		t.Errorf("these captures are gone: %v", wants)
	}
}

// An error far behind the start of a long log is found, inside of its prefix.
func TestBuildBehindLongLog(t *testing.T) {
	var b strings.Builder
	for range 20000 {
		b.WriteString("2026-08-21T09:24:33.2607391Z downloading layer 3f2a9b, 12 of 40 done\n")
	}
	b.WriteString("2026-08-21T09:24:33.2607391Z # example.com/app\n2026-08-21T09:24:33.2607391Z ./main.go:5:31: undefined: x\n2026-08-21T09:24:33.2607391Z ./main.go:6:2: declared and not used: y\n")
	e := read(t, []byte(b.String()))
	if got := saidByBuilds(e); !strings.Contains(got, "example.com/app typecheck ./main.go undefined: x") {
		t.Errorf("wrapping %v, read %q", e.Wrapping, got)
	}
}

// Lines of programs that look like a compiler's are not taken for one.
func TestNoBuilds(t *testing.T) {
	for _, text := range []string{
		"main.go:12: undefined: x\n",
		"2026/11/20 13:28:00 main.go:12: cannot use x\n",
		"handler.go:12:5: request took 3 s\n",
		"# a title\n\nmain.go:12:5: see there\n",
		"# example.com/app\nruns on port 8080\n",
		"flag provided but not defined: -x\nUsage of ./server:\n  -n int\n",
		"link: eth0 up\nld: 3 of 5\npackage main\n\nimport \"fmt\"\n",
		"go: away\n",
		"WORK=/srv/data\nstarted\n",
	} {
		if e := read(t, []byte(text)); len(e.Builds) > 0 {
			t.Errorf("%q is read as\n%s", text, render(e))
		}
	}
}

// The compiler's own words lead to the part that says them.
func TestPhases(t *testing.T) {
	for message, want := range map[string]string{
		"'G': func G, startMem[b1] has different values, old v1, new v29": "ssa",
		"'f': panic during prove while compiling f:":                      "ssa",
		"assertion failed":  "noder",
		"unexpected Defn: ": "inline",
		"panic: runtime error: invalid memory address or nil pointer dereference":            "",
		"panic: /usr/local/go/src/cmd/compile/internal/types2/infer.go:12: assertion failed": "types2",
	} {
		if got := phaseOfText(message, ""); got != want {
			t.Errorf("%q: phase %q, want %q", message, got, want)
		}
	}
	for function, want := range map[string]string{
		"cmd/compile/internal/types2.(*Checker).objDecl": "types2", "cmd/internal/obj/x86.span6": "obj", "cmd/link/internal/ld.Main": "ld",
		"cmd/link/internal/amd64.adddynrel": "ld", "cmd/compile/internal/amd64.ssaGenValue": "arch", "main.main": "", "example.com/cmd/x.f": "",
	} {
		if got := phaseOfFunc(function); got != want {
			t.Errorf("%s: phase %q, want %q", function, got, want)
		}
	}
	for _, row := range textPhases() {
		if stageOf(row[1]) == "" || len(row[0]) < 5 {
			t.Errorf("%q of %s has no stage", row[0], row[1])
		}
	}
}

// FuzzBuild reads any lines as a build log: what holds for every text holds.
func FuzzBuild(f *testing.F) {
	for _, c := range buildCaptures(f) {
		if len(c.data) < 8<<10 {
			f.Add(c.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e := readWhole(t, data)
		for _, complaint := range complaints(e, data) {
			t.Error(complaint)
		}
		for line := range strings.Lines(string(data)) {
			if text := []byte(strings.TrimRight(line, "\r\n")); len(text) > 0 {
				proves(text)
				position(text)
				headerOf(text)
			}
		}
	})
}
