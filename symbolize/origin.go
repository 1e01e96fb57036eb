package symbolize

import "strings"

// libraryHosts serve libraries that nobody debugs as their own program unless the main package lies there too.
var libraryHosts = map[string]bool{
	"cloud.google.com": true, "go.etcd.io": true, "go.opencensus.io": true, "go.opentelemetry.io": true, "go.uber.org": true,
	"golang.org": true, "google.golang.org": true, "gopkg.in": true, "k8s.io": true, "knative.dev": true,
	"modernc.org": true, "sigs.k8s.io": true,
}

// origin says whose code a frame is. pkg is the package that was found for it, which for inlined closures is not the
// symbol's.
func (n *Namer) origin(s symbol, raw rawFrame, src *source, pkg string) Origin {
	switch {
	case raw.file == "" && raw.fn == "panic":
		return Runtime
	case raw.file == "" && s.pkg == "": // C, without a symbolizer
		return Library
	case isGenerated(raw.file) || isCgoStub(s):
		return Standard // main.main of _testmain.go and main._Cfunc_x are nobody's code
	case n.places.inGoroot(s, src):
		return standardOrigin(s, src)
	case pkg == "main":
		return User
	case len(n.user) > 0:
		if n.isNamedUser(pkg) || pkg != s.pkg && !strings.Contains(pkg, "/") && n.isNamedUser(s.pkg) {
			return User
		}
		return Library
	case src.module != "":
		if n.places.mainMods[src.module] {
			return User
		}
		return Library
	case src.foreign:
		return Library
	}
	key := treeKey{src, pkg}
	origin, known := n.trees[key]
	if !known {
		origin = n.treeOrigin(src, pkg)
		n.trees[key] = origin
	}
	return origin
}

// standardOrigin tells the runtime from the rest of the standard library. Throw, panic and park helpers of other
// packages that stand in the runtime's files are the runtime's: sync.fatal, internal/poll.runtime_pollWait. Exported
// ones are calls: time.Sleep.
func standardOrigin(s symbol, src *source) Origin {
	if isRuntime(s.pkg) || s.pkg == "" && (isRuntime(src.std) || src.std == "") {
		return Runtime
	}
	if strings.HasPrefix(s.parts[0], "runtime_") || isRuntime(src.std) && !canonicalName(s).closure && !s.callable() {
		return Runtime
	}
	return Standard
}

// treeOrigin decides on a frame in a plain source tree: a checkout, a GOPATH, or -trimpath without a version.
func (n *Namer) treeOrigin(src *source, pkg string) Origin {
	if n.places.besideMain(pkg, src) {
		return User
	}
	host, _, _ := strings.Cut(pkg, "/")
	if libraryHosts[host] {
		return Library
	}
	if src.gopath != "" && n.places.knowsMain() {
		return Library
	}
	return User
}

func (n *Namer) isNamedUser(pkg string) bool {
	for _, glob := range n.user {
		if glob.MatchString(pkg) {
			return true
		}
	}
	return false
}

// isCgoStub recognises the functions that cgo writes around C calls.
func isCgoStub(s symbol) bool {
	last := s.parts[len(s.parts)-1]
	return strings.HasPrefix(last, "_Cfunc_") || strings.HasPrefix(last, "_cgo") || strings.HasPrefix(last, "_Cgo_")
}
