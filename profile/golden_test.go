package profile

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata/profile; then read the diff")

const goldens = "../testdata/profile"

// capture is one input of a golden.
type capture struct {
	name string // archive/section
	data []byte
}

// goldenFile is one archive: inputs, each followed by what must be read in it. A section named x.want without a section
// x before it is about the file x beside the archive: what txtar cannot hold, such as gzip or text without a last newline.
type goldenFile struct {
	path    string
	archive *txtar.Archive
}

func goldenFiles(t testing.TB) []goldenFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(goldens, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no goldens in %s: %v", goldens, err)
	}
	var files []goldenFile
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, goldenFile{path, a})
	}
	return files
}

// input gives the text that the section i, whose name ends in .want, speaks of.
func (g *goldenFile) input(t testing.TB, i int) capture {
	t.Helper()
	name := strings.TrimSuffix(g.archive.Files[i].Name, ".want")
	c := capture{name: strings.TrimSuffix(filepath.Base(g.path), ".txtar") + "/" + name}
	for _, f := range g.archive.Files {
		if f.Name == name {
			c.data = f.Data
			return c
		}
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(g.path), name))
	if err != nil {
		t.Fatal(err)
	}
	c.data = data
	return c
}

// captures gives the inputs of all goldens.
func captures(t testing.TB) []capture {
	t.Helper()
	var all []capture
	for _, g := range goldenFiles(t) {
		for i, f := range g.archive.Files {
			if strings.HasSuffix(f.Name, ".want") {
				all = append(all, g.input(t, i))
			}
		}
	}
	return all
}

// texts gives the inputs of all goldens that are text and need no unpacking.
func texts(t testing.TB) []capture {
	t.Helper()
	var plain []capture
	for _, c := range captures(t) {
		if src := bytes.NewReader(c.data); packingOf(src) == nil && !isPprof(src, src.Size()) {
			plain = append(plain, c)
		}
	}
	return plain
}

func TestGolden(t *testing.T) {
	for _, g := range goldenFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(g.path), ".txtar"), func(t *testing.T) { g.check(t) })
	}
}

func (g *goldenFile) check(t *testing.T) {
	var changed bool
	for i := range g.archive.Files {
		f := &g.archive.Files[i]
		if !strings.HasSuffix(f.Name, ".want") {
			continue
		}
		c := g.input(t, i)
		e, err := ReadFrom(c.name, bytes.NewReader(c.data), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := render(e)
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		if got == string(f.Data) {
			continue
		}
		changed = true
		if !*update {
			t.Errorf("%s is read differently (-want +got; go test ./profile -update rewrites):\n%s", c.name, difference(string(f.Data), got))
		}
		f.Data = []byte(got)
	}
	if changed && *update {
		if err := os.WriteFile(g.path, txtar.Format(g.archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// difference shows the lines in which two texts differ, from the first to the last one.
func difference(want, got string) string {
	w, g := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	for len(w) > 0 && len(g) > 0 && w[0] == g[0] {
		w, g = w[1:], g[1:]
	}
	for len(w) > 0 && len(g) > 0 && w[len(w)-1] == g[len(g)-1] {
		w, g = w[:len(w)-1], g[:len(g)-1]
	}
	var b strings.Builder
	for _, line := range w[:min(len(w), 40)] {
		b.WriteString("-" + line)
	}
	for _, line := range g[:min(len(g), 40)] {
		b.WriteString("+" + line)
	}
	return b.String()
}
