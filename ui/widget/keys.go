package widget

import "strings"

// Key is a key that means something here, as help shows it.
type Key struct {
	Press    []string // as Bubble Tea spells them: "j", "down", "ctrl+d"
	Help     string   // what it does
	Hint     string   // the same in a word, for the foot of the screen; empty for keys that people know
	Disabled string   // why it cannot work now; empty where it can
}

// Binding ties keys to what they do to a model of type M; E is the effect that it asks for. The same table answers keys
// and makes the help, so neither can say what the other does not.
type Binding[M, E any] struct {
	Press string // spellings with spaces between
	Help  string
	Hint  string
	Why   func(M) string // why it cannot work now, "" where it can; nil: it always can
	Do    func(M) (M, E)
}

// Keys gives the help of a table as things stand.
func Keys[M, E any](table []Binding[M, E], m M) []Key {
	keys := make([]Key, len(table))
	for i, b := range table {
		keys[i] = Key{Press: strings.Fields(b.Press), Help: b.Help, Hint: b.Hint}
		if b.Why != nil {
			keys[i].Disabled = b.Why(m)
		}
	}
	return keys
}

// Short gives a binding with a word for the foot of the screen.
func (b Binding[M, E]) Short(hint string) Binding[M, E] {
	b.Hint = hint
	return b
}

// Press finds the binding of a key; nil where it means nothing here. why says that it cannot work now.
func Press[M, E any](table []Binding[M, E], m M, key string) (do func(M) (M, E), why string) {
	for _, b := range table {
		for _, press := range strings.Fields(b.Press) {
			if press != key {
				continue
			}
			if b.Why != nil {
				if why = b.Why(m); why != "" {
					return nil, why
				}
			}
			return b.Do, ""
		}
	}
	return nil, ""
}

// Motion is a way to move in a list or a text.
type Motion uint8

// Motions, each with its opposite.
const (
	Down Motion = iota
	Up
	HalfDown
	HalfUp
	PageDown
	PageUp
	First
	Last
)

// Motions gives the keys of all motions; why says that a motion cannot work now, move does it.
func Motions[M, E any](why func(M, Motion) string, move func(M, Motion) (M, E)) []Binding[M, E] {
	keys := []struct {
		press, help string
		motion      Motion
	}{
		{"j down", "down, up", Down},
		{"k up", "down, up", Up},
		{"ctrl+d", "half a screen down, up", HalfDown},
		{"ctrl+u", "half a screen down, up", HalfUp},
		{"pgdown ctrl+f space", "a screen down, up", PageDown},
		{"pgup ctrl+b", "a screen down, up", PageUp},
		{"g home", "to the beginning, the end", First},
		{"G end", "to the beginning, the end", Last},
	}
	var table []Binding[M, E]
	for _, k := range keys {
		table = append(table, Binding[M, E]{
			Press: k.press, Help: k.help,
			Why: func(m M) string { return why(m, k.motion) },
			Do:  func(m M) (M, E) { return move(m, k.motion) },
		})
	}
	return table
}

// Back says that a motion goes towards the beginning.
func (m Motion) Back() bool { return m == Up || m == HalfUp || m == PageUp || m == First }

// Lines is how many lines a motion goes in a text of so many lines, seen through height lines.
func (m Motion) Lines(lines, height int) int {
	step := [...]int{1, 1, max(height/2, 1), max(height/2, 1), max(height-1, 1), max(height-1, 1), lines, lines}[m]
	if m.Back() {
		return -step
	}
	return step
}

// To moves the selection. A step beyond the edge may leave rows that Settle must draw.
func (l List) To(m Motion, rows, height int, heights Heights) List {
	if m != Down && m != Up {
		l = l.Settle(rows, height, heights)
	}
	switch m {
	case First:
		return l.Go(0, rows, height, heights)
	case Last:
		return l.Go(rows-1, rows, height, heights)
	case HalfDown, HalfUp, PageDown, PageUp:
		n, part := 1, 1
		if m.Back() {
			n = -1
		}
		if m == HalfDown || m == HalfUp {
			part = 2
		}
		return l.page(n, part, rows, height, heights)
	case Down:
		return l.step(1, rows, height, heights)
	default:
		return l.step(-1, rows, height, heights)
	}
}

// Blocked says why a motion cannot work in a list of so many rows.
func (l List) Blocked(m Motion, rows int) string {
	switch {
	case rows == 0:
		return "the list is empty"
	case m.Back() && l.Cursor <= 0:
		return "this is the first one"
	case !m.Back() && l.Cursor >= rows-1:
		return "this is the last one"
	}
	return ""
}

// To scrolls.
func (s Scroll) To(m Motion, lines, height int) Scroll {
	return s.Move(m.Lines(lines, height), lines, height)
}

// Blocked says why a motion cannot work in a text of so many lines.
func (s Scroll) Blocked(m Motion, lines, height int) string {
	switch {
	case lines <= height:
		return "all of it is in sight"
	case m.Back() && s.Top <= 0:
		return "this is the beginning"
	case !m.Back() && s.Top >= lines-height:
		return "this is the end"
	}
	return ""
}
