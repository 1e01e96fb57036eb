package triage

import (
	"path"
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// RoleReported is the role of a suspect that is no frame: the place in the source that a tool of Go's names in an error.
const RoleReported = "reported"

// KindBuild is the kind of the records of builds.
const KindBuild = "build"

// buildRecords makes a record of each error of the builds of an input. The crash of a compiler or linker is a crash,
// and lines that only say that something failed are left to those that say what.
func buildRecords(c *Case, input int) []*Record {
	e := c.Inputs[input].Evidence
	var list []*Record
	for i := range e.Builds {
		b := &e.Builds[i]
		for j := range b.Packages {
			p := &b.Packages[j]
			for k := range p.Diagnostics {
				if d := &p.Diagnostics[k]; d.Crash < 0 && (!d.Sums() || len(p.Diagnostics) == 1) {
					list = append(list, buildRecord(c, input, i, p, d))
				}
			}
		}
	}
	return list
}

func buildRecord(c *Case, input, build int, p *profile.BuildPackage, d *profile.Diagnostic) *Record {
	in := c.Inputs[input]
	r := &Record{
		Kind: KindBuild, Input: input, Index: build, Text: d.Message, Place: d.Place,
		Attr: map[string][]string{
			"stage": {string(d.Stage)}, "internal": {strconv.FormatBool(d.Internal)}, "phase": {d.Phase}, "file": {d.File},
		},
	}
	if p.Path != "" {
		r.Attr["package"] = []string{p.Path}
	}
	if u, ok := unknownFlagOf(d.Message, d.Tool); ok {
		r.Attr["flag"] = []string{u.written(u.name)}
		r.Attr["nearest"] = u.nearest(in.GoVersion)
	}
	if d.Goroutine >= 0 {
		r.Group = c.GroupOf(input, int32(d.Goroutine))
		r.Stacks = []*symbolize.Stack{r.Group.Stack}
	}
	if d.File != "" && !strings.HasPrefix(d.File, "<") {
		r.Suspect = &Suspect{
			Frame: symbolize.Frame{Name: &symbolize.Name{File: d.File, RawFile: d.File, Key: sourceKey(d.File), Origin: symbolize.User}, Line: d.Line},
			Role:  RoleReported, Why: "the place that the error names", Column: d.Column, Input: input, Goroutine: -1, Index: -1,
		}
	}
	first, _, _ := strings.Cut(d.Message, "\n")
	r.About = strings.Join([]string{p.Path, in.namer.Message(first)}, " ")
	return r
}

// brokenTools gives what is known of the crashes of Go's own tools, by crash.
func brokenTools(e *profile.Evidence) map[int]map[string][]string {
	list := map[int]map[string][]string{}
	for i := range e.Builds {
		for _, p := range e.Builds[i].Packages {
			for _, d := range p.Diagnostics {
				if d.Crash >= 0 {
					list[d.Crash] = map[string][]string{"stage": {string(d.Stage)}, "phase": {d.Phase}, "internal": {"true"}}
				}
			}
		}
	}
	return list
}

// sourceKey is a source file's name in an id: as the go command prints it, without the folder of the checkout.
//
//	./main.go, main.go             -> main.go
//	/home/dev/src/app/store/db.go  -> store/db.go
func sourceKey(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	if !path.IsAbs(file) && !strings.Contains(file, ":") {
		return path.Clean(file)
	}
	return path.Join(path.Base(path.Dir(file)), path.Base(file))
}

// toldGoVersion gives the Go version that a build betrays, "" for none.
func toldGoVersion(e *profile.Evidence) string {
	for i := range e.Builds {
		if v := e.Builds[i].GoVersion; v != "" {
			return v
		}
	}
	return ""
}

// FailedBuilds counts the builds that failed.
func FailedBuilds(e *profile.Evidence) int {
	n := 0
	for i := range e.Builds {
		n += boolean(e.Builds[i].Failed())
	}
	return n
}
