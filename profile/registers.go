package profile

import "bytes"

// isRegister tells the register lines behind a signal crash (runtime/signal_*.go, dumpregs): one register a line, or
// two with a tab between them (mips, ppc64, riscv64, s390x, loong64).
//
//	rax    0xca
//	oldmask 0x0
//	r0   0x0	r1   0xc00003c5d8
func isRegister(line []byte) bool {
	for more := true; more; {
		var one []byte
		one, line, more = bytes.Cut(line, []byte("\t"))
		name, value, ok := bytes.Cut(one, []byte(" "))
		value = bytes.TrimLeft(value, " ")
		if !ok || len(name) < 2 || len(name) > 7 || len(value) > 18 || !bytes.HasPrefix(value, []byte("0x")) || !isHex(value[2:]) {
			return false
		}
	}
	return true
}

func isHex(text []byte) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(text) > 0
}

// isHexDump tells the lines with which the runtime shows a damaged stack, behind "unexpected return pc",
//
//	stack: frame={sp:0xc00006ef10, fp:0xc00006ef30} stack=[0xc00006e000,0xc00006f000)
//	0x000000c00006ee20:  0x0000000000445ef8 <runtime.doInit1+0x00000000000000d8>  0x000000c000002380
//	00003b2d8ead2e10: 00003b2d 8ead2e30  00000000 00443385  0...-;...3D.....     go1.26
//	                  ^ SP
//
// or an object behind "found bad pointer in Go heap".
//
//	object=0xc000012060 s.base()=0xc000012000 s.limit=0xc000013f80 s.spanclass=2 s.elemsize=8 s.state=mSpanInUse
//	 *(object+0) = 0xc000180000 <==
//	 ...
func isHexDump(line []byte) bool {
	text := bytes.TrimLeft(line, " ")
	if len(text) < len(line) {
		return bytes.HasPrefix(text, []byte("^ ")) || bytes.HasPrefix(text, []byte("7 6 5 4")) || bytes.HasPrefix(text, []byte("*(")) || string(line) == " ..."
	}
	if bytes.HasPrefix(text, []byte("stack: frame={")) || bytes.Contains(text, []byte(" s.spanclass=")) {
		return true
	}
	address, _, ok := bytes.Cut(text, []byte(":"))
	return ok && len(address) >= 8 && isHex(bytes.TrimPrefix(address, []byte("0x")))
}
