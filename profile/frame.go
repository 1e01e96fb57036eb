package profile

import (
	"bytes"
	"strconv"
)

// call takes a frame's first line apart. Arguments never hold a parenthesis (runtime/traceback.go, printArgs).
//
//	main.(*S[...]).Work(0x0?, {0x1777c332a0e0?, 0x2})
//	internal/sync.(*Mutex).Lock(...)
func call(line []byte) (name, args string, ok bool) {
	open, ok := callEnd(line)
	if !ok {
		return "", "", false
	}
	return string(line[:open]), string(line[open+1 : len(line)-1]), true
}

// callEnd finds the parenthesis that opens the arguments of a frame's first line.
func callEnd(line []byte) (open int, ok bool) {
	n := len(line)
	if n < 3 || line[n-1] != ')' || line[0] == '\t' || line[0] == ' ' {
		return 0, false
	}
	open = bytes.LastIndexByte(line, '(')
	if open < 1 || !argsOnly(line[open+1:n-1]) {
		return 0, false
	}
	// Function names hold spaces only inside type names: type:.eq.struct { A int }
	if bytes.IndexByte(line[:open], ' ') >= 0 && !bytes.HasPrefix(line, []byte("type")) && bytes.IndexByte(line[:open], '{') < 0 && bytes.IndexByte(line[:open], '[') < 0 {
		return 0, false
	}
	return open, true
}

// argsOnly reports whether the text is made of what the runtime prints between the parentheses.
func argsOnly(args []byte) bool {
	for _, c := range args {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c == 'x', c == '?', c == ',', c == ' ', c == '{', c == '}', c == '.', c == '_', c == '-', c == '+':
		default:
			return false
		}
	}
	return true
}

// fileEnd finds the ends of file and line number in a frame's second line, without its leading tab.
//
//	/usr/local/go/src/runtime/proc.go:462 +0xce fp=0xc000047f28 sp=0xc000047ef0 pc=0x4046fc
//	C:/Users/dev/src/app/main.go:12 +0x45
func fileEnd(text []byte) (colon, end int, ok bool) {
	colon = bytes.LastIndexByte(text, ':')
	if colon < 1 {
		return 0, 0, false
	}
	end = colon + 1
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	if end == colon+1 || end < len(text) && text[end] != ' ' {
		return 0, 0, false
	}
	return colon, end, true
}

// filePlace reads a frame's second line.
func filePlace(line []byte) (file string, number int, offset uint64, ok bool) {
	text, ok := bytes.CutPrefix(line, []byte{'\t'})
	if !ok {
		return "", 0, 0, false
	}
	colon, end, ok := fileEnd(text)
	if !ok {
		return "", 0, 0, false
	}
	number, err := strconv.Atoi(string(text[colon+1 : end]))
	if err != nil {
		return "", 0, 0, false
	}
	if rest, found := bytes.CutPrefix(text[end:], []byte(" +0x")); found {
		if i := bytes.IndexByte(rest, ' '); i >= 0 {
			rest = rest[:i]
		}
		offset, _ = strconv.ParseUint(string(rest), 16, 64) // a cut or odd offset is no offset
	}
	return string(text[:colon]), number, offset, true
}

// elided reads the lines that stand for frames left out. From go1.21 on they stand in the middle of a stack: 50
// innermost frames, 50 outermost.
//
//	...51 frames elided...
//	...additional frames elided...
func elided(line []byte) (n int, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("..."))
	if !ok {
		return 0, false
	}
	word, ok := bytes.CutSuffix(rest, []byte(" frames elided..."))
	if !ok {
		return 0, false
	}
	if n, err := strconv.Atoi(string(word)); err == nil && n > 0 {
		return n, true
	}
	return -1, string(word) == "additional"
}

// createdBy reads the line that names a goroutine's creator; "in goroutine N" stands there from go1.21 on.
//
//	created by main.main in goroutine 1
func createdBy(line []byte) (name []byte, creator uint64, ok bool) {
	name, ok = bytes.CutPrefix(line, []byte("created by "))
	if !ok {
		return nil, 0, false
	}
	if i := bytes.LastIndex(name, []byte(" in goroutine ")); i >= 0 {
		if n, err := strconv.ParseUint(string(name[i+len(" in goroutine "):]), 10, 64); err == nil {
			return name[:i], n, true
		}
	}
	return name, 0, true
}
