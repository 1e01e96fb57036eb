package profile

import (
	"strings"
	"testing"
	"time"
)

// TestAnnounce: what a line that speaks of a panic says of its value.
func TestAnnounce(t *testing.T) {
	for _, tt := range []struct {
		line, value string
		sure, text  bool
	}{
		{"2026/11/20 13:42:10 http: panic serving 127.0.0.1:38268: no such row", "no such row", true, false},
		{"2026/11/20 13:42:10 http: panic serving @: cart: empty", "cart: empty", true, false},
		{"2026/11/20 13:42:10 http2: panic serving [::1]:38268: runtime error: integer divide by zero", "runtime error: integer divide by zero", true, true},
		{"\x1b[31m2026/11/20 13:42:10 [Recovery] 2026/11/20 - 13:42:10 panic recovered:", "", true, false},
		{"[PANIC RECOVER] cart: empty", "cart: empty", true, false},
		{`E1120 13:28:00.427559       1 runtime.go:78] Observed a panic: &errors.errorString{s:"no such row"} (no such row)`, "no such row", true, false},
		{
			`E1120 13:28:00.427559       1 runtime.go:78] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)`,
			"runtime error: invalid memory address or nil pointer dereference", true, true,
		},
		{`"Observed a panic" panic="no \"such\" row" panicGoValue="&errors.errorString{}" stacktrace=<`, `no "such" row`, true, false},
		{`"Observed a panic" panic=<`, "", true, false},
		{"2026-11-20T13:28:00Z\tERROR\tObserved a panic in reconciler: no such row\t{\"controller\": \"orders\"}", "no such row", true, false},
		{"2026-11-20T13:28:00Z\tERROR\tapp/main.go:73\trecovered from panic\t{\"panic\": \"no such row\"}", "no such row", true, false},
		{`{"level":"info","msg":"Observed a panic in reconciler: no such row","controller":"orders"}`, "no such row", true, false},
		{"cron: 2026/11/20 13:42:10 panic, error=no such row, stack=...", "no such row", false, false},
		{"panic triggered: no such row", "no such row", true, false},
		{"Recovered in work: no such row", "no such row", false, false},
		{"[negroni] PANIC: no such row", "no such row", false, false},
		{"deferred ran, recover = sync: negative WaitGroup counter", "sync: negative WaitGroup counter", false, true},
		{`panic: no such row "goroutine 7 [running]:\nmain.main()"`, "no such row", false, false},
	} {
		a, ok := announce([]byte(tt.line))
		if !ok || !speaks([]byte(tt.line)) || a.value != tt.value || a.sure != tt.sure || a.text != tt.text {
			t.Errorf("%s\nis read as %q, sure %t, of the runtime %t, want %q, %t, %t", tt.line, a.value, a.sure, a.text, tt.value, tt.sure, tt.text)
		}
	}
}

// TestTraceForms: each form of a stack without a header, behind words that tell of a panic.
func TestTraceForms(t *testing.T) {
	for name, stack := range map[string]string{
		"zap":       "main.(*order).total\n\t/home/dev/src/shop/main.go:28\nmain.main\n\t/home/dev/src/shop/main.go:43\n",
		"arguments": "main.(*order).total(...)\n\t/home/dev/src/shop/main.go:28\nmain.main()\n\t/home/dev/src/shop/main.go:43 +0x12f\n",
		"xerrors":   "    main.(*order).total\n        /home/dev/src/shop/main.go:28\n    main.main\n        /home/dev/src/shop/main.go:43\n",
		"cockroach": "(1) attached stack trace\n  -- stack trace:\n  | main.(*order).total\n  | \t/home/dev/src/shop/main.go:28\n  | main.main\n  | \t/home/dev/src/shop/main.go:43\n",
		"chi":       " \n -> main.(*order).total\n ->   /home/dev/src/shop/main.go:28\n\n    main.main\n      /home/dev/src/shop/main.go:43\n    \n",
		"arrows":    "\tat main.(*order).total (/home/dev/src/shop/main.go:28)\n\tat main.main (/home/dev/src/shop/main.go:43)\n",
		"colons":    "\tmain.(*order).total:/home/dev/src/shop/main.go:28\n\tmain.main:/home/dev/src/shop/main.go:43\n",
		"turned":    "\tmain.main:/home/dev/src/shop/main.go:43\n\tmain.(*order).total:/home/dev/src/shop/main.go:28\n",
		"Windows":   "main.(*order).total\n\tC:/Users/dev/src/shop/main.go:28\nmain.main\n\tC:/Users/dev/src/shop/main.go:43\n",
	} {
		e := readWhole(t, []byte("2026/11/20 13:42:10 panic recovered: no such row\n"+stack))
		if len(e.Crashes) != 1 || e.Crashes[0].Trace < 0 || e.Crashes[0].Cause() != "no such row" || e.LinesUnread > 0 || len(e.Goroutines) > 0 {
			t.Errorf("%s: read as\n%s", name, render(e))
			continue
		}
		frames := e.Stacks[e.Crashes[0].Trace].Frames
		if len(frames) != 2 || frames[0].Func != "main.(*order).total" || frames[0].Line != 28 || frames[1].Func != "main.main" || !strings.HasSuffix(frames[1].File, "/src/shop/main.go") {
			t.Errorf("%s: frames %+v", name, frames)
		}
	}
	e := readWhole(t, []byte("panic recovered:\nno such row\nexample.com/shop/main.go:28 (0x9533b2)\nexample.com/shop/main.go:43 (0x953433)\n"))
	if len(e.Crashes) != 1 || !e.Crashes[0].Trimmed || e.Stacks[0].Frames[1] != (Frame{Func: "example.com/shop/main.go:43", File: "example.com/shop/main.go", Line: 43}) {
		t.Errorf("gin without sources: read as\n%s", render(e))
	}
}

// TestNoRecoveredPanic: texts that only look like one.
func TestNoRecoveredPanic(t *testing.T) {
	const dump = "goroutine 1 [running]:\nruntime/pprof.writeGoroutineStacks({0x51ac98, 0x1777c3384030})\n\t/usr/local/go/src/runtime/pprof/pprof.go:819 +0x6b\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n"
	const fatal = "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n"
	for name, text := range map[string]string{
		"an error with its stack":     "cannot load order: no such row\nmain.main\n\t/home/dev/src/app/main.go:35\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:290\n",
		"a frame in prose":            "To recover, look at\n\t/home/dev/src/app/main.go:35\nand restart.\n",
		"a list of places":            "recovery plan\nsee main.go:35\n\t/home/dev/src/app/main.go:36\n",
		"a counter":                   "2026/11/20 13:42:10 panics recovered: 0\n",
		"source code":                 "\tdefer func() { if r := recover(); r != nil { log.Printf(\"panic recovered: %v\", r) } }()\n\tpanic(\"boom: x\")\n",
		"a list of changes":           "- fix panic: runtime error: index out of range [3] with length 0 (#12)\n* recover from panic: send on closed channel\n",
		"a quotation":                 "> panic: runtime error: index out of range\n\nis what users see.\n",
		"nothing was recovered":       "recovered from panic: <nil>\n",
		"a dump that was asked for":   "panic recovered\n" + dump,
		"a database":                  "2026/11/20 13:42:10 database system was not properly shut down; automatic recovery in progress: redo starts\n" + fatal,
		"the runtime's own":           "panic: no such row\n\n" + fatal + "exit status 2\n",
		"the compiler's":              "./p.go:4:6: internal compiler error: panic: runtime error: index out of range [3] with length 0\n\ngoroutine 1 [running]:\nruntime/debug.Stack()\n\truntime/debug/stack.go:26 +0x5e\ncmd/compile/internal/base.FatalfAt({0xa185d88?, 0x16cd?})\n\tcmd/compile/internal/base/print.go:230 +0x18c\npanic({0x1?, 0x2?})\n\truntime/panic.go:860 +0x13a\n",
		"a superfluous header":        "2026/11/20 13:42:10 http: superfluous response.WriteHeader call from main.recoverer (main.go:35)\n",
		"a deferred function, no log": "goroutine 7 [chan receive]:\nmain.work.func1()\n\t/home/dev/src/app/main.go:35 +0x5ac\npanic({0x1?, 0x2?})\n\t/usr/local/go/src/runtime/panic.go:860 +0x13a\nmain.work()\n\t/home/dev/src/app/main.go:36 +0x5ac\n",
	} {
		for _, c := range readWhole(t, []byte(text)).Crashes {
			if c.Kind == KindRecovered {
				t.Errorf("%s: read as a recovered panic %q", name, c.Cause())
			}
		}
	}
}

// TestTimes: when a crash was written.
func TestTimes(t *testing.T) {
	const words = "panic recovered: no such row"
	for line, want := range map[string]string{
		"2026/11/20 13:28:00 " + words:                                           "2026-11-20T13:28:00Z",
		"2026/11/20 13:28:00.123456 main.go:33: " + words:                        "2026-11-20T13:28:00.123456Z",
		"cron: 2026/11/20 13:28:00 " + words:                                     "2026-11-20T13:28:00Z",
		"[GIN] 2026/11/20 - 13:28:00 | " + words:                                 "2026-11-20T13:28:00Z",
		"2026-11-20T13:28:00.5+02:00 ERROR " + words:                             "2026-11-20T11:28:00.5Z",
		"[2026-11-20 13:28:00,250] " + words:                                     "2026-11-20T13:28:00.25Z",
		`{"level":"error","ts":1795181280.25,"msg":"` + words + `"}`:             "2026-11-20T13:28:00.25Z",
		`{"level":"error","msg":"` + words + `","time":1795181280250}`:           "2026-11-20T13:28:00.25Z",
		`{"level":"error","timestamp":"1795181280250000000","msg":"panic: x"}`:   "",
		`time=2026-11-20T13:28:00.250Z level=ERROR msg="` + words + `"`:          "2026-11-20T13:28:00.25Z",
		"E1120 13:28:00.427559       1 runtime.go:78] " + words:                  "", // no year
		"Nov 20 13:28:00 host " + words:                                          "",
		"13:28:00 " + words:                                                      "",
		"panic recovered: order of 2026-11-20 13:28:00 is late":                  "",
		"http: panic serving 10.0.0.1:5432: expired at 2026-11-20T13:28:00Z":     "",
		"0000000000000000000000002026-99-99 13:28:00 http: panic serving a:1: x": "",
	} {
		e := readWhole(t, []byte("first\n"+line+"\n"))
		got := ""
		if len(e.Crashes) == 1 && !e.Crashes[0].Time.IsZero() {
			got = e.Crashes[0].Time.Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%s\nwas written %q, want %q", line, got, want)
		}
		if len(e.Crashes) == 1 && e.Crashes[0].Line != 2 {
			t.Errorf("%s\nstands in line %d, want 2", line, e.Crashes[0].Line)
		}
	}
	for text, want := range map[string]string{"1795181280": "2026-11-20T13:28:00Z", "1795181280.250": "2026-11-20T13:28:00.25Z", "1.79518128025e+09": "2026-11-20T13:28:00.25Z", "1795181280250000": "2026-11-20T13:28:00.25Z", "1795181280250000000": "2026-11-20T13:28:00.25Z"} {
		if at, ok := parseTime(text); !ok || at.Format(time.RFC3339Nano) != want {
			t.Errorf("%s is %v, want %s", text, at, want)
		}
	}
}

// TestFarApart: words that may speak of a panic stand in every line, and panics among them are found wherever they are.
func TestFarApart(t *testing.T) {
	noise := strings.Repeat("GET /account/recover?id=1 200 12ms\n", 20000)
	const panicked = "panic in worker 7: no such row\nmain.report\n\t/home/dev/src/shop/main.go:69\nruntime.gopanic\n\t/usr/local/go/src/runtime/panic.go:860\nmain.work\n\t/home/dev/src/shop/main.go:28\n"
	e := readWhole(t, []byte(noise+panicked+noise+"to recover, see main.go:12\n"+panicked+noise+panicked))
	if len(e.Crashes) != 3 || len(e.Stacks) != 1 || e.LinesUnread != 60001 {
		t.Fatalf("%d panics with %d stacks, %d lines unread", len(e.Crashes), len(e.Stacks), e.LinesUnread)
	}
	for i, c := range e.Crashes {
		if c.Cause() != "no such row" || c.Trace < 0 || c.Line != []int{20001, 40009, 60016}[i] {
			t.Errorf("panic %d: %q in line %d, stack %d", i, c.Cause(), c.Line, c.Trace)
		}
	}
}

// TestNearestWords: of words that are said again and again the nearest to a stack are meant, and to look for the stack
// behind each of them takes no long time.
func TestNearestWords(t *testing.T) {
	const lines = 200000 >> (6 * slow)
	const stack = "main.(*order).total\n\t/home/dev/src/shop/main.go:28\nmain.main\n\t/home/dev/src/shop/main.go:43\n"
	for _, words := range []string{"panic recovered:\n", "panic recovered:\nGET / HTTP/1.1\n"} {
		start := time.Now()
		e := readWhole(t, []byte(strings.Repeat(words, lines)+"panic recovered: no such row\n"+stack+strings.Repeat(words, lines)))
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("%q: read in %v", words, took)
		}
		if len(e.Crashes) != 1 || e.Crashes[0].Cause() != "no such row" || e.Crashes[0].Trace < 0 {
			t.Errorf("%q: %d panics", words, len(e.Crashes))
		}
	}
}
