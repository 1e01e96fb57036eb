package profile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// Listing tells what a folder or an archive holds, evidence or not.
type Listing struct {
	Name     string   // as given
	Kind     string   // "folder", "zip", "tar", and what lay around it: "gzip tar"
	Files    int      // all below: Evidence, Others, LeftAlone and Failed; what stands in an archive inside counts, that itself does not
	Evidence int      // files that are inputs of the case
	Others   int      // files that were looked at and hold no evidence
	Names    []string // of them, the first MaxListed
	Left     []Left   // what was not looked into, the first MaxListed
	LeftOut  int      // how many they are
	Failed   int      // files that could not be read; Problems tells of them
	Problems []string // the first MaxListed
	Troubles int      // how many they are
	Cut      bool     // a limit or a fault ended the reading early: there may be more evidence
}

// Left is something in a container that was not looked into.
type Left struct{ Name, Why string }

// MaxListed bounds the names of a Listing.
const MaxListed = 100

// Bounds of a container: how many files are looked at, and how deep archives may lie in each other. A folder may hold
// an archive, and that another one.
const (
	DefaultMaxFiles = 20_000
	maxArchives     = 2
)

// shared is what the members of one container share.
type shared struct {
	store *store
	limit int64 // bytes that all may unpack to
	left  int64 // of them
	met   bool  // there was more

	caches caches
}

// unpackable is how many bytes may still be unpacked.
func (o Options) unpackable() int64 {
	switch {
	case o.shared != nil:
		return o.shared.left
	case o.MaxUnpacked > 0:
		return o.MaxUnpacked
	}
	return DefaultMaxUnpacked
}

func (o Options) spend(n int64) {
	if o.shared != nil {
		o.shared.left -= n
	}
}

// tooMuch says which limit was met.
func (o Options) tooMuch() string {
	if o.shared != nil {
		o.shared.met = true
		return "unpacks, with all that stands before it, to more than " + limitOf(o.shared.limit) + "; what stands before is read"
	}
	return "unpacks to more than " + limitOf(o.unpackable()) + "; what stands before is read"
}

func limitOf(n int64) string {
	return fmt.Sprintf("the limit of %d bytes (--max-unpacked raises it)", n)
}

// OpenAll reads all evidence in a file, an archive or a folder with all below it. A file gives one Evidence. An archive
// (zip or tar, compressed or not, known by its content) and a folder give one for each file in it that holds evidence,
// or if none does a single empty one; each has the Container. Nothing is written but temporary files, no symbolic link is
// followed, and of the files of a folder few are open at a time. An error means that nothing could be read.
func OpenAll(path string, opt Options) ([]*Evidence, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	if info.IsDir() {
		return openFolder(path, opt)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	if !info.Mode().IsRegular() || info.Size() == 0 { // files of /proc have no size
		list, err := ReadAllFrom(path, f, opt)
		return list, errors.Join(err, f.Close())
	}
	list, err := OpenAllAt(path, f, info.Size(), opt)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	closeWithLast(list, f.Close)
	return list, nil
}

// ReadAllFrom is OpenAll for a stream, which is read to its end.
func ReadAllFrom(name string, stream io.Reader, opt Options) ([]*Evidence, error) {
	s := newSpool(opt)
	_, broken := io.Copy(s, stream)
	if broken != nil && s.size == 0 {
		return nil, errors.Join(fmt.Errorf("read %s: %w", name, broken), s.Close())
	}
	list, err := OpenAllAt(name, s, s.size, opt)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	brokenOff(list, broken, s.size)
	closeWithLast(list, s.Close)
	return list, nil
}

// brokenOff tells that an input lacks its end, and why; nil is none.
func brokenOff(list []*Evidence, why error, size int64) {
	if why == nil {
		return
	}
	text := fmt.Sprintf("the input broke off after %d bytes: %v; what stands before is read", size, why)
	if l := list[0].Container; l != nil {
		l.Cut = true
		l.problem(text)
		return
	}
	list[0].breaksOff(text)
}

// OpenAllAt is OpenAll for a source of so many bytes that is open already; it must stay open as long as the evidence is
// used.
func OpenAllAt(name string, src io.ReaderAt, size int64, opt Options) ([]*Evidence, error) {
	inside := uncompressed(src, size, opt)
	archive := archiveIn(inside.src, inside.size)
	if archive == nil {
		e, err := inside.read(name, opt)
		if err != nil {
			return nil, err
		}
		return []*Evidence{e}, nil
	}
	b := newBundle(name, opt)
	for _, s := range inside.spools {
		b.opt.spend(s.size)
	}
	b.keep(inside.close)
	b.archive(archive, name, inside, 1)
	return b.finish(size)
}

// closeWithLast closes something when the last of some evidence is closed.
func closeWithLast(list []*Evidence, f func() error) {
	var left atomic.Int64
	left.Store(int64(len(list)))
	for _, e := range list {
		e.onClose(func() error {
			if left.Add(-1) > 0 {
				return nil
			}
			return f()
		})
	}
}
