package profile

import (
	"bytes"
	"strings"
)

// buildBlock reads the lines of one build that stand together.
type buildBlock struct {
	r       *reader
	headed  bool        // a package's header was read
	usage   bool        // a tool tells its flags
	work    bool        // the go command shows its commands (-x, -n)
	blank   bool        // blank lines stand before the current one
	goesOn  bool        // the line before may go on with indented ones
	ofError bool        // that line was an error's
	lead    []string    // lines that stand before an internal error
	diag    *Diagnostic // the last, nil for none yet in this block
}

// readBuild reads the lines of a build up to the first that is not its own.
func (r *reader) readBuild() {
	r.flushPending()
	b := buildBlock{r: r}
	if !r.openBuild() {
		r.unread()
		return
	}
	b.start()
	for r.advance() {
		if len(r.line) == 0 {
			r.blankLine()
			b.blank = true
			continue
		}
		if !b.take() {
			r.back()
			return
		}
		b.blank = false
	}
}

// start takes the line that was claimed.
func (b *buildBlock) start() {
	line := b.r.line
	if line[0] == '#' {
		b.header()
		return
	}
	if bytes.HasPrefix(line, []byte("WORK=")) {
		b.work = true
		b.own()
		return
	}
	if bytes.HasPrefix(line, []byte("package ")) {
		if _, ok := proves(line); !ok {
			b.problem(errorSaid(StageList, string(line[:min(len(line), maxNote)])).diag)
			return
		}
	}
	if l, ok := proves(line); ok {
		b.say(l)
		return
	}
	if l, ok := flagError(string(line[:min(len(line), maxNote)])); ok {
		b.problem(l.diag)
		return
	}
	b.own()
}

// take reads a further line, and reports whether it belongs to the build.
func (b *buildBlock) take() bool {
	line := b.r.line
	switch {
	case b.usage && (line[0] == ' ' || line[0] == '\t'):
		b.own()
		return true
	case b.headed && !b.blank && bytes.HasPrefix(line, pkgConfigHead):
		b.own()
		return true
	case line[0] == '#':
		return b.nextHeader(line)
	case (line[0] == ' ' || line[0] == '\t') && b.goesOn && !b.blank:
		b.more()
		return true
	}
	b.usage = false
	if l, ok := b.classify(line); ok {
		b.say(l)
		return true
	}
	return false
}

// nextHeader takes the header of a package; one that nothing proves ends the block.
func (b *buildBlock) nextHeader(line []byte) bool {
	if _, _, vet, ok := headerOf(line); ok && vet && b.headed && !b.blank && b.diag == nil {
		b.r.buildPackage().Vet = true
		b.own()
		return true
	}
	if !b.r.packageHead(line) {
		return false
	}
	b.header()
	return true
}

// header begins a package.
func (b *buildBlock) header() {
	path, variant, vet, _ := headerOf(b.r.line)
	b.r.beginPackage(path, variant)
	b.r.buildPackage().Vet = vet
	b.headed, b.diag, b.lead, b.usage, b.goesOn = true, nil, nil, false, false
	b.own()
}

// classify reads a line by what stands before it.
func (b *buildBlock) classify(line []byte) (l buildLine, ok bool) {
	text := string(line[:min(len(line), maxNote)])
	if b.diag != nil && isUsage(line) {
		b.usage, b.diag.Tool = true, usageOf(text)
		return buildLine{kind: buildAside}, true
	}
	if formOf(asideForms, text) != nil && (!b.blank || b.endsError(text)) {
		return buildLine{kind: buildAside}, true
	}
	if b.work && isCommand(line) {
		return buildLine{kind: buildAside}, true
	}
	if l, ok = b.placed(line); ok {
		return l, true
	}
	if l, ok = proves(line); ok {
		return l, true
	}
	if b.blank {
		if b.diag != nil && b.diag.Internal && strings.Contains(b.diag.Message, "panic during ") && b.diag.Place.End >= b.r.blank.Start {
			return buildLine{kind: buildMore}, true // './x.go:5:6: internal compiler error: 'f': panic during lower while compiling f:' and what it was
		}
		return l, false
	}
	return b.near(line, text)
}

// endsError tells the lines that follow an error behind a blank one.
func (b *buildBlock) endsError(text string) bool {
	return b.diag != nil && !strings.HasPrefix(text, "warning: ") && (b.diag.Internal || strings.Contains(b.diag.Message, "checksum mismatch") || strings.Contains(b.diag.Message, "SECURITY"))
}

// placed reads an error at a place, where the package's header or the lines before show that this is a build.
func (b *buildBlock) placed(line []byte) (l buildLine, ok bool) {
	rest, vetted := bytes.CutPrefix(line, []byte("vet: "))
	file, row, column, message, found := position(rest)
	if !found || b.blank || !b.headed && (b.diag == nil || column == 0 && !strings.HasPrefix(file, "go.")) {
		return l, false
	}
	vet := b.headed && b.r.buildPackage().Vet && !vetted
	if formOf(remarkForms, message) != nil && !vet {
		return buildLine{kind: buildHint}, true
	}
	l = errorSaid(stageOfError(file, message, vet), message)
	if l.diag.Internal {
		l.diag.internal(strings.Join(b.lead, "\n"))
	}
	l.diag.File, l.diag.Line, l.diag.Column = file, row, column
	return l, true
}

// stageOfError gives the stage of what was said of a place; the type checker says most.
func stageOfError(file, message string, vet bool) Stage {
	if vet {
		return StageVet
	}
	if !strings.HasSuffix(file, ".go") && file != "" && !strings.HasPrefix(file, "<") {
		switch {
		case strings.HasSuffix(file, ".s"):
			return StageCodegen
		case strings.HasSuffix(file, "go.mod"), strings.HasSuffix(file, "go.work"):
			return StageList
		case strings.HasPrefix(message, "undefined reference "), strings.HasPrefix(message, "multiple definition of "):
			return StageLink
		}
		return StageCgo
	}
	if f := formOf(positionForms, message); f != nil {
		return f.stage
	}
	if f := formOf(vetForms, message); f != nil {
		return f.stage
	}
	return StageTypecheck
}
