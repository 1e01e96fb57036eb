package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// row gives the first row of that name.
func row(t testing.TB, name string) *wrapping {
	t.Helper()
	for i := range wrappings {
		if wrappings[i].name == name {
			return &wrappings[i]
		}
	}
	t.Fatalf("no row %s", name)
	return nil
}

// TestUnwrapStreams mixes the lines of three pods: each is read by itself, and each line leads back to its own.
func TestUnwrapStreams(t *testing.T) {
	dumps := wrapDumps(t)
	texts := map[string]string{"a/app": dumps[7].text, "b/app": dumps[1].text, "c/app": dumps[8].text}
	rest := map[string][]string{}
	for pod, text := range texts {
		rest[pod] = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	}
	pods := []string{"a/app", "b/app", "c/app"}
	random := rand.New(rand.NewPCG(1, 2))
	var mixed []string
	for len(rest) > 0 {
		pod := pods[random.IntN(len(pods))]
		n := min(len(rest[pod]), 1+random.IntN(4))
		for _, line := range rest[pod][:n] {
			mixed = append(mixed, "[pod/"+pod+"] "+line)
		}
		if rest[pod] = rest[pod][n:]; len(rest[pod]) == 0 {
			delete(rest, pod)
			pods = slices.DeleteFunc(pods, func(p string) bool { return p == pod })
		}
	}
	raw := strings.Join(mixed, "\n") + "\n"
	u := unwrapText(t, raw, inferText(raw))
	if len(u.streams) != len(texts) {
		t.Fatalf("streams %v", u.streams)
	}
	for pod, text := range texts {
		if got := u.text(t, pod); got != text {
			t.Errorf("stream %s (-want +got):\n%s", pod, difference(text, got))
		}
	}
	checkRawLines(t, u, raw)
}

// checkRawLines checks for each line of an unwrapped text that it stands in the line of the input to which it leads.
func checkRawLines(t *testing.T, u *unwrapped, raw string) {
	t.Helper()
	lines := strings.SplitAfter(raw, "\n")
	starts := make([]int64, len(lines))
	for i := 1; i < len(lines); i++ {
		starts[i] = starts[i-1] + int64(len(lines[i-1]))
	}
	var offset int64
	for line := range strings.Lines(u.text(t, "")) {
		number, start := u.rawLine(offset + int64(len(line))/2)
		if start != starts[number-1] {
			t.Fatalf("offset %d: line %d does not start at %d", offset, number, start)
		}
		want := strings.TrimSpace(line)
		if want = want[:min(len(want), 12)]; !strings.Contains(strings.ReplaceAll(lines[number-1], `\t`, "\t"), want) {
			t.Fatalf("offset %d, %q: leads to line %d, %q", offset, line, number, lines[number-1])
		}
		offset += int64(len(line))
	}
}

// TestUnwrapRawLine leads back from long texts, past joined and expanded lines.
func TestUnwrapRawLine(t *testing.T) {
	expanded := func(i int, line string) string {
		if i%3 > 0 {
			return line
		}
		return `{"level":"error","msg":` + encode(line) + `,"stack":"main.f()\n\t/x.go:1 +0x1\n\nmain.g()"}`
	}
	tests := []struct {
		name, layer string
		lines       int
		wrap        func(int, string) string
	}{
		{"each line", "kubectl", 20000, behind("[pod/a/b] ", 0)},
		{"joined", "cri", 5000, criPartial(4)},
		{"joined, escaped", "docker-json", 5000, dockerPartial(4)},
		{"by the next line", "gitlab-ci", 5000, gitlabPartial},
		{"expanded", "json-escaped", 5000, expanded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var raw strings.Builder
			var numbers []int64 // of the lines of the input in which the lines of the text begin
			next := int64(1)
			for i := range tt.lines {
				numbers = append(numbers, next)
				wrapped := tt.wrap(i, fmt.Sprintf("line %d.", i)) + "\n"
				next += int64(strings.Count(wrapped, "\n"))
				raw.WriteString(wrapped)
			}
			u := unwrapText(t, raw.String(), []*wrapping{row(t, tt.layer)})
			text := u.text(t, "")
			for i := 0; i < tt.lines; i += 1 + tt.lines/100 {
				at := strings.Index(text, fmt.Sprintf("line %d.", i))
				if got, start := u.rawLine(int64(at)); at < 0 || got != numbers[i] || !strings.HasPrefix(raw.String()[start:], strings.SplitN(tt.wrap(i, fmt.Sprintf("line %d.", i)), "\n", 2)[0]) {
					t.Fatalf("line %d at %d leads to %d, want %d", i, at, got, numbers[i])
				}
			}
		})
	}
}

func TestUnwrapWritten(t *testing.T) {
	raw := "2026-08-21T09:24:33.1Z stderr F a\n2026-08-21T09:24:33.2Z stderr F b\nc\n2026-08-21T09:24:33.4Z stderr P d\n2026-08-21T09:24:33.5Z stderr F e\n"
	u := unwrapText(t, raw, []*wrapping{row(t, "cri")})
	text := u.text(t, "")
	if text != "a\nb\nde\nc\n" {
		t.Fatalf("text %q", text)
	}
	for line, want := range map[string]string{"a": "33.1Z", "b": "33.2Z", "c": "", "e": "33.4Z"} {
		_, start := u.rawLine(int64(strings.Index(text, line)))
		whole, _, _ := strings.Cut(raw[start:], "\n")
		if got := u.written([]byte(whole), start); !strings.HasSuffix(got, want) || (got == "") != (want == "") {
			t.Errorf("%s was written %q, want %q", line, got, want)
		}
	}
}

// TestUnwrapEnd: where the input ends inside a line, so does the text, but streams never flow into each other.
func TestUnwrapEnd(t *testing.T) {
	tests := []struct{ raw, layer, want string }{
		{"[pod/a/b] x\n[pod/a/b] y\n", "kubectl", "x\ny\n"},
		{"[pod/a/b] x\n[pod/a/b] y", "kubectl", "x\ny"},
		{"[pod/a/b] x\n[pod/c/d] y\n[pod/a/b] z", "kubectl", "x\nz\ny\n"},
		{"2026-08-21T09:24:33.1Z stderr F x\n2026-08-21T09:24:33.1Z stderr P y\n", "cri", "x\ny"},
		{"2026-08-21T09:24:33.1Z stderr P x\n2026-08-21T09:24:33.1Z stdout P y\n", "cri", "x\ny"},
		{"> x\r\n> y\r\n", "quote", "x\ny\n"},
		{"\ufeff> x\n> y\n", "quote", "x\ny\n"},
		{"\ufeff2026-08-21T09:24:33.2607391Z x\n", "github-actions", "x\n"},
		{"", "cri", ""},
	}
	for _, tt := range tests {
		u := unwrapText(t, tt.raw, []*wrapping{row(t, tt.layer)})
		if got := u.text(t, ""); got != tt.want {
			t.Errorf("%q holds %q, want %q", tt.raw, got, tt.want)
		}
	}
}

// TestUnwrapHeld: lines that never end are passed on before they fill the memory.
func TestUnwrapHeld(t *testing.T) {
	part := "2026-08-21T09:24:33.1Z stderr P " + strings.Repeat("x", 1<<20) + "\n"
	raw := strings.Repeat(part, 40)
	u := unwrapText(t, raw, []*wrapping{row(t, "cri")})
	if lines := bytes.Count([]byte(u.text(t, "")), []byte{'\n'}); u.size < 40<<20 || lines == 0 {
		t.Errorf("%d bytes in %d lines", u.size, lines)
	}
}

// broken fails behind its first bytes.
type broken struct{ good []byte }

func (b broken) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= int64(len(b.good)) {
		return 0, errors.New("disk on fire")
	}
	n := copy(p, b.good[offset:])
	if n < len(p) {
		return n, io.ErrUnexpectedEOF
	}
	return n, nil
}

func TestUnwrapBroken(t *testing.T) {
	good := []byte("> goroutine 1 [running]:\n> main.main()\n")
	u, err := unwrap(broken{good}, 1000, []region{{0, []*wrapping{row(t, "quote")}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := u.text(t, ""); got != "goroutine 1 [running]:\nmain.main()\n" || u.failure == nil {
		t.Errorf("text %q, failure %v", got, u.failure)
	}
	if err := u.Close(); err != nil {
		t.Error(err)
	}
	u, err = unwrap(bytes.NewReader(good), 1000, []region{{0, []*wrapping{row(t, "quote")}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if u.shrunk != int64(len(good)) {
		t.Errorf("the input ended at %d, want %d", u.shrunk, len(good))
	}
	if err := u.Close(); err != nil {
		t.Error(err)
	}
}

func TestStripAllocations(t *testing.T) {
	line := []byte("2026-08-21T09:24:33.260739149Z stderr F \t/usr/local/go/src/runtime/proc.go:462 +0xce")
	for _, name := range []string{"cri"} {
		w := row(t, name)
		if n := testing.AllocsPerRun(100, func() { w.strip(line) }); n > 0 {
			t.Errorf("%s: %v allocations a line", name, n)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	text := strings.Repeat(wrapDumps(b)[7].text, 200)
	for _, f := range wrapForms {
		if f.form != "full" && f.form != "json-file" && f.form != "prefix" && f.form != "short" {
			continue
		}
		raw := f.wrap(text)
		b.Run(f.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				u, err := unwrap(strings.NewReader(raw), int64(len(raw)), []region{{0, []*wrapping{row(b, f.name)}}}, Options{})
				if err != nil {
					b.Fatal(err)
				}
				if err := u.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
