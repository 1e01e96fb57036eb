package widget

// sweep is how a list turns to the next screen of rows without drawing all of it at once, which on a slow link would be
// the price of a key: the selection goes on at the other edge, rows are drawn as it comes to them, and those of the
// screen before stand in the rest of the room until the keys rest.
type sweep struct {
	on          bool
	up          bool // from the lower edge upwards
	first, last int  // rows that are drawn
	before      int  // the row at the upper edge of the screen before; at the lower edge where it is upwards
	fromBelow   bool
}

// context is how many lines of the rows before the selected one stand beside it on a new screen.
const context = 3

// step selects the next row (n is 1) or the one before (-1).
func (l List) step(n, rows, height int, heights Heights) List {
	to := l.Cursor + n
	if to < 0 || to >= rows {
		return l.Go(to, rows, height, heights)
	}
	s := l.sweep
	switch {
	case !s.on && l.inSight(to, height, heights):
		return l.Go(to, rows, height, heights)
	case !s.on:
		l.sweep = begin(to, n < 0, rows, height, heights)
		l.sweep.before = l.top
	case to >= s.first && to <= s.last:
	case (to < s.first) != s.up: // back over the edge
		return l.Settle(rows, height, heights).Go(to, rows, height, heights)
	case lines(min(to, s.first), max(to, s.last), heights) <= height:
		l.sweep.first, l.sweep.last = min(to, s.first), max(to, s.last)
	default:
		l.sweep = begin(to, s.up, rows, height, heights)
		l.sweep.before, l.sweep.fromBelow = s.first, s.up
		if s.up {
			l.sweep.before = s.last
		}
	}
	l.Cursor = to
	return l
}

// inSight says whether a row is shown as a whole, or at the upper edge of a room that is too low for it.
func (l List) inSight(row, height int, heights Heights) bool {
	return row == l.top || row > l.top && row-l.top < height && lines(l.top, row, heights) <= height
}

// begin gives a new screen with a row at its edge and a little of what lies behind it.
func begin(row int, up bool, rows, height int, heights Heights) sweep {
	s := sweep{on: true, up: up, first: row, last: row}
	room := min(context, height/4, height-heights.of(row))
	if up {
		for ; s.last+1 < rows && heights.of(s.last+1) <= room; s.last++ {
			room -= heights.of(s.last + 1)
		}
		return s
	}
	for ; s.first > 0 && heights.of(s.first-1) <= room; s.first-- {
		room -= heights.of(s.first - 1)
	}
	return s
}

// lines counts the lines of the rows from first to last.
func lines(first, last int, heights Heights) int {
	if heights == nil {
		return last - first + 1
	}
	n := 0
	for row := first; row <= last; row++ {
		n += heights.of(row)
	}
	return n
}

// Settle shows the whole screen of the selected row.
func (l List) Settle(rows, height int, heights Heights) List {
	s := l.sweep
	if !s.on {
		return l
	}
	l.top = s.first
	if s.up {
		l.top = min(s.last, max(rows-1, 0))
		for room := height - heights.of(l.top); l.top > 0 && heights.of(l.top-1) <= room; l.top-- {
			room -= heights.of(l.top - 1)
		}
	}
	return l.Go(l.Cursor, rows, height, heights)
}

// swept draws the rows of the new screen that the selection has come to, and in the rest those of the screen before.
func (l List) swept(rows, height int, draw func(row int, selected bool) []string) []string {
	s := l.sweep
	var fresh []string
	for row := s.first; row <= s.last && (s.up || len(fresh) < height); row++ {
		fresh = append(fresh, draw(row, row == l.Cursor)...)
	}
	room := max(height-len(fresh), 0)
	old := screen(s.before, s.fromBelow, rows, height, draw)
	fresh = fresh[:min(len(fresh), height)] // only of a single row can there be more
	if s.up {
		return append(old[:room:room], fresh...)
	}
	return append(fresh, old[height-room:]...)
}

// screen gives height lines of rows, none of them selected, from the one at the upper edge or up from the one at the
// lower edge; what no row fills is empty.
func screen(row int, fromBelow bool, rows, height int, draw func(row int, selected bool) []string) []string {
	all := make([]string, height)
	if fromBelow {
		for end := height; row >= 0 && end > 0; row-- {
			drawn := draw(row, false)
			drawn = drawn[max(len(drawn)-end, 0):]
			end -= len(drawn)
			copy(all[end:], drawn)
		}
		return all
	}
	for n := 0; row < rows && n < height; row++ {
		n += copy(all[n:], draw(row, false))
	}
	return all
}
