package triage

import (
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Operations that only profiles show.
const (
	OpMutexUnlock   Operation = "mutex.unlock" // in a mutex profile: the holder for whom others have waited
	OpRWMutexUnlock Operation = "rwmutex.unlock"
	OpRuntimeLock   Operation = "runtime.lock" // a lock of the runtime's own
	OpAllocate      Operation = "allocate"
)

// statesOf are the states that the runtime prints for what frames alone tell (runtime/runtime2.go, waitReasonStrings).
var statesOf = map[Operation]string{
	OpChanSend: "chan send", OpChanReceive: "chan receive", OpChanSendNil: "chan send (nil chan)", OpChanReceNil: "chan receive (nil chan)",
	OpSelect: "select", OpSelectEmpty: "select (no cases)", OpMutexLock: "sync.Mutex.Lock", OpRWMutexLock: "sync.RWMutex.Lock",
	OpRWMutexRLock: "sync.RWMutex.RLock", OpWaitGroupWait: "sync.WaitGroup.Wait", OpCondWait: "sync.Cond.Wait", OpSemacquire: "semacquire",
	OpSleep: "sleep", OpIO: "IO wait", OpSyscall: "syscall", OpRunning: "running",
}

// parkers are the functions in which a goroutine waits, and for what. Up to the first of them only frames of the
// runtime stand above; runtime.gopark alone says nothing. A debug=1 text leaves the runtime's own frames out, so that
// there channels are not told.
var parkers = map[string]Operation{
	"runtime.chanrecv":               OpChanReceive,
	"runtime.chanrecv1":              OpChanReceive,
	"runtime.chanrecv2":              OpChanReceive,
	"runtime.chansend":               OpChanSend,
	"runtime.chansend1":              OpChanSend,
	"runtime.selectgo":               OpSelect,
	"runtime.block":                  OpSelectEmpty,
	"time.Sleep":                     OpSleep,
	"runtime.timeSleep":              OpSleep,
	"internal/poll.runtime_pollWait": OpIO,
	"sync.runtime_notifyListWait":    OpCondWait,
	"os/signal.signal_recv":          OpSyscall,
	"runtime.notetsleepg":            OpSyscall,
	"runtime/pprof.runtime_goroutineProfileWithLabels":     OpRunning, // it writes the profile
	"runtime.pprof_goroutineProfileWithLabels":             OpRunning,
	"runtime.pprof_goroutineLeakProfileWithLabels":         OpRunning,
	"runtime/pprof.writeRuntimeProfile":                    OpRunning,
	"runtime/pprof.runtime_goroutineLeakProfileWithLabels": OpRunning,
}

// semaphores are the functions in which a goroutine waits for a lock; the frames behind them tell for which.
var semaphores = map[string]bool{
	"runtime.semacquire1": true, "sync.runtime_Semacquire": true, "sync.runtime_SemacquireMutex": true, "internal/sync.runtime_SemacquireMutex": true,
	"sync.runtime_SemacquireRWMutex": true, "sync.runtime_SemacquireRWMutexR": true, "sync.runtime_SemacquireWaitGroup": true,
}

// parked tells what a goroutine of a profile waits for.
func parked(raw *profile.Stack, s *symbolize.Stack) Operation {
	for i := range s.Frames {
		f := &s.Frames[i]
		op, ok := parkers[f.Func]
		switch {
		case ok && i < len(raw.Frames):
			return nilChannel(op, &raw.Frames[i])
		case semaphores[f.Func]:
			return semaphore("", s)
		case strings.HasPrefix(f.Func, "syscall."), strings.HasPrefix(f.Func, "internal/runtime/syscall."), strings.HasPrefix(f.Func, "runtime/internal/syscall."):
			return OpSyscall
		case f.Origin != symbolize.Runtime:
			return OpUnknown
		}
	}
	return OpUnknown
}

// nilChannelWithin is how many lines behind its first chanrecv or chansend parks a goroutine for a nil channel; it parks
// for others more than 100 lines behind (runtime/chan.go of go1.20 to go1.27).
const nilChannelWithin = 40

// nilChannel tells a wait for a nil channel, which has the same frames, by the line in which the runtime parks.
func nilChannel(op Operation, f *profile.Frame) Operation {
	if f.Start == 0 || f.Line-f.Start > nilChannelWithin {
		return op
	}
	switch f.Func {
	case "runtime.chanrecv":
		return OpChanReceNil
	case "runtime.chansend":
		return OpChanSendNil
	}
	return op
}

// blocked tells what was waited for in a block profile: its stacks begin at the call that waited.
func blocked(s *symbolize.Stack) Operation {
	for i := range s.Frames {
		f := &s.Frames[i]
		if op, ok := parkers[f.Func]; ok {
			return op
		}
		if strings.HasPrefix(f.Func, "sync.") || strings.HasPrefix(f.Func, "internal/sync.") {
			return semaphore("", s)
		}
		if f.Origin != symbolize.Runtime {
			return OpUnknown
		}
	}
	return OpUnknown
}

// unlocked tells which lock was given back in a mutex profile.
func unlocked(s *symbolize.Stack) Operation {
	op := OpUnknown
	for i := range s.Frames {
		switch f := &s.Frames[i]; {
		case strings.HasPrefix(f.Func, "sync.(*RWMutex)."):
			return OpRWMutexUnlock
		case strings.HasPrefix(f.Func, "sync.(*Mutex)."), strings.HasPrefix(f.Func, "internal/sync.(*Mutex)."):
			op = OpMutexUnlock
		case strings.HasPrefix(f.Func, "runtime.unlock"), strings.HasPrefix(f.Func, "runtime._LostContended"):
			return OpRuntimeLock
		case f.Origin != symbolize.Runtime:
			return op
		}
	}
	return op
}
