package profile

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// fitIndented finds the column from which a text is indented: the blanks before most of the lines that are evidence
// behind them. Frames keep the tab that is their own. There must be a goroutine, and no frame without the
// blanks: panic values and reports of races are indented, too. Failing that it is the blanks with which all lines begin.
func fitIndented(sample []piece) *wrapping {
	votes := map[string]int{}
	best, started := "", false
	for _, l := range sample {
		text := bytes.TrimLeft(l.text, " \t")
		indent := string(l.text[:len(l.text)-len(text)])
		header := isGoroutine(text) || isProfileTitle(text)
		started = started || header
		switch {
		case indent == "" && !header && frameWeight(text) > 0:
			return nil
		case indent == "", barePlace(l.text), frameWeight(text) == 0:
			continue
		}
		if votes[indent]++; votes[indent] > votes[best] || votes[indent] == votes[best] && len(indent) < len(best) {
			best = indent
		}
	}
	if best == "" || !started {
		best = commonBlanks(sample)
	}
	if best == "" {
		return nil
	}
	indent := []byte(best)
	return &wrapping{name: "indented", strip: func(line []byte) (inner, bool) {
		text, ok := bytes.CutPrefix(line, indent)
		return inner{text: text}, ok
	}}
}

// commonBlanks gives the blanks with which all lines begin.
func commonBlanks(sample []piece) string {
	common := sample[0].text
	for _, l := range sample {
		common = common[:commonLength(common, l.text)]
	}
	return string(common[:len(common)-len(bytes.TrimLeft(common, " \t"))])
}

// minWidth is the narrowest terminal that is thought of, in columns.
const minWidth = 20

// fitFolded finds the width at which a terminal has folded lines: the longest, if several lines have it, or all but a
// blank at their end. Tabs count up to the next of their stops, or as one where the text was cut without regard to them.
func fitFolded(sample []piece) *wrapping {
	best, count, stops := 0, 0, 0
	for _, stop := range []int{8, 1} {
		widest, n := 0, 0
		for _, l := range sample {
			widest = max(widest, width(l.text, stop))
		}
		for _, l := range sample {
			if width(l.text, stop) >= widest-1 {
				n++
			}
		}
		if n > count {
			best, count, stops = widest, n, stop
		}
	}
	if best < minWidth || count == len(sample) || count < 2 && !tornOnce(sample, best, stops) { // what was folded leaves a shorter rest
		return nil
	}
	start := commonStart(sample, best, stops)
	return &wrapping{
		name: "folded", sparse: true,
		strip: func(line []byte) (inner, bool) {
			w := width(line, stops)
			ok := (w == best || w == best-1) && !bytes.ContainsAny(line, "\r\x1b") // what a terminal shows holds neither
			return inner{text: line, partial: ok}, ok
		},
		goesOn: func(before, next []byte) (between string, ok bool) {
			if len(start) >= minStart && bytes.HasPrefix(next, start) || !foldGoesOn(before, next) {
				return "", false
			}
			return "  "[:width(before, stops)%best/(best-1)], true
		},
	}
}

// tornOnce reports whether the one line that is as wide as the terminal is a frame only together with the next.
func tornOnce(sample []piece, best, stops int) bool {
	for i, l := range sample[:len(sample)-1] {
		if next := sample[i+1].text; width(l.text, stops) == best {
			return weight(l.text) == 0 && weight(next) == 0 && weight(slices.Concat(l.text, next)) > 0
		}
	}
	return false
}

// minStart is how long the common start of lines must be to tell that a line is no remainder, in bytes.
const minStart = 4

// commonStart gives that with which all lines begin that follow one that is not folded: a prefix.
func commonStart(sample []piece, best, stops int) []byte {
	var start []byte
	for i, l := range sample {
		switch {
		case i == 0 || width(sample[i-1].text, stops) >= best-1:
		case start == nil:
			start = l.text
		default:
			start = start[:commonLength(start, l.text)]
		}
	}
	return start
}

func commonLength(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// width counts the columns of a line; UTF-8 sequences take one.
func width(line []byte, stop int) int {
	if bytes.IndexByte(line, '\t') < 0 && isASCII(line) {
		return len(line)
	}
	w := 0
	for _, c := range line {
		switch {
		case c == '\t':
			w += stop - w%stop
		case c < 0x80 || c >= 0xc0:
			w++
		}
	}
	return w
}

// isASCII looks at eight bytes at a time.
func isASCII(text []byte) bool {
	for ; len(text) >= 8; text = text[8:] {
		if binary.LittleEndian.Uint64(text)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// foldGoesOn reports whether a line goes on where one that is as wide as the terminal ends. It does not where it is
// surely the start of something, or where a line is whole.
func foldGoesOn(before, next []byte) bool {
	if len(next) == 0 || next[0] == '\t' || bytes.HasPrefix(next, []byte("  ")) || isGoroutine(next) || isCrash(next) || bytes.HasPrefix(next, signalPrefix) {
		return false
	}
	if _, _, ok := createdBy(next); ok {
		return false
	}
	switch {
	case weight(before) == 0:
		return true
	case barePlace(before): // in its numbers: +0x1d fp=0xc000047f28
		number, _, _ := bytes.Cut(bytes.TrimLeft(next, " "), []byte{' '})
		return len(bytes.Trim(number, "0123456789abcdefx+=ps")) == 0
	}
	return bytes.HasPrefix(before, []byte("created by ")) && weight(next) == 0
}
