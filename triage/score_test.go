package triage_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

var update = flag.Bool("update", false, "rewrite the golden of the score")

// labelled is one deadlock or leak of the corpus with what is known of it.
type labelled struct {
	set, name, class, sub string
	guilty                []string // functions, without the suffixes that keep the kernels apart
	visible               bool     // one of them is in the dump
}

// labels reads the tables of the corpus. What is no bug is left out.
func labels(t *testing.T) []labelled {
	t.Helper()
	var list []labelled
	rows := func(set string, row func(c []string) labelled) {
		data, err := os.ReadFile(filepath.Join(corpus, set, "labels.tsv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
			if l := row(strings.Split(line, "\t")); l.class != "" {
				l.set = set
				list = append(list, l)
			}
		}
	}
	rows("goker", func(c []string) labelled {
		l := labelled{name: c[0], class: c[1], sub: c[2], visible: c[10] != "absent"}
		for g := range strings.SplitSeq(c[4], "|") {
			function, _, _ := strings.Cut(strings.TrimSpace(g), ":")
			l.guilty = append(l.guilty, function)
		}
		return l
	})
	rows("patterns", func(c []string) labelled {
		l := labelled{name: c[0]}
		if !strings.HasPrefix(c[2], "negative") {
			l.class, l.sub, _ = strings.Cut(c[9], "/")
		}
		return l
	})
	return list
}

// familiesOf are the families that a label's sub-class means. From a dump alone a context's channel looks like any other.
var familiesOf = map[string][]string{
	"AB-BA":                        {"lock-order-inversion"},
	"RWR":                          {"rwmutex-recursive-read"},
	"Double locking":               {"double-lock", "missing-unlock"},
	"Channel":                      channelFamilies,
	"Channel & Context":            channelFamilies,
	"Channel & Condition Variable": {"cond-and-channel"},
	"Condition Variable":           {"cond-never-signalled"},
	"Channel & Lock":               {"lock-held-across-channel"},
	"Misuse WaitGroup":             {"waitgroup-never-done"},
	"Channel & WaitGroup":          {"waitgroup-and-channel"},
}

var channelFamilies = []string{
	"chan-send-no-receiver", "chan-receive-no-sender", "chan-and-context", "nil-channel", "select-no-cases", "many-senders-one-receiver", "range-over-unclosed-channel",
}

// score counts answers.
type score struct{ cases, class, family, suspects, suspect int }

func (s *score) line(name string) string {
	percent := func(n, of int) string {
		if of == 0 {
			return "-"
		}
		return strconv.Itoa(100*n/of) + "%"
	}
	return fmt.Sprintf("%-34s %3d cases  class %4s  family %4s  suspect %4s of %d\n", name, s.cases, percent(s.class, s.cases), percent(s.family, s.cases), percent(s.suspect, s.suspects), s.suspects)
}

// kernelSuffix keeps the functions of the kernels apart.
var kernelSuffix = regexp.MustCompile(`_[a-z]+\d+`)

// judge looks at the first finding above info.
func (s *score) judge(l labelled, c *triage.Case) string {
	s.cases++
	i := slices.IndexFunc(c.Findings, func(f *triage.Finding) bool { return f.Family.Severity > triage.Info })
	if i < 0 {
		if l.visible {
			s.suspects++
		}
		return "nothing"
	}
	f := c.Findings[i]
	wrong := ""
	if strings.EqualFold(f.Family.Class, l.class) {
		s.class++
	} else {
		wrong = f.Family.ID
	}
	if slices.Contains(familiesOf[l.sub], f.Family.ID) {
		s.family++
	} else {
		wrong = f.Family.ID
	}
	if !l.visible {
		return wrong
	}
	s.suspects++
	if f.Suspect != nil {
		name := kernelSuffix.ReplaceAllString(strings.TrimPrefix(f.Suspect.Short(), "main."), "")
		if slices.ContainsFunc(l.guilty, func(g string) bool { return name == g || strings.HasSuffix(name, "."+g) }) { // inlined elsewhere
			s.suspect++
			return wrong
		}
		wrong += " " + name
	}
	return wrong
}

var goroutineNumber = regexp.MustCompile(`(?m)^(goroutine |created by .* in goroutine )(1?[02-9]\d*|1\d+)\b`) // main stays 1

// among puts a dump's goroutines among those of an idle server, so many times.
func among(text, crowd []byte, times int) []byte {
	_, crowd, _ = bytes.Cut(crowd, []byte("\n\n")) // its first goroutine writes the dump
	out := append(bytes.TrimRight(text, "\n"), "\n\n"...)
	for i := range times {
		out = append(out, goroutineNumber.ReplaceAll(crowd, fmt.Appendf(nil, "${1}%d${2}", 7000+i))...)
		out = append(bytes.TrimRight(out, "\n"), "\n\n"...)
	}
	return out
}

// TestScore judges the labelled corpus, bare and among healthy goroutines. Its table is a golden: each change shows what
// it won and lost.
func TestScore(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	crowd, err := os.ReadFile(filepath.Join(corpus, "healthy-http.d2.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := labels(t)
	var table, misses strings.Builder
	for _, run := range []struct {
		name, form string
		times      int
	}{
		{"debug=2, bare", "d2", 0},
		{"debug=2, among 20 healthy", "d2", 1},
		{"debug=2, among 2,000 healthy", "d2", 100},
		{"SIGQUIT, bare", "quit", 0},
		{"debug=2 of a leak profile, bare", "leak.d2", 0},
	} {
		var s score
		for _, l := range all {
			text, err := os.ReadFile(filepath.Join(corpus, l.set, l.name+"."+run.form+".txt"))
			if err != nil {
				continue // not every form of each was captured
			}
			if run.times > 0 {
				text = among(text, crowd, run.times)
			}
			c := triage.Analyze([]*profile.Evidence{readText(t, text)}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
			if wrong := s.judge(l, c); wrong != "" {
				fmt.Fprintf(&misses, "  %s, %s (%s): %s\n", run.name, l.name, l.sub, wrong)
			}
		}
		table.WriteString(s.line(run.name))
	}
	healthyLine(t, &table, catalogue)
	got := table.String() + "\nmisses:\n" + misses.String()
	t.Log("\n" + got)
	golden := filepath.Join("testdata", "score.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the score has changed, from\n%s", want)
	}
}

// healthyLine counts what is found, above info, in programs that are well.
func healthyLine(t *testing.T, table *strings.Builder, catalogue *triage.Catalogue) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(corpus, "healthy", "*.txt"))
	files = append(files, filepath.Join(corpus, "healthy-http.d2.txt"))
	found := 0
	for _, file := range files {
		e, err := profile.Open(file, profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range triage.Analyze([]*profile.Evidence{e}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()}).Findings {
			if f.Family.Severity > triage.Info {
				found++
				t.Errorf("%s is a dump of a healthy program, and %s is found", filepath.Base(file), f.Family.ID)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprintf(table, "%-34s %3d dumps  %d findings\n", "healthy programs", len(files), found)
}
