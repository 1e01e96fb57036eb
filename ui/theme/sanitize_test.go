package theme

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSanitize(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "goroutine 1 [running]:", "goroutine 1 [running]:"},
		{"clear screen", "a\x1b[2Jb", "a␛[2Jb"},
		{"clipboard", "\x1b]52;c;Zm9v\x07", "␛]52;c;Zm9v␇"},
		{"hyperlink", "\x1b]8;;http://x\x1b\\y", "␛]8;;http://x␛\\y"},
		{"newline, tab, CR, NUL, DEL", "a\nb\tc\rd\x00e\x7f", "a␊b␉c␍d␀e␡"},
		{"C1 as a character", "a\u009b2J", "a<U+009B>2J"},
		{"C1 as a byte", "a\x9b2J", `a\x9b2J`},
		{"cut character", "caf\xc3", `caf\xc3`},
		{"bidi override", "user\u202etxt.exe", "user<U+202E>txt.exe"},
		{"bidi isolates", "\u2066a\u2069", "<U+2066>a<U+2069>"},
		{"bidi marks", "\u200e\u200f\u061c", "<U+200E><U+200F><U+061C>"},
		{"zero width", "pass\u200bword\ufeff", "pass<U+200B>word<U+FEFF>"},
		{"line separators", "a\u2028b\u2029", "a<U+2028>b<U+2029>"},
		{"tags", "a\U000E0041", "a<U+E0041>"},
		{"flag", "\U0001F1E9", "<U+1F1E9>"},
		{"variation selector", "❤\ufe0f", "❤<U+FE0F>"},
		{"a private use", "\ue0b0", "<U+E0B0>"},
		{"accent", "e\u0301", "e\u0301"},
		{"pile of accents", "e\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301<U+0301>\u0301"},
		{"an accent with nothing before it", "\u0301x", "<U+0301>x"},
		{"other scripts", "日本語 Пример", "日本語 Пример"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Sanitize(tt.in); got != tt.want {
				t.Errorf("Sanitize(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSanitizeLines(t *testing.T) {
	tests := []struct {
		name string
		in   string
		tab  int
		want string
	}{
		{"newlines stay", "a\r\n\tb\n", 4, "a␍\n    b\n"},
		{"tab stops", "ab\tc\td", 4, "ab  c   d"},
		{"tabs shown", "a\tb", 0, "a␉b"},
	}
	for _, tt := range tests {
		if got := SanitizeLines(tt.in, tt.tab); got != tt.want {
			t.Errorf("%s: SanitizeLines(%q, %d) = %q, want %q", tt.name, tt.in, tt.tab, got, tt.want)
		}
	}
}

func FuzzSanitize(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b[31mred\x1b[m", "\x9b2J", "a\u202eb", "e\u0301\u0301\u0301\u0301", "\t\n\r", "\xff\xfe", "日本\u3164", "👩\u200d💻🇩🇪"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Sanitize(s)
		if !utf8.ValidString(once) {
			t.Fatalf("Sanitize(%q) = %q is not UTF-8", s, once)
		}
		for _, r := range once {
			if !unicode.IsGraphic(r) {
				t.Fatalf("Sanitize(%q) = %q keeps %U", s, once, r)
			}
		}
		if twice := Sanitize(once); twice != once {
			t.Fatalf("Sanitize(%q) = %q, twice %q", s, once, twice)
		}
		lines := SanitizeLines(s, 8)
		if strings.Count(lines, "\n") != strings.Count(s, "\n") {
			t.Fatalf("SanitizeLines(%q) = %q has another number of lines", s, lines)
		}
		if again := SanitizeLines(lines, 8); again != lines {
			t.Fatalf("SanitizeLines(%q) = %q, twice %q", s, lines, again)
		}
	})
}

func TestASCII(t *testing.T) {
	in := "\x1b[1m●\x1b[m│ 日本 é ␛[2J"
	want := "\x1b[1m*\x1b[m| ???? ? ^[2J"
	if got := ASCII(in); got != want {
		t.Errorf("ASCII(%q) = %q, want %q", in, got, want)
	}
}

func TestUTF8(t *testing.T) {
	tests := []struct {
		env  map[string]string
		want bool
	}{
		{nil, true},
		{map[string]string{"LANG": "en_US.UTF-8"}, true},
		{map[string]string{"LANG": "en_US.utf8"}, true},
		{map[string]string{"LANG": "C"}, false},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, false},
		{map[string]string{"LANG": "C", "LC_CTYPE": "C.UTF-8"}, true},
	}
	for _, tt := range tests {
		if got := UTF8(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("UTF8(%v) = %v, want %v", tt.env, got, tt.want)
		}
	}
}
