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
	"sync.runtime_notifyListWait":     true, // the list of a sync.Cond
	"runtime.semacquire1":             true,
	"runtime.chansend":                true,
	"runtime.chanrecv":                true,
}

// semacquire is the one that is given a semaphore, which lies inside of what is waited for.
const semacquire = "runtime.semacquire1"

// waited is what the frames of a goroutine show of what it waits for: its address, or that of its semaphore.
type waited struct {
	address uint64
	sema    bool
}

// see takes the next frame with a function of waitFunctions, from the innermost on.
func (w *waited) see(function string, arguments []byte) {
	if address := ExactAddress(arguments); address != 0 {
		*w = waited{address, function == semacquire}
	}
}

// ExactAddress reads the first of arguments; 0 where it may be stale, or is none.
//
//	0xc000012060, 0x0?, {0x1, 0x2})
func ExactAddress(text []byte) (address uint64) {
	if len(text) < 3 || text[0] != '0' || text[1] != 'x' {
		return 0
	}
	for i, c := range text[2:] {
		switch {
		case c >= '0' && c <= '9' && i < 16:
			address = address<<4 | uint64(c-'0')
		case c >= 'a' && c <= 'f' && i < 16:
			address = address<<4 | uint64(c-'a'+10)
		case c == ',' || c == ')' || c == '}':
			return address
		default:
			return 0
		}
	}
	return address
}
