package profile

import (
	"bytes"
	"unicode"
)

// withSources marks the parts of a prefix that tell the lines of several programs apart: those by which more frames
// follow their calls than without. Others vary, too: times, levels, counters.
//
//	app[web.1]: main.main()
//	app[web.2]: goroutine 1 [running]:
func (s shape) withSources(sample []piece) shape {
	most := s.pairs(sample)
	for range 2 {
		best := -1
		for i := range s {
			if s[i].kind == exactly || s[i].kind == blankRun || s[i].source {
				continue
			}
			s[i].source = true
			if n := s.pairs(sample); n > most {
				most, best = n, i
			}
			s[i].source = false
		}
		if best < 0 {
			break
		}
		s[best].source = true
	}
	return s
}

// pairs counts the places that stand behind calls, each source by itself.
func (s shape) pairs(sample []piece) int {
	calls := map[string]bool{}
	n := 0
	for _, l := range sample {
		in, ok := s.strip(l.text)
		if !ok {
			continue
		}
		if calls[string(in.stream)] && barePlace(in.text) {
			n++
		}
		_, _, created := createdBy(in.text)
		calls[string(in.stream)] = created || bareCall(in.text)
	}
	return n
}

// token gives the words of a line in which a range of it stands, without the marks around them; nil for none.
//
//	app[web.1]:
func token(line []byte, from, to int) []byte {
	if from < 0 {
		return nil
	}
	from = bytes.LastIndexAny(line[:from], " \t") + 1
	if i := bytes.IndexAny(line[to:], " \t"); i >= 0 {
		to += i
	} else {
		to = len(line)
	}
	words := bytes.TrimLeft(line[from:to], "[](){}<>:|,;=")
	name := bytes.TrimRight(words, "[](){}<>:|,;=")
	if len(name) < len(words) && words[len(name)] == ']' && bytes.IndexByte(name, '[') >= 0 {
		name = words[:len(name)+1]
	}
	return name
}

// named is shapeOf for a prefix with names of sources: those have no form in common. nil where it holds none.
//
//	[ledger-0] goroutine 1 [running]:
//	[payments-6b5d9c8f7b-q9kzt] main.main()
func named(prefix []byte) shape {
	var s shape
	found := false
	for len(prefix) > 0 {
		n := bytes.IndexAny(prefix, " \t")
		if n < 0 {
			return nil // a name ends at a blank
		}
		start := n - len(bytes.TrimLeftFunc(prefix[:n], isMark))
		end := nameEnd(prefix[:n])
		if start < end && bytes.ContainsFunc(prefix[start:end], unicode.IsLetter) {
			found = true
			s = append(s, shapeOf(prefix[:start])...)
			s = append(s, shapePart{kind: nameRun, text: string(prefix[start:end])})
			start = end
		} else {
			start = 0
		}
		next := len(prefix) - len(bytes.TrimLeft(prefix[n:], " \t"))
		marks := shapeOf(prefix[start:next])
		if last := len(marks) - 1; next < len(prefix) {
			marks[last].kind = blankRun
		}
		s = append(s, marks...)
		prefix = prefix[next:]
	}
	if !found {
		return nil
	}
	return s
}

// nameEnd gives where the name with which a text begins ends: before the marks in front of a blank.
func nameEnd(text []byte) int {
	if i := bytes.IndexAny(text, " \t"); i >= 0 {
		text = text[:i]
	}
	return len(bytes.TrimRightFunc(text, isMark))
}

func isMark(r rune) bool { return r < 0x80 && kindOf(byte(r)) == exactly }

// evidence counts the lines that tell of goroutines once the prefix is off.
func (s shape) evidence(sample []piece) int {
	n := 0
	for _, l := range sample {
		if in, ok := s.strip(l.text); ok && weight(in.text) > 0 {
			n++
		}
	}
	return n
}
