//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
)

// What may come over a slow link at 200x50, in bytes: for a key that moves the cursor in a list, and then, when the keys
// have settled, for the detail beside it.
const (
	moveBudget   = 1024
	detailBudget = 6 << 10
)

// groupsDump is a dump of 2,000 goroutines, each with a stack of its own.
func groupsDump() []byte {
	var b bytes.Buffer
	for i := range 2000 {
		name := string([]byte{'a' + byte(i/676%26), 'a' + byte(i/26%26), 'a' + byte(i%26)})
		fmt.Fprintf(&b, "goroutine %d [chan receive, %d minutes]:\n", i+1, 1+i%50)
		fmt.Fprintf(&b, "example.com/shop/%s.(*Queue).take(0xc%09x)\n\t/src/shop/%s/queue.go:%d +0x1d\n", name, i, name, 10+i%90)
		fmt.Fprintf(&b, "example.com/shop/%s.(*Worker).run(0xc%09x)\n\t/src/shop/%s/worker.go:%d +0x2f\n", name, i, name, 10+i%80)
		fmt.Fprintf(&b, "created by example.com/shop/%s.Start in goroutine 1\n\t/src/shop/%s/worker.go:9 +0x7a\n\n", name, name)
	}
	return b.Bytes()
}

// membersDump is a dump of so many goroutines with one stack, behind one of many groups.
func membersDump(n int) []byte {
	b := bytes.NewBuffer(groupsDump())
	for i := range n {
		fmt.Fprintf(b, "goroutine %d [select, %d minutes]:\nexample.com/shop.(*Hub).wait(0xc%09x)\n\t/src/shop/hub.go:10 +0x1d\n", 10000+i, 1+i%50, i)
		fmt.Fprintf(b, "created by example.com/shop.Start in goroutine 1\n\t/src/shop/hub.go:9 +0x7a\n\n")
	}
	return b.Bytes()
}

// crashLog is a log of many programs that died at different places, with lines between that nobody understands.
func crashLog(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		name := "p" + string([]byte{'a' + byte(i/26%26), 'a' + byte(i%26)})
		fmt.Fprintf(&b, "%s starts anew, as it did yesterday\n%s", name, strings.Repeat("it says something\n", i%7))
		fmt.Fprintf(&b, "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6711c4]\n\n")
		fmt.Fprintf(&b, "goroutine 1 [running]:\nexample.com/shop/%s.(*Cart).pay(0xc%09x)\n\t/src/shop/%s/cart.go:%d +0x1d\nmain.main()\n\t/src/shop/main.go:9 +0x1d\nexit status 2\n", name, i, name, 10+i)
	}
	return b.Bytes()
}

// paneLists are the lists of the workbench: how to get there, and what of a selected row stands in its detail too.
var paneLists = []struct {
	name  string
	text  func() []byte
	keys  string
	shows string // when one is there
	key   string // that moves
	times int
	word  *regexp.Regexp
}{
	{"findings", func() []byte { return crashLog(200) }, "1", "1 of 20", "j", 40, regexp.MustCompile(`▌ +(\S+\.\(\*Cart\)\.pay)`)},
	{"groups", groupsDump, "2", "1 of 2,000", "j", 60, regexp.MustCompile(`▌[^│]* (\S+\.\(\*Queue\)\.take)`)},
	{"goroutines of 100,000", func() []byte { return membersDump(100_000) }, "2\r", "1 of 100,000", "j", 60, regexp.MustCompile(`▌ +(\d{5,}) `)},
	{"evidence", func() []byte { return crashLog(200) }, "7Gk", "not understood, 20 of", "k", 9, regexp.MustCompile(`▌ +\? (\S.*?) +│`)},
}

// Moving in a long list sends little: somebody sits at the other end of a slow SSH. The detail follows once.
func TestTerminalWire(t *testing.T) {
	for _, list := range paneLists {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "big.dump")
			write(t, file, list.text())
			w := open(t, setup{args: []string{file}, width: 200, height: 50})
			w.await("? keys")
			w.press(list.keys)
			w.await(list.shows)
			sent := append(w.moves(list.word, list.times, list.key, true), w.moves(list.word, list.times, list.key, false)...)
			slices.Sort(sent)
			// Both walks turn to another screen of rows, some more often. One move may be a late detail's, on a busy machine.
			if n := len(sent); n > 1 && sent[n-2] > moveBudget {
				t.Errorf("moves send %v bytes: more than %d", sent[n-2:], moveBudget)
			}
			w.press("q")
			w.exited(0)
		})
	}
}

// moves presses a key that moves the cursor so often, and gives what each one sends, in bytes: resting behind each until
// its detail is there, or as if the key were held.
func (w *window) moves(word *regexp.Regexp, times int, key string, rests bool) (cursor []int) {
	w.t.Helper()
	var both []int
	var longest time.Duration
	late, last := 0, ""
	w.until("a row is selected", func() bool {
		last = wordOn(w.screen, word)
		return last != ""
	})
	w.quiet()
	for range times {
		began, from, now := len(w.sent()), time.Now(), ""
		w.press(key)
		w.until("the cursor moves", func() bool {
			now = wordOn(w.screen, word)
			return now != last && now != ""
		})
		// On a busy machine the keys may have come to rest before the cursor is looked at: that tells nothing of the move.
		if n := len(w.sent()) - began; time.Since(from) < 40*time.Millisecond {
			cursor = append(cursor, n)
		} else {
			late++
		}
		if rests {
			w.until("the detail follows", func() bool { return strings.Count(w.screen.String(), now) > 1 })
			longest = max(longest, time.Since(from))
			w.quiet() // the rows around follow with the detail
			both = append(both, len(w.sent())-began)
		}
		last = now
	}
	w.t.Logf("%d of %d moves looked at send %d bytes at most; with its detail %d, all there after at most %v",
		len(cursor), times, slices.Max(append(cursor, 0)), slices.Max(append(both, 0)), longest.Round(time.Millisecond))
	if most := slices.Max(append(both, 0)); most > moveBudget+detailBudget {
		w.t.Errorf("a move sends %d bytes with its detail, more than %d", most, moveBudget+detailBudget)
	}
	return cursor
}

// wordOn is what of the selected row stands in its detail too.
func wordOn(screen *vt.Emulator, word *regexp.Regexp) string {
	if m := word.FindStringSubmatch(screen.String()); m != nil {
		return m[1]
	}
	return ""
}

// Keys that come faster than a link takes them are answered as one; what lies between is not drawn.
func TestTerminalHeldKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "groups.dump")
	write(t, file, groupsDump())
	w := open(t, setup{args: []string{file}, width: 200, height: 50})
	w.await("? keys")
	w.press("2")
	w.await("1 of 2,000")
	began := len(w.sent())
	w.press(strings.Repeat("j", 200))
	w.await("201 of 2,000")
	if sent := len(w.sent()) - began; sent > 200*moveBudget {
		t.Errorf("200 keys at once send %d bytes", sent)
	}
	w.press("q")
	w.exited(0)
}
