package symbolize

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// LoadRules reads a rules file; name is for its errors. It checks the form only: an unknown kind or key, a bad regular
// expression, a rule without replacement or sample are errors with file and line, all of them joined. Whether the
// samples come out is Check's, so that a program starts at once.
func LoadRules(name string, data []byte) (*Rules, error) {
	archive := txtar.Parse(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	rules := &Rules{byKind: map[kind][]rule{}}
	seen := map[string]bool{}
	var errs []error
	line := 1 + bytes.Count(archive.Comment, []byte("\n")) // of the section's marker
	for _, section := range archive.Files {
		loading := ruleLoader{file: name, line: line}
		loading.rule.name = section.Name
		if seen[section.Name] {
			loading.fail("a second rule of the name %s", section.Name)
		}
		seen[section.Name] = true
		loading.section(string(section.Data))
		if len(loading.errs) == 0 {
			k := loading.rule.kind
			rules.byKind[k] = append(rules.byKind[k], loading.rule)
		}
		errs = append(errs, loading.errs...)
		line += 1 + bytes.Count(section.Data, []byte("\n"))
	}
	if len(archive.Files) == 0 {
		errs = append(errs, fmt.Errorf("%s:1: no rules: a rule starts with a line like -- func/name --", name))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return rules, nil
}

// ruleLoader reads one section.
type ruleLoader struct {
	file string
	line int // of the line being read
	rule rule
	seen []string // keys that may stand once
	errs []error
}

func (l *ruleLoader) place() string { return l.file + ":" + strconv.Itoa(l.line) }

func (l *ruleLoader) fail(format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s: %s", l.place(), fmt.Sprintf(format, args...)))
}

func (l *ruleLoader) section(body string) {
	marker := l.line
	l.rule.place = l.place()
	kindName, rest, _ := strings.Cut(l.rule.name, "/")
	l.rule.kind = kind(kindName)
	if rest == "" || !slices.Contains([]kind{kindFunc, kindFile, kindMessage}, l.rule.kind) {
		l.fail("rule %q: a rule is named func/..., file/... or message/...", l.rule.name)
	}
	for text := range strings.Lines(body) {
		l.line++
		l.entry(strings.TrimSpace(text))
	}
	l.line = marker
	for _, need := range []string{"pattern", "replace"} {
		if !slices.Contains(l.seen, need) {
			l.fail("%s has no %s: line", l.rule.name, need)
		}
	}
	if !slices.ContainsFunc(l.rule.samples, func(s sample) bool { return !s.no }) {
		l.fail("%s has no sample: add a line yes: input => output", l.rule.name)
	}
}

// entry reads one line of a section.
//
//	pattern: \[.*\]
//	yes: main.Map[int] => main.Map[...]
func (l *ruleLoader) entry(text string) {
	if text == "" {
		return
	}
	if why, ok := strings.CutPrefix(text, "#"); ok {
		l.rule.why = strings.TrimSpace(l.rule.why + " " + strings.TrimSpace(why))
		return
	}
	key, value, _ := strings.Cut(text, ":")
	value = strings.TrimSpace(value)
	switch key {
	case "when":
		l.once(key)
		l.rule.when = l.unquote(value)
	case "pattern":
		l.once(key)
		l.compile(value)
	case "replace":
		l.once(key)
		l.rule.replace = l.unquote(value)
	case "yes":
		in, out, ok := strings.Cut(value+" ", " => ")
		if !ok {
			l.fail("a sample reads yes: input => output")
			return
		}
		l.rule.samples = append(l.rule.samples, sample{in: l.unquote(in), out: l.unquote(strings.TrimSpace(out)), place: l.place()})
	case "no":
		in := l.unquote(value)
		l.rule.samples = append(l.rule.samples, sample{in: in, out: in, no: true, place: l.place()})
	default:
		l.fail("unknown key %q: when, pattern, replace, yes or no", key)
	}
}

func (l *ruleLoader) once(key string) {
	if slices.Contains(l.seen, key) {
		l.fail("a second %s: line", key)
	}
	l.seen = append(l.seen, key)
}

func (l *ruleLoader) compile(pattern string) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		l.fail("pattern: %v", err)
		return
	}
	l.rule.pattern = re
}

// unquote reads a text that may be a quoted Go string.
func (l *ruleLoader) unquote(text string) string {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return text
	}
	plain, err := strconv.Unquote(text)
	if err != nil {
		l.fail("%s is no Go string: %v", text, err)
	}
	return plain
}
