package profile

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func layerNames(layers []*wrapping) []string {
	var names []string
	for _, l := range layers {
		names = append(names, l.name)
	}
	return names
}

func inferText(text string) []*wrapping {
	return inferLayers(strings.NewReader(text), int64(len(text)), 0)
}

// unwrapText takes wrappings off a text that stands in memory.
func unwrapText(t testing.TB, text string, layers []*wrapping) *unwrapped {
	t.Helper()
	u, err := unwrap(strings.NewReader(text), int64(len(text)), []region{{0, layers}}, Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := u.Close(); err != nil {
			t.Error(err)
		}
	})
	return u
}

// stream reads the text of one stream; the name "" is that of all.
func (u *unwrapped) text(t testing.TB, stream string) string {
	t.Helper()
	at := Span{0, u.size}
	for _, s := range u.streams {
		if s.Name == stream && stream != "" {
			at = s.Place
		}
	}
	data, err := io.ReadAll(io.NewSectionReader(u, at.Start, at.End-at.Start))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// expect infers how a text is wrapped, and checks what is found inside.
func expect(t *testing.T, text string, layers []string, want string) {
	t.Helper()
	found := inferText(text)
	if got := layerNames(found); !slices.Equal(got, layers) {
		t.Errorf("layers %v, want %v, around:\n%s", got, layers, text[:min(len(text), 2000)])
		return
	}
	u := unwrapText(t, text, found)
	got := u.text(t, "")
	for _, s := range u.streams {
		if s.Name == "stderr" {
			got = u.text(t, "stderr")
		}
	}
	if strings.TrimRight(got, "\n") != strings.TrimRight(want, "\n") {
		t.Errorf("unwrapped (-want +got):\n%s", difference(want, got))
	}
}

// TestInferEach puts the first form of each wrapping around all dumps, and the others around one.
func TestInferEach(t *testing.T) {
	dumps := wrapDumps(t)
	for i, f := range wrapForms {
		around := dumps
		if i > 0 && wrapForms[i-1].name == f.name {
			around = dumps[i%len(dumps) : i%len(dumps)+1]
		}
		for _, d := range around {
			t.Run(f.name+"/"+f.form+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				expect(t, f.wrap(d.text), []string{f.name}, f.unwrapped(d.text))
			})
		}
	}
}

// TestInferLate puts each wrapping's ordinary lines before the dump, more than a sample holds.
func TestInferLate(t *testing.T) {
	var log strings.Builder
	for i := range 1000 {
		log.WriteString("served request " + strings.Repeat("x", i%7) + " in 12ms\n")
	}
	dumps := wrapDumps(t)
	for i, f := range wrapForms {
		t.Run(f.name+"/"+f.form, func(t *testing.T) {
			d := dumps[i%len(dumps)]
			if f.whole != nil {
				text := eachLine(log.String(), func(_ int, line string) string { return `{"level":"info","msg":` + encode(line) + "}" })
				expect(t, text+f.wrap(d.text), []string{f.name}, text+f.unwrapped(d.text))
				return
			}
			expect(t, f.wrap(log.String()+d.text), []string{f.name}, f.unwrapped(log.String()+d.text))
		})
	}
}

// TestInferTwo puts two wrappings around each other.
func TestInferTwo(t *testing.T) {
	form := func(name, form string) *wrapForm {
		for i := range wrapForms {
			if wrapForms[i].name == name && wrapForms[i].form == form {
				return &wrapForms[i]
			}
		}
		t.Fatalf("no form %s of %s", form, name)
		return nil
	}
	tests := []struct{ outer, inner *wrapForm }{
		{form("cri", "full"), form("ansi", "colours")},
		{form("cri", "partial"), form("ansi", "words, a link, a title")},
		{&wrapForm{name: "cri", line: criPartial(1000)}, form("json-escaped", "zap")},
		{form("docker-json", "json-file"), form("ansi", "words, a link, a title")},
		{form("docker-json", "json-file"), form("json-escaped", "zap")},
		{&wrapForm{name: "docker-json", line: dockerPartial(1000)}, form("logfmt-escaped", "logrus")},
		{form("kubectl", "prefix"), form("json-escaped", "zap")},
		{form("kubectl", "prefix, timestamps"), form("json-escaped", "Datadog, nested")},
		{form("kubectl", "prefix"), form("prefix", "worker")},
		{form("ansi", "colours"), form("compose", "v2")},
		{form("github-actions", "gh run view --log"), form("compose", "v2")},
		{form("github-actions", "raw"), form("ansi", "colours")},
		{form("gitlab-ci", "long lines"), form("ansi", "progress")},
		{form("journald", "short"), form("stdlog", "first lines")},
		{form("quote", "Markdown"), form("indented", "blanks")},
		{form("comment", "Go"), form("indented", "tab")},
		{form("indented", "blanks"), form("compose", "v2")},
		{form("json-escaped", "Google Cloud, each line"), form("timestamp", "comma")},
	}
	dumps := wrapDumps(t)
	for i, tt := range tests {
		for j, d := range dumps {
			if tt.inner.name != "ansi" && (i+j)%3 != 0 {
				continue
			}
			t.Run(tt.inner.name+" in "+tt.outer.name+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				expect(t, tt.outer.wrap(tt.inner.wrap(d.text)), []string{tt.outer.name, tt.inner.name}, tt.inner.unwrapped(d.text))
			})
		}
	}
}

// TestInferFolded folds each dump as terminals of several widths do. In the short ones no line of a stack is longer.
func TestInferFolded(t *testing.T) {
	for _, d := range wrapDumps(t) {
		text := detab(d.text)
		widths := []int{132, 100, 80, 72, 60, 48, 40}
		if len(text) < 500 {
			widths = []int{40}
		}
		for _, columns := range widths {
			folded := fold(d.text, columns)
			if strings.Count(folded, "\n") < strings.Count(text, "\n")+3 {
				continue
			}
			t.Run(fmt.Sprint(d.name, "/", columns), func(t *testing.T) {
				t.Parallel()
				expect(t, folded, []string{"folded", "spaces"}, respaced(text))
			})
		}
	}
	dump := detab(wrapDumps(t)[6].text)
	pods := eachLine(dump, behind("[pod/api-7d9f8b6c5-x2x1z/app] ", 0))
	expect(t, fold(pods, 80), []string{"folded", "kubectl", "spaces"}, respaced(dump))
}

// respaced takes the wrapping spaces off a text.
func respaced(text string) string {
	text, _ = stripText((&wrapping{fit: fitSpaces}).fitted(text), text)
	return text
}

func TestInferSure(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{eachLine("served\nserved again\n", wrapForms[0].line), []string{"cri"}},
		{eachLine("served\nserved again\n", dockerLine), []string{"docker-json"}},
		{eachLine("served\nserved again\n", behind("[pod/a/b] ", 0)), []string{"kubectl"}},
		{eachLine("served\nserved again\n", behind("2026-08-21T09:24:33Z ", 0)), nil},
		{eachLine(eachLine("served\n", dockerLine), behind("[pod/a/b] ", 0)), []string{"kubectl", "docker-json"}},
		{"2026/08/21 09:24:33 panic: boom\n2026/08/21 09:24:33 served\n", nil}, // a recovered panic
		{"", nil},
		{"\n\n", nil},
	}
	for _, tt := range tests {
		if got := layerNames(inferText(tt.text)); !slices.Equal(got, tt.want) {
			t.Errorf("%q: layers %v, want %v", tt.text, got, tt.want)
		}
	}
}

// TestInferMixed are texts that are wrapped only in part.
func TestInferMixed(t *testing.T) {
	const frames = "main.work(0x1)\n\t/home/dev/src/app/main.go:12 +0x1d\ncreated by main.main in goroutine 1\n\t/home/dev/src/app/main.go:8 +0x2f\n"
	tests := []struct {
		name, text string
		layers     []string
		want       string
	}{
		{
			"testing.T.Log",
			"    main_test.go:12: goroutine 7 [running]:\n" + eachLine(frames, behind("        ", 0)) + "--- FAIL: TestWork (0.00s)\n",
			[]string{"stdlog", "indented"},
			"goroutine 7 [running]:\n" + frames + "--- FAIL: TestWork (0.00s)\n",
		},
		{
			"a logger's prefix before a stack",
			"2026-08-21T09:24:33.260Z\tERROR\tapp/main.go:33\tboom\tgoroutine 7 [running]:\n" + frames + "2026-08-21T09:24:34.260Z\tINFO\tapp/main.go:40\tserving\n",
			[]string{"prefix"},
			"2026-08-21T09:24:33.260Z\tERROR\tapp/main.go:33\tboom\ngoroutine 7 [running]:\n" + frames + "2026-08-21T09:24:34.260Z\tINFO\tapp/main.go:40\tserving\n",
		},
		{
			"Docker's form without newlines",
			eachLine("goroutine 7 [running]:\n"+frames, func(_ int, line string) string {
				return `{"log":` + encode(line) + `,"stream":"stderr","time":"2026-08-21T09:24:33Z"}`
			}),
			[]string{"json-escaped"},
			"goroutine 7 [running]:\n" + frames,
		},
		{
			"records over many lines",
			"[\n  {\n    \"message\": " + encode("goroutine 7 [running]:\n"+frames) + ",\n    \"severity\": \"ERROR\"\n  }\n]\n",
			[]string{"json-escaped"},
			"[\n  {\n    \"severity\": \"ERROR\"\n  }\n]\ngoroutine 7 [running]:\n" + frames,
		},
		{
			"klog's values of several lines",
			"E0821 09:24:33.260739       1 runtime.go:142] \"Observed a panic\" panic=\"boom\" stacktrace=<\n" + eachLine("goroutine 7 [running]:\n"+frames, behind("\t", 0)) + " >\n",
			[]string{"indented"},
			"E0821 09:24:33.260739       1 runtime.go:142] \"Observed a panic\" panic=\"boom\" stacktrace=<\ngoroutine 7 [running]:\n" + frames + " >\n",
		},
		{
			"a stack in a comment of Go source",
			"package x\n\n" + eachLine("goroutine 7 [running]:\n"+frames, behind("//\t", 0)) + "var x int\n",
			[]string{"comment", "indented"},
			"package x\n\ngoroutine 7 [running]:\n" + frames + "var x int\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { expect(t, tt.text, tt.layers, tt.want) })
	}
}
