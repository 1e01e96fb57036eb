package profile

import (
	"bytes"
	"encoding/hex"
	"unicode/utf16"
	"unicode/utf8"
)

// members calls f with the name, without quotes, and the value of each member of a JSON object, as they are written. It
// reports whether the text is such an object; one that is cut is read as far as it goes.
func members(text []byte, f func(key, value []byte)) bool {
	rest := bytes.TrimLeft(text, " \t")
	if len(rest) == 0 || rest[0] != '{' {
		return false
	}
	rest = blank(rest[1:])
	for len(rest) > 0 && rest[0] == '"' {
		n := valueEnd(rest)
		key := quoted(rest[:n])
		rest = blank(rest[n:])
		if len(rest) == 0 {
			return true
		}
		if rest[0] != ':' {
			return false
		}
		rest = blank(rest[1:])
		n = valueEnd(rest)
		f(key, rest[:n])
		rest = blank(rest[n:])
		if len(rest) > 0 && rest[0] == ',' {
			rest = blank(rest[1:])
		}
	}
	return len(rest) == 0 || rest[0] == '}' && len(blank(rest[1:])) == 0
}

// elements calls f with each element of a JSON array.
func elements(text []byte, f func(value []byte)) {
	if len(text) == 0 || text[0] != '[' {
		return
	}
	rest := blank(text[1:])
	for len(rest) > 0 && rest[0] != ']' {
		n := valueEnd(rest)
		f(rest[:n])
		rest = blank(rest[n:])
		if len(rest) == 0 || rest[0] != ',' {
			return
		}
		rest = blank(rest[1:])
	}
}

func blank(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }

// valueEnd gives the length of the JSON value with which a text begins.
func valueEnd(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	switch text[0] {
	case '"':
		return stringEnd(text)
	case '{', '[':
		return nestedEnd(text)
	}
	if i := bytes.IndexAny(text, ",}] \t\r\n"); i >= 0 {
		return i
	}
	return len(text)
}

func stringEnd(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func nestedEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += stringEnd(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// quoted gives what stands between the quotes of a string; its end may be cut.
func quoted(value []byte) []byte {
	if len(value) == 0 || value[0] != '"' {
		return nil
	}
	if n := stringEnd(value); n > 1 && value[n-1] == '"' && !dangling(value[1:n-1]) {
		return value[1 : n-1]
	}
	return value[1:]
}

// dangling reports whether a text ends in a backslash that escapes what follows.
func dangling(text []byte) bool {
	return (len(text)-len(bytes.TrimRight(text, `\`)))%2 == 1
}

// plainEscapes are the escapes of one letter, those of Go beside those of JSON.
var plainEscapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', 'a': '\a', 'v': '\v', '"': '"', '\\': '\\', '/': '/', '\'': '\''}

// unescape gives the text of a string of JSON or Go. What is no escape stays as it is.
func unescape(text []byte) []byte {
	i := bytes.IndexByte(text, '\\')
	if i < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i >= 0 {
		out = append(out, text[:i]...)
		text = text[i:]
		n := 1
		if len(text) > 1 {
			out, n = appendEscape(out, text)
		} else {
			out = append(out, '\\')
		}
		text = text[n:]
		i = bytes.IndexByte(text, '\\')
	}
	return append(out, text...)
}

// appendEscape appends what the escape at the start of a text stands for, and says how long it is.
func appendEscape(out, text []byte) ([]byte, int) {
	if c, ok := plainEscapes[text[1]]; ok {
		return append(out, c), 2
	}
	switch text[1] {
	case 'x':
		var b [1]byte
		if len(text) >= 4 {
			if _, err := hex.Decode(b[:], text[2:4]); err == nil {
				return append(out, b[0]), 4
			}
		}
	case 'u':
		r, ok := hexRune(text)
		if !ok {
			break
		}
		if low, ok := hexRune(text[6:]); ok && utf16.IsSurrogate(low) && utf16.IsSurrogate(r) {
			return utf8.AppendRune(out, utf16.DecodeRune(r, low)), 12
		}
		return utf8.AppendRune(out, r), 6
	}
	return append(out, '\\'), 1
}

// hexRune reads an escape of four hexadecimal digits.
//
//	\u001b
func hexRune(text []byte) (rune, bool) {
	var b [2]byte
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	if _, err := hex.Decode(b[:], text[2:6]); err != nil {
		return 0, false
	}
	return rune(b[0])<<8 | rune(b[1]), true
}
