package cli

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the program a command of the scripts, and of the test of panics.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gotriage": func() { os.Exit(Main(os.Args[1:])) },
		panicker:   func() { os.Exit(panics()) },
		sleeps:     sleep,
	})
}

// TestScripts runs the program as a user does; one file is one story.
func TestScripts(t *testing.T) {
	corpus, err := filepath.Abs("../../testdata/corpus")
	if err != nil {
		t.Fatal(err)
	}
	families, err := filepath.Abs("testdata/families")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("CORPUS", corpus)
			env.Setenv("FAMILIES", families)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"bomb": bomb, "serve": serveProfiles, "sleeper": startSleeper, "await": await, "pack": pack, "cut": cut,
		},
	})
}

// bomb FILE writes a gzip file that unpacks to 64 megabytes of nothing.
func bomb(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := gzip.NewWriter(f)
	for range 64 {
		_, err := z.Write(make([]byte, 1<<20))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(f.Close())
}

// pack ARCHIVE FILE ... writes a zip or a tar.gz archive of files.
func pack(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	if strings.HasSuffix(args[0], ".zip") {
		z := zip.NewWriter(f)
		for _, name := range args[1:] {
			w, err := z.Create(name)
			ts.Check(err)
			_, err = io.WriteString(w, ts.ReadFile(name))
			ts.Check(err)
		}
		ts.Check(z.Close())
	} else {
		z := gzip.NewWriter(f)
		w := tar.NewWriter(z)
		for _, name := range args[1:] {
			text := ts.ReadFile(name)
			ts.Check(w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o644}))
			_, err := io.WriteString(w, text)
			ts.Check(err)
		}
		ts.Check(w.Close())
		ts.Check(z.Close())
	}
	ts.Check(f.Close())
}

// cut FILE BYTES keeps the first bytes of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(size)))
}
