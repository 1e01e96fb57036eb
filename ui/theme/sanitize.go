package theme

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCombining is how many combining marks in a row are kept: names in any script need no more, and a longer pile is
// drawn over its neighbours.
const maxCombining = 3

// Sanitize makes one line of evidence safe to draw: what a terminal would obey, hide or reorder becomes a visible
// mark, all else stays. Controls become their pictures (ESC is ␛, newline ␊, TAB ␉, CR ␍), bytes that are not UTF-8
// become \x9b, and C1 controls, bidi controls, zero-width and other unseen characters become <U+202E>.
// Characters whose width terminals disagree about (flags, skin tones, variation selectors) are marked too, so that a
// column stays where it is counted. Sanitizing twice gives the same as once.
func Sanitize(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	combining := maxCombining // nothing stands before the first character that a mark could join
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
			combining = 0
		case r < 0x20:
			b.WriteRune('\u2400' + r)
			combining = 0
		case r == 0x7f:
			b.WriteRune('\u2421')
			combining = 0
		case unseen(r) || joins(r) && combining >= maxCombining:
			fmt.Fprintf(&b, "<U+%04X>", r)
			combining = 0
		case joins(r):
			b.WriteRune(r)
			combining++
		default:
			b.WriteRune(r)
			combining = 0
		}
		i += n
	}
	return b.String()
}

// SanitizeLines makes a text of many lines safe to draw. Newlines stay, a TAB is replaced by spaces up to the next
// multiple of tab cells (0: it is shown as a mark), everything else is treated as by Sanitize.
func SanitizeLines(s string, tab int) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = Sanitize(ExpandTabs(line, tab))
	}
	return strings.Join(lines, "\n")
}

// ExpandTabs replaces each TAB of a line by spaces up to the next multiple of tab characters; 0 leaves it as it is.
func ExpandTabs(line string, tab int) string {
	if tab <= 0 || strings.IndexByte(line, '\t') < 0 {
		return line
	}
	var b strings.Builder
	column := 0
	for _, part := range strings.SplitAfter(line, "\t") {
		text, found := strings.CutSuffix(part, "\t")
		b.WriteString(text)
		column += utf8.RuneCountInString(text)
		if found {
			n := tab - column%tab
			b.WriteString(strings.Repeat(" ", n))
			column += n
		}
	}
	return b.String()
}

// plain says that a text is printable ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// joins says that a character is drawn over the one before it.
func joins(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) }

// unseen says that a character is a control, draws nothing, changes the order of its neighbours, or is one whose width
// terminals disagree about.
func unseen(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r == 0x034f, r == 0x17b4, r == 0x17b5: // joiner and vowels without a glyph
		return true
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0: // Hangul fillers
		return true
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef, r >= 0x180b && r <= 0x180f: // variation selectors
		return true
	case r >= 0x1f1e6 && r <= 0x1f1ff, r >= 0x1f3fb && r <= 0x1f3ff: // flags, skin tones
		return true
	}
	return !unicode.IsGraphic(r)
}
