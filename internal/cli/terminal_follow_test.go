//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The demo's log in two parts: each holds a crash.
func halves(t *testing.T) (first, second []byte) {
	t.Helper()
	i := bytes.Index(demoLog, []byte("\npanic: ")) + 1
	j := i + bytes.Index(demoLog[i:], []byte("\nfatal error: ")) + 1
	if i < 1 || j <= i {
		t.Fatal("the demo has no two crashes")
	}
	return demoLog[:j], demoLog[j:]
}

// inCRI wraps lines as containerd does.
func inCRI(text []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		fmt.Fprintf(&b, "2026-08-21T09:24:33.123456789Z stderr F %s\n", bytes.TrimSuffix(line, []byte("\n")))
	}
	return b.Bytes()
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t *testing.T, name string, text []byte) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// A log grows: what is new is announced; view, filter and selected row stay.
func TestTerminalFollow(t *testing.T) {
	first, second := halves(t)
	for name, wrap := range map[string]func([]byte) []byte{"plain": bytes.Clone, "CRI": inCRI} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := filepath.Join(t.TempDir(), "api.log")
			write(t, log, wrap(first))
			w := open(t, setup{args: []string{"-f", log}, width: 120, height: 30})
			w.await("1 finding", "following, ")
			w.press("2/")
			w.await("Enter: done")
			w.press("chan receive\r")
			w.until("the filter is applied", func() bool {
				screen := w.screen.String()
				return strings.Contains(screen, "/chan receive") && !strings.Contains(screen, "IO wait") && !strings.Contains(screen, "Enter: done")
			})
			w.press("j")
			w.await("/chan receive", "2 of ")
			before := selectedRow(w)
			appendTo(t, log, wrap(second))
			w.await("new finding: ", "2 findings", "/chan receive")
			if got := selectedRow(w); got != before {
				t.Errorf("the selected row is %q, was %q", got, before)
			}
			w.press("k")
			w.await("following, ")
			w.press("q")
			w.exited(0)
		})
	}
}

// selectedRow is the name of the group on the row with the cursor; counts and columns may have changed.
func selectedRow(w *window) string {
	for line := range strings.Lines(w.text()) {
		if _, row, ok := strings.Cut(line, "│▌"); ok {
			row, _, _ = strings.Cut(row, "│")
			fields := strings.Fields(row)
			return strings.Join(fields[max(len(fields)-2, 0):], " ")
		}
	}
	return ""
}

// A file that is cut, replaced, gone, or something else: the screen tells, and goes on when there is a file again.
func TestTerminalFollowReplaced(t *testing.T) {
	t.Parallel()
	first, second := halves(t)
	log := filepath.Join(t.TempDir(), "api.log")
	write(t, log, demoLog)
	w := open(t, setup{args: []string{"--follow", log}, width: 120, height: 30})
	w.await("2 findings", "following, ")
	w.press("7")
	w.await("shop cart listens")
	if err := os.Truncate(log, 0); err != nil { // copytruncate
		t.Fatal(err)
	}
	w.await("was replaced or cut", "no finding", "the text is empty")
	appendTo(t, log, first)
	w.await("new finding", "1 finding")
	if err := os.Rename(log, log+".1"); err != nil {
		t.Fatal(err)
	}
	w.await("no such file", "what was read of it stays", "1 finding")
	write(t, log, second)
	w.await("new finding: a map", "1 finding")
	if err := os.Remove(log); err != nil {
		t.Fatal(err)
	}
	w.await("no such file")
	if err := os.Mkdir(log, 0o700); err != nil {
		t.Fatal(err)
	}
	w.await("it is a folder", "1 finding")
	w.press("q")
	w.exited(0)
}

// A file that becomes shorter while it is looked at, and is not followed: its text is gone, and the screen says so.
func TestTerminalCutWhileShown(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "groups.dump")
	write(t, log, groupsDump())
	w := open(t, setup{args: []string{log}, width: 120, height: 30})
	w.await("? keys")
	if err := os.Truncate(log, 100); err != nil {
		t.Fatal(err)
	}
	w.press("7\tG")
	w.await("are gone since it was opened")
	w.press("2\r\r")
	w.await("is gone since it was opened")
	w.press("q")
	w.exited(0)
}

// Nobody may read it any more: what was read stays.
func TestTerminalFollowForbidden(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("the superuser may read everything: run it as another user")
	}
	log := filepath.Join(t.TempDir(), "api.log")
	write(t, log, demoLog)
	w := open(t, setup{args: []string{"-f", log}, width: 120, height: 30})
	w.await("2 findings", "following, ")
	if err := os.Chmod(log, 0); err != nil {
		t.Fatal(err)
	}
	w.await("permission denied", "2 findings")
	w.press("q")
	w.exited(0)
}

// What cannot be a growing input is said before the terminal is taken.
func TestTerminalNotReadable(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-"}, "standard input is the terminal"},
		{[]string{"/dev/stdin"}, "standard input is the terminal"},
		{[]string{"/dev/tty"}, "it is a terminal"},
		{[]string{"-f", "missing.log"}, "no such file"},
		{[]string{"report", "-f", "x.log"}, "-f shows inputs as they grow and needs the workbench"},
		{[]string{"http://me:pass@localhost:6060/x"}, "put it into GOTRIAGE_TOKEN"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			w := open(t, setup{args: c.args})
			w.exited(exitTrouble)
			if got := string(w.sent()); !strings.Contains(got, c.want) || bytes.Contains(w.sent(), []byte("\x1b[?1049h")) {
				t.Errorf("it wrote %q, and not %q alone", got, c.want)
			}
		})
	}
}

// A folder is followed: a file that comes is an input more, one that grows is read again.
func TestTerminalFollowFolder(t *testing.T) {
	first, second := halves(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "api-1.log"), first)
	write(t, filepath.Join(dir, "notes.md"), []byte("nothing\n"))
	w := open(t, setup{args: []string{"-f", dir}, width: 120, height: 30})
	w.await("1 finding", "following, ")
	write(t, filepath.Join(dir, "api-2.log"), second)
	w.await("new finding: ", "2 findings", "2 inputs")
	w.press("7")
	w.await("folder: 3 files: 2 with evidence, 1 without", "api-1.log")
	w.press("q")
	w.exited(0)
}
