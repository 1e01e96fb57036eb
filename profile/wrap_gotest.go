package profile

import (
	"bytes"
	"slices"
)

// aside is the stream of lines that a wrapping adds, and that must not stand between those of its text.
var aside = []byte("\x00aside")

// stripGoTest takes the output out of an event of go test -json; events without output are put aside. Packages are
// tested at once, each is a stream. Output that does not end in a newline goes on (go doc test2json). Before a message its
// test is named, as go test -v does and test2json takes out again.
//
//	{"Time":"2026-08-21T09:24:33.26Z","Action":"output","Package":"example.org/app","Test":"TestWork","Output":"main.main()\n"}
func stripGoTest(line []byte) (inner, bool) {
	if len(line) == 0 || line[0] != '{' || !bytes.Contains(line, []byte(`"Action"`)) {
		return inner{}, false
	}
	var action, output, name, path, time, test []byte
	if !members(line, func(key, value []byte) {
		switch string(key) {
		case "Action":
			action = quoted(value)
		case "Output":
			output = value
		case "Package":
			name = quoted(value)
		case "ImportPath":
			path = quoted(value)
		case "Test":
			test = quoted(value)
		case "Time":
			time = quoted(value)
		}
	}) {
		return inner{}, false
	}
	switch string(action) {
	case "output", "build-output":
		if name == nil {
			name = path
		}
		text, ended := cutNewline(quoted(output))
		text = unescape(text)
		if len(test) > 0 && saysPlace(text) {
			text = slices.Concat([]byte("=== NAME  "), unescape(test), []byte("\n"), text)
		}
		return inner{text: text, stream: name, time: time, partial: !ended}, len(output) > 0
	case "start", "run", "pause", "cont", "pass", "bench", "fail", "skip", "attr", "build-fail":
		return inner{text: line, stream: aside, time: time}, true
	}
	return inner{}, false
}

var (
	journalField = lazily(`^(?: {4})?[A-Z_][A-Z0-9_]*=`)
	journalEntry = lazily(`^[A-Z][a-z]{2} ` + isoDay + ` ` + clock + `(?:\.\d+)? \S+ \[s=[^\]]*\]$`)
)

// stripJournalFields takes the message out of the fields of a journal's entry, one a line: journalctl -o export and
// -o verbose (systemd's Journal Export Formats). All else is put aside, also the blank lines between entries.
//
//	_SYSTEMD_UNIT=api.service
//	MESSAGE=goroutine 1 [running]:
func stripJournalFields(line []byte) (inner, bool) {
	field := bytes.TrimPrefix(line, []byte("    "))
	if text, ok := bytes.CutPrefix(field, []byte("MESSAGE=")); ok {
		return inner{text: text}, true
	}
	return inner{text: line, stream: aside}, len(line) == 0 || journalField().Match(line) || journalEntry().Match(line)
}
