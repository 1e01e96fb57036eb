package profile

import (
	"bytes"
	"errors"
	"strconv"
)

// callEnd finds the parenthesis that opens the arguments of a frame's first line. Arguments never hold a parenthesis
// (runtime/traceback.go, printArgs). Names hold the package's, but those of builtin functions, of some in assembler and
// of what C calls: where these have no arguments, they are read like functions of C.
//
//	_cgoexp_e04d59a23bbe_onEvent(0x4c2828?)
//	main.(*S[...]).Work(0x0?, {0x1777c332a0e0?, 0x2})
//	internal/sync.(*Mutex).Lock(...)
func callEnd(line []byte) (open int, ok bool) {
	n := len(line)
	if n < 3 || line[n-1] != ')' || line[0] == '\t' || line[0] == ' ' {
		return 0, false
	}
	for open = n - 2; open > 0 && line[open] != '('; open-- {
		if !inArgs[line[open]] {
			return 0, false
		}
	}
	if open < 1 || !startsArgs(line[open+1:n-1]) {
		return 0, false
	}
	if bytes.IndexByte(line[:open], '.') < 0 && string(line[:open]) != "panic" && line[open+1] != '0' && line[open+1] != '{' {
		return 0, false
	}
	// Function names hold spaces only inside type names: type:.eq.struct { A int }
	if bytes.IndexByte(line[:open], ' ') >= 0 && !bytes.HasPrefix(line, []byte("type")) && bytes.IndexByte(line[:open], '{') < 0 && bytes.IndexByte(line[:open], '[') < 0 {
		return 0, false
	}
	return open, true
}

// inArgs has the bytes of which the runtime makes arguments: 0xc000012060, {0x1?, ...}, _
var inArgs = func() (set [256]bool) {
	for _, c := range []byte("0123456789abcdefx?, {}._+-") {
		set[c] = true
	}
	return set
}()

// startsArgs reports whether arguments start as they do, or are none.
func startsArgs(args []byte) bool {
	return len(args) == 0 || args[0] == '{' || args[0] == '_' || args[0] == '.' || len(args) > 2 && args[0] == '0' && args[1] == 'x'
}

// fileEnd finds the ends of file and line number in a frame's second line, without its leading tab. A file with blanks in
// its name must show by its kind, or by what stands behind it, that it is one.
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
	if end == len(text) && !bytes.HasSuffix(text[:colon], []byte(".go")) && bytes.IndexByte(text[:colon], ' ') >= 0 {
		return 0, 0, false
	}
	return colon, end, true
}

// lineNumber reads a line number; one that is out of range is none.
func lineNumber[T string | []byte](digits T) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return 0
	}
	return n
}

// offset reads what stands behind a frame's file and line: how far behind its entry the function goes on. 0: not said.
//
//	+0xce fp=0xc000047f28 sp=0xc000047ef0 pc=0x4046fc
func offset(text []byte) uint64 {
	digits, ok := bytes.CutPrefix(text, []byte(" +0x"))
	if !ok {
		return 0
	}
	if i := bytes.IndexByte(digits, ' '); i >= 0 {
		digits = digits[:i]
	}
	n, err := strconv.ParseUint(string(digits), 16, 64)
	if err != nil { // cut or odd
		return 0
	}
	return n
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
	n64, err := strconv.ParseInt(string(word), 10, 32)
	if err == nil && n64 > 0 {
		return int(n64), true
	}
	return -1, string(word) == "additional" || errors.Is(err, strconv.ErrRange)
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
