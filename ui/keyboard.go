package ui

import (
	"bytes"
	"io"
)

// whole passes on what a terminal sends so that no escape sequence is torn. Bubble Tea takes the parts of a sequence
// that are 50 ms apart, as on a slow link, for keys: an answer of the terminal would be typed into the workbench, and
// after a torn end of a paste every key would count as pasted, Ctrl-C too.
type whole struct {
	io.Reader
	held    []byte // the beginning of a sequence, its end has not come yet
	pasting bool
}

// longestHeld bounds, in bytes, what is held back: the terminal's answers are shorter.
const longestHeld = 256

// What a terminal puts around what is pasted (bracketed paste, xterm).
const (
	pasteBegins = "\x1b[200~"
	pasteEnds   = "\x1b[201~"
)

// Read reads keys. p must have room for more than what is held back.
func (w *whole) Read(p []byte) (int, error) {
	for {
		n := copy(p, w.held)
		m, err := w.Reader.Read(p[n:])
		n += m
		w.held = w.held[:0]
		end := w.scan(p[:n])
		if err != nil || n-end > longestHeld {
			return n, err
		}
		w.held = append(w.held, p[end:n]...)
		if end > 0 {
			return end, nil
		}
	}
}

// scan gives how much of the data is not torn, and notes where a paste begins and ends.
func (w *whole) scan(data []byte) int {
	for i := 0; ; {
		next := bytes.IndexByte(data[i:], '\x1b')
		if next < 0 {
			return len(data)
		}
		i += next
		rest := data[i:]
		switch n := sequence(rest); {
		case w.pasting && bytes.HasPrefix(rest, []byte(pasteEnds)):
			w.pasting = false
			i += len(pasteEnds)
		case w.pasting && bytes.HasPrefix([]byte(pasteEnds), rest):
			return i
		case w.pasting:
			i++
		case n == 0:
			return i
		default:
			w.pasting = string(rest[:n]) == pasteBegins
			i += n
		}
	}
}

// sequence gives the length of the escape sequence at the beginning of data, 0 where its end is missing. Esc, and Alt
// with a key, are never waited for.
func sequence(data []byte) int {
	if len(data) < 3 {
		return len(data)
	}
	end := 2
	switch data[1] {
	case '\x1b': // Esc, and the next one
		end = 1
	case '[': // CSI: a byte from @ to ~ ends it
		end = 1 + bytes.IndexFunc(data[2:], func(r rune) bool { return r >= '@' && r <= '~' })
		if end > 0 {
			end += 2
		}
	case ']', 'P', '_': // OSC, DCS, APC: BEL or ST ends it
		end = 1 + bytes.IndexByte(data, '\a')
		if st := bytes.Index(data, []byte("\x1b\\")); st > 0 && (end == 0 || st < end) {
			end = st + 2
		}
	}
	return end
}
