//go:build unix

package cli

import (
	"math/rand/v2"
	"testing"
)

// A window that is dragged about while keys are typed shows in the end what it showed before.
func TestTerminalResize(t *testing.T) {
	t.Parallel()
	w := open(t, setup{args: []string{"demo"}})
	w.await("HIGH nil pointer", "? keys") // the last line too: it is all there
	rest := w.text()
	random := rand.New(rand.NewPCG(1, 2))
	keys := []string{"j", "k", "g", "G", "1", "2", "7", "e", "E", "?", " "}
	help := false
	for range 50 {
		w.resize(1+random.IntN(200), 1+random.IntN(60))
		key := keys[random.IntN(len(keys))]
		w.press(key)
		help = help != (key == "?")
	}
	if help {
		w.press("?") // closes it
	}
	w.resize(80, 24)
	w.press("1gjk")
	w.until("the screen is what it was", func() bool { return w.screen.String() == rest })
	w.press("q")
	w.exited(0)
}

// A terminal that does not know its size yet shows the workbench as soon as it does.
func TestTerminalNoSize(t *testing.T) {
	t.Parallel()
	w := open(t, setup{args: []string{"demo"}, width: 80, height: 24, sizeless: true})
	w.until("the alternate screen is there", w.screen.IsAltScreen)
	w.resize(80, 24)
	w.await("HIGH nil pointer")
	w.press("q")
	w.exited(0)
}
