package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand"
	"time"
)

// dump says which goroutine dump is made: that many goroutines of up to that many distinct stacks, as pprof writes them
// or, quit, as SIGQUIT does; cri puts it into a container's log.
type dump struct {
	name               string
	goroutines, stacks int
	quit, cri          bool
}

type frame struct {
	function, file     string
	line, args, offset int
}

type stack struct {
	state   string
	frames  []frame
	creator frame
}

var (
	states   = []string{"chan receive", "select", "IO wait", "semacquire", "sync.Mutex.Lock", "chan send", "sleep", "sync.WaitGroup.Wait"}
	packages = []string{"github.com/acme/shop/internal/cart", "github.com/acme/shop/internal/orders/store", "google.golang.org/grpc/internal/transport", "k8s.io/client-go/tools/cache", "go.etcd.io/etcd/client/v3", "net/http", "github.com/acme/shop/pkg/worker"}
	types    = []string{"(*Server)", "(*Conn)", "(*controller)", "(*Pool)", "(*watchGrpcStream)", "(*Reflector)"}
	methods  = []string{"serve", "run", "Loop", "processNext", "handle", "Do", "func1", "ListAndWatch", "readLoop", "Wait", "Process[...]"}
	files    = []string{"server", "conn", "pool", "loop", "reflector"}
	waits    = map[string][]frame{
		"sync.Mutex.Lock": {{"sync.runtime_SemacquireMutex", "/usr/local/go/src/runtime/sema.go", 95, 3, 0x25}, {"sync.(*Mutex).lockSlow", "/usr/local/go/src/sync/mutex.go", 149, 1, 0x15d}},
		"IO wait":         {{"internal/poll.runtime_pollWait", "/usr/local/go/src/runtime/netpoll.go", 351, 2, 0x85}, {"internal/poll.(*pollDesc).wait", "/usr/local/go/src/internal/poll/fd_poll_runtime.go", 84, 3, 0x27}, {"internal/poll.(*FD).Read", "/usr/local/go/src/internal/poll/fd_unix.go", 165, 4, 0x279}, {"net.(*netFD).Read", "/usr/local/go/src/net/fd_posix.go", 68, 4, 0x25}},
		"semacquire":      {{"sync.runtime_Semacquire", "/usr/local/go/src/runtime/sema.go", 71, 1, 0x25}},
		"sleep":           {{"time.Sleep", "/usr/local/go/src/runtime/time.go", 338, 1, 0x125}},
	}
)

// write writes the dump; the same one gives the same bytes.
func (d dump) write(to io.Writer) error {
	r := rand.New(rand.NewSource(1))
	w := bufio.NewWriterSize(to, 1<<20)
	var out io.Writer = w
	if d.cri {
		out = &criWriter{to: w, at: time.Date(2026, 8, 21, 9, 24, 33, 0, time.UTC)}
	}
	stacks := make([]stack, d.stacks)
	for i := range stacks {
		stacks[i] = makeStack(r)
	}
	common := rand.NewZipf(r, 1.2, 1, uint64(d.stacks-1)) // few stacks are common, most are rare
	for id := 1; id <= d.goroutines; id++ {
		d.goroutine(out, r, id, &stacks[common.Uint64()])
	}
	return w.Flush()
}

func makeFrame(r *rand.Rand) frame {
	pick := func(words []string) string { return words[r.Intn(len(words))] }
	pkg := pick(packages)
	return frame{
		function: pkg + "." + pick(types) + "." + pick(methods), file: "/home/ci/go/src/" + pkg + "/" + pick(files) + ".go",
		line: 10 + r.Intn(900), args: r.Intn(6), offset: r.Intn(0x900),
	}
}

func makeStack(r *rand.Rand) stack {
	s := stack{state: states[r.Intn(len(states))]}
	s.frames = append(s.frames, waits[s.state]...)
	for range 1 + r.Intn(23) {
		s.frames = append(s.frames, makeFrame(r))
	}
	s.creator = makeFrame(r)
	return s
}

func (d dump) goroutine(w io.Writer, r *rand.Rand, id int, s *stack) {
	address := func() int64 { return r.Int63n(1 << 36) }
	fmt.Fprintf(w, "goroutine %d", id)
	if d.quit {
		fmt.Fprintf(w, " gp=0xc%09x m=nil", address())
	}
	if minutes := r.Intn(60); minutes > 0 && s.state != "sleep" {
		fmt.Fprintf(w, " [%s, %d minutes]:\n", s.state, minutes)
	} else {
		fmt.Fprintf(w, " [%s]:\n", s.state)
	}
	for _, f := range s.frames {
		fmt.Fprintf(w, "%s(", f.function)
		for i := range f.args {
			if i > 0 {
				io.WriteString(w, ", ")
			}
			fmt.Fprintf(w, "0xc%09x", address())
		}
		fmt.Fprintf(w, ")\n\t%s:%d +0x%x", f.file, f.line, f.offset)
		if d.quit {
			fmt.Fprintf(w, " fp=0xc%09x sp=0xc%09x pc=0x%06x", address(), address(), 0x400000+f.offset*7)
		}
		io.WriteString(w, "\n")
	}
	by := &s.creator
	fmt.Fprintf(w, "created by %s in goroutine %d\n\t%s:%d +0x%x\n\n", by.function, 1+r.Intn(id), by.file, by.line, by.offset)
}

// criWriter puts each line into the log of a container, as a kubelet does.
type criWriter struct {
	to   *bufio.Writer
	at   time.Time
	open bool // the last line has no end yet
}

// Write writes bytes of any length.
func (c *criWriter) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if !c.open {
			c.at = c.at.Add(137 * time.Nanosecond)
			c.to.WriteString(c.at.Format("2006-01-02T15:04:05.000000000Z") + " stderr F ")
		}
		end := bytes.IndexByte(rest, '\n') + 1
		if c.open = end == 0; c.open {
			end = len(rest)
		}
		if _, err := c.to.Write(rest[:end]); err != nil {
			return 0, err
		}
		rest = rest[end:]
	}
	return len(p), nil
}
