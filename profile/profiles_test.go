package profile

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A debug=1 profile is found and read the same inside of every wrapping.
func TestWrappedProfiles(t *testing.T) {
	forms := []struct {
		wrapping string
		line     func(i int, line string) string
	}{
		{"kubectl", func(_ int, line string) string { return "[pod/web-6b7f/app] " + line }},
		{"cri", func(i int, line string) string { return fmt.Sprintf("2026-11-20T13:28:00.%09dZ stderr F %s", i, line) }},
		{"docker-json", func(i int, line string) string {
			return fmt.Sprintf(`{"log":%s,"stream":"stderr","time":"2026-11-20T13:28:00.%09dZ"}`, encode(line+"\n"), i)
		}},
		{"journald", func(_ int, line string) string { return "Nov 20 13:28:00 host app[4242]: " + line }},
		{"compose", func(_ int, line string) string { return "web-1  | " + line }},
		{"ansi", func(_ int, line string) string { return "\x1b[31m" + line + "\x1b[0m" }},
		{"indented", func(_ int, line string) string { return "    " + line }},
		{"crlf", func(_ int, line string) string { return line + "\r" }},
	}
	for _, c := range texts(t) {
		if !strings.Contains(c.name, "debug1") {
			continue
		}
		plain := read(t, c.data)
		for _, form := range forms {
			t.Run(c.name+" "+form.wrapping, func(t *testing.T) {
				lines := strings.Split(strings.TrimRight(string(c.data), "\n"), "\n")
				for i, line := range lines {
					lines[i] = form.line(i, line) + "\n"
				}
				e := read(t, []byte(strings.Join(lines, "")))
				if len(lines) > 4 && !strings.Contains(strings.Join(e.Wrapping, " "), form.wrapping) { // there is little to see it by
					t.Errorf("wrapping %v", e.Wrapping)
				}
				if len(lines) > 4 && said(e) != said(plain) {
					t.Errorf("read as\n%s\nwant\n%s", said(e), said(plain))
				}
			})
		}
	}
}

// said is what a reading gives, places left out.
func said(e *Evidence) string {
	var b strings.Builder
	fmt.Fprintln(&b, e.Formats, e.LinesUnread, e.Truncated, len(e.Stacks), e.GoroutinesRead(), e.GoroutinesStated())
	for i := range e.Profiles {
		p := &e.Profiles[i]
		fmt.Fprintln(&b, p.Kind, p.Types, p.Stated, len(p.Comments))
		for _, s := range p.Samples {
			fmt.Fprintln(&b, s.Values, e.Stacks[s.Stack], e.Labels[s.Labels])
		}
	}
	return b.String()
}

// Several profiles, and other evidence, in one text are kept apart; lines of a log between them are not lost.
func TestProfilesInOneText(t *testing.T) {
	var text bytes.Buffer
	n := 0
	for _, c := range texts(t) {
		if strings.HasPrefix(c.name, "profile-debug1/") {
			fmt.Fprintf(&text, "2026-11-20 13:28:00 INFO profile %d follows\n", n)
			text.Write(c.data)
			n++
		}
	}
	text.WriteString("goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:5 +0x1d\n")
	e := read(t, text.Bytes())
	if len(e.Profiles) != n || len(e.Goroutines) != 1 || e.LinesUnread != n || len(e.Problems) > 0 {
		t.Errorf("%d profiles of %d, %d goroutines, %d lines unread, problems %v", len(e.Profiles), n, len(e.Goroutines), e.LinesUnread, e.Problems)
	}
}

// A text that ends early says so: the total that it states was not reached.
func TestCutProfile(t *testing.T) {
	for _, c := range texts(t) {
		if !strings.HasPrefix(c.name, "conformance-debug1/") {
			continue
		}
		whole := read(t, c.data)
		for at := bytes.IndexByte(c.data, '\n') + 1; at < len(c.data)-200; at += 97 {
			e := read(t, c.data[:at])
			if !e.Truncated && e.GoroutinesRead() < whole.GoroutinesRead() {
				t.Errorf("%s cut at %d: %d goroutines, and not said to be cut", c.name, at, e.GoroutinesRead())
			}
			if e.LinesUnread > 0 {
				t.Errorf("%s cut at %d: %d lines unread", c.name, at, e.LinesUnread)
			}
		}
	}
}

// A protobuf that is cut anywhere behind its first fields is a broken profile and no error.
func TestCutProtobuf(t *testing.T) {
	for _, c := range captures(t) {
		if !strings.HasSuffix(c.name, ".pb") || strings.Contains(c.name, "cut") {
			continue
		}
		for at := 16; at < len(c.data); at += 31 {
			e := read(t, c.data[:at])
			if len(e.Formats) != 1 || e.Formats[0] != Pprof || !e.Truncated || len(e.Problems) == 0 {
				t.Errorf("%s cut at %d of %d: formats %v, truncated %t, problems %v", c.name, at, len(c.data), e.Formats, e.Truncated, e.Problems)
			}
		}
	}
}

// What looks like UTF-16 or like nothing may be a protobuf, and what begins like one may be text.
func TestIsPprof(t *testing.T) {
	head := "\x0a\x04\x08\x01\x10\x02"
	for _, tt := range []struct {
		name, data string
		want       bool
	}{
		{"full of zeros", head + strings.Repeat("\x22\x00", 2000), true},
		{"samples first", "\x12\x04\x0a\x00\x12\x00" + head, true},
		{"blank lines first", "\n\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n", false},
		{"a short line first", "\n\x04abcd", false},
		{"no more than a number", "\x50\x01", false},
	} {
		e := read(t, []byte(tt.data))
		if got := len(e.Profiles) == 1; got != tt.want {
			t.Errorf("%s: %t, want %t: %v %v", tt.name, got, tt.want, e.Formats, e.Wrapping)
		}
	}
}

// A small file that would take much memory is refused with a word.
func TestPprofOfManyRecords(t *testing.T) {
	e := read(t, []byte("\x0a\x04\x08\x01\x10\x02"+strings.Repeat("\x22\x00", maxMessages+1)))
	if len(e.Problems) != 1 || !strings.Contains(e.Problems[0].Message, "records") || !e.Truncated {
		t.Errorf("problems %v", e.Problems)
	}
}

// Values are differences where a profile is one less another.
func TestDelta(t *testing.T) {
	for name, want := range map[string]bool{"pprof.delta.block.pb.gz": true, "pprof.hotlock.block.go1.26.8.pb.gz": false, "pprof.burn.cpu.go1.26.8.pb.gz": false} {
		if p := readCapture(t, name).Profiles[0]; p.Delta != want {
			t.Errorf("%s: delta %t", name, p.Delta)
		}
	}
}

// FuzzPprof reads any bytes as a protobuf: it never panics, and what was read is consistent.
func FuzzPprof(f *testing.F) {
	for _, c := range captures(f) {
		if strings.HasSuffix(c.name, ".pb") {
			f.Add(c.data)
		}
		if strings.HasSuffix(c.name, ".pb.gz") {
			s, problem := packings[0].unpack(bytes.NewReader(c.data), int64(len(c.data)), Options{})
			if problem != "" {
				f.Fatal(problem)
			}
			f.Add(s.memory)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e := readPprof("input", bytes.NewReader(data), int64(len(data)), Options{MaxUnpacked: 1 << 20})
		text, err := e.Raw(Span{0, e.TextSize()})
		if err != nil {
			t.Fatal(err)
		}
		for _, complaint := range complaints(e, text) {
			t.Error(complaint)
		}
	})
}

// FuzzDebug1 reads any text behind the title of each profile.
func FuzzDebug1(f *testing.F) {
	for _, c := range texts(f) {
		if strings.Contains(c.name, "debug1") && len(c.data) < 4<<10 {
			f.Add(string(c.data))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, title := range []string{"", "goroutine profile: total 15\n", "heap profile: 1: 2 [3: 4] @ heap/1048576\n", "--- mutex:\n"} {
			data := []byte(title + text)
			e := readWhole(t, data)
			for _, complaint := range complaints(e, data) {
				t.Errorf("%q\n%s", data, complaint)
			}
			if title != "" && !strings.HasPrefix(text, "\xef\xbb\xbf") && len(e.Profiles) == 0 {
				t.Errorf("%q is no profile", data)
			}
		}
	})
}
