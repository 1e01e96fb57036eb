package profile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestPanics reads captures of programs whose last words are known, from every Go version that prints them its own way.
func TestPanics(t *testing.T) {
	const fake = "a\n\ngoroutine 99 [running]:\nmain.fake()\n\t/x.go:1 +0x1"
	type crash struct {
		kind  CrashKind
		chain []PanicValue
		ids   []uint64 // goroutines of its dump
	}
	value := func(texts ...string) []PanicValue {
		var chain []PanicValue
		for _, text := range texts {
			chain = append(chain, PanicValue{Text: text})
		}
		return chain
	}
	recovered := func(text string) PanicValue { return PanicValue{Text: text, Recovered: true} }
	repanicked := PanicValue{Text: "again", Recovered: true, Repanicked: true}
	one := []uint64{1}
	tests := []struct {
		archive, capture, versions string // versions: all but those that are named with a "-"
		want                       []crash
	}{
		{"panic-values", "custom", "", []crash{{KindPanic, value("main.code(\"teapot\nshort and stout\")"), one}}},
		{"panic-values", "error", "-go1.18.4", []crash{{KindPanic, value("open config: no such file"), one}}},
		{"panic-nested", "", "", []crash{{KindPanic, value("first", "second, from defer"), one}}},
		{"panic-three", "", "", []crash{{KindPanic, []PanicValue{{Text: "one"}, recovered("two\nlines"), {Text: "three\ntwo\nlines"}}, one}}},
		{"panic-repanic", "repanic", "-go1.25.14 -go1.27.4", []crash{{KindPanic, []PanicValue{repanicked, {Text: "again"}}, one}}},
		{"panic-repanic", "repanic", "-go1.18.4 -go1.22.12 -go1.24.2", []crash{{KindPanic, []PanicValue{repanicked}, one}}},
		{"panic-repanic", "repanic-other", "", []crash{{KindPanic, []PanicValue{recovered("again"), {Text: "wrapped: again"}}, one}}},
		{"panic-throw", "deferred", "", []crash{{KindFatal, value("sync: unlock of unlocked mutex"), one}}},
		{"panic-throw", "deferred-none", "", []crash{{KindFatal, value("sync: unlock of unlocked mutex"), nil}}},
		{"panic-lines", "", "", []crash{{KindPanic, value("first\n\tsecond, indented\n\nfourth"), one}}},
		{"panic-fake-header", "", "", []crash{{KindPanic, value(fake), one}}},
		{"panic-fake-panic", "", "", []crash{{KindPanic, value("a\npanic: x\n\tpanic: y"), one}}},
		{"panic-fake-fatal", "", "", []crash{{KindPanic, value("a\nfatal error: y\n\n[signal SIGSEGV: fake]"), one}}},
		{"panic-fake-logged", "", "-go1.18.4 -go1.22.12", []crash{
			{KindPanic, value("in a log line before"), nil},
			{KindPanic, value(fake + "\npanic: again\nfatal error: y"), one},
		}},
		{"panic-levels", "nested-none", "", []crash{{KindPanic, value("first", "second, from defer"), nil}}},
	}
	for _, tt := range tests {
		t.Run(tt.archive+"/"+tt.capture, func(t *testing.T) {
			for _, c := range captures(t) {
				name, ok := strings.CutPrefix(c.name, tt.archive+"/")
				way, version, found := strings.Cut(name, ".go")
				if !found {
					way, version = "", name
				}
				if !ok || way != tt.capture || slices.Contains(strings.Fields(tt.versions), "-go"+strings.TrimPrefix(version, "go")) {
					continue
				}
				e := read(t, c.data)
				var got []crash
				for _, c := range e.Crashes {
					ids := []uint64(nil)
					for i := 0; c.Dump >= 0 && i < e.Dumps[c.Dump].Count; i++ {
						ids = append(ids, e.Goroutines[e.Dumps[c.Dump].First+i].ID)
					}
					got = append(got, crash{c.Kind, c.Panics, ids})
				}
				if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", tt.want) {
					t.Errorf("%s: got\n%+v\nwant\n%+v", c.name, got, tt.want)
				}
			}
		})
	}
}
