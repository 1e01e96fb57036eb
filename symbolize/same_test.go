package symbolize

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotriage/profile"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// readText reads captured text.
func readText(t testing.TB, name string, text []byte) *profile.Evidence {
	t.Helper()
	e, err := profile.Read(name, bytes.NewReader(text), int64(len(text)), profile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// signatures gives the distinct signatures of the stacks that hold user or library code or were started by it, one a
// line, and sorted: what a rebuild must not change. The others are the runtime's own goroutines.
func signatures(stacks []Stack) string {
	var lines []string
	for _, s := range stacks {
		own := s.CreatedBy != nil && s.CreatedBy.Origin >= Library
		for _, f := range s.Frames {
			own = own || f.Elided == 0 && f.Origin >= Library
		}
		if line := strings.ReplaceAll(s.Signature(), "\n", " < "); own && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// TestSame reads captures of one program that was built and run in different ways: all must give the same signatures.
func TestSame(t *testing.T) {
	files, err := filepath.Glob("testdata/same/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no captures:", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := &archive.Files[len(archive.Files)-1]
			for i, section := range archive.Files[:len(archive.Files)-1] {
				got := signatures(New(Builtin(), nil).Name(readText(t, section.Name, section.Data).Stacks))
				if *update && i == 0 {
					want.Data = []byte(got)
					if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				if got != string(want.Data) {
					t.Errorf("%s: signatures:\n%s\nwant:\n%s", section.Name, got, want.Data)
				}
			}
		})
	}
}
