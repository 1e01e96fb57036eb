//go:build unix

package cli

import (
	"math/rand/v2"
	"testing"
)

// A window that is dragged about while keys are typed shows in the end what a window shows that was never touched.
func TestTerminalResize(t *testing.T) {
	t.Parallel()
	w := open(t, setup{args: []string{"demo"}})
	still := open(t, setup{args: []string{"demo"}})
	w.await("HIGH nil pointer", "? keys")
	random := rand.New(rand.NewPCG(1, 2))
	keys := []string{"j", "k", "g", "G", "1", "2", "7", "e", "E", "?", " "}
	for range 50 {
		w.resize(1+random.IntN(200), 1+random.IntN(60))
		w.press(keys[random.IntN(len(keys))])
	}
	w.resize(80, 24)
	w.press("?") // opens the overlay, or closes it
	w.until("the storm is over", func() bool {
		return shows(w.screen.String(), []string{"? keys"}) || shows(w.screen.String(), []string{"Esc: close"})
	})
	w.press("1gjk")
	w.until("the screen is that of a window at rest", func() bool { return w.screen.String() == still.text() })
	for _, each := range []*window{w, still} {
		each.press("q")
		each.exited(0)
	}
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
