package report

import (
	"gotriage/profile"
	"gotriage/triage"
)

type build struct {
	Input         string         `json:"input"`
	Line          int            `json:"line"`
	GoVersion     string         `json:"go_version"`
	Stage         string         `json:"stage"`
	InternalError bool           `json:"internal_error"`
	Package       string         `json:"package"`
	Diagnostics   []diagnostic   `json:"diagnostics"`
	Packages      []buildPackage `json:"packages"`
}

type buildPackage struct {
	Package     string       `json:"package"`
	Variant     string       `json:"variant,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Stage    string `json:"stage"`
	Phase    string `json:"phase,omitempty"`
	Internal bool   `json:"internal_error,omitempty"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Message  string `json:"message"`
}

// newBuilds lists the builds of an input that failed. The diagnostics of a build are those of the package that matters
// most, the one that matters most first.
func newBuilds(in *triage.Input) []build {
	e := in.Evidence
	var list []build
	for i := range e.Builds {
		b := &e.Builds[i]
		if !b.Failed() {
			continue
		}
		in, first := b.First()
		out := build{Input: e.Name, Line: e.Line(startOf(b)), GoVersion: b.GoVersion, Stage: string(b.Stage()), Package: in.Path, Diagnostics: []diagnostic{}, Packages: []buildPackage{}}
		if first != nil {
			out.InternalError = first.Internal
			out.Diagnostics = append(out.Diagnostics, newDiagnostic(first))
		}
		for j := range in.Diagnostics {
			if d := &in.Diagnostics[j]; d != first {
				out.Diagnostics = append(out.Diagnostics, newDiagnostic(d))
			}
		}
		for j := range b.Packages {
			p := &b.Packages[j]
			one := buildPackage{Package: p.Path, Variant: p.Variant, Diagnostics: []diagnostic{}}
			for k := range p.Diagnostics {
				one.Diagnostics = append(one.Diagnostics, newDiagnostic(&p.Diagnostics[k]))
			}
			out.Packages = append(out.Packages, one)
		}
		list = append(list, out)
	}
	return list
}

func startOf(b *profile.Build) int64 {
	if len(b.Lines) > 0 {
		return b.Lines[0].Start
	}
	return b.Packages[0].Place.Start
}

func newDiagnostic(d *profile.Diagnostic) diagnostic {
	return diagnostic{string(d.Stage), d.Phase, d.Internal, d.File, d.Line, d.Column, d.Message}
}
