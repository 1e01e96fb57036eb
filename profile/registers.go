package profile

import "bytes"

// isRegister tells the register lines behind a signal crash (runtime/signal_*.go, dumpregs).
//
//	rax    0xca
//	rflags 0x286
func isRegister(line []byte) bool {
	name, value, ok := bytes.Cut(line, []byte(" "))
	if !ok || len(name) < 2 || len(name) > 6 {
		return false
	}
	value = bytes.TrimLeft(value, " ")
	return len(value) > 2 && len(value) <= 18 && bytes.HasPrefix(value, []byte("0x")) && isHex(value[2:])
}

func isHex(text []byte) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(text) > 0
}

// isHexDump tells the lines with which the runtime shows a damaged stack behind "unexpected return pc".
//
//	stack: frame={sp:0xc00006ef10, fp:0xc00006ef30} stack=[0xc00006e000,0xc00006f000)
//	0x000000c00006ee20:  0x0000000000445ef8 <runtime.doInit1+0x00000000000000d8>  0x000000c000002380
//	00003b2d8ead2e10: 00003b2d 8ead2e30  00000000 00443385  0...-;...3D.....     go1.26
//	                  ^ SP
func isHexDump(line []byte) bool {
	text := bytes.TrimLeft(line, " ")
	if len(text) < len(line) {
		return bytes.HasPrefix(text, []byte("^ ")) || bytes.HasPrefix(text, []byte("7 6 5 4"))
	}
	if bytes.HasPrefix(text, []byte("stack: frame={")) {
		return true
	}
	address, _, ok := bytes.Cut(text, []byte(":"))
	return ok && len(address) >= 8 && isHex(bytes.TrimPrefix(address, []byte("0x")))
}
