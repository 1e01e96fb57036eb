package triage

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// ParseFamily reads one family from its txtar file. Only the form is checked: what is wrong is told with file and
// line, all of it at once. The samples run in Check.
func ParseFamily(file string, data []byte) (*Family, error) {
	p := familyParser{file: file, lines: map[string]int{}, f: &Family{File: file}}
	archive := txtar.Parse(data)
	p.sectionLines(string(data))
	p.head(string(archive.Comment))
	for _, section := range archive.Files {
		p.section(section)
	}
	p.complete()
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.f, nil
}

type familyParser struct {
	file  string
	lines map[string]int // section -> the line of its heading
	f     *Family
	errs  []error
	seen  []string
}

func (p *familyParser) fail(line int, format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d: %s", p.file, line, fmt.Sprintf(format, args...)))
}

// sectionLines notes where each section begins, for messages.
func (p *familyParser) sectionLines(text string) {
	n, from := 1, 0
	for at := 0; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		if name, ok := strings.CutPrefix(strings.TrimRight(line, "\r"), "-- "); ok {
			if name, ok = strings.CutSuffix(name, " --"); ok {
				n, from = n+strings.Count(text[from:at], "\n"), at
				if _, twice := p.lines[name]; twice {
					p.fail(n, "the section %s stands there twice", name)
				}
				p.lines[name] = n
			}
		}
		next := strings.Index(text[at+len(line):], "\n-- ")
		if next < 0 {
			return
		}
		at += len(line) + next + 1
	}
}

// classes of families, in the order of the catalogue.
var classes = []string{
	"crash", "exit", "cgo", "race", "profile", "resource", "communication", "mixed", "leak", "memory", "build", "usage",
	"healthy", "myth",
}

// head reads the lines before the first section.
//
//	id: chan-send-no-receiver
//	go: ">=1.0"              # the Go versions in which it exists
//	over: [goroutine-leak]
func (p *familyParser) head(text string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			p.fail(n, "a line \"key: value\" is expected")
			continue
		}
		if value = headValue(key, value); value == "" {
			p.fail(n, "%s has no value", key)
			continue
		}
		if key != "ask" && slices.Contains(p.seen, key) {
			p.fail(n, "%s stands there twice", key)
		}
		p.seen = append(p.seen, key)
		p.key(n, key, value)
	}
}

// headValue takes a comment and quotes off a value; what people search for stays as it is.
func headValue(key, value string) string {
	value = strings.TrimSpace(value)
	if key == "ask" {
		return value
	}
	if before, _, found := strings.Cut(value, " #"); found {
		value = strings.TrimSpace(before)
	}
	if text, err := strconv.Unquote(value); err == nil {
		return text
	}
	return value
}

func (p *familyParser) key(n int, key, value string) {
	f := p.f
	switch key {
	case "id":
		f.ID = value
		if strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			p.fail(n, "the id %q holds more than a-z, 0-9 and -", value)
		}
	case "title":
		f.Title = value
	case "class":
		f.Class = value
		if !slices.Contains(classes, value) {
			p.fail(n, "the class %q is not one of %s", value, strings.Join(classes, " "))
		}
	case "severity":
		f.Severity = ParseSeverity(value)
		if f.Severity == 0 {
			p.fail(n, "the severity %q is not one of%s", value, strings.Join(severityNames[:], " "))
		}
	case "truth":
		f.Truth = value
		if value != "confirmed" && value != "version-bound" && value != "refuted" {
			p.fail(n, "the truth %q is not one of confirmed version-bound refuted", value)
		}
	case "go":
		f.Go = value
		if _, err := parseVersions(value); err != nil {
			p.fail(n, "%v", err)
		}
	case "over":
		f.Over = p.list(n, value)
	case "see":
		f.See = p.list(n, value)
	case "ask":
		f.Ask = append(f.Ask, value)
	case "analyzer":
		f.Analyzer = value
	case "settle":
		f.Settle = value
	default:
		p.fail(n, "the key %s is not known", key)
	}
}

// list reads [a, b].
func (p *familyParser) list(n int, value string) []string {
	inside, ok := strings.CutPrefix(value, "[")
	inside, closed := strings.CutSuffix(inside, "]")
	if !ok || !closed {
		p.fail(n, "a list like [a, b] is expected")
		return nil
	}
	var items []string
	for item := range strings.SplitSeq(inside, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func (p *familyParser) section(s txtar.File) {
	at := p.lines[s.Name]
	folder, name := path.Split(s.Name)
	switch {
	case s.Name == "doc.md":
		p.f.Doc = string(s.Data)
	case s.Name == "match":
		p.f.Match = p.compile(at+1, string(s.Data))
	case s.Name == "evidence":
		p.evidence(at, string(s.Data))
	case s.Name == "next":
		p.f.Next = nonEmptyLines(string(s.Data))
	case name != "" && (folder == "yes/" || folder == "maybe/" || folder == "no/" || folder == "todo/"):
		p.f.Samples = append(p.f.Samples, Sample{strings.TrimSuffix(folder, "/"), name, s.Data})
	case name != "" && strings.HasPrefix(folder, "repro/"):
		p.f.Repro = append(p.f.Repro, Sample{"repro", strings.TrimPrefix(s.Name, "repro/"), s.Data})
	default:
		p.fail(at, "the section %s is not known; known are doc.md match evidence next yes/ maybe/ no/ todo/ repro/", s.Name)
	}
}

func nonEmptyLines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// compile reads an expression that starts at a line of the file.
func (p *familyParser) compile(line int, text string) *Match {
	m, err := Compile(text)
	var at *SyntaxError
	if errors.As(err, &at) {
		p.errs = append(p.errs, fmt.Errorf("%s:%d:%d: %s", p.file, line+at.Line-1, at.Column, at.Message))
	} else if err != nil {
		p.fail(line, "%v", err)
	}
	return m
}

// evidence reads the lines of the ledger.
//
//	proof: leaked(): the runtime proved that it can never go on
//	against: flag("durable"): it lives in a synctest bubble
func (p *familyParser) evidence(at int, text string) {
	n := at
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		word, rest, ok := strings.Cut(line, ":")
		c := Claim{Grade: ParseGrade(word), Against: word == "against"}
		if !ok || c.Grade == 0 && !c.Against {
			p.fail(n, "the grade %q is not one of%s against", word, strings.Join(gradeNames[:], " "))
			continue
		}
		expr, sentence := cutExpression(rest)
		if c.Text = strings.TrimSpace(sentence); c.Text == "" {
			p.fail(n, "a sentence is expected behind the expression: grade: test(): what it shows")
			continue
		}
		if c.Test = p.compile(n, expr); c.Test != nil {
			p.f.Evidence = append(p.f.Evidence, c)
		}
	}
}

// cutExpression parts an expression from the sentence behind it: at the first ": " outside of quotes and parentheses.
func cutExpression(text string) (expr, sentence string) {
	depth, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ':' && depth == 0:
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// complete checks that nothing is missing.
func (p *familyParser) complete() {
	f := p.f
	for key, missing := range map[string]bool{
		"id": f.ID == "", "title": f.Title == "", "class": f.Class == "", "severity": f.Severity == 0, "truth": f.Truth == "",
	} {
		if missing && !slices.Contains(p.seen, key) {
			p.fail(1, "the key %s is missing", key)
		}
	}
	if want := strings.TrimSuffix(path.Base(p.file), ".txtar"); f.ID != "" && f.ID != want {
		p.fail(1, "the id %s is not the name of the file", f.ID)
	}
	if strings.TrimSpace(f.Doc) == "" {
		p.fail(1, "the section doc.md is missing: a family without documentation helps nobody")
	}
	switch {
	case f.Class == "myth":
		if f.Match != nil || len(f.Ask) == 0 {
			p.fail(1, "a myth has no match, but ask: lines with the strings that people search for")
		}
	case f.Match != nil && f.Analyzer != "":
		p.fail(1, "a family has a match or an analyzer, not both")
	case f.Match != nil:
		p.matched()
	}
	slices.SortFunc(p.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
}

func (p *familyParser) matched() {
	has := map[string]bool{}
	for _, s := range p.f.Samples {
		has[s.Verdict] = true
	}
	if !has["yes"] && !has["maybe"] || !has["no"] {
		p.fail(p.lines["match"], "a family with a match needs samples: yes/ (or maybe/ where it can only be possible) and no/")
	}
	if len(p.f.Evidence) == 0 && p.f.Class != "healthy" {
		p.fail(p.lines["match"], "a family with a match needs at least one line of evidence")
	}
}
