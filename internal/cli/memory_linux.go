package cli

import (
	"syscall"
	"unsafe"
)

// wantLargePages asks the kernel for large pages behind the heap in which an object lies, as far as it has grown and for
// a while to come. Where it does not give any, nothing is lost.
func wantLargePages(object *[16]byte) {
	const (
		arena    = 64 << 20 // the heap grows by these, one behind the other (runtime/malloc.go, heapArenaBytes)
		room     = 1 << 30
		hugePage = 14 // MADV_HUGEPAGE, asm-generic/mman-common.h
	)
	if unsafe.Sizeof(uintptr(0)) < 8 {
		return
	}
	start := uintptr(unsafe.Pointer(object)) &^ (arena - 1)
	_, _, _ = syscall.RawSyscall(syscall.SYS_MADVISE, start, room, hugePage) // what is not mapped yet is an error, and the rest is done
}
