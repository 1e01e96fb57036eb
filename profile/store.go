package profile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"sync"
)

// store keeps the spools of a container's members: one temporary file for all of them, and a bound on what they have in
// memory together. Its methods may be called on nil, which bounds nothing.
type store struct {
	dir string

	mu     sync.Mutex
	memory int64 // bytes that may still be kept in memory
	file   *os.File
	named  bool // the system cannot remove an open file
	size   int64
}

// storeMemory is what the members of one container have in memory together, in bytes.
const storeMemory = 64 << 20

// stored is a run of a spool's bytes in the store.
type stored struct {
	at   int64 // offset in the spool
	from int64 // offset in the store
}

// grant asks for memory.
func (s *store) grant(n int) bool {
	if s == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memory < int64(n) {
		return false
	}
	s.memory -= int64(n)
	return true
}

func (s *store) giveBack(n int) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory += int64(n)
}

// write appends to the file and tells where.
func (s *store) write(p []byte) (from int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		if s.file, s.named, err = temporary(s.dir); err != nil {
			return 0, err
		}
	}
	from = s.size
	if _, err := s.file.WriteAt(p, from); err != nil {
		return from, fmt.Errorf("spool to a temporary file (TMPDIR tells where): %w", err)
	}
	s.size += int64(len(p))
	return from, nil
}

func (s *store) readAt(p []byte, at int64) (int, error) {
	s.mu.Lock()
	f := s.file
	s.mu.Unlock()
	return f.ReadAt(p, at) // a closed one gives an error
}

// end is where the next write goes; rewind gives back what was written since.
func (s *store) end() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size
}

func (s *store) rewind(to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil && to < s.size {
		s.size = to
		_ = s.file.Truncate(to) // what stays there is written over
	}
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return closeTemporary(f, s.named)
}

// toStore appends to the spool's parts of the store; what is in memory goes there first.
func (s *spool) toStore(p []byte) (int, error) {
	if s.parts == nil {
		s.parts = make([]stored, 0, 4)
		held := s.memory
		s.memory, s.size = nil, 0
		s.store.giveBack(len(held))
		if len(held) > 0 {
			if _, err := s.toStore(held); err != nil {
				return 0, err
			}
		}
	}
	from, err := s.store.write(p)
	if err != nil {
		return 0, err
	}
	if n := len(s.parts); n == 0 || s.parts[n-1].from+s.size-s.parts[n-1].at != from {
		s.parts = append(s.parts, stored{s.size, from})
	}
	s.size += int64(len(p))
	return len(p), nil
}

// fromStore reads at an offset of the spool.
func (s *spool) fromStore(p []byte, offset int64) (n int, err error) {
	i := max(sort.Search(len(s.parts), func(i int) bool { return s.parts[i].at > offset })-1, 0)
	for ; i < len(s.parts) && n < len(p) && offset < s.size; i++ {
		end := s.size
		if i+1 < len(s.parts) {
			end = s.parts[i+1].at
		}
		want := min(int64(len(p)-n), end-offset)
		got, err := s.store.readAt(p[n:n+int(want)], s.parts[i].from+offset-s.parts[i].at)
		n, offset = n+got, offset+int64(got)
		if int64(got) < want {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return n, fmt.Errorf("read the temporary file: %w", err)
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
