package profile

import "bytes"

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
			if s[i].kind != wordRun && s[i].kind != digitRun || s[i].source {
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
	return bytes.Trim(line[from:to], "[](){}<>:|,;=")
}
