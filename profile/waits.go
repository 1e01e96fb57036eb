package profile

// waitFunctions are those whose first argument is the address of what the goroutine waits for, exact where it is printed
// without a question mark (runtime/sema.go, runtime/chan.go, internal/sync/mutex.go, sync/waitgroup.go). The outermost
// of them counts: lockSlow is given the lock, and semacquire1 only a field of it.
//
//	internal/sync.(*Mutex).lockSlow(0xc000012060)
//	runtime.semacquire1(0xc000012064, 0x0, 0x3, 0x2, 0x16)
var waitFunctions = map[string]bool{
	"internal/sync.(*Mutex).lockSlow": true, // from go1.24
	"sync.(*Mutex).lockSlow":          true,
	"sync.(*RWMutex).Lock":            true,
	"sync.(*RWMutex).RLock":           true,
	"sync.(*WaitGroup).Wait":          true,
	"sync.(*Cond).Wait":               true,
	"runtime.semacquire1":             true,
	"runtime.chansend":                true,
	"runtime.chanrecv":                true,
}

// WaitFunction reports whether a function is one of those whose first argument is what a goroutine waits for.
func WaitFunction(name string) bool { return waitFunctions[name] }

// exactAddress reads the first argument; 0 where it may be stale, or is none.
//
//	0xc000012060, 0x0?, {0x1, 0x2})
func exactAddress(text []byte) (address uint64) {
	if len(text) < 3 || text[0] != '0' || text[1] != 'x' {
		return 0
	}
	for i, c := range text[2:] {
		switch {
		case c >= '0' && c <= '9' && i < 16:
			address = address<<4 | uint64(c-'0')
		case c >= 'a' && c <= 'f' && i < 16:
			address = address<<4 | uint64(c-'a'+10)
		case c == ',' || c == ')':
			return address
		default:
			return 0
		}
	}
	return address
}
