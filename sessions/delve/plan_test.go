package delve

import (
	"os/exec"
	"strings"
	"testing"

	"gotriage/symbolize"
	"gotriage/triage"
)

func finding(f symbolize.Frame) *triage.Finding {
	return &triage.Finding{Suspect: &triage.Suspect{Frame: f}}
}

func TestPlan(t *testing.T) {
	p := New(finding(symbolize.Frame{Name: &symbolize.Name{Func: "main.f", RawFile: "/home/dev/src/my app/it's.go"}, Line: 12}))
	want := `printf '%s\n' 'break it'\''s.go:12' 'continue' 'stack' 'args' 'locals' > gotriage.dlv && dlv exec ./PROGRAM --init gotriage.dlv`
	if got := p.Command(); got != want {
		t.Errorf("the command is\n%s\nwant\n%s", got, want)
	}
	if notes := strings.Join(p.Notes, "\n"); !strings.Contains(notes, "substitute-path") {
		t.Errorf("no note tells how to map the sources:\n%s", notes)
	}
}

func TestPlanWithoutFrame(t *testing.T) {
	if p := New(&triage.Finding{}); len(p.Commands) != 1 || p.Commands[0] != "continue" {
		t.Errorf("the commands are %q, want continue alone", p.Commands)
	}
}

// What a hostile dump puts into a path stays one word of the shell.
func TestCommandIsQuoted(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here to check the quoting with")
	}
	hostile := "/x'; touch owned; echo '\n$(touch owned)/a.go"
	command := New(finding(symbolize.Frame{Name: &symbolize.Name{RawFile: hostile}, Line: 1})).Command()
	words, _, _ := strings.Cut(command, " > ")
	out, err := exec.CommandContext(t.Context(), sh, "-c", words).Output()
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	want := "break " + hostile[strings.LastIndex(hostile, "/")+1:] + ":1\ncontinue\nstack\nargs\nlocals\n"
	if string(out) != want {
		t.Errorf("the shell made\n%s\nof it, want\n%s", out, want)
	}
}
