//go:build unix

package cli

import "testing"

// Where there is no shell to come back from, ctrl-z says so: nobody could continue the program.
func TestTerminalNoShell(t *testing.T) {
	t.Parallel()
	w := open(t, setup{args: []string{"demo"}})
	w.await("HIGH nil pointer", "? keys")
	w.press("\x1a")
	w.await("no shell started this")
	w.press("q")
	w.exited(0)
}

// ctrl-z goes to the shell, with its terminal as it was, and fg comes back.
func TestTerminalSuspend(t *testing.T) {
	t.Parallel()
	w := open(t, setup{name: "sh", args: []string{"-c", "set -m; gotriage demo; echo left with $?; read line; fg"}})
	w.await("HIGH nil pointer", "? keys")
	w.press("\x1a")
	w.await("left with")
	if left := leftOn(w.sent()); len(left) > 0 {
		t.Errorf("left on for the shell: %q", left)
	}
	w.press("\n")
	w.await("HIGH nil pointer", "? keys")
	w.press("?")
	w.await("half a screen down")
	w.press("?q")
	w.exited(0)
}
