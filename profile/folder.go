package profile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// openFolder reads the files of a folder and of those below it.
func openFolder(name string, opt Options) ([]*Evidence, error) {
	root, err := os.OpenRoot(name) // no name or link leads out of it
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, plain(err))
	}
	b := newBundle(name, opt)
	b.list.Kind = "folder"
	w := &walk{bundle: b, name: name, root: root, handles: &handles{root: root}}
	b.keep(root.Close)
	b.keep(w.handles.close)
	w.folder(".", 0)
	return b.finish(0)
}

// walk is a folder whose files are read.
type walk struct {
	*bundle
	name    string
	root    *os.Root
	handles *handles
	own     int // files that stay open by themselves
}

// maxFolders is how deep folders may lie in each other.
const maxFolders = 64

// folder reads what is below a folder, in the order of the names, files first.
func (w *walk) folder(dir string, depth int) {
	entries, err := w.entries(dir)
	if err != nil {
		w.list.Cut = true
		w.trouble(w.path(dir), plain(err).Error())
	}
	slices.SortFunc(entries, func(x, y fs.DirEntry) int {
		return cmp.Or(boolToInt(x.IsDir())-boolToInt(y.IsDir()), CompareNames(x.Name(), y.Name()))
	})
	for _, entry := range entries {
		at := path.Join(dir, entry.Name())
		switch {
		case w.full:
			return
		case !entry.IsDir():
			w.file(at, entry)
		case strings.HasPrefix(entry.Name(), "."):
			w.left(w.path(at)+string(filepath.Separator), "a hidden folder: name it to read it")
		case depth == maxFolders:
			w.left(w.path(at)+string(filepath.Separator), fmt.Sprintf("more than %d folders deep: name it to read it", maxFolders))
		default:
			w.folder(at, depth+1)
		}
	}
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// path is the name of a file as the user would write it.
func (w *walk) path(at string) string { return filepath.Join(w.name, filepath.FromSlash(at)) }

// entries lists a folder, but no more than may be looked at.
func (w *walk) entries(dir string) ([]fs.DirEntry, error) {
	f, err := w.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	entries, err := f.ReadDir(w.maxFiles + 1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return entries, err
}

// file reads one file.
func (w *walk) file(at string, entry fs.DirEntry) {
	name := w.path(at)
	if !w.room(name) {
		return
	}
	if !entry.Type().IsRegular() {
		w.left(name, modeKind(entry.Type()))
		return
	}
	info, err := entry.Info()
	if err != nil {
		w.failed(name, plain(err).Error())
		return
	}
	if info.Size() == 0 {
		w.other(name)
		return
	}
	f := &pooled{handles: w.handles, name: at, info: info}
	if err := f.check(); err != nil {
		w.failed(name, plain(err).Error())
		return
	}
	m := member{name: name, src: f, size: info.Size(), close: f.close}
	if info.Size() >= ownFile && w.own < maxOwn {
		if file, err := f.open(); err == nil {
			w.own++
			m.src, m.close = file, file.Close
		}
	}
	w.take(m)
}

// A file of ownFile bytes or more is mapped while it is read, for which it must stay open; there are at most maxOwn.
const (
	ownFile = 4 << 20
	maxOwn  = 64
)

// FolderState tells whether anything below a folder has changed.
type FolderState struct {
	Files  int
	Bytes  int64
	Newest time.Time // when the file that changed last did
}

// LookAt looks at the files that OpenAll would read of a folder, without reading them.
func LookAt(name string, opt Options) (FolderState, error) {
	var s FolderState
	limit := opt.MaxFiles
	if limit <= 0 {
		limit = DefaultMaxFiles
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return s, fmt.Errorf("read %s: %w", name, plain(err))
	}
	defer func() { _ = root.Close() }() // nothing was written
	err = fs.WalkDir(root.FS(), ".", func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // it is gone, or closed to us: reading tells
		case entry.IsDir() && at != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		case s.Files == limit:
			return fs.SkipAll
		}
		s.Files++
		if info, err := entry.Info(); err == nil {
			s.Bytes += info.Size()
			if info.ModTime().After(s.Newest) {
				s.Newest = info.ModTime()
			}
		}
		return nil
	})
	return s, err
}
