package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestHeader(t *testing.T) {
	tests := []struct {
		line   string
		id     uint64
		head   Head
		wait   int32
		labels []Label
	}{
		{"goroutine 8 [chan receive, 5 minutes]:", 8, Head{State: "chan receive"}, 5, nil},
		{"goroutine 0 [idle]:", 0, Head{State: "idle"}, -1, nil},
		{"goroutine 1 gp=0xc000002380 m=0 mp=0x5285a0 [running, locked to thread]:", 1, Head{State: "running", Locked: true}, -1, nil},
		{"goroutine 18 gp=0xc000102a80 m=nil [syscall, 12 minutes, locked to thread]:", 18, Head{State: "syscall", Locked: true}, 12, nil},
		{"goroutine 7 [chan receive (nil chan) (leaked)]:", 7, Head{State: "chan receive (nil chan)", Leaked: true}, -1, nil},
		{"goroutine 7 [select (no cases) (leaked) (scan), 3 minutes, locked to thread]:", 7, Head{State: "select (no cases)", Leaked: true, Scan: true, Locked: true}, 3, nil},
		{"goroutine 2 [force gc (idle)]:", 2, Head{State: "force gc (idle)"}, -1, nil},
		{"goroutine 9 [chan send (durable), synctest bubble 1]:", 9, Head{State: "chan send", Durable: true, Bubble: 1}, -1, nil},
		{"goroutine 9 [select (synctest), synctest group 6]:", 9, Head{State: "select", Durable: true, Bubble: 6}, -1, nil},
		{"goroutine 9 [select, synctest bubble x]:", 9, Head{State: "select, synctest bubble x"}, -1, nil},
		{"goroutine 9 [select, of a later version, locked to thread]:", 9, Head{State: "select, of a later version", Locked: true}, -1, nil},
		{"goroutine 9 [???]:", 9, Head{State: "???"}, -1, nil},
		{"goroutine 9 [some minutes]:", 9, Head{State: "some minutes"}, -1, nil},
		{"goroutine 9 [select, many minutes]:", 9, Head{State: "select, many minutes"}, -1, nil},
		{`goroutine 32 [chan receive labels:{"handler": "/x]", "tenant": "a b"}]:`, 32, Head{State: "chan receive"}, -1, []Label{{"handler", "/x]"}, {"tenant", "a b"}}},
		{`goroutine 34 [chan receive, 2 minutes] {handler: /reconcile, tenant: "a, b: c"}:`, 34, Head{State: "chan receive"}, 2, []Label{{"handler", "/reconcile"}, {"tenant", "a, b: c"}}},
		{`goroutine 34 [select] {: , a: "\xff\u00fc"}:`, 34, Head{State: "select"}, -1, []Label{{"", ""}, {"a", "\xffü"}}},
		{`goroutine 34 [select] {no form}:`, 34, Head{State: "select"}, -1, []Label{{"", "no form"}}},
		{"goroutine 9999999999999999999 [select]:", 9999999999999999999, Head{State: "select"}, -1, nil},
	}
	for _, tt := range tests {
		h, ok := parseHeader([]byte(tt.line))
		if !ok {
			t.Errorf("%q is no header", tt.line)
			continue
		}
		if got := parseHead(string(h.head)); h.id != tt.id || got != tt.head || h.wait != tt.wait || !slices.Equal(parseLabels(string(h.labels)), tt.labels) {
			t.Errorf("%q\nread as %d, %+v, wait %d, labels %q", tt.line, h.id, got, h.wait, parseLabels(string(h.labels)))
		}
	}
	for _, line := range []string{
		"", "goroutine ", "goroutine :", "goroutine 1", "goroutine 1:", "goroutine x [select]:", "goroutine 1 [select]", "goroutine 1 [select:", "goroutine 1 select]:",
		"goroutine 12345678901234567890 [select]:", "goroutine 1 done [select]:", "goroutine 1 [select] {a: b:", "goroutine 1 [select] a: b}:",
		"goroutine 1 gp=0x1 " + strings.Repeat("x", 100) + " [select]:", " goroutine 1 [select]:", "goroutine pool ready [2]:", "created by main.main in goroutine 1",
	} {
		if h, ok := parseHeader([]byte(line)); ok {
			t.Errorf("%q is read as header %d", line, h.id)
		}
	}
}

// TestEveryHeaderCounts counts headers in the captures by a pattern of its own.
func TestEveryHeaderCounts(t *testing.T) {
	pattern := regexp.MustCompile(`(?m)^goroutine \d+ (gp=\S+ m=\S+ (mp=\S+ )?)?\[.*\]( \{.*\})?:\r?$`)
	for _, c := range texts(t) {
		if strings.HasPrefix(c.name, "panic-fake") {
			continue
		}
		if got, want := len(readWhole(t, c.data).Goroutines), len(pattern.FindAll(c.data, -1)); got != want {
			t.Errorf("%s: %d goroutines read, %d headers", c.name, got, want)
		}
	}
}

func TestFrameLines(t *testing.T) {
	calls := map[string]string{ // to the name; empty: no frame
		"main.work(0x1)": "main.work",
		"main.(*S[...]).Work(0x0?, {0x1777?, 0x2})":   "main.(*S[...]).Work",
		"internal/sync.(*Mutex).Lock(...)":            "internal/sync.(*Mutex).Lock",
		"panic({0x4b8cc0?, 0x4e08d0?})":               "panic",
		"main.f(_, {_, ...}, 0x0?)":                   "main.f",
		"runtime.goexit({})":                          "runtime.goexit",
		"gopkg.in/yaml%2ev3.(*Node).Decode(0x1, 0x2)": "gopkg.in/yaml%2ev3.(*Node).Decode",
		"type:.eq.struct { A int }(0x1, 0x2)":         "type:.eq.struct { A int }",
		"main.main.func1.(*T).m.gowrap2()":            "main.main.func1.(*T).m.gowrap2",
		"ünï/cödé.Fünc()":                             "ünï/cödé.Fünc",
		"retry(3)":                                    "",
		"served (ok)":                                 "",
		"done in 3 steps()":                           "",
		"map[a:1](x)":                                 "",
		"(0x1)":                                       "",
		"main.f(0x1":                                  "",
		"main.f 0x1)":                                 "",
		"\tmain.f()":                                  "",
		" main.f()":                                   "",
		"main.f(0xg)":                                 "",
		"created by main.main in goroutine 1 ()":      "",
	}
	for line, want := range calls {
		open, ok := callEnd([]byte(line))
		if got := line[:open]; ok != (want != "") || ok && got != want {
			t.Errorf("%q: frame %t of %q, want %q", line, ok, got, want)
		}
	}
	places := map[string]string{ // without the tab, to file|line|offset; empty: no place
		"/usr/local/go/src/runtime/proc.go:462 +0xce fp=0xc000047f28 sp=0xc000047ef0 pc=0x4046fc": "/usr/local/go/src/runtime/proc.go|462|206",
		"C:/Users/J. Doe/src: old/main.go:12 +0x45":                                               "C:/Users/J. Doe/src: old/main.go|12|69",
		"/home/dev/src/a b/work.c:12 pc=0x4046fc":                                                 "/home/dev/src/a b/work.c|12|0",
		"_cgo_gotypes.go:71 +0x3a":                                                                "_cgo_gotypes.go|71|58",
		"<autogenerated>:1 +0x1":                                                                  "<autogenerated>|1|1",
		"main.go:18":                                                                              "main.go|18|0",
		"?:0 +0x1":                                                                                "?|0|1",
		":12":                                                                                     "",
		"main.go:":                                                                                "",
		"main.go:x":                                                                               "",
		"main.go:12x":                                                                             "",
		"main.go":                                                                                 "",
	}
	for line, want := range places {
		b := block{open: true}
		var got string
		if b.take([]byte("\t"+line), Span{}) == framePlace {
			file, number := b.file()
			got = fmt.Sprintf("%s|%d|%d", file, number, offset(b.offset))
		}
		if got != want {
			t.Errorf("%q: place %q, want %q", line, got, want)
		}
	}
}
