// Package theme holds every colour, style and mark of the workbench, and makes evidence safe to draw.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Theme is how things look on one terminal. It is a value that does not change: another background makes another theme.
type Theme struct {
	Dark    bool                 // the terminal's background
	Profile colorprofile.Profile // the colours that it can show

	Plain  lipgloss.Style
	Strong lipgloss.Style // what the eye should find first
	Dim    lipgloss.Style // what may be skipped: standard library frames, units, healthy groups
	Brand  lipgloss.Style
	Accent lipgloss.Style // keys, focus, links between things
	Border lipgloss.Style
	Focus  lipgloss.Style // border and title of the pane that has the keys
	Tab    lipgloss.Style
	Front  lipgloss.Style // the tab of the view in front
	Warn   lipgloss.Style // what was not read, what went wrong
	Good   lipgloss.Style
	Match  lipgloss.Style // found text
	Wait   lipgloss.Style // waiting times

	severity map[string]lipgloss.Style
	selected string // SGR of the selected row
}

// New gives the look for a dark or light background and a number of colours. Where there is no colour the styles still
// differ by bold, faint, underline and reverse.
func New(dark bool, profile colorprofile.Profile) *Theme {
	pick := palette(dark, profile)
	s := lipgloss.NewStyle
	t := &Theme{Dark: dark, Profile: profile}
	accent := pick(shade{"#0B62B0", "#7CC4FF", "25", "117", "4", "14"})
	t.Plain = s()
	t.Strong = s().Bold(true)
	t.Dim = s().Foreground(pick(shade{"#667080", "#8B93A3", "242", "246", "", ""}))
	t.Border = s().Foreground(pick(shade{"#B3BAC6", "#4A5265", "250", "240", "", ""}))
	if profile < colorprofile.ANSI256 {
		t.Dim, t.Border = s().Faint(true), s().Faint(true)
	}
	t.Brand = s().Bold(true).Foreground(accent)
	t.Accent = s().Foreground(accent)
	t.Focus = s().Bold(true).Foreground(accent)
	t.Tab = t.Dim
	t.Front = s().Bold(true).Underline(true).Foreground(accent)
	t.Warn = s().Foreground(pick(shade{"#9A5B00", "#F2B05E", "130", "215", "3", "11"}))
	t.Good = s().Foreground(pick(shade{"#2B7A2B", "#93CC7B", "28", "114", "2", "10"}))
	t.Match = s().Reverse(true).Bold(true)
	t.Wait = s().Foreground(pick(shade{"#7A4FB0", "#C4A1F5", "97", "183", "5", "13"}))
	t.severity = map[string]lipgloss.Style{
		"critical": s().Bold(true).Foreground(pick(shade{"#C0141C", "#FF6B6B", "160", "203", "1", "9"})),
		"high":     s().Bold(true).Foreground(pick(shade{"#B34700", "#FF9D5C", "166", "208", "1", "9"})),
		"medium":   t.Warn,
		"low":      t.Accent,
		"info":     t.Accent,
		"healthy":  t.Good,
	}
	t.selected = opening(s().Reverse(true))
	if profile >= colorprofile.ANSI256 {
		t.selected = opening(s().Background(pick(shade{"#D6E4FA", "#2A3550", "189", "237", "", ""})))
	}
	return t
}

// Severity gives the style of a severity by its word in family files; an unknown word is plain.
func (t *Theme) Severity(word string) lipgloss.Style { return t.severity[word] }

// Select draws a finished row as the selected one: its own colours stay, the ground changes. In reverse, where there are
// few colours, they go: faint or red on the foreground's colour cannot be read.
func (t *Theme) Select(row string) string {
	const reset = "\x1b[m"
	if t.Profile < colorprofile.ANSI256 {
		return t.selected + ansi.Strip(row) + reset
	}
	return t.selected + strings.ReplaceAll(row, reset, reset+t.selected) + reset
}

// shade is one colour for a light and a dark background: of all colours, of 256, and of the terminal's own sixteen.
// What is empty is the terminal's own foreground.
type shade struct{ light, dark, light256, dark256, light16, dark16 string }

// palette gives a function that picks the colour of a shade that a terminal can show.
func palette(dark bool, profile colorprofile.Profile) func(shade) color.Color {
	return func(s shade) color.Color {
		light, onDark := s.light, s.dark
		switch {
		case profile < colorprofile.ANSI:
			return lipgloss.NoColor{}
		case profile < colorprofile.ANSI256:
			light, onDark = s.light16, s.dark16
		case profile < colorprofile.TrueColor:
			light, onDark = s.light256, s.dark256
		}
		if dark {
			light = onDark
		}
		if light == "" {
			return lipgloss.NoColor{}
		}
		return lipgloss.Color(light)
	}
}

// opening gives the escape sequence that a style begins with.
func opening(s lipgloss.Style) string {
	text, _, _ := strings.Cut(s.Render("x"), "x")
	return text
}

// Bare gives a look without any styles, for text that leaves the screen.
func Bare() *Theme { return &Theme{Profile: colorprofile.NoTTY} }
