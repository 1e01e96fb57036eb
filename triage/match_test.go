package triage

import (
	"errors"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
)

// subject is a goroutine that waits in main.f, called by lib.g; elided says that frames are missing.
func subject(elided bool) *Subject {
	frames := []symbolize.Frame{
		{Name: &symbolize.Name{Func: "runtime.gopark", Origin: symbolize.Runtime}},
		{Name: &symbolize.Name{Func: "internal/sync.(*Mutex).lockSlow", Origin: symbolize.Standard}},
		{Name: &symbolize.Name{Func: "example.com/app.f", Origin: symbolize.User, File: "app/f.go"}},
		{Name: &symbolize.Name{Func: "runtime.call32", Origin: symbolize.Runtime}},
		{Name: &symbolize.Name{Func: "example.com/lib.g", Origin: symbolize.Library}},
	}
	if elided {
		frames = append(frames, symbolize.Frame{Name: symbolize.NoName, Elided: 7})
	}
	return &Subject{
		Kind:  "goroutine",
		Input: &Input{Evidence: &profile.Evidence{Labels: [][]profile.Label{nil}, Goroutines: []profile.Goroutine{{}}}, GoVersion: "go1.24.2"},
		Group: &Group{
			Operation: OpMutexLock, State: "sync.Mutex.Lock", Goroutines: []int32{0}, WaitMin: -1, WaitMax: -1, Siblings: 3,
			Stack: &symbolize.Stack{Frames: frames, CreatedBy: &symbolize.Frame{Name: &symbolize.Name{Func: "main.main"}}},
		},
	}
}

func TestEval(t *testing.T) {
	for _, tt := range []struct {
		expr         string
		whole, elide Truth
	}{
		{`kind("goroutine")`, True, True},
		{`kind("panic", "fatal")`, False, False},
		{`op("mutex.lock")`, True, True},
		{"state(`^sync`)", True, True},
		{`waited(5)`, Unknown, Unknown},
		{`!waited(5)`, Unknown, Unknown},
		{`waited(5) && kind("panic")`, False, False},
		{`waited(5) || kind("goroutine")`, True, True},
		{"calls(`lib\\.g`)", True, True},
		{"calls(`absent`)", False, Unknown},
		{"top(`lockSlow`)", True, True},
		{"first(`app\\.f`)", True, True},
		{"near(`app\\.f`, `lib\\.g`)", True, True},
		{"near(`lockSlow`, `lib\\.g`)", False, Unknown},
		{"created(`^main\\.main$`)", True, True},
		{`go(">=1.24")`, True, True},
		{`go("<=1.22 || >=1.26")`, False, False},
		{`copies(3) && !copies(4)`, True, True},
		{`leaked()`, False, False},
		{"message(`x`)", False, False},
		{`build("cgo")`, Unknown, Unknown},
		{"label(\"k\", `v`)", False, False},
		{"file(`f\\.go$`)", True, True},
	} {
		m, err := Compile(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		if got := m.Eval(subject(false)); got != tt.whole {
			t.Errorf("%s is %s, want %s", tt.expr, truthNames[got], truthNames[tt.whole])
		}
		if got := m.Eval(subject(true)); got != tt.elide {
			t.Errorf("%s is %s with frames elided, want %s", tt.expr, truthNames[got], truthNames[tt.elide])
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for _, tt := range []struct {
		expr         string
		line, column int
	}{
		{"", 1, 1},
		{"kind(\"goroutine\") &&\n stat(`x`)", 2, 2},
		{"kind()", 1, 1},
		{"state(`(`)", 1, 7},
		{"state(5) + 1", 1, 1},
		{"state", 1, 1},
		{"waited(`x`)", 1, 8},
		{"a.b(`x`)", 1, 1},
		{"state(`x`", 1, 10},
		{"attr(\"colour\", `x`)", 1, 6},
		{`go("new")`, 1, 4},
		{"func() {}", 1, 1},
	} {
		_, err := Compile(tt.expr)
		var at *SyntaxError
		if !errors.As(err, &at) {
			t.Errorf("%q: the error is %v, want one with a place", tt.expr, err)
			continue
		}
		if at.Line != tt.line || at.Column != tt.column {
			t.Errorf("%q: the error is at %d:%d, want %d:%d (%s)", tt.expr, at.Line, at.Column, tt.line, tt.column, at.Message)
		}
	}
}

func TestVersions(t *testing.T) {
	for _, tt := range []struct {
		within, known string
		want          Truth
	}{
		{">=1.24", "go1.24.2", True},
		{">=1.24", "go1.23.9", False},
		{">=1.24", ">=go1.24", True},
		{">=1.26", ">=go1.24", Unknown},
		{"<=1.22", ">=go1.24", False},
		{"<=1.22", "go1.22.12", True},
		{"<1.22", "go1.22.12", False},
		{"=1.26", "go1.26.8", True},
		{">1.22", "go1.22.12", False},
		{">=1.23 <1.27", "go1.26.8", True},
		{">=1.24", "", Unknown},
	} {
		r, err := parseVersions(tt.within)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.contains(tt.known); got != tt.want {
			t.Errorf("%q in %q is %s, want %s", tt.known, tt.within, truthNames[got], truthNames[tt.want])
		}
	}
	if _, err := parseVersions("1.24"); err == nil {
		t.Error("a version without a bound is taken for a range")
	}
}

func FuzzCompile(f *testing.F) {
	f.Add("kind(\"goroutine\") && state(`^chan send`) && !calls(`^testing\\.`)")
	f.Add("waited(5) || (leaked() && count(100))")
	f.Fuzz(func(t *testing.T, expr string) {
		m, err := Compile(expr)
		if err != nil {
			var at *SyntaxError
			if !errors.As(err, &at) || at.Line < 1 || at.Column < 1 {
				t.Errorf("the error %v has no place", err)
			}
			return
		}
		if v := m.Eval(subject(true)); v > True {
			t.Errorf("%q is %d", expr, v)
		}
	})
}
