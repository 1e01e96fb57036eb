package profile

import (
	"bytes"
	"strings"
)

// near reads a line that is a build's only because it stands directly behind one.
func (b *buildBlock) near(line []byte, text string) (l buildLine, ok bool) {
	switch {
	case b.headed && b.diag == nil && strings.HasPrefix(text, "flag provided but not defined: "), b.headed && strings.HasPrefix(text, "invalid value "):
		return flagError(text)
	case isCommand(line), bareImport(line):
		return buildLine{kind: buildAside}, true
	case strings.HasPrefix(text, "go: "):
		return errorSaid(StageList, strings.TrimPrefix(text, "go: ")), true
	case b.diag != nil && strings.Contains(b.diag.Message, "nosplit stack over") && strings.HasSuffix(text, ">"): // main.f<1>
		return buildLine{kind: buildMore}, true
	case strings.HasPrefix(text, ".   "), strings.HasPrefix(text, "...additional "): // ir.Dump, of an internal error
		return buildLine{kind: buildMore}, b.diag != nil && b.diag.Internal
	case b.headed && b.diag == nil && b.announces():
		b.lead = append(b.lead, text)
		return buildLine{kind: buildAside}, true
	case strings.HasPrefix(text, "too many errors"):
		return buildLine{kind: buildAside}, true
	case b.diag != nil && b.diag.Stage == StageLink && b.headed && (strings.Contains(text, ": undefined reference to ") || strings.Contains(text, ": multiple definition of ") || strings.Contains(text, "ld: ") || strings.Contains(text, "error: ")):
		return errorSaid(StageLink, text), true
	case b.headed && ofTool(text) != "":
		return errorSaid(ofTool(text), text), true
	case b.headed && (strings.HasPrefix(text, "gcc") || strings.HasPrefix(text, "cc1: ") || strings.HasPrefix(text, "clang")) && strings.Contains(text, "error"):
		return errorSaid(StageCgo, text), true
	}
	return l, false
}

// ofTool gives the stage of a tool that names itself at the start of a line.
//
//	link: cannot open file /tmp/x.a: no such file
func ofTool(text string) Stage {
	tool, _, ok := strings.Cut(text, ": ")
	if !ok {
		return ""
	}
	switch tool[strings.LastIndexAny(tool, `/\`)+1:] {
	case "link", "ld", "collect2":
		return StageLink
	case "compile", "asm":
		return StageCodegen
	case "cgo":
		return StageCgo
	}
	return ""
}

// announces reports whether an error stands a few lines below: what is before it belongs to it.
//
//	CLOSURE [/home/dev/src/app/p.go:12:12:var c chan int]
//	<unknown line number>: internal compiler error: assertion failed
func (b *buildBlock) announces() bool {
	n, found := 0, false
	b.r.ahead(func(next []byte) bool {
		n++
		_, _, _, rest, ok := position(next)
		found = ok && strings.HasPrefix(rest, "internal compiler error: ")
		return !found && len(next) > 0 && n < buildReach
	})
	return found
}

// say takes the current line as what it was found to be.
func (b *buildBlock) say(l buildLine) {
	switch l.kind {
	case buildError:
		b.problem(l.diag)
		return
	case buildMore:
		b.more()
		return
	case buildHint:
		b.r.currentBuild().Remarks++
		b.goesOn = true
	case buildAside:
		if strings.HasPrefix(string(b.r.line), typesNear) {
			b.lead = append(b.lead, typesNear)
		}
		b.goesOn = !bytes.HasPrefix(b.r.line, []byte("https://"))
	case notBuild:
	}
	b.ofError = false
	b.own()
	b.heredoc()
}

// problem adds an error, whose line is the current one.
func (b *buildBlock) problem(d Diagnostic) {
	r := b.r
	if d.Internal && len(b.lead) > 0 {
		d.internal(strings.Join(b.lead, "\n"))
		d.placeIn(b.lead)
	}
	b.own()
	b.lead, b.goesOn, b.ofError = nil, true, true
	if strings.HasPrefix(d.Message, "too many errors") {
		return
	}
	p := r.buildPackage()
	if p == nil || !b.headed && p.Path != packageIn(d.Message) {
		r.beginPackage(packageIn(d.Message), "")
		p = r.buildPackage()
	}
	if d.Stage == StageVet && !b.headed {
		p.Vet = true
	}
	d.Place = Span{r.start, r.end}
	if r.diagnostics++; r.diagnostics > maxRecords {
		return
	}
	p.Diagnostics = append(p.Diagnostics, d)
	b.diag = &p.Diagnostics[len(p.Diagnostics)-1]
	p.Place.End = r.end
	r.toldVersion(string(r.line[:min(len(r.line), maxNote)]))
	r.crash, r.fresh = -1, true // a goroutine behind it is the compiler's
}

var leadPlace = lazily(`([^\s\[]+\.go):(\d{1,9}):(\d{1,9})`)

// placeIn takes the place of an internal error that has none from the lines before it.
//
//	The following panic happened checking types near:
//		./p.go:4:6
func (d *Diagnostic) placeIn(lead []string) {
	if d.File != "" {
		return
	}
	if m := leadPlace().FindStringSubmatch(strings.Join(lead, "\n")); m != nil {
		d.File = m[1]
		d.Line, _ = numberAt([]byte(m[2]), 0)
		d.Column, _ = numberAt([]byte(m[3]), 0)
	}
}

// more takes the current line as one that goes on what the last error says.
func (b *buildBlock) more() {
	r := b.r
	b.own()
	if len(b.lead) > 0 {
		b.lead = append(b.lead, string(r.line[:min(len(r.line), maxNote)]))
		return
	}
	if !b.ofError || b.diag == nil {
		return
	}
	d := b.diag
	if d.Place.End == r.start || (Span{d.Place.End, r.start}) == r.blank {
		d.Place.End = r.end
		r.buildPackage().Place.End = r.end
	}
	if d.File == "" && d.Stage == StageList { // package example.com/app, and in the next line the place of its import
		if file, row, column, _, ok := position(bytes.TrimLeft(r.line, "\t")); ok {
			d.File, d.Line, d.Column = file, row, column
		}
	}
	if len(d.Message) < maxNote {
		d.Message += "\n" + string(r.line[:min(len(r.line), maxNote-len(d.Message))])
	}
	if d.Internal && d.Phase == "" {
		d.internal("")
	}
}

// own makes the current line the build's.
func (b *buildBlock) own() { b.r.ownBuild(Span{b.r.start, b.r.end}) }

var packageStart = lazily(`^(?:package|build|pattern) (\S+?):? `)

// packageIn finds the package that the go command speaks of without a header.
//
//	package example.com/excluded: build constraints exclude all Go files in /home/dev/src/excluded
func packageIn(message string) string {
	if m := packageStart().FindStringSubmatch(message); m != nil && strings.HasPrefix(message, "p") && !strings.HasPrefix(message, "pattern") && importPath(m[1]) {
		return m[1]
	}
	first, _, _ := strings.Cut(message, "\n")
	if path, rest, ok := strings.Cut(first, ": /"); ok && strings.Contains(rest, ": signal: ") && importPath(path) {
		return path
	}
	if rest, ok := strings.CutPrefix(first, "package "); ok && importPath(rest) {
		return rest
	}
	return ""
}
