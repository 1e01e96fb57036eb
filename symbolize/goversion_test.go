package symbolize

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotriage/profile"

	"golang.org/x/tools/txtar"
)

func TestGoVersion(t *testing.T) {
	tests := []struct {
		frames []profile.Frame
		want   string
	}{
		{[]profile.Frame{at("runtime.main", "/home/dev/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.2.linux-amd64/src/runtime/proc.go")}, "go1.24.2"},
		{[]profile.Frame{at("runtime.main", "/opt/hostedtoolcache/go/1.22.3/x64/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "C:/hostedtoolcache/windows/go/1.22.3/x64/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/usr/local/go1.22.3/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/home/dev/sdk/go1.26rc1/src/runtime/proc.go")}, "go1.26rc1"},
		{[]profile.Frame{at("runtime.main", "/home/dev/sdk/go1.20/src/runtime/proc.go")}, "go1.20"},
		{[]profile.Frame{at("runtime.main", "/opt/homebrew/Cellar/go/1.22.3/libexec/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/opt/homebrew/Cellar/go@1.21/1.21.5/libexec/src/runtime/proc.go")}, "go1.21.5"},
		{[]profile.Frame{at("runtime.main", "/nix/store/0a1b2c-go-1.22.3/share/go/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/home/dev/.asdf/installs/golang/1.22.3/go/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/home/dev/.goenv/versions/1.22.3/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/home/dev/src/go1.22.3/src/runtime/proc.go")}, "go1.22.3"},
		{[]profile.Frame{at("runtime.main", "/usr/lib/go-1.22/src/runtime/proc.go")}, ">=go1.22"},
		{[]profile.Frame{at("runtime.main", "/usr/local/go/src/runtime/proc.go")}, ""},
		{[]profile.Frame{at("runtime.main", "runtime/proc.go")}, ""},
		{[]profile.Frame{at("internal/sync.(*Mutex).Lock", "internal/sync/mutex.go")}, ">=go1.24"},
		{[]profile.Frame{at("runtime.(*cleanupQueue).createGs", "runtime/mcleanup.go"), at("slices.SortFunc[...]", "slices/sort.go")}, ">=go1.25"},
		{[]profile.Frame{at("runtime.gcenable.gowrap1", "/usr/local/go/src/runtime/mgc.go")}, ">=go1.21"},
		{[]profile.Frame{at("main.main", "/home/dev/go1.22.3/src/main.go")}, ""}, // no GOROOT
		{[]profile.Frame{at("example.com/slices.Sort[...]", "/home/dev/src/slices/x.go")}, ""},
		{[]profile.Frame{at("runtime.main", "/a/go1.22.3/src/runtime/proc.go"), at("runtime.main", "/b/go1.20.1/src/runtime/proc.go")}, ">=go1.20.1"},
	}
	for _, test := range tests {
		n := New(Builtin(), nil)
		n.Name([]profile.Stack{{Frames: test.frames}})
		if got := n.GoVersion(); got != test.want {
			t.Errorf("%v: %q, want %q", test.frames, got, test.want)
		}
	}
}

// TestGoVersionOfCaptures compares with the releases that made the captures: a bound must hold, a version be exact.
func TestGoVersionOfCaptures(t *testing.T) {
	for _, name := range []string{"waits-versions", "cgo-versions"} {
		archive, err := txtar.ParseFile(filepath.Join("testdata", "same", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files[:len(archive.Files)-1] {
			n := New(Builtin(), nil)
			n.Name(readText(t, section.Name, section.Data).Stacks)
			got := n.GoVersion()
			if bound, ok := strings.CutPrefix(got, ">="); ok && later(section.Name, bound) == section.Name {
				continue
			}
			if got != section.Name {
				t.Errorf("%s: a capture of %s is said to be of %q", name, section.Name, got)
			}
		}
	}
}

// TestStandardPackages compares the list with the toolchain that runs the test.
func TestStandardPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the go command")
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "std", "cmd").Output()
	if err != nil {
		t.Skip("no go command:", err)
	}
	for pkg := range strings.FieldsSeq(string(out)) {
		if !isStandard(pkg) {
			t.Errorf("%s is not known as a standard package", pkg)
		}
	}
	for _, pkg := range []string{"main", "gotriage/triage", "example.com/internal/x", "app/internal/x", "internal", "cmd/api-server", "vendor/github.com/x/y", "golang.org/x/net/http2"} {
		if isStandard(pkg) {
			t.Errorf("%s is taken for a standard package", pkg)
		}
	}
}
