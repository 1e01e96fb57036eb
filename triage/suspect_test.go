package triage_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One bug has one id and one suspect in every build and at every GOTRACEBACK level.
func TestOneSuspect(t *testing.T) {
	for bug, suspect := range map[string]string{
		"stackiface": "main.(*a).visit", // a recursion of two functions: either can be on top when the stack is full
		"b2goexit":   "main.main.func1", // at system level the runtime's own goroutines come first
	} {
		files, err := filepath.Glob(filepath.Join(corpus, "rebuilds", bug+"-*.txt"))
		if err != nil || len(files) < 4 {
			t.Fatalf("%s: %d captures, %v", bug, len(files), err)
		}
		var id string
		for _, file := range files {
			f := analyze(t, file).Findings[0]
			if id == "" {
				id = f.ID
			}
			if f.ID != id || f.Suspect == nil || f.Suspect.Func != suspect {
				t.Errorf("%s: %s, suspect %+v; want %s and %s", filepath.Base(file), f.ID, f.Suspect, id, suspect)
			}
		}
	}
}

// net/http prints a recovered panic and then the goroutine that panicked: its cause has a suspect.
func TestRecoveredPanicHasItsStack(t *testing.T) {
	c := analyze(t, filepath.Join(corpus, "variants", "http.txt"))
	if len(c.Findings) == 0 || c.Findings[0].Family.ID != "nil-map-write" {
		t.Fatalf("found %v, want nil-map-write first", c.Findings)
	}
	if s := c.Findings[0].Suspect; s == nil || s.Func != "main.main.func5" {
		t.Errorf("the suspect is %+v, want main.main.func5", s)
	}
}

// A panic line without a goroutine under it is no proof: a log may hold such a line.
func TestBarePanicIsNoProof(t *testing.T) {
	for text, want := range map[string]string{
		"panic: attack at dawn\nand so on\n":                                             "consistent",
		"panic: attack at dawn\nexit status 2\n":                                         "proof",
		"panic: attack at dawn\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n": "proof",
	} {
		file := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c := analyze(t, file)
		if len(c.Findings) != 1 || c.Findings[0].Proof.String() != want {
			t.Errorf("%q: %v, want one finding of grade %s", text, c.Findings, want)
		}
	}
}

// Equal findings are one, and what each of them said is kept.
func TestMessagesAreKept(t *testing.T) {
	const panicked = "panic: MESSAGE\n\ngoroutine 1 [running]:\nmain.must(...)\n\t/home/dev/src/app/main.go:5\nmain.main()\n\t/home/dev/src/app/main.go:9 +0x1d\nexit status 2\n"
	file := filepath.Join(t.TempDir(), "log")
	text := strings.Replace(panicked, "MESSAGE", "no price", 1) + strings.Replace(panicked, "MESSAGE", "no stock", 1) + strings.Replace(panicked, "MESSAGE", "no price", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := analyze(t, file)
	if len(c.Findings) != 1 || c.Findings[0].Count != 3 || strings.Join(c.Findings[0].Messages, ",") != "no price,no stock" {
		t.Errorf("%+v, want one finding, three times, with both messages", c.Findings)
	}
}
