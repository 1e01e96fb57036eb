package profile

import "bytes"

const escape = 0x1b

// stripANSI takes escape sequences out of a line, and what a carriage return lets be written over.
//
//	\x1b[1;31mpanic: boom\x1b[0m
func stripANSI(line []byte) (inner, bool) {
	text := bytes.TrimRight(line, "\r")
	if i := bytes.LastIndexByte(text, '\r'); i >= 0 {
		text = text[i+1:]
	}
	i := bytes.IndexByte(text, escape)
	if i < 0 {
		return inner{text: text}, len(text) < len(line)
	}
	out := make([]byte, 0, len(text))
	for i >= 0 {
		out = append(out, text[:i]...)
		text = text[i+sequenceEnd(text[i:]):]
		i = bytes.IndexByte(text, escape)
	}
	return inner{text: append(out, text...)}, true
}

// sequenceEnd gives the length of the escape sequence with which a text begins (ECMA-48, 5.3 and 5.4; ECMA-35, 13).
//
//	\x1b[38;5;196m     a control sequence
//	\x1b]8;;https://...\x1b\\     a string, up to its terminator or a bell
//	\x1b(B     an escape with intermediate bytes
func sequenceEnd(text []byte) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case '[':
		i := 2
		for i < len(text) && text[i] >= 0x20 && text[i] <= 0x3f {
			i++
		}
		return min(i+1, len(text))
	case ']', 'P', 'X', '^', '_':
		for i := 2; i < len(text); i++ {
			switch {
			case text[i] == 0x07:
				return i + 1
			case text[i] == escape && i+1 < len(text) && text[i+1] == '\\':
				return i + 2
			}
		}
		return 2 // no end: what follows is text
	}
	i := 1
	for i < len(text) && text[i] >= 0x20 && text[i] <= 0x2f {
		i++
	}
	return min(i+1, len(text))
}
