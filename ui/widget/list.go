package widget

// List is the place in a list of rows: which one is selected and which stands at the top. It holds no rows: only those
// that are seen are ever asked for, so a hundred thousand cost nothing. The zero value is at the beginning.
type List struct {
	Cursor int // selected row
	top    int // first row that is shown
	sweep  sweep
}

// Heights gives the number of lines of a row, at least one; nil stands for one line each.
type Heights func(row int) int

func (h Heights) of(row int) int {
	if h == nil {
		return 1
	}
	return max(h(row), 1)
}

// Move selects the row n further down, up for a negative n, and keeps it in sight.
func (l List) Move(n, rows, height int, heights Heights) List {
	return l.Go(l.Cursor+n, rows, height, heights)
}

// page moves by a part of a screen down (n is 1) or up (-1), at least one row.
func (l List) page(n, part, rows, height int, heights Heights) List {
	step, lines := 0, height/part
	for row := l.Cursor; row >= 0 && row < rows; row += n {
		if lines -= heights.of(row); lines < 0 {
			break
		}
		step++
	}
	return l.Move(n*max(step-1, 1), rows, height, heights)
}

// Go selects a row, the nearest one where it does not exist, and keeps it in sight.
func (l List) Go(row, rows, height int, heights Heights) List {
	if rows <= 0 {
		return List{}
	}
	l.sweep = sweep{}
	l.Cursor = max(min(row, rows-1), 0)
	return l.see(rows, height, heights)
}

// jump is the part of the height that a list goes further than it must when the selected row leaves the sight.
const jump = 4

// see moves the top so that the whole selected row is in sight, and leaves no room unused at the end.
func (l List) see(rows, height int, heights Heights) List {
	if l.Cursor < l.top {
		l.top = l.Cursor
		for room := height/jump - 1; l.top > 0 && heights.of(l.top-1) <= room; l.top-- {
			room -= heights.of(l.top - 1)
		}
	}
	first, lines := l.Cursor, heights.of(l.Cursor) // the first top from which it is in sight
	for first > l.top && lines+heights.of(first-1) <= height {
		first--
		lines += heights.of(first)
	}
	if l.top < first {
		for room := height/jump - 1; first < l.Cursor && heights.of(first) <= room; first++ {
			room -= heights.of(first)
		}
		l.top = first
	}
	lines = 0
	for row := l.top; row < rows && lines < height; row++ {
		lines += heights.of(row)
	}
	for l.top > 0 && lines+heights.of(l.top-1) <= height {
		l.top--
		lines += heights.of(l.top)
	}
	return l
}

// Render draws what fits into height lines. draw gives the lines of one row; the result has at most height lines.
func (l List) Render(rows, height int, heights Heights, draw func(row int, selected bool) []string) []string {
	if rows == 0 || height <= 0 {
		return nil
	}
	if l.sweep.on && l.sweep.last < rows {
		return l.swept(rows, height, draw)
	}
	l = l.Go(l.Cursor, rows, height, heights)
	var lines []string
	for row := l.top; row < rows && len(lines) < height; row++ {
		lines = append(lines, draw(row, row == l.Cursor)...)
	}
	return lines[:min(len(lines), height)]
}

// Scroll is the place in a text of known length: its first line in sight. The zero value is at the beginning.
type Scroll struct{ Top int }

// Move goes n lines down, up for a negative n, within a text of so many lines seen through height lines.
func (s Scroll) Move(n, lines, height int) Scroll {
	s.Top = max(min(s.Top+n, lines-height), 0)
	return s
}

// Render gives the lines in sight.
func (s Scroll) Render(lines []string, height int) []string {
	s = s.Move(0, len(lines), height)
	return lines[s.Top:min(s.Top+max(height, 0), len(lines))]
}
