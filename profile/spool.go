package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// inMemory is how much of a stream is kept in memory before it goes to a temporary file.
const inMemory = 8 << 20

// spool keeps a stream so that it can be read again at any place: small ones in memory, others in a temporary file
// that has no name, so that it is gone with the program however that ends. Those of one container share memory and file.
type spool struct {
	dir    string
	memory []byte
	file   *os.File
	named  bool // the system cannot remove an open file: Close removes it
	size   int64

	store *store   // of the container; nil: it has a file of its own
	parts []stored // of the store, where it is no longer in memory
}

func newSpool(opt Options) *spool {
	s := &spool{dir: opt.TempDir}
	if opt.shared != nil {
		s.store = opt.shared.store
	}
	return s
}

// Write appends to the spool.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.parts == nil && len(s.memory)+len(p) <= inMemory && s.store.grant(len(p)) {
		s.memory = append(s.memory, p...)
		s.size += int64(len(p))
		return len(p), nil
	}
	if s.store != nil {
		return s.toStore(p)
	}
	if s.file == nil {
		if err := s.toFile(); err != nil {
			return 0, err
		}
	}
	n, err := s.file.Write(p)
	s.size += int64(n)
	if err != nil {
		return n, fmt.Errorf("spool to a temporary file (TMPDIR tells where): %w", err)
	}
	return n, nil
}

func (s *spool) toFile() error {
	f, named, err := temporary(s.dir)
	if err != nil {
		return err
	}
	s.file, s.named = f, named
	if _, err := f.Write(s.memory); err != nil {
		return fmt.Errorf("spool to a temporary file (TMPDIR tells where): %w", err)
	}
	s.memory = nil
	return nil
}

// temporary makes a file that has no name; named says that the system could not take it away.
func temporary(dir string) (f *os.File, named bool, err error) {
	f, err = os.CreateTemp(dir, "gotriage-*")
	if err != nil {
		return nil, false, fmt.Errorf("spool to a temporary file (TMPDIR tells where): %w", err)
	}
	return f, os.Remove(f.Name()) != nil, nil
}

// ReadAt reads what was written.
func (s *spool) ReadAt(p []byte, offset int64) (int, error) {
	if s.parts != nil {
		return s.fromStore(p, offset)
	}
	if s.file != nil {
		n, err := s.file.ReadAt(p, offset)
		if err != nil && !errors.Is(err, io.EOF) {
			return n, fmt.Errorf("read the temporary file: %w", err)
		}
		return n, err
	}
	return bytes.NewReader(s.memory).ReadAt(p, offset)
}

// Close gives the temporary file back.
func (s *spool) Close() error {
	s.store.giveBack(len(s.memory))
	s.memory, s.parts = nil, nil
	if s.file == nil {
		return nil
	}
	return closeTemporary(s.file, s.named)
}

func closeTemporary(f *os.File, named bool) error {
	err := f.Close()
	if named {
		if gone := os.Remove(f.Name()); err == nil {
			err = gone
		}
	}
	if err != nil {
		return fmt.Errorf("close the temporary file: %w", err)
	}
	return nil
}
