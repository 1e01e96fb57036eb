package profile

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// stages of the packages of the compiler (cmd/compile/internal/...), and of the other tools.
var stages = []struct {
	stage  Stage
	phases []string
}{
	{StageParse, []string{"syntax"}},
	{StageTypecheck, []string{"types2"}},
	{StageIR, []string{
		"abi", "bloop", "compare", "coverage", "deadcode", "deadlocals", "devirtualize", "importer", "inlheur", "inline", "interleaved", "ir", "loopvar",
		"noder", "pgo", "pgoir", "pkginit", "rangefunc", "reflectdata", "rttype", "slice", "staticdata", "staticinit", "typecheck", "types", "walk",
	}},
	{StageEscape, []string{"escape"}},
	{StageSSA, []string{"ssa", "ssagen"}},
	{StageCodegen, []string{"arch", "asm", "bitvec", "dwarfgen", "gc", "liveness", "obj", "objw", "typebits"}},
	{StageLink, []string{"ld", "link", "loader"}},
	{StageCgo, []string{"cgo"}},
	{StageVet, []string{"vet"}},
	{StageList, []string{"go"}},
}

// stageOf gives the stage of a phase, "" where it is not known.
func stageOf(phase string) Stage {
	for _, s := range stages {
		if slices.Contains(s.phases, phase) {
			return s.stage
		}
	}
	return ""
}

// compilertexts.tsv holds the fixed beginnings of the texts with which the compiler gives up, each with its package:
// the literals of base.Fatalf, FatalfAt, AssertfAt and panic in cmd/compile/internal of Go 1.18.4, 1.20.14, 1.21.13,
// 1.22.12, 1.23.6, 1.24.2, 1.25.14, 1.26.8 and 1.27.4; those that several stages share are left out.
//
//go:embed compilertexts.tsv
var compilerTexts string

// texts of compilertexts.tsv, sorted by text.
var textPhases = sync.OnceValue(func() [][2]string {
	var list [][2]string
	for line := range strings.Lines(compilerTexts) {
		if phase, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok {
			list = append(list, [2]string{text, phase})
		}
	}
	slices.SortFunc(list, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return list
})

var (
	quotedFunction = lazily(`^'[^']+': `)                                // cmd/compile/internal/ssagen, (*ssafn).Fatalf
	compilerFolder = lazily(`cmd/(?:compile/)?internal/([a-z0-9]+)/`)    // a file of the compiler
	nodeDump       = lazily(`(?m)^\.   [A-Z]`)                           // ir.Dump
	typesNear      = "The following panic happened checking types near:" // types2, (*Checker).handleBailout, go1.25 and later
	unknownLine    = "<unknown line number>"                             // base.FmtPos without a position
)

// phaseOfText tells which part of the compiler says an internal error; lead is what stands before it. A release
// compiler prints no stack: its words are all there is.
//
//	'G': func G, startMem[b1] has different values, old v1, new v29
//	assertion failed
func phaseOfText(message, lead string) string {
	switch {
	case quotedFunction().MatchString(message):
		return "ssa"
	case strings.Contains(lead, typesNear):
		return "types2"
	case strings.HasPrefix(message, "assertion failed"): // nearly all that end so are noder's (cmd/compile/internal/noder, assert)
		return "noder"
	}
	if m := compilerFolder().FindStringSubmatch(message); m != nil && stageOf(m[1]) != "" {
		return m[1]
	}
	list := textPhases()
	at, _ := slices.BinarySearchFunc(list, message, func(row [2]string, m string) int { return strings.Compare(row[0], m) })
	if at < len(list) && list[at][0] == message {
		return list[at][1]
	}
	for i := at - 1; i >= 0 && list[i][0][0] == message[0]; i-- { // the longest beginning stands last
		if strings.HasPrefix(message, list[i][0]) {
			return list[i][1]
		}
	}
	if nodeDump().MatchString(message) {
		return "ir"
	}
	return ""
}

// phaseOfStack tells in which part of the compiler or linker a stack gave up: that of the first frame behind the panic
// that is not there to report it; "" for a stack of another program.
func phaseOfStack(frames []Frame) string {
	from := 0
	for i, f := range frames {
		if f.Func == "panic" || f.Func == "runtime.gopanic" {
			from = i + 1
		}
	}
	first := ""
	for _, f := range frames[from:] {
		phase := phaseOfFunc(f.Func)
		switch {
		case inlines(f.Func, phase):
			if stageOf(first) == StageIR || first == "" {
				return "inline"
			}
		case first == "" && phase != "base" && !strings.HasPrefix(f.Func, "cmd/compile/internal/gc.handlePanic"):
			first = phase
		}
	}
	return first
}

func inlines(function, phase string) bool {
	return phase == "inline" || phase == "interleaved" || strings.HasPrefix(function, "cmd/compile/internal/noder.(*reader).inl") || strings.HasPrefix(function, "cmd/compile/internal/noder.unifiedInline")
}

// phaseOfFunc gives the last element of a tool's package, "" for another program's function.
//
//	cmd/compile/internal/types2.(*Checker).objDecl -> types2
//	cmd/internal/obj/x86.span6                     -> obj
//	cmd/link/internal/ld.Main                      -> ld
func phaseOfFunc(function string) string {
	rest, ok := strings.CutPrefix(function, "cmd/")
	if !ok {
		return ""
	}
	if end := strings.IndexAny(rest, "([{"); end >= 0 {
		rest = rest[:end]
	}
	slash := strings.LastIndexByte(rest, '/') + 1
	if dot := strings.IndexByte(rest[slash:], '.'); dot >= 0 {
		rest = rest[:slash+dot]
	}
	if below, ok := strings.CutPrefix(rest, "internal/"); ok {
		phase, _, _ := strings.Cut(below, "/")
		return phase
	}
	tool, below, deep := strings.Cut(rest, "/internal/")
	if !deep {
		return tool
	}
	if tool != "compile" && tool != "link" {
		return tool
	}
	phase, _, _ := strings.Cut(below, "/")
	if slices.Contains(architectures, phase) && tool == "link" {
		return "ld"
	}
	if slices.Contains(architectures, phase) {
		return "arch"
	}
	return below[strings.LastIndexByte(below, '/')+1:]
}

// architectures that have a package of their own in the compiler and the linker.
var architectures = []string{"amd64", "arm", "arm64", "loong64", "mips", "mips64", "ppc64", "riscv64", "s390x", "wasm", "x86"}
