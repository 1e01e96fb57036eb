package triage

import (
	"regexp"

	"gotriage/symbolize"
)

// memory keeps what regular expressions have said of the functions of one input: a dump has few distinct ones, and each
// is asked about again and again. It is not for use by several goroutines at a time. The nil memory keeps nothing.
type memory struct {
	functions int
	tables    map[*regexp.Regexp][]answer
}

func (in *Input) newMemory() *memory {
	return &memory{functions: in.namer.Functions(), tables: map[*regexp.Regexp][]answer{}}
}

type answer uint8

const (
	unasked answer = iota
	yes
	no
)

// answers is what one regular expression has said.
type answers struct {
	re    *regexp.Regexp
	known []answer // by the function's number; nil where nothing is kept
}

func (m *memory) of(re *regexp.Regexp) answers {
	if m == nil {
		return answers{re: re}
	}
	table, ok := m.tables[re]
	if !ok {
		table = make([]answer, m.functions+1)
		m.tables[re] = table
	}
	return answers{re, table}
}

// matches reports whether the frame's function matches.
func (a answers) matches(f *symbolize.Frame) bool {
	if a.known == nil || f.Function == 0 {
		return a.re.MatchString(f.Func)
	}
	known := &a.known[f.Function]
	if *known == unasked {
		*known = no
		if a.re.MatchString(f.Func) {
			*known = yes
		}
	}
	return *known == yes
}
