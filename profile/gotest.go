package profile

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Test is one test that failed, as go test prints it.
type Test struct {
	Name     string        // "TestWork/sub"
	Package  string        // import path; "" where no line behind it tells
	Duration time.Duration // as printed, -1 where that cannot be read
	Messages []TestMessage // in the order of the text
	Line     int           // of the input, from 1, in which it is said to have failed
	Time     time.Time     // when that was written, in UTC; zero where nothing tells
	Place    Span          // of that line and the messages behind it
	Trail    []Span        // of messages before it, as go test -v prints them, and behind its subtests

	depth int // how many tests it is inside of
}

// TestMessage is what a test said of its failure.
//
//	work_test.go:12: got 1, want 2
type TestMessage struct {
	File string // base name as printed; "" where the line names none
	Line int
	Text string // may hold newlines
}

// Package is what go test says of one package.
type Package struct {
	Name     string        // import path; "" where the line with it is missing
	Result   string        // "ok", "FAIL", "PASS", "?"; "" where the text ends before
	Note     string        // what stands behind it: "[build failed]", "(cached)", "coverage: 80% of statements"
	Duration time.Duration // -1 where none is printed
	Tests    int           // of those that failed, in Evidence.Tests from First on
	First    int
	Trail    []Span // lines that are no failed test's: === RUN, --- PASS, ok
}

// testState is what the reader knows of the tests of a stream.
type testState struct {
	in      bool // the last package has not ended
	seen    bool // some line of go test was seen
	running string
	said    map[string]*spoken // messages of tests of which the end is not told yet
	known   int                // bytes of them
}

// spoken is what a test said before it ended.
type spoken struct {
	messages []TestMessage
	places   []Span
}

// maxSaid bounds what is kept of messages before a test's end is told, in bytes; maxTestText what is kept of one message.
const (
	maxSaid     = 16 << 20
	maxTestText = 64 << 10
)

// readTest reads a line of go test, and the messages behind it.
func (r *reader) readTest() {
	if !r.room(len(r.e.Tests), "failed tests") || !r.room(len(r.e.Packages), "packages") {
		r.unread()
		return
	}
	r.flushPending()
	r.closed, r.outside = true, 0
	r.tail = r.tail[:0]
	at := Span{r.start, r.end}
	if endsPackage(r.line) {
		r.endPackage(at)
		return
	}
	r.openPackage()
	if r.line[0] == '{' {
		r.testLine(at)
		return
	}
	if name := testEvent(r.line); name != "" {
		r.testing.running = name
		r.testLine(at)
		r.messages(name, nil)
		return
	}
	word := testResult(r.line)
	name, took := testName(r.line)
	if word != "FAIL" {
		r.testLine(at)
		r.settle(name, nil)
		r.messages(name, nil)
		return
	}
	t := Test{Name: name, Duration: took, Place: at, depth: (len(r.line) - len(bytes.TrimLeft(r.line, " "))) / 4}
	r.settle(name, &t)
	r.messages(name, &t)
	r.e.Tests = append(r.e.Tests, t)
	r.e.Packages[len(r.e.Packages)-1].Tests++
	r.format(GoTest)
}

// openPackage starts a package where none is open.
func (r *reader) openPackage() {
	if !r.testing.in {
		r.e.Packages = append(r.e.Packages, Package{Duration: -1, First: len(r.e.Tests)})
		r.testing = testState{in: true, seen: true, said: map[string]*spoken{}}
		r.format(GoTest)
	}
}

// testLine gives a line to the package.
func (r *reader) testLine(at Span) {
	r.trailOf(&r.e.Packages[len(r.e.Packages)-1].Trail, at)
}

// messages reads the lines that a test printed through its T. Those of a test whose end is not told yet are kept until
// it is; t is the failed test where it is told, nil elsewhere.
func (r *reader) messages(name string, t *Test) {
	for r.advance() {
		if len(r.line) == 0 {
			r.blankLine()
			if !r.nextIs(indentedMessage) {
				return
			}
			continue
		}
		if !indentedMessage(r.line) || testResult(r.line) != "" {
			r.back()
			return
		}
		r.message(name, t)
	}
}

// message takes the current line as one of a test's messages.
func (r *reader) message(name string, t *Test) {
	at := Span{r.start, r.end}
	text := string(r.line[:min(len(r.line), maxTestText)])
	if t != nil {
		if parent := r.parentOf(t); parent != nil {
			addMessage(&parent.Messages, text)
			r.trailOf(&parent.Trail, at)
			return
		}
		addMessage(&t.Messages, text)
		t.Place.End = at.End
		return
	}
	s := r.testing.said[name]
	if s == nil {
		s = &spoken{}
		r.testing.said[name] = s
	}
	if r.testing.known += len(text); r.testing.known > maxSaid {
		r.testLine(at)
		return
	}
	addMessage(&s.messages, text)
	r.trailOf(&s.places, at)
}

// parentOf gives the test whose message the current line is, behind those of its subtests; nil where it is t's own. What a
// test says is indented by four blanks more than its result.
//
//	--- FAIL: TestWork (0.00s)
//	    --- FAIL: TestWork/sub (0.00s)
//	        work_test.go:16: got 1, want 2
//	    work_test.go:18: one case failed
func (r *reader) parentOf(t *Test) *Test {
	depth := (len(r.line)-len(bytes.TrimLeft(r.line, " ")))/4 - 1
	name := t.Name
	for up := t.depth - depth; up > 0; up-- {
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return nil
		}
		name = name[:i]
	}
	if name == t.Name {
		return nil
	}
	for i := len(r.e.Tests) - 1; i >= r.e.Packages[len(r.e.Packages)-1].First; i-- {
		if r.e.Tests[i].Name == name {
			return &r.e.Tests[i]
		}
	}
	return nil
}

// addMessage adds a line to messages: it begins one, or goes on with the last.
//
//	work_test.go:12: got 1, want 2
//	    and more of it
func addMessage(list *[]TestMessage, line string) {
	text := strings.TrimLeft(line, " \t")
	file, rest, ok := strings.Cut(text, ".go:")
	number, said, colon := strings.Cut(rest, ": ")
	if n, err := strconv.Atoi(number); ok && colon && err == nil && !strings.ContainsAny(file, " \t") {
		*list = append(*list, TestMessage{File: file + ".go", Line: n, Text: said})
		return
	}
	if n := len(*list); n > 0 {
		if last := &(*list)[n-1]; len(last.Text) < maxTestText {
			last.Text += "\n" + text
		}
		return
	}
	*list = append(*list, TestMessage{Text: text})
}

// settle gives what a test said before to the failed test, or to the package.
func (r *reader) settle(name string, t *Test) {
	s := r.testing.said[name]
	if s == nil {
		return
	}
	delete(r.testing.said, name)
	if t != nil {
		t.Messages, t.Trail = s.messages, s.places
		return
	}
	for _, at := range s.places {
		r.testLine(at)
	}
}

// endPackage reads the line that ends a package.
//
//	FAIL	example.com/app	0.014s
//	FAIL	example.com/app [build failed]
//	ok  	example.com/app	(cached)	coverage: 80.0% of statements
func (r *reader) endPackage(at Span) {
	r.openPackage()
	p := &r.e.Packages[len(r.e.Packages)-1]
	word, rest, _ := strings.Cut(string(r.line[:min(len(r.line), maxNote)]), "\t")
	p.Result = strings.TrimSpace(word)
	name, rest, _ := strings.Cut(rest, "\t")
	name, note, _ := strings.Cut(name, " ")
	p.Name, p.Note = name, strings.TrimSpace(note+" "+rest)
	took, more, _ := strings.Cut(rest, "\t")
	if d, err := time.ParseDuration(took); err == nil {
		p.Duration, p.Note = d, strings.TrimSpace(note+" "+more)
	}
	for i := p.First; i < p.First+p.Tests; i++ {
		r.e.Tests[i].Package = p.Name
	}
	r.testLine(at)
	r.finishTests()
}

// finishTests ends the package that is open.
func (r *reader) finishTests() {
	if !r.testing.in {
		return
	}
	for name := range r.testing.said {
		r.settle(name, nil)
	}
	p := &r.e.Packages[len(r.e.Packages)-1]
	slices.SortFunc(p.Trail, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	r.testing.in = false
}

// onlyRaces reports whether all that failed in the tests are data races, of which the reports stand in the text: it is
// evidence of these alone.
//
//	testing.go:1712: race detected during execution of test
func (r *reader) onlyRaces() bool {
	tests := r.e.Tests
	for i := range tests {
		t := &tests[i]
		for _, m := range t.Messages {
			if m.Text != "race detected during execution of test" {
				return false
			}
		}
		if len(t.Messages) == 0 && (i+1 == len(tests) || !strings.HasPrefix(tests[i+1].Name, t.Name+"/")) { // nor did one inside of it
			return false
		}
	}
	return len(tests) > 0 && len(r.e.Races) > 0
}

// ofTests reports whether a line that no format claims belongs to the tests around it.
//
//	FAIL
//	PASS
//	coverage: 80.0% of statements
//	testing: warning: no tests to run
func (r *reader) ofTests() bool {
	if !r.testing.seen {
		return false
	}
	at := Span{r.start, r.end}
	switch line := r.line; {
	case string(line) == "FAIL", string(line) == "PASS":
		if p := &r.e.Packages[len(r.e.Packages)-1]; r.testing.in && p.Result == "" {
			p.Result = string(line)
		}
	case bytes.HasPrefix(line, []byte("coverage: ")), bytes.HasPrefix(line, []byte("testing: warning: ")), bytes.HasPrefix(line, []byte("-test.shuffle ")):
	case r.testing.in && r.testing.running != "" && saysPlace(line):
		r.message(r.testing.running, nil)
		r.messages(r.testing.running, nil)
		return true
	default:
		return false
	}
	r.testLine(at)
	return true
}
