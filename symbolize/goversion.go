package symbolize

import (
	"go/version"
	"regexp"
	"strings"
	"sync"
)

// marker is a package or symbol that tells the Go version in which it came.
type marker struct {
	prefix string // of a frame's normal form
	since  string
}

// markers hold for standard-library frames only. Public packages are dated by GOROOT/api, internal ones by the release
// notes; those that dumps were compared for name the releases without and with them.
var markers = []marker{
	{"internal/sync.", "go1.24"},
	{"internal/runtime/maps.", "go1.24"},
	{"sync.runtime_SemacquireWaitGroup", "go1.24"}, // 1.23.6 still waits in semacquire
	{"runtime.(*cleanupQueue).", "go1.25"},         // not in 1.24.2
	{"runtime.updateMaxProcsGoroutine", "go1.25"},  // not in 1.24.2
	{"testing/synctest.", "go1.24"},                // an experiment then
	{"weak.", "go1.24"},
	{"iter.", "go1.23"},
	{"unique.", "go1.23"},
	{"math/rand/v2.", "go1.22"},
	{"log/slog.", "go1.21"},
	{"maps.", "go1.21"},
	{"slices.", "go1.21"},
	{"internal/runtime/", "go1.23"}, // 1.22.12 has runtime/internal
}

// GoVersion tells the Go version of the program whose stacks were named: "go1.26.8" where a path holds it, a lower bound
// like ">=go1.24" where only functions or paths of a release tell, else "". Several versions, of several dumps in one
// evidence, give the lowest as a bound.
func (n *Namer) GoVersion() string {
	var exact, bound string
	several := false
	seen := map[string]bool{}
	for i, raw := range n.raws {
		f := &n.names[i]
		if f.Origin > Standard {
			continue
		}
		bound = later(bound, since(f.Func))
		root := n.files[raw.file].root
		if root == "" || seen[root] {
			continue
		}
		seen[root] = true
		switch v, full := rootVersion(root); {
		case v == "":
		case !full:
			bound = later(bound, v)
		case exact == "":
			exact = v
		case v != exact:
			several = true
			if version.Compare(v, exact) < 0 {
				exact = v
			}
		}
	}
	switch {
	case several:
		return ">=" + exact
	case exact != "":
		return exact
	case bound != "":
		return ">=" + bound
	}
	return ""
}

// since gives the Go version that a function's name proves.
func since(fn string) string {
	for _, m := range markers {
		if strings.HasPrefix(fn, m.prefix) {
			return m.since
		}
	}
	switch {
	case strings.Contains(fn, ".gowrap"): // 1.20.14 calls them func1, 1.22.12 gowrap1
		return "go1.21"
	case strings.Contains(fn, "[...]"):
		return "go1.18"
	}
	return ""
}

func later(a, b string) string {
	if version.Compare(a, b) < 0 {
		return b
	}
	return a
}

// rootForms are the names of GOROOT folders that hold a version.
//
//	/home/dev/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.2.linux-amd64   /opt/hostedtoolcache/go/1.22.3/x64
//	/opt/homebrew/Cellar/go/1.22.3/libexec   /home/dev/sdk/go1.22.3   /nix/store/abc-go-1.22.3/share/go
//	/home/dev/.goenv/versions/1.22.3   /home/dev/.asdf/installs/golang/1.22.3/go   /usr/lib/go-1.22
var rootForms = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:toolchain@v0\.0\.1-go|/hostedtoolcache/(?:windows/)?go/|/Cellar/go(?:@[^/]+)?/|/installs/(?:golang|go)/|/\.goenv/versions/|/go|[/-]go-)` +
		`(1\.\d+)(\.\d+|rc\d+|beta\d+)?(?:[.-][^/]*)?(?:/x64|/arm64|/x86|/libexec|/go|/share/go)?$`)
})

// rootVersion reads the version out of a GOROOT's path; full is false where only the release is told ("go1.22" of
// Debian's /usr/lib/go-1.22).
func rootVersion(root string) (v string, full bool) {
	m := rootForms().FindStringSubmatch(root)
	if m == nil {
		return "", false
	}
	v = "go" + m[1] + m[2]
	if !version.IsValid(v) {
		return "", false
	}
	return v, m[2] != "" || version.Compare(v, "go1.21") < 0 && !strings.Contains(m[0], "go-")
}
