package profile

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// wrapForm makes one form of a wrapping: around each line, or around a text as a whole.
type wrapForm struct {
	name   string // of the row
	form   string
	line   func(i int, line string) string
	whole  func(text string) string
	before string                   // lines that the wrapping adds to the text
	want   func(text string) string // what comes out, where it is not the text
}

func (f *wrapForm) wrap(text string) string {
	if f.whole != nil {
		return f.whole(text)
	}
	return eachLine(text, f.line)
}

func (f *wrapForm) unwrapped(text string) string {
	if f.want != nil {
		text = f.want(text)
	}
	return f.before + text
}

func eachLine(text string, wrap func(i int, line string) string) string {
	var b strings.Builder
	i := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		b.WriteString(wrap(i, line) + "\n")
		i++
	}
	return b.String()
}

// behind makes the wrapper of a prefix with a time; the verb %09d is the part of the second behind the point.
func behind(format string, verbs int) func(int, string) string {
	return func(i int, line string) string {
		fraction := fmt.Sprintf("%09d", 260739149+i*1013)
		return strings.ReplaceAll(format, "FRACTION", fraction[:verbs]) + line
	}
}

// onlyEvidence is how a logger writes a text of several lines: its prefix stands before the first. Here each goroutine
// and each crash is such a text.
func onlyEvidence(prefix string) func(int, string) string {
	return func(_ int, line string) string {
		if isGoroutine([]byte(line)) || isCrash([]byte(line)) {
			return prefix + line
		}
		return line
	}
}

// wrapForms in the order of the table. Sources: CRI log format (k8s.io/cri-api); moby jsonfilelog; kubectl and stern
// help; Timestamper's manual; gitlab ansi2json/converter.rb; journalctl(1), --output; RFC 3164, RFC 5424; k8s.io/klog.
var wrapForms = []wrapForm{
	{name: "cri", form: "full", line: behind("2026-08-21T09:24:33.FRACTIONZ stderr F ", 9)},
	{name: "cri", form: "local time", line: behind("2026-08-21T09:24:33.FRACTION+02:00 stdout F ", 9)},
	{name: "cri", form: "partial", line: criPartial(16)},
	{name: "docker-json", form: "json-file", line: dockerLine},
	{name: "docker-json", form: "blanks", line: func(_ int, line string) string {
		return `{"log": ` + encode(line+"\n") + `, "stream": "stderr", "time": "2026-08-21T09:24:33Z"}`
	}},
	{name: "docker-json", form: "attrs, other order", line: func(_ int, line string) string {
		return `{"attrs":{"tag":"api","a":"}"},"time":"2026-08-21T09:24:33.26Z","stream":"stdout","log":` + encode(line+"\r\n") + `}`
	}},
	{name: "docker-json", form: "partial", line: dockerPartial(16)},
	{name: "kubectl", form: "prefix", line: behind("[pod/api-7d9/app] ", 0)},
	{name: "kubectl", form: "prefix, timestamps", line: behind("[pod/api-7d9f8b6c5-x2x1z/app] 2026-08-21T09:24:33.FRACTIONZ ", 9)},
	{name: "kubectl", form: "timestamps", line: behind("2026-08-21T09:24:33.FRACTIONZ ", 9)},
	{name: "stern", form: "pod container", line: behind("api-7d9f8b6c5-x2x1z app ", 0)},
	{name: "stern", form: "pod › container", line: behind("api-0 › app ", 0)},
	{name: "stern", form: "all namespaces", line: behind("team-a api-7d9f8b6c5-x2x1z app 08-21 09:24:33 ", 0)},
	{name: "stern", form: "timestamps", line: behind("api-0 app 2026-08-21T09:24:33.FRACTION+02:00 ", 9)},
	{name: "compose", form: "v2", line: behind("api-1  | ", 0)},
	{name: "compose", form: "v1", line: behind("shop_api_1       | ", 0)},
	{name: "compose", form: "timestamps", line: behind("api-1  | 2026-08-21T09:24:33.FRACTIONZ ", 9)},
	{name: "journald", form: "short", line: behind("Nov 20 13:28:00 host api[1234]: ", 0)},
	{name: "journald", form: "short-precise", line: behind("Nov  1 13:28:00.FRACTION host api[1234]: ", 6)},
	{name: "journald", form: "short-iso", line: behind("2026-11-20T13:28:00+0000 host.example.org api[1234]: ", 0)},
	{name: "journald", form: "short-iso-precise", line: behind("2026-11-20T13:28:00.FRACTION+01:00 host api[1234]: ", 6)},
	{name: "journald", form: "short-full, with-unit", line: behind("Fri 2026-11-20 13:28:00 CET host api.service[1234]: ", 0)},
	{name: "journald", form: "short-monotonic", line: behind("[ 1234.FRACTION] host api[1234]: ", 6)},
	{name: "journald", form: "file of rsyslog", line: func(_ int, line string) string {
		return "Nov 20 13:28:00 host api[1234]: " + strings.ReplaceAll(line, "\t", "#011")
	}},
	{name: "syslog", form: "RFC 3164", line: behind("<14>Nov 20 13:28:00 host api: ", 0)},
	{name: "syslog", form: "file", line: behind("Nov 20 13:28:00 host api: ", 0)},
	{name: "syslog", form: "RFC 5424", line: behind(`<165>1 2026-11-20T13:28:00.FRACTIONZ host api 1234 ID47 [origin@123 ip="10.0.0.1" x="a]b\"c"][meta] `, 6)},
	{name: "syslog", form: "RFC 5424 without data", line: behind("<14>1 2026-11-20T13:28:00+01:00 host api - - - \ufeff", 0)},
	{name: "github-actions", form: "raw", line: func(i int, line string) string {
		prefix := "2026-08-21T09:24:33.FRACTIONZ "
		if i == 0 {
			prefix = "\ufeff" + prefix
		}
		return behind(prefix, 7)(i, line)
	}},
	{name: "github-actions", form: "gh run view --log", line: behind("test (ubuntu-latest, 1.26)\tRun go test ./...\t2026-08-21T09:24:33.FRACTIONZ ", 7)},
	{name: "gitlab-ci", form: "FF_TIMESTAMPS", line: behind("2026-08-21T09:24:33.FRACTIONZ 01E ", 6)},
	{name: "gitlab-ci", form: "long lines", line: gitlabPartial},
	{name: "jenkins", form: "pipeline", line: behind("[2026-08-21T09:24:33.FRACTIONZ] ", 3)},
	{name: "jenkins", form: "console", line: behind("09:24:33  ", 0)},
	{name: "klog", form: "first lines", line: onlyEvidence("E0821 09:24:33.260739       1 runtime.go:142] ")},
	{name: "klog", form: "each line", line: behind("I0821 09:24:33.FRACTION 1234567 proxy.go:7] ", 6)},
	{name: "stdlog", form: "first lines", line: onlyEvidence("2026/08/21 09:24:33 ")},
	{name: "stdlog", form: "slog's default", line: onlyEvidence("2026/08/21 09:24:33 ERROR ")},
	{name: "timestamp", form: "RFC 3339", line: behind("2026-08-21T09:24:33Z ", 0)},
	{name: "timestamp", form: "comma", line: behind("2026-08-21 09:24:33,FRACTION ", 3)},
	{name: "timestamp", form: "brackets", line: behind("[2026-08-21 09:24:33.FRACTION +0200] ", 6)},
	{name: "json-escaped", form: "zap", before: "panic recovered: boom\n", whole: func(text string) string {
		return `{"level":"error","ts":1787304273.26,"caller":"app/main.go:35","msg":"panic recovered","error":"boom","stacktrace":` + encode(text) + "}\n"
	}},
	{name: "json-escaped", form: "long", whole: func(text string) string {
		return `{"level":"error","request":"` + strings.Repeat("x", 1<<20) + `","stack":` + encode(text) + "}\n"
	}},
	{name: "json-escaped", form: "zerolog", whole: func(text string) string {
		return `{"level":"error","stack":` + encode(text) + `,"time":"2026-08-21T09:24:33Z"}` + "\n"
	}},
	{name: "json-escaped", form: "Google Cloud, each line", line: func(_ int, line string) string {
		return `{"insertId":"1x","textPayload":` + encode(line) + `,"resource":{"type":"k8s_container","labels":{"location":"eu"}},"timestamp":"2026-08-21T09:24:33.26Z","severity":"ERROR"}`
	}},
	{name: "json-escaped", form: "Datadog, nested", whole: func(text string) string {
		return `{"id":"A","content":{"timestamp":"2026-08-21T09:24:33.26Z","attributes":{"level":"error","tags":["a","b"],"error":{"stack":` + encode(text) + `}}}}` + "\n"
	}},
	{name: "json-escaped", form: "escaped twice", whole: func(text string) string {
		quoted := encode(text)
		return `{"level":"error","message":` + encode(quoted[1:len(quoted)-1]) + "}\n"
	}},
	{name: "logfmt-escaped", form: "logrus", before: "panic recovered\n", whole: func(text string) string {
		return `time="2026-08-21T09:24:33Z" level=error msg="panic recovered" path=/x stack=` + strconv.Quote(text) + "\n"
	}},
	{name: "ansi", form: "colours", line: func(_ int, line string) string { return "\x1b[31m" + line + "\x1b[0m" }},
	{name: "ansi", form: "words, a link, a title", line: func(_ int, line string) string {
		return "\x1b]0;title\x07\x1b[1m" + strings.Replace(line, ".", "\x1b[38;5;196m.\x1b]8;;https://example.org\x1b\\\x1b]8;;\x1b\\\x1b(B\x1b[m", 1) + "\x1b[K"
	}},
	{name: "ansi", form: "progress", line: unlessEmpty(" 50%\r100%\r")},
	{name: "quote", form: "Markdown", line: behind("> ", 0)},
	{name: "quote", form: "nested, bare blank lines", line: func(_ int, line string) string { return strings.TrimRight(">> "+line, " ") }},
	{name: "comment", form: "Go", line: behind("// ", 0)},
	{name: "comment", form: "shell", line: behind("# ", 0)},
	{name: "comment", form: "C", line: behind(" * ", 0)},
	{name: "comment", form: "SQL", line: behind("-- ", 0)},
	{name: "indented", form: "blanks", line: behind("    ", 0)},
	{name: "indented", form: "tab", line: unlessEmpty("\t")},
	{name: "prefix", form: "worker", line: behind("worker#2 INFO  ", 0)},
	{name: "prefix", form: "numbers", line: func(i int, line string) string {
		return fmt.Sprintf("%d.%03d (%c%d) api~> ", 1000+i, i%1000, 'a'+rune(i%3), i%7) + line
	}},
}

// unlessEmpty puts a prefix before lines that are not empty.
func unlessEmpty(prefix string) func(int, string) string {
	return func(_ int, line string) string {
		if line == "" {
			return ""
		}
		return prefix + line
	}
}

func encode(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always can
	}
	return string(b)
}

// criPartial cuts lines; containerd does so at 16 KiB.
func criPartial(size int) func(int, string) string {
	return func(i int, line string) string {
		prefix := fmt.Sprintf("2026-08-21T09:24:33.%09dZ stderr ", i)
		var b strings.Builder
		for ; len(line) > size; line = line[size:] {
			b.WriteString(prefix + "P " + line[:size] + "\n")
			if i%5 == 0 {
				b.WriteString("2026-08-21T09:24:33.000000001Z stdout F served\n")
			}
		}
		return b.String() + prefix + "F " + line
	}
}

func dockerLine(i int, line string) string {
	return fmt.Sprintf(`{"log":%s,"stream":"stderr","time":"2026-08-21T09:24:33.%09dZ"}`, encode(line+"\n"), i)
}

func dockerPartial(size int) func(int, string) string {
	return func(i int, line string) string {
		var b strings.Builder
		for ; len(line) > size; line = line[size:] {
			fmt.Fprintf(&b, `{"log":%s,"stream":"stderr","time":"2026-08-21T09:24:33.%09dZ"}`+"\n", encode(line[:size]), i)
		}
		return b.String() + dockerLine(i, line)
	}
}

func gitlabPartial(i int, line string) string {
	var b strings.Builder
	mark := " "
	for ; len(line) > 16; line = line[16:] {
		fmt.Fprintf(&b, "2026-08-21T09:24:33.%06dZ 01E%s%s\n", i, mark, line[:16])
		mark = "+"
	}
	return fmt.Sprintf("%s2026-08-21T09:24:33.%06dZ 01E%s%s", b.String(), i, mark, line)
}

// fold cuts lines as a terminal does from which they are copied: tabs have become blanks, blanks at the end are gone.
func fold(text string, width int) string {
	return eachLine(detab(text), func(_ int, line string) string {
		var b strings.Builder
		for ; len(line) > width; line = line[width:] {
			b.WriteString(strings.TrimRight(line[:width], " ") + "\n")
		}
		return b.String() + line
	})
}

func detab(text string) string { return strings.ReplaceAll(text, "\t", "        ") }

// dump is a real text that is wrapped.
type dump struct{ name, text string }

// dumps are ten of different shapes.
func wrapDumps(t testing.TB) []dump {
	t.Helper()
	fromCorpus := func(path string) string {
		data, err := os.ReadFile(filepath.Join("../testdata/corpus", path))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	fromGolden := func(name string) string {
		for _, c := range texts(t) {
			if filepath.Base(c.name) == name {
				return string(c.data)
			}
		}
		t.Fatalf("no capture %s", name)
		return ""
	}
	nilMap, nilPointer := fromCorpus("cases/concurrent-map/go1.26.8.nil.txt"), fromCorpus("cases/runtime-panics/go1.26.8.nilptr.txt")
	return []dump{
		{"panic", nilPointer},
		{"fatal, runtime stack", fromCorpus("cases/concurrent-map/go1.26.8.ww-GOTRACEBACK-system.txt")},
		{"SIGQUIT", fromGolden("quit-crash.go1.20.14")},
		{"labels", fromGolden("debug2_labels.txt")},
		{"synctest", fromGolden("synctest-deadlock.go1.27.4")},
		{"cgo", fromCorpus("cases/cgo-segv-in-c/go1.26.8.null.txt")},
		{"stack overflow", fromCorpus("cases/stack-overflow/go1.26.8.small.txt")},
		{"debug=2", fromCorpus("healthy-http.d2.txt")},
		{"two panics", nilMap + "restarting\nserving on :8080\n" + nilPointer},
		{"panic of several lines", fromCorpus("cases/defer-recover-boundary/go1.26.8.multiline.txt")},
	}
}
