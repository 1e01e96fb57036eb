package profile

import (
	"os"
	"runtime/debug"
)

// mapped shows a part of a file to look, without copying it. It is not ok where the system does not map the file, or
// where that has become shorter meanwhile, which is a fault: who reads it then will find that out, too.
func mapped(f *os.File, part Span, look func(text []byte)) (ok bool) {
	text, unmap, ok := mapFile(f, part)
	if !ok {
		return false
	}
	defer unmap()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			if _, fault := r.(interface{ Addr() uintptr }); !fault {
				panic(r)
			}
			ok = false
		}
	}()
	look(text)
	return true
}
