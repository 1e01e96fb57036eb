package profile

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fitted gives a row as it is for a sample; nil where the sample does not have its form.
func (w *wrapping) fitted(sample string) *wrapping {
	if w.fit == nil {
		return w
	}
	var pieces []piece
	number := int64(0)
	for line := range strings.Lines(sample) {
		number++
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			pieces = append(pieces, piece{text: []byte(line), number: number})
		}
	}
	if len(pieces) == 0 {
		return nil
	}
	return w.fit(pieces)
}

// stripText takes one wrapping off a text, and counts the lines off which it came.
func stripText(w *wrapping, text string) (inside string, stripped int) {
	var lines []string
	p := newPeeler(w, func(l *piece) { lines = append(lines, string(l.text)) })
	for i, line := range strings.Split(text, "\n") {
		p.take(&piece{text: []byte(strings.TrimSuffix(line, "\r")), number: int64(i + 1)})
	}
	p.releaseAll()
	return strings.Join(lines, "\n"), p.stripped
}

func TestWrappings(t *testing.T) {
	for i := range wrappings {
		row := &wrappings[i]
		w := row.fitted(row.sample)
		if w == nil {
			t.Errorf("%s: its sample does not have its form", row.name)
			continue
		}
		if got, _ := stripText(w, row.sample); got != row.text {
			t.Errorf("%s: %q holds %q, want %q", row.name, row.sample, got, row.text)
		}
		if (row.strip == nil) == (row.fit == nil) || w.name != row.name {
			t.Errorf("%s: needs one of strip and fit", row.name)
		}
	}
}

// stripForms are lines and what is in them; "no" in place of a stream: the row of that name does not wrap them.
var stripForms = []struct{ name, line, text, stream, time string }{
	{"cri", "2026-08-21T09:24:33.260739149Z stderr F panic: x", "panic: x", "stderr", "2026-08-21T09:24:33.260739149Z"},
	{"cri", "2026-08-21T09:24:33.26+02:00 stdout F:tag2 a  b", "a  b", "stdout", "2026-08-21T09:24:33.26+02:00"},
	{"cri", "2026-08-21T09:24:33Z stderr F", "", "stderr", "2026-08-21T09:24:33Z"},
	{"docker-json", `{"log":"a\\n\u001b[31m\u00e9\ud83d\ude00\n","stream":"stdout","time":"2026-08-21T09:24:33Z"}`, "a\\n\x1b[31mé😀", "stdout", "2026-08-21T09:24:33Z"},
	{"docker-json", `{ "stream" : "stderr" , "log" : "\t\"}\r\n" , "time" : "t" , "kubernetes" : {"a":["}"]} }`, "\t\"}", "stderr", "t"},
	{"docker-json", `{"log":"whole","stream":"stdout","logtag":"F","time":"t"}`, "whole", "stdout", "t"},
	{"kubectl", "[pod/api-7d9/app] panic: x", "panic: x", "api-7d9/app", ""},
	{"kubectl", "[pod/api-7d9/app]", "", "api-7d9/app", ""},
	{"stern", "+ api-0 › app", "+ api-0 › app", "", ""},
	{"stern", "kube-system coredns-7d9f8b6c5-mvx2z coredns panic: x", "panic: x", "coredns-7d9f8b6c5-mvx2z coredns", ""},
	{"compose", "shop-api-1  | ", "", "shop-api-1", ""},
	{"compose", "api.1.k2@node-3    | panic: x", "panic: x", "api.1.k2@node-3", ""},
	{"journald", "Nov 20 13:28:00 host api[1234]: panic: x", "panic: x", "host api[1234]", "Nov 20 13:28:00"},
	{"journald", "Fri 2026-11-20 13:28:00 CET host api.service[1]: #011x.go:1", "\tx.go:1", "host api.service[1]", "Fri 2026-11-20 13:28:00 CET"},
	{"syslog", "<14>Nov 20 13:28:00 host api: panic: x", "panic: x", "host api", "Nov 20 13:28:00"},
	{"syslog", "<14>1 2026-11-20T13:28:00Z host api 77 - - panic: x", "panic: x", "host api", "2026-11-20T13:28:00Z"},
	{"github-actions", "\ufeff2026-08-21T09:24:33.2607391Z panic: x", "panic: x", "", "2026-08-21T09:24:33.2607391Z"},
	{"github-actions", "test (1.26)\tUNKNOWN STEP\t2026-08-21T09:24:33.2607391Z", "", "test (1.26)", "2026-08-21T09:24:33.2607391Z"},
	{"gitlab-ci", "2026-08-21T09:24:33.260739Z 00O panic: x", "panic: x", "00O", "2026-08-21T09:24:33.260739Z"},
	{"jenkins", "09:24:33  panic: x", "panic: x", "", "09:24:33"},
	{"klog", "E0821 09:24:33.260739       1 runtime.go:142] panic: x", "panic: x", "", "0821 09:24:33.260739"},
	{"stdlog", "2026/08/21 09:24:33.260739 app/main.go:33: panic: x", "panic: x", "", "2026/08/21 09:24:33.260739"},
	{"stdlog", "    main_test.go:33: goroutine 7 [running]:", "goroutine 7 [running]:", "", ""},
	{"stdlog", "2026/08/21 09:24:33 served", "", "no", ""},
	{"timestamp", "2026-08-21 09:24:33.260 UTC panic: x", "panic: x", "", "2026-08-21 09:24:33.260 UTC"},
	{"json-escaped", `{"level":"error","msg":"served"}`, "", "no", ""},
	{"json-escaped", `{"level":"error","msg":"boom","stack":"main.main()\n\t/x.go:1 +0x1"`, "boom\nmain.main()\n\t/x.go:1 +0x1", "", ""},
	{"json-escaped", `{"level":"error","message":"boom","stack":"main.main\n\t/home/dev/main.go:3`, "boom\nmain.main\n\t/home/dev/main.go:3", "", ""},
	{"json-escaped", `{"severity":"ERROR","time":"t1","message":"exit status 2","kubernetes":{"pod_name":"api-0"}}`, "exit status 2", "api-0", "t1"},
	{"json-escaped", `{"level":"error","error":"boom","stack":[{"func":"work","line":"35","source":"main.go"},{"func":"main","line":"9","source":"main.go"}],"message":"failed"}`, "failed: boom\nwork\n\tmain.go:35\nmain\n\tmain.go:9", "", ""},
	{"json-escaped", `{"level":"error","msg":"x","data":{"trace":["goroutine 1 [running]:","main.main()"]}}`, "x\ngoroutine 1 [running]:\nmain.main()", "", ""},
	{"json-escaped", `{"level":"error","msg":"x","errorVerbose":"x\nmain.main\n\t/app/x.go:1","stacktrace":"main.f\n\t/app/y.go:2"}`, "x\nx\nmain.main\n\t/app/x.go:1\nmain.f\n\t/app/y.go:2", "", ""},
	{"json-escaped", `      "message": "panic: x\n\ngoroutine 1 [running]:\nmain.main()",`, "panic: x\n\ngoroutine 1 [running]:\nmain.main()", "", ""},
	{"json-escaped", `[{"message":"panic: x","timestamp":1},{"message":""},{"message":"goroutine 1 [running]:"},{"message":"main.main()"},{"message":"exit status 2"}]`, "panic: x\n\ngoroutine 1 [running]:\nmain.main()\nexit status 2", "", ""},
	{"json-escaped", `{"Time":"t1","Action":"output","Package":"x","Output":"goroutine 1 [running]:\n"}`, "goroutine 1 [running]:", "", "t1"},
	{"json-escaped", `{"__REALTIME_TIMESTAMP":"1787304273260739","_SYSTEMD_UNIT":"api.service","MESSAGE":"main.main()","PRIORITY":"6"}`, "main.main()", "api.service", "1787304273260739"},
	{"json-escaped", `{"Action":"run","Package":"x"}`, "", "no", ""},
	{"logfmt-escaped", `ts=1 level=error msg=failed err="boom \"x\"" stacktrace="main.main\n\t/app/x.go:1" done`, "failed: boom \"x\"\nmain.main\n\t/app/x.go:1", "", "1"},
	{"logfmt-escaped", `level=info msg="a b" took=1`, "", "no", ""},
	{"ansi", "\x1b[31mpanic:\x1b[0m x\x1b", "panic: x", "", ""},
	{"ansi", "\x1b]8;;https://x\x07panic: x\x1bPq\x1b\\", "panic: x", "", ""},
	{"ansi", "panic: x", "", "no", ""},
	{"quote", "> > >>\t/x.go:1", "\t/x.go:1", "", ""},
	{"comment", "//\tgoroutine 1 [running]:", "\tgoroutine 1 [running]:", "", ""},
	{"comment", "#\t0x4721c0", "", "no", ""},
}

func TestStripForms(t *testing.T) {
	for _, tt := range stripForms {
		var in inner
		var ok bool
		for i := range wrappings {
			if w := &wrappings[i]; w.name == tt.name && w.strip != nil && !ok {
				in, ok = w.strip([]byte(tt.line))
			}
		}
		if ok != (tt.stream != "no") {
			t.Errorf("%s: %q: wrapped %t", tt.name, tt.line, ok)
			continue
		}
		if ok && (string(in.text) != tt.text || string(in.stream) != tt.stream || string(in.time) != tt.time) {
			t.Errorf("%s: %q\n got %q stream %q time %q,\nwant %q stream %q time %q", tt.name, tt.line, in.text, in.stream, in.time, tt.text, tt.stream, tt.time)
		}
	}
}

// unwrappedGolden is how the expectation of a text begins off which no layer comes.
var unwrappedGolden = regexp.MustCompile(`^formats \[[^\]]*\] wrapping \[(?:bom|crlf|interleaved| )*\]`)

// plainCaptures are texts that nothing wraps.
func plainCaptures(t testing.TB) []capture {
	t.Helper()
	var all []capture
	for _, g := range goldenFiles(t) {
		for i, f := range g.archive.Files {
			if c := g.input(t, i); strings.HasSuffix(f.Name, ".want") && unwrappedGolden.Match(f.Data) {
				all = append(all, c)
			}
		}
	}
	for _, pattern := range []string{"*.txt", "*/*.txt", "*/*/*.txt"} {
		paths, err := filepath.Glob(filepath.Join("../testdata/corpus", pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no captures %s: %v", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, capture{path, data})
		}
	}
	return all
}

var blankLines = regexp.MustCompile(`\n\n+`)

func TestStripPlain(t *testing.T) {
	for _, c := range plainCaptures(t) {
		full := strings.Trim(blankLines.ReplaceAllString(string(c.data), "\n"), "\n")
		lines := strings.Count(full, "\n") + 1
		for i := range wrappings {
			w := wrappings[i].fitted(string(c.data))
			if w == nil || w.sparse {
				continue
			}
			if _, stripped := stripText(w, full); stripped*5 > lines && lines > 3 {
				t.Errorf("%s: %s comes off %d of %d lines", c.name, w.name, stripped, lines)
			}
		}
		if layers := inferText(string(c.data)); layers != nil {
			t.Errorf("%s: layers %v", c.name, layerNames(layers))
		}
	}
}

func FuzzStrip(f *testing.F) {
	for i := range wrappings {
		for line := range strings.Lines(wrappings[i].sample) {
			f.Add(line)
		}
		f.Add(wrappings[i].sample)
	}
	for _, form := range wrapForms {
		f.Add(form.wrap("panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for i := range wrappings {
			w := wrappings[i].fitted(text)
			if w == nil {
				continue
			}
			for line := range strings.SplitSeq(text, "\n") {
				before := []byte(line)
				if _, ok := w.stripper()(before); string(before) != line {
					t.Errorf("%s: strip %t changed %q into %q", w.name, ok, line, before)
				}
			}
			stripText(w, text)
		}
		inferText(text)
	})
}
