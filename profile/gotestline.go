package profile

import (
	"bytes"
	"strings"
	"time"
)

// isTest claims lines that only go test prints.
//
//	--- FAIL: TestWork (0.00s)
//	=== RUN   TestWork
//	FAIL	example.com/app	0.014s
//	ok  	example.com/app	0.014s
//	?   	example.com/app	[no test files]
func isTest(line []byte) bool {
	if len(line) < len("=== RUN  ") {
		return false
	}
	switch line[0] {
	case '-', ' ':
		return testResult(line) != ""
	case '=':
		return testEvent(line) != ""
	case 'F', 'o', '?':
		return endsPackage(line)
	case '{':
		return isTestEvent(line)
	}
	return false
}

// isTestEvent claims what go test -json tells beside the output.
//
//	{"Time":"2026-11-21T06:23:44Z","Action":"pass","Package":"example.com/app","Elapsed":0.01}
func isTestEvent(line []byte) bool {
	if !bytes.HasPrefix(line, []byte(`{"Time":"`)) {
		return false
	}
	in, ok := stripGoTest(line)
	return ok && bytes.Equal(in.stream, aside)
}

// testResult gives the word of a line that tells how a test ended. Those of subtests are indented.
//
//	--- FAIL: TestWork/sub (0.00s)
func testResult(line []byte) string {
	if line[0] == ' ' {
		if line = bytes.TrimLeft(line, " "); len(line) == 0 || line[0] != '-' {
			return ""
		}
	}
	for _, word := range []string{"FAIL", "PASS", "SKIP", "BENCH"} {
		if rest, ok := bytes.CutPrefix(line, []byte("--- "+word+": ")); ok && len(rest) > 0 {
			return word
		}
	}
	return ""
}

// testEvent gives the name of the test whose output follows.
//
//	=== NAME  TestWork
func testEvent(line []byte) string {
	for _, word := range []string{"RUN", "PAUSE", "CONT", "NAME", "ATTR", "ARTIFACTS"} {
		if rest, ok := bytes.CutPrefix(line, []byte("=== "+word+" ")); ok {
			name := bytes.TrimLeft(rest, " ")
			if i := bytes.IndexByte(name, ' '); i > 0 {
				name = name[:i]
			}
			return string(name)
		}
	}
	return ""
}

// endsPackage tells the line with which go test ends a package.
func endsPackage(line []byte) bool {
	return bytes.HasPrefix(line, []byte("FAIL\t")) || bytes.HasPrefix(line, []byte("ok  \t")) || bytes.HasPrefix(line, []byte("?   \t"))
}

// testName reads the name of a test and how long it ran.
//
//	--- FAIL: TestWork/sub (0.00s)
func testName(line []byte) (name string, took time.Duration) {
	_, rest, _ := strings.Cut(string(line[:min(len(line), maxNote)]), ": ")
	rest = strings.TrimRight(rest, " \t")
	took = -1
	if open := strings.LastIndex(rest, " ("); open > 0 && strings.HasSuffix(rest, "s)") {
		if d, err := time.ParseDuration(rest[open+2 : len(rest)-1]); err == nil {
			return rest[:open], d
		}
	}
	return rest, took
}

// indentedMessage tells the lines of a message: the first one is indented by four blanks, the others by eight.
func indentedMessage(line []byte) bool { return bytes.HasPrefix(line, []byte("    ")) }

// saysPlace tells the first line of a message.
func saysPlace(line []byte) bool {
	if !indentedMessage(line) {
		return false
	}
	text := bytes.TrimLeft(line, " ")
	i := bytes.Index(text, []byte(".go:"))
	if i < 1 || bytes.IndexByte(text[:i], ' ') >= 0 {
		return false
	}
	_, behind := numberAt(text, i+len(".go:"))
	return behind < len(text) && text[behind] == ':' // a frame of a race report has " +0x33" there
}
