//go:build unix

package cli

import (
	"bytes"
	"strings"
	"testing"
)

// pasted is a text as a terminal brackets it, whatever is in it.
func pasted(text string) string { return "\x1b[200~" + text + "\x1b[201~" }

// Somebody pastes a megabyte by mistake: into a view it does nothing, into a filter it is text; the program goes on.
func TestTerminalPaste(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("q quit\n\tSELECT * FROM orders; \x1b[31m \u202e€\r\n", 1<<20/40)
	w := open(t, setup{args: []string{"demo"}})
	w.await("HIGH nil pointer", "? keys")
	w.press(pasted(text))
	w.press("2")
	w.await("groups by count", "IO wait")
	w.press("/")
	w.await("Enter: done")
	w.press(pasted(text))
	w.until("nothing matches", func() bool { return !strings.Contains(w.screen.String(), "IO wait") })
	w.press(esc)
	w.await("groups by count", "IO wait")
	if wire := w.sent(); bytes.Contains(wire, []byte("\x1b[31m ")) {
		t.Error("what was pasted came to the screen as it was")
	}
	w.press("q")
	w.exited(0)
}
