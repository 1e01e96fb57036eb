package symbolize

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gotriage/profile"
)

// signatureOf names functions of usual files and gives their signature on one line.
func signatureOf(createdBy string, functions ...string) string {
	var s profile.Stack
	for _, fn := range functions {
		s.Frames = append(s.Frames, frameOf(fn))
	}
	if createdBy != "" {
		s.CreatedBy = frameOf(createdBy)
	}
	named := New(Builtin(), nil).Name([]profile.Stack{s})
	return strings.ReplaceAll(named[0].Signature(), "\n", " < ")
}

func frameOf(fn string) profile.Frame {
	pkg, _ := splitPackage(fn)
	switch {
	case fn == elidedKey:
		return profile.Frame{Elided: 51}
	case fn == "panic" || strings.HasPrefix(fn, "sync.runtime_") || strings.HasPrefix(fn, "internal/sync.runtime_"):
		return at(fn, "/usr/local/go/src/runtime/x.go")
	case isStandard(pkg):
		return at(fn, "/usr/local/go/src/"+pkg+"/x.go")
	}
	return at(fn, "/home/dev/src/svc/"+lastElement(pkg)+"/x.go")
}

func TestSignature(t *testing.T) {
	tests := []struct {
		createdBy string
		functions string
		want      string
	}{
		{"", "sync.runtime_SemacquireMutex sync.(*Mutex).lockSlow sync.(*Mutex).Lock main.f", "sync.(*Mutex).Lock < main.f"},
		{"", "internal/sync.runtime_SemacquireMutex internal/sync.(*Mutex).lockSlow internal/sync.(*Mutex).Lock sync.(*Mutex).Lock main.f", "sync.(*Mutex).Lock < main.f"},
		{"", "sync.newHelper.func1 sync.(*Mutex).Lock main.f runtime.main runtime.goexit", "sync.(*Mutex).Lock < main.f"},
		{"main.main", "runtime.gopark runtime.chanrecv main.worker main.main.gowrap1 runtime.goexit", "main.worker < created by main.main"},
		{"", "main.f.func1 sync.(*Once).doSlow sync.(*Once).Do main.f", "main.f·f < sync.(*Once).Do < main.f"},
		{"net/http.(*Server).Serve", "panic main.h net/http.HandlerFunc.ServeHTTP net/http.(*conn).serve", "main.h < http.HandlerFunc.ServeHTTP < http.(*conn).serve < created by http.(*Server).Serve"},
		{"net/http.(*Transport).dialConn", "internal/poll.(*FD).Read bufio.(*Reader).Peek net/http.(*persistConn).readLoop", "bufio.(*Reader).Peek < http.(*persistConn).readLoop < created by http.(*Transport).dialConn"},
		{"", "internal/poll.(*FD).Read main.f", "main.f"},
		{"runtime.gcenable", "runtime.gopark runtime.bgsweep runtime.gcenable.gowrap1 runtime.goexit", "runtime.bgsweep < created by runtime.gcenable"},
		{"", "main.a ... main.b", "main.a < main.b"},
		{"", "main.S.Val main.main", "main.S.Val < main.main"},
		{"", "", ""},
	}
	for _, test := range tests {
		if got := signatureOf(test.createdBy, strings.Fields(test.functions)...); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.functions, got, test.want)
		}
	}
}

func TestCollapse(t *testing.T) {
	tests := []struct{ keys, want string }{
		{"f f f main", "f main"},
		{"f main", "f main"},
		{"b a b a b main", "(a,b) main"},
		{"a b a b main", "(a,b) main"},
		{"x a b a b main", "x (a,b) main"},
		{"f f ... f f main", "f main"},
		{"a b a b ... b a main", "(a,b) main"},
		{"a b ... b a b a main", "(a,b) main"},
		{"a b c a b c ... b main", "(a,b,c) main"},
		{"a b ... c d", "a b c d"},
		{"a a b a a b main", "(a,b) main"},
		{"a b c d e f g h i j a b c d e f g h i j", "(a,b,c,d,e,f,g,h,i,j)"},
		{"a b a c main", "a b a c main"},
		{"...", ""},
		{"a ...", "a"},
		{"", ""},
	}
	for _, test := range tests {
		got := strings.ReplaceAll(strings.Join(collapse(strings.Fields(test.keys)), " "), turnSeparator, ",")
		if got != test.want {
			t.Errorf("%q became %q, want %q", test.keys, got, test.want)
		}
	}
}

// TestRecursionIsOne stops recursions of every length anywhere, at any depth, and leaves a middle out: the signature
// must not change.
func TestRecursionIsOne(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for length := 1; length <= maxCycle; length++ {
		var cycle []string
		for i := range length {
			cycle = append(cycle, fmt.Sprintf("f%d", i))
		}
		want := append([]string{cycleName(cycle)}, "main")
		for range 200 {
			depth := 3*length + random.IntN(80)
			var keys []string
			for i := range depth { // the outermost is always f0, called by main
				keys = append(keys, cycle[(depth-1-i)%length])
			}
			if random.IntN(2) == 0 { // what is left out leaves two turns on one side at least
				from := random.IntN(depth)
				if from < 2*length {
					from = 2 * length
				}
				to := from + random.IntN(depth-from+1)
				keys = slices.Replace(keys, from, to, elidedKey)
			}
			want[0] = cycleName(reverse(cycle))
			keys = append(keys, "main")
			if got := collapse(keys); !slices.Equal(got, want) {
				t.Fatalf("cycle of %d: %q became %q, want %q", length, keys, got, want)
			}
		}
	}
}

func reverse(names []string) []string {
	names = slices.Clone(names)
	slices.Reverse(names)
	return names
}
