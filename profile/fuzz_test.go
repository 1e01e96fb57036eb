package profile

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// FuzzRead reads any bytes: what holds for every text holds, and windows of any size give the same.
func FuzzRead(f *testing.F) {
	for _, c := range captures(f) {
		if len(c.data) < 16<<10 { // larger ones hold nothing else and make each step slow
			f.Add(c.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ReadFrom("input", bytes.NewReader(data), Options{MaxUnpacked: 1 << 20})
		if err != nil {
			return
		}
		defer func() { _ = e.Close() }()
		text, err := e.Raw(Span{0, e.TextSize()})
		if err != nil {
			t.Fatal(err)
		}
		for _, complaint := range complaints(e, text) {
			t.Error(complaint)
		}
		if lines := bytes.Count(text, []byte("\n")) + 1; e.LinesUnread > lines {
			t.Errorf("%d lines unread of %d", e.LinesUnread, lines)
		}
		want, got := render(readWhole(t, text)), render(readBy(t, text, 1+len(text)%200, maxLine))
		if got != want {
			t.Errorf("by windows of %d bytes:\n%s", 1+len(text)%200, difference(want, got))
		}
		if t.Failed() {
			t.Logf("read as:\n%s", want)
		}
	})
}

// FuzzHeader takes any line as a header, and prints headers as the runtime does to read them back.
func FuzzHeader(f *testing.F) {
	seen := map[string]bool{}
	for _, c := range texts(f) {
		for line := range bytes.Lines(c.data) {
			if s := strings.TrimRight(string(line), "\r\n"); isGoroutine([]byte(s)) && len(seen) < 300 && !seen[s] {
				seen[s] = true
				f.Add(s, uint64(34), "chan receive (nil chan)", uint16(0xff), int32(5), "handler", "x] {y")
			}
		}
	}
	f.Fuzz(func(t *testing.T, line string, id uint64, state string, flags uint16, wait int32, key, value string) {
		if h, ok := parseHeader([]byte(line)); ok {
			parseHead(string(h.head))
			parseLabels(string(h.labels))
			if halfHeader([]byte(line)) != true {
				t.Errorf("%q is a header, but no beginning of one", line)
			}
		}
		if bad := strings.ContainsAny(state, "\n\r") || strings.Contains(state, " labels:{\"") || strings.Contains(state, "] {") || strings.Contains(state, " minutes") ||
			strings.HasSuffix(state, ")") || strings.Contains(state, ","); bad || id > 1<<62 {
			return
		}
		want := Head{State: state, Leaked: flags&1 != 0, Scan: flags&2 != 0, Durable: flags&4 != 0, Locked: flags&8 != 0, Bubble: int(flags>>8) + 1}
		for _, form := range []string{"go1.26", "go1.27"} {
			line := printHeader(form, id, want, max(wait, 0), key, value)
			h, ok := parseHeader([]byte(line))
			if !ok {
				t.Fatalf("%q is no header", line)
			}
			labels := parseLabels(string(h.labels))
			if got := parseHead(string(h.head)); h.id != id || got != want || h.wait != max(wait, 0) || len(labels) != 2 || labels[0] != (Label{key, value}) || labels[1] != (Label{"z", "1"}) {
				t.Errorf("%q\nread as %d, %+v, wait %d, labels %q", line, h.id, got, h.wait, labels)
			}
		}
	})
}

// printHeader prints as goroutineheader in runtime/traceback.go does.
func printHeader(form string, id uint64, h Head, wait int32, key, value string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "goroutine %d gp=0xc000002380 m=nil [%s", id, h.State)
	for _, flag := range []struct {
		set  bool
		text string
	}{{h.Leaked, " (leaked)"}, {h.Scan, " (scan)"}, {h.Durable, " (durable)"}, {true, fmt.Sprintf(", %d minutes", wait)}, {h.Locked, ", locked to thread"}} {
		if flag.set {
			b.WriteString(flag.text)
		}
	}
	fmt.Fprintf(&b, ", synctest bubble %d", h.Bubble)
	if form == "go1.26" {
		fmt.Fprintf(&b, " labels:{%s: %s, \"z\": \"1\"}]:", strconv.QuoteToASCII(key), strconv.QuoteToASCII(value))
		return b.String()
	}
	fmt.Fprintf(&b, "] {%s: %s, z: 1}:", quoteIfNeeded(key), quoteIfNeeded(value))
	return b.String()
}

// quoteIfNeeded is tracebackStringNeedsQuoting.
func quoteIfNeeded(s string) string {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '/' && r != '_' {
			return strconv.QuoteToASCII(s)
		}
	}
	return s
}

// FuzzFrame takes any line as one of a goroutine, and prints the place of a frame to read it back.
func FuzzFrame(f *testing.F) {
	seen := map[string]bool{}
	for _, c := range texts(f) {
		for line := range bytes.Lines(c.data) {
			s := strings.TrimRight(string(line), "\r\n")
			form := strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
					return -1
				}
				return r
			}, s)
			if s != "" && !seen[form] {
				seen[form] = true
				f.Add(s, "/home/dev/src/app/main.go", uint32(12), uint32(0x1d))
			}
		}
	}
	f.Fuzz(func(t *testing.T, line, file string, number, behind uint32) {
		for _, state := range []block{{}, {open: true}, {created: true}, {within: true}, {foreign: []byte("work")}} {
			b := state
			if line != "" && b.take([]byte(line), Span{0, int64(len(line))}) != stranger && !half([]byte(line)) && !bytes.Contains(b.name, []byte(" ")) {
				t.Errorf("%q is a goroutine's, but no beginning of its line", line)
			}
		}
		if file == "" || strings.ContainsAny(file, "\n\r") {
			return
		}
		b := block{open: true}
		text := fmt.Sprintf("\t%s:%d +0x%x fp=0xc000047f28 sp=0xc000047ef0 pc=0x4046fc", file, number, behind)
		if p := b.take([]byte(text), Span{}); p != framePlace {
			t.Fatalf("%q is no place but %d", text, p)
		}
		if name, n := b.file(); name != file || n != int(number) || offset(b.offset) != uint64(behind) || b.halfNumber() {
			t.Errorf("%q read as %q:%d +%#x", text, name, n, offset(b.offset))
		}
	})
}

// FuzzPanics prints a value as printpanics does from go1.23 on: whatever it holds, it is one crash of one goroutine.
func FuzzPanics(f *testing.F) {
	for _, c := range texts(f) {
		if strings.HasPrefix(c.name, "panic") && len(c.data) < 4<<10 {
			f.Add(string(c.data), "log text before\n")
		}
	}
	f.Fuzz(func(t *testing.T, value, log string) {
		const stack = "\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n"
		text := "panic: " + strings.ReplaceAll(value, "\n", "\n\t") + stack
		e := readWhole(t, []byte(text))
		want := panicValue(strings.ReplaceAll(value+"\n", "\r\n", "\n"))
		if len(value) < maxMessage && (len(e.Crashes) != 1 || len(e.Goroutines) != 1 || len(e.Crashes[0].Panics) != 1 || e.Crashes[0].Panics[0].Text != want.Text || e.LinesUnread > 0) {
			t.Errorf("%q\nis not one crash with the value %q, but\n%s", text, want.Text, render(e))
		}
		// Up to go1.22 the value is raw: it can fake anything, but nothing is lost.
		for _, text := range []string{log + "panic: " + value + stack, log + "\n" + text} {
			for _, complaint := range complaints(readWhole(t, []byte(text)), []byte(text)) {
				t.Errorf("%q\n%s", text, complaint)
			}
		}
	})
}
