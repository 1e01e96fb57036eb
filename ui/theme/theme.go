// Package theme holds every colour, style and mark of the workbench, and makes evidence safe to draw.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
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
	accent := pick("#0B62B0", "#7CC4FF", "4", "6")
	dim := pick("#667080", "#838C9E", "", "")
	t.Plain = s()
	t.Strong = s().Bold(true)
	t.Dim = s().Foreground(dim)
	if profile < colorprofile.ANSI256 {
		t.Dim = s().Faint(true)
	}
	t.Brand = s().Bold(true).Foreground(accent)
	t.Accent = s().Foreground(accent)
	t.Border = s().Foreground(pick("#B3BAC6", "#4A5265", "", "")).Inherit(faint(profile))
	t.Focus = s().Bold(true).Foreground(accent)
	t.Tab = t.Dim
	t.Front = s().Bold(true).Underline(true).Foreground(accent)
	t.Warn = s().Foreground(pick("#9A5B00", "#F2B05E", "3", "3"))
	t.Good = s().Foreground(pick("#2B7A2B", "#93CC7B", "2", "2"))
	t.Match = s().Reverse(true).Bold(true)
	t.Wait = s().Foreground(pick("#7A4FB0", "#C4A1F5", "5", "5"))
	t.severity = map[string]lipgloss.Style{
		"critical": s().Bold(true).Foreground(pick("#C0141C", "#FF6B6B", "1", "1")),
		"high":     s().Bold(true).Foreground(pick("#B34700", "#FF9D5C", "1", "1")),
		"medium":   t.Warn,
		"low":      t.Accent,
		"info":     t.Accent,
		"healthy":  t.Good,
	}
	t.selected = opening(s().Reverse(true))
	if profile >= colorprofile.ANSI256 {
		t.selected = opening(s().Background(pick("#D6E4FA", "#28344E", "", "")))
	}
	return t
}

// Severity gives the style of a severity by its word in family files; an unknown word is plain.
func (t *Theme) Severity(word string) lipgloss.Style { return t.severity[word] }

// Select draws a finished row as the selected one: its own colours stay, the ground changes.
func (t *Theme) Select(row string) string {
	const reset = "\x1b[m"
	return t.selected + strings.ReplaceAll(row, reset, reset+t.selected) + reset
}

// palette gives a function that picks a colour: by background where there are 256 or more, by the terminal's own
// sixteen below that. An empty colour is the terminal's own.
func palette(dark bool, profile colorprofile.Profile) func(light, darkHex, light16, dark16 string) color.Color {
	return func(light, darkHex, light16, dark16 string) color.Color {
		if profile < colorprofile.ANSI256 {
			light, darkHex = light16, dark16
		}
		hex := light
		if dark {
			hex = darkHex
		}
		if hex == "" || profile < colorprofile.ANSI {
			return lipgloss.NoColor{}
		}
		return lipgloss.Color(hex)
	}
}

func faint(profile colorprofile.Profile) lipgloss.Style {
	return lipgloss.NewStyle().Faint(profile < colorprofile.ANSI256)
}

// opening gives the escape sequence that a style begins with.
func opening(s lipgloss.Style) string {
	text, _, _ := strings.Cut(s.Render("x"), "x")
	return text
}

// Bare gives a look without any styles, for text that leaves the screen.
func Bare() *Theme { return &Theme{Profile: colorprofile.NoTTY} }
