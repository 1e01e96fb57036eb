//go:build unix

package profile

import (
	"os"
	"syscall"
)

// mapFile shows a part of a file without copying it: text is its bytes until unmap is called. To look at what is gone
// since the file was measured raises a fault. It is not ok where the system does not map the file.
func mapFile(f *os.File, part Span) (text []byte, unmap func(), ok bool) {
	page := int64(os.Getpagesize())
	from := part.Start &^ (page - 1)
	memory, err := syscall.Mmap(int(f.Fd()), from, int(part.End-from), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, nil, false
	}
	return memory[part.Start-from:], func() { _ = syscall.Munmap(memory) }, true
}
