package profile

import (
	"bytes"
	"strings"
)

// buildReach is how many lines behind a header are looked at for what proves it; crashedReach as many for the stack of a
// compiler that died.
const (
	buildReach   = 8
	crashedReach = 64
)

// maybeBuild reports whether a line may be the first of a build: it costs little, for each line of a log is asked.
//
//	# example.com/app [example.com/app.test]
//	./main.go:5:31: undefined: x
//	go: unknown GOEXPERIMENT deferstackcheck
//	WORK=/tmp/go-build3629094922
func maybeBuild(line []byte) bool {
	if len(line) < 5 {
		return false
	}
	switch line[0] {
	case '#':
		return line[1] == ' ' && line[2] > ' '
	case 'g':
		if bytes.HasPrefix(line, []byte("go: ")) {
			return true
		}
	case 'W':
		return bytes.HasPrefix(line, []byte("WORK="))
	case '{':
		return isBuildEvent(line)
	case '<':
		return line[1] == 'u' || line[1] == 'a'
	}
	space := bytes.IndexByte(line[:min(len(line), maxPosition)], ' ')
	if space < 2 {
		return false
	}
	if line[space-1] == ':' {
		return colonWord(line[:space-1], line[space+1:])
	}
	return wordStarts(line[:space])
}

// colonWord tells what may stand before the first ": " of a build's line: a place, a tool, a symbol that the linker
// speaks of.
func colonWord(word, rest []byte) bool {
	switch string(word) {
	case "vet", "compile", "link", "asm", "cgo", "ld", "collect2", "clang", "pkg-config":
		return true
	}
	if last := word[len(word)-1]; last >= '0' && last <= '9' {
		return bytes.Contains(word, []byte(".go:")) || bytes.Contains(word, []byte(".s:")) || bytes.Contains(word, []byte(".c:")) || bytes.Contains(word, []byte(".h:")) || bytes.HasPrefix(word, []byte("go."))
	}
	return bytes.HasSuffix(word, []byte(".go")) || bytes.HasSuffix(word, []byte("/ld")) || bytes.HasSuffix(word, []byte("/link")) || bytes.HasSuffix(word, []byte("/compile")) ||
		len(rest) > 0 && rest[0] == '/' && bytes.Contains(rest, []byte(": signal: ")) || bytes.HasPrefix(rest, []byte("relocation target ")) || bytes.HasPrefix(rest, []byte("function main is undeclared ")) || bytes.HasPrefix(rest, []byte("C compiler ")) || bytes.HasPrefix(rest, []byte("nosplit stack over"))
}

// isBuildEvent tells the event with which go build -json and go test -json end a package that failed.
//
//	{"ImportPath":"example.com/app","Action":"build-fail"}
func isBuildEvent(line []byte) bool {
	return bytes.HasPrefix(line, []byte(`{"ImportPath":"`)) && bytes.HasSuffix(line, []byte(`"Action":"build-fail"}`))
}

// wordStarts tells the first words of lineForms that no colon follows.
func wordStarts(word []byte) bool {
	switch string(word) {
	case "package", "build", "no", "found", "can't", "pattern", "cannot", "error", "stat", "Package", "verifying", "missing", "function", "flag", "invalid", "clang", "Undefined", "go", "duplicated":
		return true
	}
	return bytes.HasPrefix(word, []byte("-buildmode=")) || bytes.HasPrefix(word, []byte("buildmode=")) || bytes.HasPrefix(word, []byte("-mod=")) || bytes.HasSuffix(word, []byte("/compile")) || bytes.HasSuffix(word, []byte("/link"))
}

// startsBuild reports whether the current line is the first of a build. What decides: a line that proves itself; a
// header "# import/path" with such a line, or any with a position, behind it, or with the crash of a tool of Go's; a
// flag that is not known with a Go tool's usage behind it; the WORK= of go build -x.
func startsBuild(r *reader) bool {
	line := r.line
	switch {
	case line[0] == '#':
		return r.packageHead(line)
	case line[0] == 'W':
		return r.nextIs(isCommand)
	case bytes.HasPrefix(line, []byte("flag provided")):
		return r.nextIs(isUsage)
	case bytes.HasPrefix(line, []byte("package ")) && !bytes.ContainsRune(line[8:], ' '):
		return r.nextIs(func(next []byte) bool {
			_, _, _, _, placed := position(bytes.TrimPrefix(next, []byte("\t")))
			return bytes.HasPrefix(next, []byte("\timports ")) || placed && next[0] == '\t'
		})
	}
	_, ok := proves(line)
	return ok
}

// packageHead reports whether the current line is a package's header.
func (r *reader) packageHead(line []byte) bool {
	path, _, _, ok := headerOf(line)
	if !ok {
		return false
	}
	n, found, crashed := 0, false, false
	r.ahead(func(next []byte) bool {
		if len(next) == 0 {
			return crashed
		}
		n++
		switch _, sure := proves(next); {
		case crashed:
			found = bytes.HasPrefix(next, []byte("cmd/")) || bytes.HasPrefix(next, []byte("\tcmd/"))
			return !found && n < crashedReach
		case n > 1 && !strings.ContainsAny(path, "./"), next[0] == '#' && n > 1:
			return false
		case sure, n == 1 && headed(next) && (strings.ContainsAny(path, "./") || !bareHeader(next)):
			found = true
			return false
		case isCrash(next):
			crashed = true
		}
		return n < buildReach
	})
	return found
}

// bareHeader reports whether a line behind a header of one word, which may be any heading, has no column: a program's
// log looks like that, too.
func bareHeader(next []byte) bool {
	_, _, column, _, ok := position(next)
	return ok && column == 0
}

// headed reports whether a line is one that stands directly behind a package's header.
func headed(line []byte) bool {
	if _, _, _, _, ok := position(bytes.TrimPrefix(line, []byte("vet: "))); ok {
		return true
	}
	if _, _, vet, ok := headerOf(line); ok && vet {
		return true
	}
	text := string(line[:min(len(line), maxNote)])
	_, ok := flagError(text)
	return ok || formOf(asideForms, text) != nil || bytes.HasPrefix(line, pkgConfigHead) || isCommand(line) || ofTool(text) != "" || bytes.HasPrefix(line, []byte("gcc: ")) || bytes.HasPrefix(line, []byte("cc1: "))
}

// headerOf reads a package's header.
//
//	# example.com/app
//	# example.com/app [example.com/app.test]
//	# [example.com/app]
func headerOf(line []byte) (path, variant string, vet, ok bool) {
	rest, found := bytes.CutPrefix(line, []byte("# "))
	if !found || len(rest) > 4<<10 {
		return "", "", false, false
	}
	first, second, two := strings.Cut(string(rest), " ")
	if inner, found := strings.CutPrefix(first, "["); found && !two {
		inner, found = strings.CutSuffix(inner, "]")
		return inner, "", true, found && importPath(inner)
	}
	if two {
		inner, opened := strings.CutPrefix(second, "[")
		inner, ended := strings.CutSuffix(inner, "]")
		if !opened || !ended || !importPath(inner) {
			return "", "", false, false
		}
		variant = inner
	}
	return first, variant, false, importPath(first) || first == "."
}

// pkgConfigHead begins the line with which the go command shows its call of pkg-config.
var pkgConfigHead = []byte("# [pkg-config ")

// importPath reports whether a word can be a package's import path (golang.org/x/mod/module, importPathOK).
func importPath(word string) bool {
	if word == "" || word[0] == '-' || word[0] == '/' {
		return false
	}
	for _, c := range word {
		if c <= ' ' || c == 0x7f || strings.ContainsRune("!\"#$%&'()*,:;<=>?[\\]^`{|}", c) {
			return false
		}
	}
	return strings.ContainsFunc(word, func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 0x7f })
}

// usageOf gives the tool that prints a usage: "compile", "go build".
func usageOf(text string) string {
	words := strings.Fields(strings.TrimPrefix(text, "usage: "))
	if len(words) > 1 && words[0] == "go" {
		return words[0] + " " + words[1]
	}
	return words[0]
}

// isUsage tells the usage of a tool of Go's; a program's begins with a capital.
//
//	usage: compile [options] file.go...
func isUsage(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("usage: "))
	word, _, _ := bytes.Cut(rest, []byte(" "))
	switch string(word) {
	case "go", "compile", "link", "asm", "cgo", "vet", "cover", "pack", "nm", "objdump", "buildid", "fix", "trace", "pprof", "test2json", "covdata", "addr2line", "doc", "dist", "api":
		return ok
	}
	return false
}

// provenBuild is the weight of a line that comes from a build for sure; a header weighs less.
const provenBuild = 3

// buildWeight says how much a line tells of a build, to find out how a text is wrapped.
func buildWeight(line []byte) int {
	switch {
	case bytes.HasPrefix(line, []byte("\timports ")):
		return 2
	case bytes.HasPrefix(line, []byte("flag provided but not defined: -")), bytes.HasPrefix(line, []byte("usage: ")) && isUsage(line):
		return 2
	case !maybeBuild(line), line[0] == '{': // an event is what is around a build
		return 0
	}
	if _, ok := proves(line); ok {
		return provenBuild
	}
	if path, _, _, ok := headerOf(line); ok && bytes.ContainsAny([]byte(path), "./") {
		return 1
	}
	return 0
}

// buildIndex finds what looks like an error of the compiler, wherever it stands in a line.
//
//	2026-08-21T09:24:33.2607391Z ./main.go:5:31: undefined: x
func buildIndex(text []byte) int {
	for from := 0; ; {
		i := bytes.Index(text[from:], []byte(".go:"))
		if i < 0 {
			return -1
		}
		at := from + i + len(".go:")
		_, row := numberAt(text, at)
		if row > at && row < len(text) && text[row] == ':' {
			if _, column := numberAt(text, row+1); column > row+1 && column+1 < len(text) && text[column] == ':' && text[column+1] == ' ' {
				return from + i
			}
		}
		from = at
	}
}
