package view

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gotriage/profile"
)

// lineOf counts lines as the evidence does.
func lineOf(data []byte) func(int64) int {
	return func(at int64) int { return 1 + bytes.Count(data[:at], []byte{'\n'}) }
}

func split(data []byte, start, end int64) []TextRow {
	within := profile.Span{End: int64(len(data))}
	window := profile.Span{Start: start, End: end}
	return SplitRows(data[start:end], window, within, lineOf(data))
}

func TestSplitRows(t *testing.T) {
	tests := []struct {
		name       string
		text       string
		start, end int // window; end 0: the end of the text
		want       string
	}{
		{"lines", "ab\ncd\n", 0, 0, "1:ab 2:cd"},
		{"no newline at the end", "ab\ncd", 0, 0, "1:ab 2:cd"},
		{"blank lines", "\n\nab\n", 0, 0, "1: 2: 3:ab"},
		{"empty", "", 0, 0, "1:"},
		{"a line cut by the window's beginning", "abc\ndef\nghi\n", 1, 0, "2:def 3:ghi"},
		{"a line cut by the window's end", "abc\ndef\nghi\n", 0, 6, "1:abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.end == 0 {
				tt.end = len(tt.text)
			}
			var got []string
			for _, r := range split([]byte(tt.text), int64(tt.start), int64(tt.end)) {
				got = append(got, fmt.Sprintf("%d:%s", r.Line, tt.text[r.Place.Start:r.Place.End]))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("rows %q, want %q", s, tt.want)
			}
		})
	}
}

func TestSplitLongLine(t *testing.T) {
	text := []byte("head\n" + strings.Repeat("x", 5*maxRow) + "\ntail\n")
	rows := split(text, 0, int64(len(text)))
	for i, r := range rows {
		if n := r.Place.End - r.Place.Start; n > 2*maxRow {
			t.Errorf("row %d has %d bytes", i, n)
		}
		if want := i > 1 && i < len(rows)-1; r.Part != want {
			t.Errorf("row %d of %d: part of a line is %v", i, len(rows), r.Part)
		}
	}
	if last := rows[len(rows)-1]; last.Line != 3 || string(text[last.Place.Start:last.Place.End]) != "tail" {
		t.Errorf("the last row is %v", last)
	}
}

// FuzzSplitRows holds that the rows of a window are those of the whole text, whichever window is looked through.
func FuzzSplitRows(f *testing.F) {
	f.Add([]byte("a\nbc\n\n"), uint16(1), uint16(4))
	f.Add([]byte(strings.Repeat("long ", 4000)+"\nend"), uint16(100), uint16(17000))
	f.Add([]byte(strings.Repeat("line\n", 3000)), uint16(4090), uint16(9000))
	f.Fuzz(func(t *testing.T, data []byte, a, b uint16) {
		start, end := min(int64(a), int64(len(data))), min(int64(b), int64(len(data)))
		if start >= end {
			return
		}
		all, some := split(data, 0, int64(len(data))), split(data, start, end)
		known := map[TextRow]bool{}
		for _, r := range all {
			known[r] = true
		}
		for _, r := range some {
			if !known[r] {
				t.Fatalf("window %d-%d of %d bytes has row %v, the whole text has not", start, end, len(data), r)
			}
		}
		for i := 1; i < len(some); i++ {
			if gap := some[i].Place.Start - some[i-1].Place.End; gap < 0 || gap > 1 {
				t.Fatalf("rows %v and %v do not follow each other", some[i-1], some[i])
			}
		}
	})
}

// TestLineNumbersWhereLinesWereTakenOut numbers rows of a text from which unwrapping has removed lines.
func TestLineNumbersWhereLinesWereTakenOut(t *testing.T) {
	data := []byte(strings.Repeat("x\n", 100))
	raw := func(at int64) int {
		n := 1 + bytes.Count(data[:at], []byte{'\n'})
		if n > 40 {
			n += 7
		}
		if n > 90 {
			n += 2
		}
		return n
	}
	asked := 0
	whole := profile.Span{End: int64(len(data))}
	rows := SplitRows(data, whole, whole, func(at int64) int { asked++; return raw(at) })
	for i, r := range rows {
		if want := raw(r.Place.Start); r.Line != want {
			t.Errorf("row %d is numbered %d, want %d", i, r.Line, want)
		}
	}
	if asked > 30 {
		t.Errorf("%d of 100 line numbers were asked for", asked)
	}
}
