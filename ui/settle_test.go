package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestHeldKey presses a key thirty times, each before the keys have settled: the cursor moves each time, the detail is
// drawn once, for the last row.
func TestHeldKey(t *testing.T) {
	for _, way := range []struct{ name, lead string }{{"groups", "2"}, {"goroutines", "2 j j enter"}, {"findings", "1"}, {"evidence", "7 j j"}} {
		t.Run(way.name, func(t *testing.T) {
			d := newDriver(t, 120, 40, "shop-crash.log", "handler-leak.txt", "hostile.txt")
			d.keys(strings.Fields(way.lead)...)
			var pending []tea.Msg
			d.m.after = func(wait time.Duration, msg tea.Msg) tea.Cmd {
				if wait+2*time.Second/frames > 100*time.Millisecond {
					t.Errorf("the detail follows after %v", wait)
				}
				pending = append(pending, msg)
				return nil
			}
			details := map[string]bool{detailOf(d): true}
			cursors := map[string]bool{}
			for range 8 {
				d.keys("j")
				cursors[d.screen()] = true
				details[detailOf(d)] = true
				if n := len(pending); n > 1 { // the time of the one before has passed
					d.send(pending[n-2])
					details[detailOf(d)] = true
				}
			}
			if len(details) != 1 || len(cursors) < 2 {
				t.Errorf("%d details and %d cursors were drawn on the way, want 1 and more", len(details), len(cursors))
			}
			d.send(pending[len(pending)-1])
			settled := detailOf(d)
			if details[settled] {
				t.Errorf("the detail did not follow:\n%s", d.screen())
			}
			d.keys("ctrl+l", "?", "esc")
			if detailOf(d) != settled {
				t.Error("it changes without a key that moves")
			}
		})
	}
}

// detailOf is what stands in the pane beside or below the list.
func detailOf(d *driver) string {
	var lines []string
	below := false
	for line := range strings.Lines(d.screen()) {
		below = below || strings.HasPrefix(line, "├")
		cells := strings.Split(line, "│")
		switch {
		case below:
			lines = append(lines, line)
		case len(cells) == 4:
			lines = append(lines, cells[2])
		}
	}
	if below {
		return strings.Join(lines[:len(lines)-1], "") // without the foot
	}
	return strings.Join(lines, "\n")
}

// TestEnterBeforeSettled goes deeper at once after a move: to the row with the cursor, not to the one in the detail.
func TestEnterBeforeSettled(t *testing.T) {
	d := newDriver(t, 100, 30, "shop-crash.log")
	d.m.after = func(time.Duration, tea.Msg) tea.Cmd { return nil } // never
	d.keys("2", "j", "j", "j")
	before := selectedName(d)
	d.keys("enter")
	if title := strings.Split(d.screen(), "\n")[2]; !strings.Contains(title, "goroutines") {
		t.Errorf("it shows %q", title)
	}
	d.keys("esc")
	if after := selectedName(d); after != before {
		t.Errorf("it went from %q to %q", before, after)
	}
}

func selectedName(d *driver) string {
	for line := range strings.Lines(d.screen()) {
		if _, row, ok := strings.Cut(line, "▌"); ok {
			return row[:20]
		}
	}
	return ""
}
