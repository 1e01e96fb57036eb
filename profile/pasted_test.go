package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var placeWords = regexp.MustCompile(` (?:lines \d+-\d+|at \d+)`)

// holds is what a text holds, wherever that stands in it: its rendering without places, unread lines and problems.
func holds(e *Evidence) string {
	var b strings.Builder
	_, rest, _ := strings.Cut(render(e), "\n")
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "unread ") && !strings.HasPrefix(line, "problem ") {
			b.WriteString(placeWords.ReplaceAllString(line, ""))
		}
	}
	return b.String()
}

// untabbed takes out of a panic's message what cannot be told once its tabs are gone.
func untabbed(holding string) string {
	return lastNewlines.ReplaceAllString(strings.ReplaceAll(holding, `\t`, ""), `"`)
}

var lastNewlines = regexp.MustCompile(`(?:\\n)+"`)

// expectShape reads a text and checks that it holds what another does, with the wrappings that are named.
func expectShape(t *testing.T, data []byte, wrapping []string, want *Evidence) *Evidence {
	t.Helper()
	e := expectHeld(t, data, want)
	if !slices.Equal(e.Wrapping, wrapping) {
		t.Errorf("wrapping %v, want %v, around:\n%s", e.Wrapping, wrapping, data[:min(len(data), 1000)])
	}
	return e
}

// expectHeld is expectShape for a text whose wrappings the caller checks.
func expectHeld(t *testing.T, data []byte, want *Evidence) *Evidence {
	t.Helper()
	e := read(t, data)
	if got, want := holds(e), holds(want); got != want && untabbed(got) != untabbed(want) {
		t.Errorf("wrapping %v (-want +got):\n%s", e.Wrapping, difference(want, got))
	}
	text, err := e.Raw(Span{0, e.TextSize()})
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range complaints(e, text) {
		t.Error(complaint)
	}
	return e
}

// expand puts blanks in the place of tabs.
func expand(width int) func(string) string {
	return func(text string) string { return strings.ReplaceAll(text, "\t", strings.Repeat(" ", width)) }
}

// pasteForms are what web pages, terminals and editors make of a text.
var pasteForms = []struct {
	name, form string
	change     func(text string) string
}{
	{"spaces", "terminal", expand(8)},
	{"spaces", "editor", expand(4)},
	{"spaces", "one blank", expand(1)},
	{"spaces", "none", expand(0)},
	{"spaces", "no-break spaces", func(text string) string { return strings.ReplaceAll(text, "\t", "\u00a0\u00a0\u00a0\u00a0") }},
	{"spaces", "trimmed, blanks behind", func(text string) string {
		return eachLine(text, func(_ int, line string) string { return strings.TrimSpace(line) + "  " })
	}},
	{"spaces", "blanks behind", func(text string) string {
		return eachLine(text, func(_ int, line string) string { return line + " \t " })
	}},
	{"blank-lines", "one behind each", func(text string) string {
		return eachLine(text, func(_ int, line string) string { return line + "\n" })
	}},
}

func TestPasted(t *testing.T) {
	for _, d := range wrapDumps(t) {
		want := read(t, []byte(d.text))
		for _, f := range pasteForms {
			t.Run(f.name+"/"+f.form+"/"+d.name, func(t *testing.T) {
				expectShape(t, []byte(f.change(d.text)), append([]string{f.name}, want.Wrapping...), want)
			})
		}
	}
}

// strangers puts a log line behind every nth line, from the first goroutine on: what stands in a panic's text is that.
func strangers(text string, n int, line string) string {
	start := headerIndex([]byte(text))
	return text[:start] + eachLine(text[start:], func(i int, l string) string {
		if i%n == n-1 {
			return l + "\n" + line
		}
		return l
	})
}

func TestInterleaved(t *testing.T) {
	lines := []string{
		"2026/08/21 09:24:33 INFO http: request served path=/x",
		"served()",
		"retry(3)",
		"\tretry 3 at 10.0.0.1:8080",
		"handler.go:35: done",
		"[GIN] 2026/08/21 - 09:24:33 | 200 |      1.2ms |  10.0.0.1 | GET      \"/x\"",
	}
	for _, d := range wrapDumps(t)[3:8] {
		want := read(t, []byte(d.text))
		for n := 2; n <= 10; n++ {
			line := lines[n%len(lines)]
			t.Run(fmt.Sprint(d.name, "/", n), func(t *testing.T) {
				changed := strangers(d.text, n, line)
				e := expectShape(t, []byte(changed), append(slices.Clone(want.Wrapping), "interleaved"), want)
				if added := strings.Count(changed, "\n") - strings.Count(d.text, "\n"); e.LinesUnread != want.LinesUnread+added {
					t.Errorf("%d lines unread, want %d", e.LinesUnread, want.LinesUnread+added)
				}
			})
		}
	}
}

// TestNoBlankLines takes the blank lines out of dumps of several goroutines.
func TestNoBlankLines(t *testing.T) {
	for _, d := range wrapDumps(t) {
		want := read(t, []byte(d.text))
		if !slices.ContainsFunc(want.Dumps, func(d Dump) bool { return d.Count > 1 }) {
			continue
		}
		t.Run(d.name, func(t *testing.T) {
			expectShape(t, []byte(strings.ReplaceAll(d.text, "\n\n", "\n")), append(slices.Clone(want.Wrapping), "no-blank-lines"), want)
		})
	}
}

// TestChainWithoutTabs: the panics of a chain stay one crash where their tabs are lost, and a log's panics stay apart.
func TestChainWithoutTabs(t *testing.T) {
	const stack = "\n\ngoroutine 1 [running]:\nmain.main.func1()\n/home/dev/src/app/main.go:12 +0x2c\npanic({0x4d2a80?, 0x51b9a8?})\n/usr/local/go/src/runtime/panic.go:860 +0x13a\nmain.main()\n/home/dev/src/app/main.go:9 +0x1b\nexit status 2\n"
	const plain = "\n\ngoroutine 1 [running]:\nmain.main()\n/home/dev/src/app/main.go:9 +0x1b\nexit status 2\n"
	for text, want := range map[string]string{
		"panic: first\npanic: second" + stack: "first, second",
		"panic: runtime error: invalid memory address or nil pointer dereference [recovered]\npanic: wrapped\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]" + stack: "runtime error: invalid memory address or nil pointer dereference, wrapped",
		"panic: first" + plain + "panic: second" + plain: "first; second",
	} {
		e := read(t, []byte(text))
		var crashes []string
		for _, c := range e.Crashes {
			var values []string
			for _, p := range c.Panics {
				values = append(values, p.Text)
			}
			crashes = append(crashes, strings.Join(values, ", "))
			if c.Kind != KindPanic {
				t.Errorf("%s: a crash of kind %s", text, c.Kind)
			}
		}
		if got := strings.Join(crashes, "; "); got != want {
			t.Errorf("%s\nis read as %q, want %q", text, got, want)
		}
	}
}

// TestFoldedOnce: a terminal has folded no more than one line.
func TestFoldedOnce(t *testing.T) {
	const dump = "goroutine 1 [chan receive]:\nmain.(*queue).take(0xc000126000, {0x59c3a8, 0x24d6514b2570}, 0x45a, 0x0, 0x1)\n\t/home/dev/src/app/queue.go:35 +0x5ac\nmain.main()\n\t/home/dev/src/app/main.go:9 +0x1b\n"
	want := read(t, []byte(dump))
	const column = 28 + 70 // in the call
	e := read(t, []byte(dump[:column]+"\n"+dump[column:]))
	if len(e.Stacks) != 1 || len(e.Stacks[0].Frames) != 2 || holds(e) != holds(want) || !slices.Contains(e.Wrapping, "folded") || e.LinesUnread > 0 {
		t.Errorf("wrapping %v, %d lines unread (-want +got):\n%s", e.Wrapping, e.LinesUnread, difference(holds(want), holds(e)))
	}
}
