package symbolize

import (
	"path"
	"slices"
	"strings"
)

// places is what the frames of one evidence tell together about folders: which belong to which package, where GOROOT
// and the main package lie. A closure that was inlined carries its caller's package, so its own comes from here.
type places struct {
	goroots   map[string]bool   // "/usr/local/go"
	byFile    map[string]string // file -> import path
	byDir     map[string]string // folder -> import path, external test packages left out
	modules   map[string]string // folder -> import path of a folder above packages
	mainDirs  map[string]bool   // roots of the trees in which main packages and tests lie
	mainRepos map[string]bool   // import paths of their repositories
	mainMods  map[string]bool   // modules of main packages that were built in the module cache
}

func newPlaces() *places {
	return &places{
		goroots: map[string]bool{}, byFile: map[string]string{}, byDir: map[string]string{}, modules: map[string]string{},
		mainDirs: map[string]bool{}, mainRepos: map[string]bool{}, mainMods: map[string]bool{},
	}
}

// learn takes in a frame whose symbol names its own package: a function or method that is no closure. GOROOTs must be
// learned from all frames before packages are.
func (p *places) learn(s symbol, file string, src *source) {
	if s.pkg == "" || src.none || isGenerated(file) || p.inGoroot(s, src) {
		return
	}
	test := strings.HasSuffix(file, "_test.go")
	if s.pkg == "main" || test {
		p.learnMain(s, src)
	}
	setOnce(p.byFile, file, s.pkg)
	if !strings.HasSuffix(s.pkg, "_test") {
		setOnce(p.byDir, src.dir, s.pkg)
		p.learnModule(src.dir, s.pkg)
	}
}

// learnGoroot takes in that a function of the standard library lies where GOROOT/src has its package.
func (p *places) learnGoroot(s symbol, src *source) {
	if src.root != "" && src.std == s.pkg {
		p.goroots[src.root] = true
	}
}

func setOnce(m map[string]string, key, value string) {
	if _, ok := m[key]; !ok {
		m[key] = value
	}
}

// learnModule pairs the folder above a package with the import path above it.
//
//	/home/dev/src/variants/pkg/queue, example.com/acme/svc/pkg/queue -> /home/dev/src/variants, example.com/acme/svc
func (p *places) learnModule(dir, pkg string) {
	if pkg == "main" {
		return
	}
	for path.Base(dir) == path.Base(pkg) && strings.Contains(pkg, "/") && dir != path.Dir(dir) {
		dir, pkg = path.Dir(dir), path.Dir(pkg)
	}
	setOnce(p.modules, dir, pkg)
}

// learnMain takes in where a main package or a test lies: what lies beside it is the user's too.
func (p *places) learnMain(s symbol, src *source) {
	switch {
	case src.module != "":
		if s.pkg == "main" {
			p.mainMods[src.module] = true
		}
	case src.foreign:
	case src.gopath != "":
		p.mainRepos[repository(src.gopath)] = true
	default:
		if s.pkg != "main" {
			p.mainRepos[repository(s.pkg)] = true
		}
		root, _, _ := strings.Cut(src.dir+"/", "/cmd/")
		if root = strings.TrimSuffix(root, "/"); root != "" && root != "/" {
			p.mainDirs[root] = true
		}
	}
}

// packageOf gives the import path of the package in a file, or the last element of its folder where nothing tells more.
func (p *places) packageOf(file string, src *source) string {
	if pkg := p.byFile[file]; pkg != "" {
		return pkg
	}
	if pkg := p.byDir[src.dir]; pkg != "" {
		return pkg
	}
	if src.pkg != "" {
		return src.pkg
	}
	for dir := src.dir; ; dir = path.Dir(dir) {
		if pkg := p.modules[dir]; pkg != "" {
			return path.Join(pkg, strings.TrimPrefix(src.dir, dir))
		}
		if dir == path.Dir(dir) {
			break
		}
	}
	switch {
	case src.gopath != "":
		return src.gopath
	case src.dir[0] != '/' && !strings.Contains(src.dir, ":"): // -trimpath: the folder is the import path
		return src.dir
	}
	return path.Base(src.dir)
}

// inGoroot reports whether a frame's file is the standard library's. A GOROOT that the evidence proves is believed, so
// are the symbol of a function and the usual names of a GOROOT, but a GOPATH named go/ may hold packages of such names.
func (p *places) inGoroot(s symbol, src *source) bool {
	if src.std == "" { // a closure of another package can be inlined into the standard library's generic functions
		return isStandard(s.pkg) && (src.none || !canonicalName(s).several)
	}
	if p.goroots[src.root] || isStandard(s.pkg) || s.pkg == "" {
		return true
	}
	if strings.HasPrefix(src.std, "cmd/") { // many a program lies in /src/cmd/api
		return s.pkg == "main" && src.root == ""
	}
	if p.byDir[src.dir] != "" { // a function of another package lies there
		return false
	}
	return canonicalName(s).several && (src.root == "" || namedRoot.MatchString(src.root))
}

// knowsMain reports whether the evidence shows where a main package lies.
func (p *places) knowsMain() bool {
	return len(p.mainDirs)+len(p.mainRepos)+len(p.mainMods) > 0
}

// besideMain reports whether a package lies in the tree or repository of a main package.
func (p *places) besideMain(pkg string, src *source) bool {
	if p.mainRepos[repository(pkg)] || src.gopath != "" && p.mainRepos[repository(src.gopath)] {
		return true
	}
	for dir := src.dir; ; dir = path.Dir(dir) {
		if p.mainDirs[dir] {
			return true
		}
		if dir == path.Dir(dir) {
			return false
		}
	}
}

// repository gives the part of an import path that names a repository: three elements on the shared hosts, else two.
func repository(pkg string) string {
	elements := strings.Split(pkg, "/")
	n := 2
	if slices.Contains([]string{"github.com", "gitlab.com", "bitbucket.org", "golang.org"}, elements[0]) {
		n = 3
	}
	return strings.Join(elements[:min(n, len(elements))], "/")
}
