package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
)

// handles are the open files of a folder: few at a time, for a folder may hold more evidence than a program may open.
type handles struct {
	root *os.Root
	mu   sync.Mutex
	open []*pooled // the one that was asked for last stands last
}

// maxHandles is how many files are open at a time.
const maxHandles = 64

// pooled is a file of a folder that is opened when it is read.
type pooled struct {
	handles *handles
	name    string      // below the root, with slashes
	info    fs.FileInfo // when it was first seen

	file *os.File // nil while it is not open
	busy int      // readings that go on
}

// errReplaced says that a file is no longer the one that was read.
var errReplaced = errors.New("another file stands there now; read it again")

// open opens the file that was first seen, and no other.
func (p *pooled) open() (*os.File, error) {
	info, err := p.handles.root.Lstat(p.name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || !os.SameFile(info, p.info) { // a named pipe would wait for a writer
		return nil, errReplaced
	}
	f, err := p.handles.root.Open(p.name)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err != nil || !os.SameFile(info, p.info) {
		return nil, errors.Join(errReplaced, f.Close())
	}
	return f, nil
}

// check reports whether the file can be opened.
func (p *pooled) check() error {
	_, err := p.acquire()
	if err == nil {
		p.release()
	}
	return err
}

// ReadAt reads.
func (p *pooled) ReadAt(b []byte, at int64) (int, error) {
	f, err := p.acquire()
	if err != nil {
		return 0, fmt.Errorf("open it again: %w", plain(err))
	}
	defer p.release()
	return f.ReadAt(b, at)
}

func (p *pooled) acquire() (*os.File, error) {
	h := p.handles
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.file == nil {
		f, err := p.open()
		if err != nil {
			return nil, err
		}
		p.file = f
	} else if i := slices.Index(h.open, p); i >= 0 {
		h.open = slices.Delete(h.open, i, i+1)
	}
	h.open = append(h.open, p)
	p.busy++
	h.spare()
	return p.file, nil
}

// spare closes those that were not asked for longest.
func (h *handles) spare() {
	for i := 0; i < len(h.open) && len(h.open) > maxHandles; {
		if p := h.open[i]; p.busy == 0 {
			p.shut()
			h.open = slices.Delete(h.open, i, i+1)
		} else {
			i++
		}
	}
}

func (p *pooled) release() {
	p.handles.mu.Lock()
	defer p.handles.mu.Unlock()
	p.busy--
}

// shut closes the file; nothing was written.
func (p *pooled) shut() {
	if p.file != nil {
		_ = p.file.Close()
		p.file = nil
	}
}

func (p *pooled) close() error {
	h := p.handles
	h.mu.Lock()
	defer h.mu.Unlock()
	p.shut()
	h.open = slices.DeleteFunc(h.open, func(q *pooled) bool { return q == p })
	return nil
}

func (h *handles) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.open {
		p.shut()
	}
	h.open = nil
	return nil
}
