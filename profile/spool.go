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
// that has no name, so that it is gone with the program however that ends.
type spool struct {
	dir    string
	memory []byte
	file   *os.File
	named  bool // the system cannot remove an open file: Close removes it
	size   int64
}

func newSpool(opt Options) *spool { return &spool{dir: opt.TempDir} }

// Write appends to the spool.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && len(s.memory)+len(p) <= inMemory {
		s.memory = append(s.memory, p...)
		s.size += int64(len(p))
		return len(p), nil
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
	f, err := os.CreateTemp(s.dir, "gotriage-*")
	if err != nil {
		return fmt.Errorf("spool to a temporary file (TMPDIR tells where): %w", err)
	}
	s.named = os.Remove(f.Name()) != nil
	s.file = f
	if _, err := f.Write(s.memory); err != nil {
		return fmt.Errorf("spool to a temporary file (TMPDIR tells where): %w", err)
	}
	s.memory = nil
	return nil
}

// ReadAt reads what was written.
func (s *spool) ReadAt(p []byte, offset int64) (int, error) {
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
	s.memory = nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.named {
		if gone := os.Remove(s.file.Name()); err == nil {
			err = gone
		}
	}
	if err != nil {
		return fmt.Errorf("close the temporary file: %w", err)
	}
	return nil
}
