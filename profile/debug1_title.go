package profile

import (
	"bytes"
	"slices"
)

var (
	countTitle      = []byte(" profile: total ")
	heapTitle       = []byte("heap profile: ")
	contentionTitle = []byte("--- contention:")
	mutexTitle      = []byte("--- mutex:")
)

// isProfileTitle claims the first line of the text that a profile is with debug=1.
//
//	goroutine profile: total 15
//	heap profile: 60062: 5353368 [60089: 6548840] @ heap/1048576
//	--- contention:
func isProfileTitle(line []byte) bool {
	if len(line) < len(mutexTitle)-1 || len(line) > maxTitle {
		return false
	}
	switch last := line[len(line)-1]; {
	case last == ':':
		return bytes.Equal(line, contentionTitle) || bytes.Equal(line, mutexTitle)
	case last < '0' || last > '9':
		return false
	case line[0] == 'h' && bytes.HasPrefix(line, heapTitle):
		_, ok := heapHead(line)
		return ok
	}
	end := len(line)
	for end > 0 && line[end-1] >= '0' && line[end-1] <= '9' {
		end--
	}
	name, ok := bytes.CutSuffix(line[:end], countTitle)
	return ok && len(name) > 0 && len(line)-end < 19 && !slices.ContainsFunc(name, func(c byte) bool { return !nameByte(c) })
}

// titleIndex finds what looks like the first line of a debug=1 profile, wherever it stands in a line.
//
//	{"log":"goroutine profile: total 15\n","stream":"stderr"}
func titleIndex(text []byte) int {
	best := -1
	for _, mark := range titleMarks {
		for from := 0; best < 0 || from < best; {
			i := bytes.Index(text[from:], mark)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(mark)
			if mark[0] == 'p' && at > 0 && text[at-1] == ' ' {
				for at--; at > 0 && nameByte(text[at-1]); {
					at--
				}
			}
			if startsTitle(text[at:]) && (best < 0 || at < best) {
				best = at
			}
		}
	}
	return best
}

// nameByte reports whether a byte is one of those of which names of profiles are made, by custom.
func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '/' || c == '-'
}

// titleMarks are what the first lines of profiles hold; a name and a blank stand before the first. A search for a
// blank would be slow.
var titleMarks = [][]byte{[]byte("profile: "), []byte("--- contention:"), []byte("--- mutex:")}

// startsTitle reports whether a text begins with a title; what a log writes behind it may follow.
func startsTitle(text []byte) bool {
	end := bytes.IndexAny(text, "\\\"\n\r\x1b<")
	if end < 0 {
		end = len(text)
	}
	return isProfileTitle(bytes.TrimRight(text[:min(end, maxTitle)], blanks))
}

// profileWeight says how much a line of a debug=1 profile tells, as weight does for the others.
func profileWeight(line []byte) int {
	switch {
	case len(line) == 0:
	case line[0] == '#':
		if bytes.HasPrefix(line, []byte("#\t0x")) || bytes.HasPrefix(line, labelsPrefix) || bytes.HasPrefix(line, statsTitle) {
			return 1
		}
	case isProfileTitle(line):
		return 3
	case line[0] >= '0' && line[0] <= '9' && bytes.Contains(line, []byte(" @ 0x")):
		return 1
	}
	return 0
}

// isStatistic tells a line of the memory statistics behind a heap profile: a Go name and its value.
//
//	# HeapAlloc = 5427936
func isStatistic(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("# "))
	name := bytes.TrimLeft(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
	return ok && len(name) < len(rest) && bytes.HasPrefix(name, []byte(" = ")) || bytes.Equal(line, statsTitle)
}

// maxTitle bounds the first line of a profile, in bytes: the name of one is short.
const maxTitle = 512
