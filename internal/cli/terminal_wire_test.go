//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
)

// What a key may send over a slow link, in bytes. A list alone that fills 200x50 needs 350 to 370; here the pane beside
// it shows another stack each time, and where the list scrolls the rows beside that stack change too.
const (
	moveBudget   = 1024
	scrollBudget = 1536
)

// groupsDump is a dump of so many goroutines, each with a stack of its own.
func groupsDump(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		name := string([]byte{'a' + byte(i/676%26), 'a' + byte(i/26%26), 'a' + byte(i%26)})
		fmt.Fprintf(&b, "goroutine %d [chan receive, %d minutes]:\n", i+1, 1+i%50)
		fmt.Fprintf(&b, "example.com/shop/%s.(*Queue).take(0xc%09x)\n\t/src/shop/%s/queue.go:%d +0x1d\n", name, i, name, 10+i%90)
		fmt.Fprintf(&b, "example.com/shop/%s.(*Worker).run(0xc%09x)\n\t/src/shop/%s/worker.go:%d +0x2f\n", name, i, name, 10+i%80)
		fmt.Fprintf(&b, "created by example.com/shop/%s.Start in goroutine 1\n\t/src/shop/%s/worker.go:9 +0x7a\n\n", name, name)
	}
	return b.Bytes()
}

// Moving in a long list sends little: somebody sits at the other end of a slow SSH.
func TestTerminalWire(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "groups.dump")
	if err := os.WriteFile(file, groupsDump(2000), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, setup{args: []string{file}, width: 200, height: 50})
	w.await("? keys")
	w.press("2")
	w.await("1 of 2,000")
	for _, way := range []struct {
		name   string
		begin  string // the key that leads to where the way begins
		key    string
		by     int // what the key adds to the place in the list
		budget int // in bytes
	}{
		{"in the middle of the screen", "j", "j", 1, moveBudget},
		{"over the lower edge, so that the list scrolls", "\x06", "j", 1, scrollBudget}, // ctrl-f: a screen down
		{"over the upper edge", "\x02", "k", -1, scrollBudget},
	} {
		from := w.place()
		w.press(way.begin)
		w.until("the cursor moves", func() bool { return placeOn(w.screen) != from })
		from = w.place()
		sent := 0
		const moves = 5
		most, began := 0, 0
		for i := range moves + 1 {
			from += way.by
			w.press(way.key)
			w.until(fmt.Sprintf("the cursor is at %d", from), func() bool { return placeOn(w.screen) == from })
			now := len(w.sent())
			if i == 0 {
				began = now // all that led here has come
			} else {
				most = max(most, now-sent)
			}
			sent = now
		}
		t.Logf("a move %s: %d bytes, at most %d", way.name, (sent-began)/moves, most)
		if most > way.budget {
			t.Errorf("a move %s sends %d bytes, more than %d", way.name, most, way.budget)
		}
	}
	w.press("q")
	w.exited(0)
}

var placed = regexp.MustCompile(` ([0-9,]+) of 2,000 `)

// placeOn is where the cursor stands in the list, 0 where the screen does not say it.
func placeOn(screen *vt.Emulator) int {
	if m := placed.FindStringSubmatch(screen.String()); m != nil {
		n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", "")) // digits, by the expression
		return n
	}
	return 0
}

func (w *window) place() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return placeOn(w.screen)
}
