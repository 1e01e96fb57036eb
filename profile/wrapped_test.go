package profile

import (
	"bytes"
	"fmt"
	"html"
	"mime/quotedprintable"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// quotedCSV writes a field as Datadog does, always in quotes.
func quotedCSV(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// mail writes a text as mail does.
func mail(text string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	_, err := w.Write([]byte(text))
	if closed := w.Close(); err != nil || closed != nil {
		panic("a buffer takes all")
	}
	return strings.ReplaceAll(b.String(), "\r\n", "\n")
}

// context marks the lines as grep does: those that match with a colon, those around them with a hyphen.
func context(name string) func(int, string) string {
	return func(i int, line string) string {
		mark := "-"
		if isGoroutine([]byte(line)) {
			mark = ":"
		}
		return strings.ReplaceAll(name, "-", mark) + strconv.Itoa(i+1) + mark + line
	}
}

// shapedForms are further forms, of which other lines than the text's come out, too. Sources: go doc test2json;
// systemd's Journal Export Formats and logs-show.c; RFC 4180; GNU Grep Manual, Context Line Control; RFC 2045, 6.7;
// runit's svlogd(8); Heroku's, AWS', Loki's, fly.io's and pm2's command lines.
var shapedForms = []wrapForm{
	{name: "gotest-json", form: "events", whole: func(text string) string {
		return `{"Action":"start","Package":"x/y"}` + "\n" + `{"Action":"run","Package":"x/y","Test":"TestA"}` + "\n" + eachLine(text, func(_ int, line string) string {
			return `{"Time":"2026-11-20T13:28:00Z","Action":"output","Package":"x/y","Test":"TestA","Output":` + encode(line+"\n") + `}`
		}) + `{"Action":"fail","Package":"x/y","Elapsed":0.1}` + "\n"
	}},
	{name: "journald", form: "export", line: func(i int, line string) string {
		return fmt.Sprintf("__CURSOR=s=ab;i=%x\n_SYSTEMD_UNIT=api.service\nMESSAGE=%s\nPRIORITY=6\n", i, line)
	}},
	{name: "journald", form: "verbose", line: func(i int, line string) string {
		return fmt.Sprintf("Fri 2026-11-20 13:28:00.%06d UTC [s=ab;i=%x;b=12]\n    PRIORITY=6\n    MESSAGE=%s\n    _PID=12", i, i, line)
	}},
	{name: "journald", form: "one message", line: func(i int, line string) string {
		const prefix = "Nov 20 13:28:00 host api[1234]: "
		if i > 0 {
			return strings.Repeat(" ", len(prefix)) + line
		}
		return prefix + line
	}},
	{name: "journald", form: "first lines", line: onlyEvidence("Nov 20 13:28:00 host api[1234]: ")},
	{name: "syslog", form: "first lines", line: onlyEvidence("<14>Nov 20 13:28:00 host api: ")},
	{name: "timestamp", form: "first lines", line: onlyEvidence("2026-08-21 09:24:33,260 ")},
	{name: "json-escaped", form: "Google Cloud, over many lines", whole: func(text string) string {
		return "[\n" + eachLine(text, func(_ int, line string) string {
			return "  {\n    \"insertId\": \"1x\",\n    \"textPayload\": " + encode(line) + ",\n    \"severity\": \"ERROR\"\n  },"
		}) + "]\n"
	}},
	{name: "json-escaped", form: "journal, bytes", line: func(_ int, line string) string {
		message := encode(line)
		if len(line) > 1 {
			var numbers []string
			for _, c := range []byte(line) {
				numbers = append(numbers, strconv.Itoa(int(c)))
			}
			message = "[" + strings.Join(numbers, ",") + "]"
		}
		return `{"_SYSTEMD_UNIT":"api.service","MESSAGE":` + message + `,"PRIORITY":"6"}`
	}},
	{name: "escaped", form: "Python", whole: func(text string) string {
		return "b'" + strings.ReplaceAll(strings.Trim(strconv.Quote(text), `"`), `\"`, `"`) + "'\n"
	}},
	{name: "escaped", form: "Go", whole: func(text string) string { return "12:00:00 stopped " + strconv.Quote(text) + " {\"code\": 500}\n" }},
	{name: "csv", form: "a line each", line: func(_ int, line string) string {
		if strings.ContainsAny(line, "\",\t") {
			line = quotedCSV(line)
		}
		return "1787304273260," + line + ",ecs/api"
	}},
	{name: "csv", form: "always in quotes", line: func(_ int, line string) string { return `"2026-11-20T13:28:00.260Z";"host-1";` + quotedCSV(line) }},
	{name: "csv", form: "a record of many lines", whole: func(text string) string {
		return "Date,Host,Message,Service\n2026-11-20T13:28:00.260Z,host-1," + quotedCSV(text) + ",api\n2026-11-20T13:28:01.260Z,host-1,\"a\nb\",api\n"
	}},
	{name: "crlf", form: "serial console", line: func(_ int, line string) string { return line + "\r\r" }},
	{name: "diff", form: "added", line: behind("+", 0)},
	{name: "diff", form: "with context", whole: func(text string) string {
		return "--- a/dump.txt\n+++ b/dump.txt\n@@ -1,9 +1,200 @@\n" + eachLine(text, func(i int, line string) string { return "+ +++"[i%5:i%5+1] + line })
	}},
	{name: "grep", form: "-n", line: func(i int, line string) string { return fmt.Sprint(i+1, ":", line) }},
	{name: "grep", form: "-Hn", line: func(i int, line string) string { return fmt.Sprint("var/log/api-7.log:", i+1, ":", line) }},
	{name: "grep", form: "-A", line: context("")},
	{name: "grep", form: "-A of a file", line: context("api.log-")},
	{name: "grep", form: "-H", line: behind("var/log/api-7.log:", 0)},
	{name: "fenced", form: "Jira", whole: func(text string) string {
		return "It hangs:\n{noformat}" + strings.TrimSuffix(text, "\n") + "{noformat}\n"
	}},
	{name: "fenced", form: "Slack", whole: func(text string) string { return "```" + text + "```\n" }},
	{name: "html", form: "pre", whole: func(text string) string {
		return "<html><body><pre>" + html.EscapeString(text) + "</pre></body></html>\n"
	}},
	{name: "html", form: "lines", line: func(i int, line string) string {
		return fmt.Sprintf(`<div class="line" id="L%d">%s</div>`, i+1, html.EscapeString(line))
	}},
	{name: "quoted-printable", form: "mail", whole: mail},
	{name: "prefix", form: "Heroku", line: behind("2026-11-20T13:28:00.FRACTION+00:00 app[web.1]: ", 6)},
	{name: "prefix", form: "aws logs tail", line: behind("2026-11-20T13:28:00.FRACTION+00:00 ecs/api/3f2a9b ", 6)},
	{name: "prefix", form: "logcli", line: behind(`2026-11-20T13:28:00Z {app="api", pod="api-7d9f8b6c5-x2x1z"} `, 0)},
	{name: "prefix", form: "flyctl", line: behind("2026-11-20T13:28:00Z app[3d8d9014b32d89] ams [info]", 0)},
	{name: "prefix", form: "pm2", line: behind("0|api      | ", 0)},
	{name: "prefix", form: "TAI64N", line: func(i int, line string) string { return fmt.Sprintf("@400000006a5f1e2c%08x %s", 0x1a2b3c+i*991, line) }},
	{name: "prefix", form: "svlogd -tt", line: behind("2026-11-20_13:28:00.FRACTION ", 5)},
	{name: "prefix", form: "git blame", line: func(i int, line string) string {
		return fmt.Sprintf("%08x (Jane Doe 2026-08-%02d 09:24:33 +0200 %4d) %s", 0xa1b2c3d4+i*7777, i%28+1, i+1, line)
	}},
	{name: "prefix", form: "cat -n", line: func(i int, line string) string { return fmt.Sprintf("%6d\t%s", i+1, line) }},
	{name: "prefix", form: "nl", line: func(i int, line string) string {
		if line == "" {
			return "       "
		}
		return fmt.Sprintf("%6d\t%s", i+1, line)
	}},
	{name: "prefix", form: "columns filled up", line: func(i int, line string) string {
		return fmt.Sprintf("[%-5s] 12:00:%02d.%03d worker-%d - %s", []string{"INFO", "ERROR"}[i/9%2], i%60, i%1000, i/50, line)
	}},
}

// TestWrapped reads real dumps in each form: the first of each wrapping around all ten, the others around one.
func TestWrapped(t *testing.T) {
	dumps := wrapDumps(t)
	wants := map[string]*Evidence{}
	for _, d := range dumps {
		wants[d.name] = read(t, []byte(d.text))
	}
	forms := slices.Concat(wrapForms, shapedForms)
	slices.SortStableFunc(forms, func(a, b wrapForm) int { return strings.Compare(a.name, b.name) })
	for i, f := range forms {
		if f.before != "" { // a panic of its own
			continue
		}
		around := dumps
		if slow == 1 || i > 0 && forms[i-1].name == f.name {
			around = dumps[i%len(dumps) : i%len(dumps)+1]
		}
		for _, d := range around {
			if f.whole != nil && (!isGoroutine(firstLine(d.text)) && !isCrash(firstLine(d.text)) || len(d.text) < 500) {
				d = dumps[2] // what is around a text is told by its first line, and by long ones
			}
			t.Run(f.name+"/"+f.form+"/"+d.name, func(t *testing.T) {
				e := expectHeld(t, []byte(f.wrap(d.text)), wants[d.name])
				if !slices.Contains(e.Wrapping, f.name) {
					t.Errorf("wrapping %v", e.Wrapping)
				}
			})
		}
	}
}

func firstLine(text string) []byte {
	line, _, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(line, "runtime: ") { // it may stand before a crash, or not
		return nil
	}
	return []byte(line)
}

// TestWrappedTwice puts a wrapping around another.
func TestWrappedTwice(t *testing.T) {
	named := map[string]*wrapForm{}
	for _, forms := range [][]wrapForm{wrapForms, shapedForms} {
		for i := range forms {
			named[forms[i].name+"/"+forms[i].form] = &forms[i]
		}
	}
	tests := []struct{ outer, inner string }{
		{"cri/partial", "ansi/colours"},
		{"kubectl/prefix", "json-escaped/zerolog"},
		{"quote/Markdown", "compose/v2"},
		{"kubectl/prefix", "crlf/serial console"},
		{"gotest-json/events", "ansi/colours"},
		{"docker-json/json-file", "journald/first lines"},
		{"quote/Markdown", "gotest-json/events"},
		{"diff/added", "kubectl/prefix"},
		{"grep/-n", "cri/full"},
		{"html/lines", "compose/timestamps"},
		{"github-actions/raw", "prefix/worker"},
		{"indented/blanks", "journald/short"},
		{"quoted-printable/mail", "kubectl/timestamps"},
		{"compose/v2", "timestamp/first lines"},
		{"journald/export", "ansi/colours"},
	}
	dumps := wrapDumps(t)
	for i, tt := range tests {
		for j, d := range dumps {
			if (i+j)%4 != 0 {
				continue
			}
			t.Run(tt.inner+" in "+tt.outer+"/"+d.name, func(t *testing.T) {
				outer, inner := named[tt.outer], named[tt.inner]
				e := expectHeld(t, []byte(outer.wrap(inner.wrap(d.text))), read(t, []byte(d.text)))
				if !slices.Contains(e.Wrapping, outer.name) || !slices.Contains(e.Wrapping, inner.name) {
					t.Errorf("wrapping %v", e.Wrapping)
				}
			})
		}
	}
}

// TestWrappedStreams mixes the lines of two sources, each of which is read by itself.
func TestWrappedStreams(t *testing.T) {
	dumps := wrapDumps(t)
	for _, tt := range []struct{ name, one, two, format string }{
		{"kubectl", "team/api-1/app", "team/api-2/app", "[pod/%s] %s"},
		{"compose", "api-1", "db-1", "%s  | %s"},
		{"stern", "api-0 app", "api-1 app", "%s %s"},
		{"journald", "api[1234]", "db[99]", "Nov 20 13:28:00 host %s: %s"},
		{"journald", "web-1", "web-2", "Nov 20 13:28:00 %s api[1]: %s"},
		{"syslog", "api", "db", "<14>Nov 20 13:28:00 host %s: %s"},
		{"syslog", "web-1", "web-2", "Nov 20 13:28:00 %s api: %s"},
		{"syslog", "web-1", "web-2", "<14>1 2026-11-20T13:28:00.260Z %s api 1 - - %s"},
		{"json-escaped", "app", "sidecar", `{"podName":"api-0","containerName":%q,"message":%q}`},
		{"prefix", "app[web.1]", "app[web.2]", "2026-11-20T13:28:00.260739+00:00 %s: %s"},
		{"prefix", "host1.example.org", "host2.example.org", "%s: %s"},
		{"prefix", "api-7d9f", "worker-2b4c", "12:00:01 <%s> %s"},
		{"prefix", "payments-6b5d9c8f7b-q9kzt", "ledger-0", "[%s] %s"},
		{"prefix", "ledger-0", "payments-6b5d9c8f7b-q9kzt", "%s: %s"},
		{"prefix", "prod/payments-6b5d9c8f7b-q9kzt[app]", "prod/ledger-0[sidecar]", "%s: %s"},
		{"prefix", "payments-6b5d9c8f7b-q9kzt", "ledger-0", "12:00:01 %s - %s"},
		{"grep", "api-1.log", "api-2.log", "%s:7:%s"},
	} {
		t.Run(tt.name+"/"+tt.one, func(t *testing.T) {
			texts := []string{dumps[7].text, dumps[2].text}
			lines := [][]string{strings.Split(texts[0], "\n"), strings.Split(texts[1], "\n")}
			var mixed strings.Builder
			for i := range max(len(lines[0]), len(lines[1])) {
				for j, source := range []string{tt.one, tt.two} {
					if i < len(lines[j]) {
						mixed.WriteString(fmt.Sprintf(tt.format, source, lines[j][i]) + "\n")
					}
				}
			}
			e := read(t, []byte(mixed.String()))
			var counts []int
			for _, d := range e.Dumps {
				counts = append(counts, d.Count)
			}
			if !slices.Contains(e.Wrapping, tt.name) || !slices.Equal(counts, []int{21, 23}) || len(e.Streams) != 2 {
				t.Fatalf("wrapping %v, goroutines %v, streams %v", e.Wrapping, counts, e.Streams)
			}
			if !strings.Contains(e.Streams[0].Name, tt.one) || !strings.Contains(e.Streams[1].Name, tt.two) || len(e.Streams[0].Name) > len(tt.one)+len(" api[1]") {
				t.Errorf("streams %q and %q, want %q and %q", e.Streams[0].Name, e.Streams[1].Name, tt.one, tt.two)
			}
			if slices.Contains(e.Wrapping, "interleaved") || slices.Contains(e.Wrapping, "no-blank-lines") {
				t.Errorf("wrapping %v", e.Wrapping)
			}
		})
	}
}

// TestStreamNames: what a wrapping puts aside is no stream, and a host's name is told where there are several.
func TestStreamNames(t *testing.T) {
	dump := wrapDumps(t)[2].text
	for name, wrap := range map[string]func(i int, line string) string{
		"": func(_ int, line string) string {
			return "{\n  \"insertId\": \"1x\",\n  \"textPayload\": " + encode(line) + "\n},"
		},
		"kafka-2/kafka": func(_ int, line string) string {
			return "[pod/kafka-2/kafka] {\n[pod/kafka-2/kafka]   \"message\": " + encode(line) + "\n[pod/kafka-2/kafka] }"
		},
		"api[1234]": behind("Nov 20 13:28:00 host api[1234]: ", 0),
		"api":       behind("<14>1 2026-08-21T09:24:33Z host api 1 - - ", 0),
		"api-0/app": func(_ int, line string) string {
			return `{"podName":"api-0","containerName":"app","message":` + encode(line) + `}`
		},
		"shop_api_1": func(_ int, line string) string {
			return `{"container_name":"/shop_api_1","source":"stderr","log":` + encode(line) + `}`
		},
	} {
		e := read(t, []byte(eachLine(dump, wrap)))
		var names []string
		for _, s := range e.Streams {
			names = append(names, s.Name)
		}
		if strings.Join(names, ", ") != name || len(e.Goroutines) != 23 {
			t.Errorf("wrapping %v, %d goroutines, streams %q, want %q", e.Wrapping, len(e.Goroutines), names, name)
		}
	}
}
