package cli

import "syscall"

// wantLargePages asks the kernel for large pages where a piece of memory lies. It is a wish: an error changes nothing.
func wantLargePages(room []byte) {
	const hugePage = 14 // MADV_HUGEPAGE, include/uapi/asm-generic/mman-common.h
	_ = syscall.Madvise(room, hugePage)
}
