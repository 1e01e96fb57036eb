package profile

import (
	"slices"
	"strings"
	"testing"
)

func TestRegisters(t *testing.T) {
	for _, line := range []string{"rax    0xca", "rflags 0x10286", "cs     0x33", "oldmask 0x0", "cpsr    0x60000010", "lr      0x7f3d3f942eec", "r0   0x0\tr1   0xc00003c5d8", "s10 0x1\ts11 0xffffffffffffffff"} {
		if !isRegister([]byte(line)) {
			t.Errorf("%q is a register line", line)
		}
	}
	for _, line := range []string{"", "rax", "rax 12", "rax 0x", "rax 0xg", "x 0x1", "registers 0x1", "r0 0x0\t", "r0 0x0\tmore", "main.f() 0x1", "rax 0x11111111111111111"} {
		if isRegister([]byte(line)) {
			t.Errorf("%q is no register line", line)
		}
	}
}

func TestHexDump(t *testing.T) {
	for _, line := range []string{
		"stack: frame={sp:0xc00006ef10, fp:0xc00006ef30} stack=[0xc00006e000,0xc00006f000)",
		"0x000000c00006ee20:  0x0000000000445ef8 <runtime.doInit1+0x00000000000000d8>  0x000000c000002380",
		"00003b2d8ead2e10: 00003b2d 8ead2e30  00000000 00443385  0...-;...3D.....",
		"                   7 6 5 4  3 2 1 0   f e d c  b a 9 8  0123456789abcdef", "                  ^ SP", " *(object+0) = 0xc000180000 <==", " ...",
		"object=0xc000012060 s.base()=0xc000012000 s.limit=0xc000013f80 s.spanclass=2 s.elemsize=8 s.state=mSpanInUse",
	} {
		if !isHexDump([]byte(line)) {
			t.Errorf("%q is of a hex dump", line)
		}
	}
	for _, line := range []string{"", "stack: overflow", "main.f()", "0x1: x", "deadbeef", "2026/08/21 09:24:33 INFO", "...", "xyz12345: 00"} {
		if isHexDump([]byte(line)) {
			t.Errorf("%q is of no hex dump", line)
		}
	}
}

// TestCrashes reads the headers of crashes that no capture here has: other systems, texts of the runtime's source.
func TestCrashes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // lines of the rendering
	}{
		{
			"Windows (runtime/signal_windows.go, winthrow)",
			"Exception 0xc0000005 0x8 0x0 0x0\nPC=0x0\nsignal arrived during external code execution\n\ngoroutine 1 gp=0xc000002380 m=0 mp=0x7ff6f0b285a0 [syscall]:\nruntime.cgocall(0x7ff6f0a01000, 0xc000047f28)\n\tC:/Program Files/Go/src/runtime/cgocall.go:167 +0x3e fp=0x1 sp=0x1 pc=0x1\nmain.main()\n\tC:/Users/J. Doe/src/main.go:9 +0x1d fp=0x1 sp=0x1 pc=0x1\nrax     0x0\nrip     0x0\n",
			[]string{"crash 0 signal dump 0 lines 1-3", "  signal Exception code  addr  pc 0x0 cgo true", "goroutine 1 [syscall] dump 0 stack 0 lines 5-9", "  main.main C:/Users/J. Doe/src/main.go:9"},
		},
		{
			"a Windows panic",
			"panic: runtime error: invalid memory address or nil pointer dereference\n[signal 0xc0000005 code=0x0 addr=0x18 pc=0x7ff6f0a01234]\n\ngoroutine 1 [running]:\nmain.main()\n\tC:/Users/dev/src/main.go:9 +0x1d\nexit status 2\n",
			[]string{"  signal 0xc0000005 code 0x0 addr 0x18 pc 0x7ff6f0a01234 cgo false", "  exit 2"},
		},
		{
			"a signal without a goroutine",
			"SIGILL: illegal instruction\nPC=0x45d2c2 m=0 sigcode=2\ninstruction bytes: 0xf 0xb 0x90\n\nexit status 2\n",
			[]string{"crash 0 signal dump -1 lines 1-3", "  note \"instruction bytes: 0xf 0xb 0x90\"", "  exit 2"},
		},
		{
			"two threads panic",
			"panic: one\n\ngoroutine 6 [running]:\n" + body + "panic: two\n\ngoroutine 7 [running]:\n" + body + "exit status 2\n",
			[]string{"dump 0 panic goroutines 0-0 crash 0 lines 3-7", "dump 1 panic goroutines 1-1 crash 1 lines 10-14", "  \"one\"", "  \"two\""},
		},
		{
			"two threads throw",
			"fatal error: concurrent map writes\nfatal error: concurrent map writes\n\ngoroutine 6 [running]:\n" + body + "\ngoroutine 7 [running]:\n" + body,
			[]string{"dump 0 panic goroutines 0-1 crash 0 lines 4-14", "  note \"fatal error: concurrent map writes\""},
		},
		{
			"a panic where none may be (runtime/panic.go, gopanic)",
			"panic: x\nfatal error: panic during malloc\n\ngoroutine 1 gp=0xc000002380 m=0 mp=0x5285a0 [running]:\nruntime.throw({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:1229 +0x48\n" + mainBody,
			[]string{"crash 0 fatal dump 0 lines 1-2", "  \"panic during malloc\"", "  note \"panic: x\""},
		},
		{
			"a program that logs its panic",
			"panic: boom\npanic: boom [recovered]\n\tpanic: boom\n\ngoroutine 1 [running]:\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:1 +0x1\n" + mainBody,
			[]string{"crash 0 panic dump 0 lines 1-3", "  \"boom\" repanicked", "  note \"panic: boom\""},
		},
		{
			"panics without goroutines",
			"panic: one\nstarting again\npanic: two\n\npanic: three [recovered]\n",
			[]string{"  \"one\"", "  \"two\"", "  \"three\" recovered", "unread lines 2-2 \"starting again\\n\""},
		},
		{
			"a panic far above a dump that is not its own",
			"panic: one\n2026/11/21 01:00:00 starting again\nready\n\ngoroutine 1 [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n\t/usr/local/go/src/runtime/pprof/pprof.go:819 +0x6b\n" + mainBody,
			[]string{"crash 0 panic dump -1 lines 1-1", "dump 0 goroutine-debug2 goroutines 0-0 crash -1 lines 5-9"},
		},
		{
			"a panic line above a dump that is not its own",
			"panic: one\nstarting again\nready\n\ngoroutine 1 [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n\t/usr/local/go/src/runtime/pprof/pprof.go:819 +0x6b\n" + mainBody,
			[]string{"crash 0 panic dump -1 lines 1-1", "  \"one\"", "dump 0 goroutine-debug2 goroutines 0-0 crash -1 lines 5-9", "unread lines 2-3 \"starting again\\nready\\n\""},
		},
		{
			"a signal's name in a log",
			"SIGTERM: shutting down\nSIGQUIT: quit\nbye\n",
			[]string{"formats [] wrapping [] goroutines 0 unread 3"},
		},
		{
			"freed user arena", "accessed data from freed user arena 0xc000180000\nfatal error: fault\n[signal SIGSEGV: segmentation violation code=0x2 addr=0xc000180000 pc=0x45d2c2]\n\ngoroutine 1 [running]:\n" + mainBody,
			[]string{"  note \"accessed data from freed user arena 0xc000180000\"", "  signal SIGSEGV code 0x2 addr 0xc000180000 pc 0x45d2c2 cgo false"},
		},
		{
			"a text too long to keep",
			"panic: " + strings.Repeat("x", 100) + "\n" + strings.Repeat("\t"+strings.Repeat("y", 1000)+"\n", 100) + "\ngoroutine 1 [running]:\n" + mainBody,
			[]string{"crash 0 panic dump 0 lines 1-101", "goroutine 1 [running] dump 0 stack 0 lines 103-105"},
		},
		{
			"a raw text of many lines", // up to go1.22
			"panic: first\n" + strings.Repeat("line\n\n", 100) + "\ngoroutine 1 [running]:\n" + mainBody,
			[]string{"goroutine 1 [running] dump 0 stack 0 lines 203-205", "formats [panic] wrapping [] goroutines 1 unread 0"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := read(t, []byte(tt.text))
			got := render(e)
			lines := strings.Split(got, "\n")
			for _, want := range tt.want {
				if !slices.Contains(lines, want) {
					t.Errorf("no line %q", want)
				}
			}
			for _, complaint := range complaints(e, []byte(tt.text)) {
				t.Error(complaint)
			}
			if t.Failed() {
				t.Logf("text:\n%.2000s\nread as:\n%.2000s", tt.text, got)
			}
		})
	}
}
