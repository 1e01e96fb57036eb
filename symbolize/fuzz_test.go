package symbolize

import (
	"path/filepath"
	"testing"

	"gotriage/profile"

	"golang.org/x/tools/txtar"
)

// FuzzName takes any name, path and message: nothing panics, normalising twice is normalising once, and naming is
// the same again.
func FuzzName(f *testing.F) {
	for _, k := range []kind{kindFunc, kindFile, kindMessage} {
		for _, rule := range Builtin().byKind[k] {
			for _, s := range rule.samples {
				f.Add(s.in, s.in, s.in)
			}
		}
	}
	files, _ := filepath.Glob("testdata/same/*.txtar")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, s := range readText(f, file, archive.Files[0].Data).Stacks {
			for _, frame := range s.Frames {
				f.Add(frame.Func, frame.File, "")
			}
		}
	}
	rules := Builtin()
	f.Fuzz(func(t *testing.T, fn, file, message string) {
		for _, form := range []struct {
			apply func(string) string
			text  string
		}{{rules.Func, fn}, {rules.File, file}, {rules.Message, message}} {
			once := form.apply(form.text)
			if twice := form.apply(once); twice != once {
				t.Errorf("%q becomes %q, then %q", form.text, once, twice)
			}
		}
		frame := profile.Frame{Func: fn, File: file}
		stacks := []profile.Stack{{Frames: []profile.Frame{at("main.main", "/app/main.go"), frame, frame}, CreatedBy: frame}}
		a, b := New(rules, []string{fn}).Name(stacks), New(rules, []string{fn}).Name(stacks)
		if *a[0].Frames[1].Name != *b[0].Frames[1].Name || a[0].Signature() != b[0].Signature() {
			t.Errorf("%q in %q has two names: %+v, %+v", fn, file, a[0].Frames[1].Name, b[0].Frames[1].Name)
		}
	})
}

// BenchmarkName names the stacks of a dump with a goroutine in each kind of wait; "frames" are the distinct ones.
func BenchmarkName(b *testing.B) {
	archive, err := txtar.ParseFile("testdata/same/waits-versions.txtar")
	if err != nil {
		b.Fatal(err)
	}
	stacks := readText(b, "dump", archive.Files[0].Data).Stacks
	rules := Builtin()
	distinct := New(rules, nil)
	distinct.Name(stacks)
	b.ReportAllocs()
	for b.Loop() {
		New(rules, nil).Name(stacks)
	}
	b.ReportMetric(float64(len(distinct.raws)), "frames/op")
}

// BenchmarkBuiltin is what the rules add to the start of the program.
func BenchmarkBuiltin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadRules("rules.txtar", builtinRules); err != nil {
			b.Fatal(err)
		}
	}
}
