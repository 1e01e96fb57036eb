package triage_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// raceReport writes a report of a write in one function of the user and a read in another.
func raceReport(caught, before string, address int) string {
	return fmt.Sprintf(`==================
WARNING: DATA RACE
Write at 0x%012x by goroutine %d:
  main.%s()
      /home/dev/src/shop/main.go:18 +0x6b

Previous read at 0x%012x by main goroutine:
  main.%s()
      /home/dev/src/shop/main.go:31 +0x1d
  main.main()
      /home/dev/src/shop/main.go:60 +0x3c

Goroutine %d (running) created at:
  main.main()
      /home/dev/src/shop/main.go:58 +0x1d2
==================
`, address, address%90+7, caught, address, before, address%90+7)
}

// The same pair of functions is one finding with a count, whichever of the two was caught; another pair is another.
func TestRacePairs(t *testing.T) {
	text := raceReport("(*cache).put", "(*cache).get", 0xc000012060) + "served /x\n" + raceReport("(*cache).get", "(*cache).put", 0xc000012088) +
		raceReport("(*cache).put", "(*cache).size", 0xc000012090) + "Found 3 data race(s)\nexit status 66\n"
	c := analyzeText(t, []byte(text))
	if len(c.Findings) != 2 {
		t.Fatalf("%d findings", len(c.Findings))
	}
	f := c.Findings[0]
	if f.Family.ID != "data-race" || f.Count != 2 || f.Suspect.Func != "main.(*cache).put" || f.Other().Func != "main.(*cache).get" || f.Other().Line != 31 {
		t.Errorf("%s ×%d: %s with %+v", f.Family.ID, f.Count, f.Suspect.Func, f.Other())
	}
	if other := c.Findings[1].Other(); other == nil || other.Func != "main.(*cache).size" || c.Findings[1].ID == f.ID {
		t.Errorf("the second pair is with %+v", other)
	}
	if last := c.Inputs[0].Evidence.Races[2]; last.Exit != 66 || last.Stated != 3 {
		t.Errorf("exit %d, stated %d", last.Exit, last.Stated)
	}
}

// An access without a frame of the user is blamed on the code that started its goroutine.
func TestRaceWithoutUserFrame(t *testing.T) {
	text := strings.Replace(raceReport("(*cache).put", "(*cache).get", 0xc000012060), "  main.(*cache).put()\n      /home/dev/src/shop/main.go:18 +0x6b\n",
		"  sync/atomic.AddInt64()\n      /usr/local/go/src/runtime/race_amd64.s:289 +0xb\n", 1)
	f := analyzeText(t, []byte(text)).Findings[0]
	if f.Suspect.Func != "main.main" || f.Suspect.Line != 58 || f.Suspect.Role != "creator" {
		t.Errorf("suspect %s:%d as %s", f.Suspect.Func, f.Suspect.Line, f.Suspect.Role)
	}
}

// A crash, a race or a failed test explains the exit code that it leaves; others are ends of their own.
func TestExplainedExits(t *testing.T) {
	const panicked = "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:5 +0x1d\n"
	for _, tt := range []struct{ name, text, first string }{
		{"panic", panicked + "exit status 2\n", "explicit-panic"},
		{"panic in compose", panicked + "api-1 exited with code 2\n", "explicit-panic"},
		{"abort after a panic", panicked + "./run.sh: line 2:  3429 Aborted                 ./k panic\n", "explicit-panic"},
		{"race", raceReport("a", "b", 0xc000012060) + "exit status 66\n", "data-race"},
		{"race behind a wrapper", raceReport("a", "b", 0xc000012060) + "Found 1 data race(s)\nProcess completed with exit code 66.\n", "data-race"},
		{"test", "--- FAIL: TestWork (0.00s)\n    work_test.go:12: got 1, want 2\nFAIL\nexit status 1\nFAIL\texample.com/app\t0.014s\n", ""},
		{"killed", "2026/11/20 13:28:00 listening\nsignal: killed\n", "exit-killed"},
		{"no code of a family", "exit status 3\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := analyzeText(t, []byte(tt.text))
			first := ""
			if len(c.Findings) > 0 {
				first = c.Findings[0].Family.ID
			}
			if first != tt.first || len(c.Findings) > 1 {
				t.Errorf("%d findings, %q comes first, want %q alone", len(c.Findings), first, tt.first)
			}
			if e := c.Inputs[0].Evidence; (tt.first == "exit-killed" || tt.name == "no code of a family") != (len(c.Ends(0)) == 1) {
				t.Errorf("%d ends, %+v", len(c.Ends(0)), e.Exits)
			}
		})
	}
}

// The suspect of a test's timeout, and of a synctest deadlock, is what is stuck: not what tells of it.
func TestStuckTests(t *testing.T) {
	for file, want := range map[string]string{
		"go-run-exit/go1.26.8.test-timeout.txt":                "example.com/go-run-exit.TestTimeout",
		"synctest-deadlock/go1.26.8.all.txt":                   "example.com/synctest-deadlock.worker",
		"synctest-deadlock/go1.26.8.stuck.txt":                 "example.com/synctest-deadlock.worker",
		"data-race/go1.26.8.chanclose-race.txt":                "main.main.func9",
		"data-race/go1.22.12.counter-race.txt":                 "main.main.func1",
		"go-run-exit/go1.26.8.test-exit0.txt":                  "example.com/go-run-exit.TestExit",
		"strings-builder-concurrent/go1.26.8.write-8-race.txt": "main.main.func1",
	} {
		c := analyze(t, filepath.Join(corpus, "cases", file))
		if s := c.Findings[0].Suspect; s == nil || s.Func != want {
			t.Errorf("%s: suspect %+v, want %s", file, s, want)
		}
	}
}
