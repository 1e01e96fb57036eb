//go:build unix

package cli

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gotriage/ui/theme"
)

// step is a piece of a story: keys, and the screen that they must lead to.
type step struct {
	keys  string
	shows []string
	hides []string
}

const (
	esc   = "\x1b"
	enter = "\r"
	// emptied is ctrl-u: what was typed is gone
	emptied = "\x15"
)

// story is what somebody does with the demo who wants to know what happened. A narrow window has one pane: one more
// step deeper, and one more back.
func story(narrow bool) []step {
	list := []step{
		{shows: []string{"1 Findings", "HIGH nil pointer", "a map was used"}},
		{keys: "/", shows: []string{"Enter: done"}},
		{keys: "nil pointer", shows: []string{"HIGH nil pointer"}, hides: []string{"a map was used"}},
		{keys: enter, shows: []string{"HIGH nil pointer"}, hides: []string{"Enter: done"}},
	}
	if narrow {
		list = append(list, step{keys: enter, shows: []string{"suspect"}, hides: []string{"HIGH nil pointer"}})
	}
	list = append(list, step{keys: enter, shows: []string{"nil-dereference", "1 of 1", "running"}})
	if narrow {
		list = append(list, step{keys: enter, shows: []string{"1 goroutine, running", "main.report"}})
	}
	list = append(list,
		step{keys: enter, shows: []string{": goroutines", "created by 1"}},
		step{keys: enter, shows: []string{"goroutine 8 · running", "line 6"}, hides: []string{": goroutines"}},
		step{keys: enter, shows: []string{"raw text", "goroutine 8 [running]:"}},
		step{keys: esc, shows: []string{"goroutine 8 · running"}, hides: []string{"raw text"}},
		step{keys: esc, shows: []string{": goroutines"}},
		step{keys: esc, shows: []string{"running  cart"}, hides: []string{": goroutines"}},
	)
	if narrow {
		list = append(list, step{keys: esc, shows: []string{"suspect"}})
	}
	return append(list,
		step{keys: esc, shows: []string{"HIGH nil pointer"}, hides: []string{"a map was used"}},
		step{keys: esc, shows: []string{"HIGH nil pointer", "a map was used"}},
		// filters: text, no such text, an expression, a faulty one
		step{keys: "2", shows: []string{"groups by count", "IO wait"}},
		step{keys: "/", shows: []string{"Enter: done"}},
		step{keys: "connectionOpener", shows: []string{"DB).connectionOpener"}, hides: []string{"IO wait"}},
		step{keys: emptied + "!chan receive", shows: []string{"/!chan receive", "IO wait"}, hides: []string{"chan receive  main"}},
		step{keys: emptied + `state("select")`, shows: []string{"DB).connectionOpener"}, hides: []string{"IO wait"}},
		step{keys: emptied + `status("select")`, shows: []string{"status is not a test", "main.report"}},
		step{keys: enter, shows: []string{"status is not a test"}, hides: []string{"Enter: done"}},
		step{keys: esc, shows: []string{"IO wait"}, hides: []string{"not a test"}},
		// order, what can be done, what was read
		step{keys: ",,", shows: []string{"groups by state"}},
		step{keys: "?", shows: []string{"half a screen down"}},
		step{keys: esc, shows: []string{"groups by state"}, hides: []string{"half a screen down"}},
		step{keys: "7", shows: []string{"42.1 kB", "not understood, 1 of 2"}},
		step{keys: "d", shows: []string{"Delve on F1-", "dlv exec"}},
	)
}

// inASCII is a story as a terminal shows it that has no more than ASCII.
func inASCII(steps []step) []step {
	for i := range steps {
		for j, text := range steps[i].shows {
			steps[i].shows[j] = theme.ASCII(text)
		}
	}
	return steps
}

// follow goes through a story.
func (w *window) follow(steps []step) {
	w.t.Helper()
	for _, s := range steps {
		if s.keys != "" {
			w.press(s.keys)
		}
		w.until(fmt.Sprintf("%q leads to %q without %q", s.keys, s.shows, s.hides), func() bool {
			screen := w.screen.String()
			for _, text := range s.hides {
				if strings.Contains(screen, text) {
					return false
				}
			}
			return shows(screen, s.shows)
		})
	}
}

var clipboard = regexp.MustCompile(`\x1b\]52;c?;([A-Za-z0-9+/=]+)(\a|\x1b\\)`)

// awaitCopy waits until a text comes to the clipboard by OSC 52.
func (w *window) awaitCopy(part string) {
	w.t.Helper()
	w.until(fmt.Sprintf("%q is copied", part), func() bool {
		for _, m := range clipboard.FindAllSubmatch(w.wire, -1) {
			if text, err := base64.StdEncoding.DecodeString(string(m[1])); err == nil && strings.Contains(string(text), part) {
				return true
			}
		}
		return false
	})
}

// told is the story to its end: the command line of Delve is copied, and q quits.
func (w *window) told(steps []step) {
	w.t.Helper()
	w.follow(steps)
	w.press("y")
	w.awaitCopy("dlv exec")
	w.await("copied")
	w.press(esc)
	w.until("the overlay is closed", func() bool { return !strings.Contains(w.screen.String(), "Delve on") })
	w.press("q")
}

func TestTerminalStory(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			w := open(t, setup{args: []string{"demo"}, width: size[0], height: size[1]})
			w.told(story(size[0] < 60))
			w.exited(0)
		})
	}
}
