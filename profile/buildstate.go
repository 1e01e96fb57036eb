package profile

import (
	"bytes"
)

// buildGap is how many lines of others may stand between the lines of one go command.
const buildGap = 8

// openBuild makes the current build the one that the current line belongs to, or begins one. False: no more are kept.
func (r *reader) openBuild() bool {
	if r.build >= 0 && r.outside <= buildGap && !bytes.HasPrefix(r.line, []byte("WORK=")) {
		r.outside = 0
		return true
	}
	if !r.room(len(r.e.Builds), "builds") {
		return false
	}
	r.e.Builds = append(r.e.Builds, Build{})
	r.build, r.outside = len(r.e.Builds)-1, 0
	r.format(BuildLog)
	return true
}

func (r *reader) currentBuild() *Build { return &r.e.Builds[r.build] }

// buildPackage is the package that is being read, nil for none.
func (r *reader) buildPackage() *BuildPackage {
	b := r.currentBuild()
	if len(b.Packages) == 0 {
		return nil
	}
	return &b.Packages[len(b.Packages)-1]
}

// beginPackage begins a package of the current build. One that stands there already, with errors, was built again: by
// another command.
func (r *reader) beginPackage(path, variant string) {
	b := r.currentBuild()
	for i := range b.Packages {
		if p := &b.Packages[i]; path != "" && p.Path == path && p.Variant == variant && len(p.Diagnostics) > 0 && r.room(len(r.e.Builds), "builds") {
			r.e.Builds = append(r.e.Builds, Build{})
			r.build = len(r.e.Builds) - 1
			b = r.currentBuild()
			break
		}
	}
	r.takeBackPaths()
	b.Packages = append(b.Packages, BuildPackage{Path: path, Variant: variant, Place: Span{r.start, r.end}})
}

// ownBuild adds a line to the current build.
func (r *reader) ownBuild(at Span) {
	b := r.currentBuild()
	if n := len(b.Lines); n > 0 && b.Lines[n-1].End == at.Start {
		b.Lines[n-1].End = at.End
		return
	}
	b.Lines = append(b.Lines, at)
}

// takeBackPaths makes the names of packages and the progress that stand directly before the current line the build's:
// go build -v prints them as it comes to a package.
func (r *reader) takeBackPaths() {
	last := len(r.e.Unread) - 1
	if last < 0 || r.e.Unread[last].End != r.start {
		return
	}
	const reach = 64 << 10
	from := max(r.e.Unread[last].Start, r.start-reach)
	text, err := r.e.Raw(Span{from, r.start})
	if err != nil { // it is gone, and stays unread
		return
	}
	if from > r.e.Unread[last].Start { // the first line may be half of one
		from += int64(bytes.IndexByte(text, '\n') + 1)
		text = text[bytes.IndexByte(text, '\n')+1:]
	}
	var back []Span
	for end := len(text); end > 0; {
		start := bytes.LastIndexByte(text[:end-1], '\n') + 1
		line := bytes.TrimRight(text[start:end], "\r\n")
		if from+int64(start) == 0 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if len(line) == 0 || !bareImport(line) && !bytes.HasPrefix(line, []byte("go: downloading ")) {
			break
		}
		back = append(back, Span{from + int64(start), from + int64(end)})
		r.takeBack(back[len(back)-1])
		end = start
	}
	r.tail = r.tail[:0]
	for i := len(back) - 1; i >= 0; i-- {
		r.ownBuild(back[i])
	}
}

// bareImport reports whether a line is an import path and nothing else.
//
//	internal/unsafeheader
func bareImport(line []byte) bool {
	return len(line) < 256 && bytes.IndexByte(line, ' ') < 0 && importPath(string(line)) && line[0] >= 'A' && (bytes.IndexByte(line, '/') > 0 || isStandardName(string(line)))
}

// isStandardName tells packages of the standard library whose path is one word.
func isStandardName(name string) bool {
	switch name {
	case "bufio", "bytes", "cmp", "context", "embed", "errors", "expvar", "flag", "fmt", "hash", "html", "image", "io", "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin",
		"reflect", "regexp", "runtime", "slices", "sort", "strconv", "strings", "structs", "sync", "syscall", "testing", "time", "unicode", "unique", "unsafe", "weak":
		return true
	}
	return false
}

var toldGo = lazily(`toolchain@v0\.0\.1-(go1\.[0-9.]+(?:rc\d+|beta\d+)?)\.|\(running go (1\.[0-9.]+)[;)]|go tool version "(go1\.[0-9.]+)"`)

// toldVersion notes the Go version that a line of the build betrays.
func (r *reader) toldVersion(line string) {
	b := r.currentBuild()
	if b.GoVersion != "" {
		return
	}
	if m := toldGo().FindStringSubmatch(line); m != nil {
		switch {
		case m[1] != "":
			b.GoVersion = m[1]
		case m[2] != "":
			b.GoVersion = "go" + m[2]
		default:
			b.GoVersion = m[3]
		}
	}
}
