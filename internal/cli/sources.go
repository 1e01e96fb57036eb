package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"gotriage/profile"
)

// source is an INPUT of the workbench: it can be read again whenever more of it has come.
type source interface {
	// look says how things stand, without reading.
	look() state
	// read gives the evidence as it stands: one, or those of a container.
	read() ([]*profile.Evidence, error)
	// taken is how many bytes were read last.
	taken() int64
	close()
}

// state is how an input stands.
type state struct {
	size    int64     // bytes that have come
	changed bool      // since it was read last
	anew    bool      // it is another text than the one that was read last
	since   time.Time // when its size was first seen; of a stream
	begun   time.Time // when the first byte of a stream came
	stream  bool
	ended   bool  // no more will come
	problem error // why it cannot be read now; what was read stays
}

// file is an input that lies there as a whole, or grows and is followed.
type file struct {
	name   string
	follow bool
	stat   func() (fs.FileInfo, error)
	open   func() ([]*profile.Evidence, error)
	last   fs.FileInfo // when it was read
	failed fs.FileInfo // when it could not be read again; nil where it could
	why    error
	bytes  int64 // that were read last
}

func (f *file) look() state {
	if !f.follow {
		return state{size: f.last.Size(), ended: true}
	}
	info, err := f.stat()
	if err != nil {
		return state{size: f.last.Size(), problem: reason(f.name, err)}
	}
	if f.failed != nil && same(info, f.failed) {
		return state{size: f.last.Size(), problem: f.why}
	}
	anew := !os.SameFile(info, f.last) || info.Size() < f.last.Size()
	return state{size: info.Size(), anew: anew, changed: anew || !same(info, f.last)}
}

// same says that a file looks as it did before.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode()
}

func (f *file) read() ([]*profile.Evidence, error) {
	info, err := f.stat()
	if err != nil {
		return nil, reason(f.name, err)
	}
	var list []*profile.Evidence
	if info.IsDir() { // it was a file when it was first seen
		err = fmt.Errorf("read %s: it is a folder now", f.name)
	} else {
		list, err = f.open()
	}
	if err != nil {
		f.failed, f.why = info, err
		return nil, err
	}
	f.last, f.failed, f.bytes = info, nil, info.Size()
	if list[0].Container == nil { // it may have grown since
		f.bytes = list[0].Size
	}
	return list, nil
}

func (f *file) taken() int64 { return f.bytes }

func (f *file) close() {}

// reason says why an input cannot be read.
func reason(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// flow is an input that comes bit by bit until it ends: standard input, a named pipe.
type flow struct {
	growing  *profile.Growing
	progress func(done, total int64)
	over     chan<- struct{} // gets a value when it has ended

	mu     sync.Mutex
	state  state
	broken error
	shown  int64 // how much of it was read last
	whole  bool  // and that it was all
}

// newFlow begins to take in what open gives.
func newFlow(name string, opt profile.Options, open func() (io.ReadCloser, error), over chan<- struct{}) *flow {
	p := &flow{progress: opt.Progress, over: over, state: state{stream: true}}
	opt.Progress = p.reading
	p.growing = profile.NewGrowing(name, opt)
	go p.take(open)
	return p
}

// reading tells how far the text is read, once all of it has come.
func (p *flow) reading(done, total int64) {
	if p.look().ended {
		p.progress(done, total)
	}
}

func (p *flow) take(open func() (io.ReadCloser, error)) {
	from, err := open()
	if err == nil {
		_, err = io.Copy(p, from)
		err = errors.Join(err, from.Close())
	}
	p.mu.Lock()
	p.state.ended, p.broken = true, err
	p.mu.Unlock()
	p.over <- struct{}{}
}

// Write takes in what has come.
func (p *flow) Write(data []byte) (int, error) {
	n, err := p.growing.Write(data)
	p.mu.Lock()
	p.state.since = time.Now()
	if p.state.begun.IsZero() {
		p.state.begun = p.state.since
	}
	p.state.size += int64(n)
	size := p.state.size
	p.mu.Unlock()
	p.progress(size, 0)
	return n, err
}

func (p *flow) look() state {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.state
	s.changed = s.size != p.shown || s.ended && !p.whole
	return s
}

func (p *flow) read() ([]*profile.Evidence, error) {
	p.mu.Lock()
	broken, ended, size := p.broken, p.state.ended, p.growing.Size()
	p.mu.Unlock()
	list, err := p.growing.Evidence(broken)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.shown, p.whole = size, ended
	p.mu.Unlock()
	return list, nil
}

func (p *flow) taken() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown
}

func (p *flow) close() { _ = p.growing.Close() } // the program ends
