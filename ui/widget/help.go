package widget

import (
	"strings"

	"gotriage/ui/theme"
)

// keyNames are shown in place of Bubble Tea's spellings.
var keyNames = map[string]string{
	"down": "↓", "up": "↑", "pgdown": "PgDn", "pgup": "PgUp", "home": "Home", "end": "End", "space": "Space",
	"left": "←", "right": "→", "enter": "Enter", "esc": "Esc", "tab": "Tab", "shift+tab": "S-Tab",
}

// KeyName gives a key as help shows it: ^d for ctrl+d.
func KeyName(press string) string {
	if name, ok := keyNames[press]; ok {
		return name
	}
	return strings.Replace(press, "ctrl+", "^", 1)
}

// Section is a part of the help with its heading.
type Section struct {
	Title string
	Keys  []Key
}

// Help writes the keys of some sections. Neighbours that say the same share a line; a key that cannot work now is
// dimmed and says why.
func Help(th *theme.Theme, sections []Section, width int) []string {
	var lines []string
	for i, s := range sections {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, th.Focus.Render(Clip(s.Title, width)))
		for _, k := range merge(s.Keys) {
			lines = append(lines, helpLines(th, k, width)...)
		}
	}
	return lines
}

// Hints writes the hints of keys that can work now, as many as fit: the first ones are the most useful.
func Hints(th *theme.Theme, keys []Key, width int) string {
	var parts []string
	used := 0
	for _, k := range keys {
		if k.Hint == "" || k.Disabled != "" {
			continue
		}
		part := th.Accent.Render(KeyName(k.Press[0])) + " " + th.Dim.Render(k.Hint)
		if used += Width(part) + 2; used > width+2 {
			break
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "  ")
}

// merge joins neighbours with one help text. A pair of which one can work is not disabled.
func merge(keys []Key) []Key {
	var merged []Key
	for _, k := range keys {
		if n := len(merged); n > 0 && merged[n-1].Help == k.Help {
			merged[n-1].Press = append(append([]string{}, merged[n-1].Press...), k.Press...)
			if k.Disabled == "" {
				merged[n-1].Disabled = ""
			}
			continue
		}
		merged = append(merged, k)
	}
	return merged
}

func helpLines(th *theme.Theme, k Key, width int) []string {
	names := make([]string, len(k.Press))
	for i, p := range k.Press {
		names[i] = KeyName(p)
	}
	column := min(20, max(width/3, 8))
	head := Fit(" "+strings.Join(names, " "), column) + " "
	if Width(strings.Join(names, " "))+1 > column {
		head = " " + strings.Join(names, " ") + " "
	}
	text, style := k.Help, th.Accent
	if k.Disabled != "" {
		text, style = k.Help+" - not now: "+k.Disabled, th.Dim
	}
	lines := Wrap(text, max(width-Width(head), 8))
	for i, line := range lines {
		if k.Disabled != "" {
			line = th.Dim.Render(line)
		}
		if i == 0 {
			lines[i] = style.Render(head) + line
			continue
		}
		lines[i] = blanks(Width(head)) + line
	}
	return lines
}
