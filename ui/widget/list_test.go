package widget

import (
	"fmt"
	"slices"
	"testing"
)

func numbers(row int, selected bool) []string {
	if selected {
		return []string{fmt.Sprintf(">%d", row)}
	}
	return []string{fmt.Sprint(row)}
}

func TestListKeepsSelectionInSight(t *testing.T) {
	const rows, height = 100, 5
	tests := []struct {
		name   string
		walk   []Motion
		want   []string
		cursor int
	}{
		{"at the beginning", nil, []string{">0", "1", "2", "3", "4"}, 0},
		{"down inside", []Motion{Down, Down}, []string{"0", "1", ">2", "3", "4"}, 2},
		{"up beyond the beginning", []Motion{Up}, []string{">0", "1", "2", "3", "4"}, 0},
		{"down beyond the screen", []Motion{Down, Down, Down, Down, Down}, []string{"4", ">5", "6", "7", "8"}, 5},
		{"and back without scrolling", []Motion{Down, Down, Down, Down, Down, Up}, []string{">4", "5", "6", "7", "8"}, 4},
		{"end", []Motion{Last}, []string{"95", "96", "97", "98", ">99"}, 99},
		{"page", []Motion{PageDown}, []string{"0", "1", "2", "3", ">4"}, 4},
		{"two pages", []Motion{PageDown, PageDown}, []string{"4", "5", "6", "7", ">8"}, 8},
		{"half", []Motion{HalfDown}, []string{"0", ">1", "2", "3", "4"}, 1},
		{"end and a page up", []Motion{Last, PageUp}, []string{">95", "96", "97", "98", "99"}, 95},
		{"end and home", []Motion{Last, First}, []string{">0", "1", "2", "3", "4"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l List
			for _, m := range tt.walk {
				l = l.To(m, rows, height, nil)
			}
			l = l.Settle(rows, height, nil)
			if got := l.Render(rows, height, nil, numbers); !slices.Equal(got, tt.want) || l.Cursor != tt.cursor {
				t.Errorf("lines %q, cursor %d; want %q, %d", got, l.Cursor, tt.want, tt.cursor)
			}
		})
	}
}

// TestListJumps holds that a list which leaves the screen turns to the next one, so that the next keys only move the
// cursor.
func TestListJumps(t *testing.T) {
	const rows, height = 1000, 40
	var l List
	tops := map[int]bool{}
	for range 400 {
		l = l.To(Down, rows, height, nil).Settle(rows, height, nil)
		tops[l.top] = true
	}
	if len(tops) > 400/10+1 {
		t.Errorf("400 moves down scroll %d times", len(tops))
	}
	clear(tops)
	for range 400 {
		l = l.To(Up, rows, height, nil).Settle(rows, height, nil)
		tops[l.top] = true
	}
	if len(tops) > 400/10+1 || l.top != 0 {
		t.Errorf("400 moves up scroll %d times, to %d", len(tops), l.top)
	}
}

func TestListOfUnequalRows(t *testing.T) {
	heights := Heights(func(row int) int { return 1 + row%3 })
	draw := func(row int, selected bool) []string {
		lines := make([]string, heights(row))
		for i := range lines {
			lines[i] = numbers(row, selected)[0]
		}
		return lines
	}
	var l List
	for step := range 30 {
		lines := l.Render(12, 7, heights, draw)
		if len(lines) > 7 {
			t.Fatalf("step %d: %d lines", step, len(lines))
		}
		n := 0
		for _, line := range lines {
			if line == fmt.Sprintf(">%d", l.Cursor) {
				n++
			}
		}
		if n != heights(l.Cursor) {
			t.Fatalf("step %d: %d of %d lines of row %d are in sight: %q", step, n, heights(l.Cursor), l.Cursor, lines)
		}
		if step < 15 {
			l = l.To(Down, 12, 7, heights)
		} else {
			l = l.To(Up, 12, 7, heights)
		}
	}
}

// TestListAsksOnlyForWhatIsSeen holds that long lists cost no more than short ones.
func TestListAsksOnlyForWhatIsSeen(t *testing.T) {
	asked := 0
	l := List{}.To(Last, 1_000_000, 20, nil)
	l.Render(1_000_000, 20, nil, func(row int, selected bool) []string {
		asked++
		return numbers(row, selected)
	})
	if asked != 20 {
		t.Errorf("%d rows were drawn for 20 lines", asked)
	}
}

func TestListShrinks(t *testing.T) {
	l := List{}.To(Last, 1000, 10, nil)
	if got := l.Render(3, 10, nil, numbers); !slices.Equal(got, []string{"0", "1", ">2"}) {
		t.Errorf("after a filter took most rows away: %q", got)
	}
	if got := l.Render(0, 10, nil, numbers); got != nil {
		t.Errorf("an empty list draws %q", got)
	}
}

func TestBlocked(t *testing.T) {
	if got := (List{}).Blocked(Up, 3); got != "this is the first one" {
		t.Errorf("up on the first row: %q", got)
	}
	if got := (List{Cursor: 2}).Blocked(PageDown, 3); got != "this is the last one" {
		t.Errorf("page down on the last row: %q", got)
	}
	if got := (List{Cursor: 1}).Blocked(Down, 3); got != "" {
		t.Errorf("down in the middle: %q", got)
	}
	if got := (Scroll{}).Blocked(Down, 3, 10); got == "" {
		t.Error("a short text scrolls")
	}
}
