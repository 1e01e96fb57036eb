package widget

import (
	"fmt"
	"slices"
	"testing"
)

// TestListSweeps walks through lists without a rest: each step draws few lines anew, the selected row is in sight as a
// whole, the rows beside it are its neighbours, and when the keys rest it stays in its line.
func TestListSweeps(t *testing.T) {
	for name, heights := range map[string]Heights{
		"equal rows":        nil,
		"two to four lines": func(row int) int { return 2 + row%3 },
	} {
		for _, rows := range []int{1, 2, 9, 120} {
			for _, height := range []int{1, 4, 9, 30, 46} {
				t.Run(fmt.Sprintf("%s, %d in %d lines", name, rows, height), func(t *testing.T) {
					var l List
					for range rows + 1 {
						l = checkStep(t, l, Down, rows, height, heights)
					}
					for range rows + 1 {
						l = checkStep(t, l, Up, rows, height, heights)
					}
					for i := range 3 * rows { // to and fro over the edges
						m := Down
						if i%7 > 3 {
							m = Up
						}
						l = checkStep(t, l, m, rows, height, heights)
						if i%11 == 0 {
							l = l.Settle(rows, height, heights)
						}
					}
				})
			}
		}
	}
}

func checkStep(t *testing.T, l List, m Motion, rows, height int, heights Heights) List {
	t.Helper()
	draw := func(row int, selected bool) []string {
		lines := make([]string, heights.of(row))
		for i := range lines {
			lines[i] = fmt.Sprintf("%s.%d", numbers(row, selected)[0], i)
		}
		return lines
	}
	turned := l.sweep.on
	before := l.Render(rows, height, heights, draw)
	next := l.To(m, rows, height, heights)
	after := next.Render(rows, height, heights, draw)
	want := draw(next.Cursor, true)
	want = want[:min(len(want), height)]
	at := slices.Index(after, want[0])
	if at < 0 || len(after) > height || at+len(want) > len(after) || !slices.Equal(after[at:at+len(want)], want) {
		t.Fatalf("the selected row %d is not whole in %q", next.Cursor, after)
	}
	changed := 0
	for i := range after {
		if i >= len(before) || before[i] != after[i] {
			changed++
		}
	}
	// The row that was selected, the one that is, up to three lines beside it, and of a row that was cut the rest.
	most := heights.of(l.Cursor) + heights.of(next.Cursor) + context + 4
	if reversed := turned && !next.sweep.on; changed > most && !reversed {
		t.Fatalf("%d lines change from row %d to %d:\n%q\n%q", changed, l.Cursor, next.Cursor, before, after)
	}
	whole := next.Settle(rows, height, heights).Render(rows, height, heights, draw)
	if i := slices.Index(whole, want[0]); i < 0 {
		t.Fatalf("row %d is not in sight after the rest: %q", next.Cursor, whole)
	}
	return next
}
