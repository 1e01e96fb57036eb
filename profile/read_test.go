package profile

import (
	"slices"
	"strings"
	"testing"
)

// body is the rest of a goroutine under its header.
const body = "main.work(0x1)\n\t/home/dev/src/app/main.go:12 +0x1d\ncreated by main.main in goroutine 1\n\t/home/dev/src/app/main.go:8 +0x2f\n"

// mainBody is that of goroutine 1.
const mainBody = "main.main()\n\t/home/dev/src/app/main.go:8 +0x2f\n"

func TestRead(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // lines of the rendering
		not        string   // text that must not be in it
	}{
		{
			"inlined in one frame, called in another",
			"goroutine 7 [running]:\nmain.f(...)\n\t/x.go:1\nmain.f(0x1)\n\t/x.go:1 +0x1\ncreated by main.main in goroutine 1\n\t/x.go:9 +0x1\n",
			[]string{"  main.f(...) /x.go:1", "  main.f /x.go:1"},
			"x2",
		},
		{
			"text behind a complete goroutine is not its own",
			"goroutine 7 [select]:\n" + body + "retry()\n...51 frames elided...\nconfig(0x1)\n",
			[]string{"unread lines 6-8 \"retry()\\n...51 frames elided...\\nconfig(0x1)\\n\"", "goroutine 7 [select] dump 0 stack 0 lines 1-5 creator 1"},
			"problem",
		},
		{
			"a log line between frames",
			"goroutine 7 [select]:\nmain.work(0x1)\nINFO served\n\t/home/dev/src/app/main.go:12 +0x1d\nINFO served\ncreated by main.main in goroutine 1\n\t/x.go:8 +0x2f\n",
			[]string{"  main.work /home/dev/src/app/main.go:12", "formats [goroutine-debug2] wrapping [interleaved] goroutines 1 unread 2"},
			"problem",
		},
		{
			"notes that no crash follows stay in the order of the text",
			"runtime: odd\nother text\n\ngoroutine 7 [select]:\n" + body,
			[]string{"unread lines 1-2 \"runtime: odd\\nother text\\n\""},
			"crash 0",
		},
		{
			"text between a note and its crash is no part of it",
			"runtime: out of memory: cannot allocate 4194304-byte block (66846720 in use)\nINFO served\nfatal error: out of memory\n\ngoroutine 1 [running]:\n" + mainBody,
			[]string{"  note \"runtime: out of memory: cannot allocate 4194304-byte block (66846720 in use)\"", "unread lines 2-2 \"INFO served\\n\"", "crash 0 fatal dump 0 lines 1-3"},
			"crash 1",
		},
		{
			"a damaged stack in the middle of a dump",
			"fatal error: missing stackmap\n\ngoroutine 1 [copystack]:\n" + mainBody + "runtime: g 1: unexpected return pc for main.smash called from 0xdeadbeef\nstack: frame={sp:0xc00011ff10, fp:0xc00011ff30} stack=[0xc000100000,0xc000120000)\n0x000000c00011fe10:  0x0000000000000000  0x0000000000000000\ncreated by main.main in goroutine 3\n\t/x.go:1 +0x1\n\ngoroutine 2 [select]:\n" + body,
			[]string{"  note \"runtime: g 1: unexpected return pc for main.smash called from 0xdeadbeef\"", "goroutine 1 [copystack] dump 0 stack 0 lines 3-10 creator 3", "formats [panic] wrapping [] goroutines 2 unread 0"},
			"crash 1",
		},
		{
			"lines like registers far behind a crash",
			"panic: x\n\ngoroutine 1 [running]:\n" + mainBody + "exit status 2\nsize 0x10\n-----\ndeadbeef: 00\n",
			[]string{"unread lines 7-9 \"size 0x10\\n-----\\ndeadbeef: 00\\n\"", "  exit 2"},
			"",
		},
		{
			"lines like registers behind other text",
			"panic: x\n\ngoroutine 1 [running]:\n" + mainBody + "restarted\nsize 0x10\n-----\ndeadbeef: 00\n",
			[]string{"formats [panic] wrapping [] goroutines 1 unread 4"},
			"",
		},
		{
			"a dump behind a crash without an exit line",
			"panic: x\n\ngoroutine 1 [running]:\n" + mainBody + "restarted\ngoroutine 5 gp=0xc000002380 m=0 mp=0x5285a0 [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n\t/usr/local/go/src/runtime/pprof/pprof.go:819 +0x6b\nmain.main()\n\t/x.go:1 +0x1\n\ngoroutine 9 [select]:\n" + body,
			[]string{"dump 1 goroutine-debug2 goroutines 1-2 crash -1 lines 7-17"},
			"",
		},
		{
			"a goroutine that runs elsewhere starts no dump",
			"panic: x\n\ngoroutine 1 [running]:\n" + mainBody + "\nINFO served\ngoroutine 6 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by main.main in goroutine 1\n\t/x.go:1 +0x1\n",
			[]string{"dump 0 panic goroutines 0-1 crash 0 lines 3-11", "stack 1 unknown"},
			"dump 1",
		},
		{
			"numbers out of range",
			"goroutine 7 [select]:\nmain.f(0x1)\n\t/x.go:99999999999999999999 +0x1\n...99999999999999999999 frames elided...\nmain.g()\n\t/x.go:2 +0xfffffffffffffffff\ncreated by main.main in goroutine 99999999999999999999\n\t/x.go:9 +0x1\n",
			[]string{"  elided -1", "  main.f /x.go:0", "  main.g /x.go:2"},
			"",
		},
		{
			"ancestors",
			"goroutine 9 [select]:\n" + body + "[originating from goroutine 7]:\nmain.start(...)\n\t/x.go:5 +0x1d\n...additional frames elided...\ncreated by main.main\n\t/x.go:8 +0x2f\n[originating from goroutine 1]:\nmain.main(...)\n\t/x.go:8 +0x2f\nretry()\n",
			[]string{"  ancestor main.start /x.go:5", "  ancestor elided -1", "  ancestor main.main /x.go:8 x2"},
			"problem",
		},
		{
			"a C function's name is no stranger",
			"goroutine 1 gp=0xc000002380 m=0 mp=0x5285a0 [syscall]:\nacme::Queue<std::string, 4>::take(int) const\n\t/home/dev/src/a b/queue.cc:88 pc=0x7f1a3b326890\nnon-Go function\n\tpc=0x7f1a3b3268a0\nwork\n\tpc=0x7f1a3b3268b0\nnon-Go function at pc=7f1a3b326880\nmain.main()\n\t/x.go:1 +0x1\n",
			[]string{"  acme::Queue<std::string, 4>::take(int) const /home/dev/src/a b/queue.cc:88", "  non-Go function :0 x1", "  work :0"},
			"unread l",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := read(t, []byte(tt.text))
			got := render(e)
			lines := strings.Split(got, "\n")
			for _, want := range tt.want {
				if !slices.Contains(lines, strings.TrimSuffix(want, " x1")) {
					t.Errorf("no line %q", want)
				}
			}
			if tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("%q must not be there", tt.not)
			}
			for _, complaint := range complaints(e, []byte(tt.text)) {
				t.Error(complaint)
			}
			if t.Failed() {
				t.Logf("text:\n%s\nread as:\n%s", tt.text, got)
			}
		})
	}
}

// TestCrowded reads more crashes and dumps than are kept: the rest is counted, and the memory stays small.
func TestCrowded(t *testing.T) {
	goroutine := "goroutine 7 [select]:\nmain.f()\n\t/x.go:1 +0x1\n\n"
	for _, tt := range []struct {
		what, text                         string
		crashes, dumps, goroutines, unread int
	}{
		{"crashes", strings.Repeat("panic: x\n", maxRecords+100), maxRecords, 0, 0, 100},
		{"crashes", strings.Repeat("recovered: runtime error: x\n", maxRecords+100), maxRecords, 0, 0, 100},
		{"dumps", strings.Repeat(goroutine, maxRecords+100), 0, maxRecords, maxRecords + 100, 0},
	} {
		e := read(t, []byte(tt.text))
		if len(e.Crashes) != tt.crashes || len(e.Dumps) != tt.dumps || len(e.Goroutines) != tt.goroutines || e.LinesUnread != tt.unread {
			t.Errorf("%.30q...: %d crashes, %d dumps, %d goroutines, %d lines unread; want %+v", tt.text, len(e.Crashes), len(e.Dumps), len(e.Goroutines), e.LinesUnread, tt)
		}
		if len(e.Problems) != 1 || !strings.Contains(e.Problems[0].Message, "more than 65536 "+tt.what) {
			t.Errorf("problems %+v", e.Problems)
		}
	}
}

// TestManyHeads has thousands of panic lines directly above a crash: they are its notes, as far as these are kept.
func TestManyHeads(t *testing.T) {
	text := strings.Repeat("panic: x\n", 60000) + "panic: y\n\ngoroutine 1 [running]:\n" + mainBody
	e := read(t, []byte(text))
	if len(e.Crashes) != 1 || e.Crashes[0].Cause() != "y" || len(e.Crashes[0].Notes) != maxNotes || e.Crashes[0].Place.Start != 0 || e.LinesUnread != 0 {
		t.Errorf("%d crashes, the first of %d notes at %v", len(e.Crashes), len(e.Crashes[0].Notes), e.Crashes[0].Place)
	}
}
