//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// patience is how long a test waits for a screen or an end. It is long because nothing is learnt from a busy machine;
// a test that holds never waits for it.
const patience = 30 * time.Second

// text is what the screen shows.
func (w *window) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.screen.String()
}

// state says how the program ended, if it did.
func (w *window) state() string {
	select {
	case <-w.ended:
		return w.cmd.ProcessState.String()
	default:
		return "it runs"
	}
}

// sent is all that came to the screen, byte for byte.
func (w *window) sent() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Clone(w.wire)
}

// await waits for a screen that shows all of the texts.
func (w *window) await(texts ...string) {
	w.t.Helper()
	w.until(fmt.Sprintf("the screen shows %q", texts), func() bool { return shows(w.screen.String(), texts) })
}

func shows(screen string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return false
		}
	}
	return true
}

// until waits until something holds for the screen or the wire, which it may look at.
func (w *window) until(what string, holds func() bool) {
	w.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		w.mu.Lock()
		done, changed := holds(), w.changed
		w.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			w.t.Fatalf("never so that %s; %s; the screen:\n%s", what, w.state(), w.text())
		}
	}
}

// quiet waits until nothing has come for a while: the end of a drawing is told by nothing else.
func (w *window) quiet() {
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(rest):
			return
		}
	}
}

// rest is how long nothing comes behind a drawing.
const rest = 30 * time.Millisecond
