package theme

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Marks that say a state beside its word, so that nothing is said by colour alone. Each is one cell wide; ASCII gives
// what stands in for it where the locale is not UTF-8.
const (
	MarkFinding  = "●" // a finding, or a group that one claims
	MarkPossible = "◐" // the evidence cannot say
	MarkHealthy  = "○" // set aside as healthy
	MarkCursor   = "▌" // the selected row
	MarkPointer  = "▸" // here: the suspect's frame, the pane with the keys
	MarkWarn     = "!"
	MarkMore     = "…" // cut off on the right
	MarkDot      = "·" // between facts
	MarkTimes    = "×"
)

// asciiMarks is what is drawn for the marks, borders and pictures of this program where only ASCII can be shown.
// Every other character that is not ASCII becomes a question mark, one for each cell.
var asciiMarks = strings.NewReplacer(
	"●", "*", "◐", "+", "○", "o", "▌", ">", "▸", ">", "…", "~", "·", "-", "×", "x", "›", ">", "•", "*",
	"─", "-", "│", "|", "┌", "+", "┐", "+", "└", "+", "┘", "+", "├", "+", "┤", "+", "┬", "+", "┴", "+", "┼", "+",
	"━", "=", "█", "#", "░", ".", "↑", "^", "↓", "v", "—", "-", "–", "-", "’", "'", "␛", "^", "␉", " ", "␊", "~", "␍", "~",
)

// UTF8 says whether the locale can show more than ASCII, from the environment: LC_ALL, else LC_CTYPE, else LANG.
// With none of them set nothing is known, and UTF-8 is taken, as is right for macOS, Windows and most containers.
func UTF8(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := getenv(name); locale != "" {
			locale = strings.ToLower(locale)
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return true
}

// ASCII redraws a screen with ASCII alone. Every cell keeps its place; escape sequences stay.
func ASCII(screen string) string {
	screen = asciiMarks.Replace(screen)
	var b strings.Builder
	b.Grow(len(screen))
	for _, r := range screen {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
	}
	return b.String()
}
