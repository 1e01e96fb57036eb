// Package delve plans Delve sessions on a finding's suspect frame.
package delve

import (
	"fmt"
	"strings"

	"gotriage/symbolize"
	"gotriage/triage"
)

// Plan is how a Delve session that opens the suspect is started: pure text, nothing is run.
type Plan struct {
	Program  string   // what stands for the program in the command line
	Commands []string // Delve's first commands
	Notes    []string // what must be known before it is run
}

// New plans a session on a finding. A text dump holds no memory: the plan stops a fresh run of the program at the
// suspect's line; breakpoints are set by file and line, as Delve's "break" takes them.
func New(f *triage.Finding) Plan {
	p := Plan{Program: "./PROGRAM", Notes: []string{
		"PROGRAM is the binary that wrote this dump: another build has other lines.",
		"A dump is text: this runs the program anew and stops when the line is reached. Goroutine numbers will differ.",
	}}
	s := f.Suspect
	if s == nil {
		p.Notes = append(p.Notes, "No frame is printed: run it and look where it stops.")
		p.Commands = []string{"continue"}
		return p
	}
	if len(f.Crashes) > 0 {
		p.Notes = append(p.Notes, "Delve stops by itself where a panic or fatal error ends the program; the breakpoint stops before.")
	}
	if s.Inlined {
		p.Notes = append(p.Notes, "The frame was inlined: build with -gcflags='all=-N -l' to see its variables.")
	}
	p.Commands = append(p.Commands, "break "+location(s.Frame), "continue", "stack", "args", "locals")
	if strings.HasPrefix(s.RawFile, "/") || strings.Contains(s.RawFile, ":/") {
		p.Notes = append(p.Notes, fmt.Sprintf("If the sources lie elsewhere here: config substitute-path %s /your/folder", quoted(folder(s.RawFile))))
	}
	return p
}

// location names a frame as Delve's breakpoints do. Delve takes words up to a space, and the end of a path for the
// path: of one that holds a space the file's name is given.
func location(f symbolize.Frame) string {
	if f.RawFile == "" || f.Line == 0 {
		return f.Func
	}
	file := f.RawFile
	if strings.Contains(file, " ") {
		file = file[strings.LastIndexAny(file, `/\`)+1:]
	}
	return fmt.Sprintf("%s:%d", file, f.Line)
}

func folder(file string) string {
	if i := strings.LastIndexAny(file, `/\`); i > 0 {
		return file[:i]
	}
	return file
}

// Command is the equivalent command line of a shell.
func (p Plan) Command() string {
	var words []string
	for _, c := range p.Commands {
		words = append(words, quoted(c))
	}
	return fmt.Sprintf("printf '%%s\\n' %s > gotriage.dlv && dlv exec %s --init gotriage.dlv", strings.Join(words, " "), p.Program)
}

// quoted makes one shell word; control characters, which no path has, are left out.
func quoted(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
