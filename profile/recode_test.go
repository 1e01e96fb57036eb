package profile

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
)

// utf16Of writes a text as PowerShell does, with or without a byte order mark.
func utf16Of(text string, order binary.AppendByteOrder, mark bool) []byte {
	var b []byte
	if mark {
		b = order.AppendUint16(b, byteOrder)
	}
	for _, c := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, c)
	}
	return b
}

func zstandard(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return z.EncodeAll(data, nil)
}

// TestRecoded reads each dump in the forms in which it may be written.
func TestRecoded(t *testing.T) {
	for _, d := range wrapDumps(t) {
		want := read(t, []byte(d.text))
		crlf := strings.ReplaceAll(d.text, "\n", "\r\n")
		for _, tt := range []struct {
			form     string
			data     []byte
			wrapping []string
		}{
			{"UTF-16LE", utf16Of(crlf, binary.LittleEndian, true), []string{"utf-16", "crlf"}},
			{"UTF-16LE without mark", utf16Of(d.text, binary.LittleEndian, false), []string{"utf-16"}},
			{"UTF-16BE", utf16Of(crlf, binary.BigEndian, true), []string{"utf-16", "crlf"}},
			{"UTF-16BE without mark", utf16Of(d.text, binary.BigEndian, false), []string{"utf-16"}},
			{"UTF-16 in gzip", zip(t, utf16Of(crlf, binary.LittleEndian, true)), []string{"gzip", "utf-16", "crlf"}},
			{"gzip in zstd", zstandard(t, zip(t, []byte(d.text))), []string{"zstd", "gzip"}},
			{"CR", []byte(strings.ReplaceAll(d.text, "\n", "\r")), []string{"cr"}},
			{"CR CR LF", []byte(strings.ReplaceAll(d.text, "\n", "\r\r\n")), []string{"crlf"}},
			{"CR LF in kubectl", []byte(eachLine(crlf, behind("[pod/api-7d9f8b6c5-x2x1z/app] ", 0))), []string{"crlf", "kubectl"}},
			{"kubectl in UTF-16", utf16Of(eachLine(crlf, behind("[pod/api-7d9f8b6c5-x2x1z/app] ", 0)), binary.LittleEndian, true), []string{"utf-16", "crlf", "kubectl"}},
		} {
			t.Run(tt.form+"/"+d.name, func(t *testing.T) {
				e := expectShape(t, tt.data, append(slices.Clone(tt.wrapping), want.Wrapping...), want)
				for i := range e.Goroutines {
					if got, want := e.Line(e.Goroutines[i].Place.Start), want.Line(want.Goroutines[i].Place.Start); got != want {
						t.Errorf("goroutine %d stands in line %d, want %d", e.Goroutines[i].ID, got, want)
					}
				}
			})
		}
	}
}

func TestRecode(t *testing.T) {
	long := strings.Repeat("grüße, 世界 😀\n", recodingHead/7)
	lone := binary.LittleEndian.AppendUint16(utf16Of("a", binary.LittleEndian, true), 0xd83d)
	tests := []struct {
		name, data, want string
	}{
		{"utf-16", string(utf16Of(long, binary.LittleEndian, true)), long},
		{"utf-16", string(utf16Of(long, binary.BigEndian, true)), long},
		{"utf-16", string(utf16Of("x"+long, binary.BigEndian, true)), "x" + long},
		{"utf-16", string(lone), "a\ufffd"},
		{"utf-16", string(lone) + "b\x00", "a\ufffdb"},
		{"utf-16", "\xff\xfea\x00b", "a\ufffd"},
		{"utf-16", "\xff\xfe", ""},
		{"cr", "a\rb\r\rc", "a\nb\n\nc"},
		{"", "a\rb", ""},
		{"", "a\rb\r\n", ""},
		{"", "\x00\x01\x02\x03\r\r", ""},
		{"", "", ""},
		{"", "a", ""},
	}
	for _, tt := range tests {
		s, name, problem := recode(strings.NewReader(tt.data), int64(len(tt.data)), Options{TempDir: t.TempDir()})
		if name != tt.name || problem != "" {
			t.Errorf("%.20q: written as %q, %s", tt.data, name, problem)
		}
		if s == nil {
			continue
		}
		got := make([]byte, s.size)
		if _, err := s.ReadAt(got, 0); s.size > 0 && err != nil {
			t.Error(err)
		}
		if string(got) != tt.want {
			t.Errorf("%.20q holds %.60q, want %.60q", tt.data, got, tt.want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	s, _, problem := recode(broken{[]byte("\xff\xfea\x00")}, 100, Options{})
	if s != nil || problem != "" {
		t.Errorf("a broken head: %v, %s", s, problem)
	}
	s, _, problem = recode(broken{utf16Of(long, binary.LittleEndian, true)}, 10<<20, Options{})
	if s == nil || s.size < recodingHead || !strings.Contains(problem, "bytes were there") || !bytes.HasPrefix(s.memory, []byte("grü")) {
		t.Errorf("broken later: %v, %q", s, problem)
	}
}
