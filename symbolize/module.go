package symbolize

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Module tells the module path of the program whose stacks were named, as far as its frames betray it: with its version
// where a main package lies in the module cache; else what the import paths of the user's packages have in common, down
// to that of package main where its folder tells it, and to the repository where it does not. It is empty for a program
// that shows package main alone, in a folder that tells nothing.
func (n *Namer) Module() string {
	var main, common string
	for i, raw := range n.raws {
		f, src := &n.names[i], n.files[raw.file]
		switch {
		case f.Origin != User || src == nil || src.none:
		case f.Package == "main" && src.module != "":
			return src.module + "@" + src.version
		case f.Package == "main":
			if pkg := n.places.mainPackage(src); pkg != "" {
				main = shared(main, pkg)
			}
		case strings.Contains(f.Package, "/") && !strings.ContainsAny(f.Package, " ()"):
			common = shared(common, strings.TrimSuffix(f.Package, "_test"))
		}
	}
	switch {
	case main == "":
		return repository(common)
	case common == "" || repository(common) != repository(main):
		return main
	}
	return shared(main, common)
}

// shared gives the first elements that two import paths have in common; an empty one has all.
func shared(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return strings.Join(x[:n], "/")
}

// mainPackage gives the import path of the folder of a package main, up to the one that holds its cmd.
func (p *places) mainPackage(src *source) string {
	pkg := ""
	switch {
	case src.gopath != "":
		pkg = src.gopath
	case src.dir[0] != '/' && !strings.Contains(src.dir, ":"): // -trimpath: the folder is the import path
		pkg = src.dir
	default:
		for dir := src.dir; dir != path.Dir(dir); dir = path.Dir(dir) {
			if above := p.modules[dir]; above != "" {
				pkg = path.Join(above, strings.TrimPrefix(src.dir, dir))
				break
			}
		}
	}
	pkg, _, _ = strings.Cut(pkg+"/", "/cmd/")
	if pkg = strings.Trim(pkg, "/"); !strings.Contains(pkg, "/") {
		return ""
	}
	return pkg
}

// toolchainPlatform finds the platform in the folder of a toolchain that the go command fetched.
var toolchainPlatform = regexp.MustCompile(`golang\.org/toolchain@v0\.0\.1-go[^/]*?\.([a-z0-9]+)-([a-z0-9]+)(?:/|$)`)

// Build tells what paths betray of how the program was built: the platform that the toolchain ran on, and that -trimpath
// was given.
func (n *Namer) Build() []string {
	var facts []string
	add := func(fact string) {
		if !slices.Contains(facts, fact) {
			facts = append(facts, fact)
		}
	}
	for i, raw := range n.raws {
		src := n.files[raw.file]
		if src == nil || src.none {
			continue
		}
		if m := toolchainPlatform.FindStringSubmatch(src.root); m != nil {
			add("built on " + m[1] + "/" + m[2])
		}
		if n.names[i].Origin <= Standard && src.root == "" && src.std != "" && raw.file[0] != '/' {
			add("-trimpath")
		}
	}
	slices.Sort(facts)
	return facts
}
