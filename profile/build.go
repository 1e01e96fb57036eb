package profile

import "strings"

// BuildLog is the format of what the go command and its tools print while they build.
const BuildLog Format = "build"

// Stage is a step of a build, in the words of the JSON report.
type Stage string

// The stages in which a build can fail, in the order in which the go command comes to them.
const (
	StageList      Stage = "list"      // the go command finds packages and modules, and reads its flags
	StageParse     Stage = "parse"     // syntax, by the go command or the compiler
	StageEmbed     Stage = "embed"     // //go:embed
	StageCgo       Stage = "cgo"       // cgo and the C compiler
	StageTypecheck Stage = "typecheck" // types2, and the type checker of go vet
	StageIR        Stage = "ir"        // the intermediate representation: unified IR, inlining, walk
	StageEscape    Stage = "escape"    // escape analysis
	StageSSA       Stage = "ssa"       // the passes over SSA form
	StageCodegen   Stage = "codegen"   // machine code and object files, the assembler included
	StageLink      Stage = "link"      // the Go linker, and the C linker that it calls
	StageVet       Stage = "vet"       // go vet's analyzers
)

// Build is what one go command, or one of its tools, printed. A command that failed has packages with diagnostics;
// one that only spoke of what it does, or of what the compiler optimises, has none.
type Build struct {
	Packages  []BuildPackage // in the order of the text
	GoVersion string         // "go1.22.12" where a path or a message tells it
	Remarks   int            // warnings of the C compiler and remarks of the compiler (-m, -d=defer): no errors
	Lines     []Span         // runs of lines that are its own, in the order of the text
}

// BuildPackage is one package of a build that failed.
type BuildPackage struct {
	Path        string // import path, "" where the text tells none
	Variant     string // "example.com/app.test": it was compiled for that test
	Vet         bool   // go vet found something in it
	Diagnostics []Diagnostic
	Place       Span // of its header, or of its first diagnostic, up to the end of its last
}

// Diagnostic is one error of a build.
//
//	./main.go:5:31: cannot use x (variable of type int) as string value in return statement
type Diagnostic struct {
	Stage        Stage
	Phase        string // part of the compiler or linker that gave up, the last element of its package: "types2", "ssa", "loader"; "" where nothing tells
	Internal     bool   // the tool itself broke: internal compiler error, crash, killed
	File         string // as printed, "" where none is
	Line, Column int    // from 1; 0 where none is printed
	Tool         string // "compile", "go build": the tool whose usage follows, for a flag that it does not know
	Message      string // with the lines that go on, joined by newlines; without the position
	Crash        int    // index of the crash that it is, -1 for none
	Goroutine    int    // row of the goroutine that was printed with it, -1 for none
	Place        Span
}

// Failed reports whether the build told of an error.
func (b *Build) Failed() bool { return len(b.Packages) > 0 }

// First gives the diagnostic that matters most and its package: the first internal error, else the first one; nil where
// there is none.
func (b *Build) First() (*BuildPackage, *Diagnostic) {
	var in *BuildPackage
	var first *Diagnostic
	for i := range b.Packages {
		p := &b.Packages[i]
		if in == nil {
			in = p
		}
		for j := range p.Diagnostics {
			d := &p.Diagnostics[j]
			if d.Internal {
				return p, d
			}
			if first == nil || first.Sums() && in == p {
				in, first = p, d
			}
		}
	}
	return in, first
}

// Sums reports whether a diagnostic only says that something failed, which others beside it tell.
//
//	collect2: error: ld returned 1 exit status
func (d *Diagnostic) Sums() bool {
	for _, words := range []string{": running gcc failed: ", ": running clang failed: ", "asm: assembly of "} {
		if d.File == "" && strings.Contains(d.Message, words) {
			return true
		}
	}
	return strings.HasPrefix(d.Message, "collect2: ") || strings.HasPrefix(d.Message, "clang: error: linker command failed")
}

// Stage gives the stage in which the build failed, that of its first diagnostic; "" where it did not.
func (b *Build) Stage() Stage {
	if _, d := b.First(); d != nil {
		return d.Stage
	}
	return ""
}
