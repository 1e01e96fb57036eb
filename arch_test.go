package main_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// levels is the house: every package of the module and how high it stands. A package imports only packages with a
// lower number. "x/*" stands for each package directly inside x. A package that is not here fails TestArchitecture.
var levels = map[string]int{
	".":                8,
	"internal/cli":     7,
	"ui":               6,
	"ui/view":          5,
	"sessions/delve":   4,
	"sessions/sandbox": 4,
	"sessions/capture": 4,
	"sessions":         3,
	"triage/report":    3,
	"triage/lint":      3,
	"triage/lint/*":    2, // one source analyzer each; the suite in triage/lint lists them, so they stand below it
	"triage":           2,
	"symbolize":        1,
	"ui/widget":        1,
	"profile":          0,
	"ui/theme":         0,
}

// maxLines is the length at which a Go file has become two files.
const maxLines = 500

// vagueNames say nothing of what a package does, so everything ends up in it. The plural is refused too.
var vagueNames = []string{"util", "common", "helper", "type", "misc"}

func TestArchitecture(t *testing.T) {
	complaints, err := inspect(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range complaints {
		t.Error(c)
	}
}

// TestArchitecturePage keeps the rooms that ARCHITECTURE.md draws equal to the table above, and the page short.
func TestArchitecturePage(t *testing.T) {
	page, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(page), "\n"), "\n")
	if len(lines) > 100 {
		t.Errorf("ARCHITECTURE.md has %d lines, 100 are allowed: a newcomer must be able to read it in one go", len(lines))
	}
	for folder, level := range levels {
		name := folder + "/"
		if folder == "." {
			name = "main.go"
		}
		drawn := slices.ContainsFunc(lines, func(line string) bool {
			words := strings.Fields(line)
			return len(words) > 2 && words[0] == name && words[len(words)-1] == strconv.Itoa(level)
		})
		if !drawn {
			t.Errorf("ARCHITECTURE.md: no line begins with %q and ends with its level %d: bring The rooms up to date", name, level)
		}
	}
}

// levelOf gives a folder's level, false where the table does not name it.
func levelOf(folder string) (int, bool) {
	if level, ok := levels[folder]; ok {
		return level, true
	}
	level, ok := levels[path.Dir(folder)+"/*"]
	return level, ok
}

// inspect reads every Go file of the module at the root of tree, whatever its build tags, and gives one sentence for
// each breach of the house's rules. The error means that the tree itself could not be read.
func inspect(tree fs.FS) ([]string, error) {
	module, err := moduleName(tree)
	if err != nil {
		return nil, err
	}
	h := house{module: module, lowest: map[string]int{}}
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return enter(tree, name)
		case path.Ext(name) != ".go":
			return nil
		}
		src, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		h.file(name, src)
		return nil
	})
	for folder, lowest := range h.lowest {
		h.complain("%s: this package has no level: add it to levels in arch_test.go and to The rooms in ARCHITECTURE.md, "+
			"with %d or more (it must stand above all that it imports)", folder, lowest)
	}
	slices.Sort(h.complaints)
	return h.complaints, err
}

// enter says which folders hold no package of this module: those the go command ignores, and other modules.
func enter(tree fs.FS, folder string) error {
	base := path.Base(folder)
	if folder == "." {
		return nil
	}
	if base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	if _, err := fs.Stat(tree, path.Join(folder, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

func moduleName(tree fs.FS) (string, error) {
	mod, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(mod)) {
		if name, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(name), nil
		}
	}
	return "", fmt.Errorf("read go.mod: no module line")
}

// house gathers what is wrong with it.
type house struct {
	module     string
	complaints []string
	lowest     map[string]int // folders without a level, and the least one that would do
}

func (h *house) complain(format string, args ...any) {
	h.complaints = append(h.complaints, fmt.Sprintf(format, args...))
}

func (h *house) file(name string, src []byte) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, src, parser.SkipObjectResolution)
	if err != nil {
		h.complain("%v", err)
		return
	}
	if n := bytes.Count(src, []byte("\n")); n > maxLines {
		h.complain("%s: %d lines, %d are allowed: give one of its concerns a file of its own", name, n, maxLines)
	}
	folder := path.Dir(name)
	if _, ok := levelOf(folder); !ok {
		h.lowest[folder] = max(h.lowest[folder], 0)
	}
	for _, word := range []string{path.Base(folder), strings.TrimSuffix(file.Name.Name, "_test")} {
		if slices.Contains(vagueNames, strings.TrimSuffix(word, "s")) {
			h.complain("%s: a package named %s: name it for what it does", name, word)
			break
		}
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			h.complain("%s: an init function: let a plain list name the thing, or main hand it down", files.Position(f.Pos()))
		}
	}
	for _, spec := range file.Imports {
		h.arrow(files.Position(spec.Pos()), spec)
	}
}

// arrow judges one import. Tests may also import their own level: an external test imports the package it tests, and
// neighbours may serve as each other's samples, for a test file is imported by nobody and so closes no circle. They may
// not import upwards: a test that needs the floor above is a test of that floor, and the rooms below must stay
// testable while it is being rebuilt.
func (h *house) arrow(at token.Position, spec *ast.ImportSpec) {
	test := strings.HasSuffix(at.Filename, "_test.go")
	imported, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		h.complain("%s: %v", at, err)
		return
	}
	if imported == "reflect" && !test {
		h.complain("%s: imports reflect: the types are known here, say them", at)
	}
	target, ok := strings.CutPrefix(imported+"/", h.module+"/")
	if !ok {
		return
	}
	target = path.Clean(target)
	to, ok := levelOf(target)
	if !ok {
		return // the target's own files say that it has no level
	}
	folder := path.Dir(at.Filename)
	from, ok := levelOf(folder)
	if !ok {
		h.lowest[folder] = max(h.lowest[folder], to+1)
		return
	}
	if to > from || to == from && !test {
		h.complain("%s: %s (level %d) imports %s (level %d): imports run down only; move what both need into a lower package "+
			"or let the caller hand it in", at, folder, from, target, to)
	}
}

func TestArchitectureRules(t *testing.T) {
	long := strings.Repeat("\n", maxLines)
	tests := []struct {
		name string
		file string
		src  string
		want string // part of the only complaint; empty: none
	}{
		{"down", "triage/a.go", `package triage; import "m/profile"`, ""},
		{"down two floors", "main.go", `package main; import "m/ui"`, ""},
		{"up", "profile/a.go", `package profile; import "m/triage"`, "profile (level 0) imports triage (level 2)"},
		{"up to a room inside", "sessions/a.go", `package sessions; import "m/sessions/delve"`, "imports sessions/delve (level 4)"},
		{"up to main", "ui/a.go", `package ui; import "m"`, "imports . (level 8)"},
		{"sideways", "triage/lint/a.go", `package lint; import "m/triage/report"`, "imports triage/report (level 3)"},
		{"between analyzers", "triage/lint/a/a.go", `package a; import "m/triage/lint/b"`, "imports triage/lint/b (level 2)"},
		{"suite lists analyzers", "triage/lint/suite.go", `package lint; import "m/triage/lint/a"`, ""},
		{"behind a build tag", "profile/a.go", "//go:build plan9\n\npackage profile; import \"m/ui\"", "a.go:3:25: profile (level 0)"},
		{"renamed import", "profile/a.go", `package profile; import x "m/ui"`, "imports ui (level 6)"},
		{"another module of like name", "profile/a.go", `package profile; import "mm/ui"`, ""},
		{"test of its own package", "profile/a_test.go", `package profile_test; import "m/profile"`, ""},
		{"test sideways", "triage/lint/a_test.go", `package lint; import "m/triage/report"`, ""},
		{"test up", "profile/a_test.go", `package profile_test; import "m/triage"`, "imports triage (level 2)"},
		{"no level", "cache/a.go", `package cache`, "cache: this package has no level: add it to levels"},
		{"no level, says which", "cache/a.go", `package cache; import ("m/triage"; "m/profile")`, "with 3 or more"},
		{"vague folder", "triage/lint/helpers/a.go", `package a`, "a package named helpers"},
		{"vague package", "triage/a.go", `package util`, "a package named util"},
		{"vague test package", "triage/a_test.go", `package common_test`, "a package named common"},
		{"vague misc", "triage/lint/misc/a.go", `package misc`, "a package named misc"},
		{"vague types", "triage/lint/types/a.go", `package types`, "a package named types"},
		{"longest file", "profile/a.go", "package profile" + long, ""},
		{"too long a file", "profile/a.go", "package profile\n" + long, "501 lines, 500 are allowed"},
		{"too long a test", "profile/a_test.go", "package profile\n" + long, "501 lines, 500 are allowed"},
		{"init", "profile/a.go", "package profile\n\nfunc init() {}", "profile/a.go:3:1: an init function"},
		{"a method named init", "profile/a.go", `package profile; type T int; func (T) init() {}`, ""},
		{"reflect", "profile/a.go", `package profile; import "reflect"`, "imports reflect"},
		{"reflect in a test", "profile/a_test.go", `package profile; import "reflect"`, ""},
		{"not Go", "profile/a.go", `func`, "expected 'package'"},
		{"testdata", "profile/testdata/a.go", `package util; func init() {}`, ""},
		{"hidden folder", ".cache/a.go", `package util; func init() {}`, ""},
		{"ignored folder", "_old/a.go", `package util; func init() {}`, ""},
		{"vendored", "vendor/x.com/y/a.go", `package util; func init() {}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := inspectFiles(t, map[string]string{"go.mod": "module m\n", tt.file: tt.src})
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("%s\n%s\ncomplaints %q, want %q", tt.file, strings.TrimSpace(tt.src), got, tt.want)
			}
		})
	}
	t.Run("another module inside", func(t *testing.T) {
		got := inspectFiles(t, map[string]string{"go.mod": "module m\n", "x/go.mod": "module x\n", "x/a.go": "package util"})
		if len(got) > 0 {
			t.Errorf("complaints %q about a module of its own", got)
		}
	})
	t.Run("no module", func(t *testing.T) {
		if _, err := inspect(fstest.MapFS{"go.mod": {Data: []byte("go 1.26\n")}}); err == nil {
			t.Error("a go.mod without a module line was accepted")
		}
	})
}

func inspectFiles(t *testing.T, files map[string]string) []string {
	t.Helper()
	tree := fstest.MapFS{}
	for name, src := range files {
		tree[name] = &fstest.MapFile{Data: []byte(src)}
	}
	complaints, err := inspect(tree)
	if err != nil {
		t.Fatal(err)
	}
	return complaints
}
