package symbolize

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Root is a folder in which source may be looked for. Nothing outside of roots is opened.
type Root struct {
	Name   string // for messages: the folder's path
	FS     fs.FS
	Module string // path of the module whose folder it is; "" where it is none, like a module cache or GOROOT
	Std    bool   // it is GOROOT/src
	Cache  bool   // it is a module cache: folders like example.com/queue@v1.2.3
	Asked  bool   // somebody named it as the source of the program: then the end of a path is enough to find a file
}

// Sources finds the source of frames. It is not for use by several goroutines at a time.
type Sources struct {
	roots []Root
	known map[string]*sourceFile // by the path that a dump prints
}

// sourceFile is one file as it was found; text is nil where it was not.
type sourceFile struct {
	name string
	text []byte
}

// NewSources looks in the roots in their order.
func NewSources(roots []Root) *Sources {
	return &Sources{roots: roots, known: map[string]*sourceFile{}}
}

// maxSource is how long a source file may be, in bytes.
const maxSource = 4 << 20

// File gives the file in which a frame stands, and the name under which it was found. ok is false where it is in no
// root: then nothing is known.
func (s *Sources) File(f *Frame) (name string, text []byte, ok bool) {
	if s == nil || f.RawFile == "" || f.Native {
		return "", nil, false
	}
	found := s.known[f.RawFile]
	if found == nil {
		found = s.find(f)
		s.known[f.RawFile] = found
	}
	return found.name, found.text, found.text != nil
}

func (s *Sources) find(f *Frame) *sourceFile {
	for _, root := range s.roots {
		for _, candidate := range root.candidates(f) {
			if text := read(root.FS, candidate); text != nil {
				return &sourceFile{path.Join(root.Name, candidate), text}
			}
		}
	}
	return &sourceFile{}
}

// candidates lists where in a root a frame's file may lie, the surest first.
func (r Root) candidates(f *Frame) []string {
	base := path.Base(strings.ReplaceAll(f.RawFile, `\`, "/"))
	switch {
	case r.Std:
		if rest, ok := strings.CutPrefix(f.File, "$GOROOT/src/"); ok {
			return []string{rest}
		}
		return nil
	case r.Cache:
		if f.Module == "" || f.Version == "" {
			return nil
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(f.Package, f.Module), "/")
		return []string{path.Join(escapeModule(f.Module)+"@"+f.Version, rest, base)}
	case f.Module != "" || f.Origin <= Standard:
		return nil
	}
	var list []string
	if rest, ok := strings.CutPrefix(f.Package+"/", r.Module+"/"); ok && r.Module != "" {
		list = append(list, path.Join(rest, base))
	}
	return append(list, r.suffixes(f.RawFile)...)
}

// suffixes lists the ends of a path, the longest first: those behind a folder that is called like the root or its
// module, and where the root was asked for all of more than a file's name.
//
//	/home/ci/build/shop/cmd/api/main.go: cmd/api/main.go in a module example.com/shop
func (r Root) suffixes(file string) []string {
	parts := strings.Split(strings.Trim(strings.ReplaceAll(file, `\`, "/"), "/"), "/")
	var list []string
	for i := range parts {
		known := i > 0 && (parts[i-1] == path.Base(r.Name) || r.Module != "" && parts[i-1] == path.Base(r.Module))
		if !known && (!r.Asked || i == len(parts)-1) {
			continue
		}
		if p := path.Join(parts[i:]...); fs.ValidPath(p) {
			list = append(list, p)
		}
	}
	return list
}

// escapeModule writes a module's path as the module cache does: capital letters as !c (golang.org/x/mod/module).
func escapeModule(module string) string {
	var b strings.Builder
	for _, r := range module {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('!')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// read gives a regular file's content, nil where there is none that can be read.
func read(files fs.FS, name string) []byte {
	if !fs.ValidPath(name) {
		return nil
	}
	f, err := files.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSource))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	return append([]byte{}, text...)
}
