package cli

import (
	"time"

	"gotriage/profile"
)

// folder is an input of the workbench that holds others. It is read again when a file below it came, went or changed.
type folder struct {
	name   string
	inputs inputFlags
	open   func() ([]*profile.Evidence, error)

	last profile.FolderState // when it was read
	now  state               // as it was seen last
	next time.Time           // not to be looked at before
}

// A folder is looked at so often, and for one part in so many of the time at most: a big one takes long to look at.
const (
	folderTick  = time.Second
	folderShare = 20
)

func newFolder(name string, inputs inputFlags, open func() ([]*profile.Evidence, error)) *folder {
	return &folder{name: name, inputs: inputs, open: open}
}

func (f *folder) look() state {
	if !f.inputs.follow {
		return state{size: f.last.Bytes, ended: true}
	}
	began := time.Now()
	if began.Before(f.next) {
		return f.now
	}
	seen, err := profile.LookAt(f.name, f.inputs.options(nil))
	f.next = time.Now().Add(max(folderTick, folderShare*time.Since(began)))
	if err != nil {
		f.now = state{size: f.last.Bytes, problem: err}
		return f.now
	}
	f.now = state{size: seen.Bytes, changed: seen != f.last}
	return f.now
}

func (f *folder) read() ([]*profile.Evidence, error) {
	seen, err := profile.LookAt(f.name, f.inputs.options(nil)) // before it is read: what changes meanwhile is seen later
	if err != nil {
		return nil, err
	}
	list, err := f.open()
	if err != nil {
		return nil, err
	}
	f.last, f.now.changed = seen, false
	return list, nil
}

func (f *folder) taken() int64 { return f.last.Bytes }

func (f *folder) close() {}
