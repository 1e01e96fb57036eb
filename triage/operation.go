package triage

import (
	"strings"

	"gotriage/symbolize"
)

// Operation is what a goroutine does or waits for, the same in every Go version: state texts and standard-library
// frames change between them.
type Operation string

// The operations that families speak of; other states give an operation made of the state's words.
const (
	OpUnknown       Operation = "unknown"
	OpChanSend      Operation = "chan.send"
	OpChanReceive   Operation = "chan.receive"
	OpChanSendNil   Operation = "chan.send.nil"
	OpChanReceNil   Operation = "chan.receive.nil"
	OpSelect        Operation = "select"
	OpSelectEmpty   Operation = "select.empty"
	OpMutexLock     Operation = "mutex.lock"
	OpRWMutexLock   Operation = "rwmutex.lock"
	OpRWMutexRLock  Operation = "rwmutex.rlock"
	OpWaitGroupWait Operation = "wg.wait"
	OpCondWait      Operation = "cond.wait"
	OpSemacquire    Operation = "semacquire"
	OpSleep         Operation = "sleep"
	OpIO            Operation = "io.wait"
	OpSyscall       Operation = "syscall"
	OpRunning       Operation = "running"
	OpRunnable      Operation = "runnable"
)

// stateOperations are the states that alone tell the operation (runtime/runtime2.go, waitReasonStrings).
var stateOperations = map[string]Operation{
	"chan send":               OpChanSend,
	"chan receive":            OpChanReceive,
	"chan send (nil chan)":    OpChanSendNil,
	"chan receive (nil chan)": OpChanReceNil,
	"select":                  OpSelect,
	"select (no cases)":       OpSelectEmpty,
	"sync.RWMutex.RLock":      OpRWMutexRLock,
	"sync.RWMutex.Lock":       OpRWMutexLock,
	"sync.WaitGroup.Wait":     OpWaitGroupWait, // from go1.24
	"sync.Cond.Wait":          OpCondWait,
	"sleep":                   OpSleep,
	"IO wait":                 OpIO,
	"syscall":                 OpSyscall,
	"running":                 OpRunning,
	"runnable":                OpRunnable,
}

// operation derives the canonical operation from state and frames. A lock's state says semacquire up to go1.19, a
// WaitGroup's up to go1.23; and a writer queued behind another writer waits in the RWMutex's inner Mutex.
func operation(state string, s *symbolize.Stack) Operation {
	switch op := stateOperations[state]; {
	case op != "":
		return op
	case state == "semacquire", state == "sync.Mutex.Lock":
		return semaphore(state, s)
	case state == "":
		return OpUnknown
	}
	return Operation(strings.ToLower(strings.Join(strings.Fields(strings.Map(wordsOnly, state)), "-")))
}

func wordsOnly(r rune) rune {
	if r == '(' || r == ')' || r == '.' {
		return ' '
	}
	return r
}

// semaphore tells what a goroutine parked on a semaphore waits for by the outermost sync frame before other code.
func semaphore(state string, s *symbolize.Stack) Operation {
	op := OpSemacquire // also where a profile tells no state
	if state == "sync.Mutex.Lock" {
		op = OpMutexLock
	}
	for _, f := range s.Frames {
		switch f.Func {
		case "sync.(*Mutex).Lock", "sync.(*Mutex).lockSlow", "internal/sync.(*Mutex).Lock", "internal/sync.(*Mutex).lockSlow":
			op = OpMutexLock
		case "sync.(*RWMutex).Lock":
			return OpRWMutexLock
		case "sync.(*RWMutex).RLock":
			return OpRWMutexRLock
		case "sync.(*WaitGroup).Wait":
			return OpWaitGroupWait
		case "sync.(*Cond).Wait":
			return OpCondWait
		default:
			if f.Origin != symbolize.Runtime && !strings.HasPrefix(f.Func, "sync.") && !strings.HasPrefix(f.Func, "internal/sync.") {
				return op
			}
		}
	}
	return op
}
