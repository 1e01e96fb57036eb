// Package symbolize gives frames their one true name: the name under which the same function of the same program is
// found again after a rebuild, with another Go version, with -trimpath, in another folder. What a regular expression
// can do stands in rules.txtar; closures, packages and origins are Go code here.
package symbolize

import (
	"regexp"
	"strings"

	"gotriage/profile"
)

// Namer names the frames of one evidence. It learns from all of them together which folder is which package, so it is
// given all stacks at once. It is not for use by several goroutines at a time.
type Namer struct {
	rules   *Rules
	user    []*regexp.Regexp // --user
	places  *places
	files   map[string]*source // by path, as printed
	symbols map[string]*named  // by symbol, as printed
	trees   map[treeKey]Origin
	known   map[rawFrame]int32
	raws    []rawFrame // distinct frames, in the order in which they were seen
	names   []Name     // theirs
}

// rawFrame is what the name of a frame depends on.
type rawFrame struct{ fn, file string }

// named is what the name of a function alone tells.
type named struct {
	number int32 // among the distinct names, from 1
	fn     string
	symbol symbol
	name   canonical
	pkg    string // of the last key that was made
	key    string
}

// treeKey is what treeOrigin depends on.
type treeKey struct {
	src *source
	pkg string
}

// New gives a Namer for one evidence. user are globs on import paths that say whose code is the user's: "*" stands for
// any part of one element, "..." for any text, and a glob holds for the packages below it too. With globs, what they
// do not match and is not package main is a library; without, what lies in no module cache, vendor folder or GOROOT is
// the user's.
func New(rules *Rules, user []string) *Namer {
	n := &Namer{rules: rules, places: newPlaces(), files: map[string]*source{}, symbols: map[string]*named{}, known: map[rawFrame]int32{}}
	for _, glob := range user {
		n.user = append(n.user, globPattern(glob))
	}
	return n
}

// globPattern turns a glob into a pattern. Every glob is one.
func globPattern(glob string) *regexp.Regexp {
	glob = strings.TrimSuffix(strings.TrimSuffix(glob, "/..."), "/")
	pattern := regexp.QuoteMeta(strings.ToValidUTF8(glob, "?"))
	pattern = strings.NewReplacer(`\.\.\.`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`).Replace(pattern)
	return regexp.MustCompile(`(?s)^(?:` + pattern + `)(?:/.*)?$`)
}

// Name names stacks, one for one. Each distinct frame is named once.
func (n *Namer) Name(stacks []profile.Stack) []Stack {
	first := len(n.raws)
	total := 0
	for i := range stacks {
		total += len(stacks[i].Frames) + len(stacks[i].Ancestors) + 1
	}
	numbers := make([]int32, 0, total) // of all frames, in the order in which they are named below
	for i := range stacks {
		s := &stacks[i]
		for j := range s.Frames {
			numbers = append(numbers, n.see(&s.Frames[j]))
		}
		for j := range s.Ancestors {
			numbers = append(numbers, n.see(&s.Ancestors[j]))
		}
		numbers = append(numbers, n.see(&s.CreatedBy))
	}
	n.nameNew(first)

	named := make([]Stack, len(stacks))
	pool := make([]Frame, total) // one allocation: a dump has thousands
	starts := make([]int, len(stacks)+1)
	for i := range stacks {
		starts[i+1] = starts[i] + len(stacks[i].Frames) + len(stacks[i].Ancestors) + 1
	}
	profile.InParallel(len(stacks), func(from, to int) {
		for i := from; i < to; i++ {
			named[i] = n.stack(&stacks[i], numbers[starts[i]:starts[i+1]], pool[starts[i]:starts[i+1]:starts[i+1]])
		}
	})
	return named
}

// stack names one stack. The numbers are those of its frames, of its ancestors' and of its creator, and so are the names.
func (n *Namer) stack(s *profile.Stack, numbers []int32, names []Frame) Stack {
	frames, ancestors := len(s.Frames), len(s.Frames)+len(s.Ancestors)
	for i := range s.Frames {
		n.frame(&s.Frames[i], numbers[i], &names[i])
	}
	for i := range s.Ancestors {
		n.frame(&s.Ancestors[i], numbers[frames+i], &names[frames+i])
	}
	named := Stack{Frames: names[:frames:frames], Ancestors: names[frames:ancestors:ancestors], Unknown: s.Unknown}
	if s.CreatedBy.Func != "" {
		n.frame(&s.CreatedBy, numbers[ancestors], &names[ancestors])
		named.CreatedBy = &names[ancestors]
	}
	return named
}

// see takes a frame into the table of distinct ones and gives its number, from 1; 0 where no frame is printed.
func (n *Namer) see(f *profile.Frame) int32 {
	if f.Elided != 0 || f.Func == "" {
		return 0
	}
	raw := rawFrame{f.Func, f.File}
	number, ok := n.known[raw]
	if !ok {
		n.raws = append(n.raws, raw)
		number = int32(len(n.raws))
		n.known[raw] = number
	}
	return number
}

// frame gives a printed frame its name.
func (n *Namer) frame(f *profile.Frame, number int32, named *Frame) {
	*named = Frame{Name: NoName, Line: f.Line, Elided: f.Elided, Inlined: f.Inlined}
	if number > 0 {
		named.Name = &n.names[number-1]
	}
}

// Any reports whether a function as it was printed, in whatever stack, is one of a sort.
func (n *Namer) Any(sort func(function string) bool) bool {
	for function := range n.symbols {
		if sort(function) {
			return true
		}
	}
	return false
}

// Functions gives the distinct functions that were seen, as they are shown, by the Function of their frames.
func (n *Namer) Functions() []string {
	list := make([]string, len(n.symbols)+1)
	for _, f := range n.symbols {
		list[f.number] = f.fn
	}
	return list
}

// nameNew names the distinct frames from index first on, after all of them were learned from.
func (n *Namer) nameNew(first int) {
	n.trees = map[treeKey]Origin{}
	raws := n.raws[first:]
	functions, sources := make([]*named, len(raws)), make([]*source, len(raws))
	for i, raw := range raws {
		f := n.symbol(raw.fn)
		functions[i], sources[i] = f, n.source(raw.file)
		if !f.name.closure {
			n.places.learnGoroot(f.symbol, sources[i])
		}
	}
	learned := map[treeKey]bool{}
	for i, f := range functions {
		if key := (treeKey{sources[i], f.symbol.pkg}); !f.name.closure && !learned[key] {
			learned[key] = true
			n.places.learn(f.symbol, raws[i].file, sources[i])
		}
	}
	for i, f := range functions {
		name := n.describe(raws[i], f, sources[i])
		name.Number = int32(len(n.names) + 1)
		n.names = append(n.names, name)
	}
}

// symbol takes a function's name apart once: it may stand in many stacks.
func (n *Namer) symbol(symbol string) *named {
	f := n.symbols[symbol]
	if f == nil {
		f = &named{number: int32(len(n.symbols) + 1), fn: n.rules.Func(symbol)}
		f.symbol = parseSymbol(symbol, f.fn)
		f.name = canonicalName(f.symbol)
		n.symbols[symbol] = f
	}
	return f
}

// source reads a path once: many functions stand in one file.
func (n *Namer) source(file string) *source {
	src := n.files[file]
	if src == nil {
		parsed := parseSource(file)
		src = &parsed
		n.files[file] = src
	}
	return src
}

// describe puts together what is known of a distinct frame.
func (n *Namer) describe(raw rawFrame, function *named, src *source) Name {
	fn, s, name := function.fn, function.symbol, function.name
	standard := n.places.inGoroot(s, src)
	pkg := s.pkg
	switch {
	case src.none || !name.several && pkg != "":
	case standard && src.std != "":
		pkg = src.std
	case pkg != "":
		pkg = n.places.packageOf(raw.file, src)
	}
	f := Name{Func: fn, Function: function.number, Package: pkg, RawFile: raw.file, Origin: n.origin(s, raw, src, pkg)}
	if s.pkg == "" {
		f.Key = function.keyIn("")
	} else {
		f.Key = function.keyIn(pkg)
	}
	if s.pkg == "" && pkg == "" && f.Origin == Runtime {
		f.Package = "runtime" // panic, of a file that is not printed
	}
	f.Wrapper = name.wrapper || raw.file == "<autogenerated>" || strings.HasSuffix(raw.fn, "-fm") || strings.HasPrefix(fn, "type:") || strings.HasPrefix(fn, "type..")
	f.Native = isNative(raw.file) || raw.file == "" && s.pkg == "" && fn != "panic"
	switch {
	case !standard || src.std == "":
		f.File, f.Module, f.Version = n.shown(raw.file, src), src.module, src.version
	default:
		f.File = "$GOROOT/src/" + src.std + raw.file[strings.LastIndexByte(raw.file, '/'):]
	}
	return f
}

// keyIn gives the function's key in a package.
func (f *named) keyIn(pkg string) string {
	if f.key == "" || f.pkg != pkg {
		f.pkg, f.key = pkg, f.name.key(pkg)
	}
	return f.key
}

// shown gives the normal form of a path outside GOROOT.
func (n *Namer) shown(file string, src *source) string {
	if src.shown == "" {
		src.shown = n.rules.File(file)
		if src.module != "" {
			src.shown = unescapeModule(src.shown)
		}
	}
	return src.shown
}

// Message gives the text by which equal panic and error messages are found.
func (n *Namer) Message(text string) string { return n.rules.Message(text) }
