package profile

import "testing"

func TestExactAddress(t *testing.T) {
	for text, want := range map[string]uint64{
		"0xc000012060, 0x0?)":       0xc000012060,
		"0xc000012060)":             0xc000012060,
		"0xc000012060":              0xc000012060, // arguments without what follows them
		"0xffffffffffffffff, 0x1)":  0xffffffffffffffff,
		"0xc000012060?, 0x0)":       0, // may be stale
		"{0xc000012060, 0x2})":      0,
		"...)":                      0,
		"":                          0,
		"0x":                        0,
		"0x1ffffffffffffffff, 0x1)": 0,
	} {
		if got := ExactAddress([]byte(text)); got != want {
			t.Errorf("%q: %#x, want %#x", text, got, want)
		}
	}
}

func TestWaits(t *testing.T) {
	const frames = "internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)\n\t/usr/local/go/src/runtime/sema.go:95 +0x25\n"
	for name, tt := range map[string]struct {
		text string
		want uint64
	}{
		"lock":           {frames + "internal/sync.(*Mutex).lockSlow(0xc000012060)\n\t/usr/local/go/src/internal/sync/mutex.go:149 +0x15d\n", 0xc000012060},
		"outermost":      {"runtime.semacquire1(0xc000012064, 0x0)\n\t/usr/local/go/src/runtime/sema.go:192 +0x25\nsync.(*Mutex).lockSlow(0xc000012060)\n\t/usr/local/go/src/sync/mutex.go:149 +0x15d\n", 0xc000012060},
		"stale":          {"sync.(*WaitGroup).Wait(0xc000012060?)\n\t/usr/local/go/src/sync/waitgroup.go:206 +0x85\n", 0},
		"other function": {"main.f(0xc000012060)\n\t/app/main.go:3 +0x85\n", 0},
	} {
		e := read(t, []byte("goroutine 8 [sync.Mutex.Lock]:\n"+tt.text+"created by main.main in goroutine 1\n\t/app/main.go:9 +0x1\n"))
		if got := e.Goroutines[0].Waits; got != tt.want {
			t.Errorf("%s: waits for %#x, want %#x", name, got, tt.want)
		}
	}
}
