//go:build unix

package cli

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"
)

// exited waits for the end of the program, and that nothing of it is left in the terminal or elsewhere.
func (w *window) exited(status int) {
	w.t.Helper()
	select {
	case <-w.ended:
	case <-time.After(patience):
		w.t.Fatalf("the program did not end; the screen:\n%s", w.text())
	}
	w.drain()
	if got := w.cmd.ProcessState.ExitCode(); got != status {
		w.t.Errorf("exit status %d (%v), not %d; the screen:\n%s", got, w.cmd.ProcessState, status, w.text())
	}
	w.gone()
	state, err := term.GetState(int(w.slave.Fd()))
	if err != nil {
		w.t.Fatal(err)
	}
	if *state != w.before {
		w.t.Errorf("the terminal's settings are not as before: %+v, not %+v", *state, w.before)
	}
	w.mu.Lock()
	alternate := w.screen.IsAltScreen()
	w.mu.Unlock()
	if alternate {
		w.t.Error("the alternate screen was not left")
	}
	for _, left := range leftOn(w.sent()) {
		w.t.Error("left on:", left)
	}
}

// gone checks that the program left no process and no file behind.
func (w *window) gone() {
	w.t.Helper()
	if err := syscall.Kill(-w.cmd.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		w.t.Errorf("a process of its group is left (%v)", err)
	}
	files, err := os.ReadDir(w.temp)
	if err != nil || len(files) > 0 {
		w.t.Errorf("temporary files are left: %v %v", files, err)
	}
}

// last is a sequence that no terminal knows.
const last = "\x1b]7007;last\a"

// drain waits until all that the program wrote has come to the screen, and a last sequence behind it.
func (w *window) drain() {
	w.t.Helper()
	if _, err := w.slave.WriteString(last); err != nil {
		w.t.Fatal(err)
	}
	w.until("all that was written has come", func() bool { return bytes.Contains(w.wire, []byte(last)) })
}

// Sequences that a terminal must hear again at the end, and the answers to them.
var (
	modeSequence  = regexp.MustCompile(`\x1b\[\?([0-9;]+)([hl])`) // DECSET, DECRST
	kittySequence = regexp.MustCompile(`\x1b\[([<>])[0-9;]*u`)    // kitty keyboard: push, pop
	otherKeys     = regexp.MustCompile(`\x1b\[>4(;[0-9])?m`)      // xterm modifyOtherKeys
)

// atRest are the modes that are on in a terminal at rest: lines wrap, the cursor is seen.
func atRest() map[string]bool { return map[string]bool{"7": true, "25": true} }

// leftOn tells which modes of the terminal are not as they were before what came over the wire.
func leftOn(wire []byte) []string {
	on := atRest()
	for _, m := range modeSequence.FindAllSubmatch(wire, -1) {
		for mode := range strings.SplitSeq(string(m[1]), ";") {
			on[mode] = m[2][0] == 'h'
		}
	}
	var left []string
	for mode, set := range on {
		if set != atRest()[mode] {
			left = append(left, "mode "+mode)
		}
	}
	pushed := 0
	for _, m := range kittySequence.FindAllSubmatch(wire, -1) {
		if m[1][0] == '>' {
			pushed++
		} else {
			pushed = max(pushed-1, 0)
		}
	}
	if pushed > 0 {
		left = append(left, "kitty keyboard")
	}
	if all := otherKeys.FindAllSubmatch(wire, -1); len(all) > 0 && len(all[len(all)-1][1]) > 0 {
		left = append(left, "modifyOtherKeys")
	}
	return left
}
