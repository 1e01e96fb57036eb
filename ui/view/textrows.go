package view

import (
	"bytes"

	"gotriage/profile"
)

// TextRow is one row of raw text: a line, or a part of a line that is too long for one.
type TextRow struct {
	Place profile.Span // without its newline
	Line  int          // of the raw input, from 1
	Part  bool         // the line began in an earlier row
}

// maxRow bounds a row in bytes, so that a line of a hundred megabytes can be paged through. A longer line is broken at
// the multiples of maxRow, so its rows are the same whichever window they are read through.
const maxRow = 4096

// textWindow is how much text is read at once to each side of what is looked at.
const textWindow = 64 << 10

// SplitRows splits a window of a text into rows. Rows that begin before the window or end behind it are left out, except
// at the ends of within. line tells the number of the line at an offset; it is asked seldom.
func SplitRows(data []byte, window, within profile.Span, line func(int64) int) []TextRow {
	var rows []TextRow
	start, part := int64(-1), false // of the row that is open; -1: its beginning is not in the window
	if window.Start <= within.Start {
		start = within.Start
	}
	since := window.Start // the last newline, or the beginning of the window: at least so long is the line
	end := window.Start
	for end < window.End {
		rest := data[end-window.Start:]
		n := bytes.IndexByte(rest, '\n')
		edge := (end/maxRow + 1) * maxRow
		newline := end + int64(n)
		if n < 0 {
			newline = window.End
		}
		if edge < newline && edge-since >= maxRow { // no newline for a whole row's length
			if start >= 0 {
				rows = append(rows, TextRow{Place: profile.Span{Start: start, End: edge}, Part: part})
			}
			start, part, end = edge, true, edge
			continue
		}
		if edge < newline {
			end = edge
			continue
		}
		if n < 0 {
			break
		}
		if start >= 0 {
			rows = append(rows, TextRow{Place: profile.Span{Start: start, End: newline}, Part: part})
		}
		start, part, end, since = newline+1, false, newline+1, newline+1
	}
	if start >= 0 && window.End >= within.End && (start < within.End || within.Start == within.End) {
		rows = append(rows, TextRow{Place: profile.Span{Start: start, End: within.End}, Part: part})
	}
	numberRows(rows, line)
	return rows
}

// numberRows gives rows their line numbers. It asks for the first and the last; where the lines between do not add up,
// because unwrapping took some away, it halves and asks again.
func numberRows(rows []TextRow, line func(int64) int) {
	if len(rows) == 0 {
		return
	}
	rows[0].Line = line(rows[0].Place.Start)
	last := len(rows) - 1
	rows[last].Line = line(rows[last].Place.Start)
	numberBetween(rows, line)
}

func numberBetween(rows []TextRow, line func(int64) int) {
	last := len(rows) - 1
	if last < 2 {
		return
	}
	n := 0
	for _, r := range rows[1:] {
		if !r.Part {
			n++
		}
	}
	if rows[last].Line-rows[0].Line == n {
		for i := 1; i < last; i++ {
			rows[i].Line = rows[i-1].Line
			if !rows[i].Part {
				rows[i].Line++
			}
		}
		return
	}
	middle := last / 2
	rows[middle].Line = line(rows[middle].Place.Start)
	numberBetween(rows[:middle+1], line)
	numberBetween(rows[middle:], line)
}
