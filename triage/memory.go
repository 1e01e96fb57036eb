package triage

import (
	"regexp"

	"gotriage/symbolize"
)

// memory keeps what regular expressions have said of the functions of one input: a dump has few distinct ones, and each
// is asked about again and again. It is not for use by several goroutines at a time. The nil memory keeps nothing.
type memory struct {
	functions []string // by number, from 1
	known     map[*regexp.Regexp]answers
	texts     map[asked]bool
}

// asked is a regular expression and a text that comes again and again: a state.
type asked struct {
	re   *regexp.Regexp
	text string
}

// text reports whether a text matches.
func (m *memory) text(re *regexp.Regexp, text string) bool {
	if m == nil {
		return re.MatchString(text)
	}
	answer, ok := m.texts[asked{re, text}]
	if !ok {
		answer = re.MatchString(text)
		m.texts[asked{re, text}] = answer
	}
	return answer
}

func (in *Input) newMemory() *memory {
	return &memory{functions: in.namer.Functions(), known: map[*regexp.Regexp]answers{}, texts: map[asked]bool{}}
}

// answers is what one regular expression says of all functions.
type answers struct {
	re   *regexp.Regexp
	yes  []bool // by the function's number; nil where nothing is kept
	none bool   // it matches none of them
}

func (m *memory) of(re *regexp.Regexp) answers {
	if m == nil {
		return answers{re: re}
	}
	a, ok := m.known[re]
	if !ok {
		a = answers{re, make([]bool, len(m.functions)), true}
		for number, function := range m.functions {
			if number > 0 && re.MatchString(function) {
				a.yes[number], a.none = true, false
			}
		}
		m.known[re] = a
	}
	return a
}

// matches reports whether the frame's function matches.
func (a answers) matches(f *symbolize.Frame) bool {
	if a.yes == nil || f.Function == 0 {
		return a.re.MatchString(f.Func)
	}
	return a.yes[f.Function]
}

// any reports whether some frame of the subject matches.
func (a answers) any(s *Subject) bool {
	return !a.none && anyFrame(s, a.matches)
}
