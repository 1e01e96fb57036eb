package cli

import (
	"compress/gzip"
	"os"
	"path/filepath"
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
			"bomb": bomb, "serve": serveProfiles, "sleeper": startSleeper,
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
