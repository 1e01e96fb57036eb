package capture

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Process is a program that runs on this machine.
type Process struct {
	PID     int
	Exe     string // path of its program; "" where the system does not say
	Go      string // version of Go it was built with; "" where it is none of Go's
	Module  string // module path of its main package
	NotGo   error  // why it is not known to be a Go program; nil where it is
	Stderr  string // what its standard error is, as /proc says: a path, pipe:[1], socket:[1]; "" where it does not
	Ignores bool   // SIGQUIT, by signal.Ignore: no dump comes

	handle *os.Process // stands for this process even where its number is given to another (Linux)
}

// quitSignal makes a Go program print all goroutines to standard error and exit with status 2.
const quitSignal = syscall.SIGQUIT

// Inspect looks at a process; it does nothing to it. Only Linux says what a process is.
func Inspect(pid int) (*Process, error) {
	if pid <= 0 || pid == os.Getpid() {
		return nil, fmt.Errorf("process %d is none that can be looked at", pid)
	}
	p := &Process{PID: pid}
	handle, err := os.FindProcess(pid)
	if err == nil {
		err = handle.Signal(syscall.Signal(0))
	}
	switch {
	case errors.Is(err, os.ErrProcessDone), errors.Is(err, syscall.ESRCH):
		return nil, fmt.Errorf("there is no process %d", pid)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("process %d belongs to somebody else; try as its user or as root", pid)
	case err != nil && runtime.GOOS != "windows": // Windows takes no signal
		return nil, fmt.Errorf("look at process %d: %w", pid, err)
	}
	p.handle = handle
	if runtime.GOOS != "linux" {
		p.NotGo = errors.New("this system does not say what runs there")
		return p, nil
	}
	p.Exe, _ = os.Readlink(p.proc("exe"))     // "" where it is not told
	p.Stderr, _ = os.Readlink(p.proc("fd/2")) // as above
	info, err := buildinfo.ReadFile(p.proc("exe"))
	if err != nil {
		p.NotGo = errors.New("no Go program, or one whose build facts were taken out")
		if errors.Is(err, fs.ErrPermission) {
			p.NotGo = errors.New("we may not look at its program")
		}
	} else {
		p.Go, p.Module = info.GoVersion, info.Main.Path
	}
	status, err := os.ReadFile(p.proc("status"))
	p.Ignores = err == nil && ignores(string(status), quitSignal)
	return p, nil
}

func (p *Process) proc(name string) string {
	return filepath.Join("/proc", strconv.Itoa(p.PID), filepath.FromSlash(name))
}

// ignores reads the mask of ignored signals; signal 1 is the lowest bit.
//
//	SigIgn:	0000000000000004
func ignores(status string, signal syscall.Signal) bool {
	_, rest, _ := strings.Cut(status, "\nSigIgn:")
	line, _, _ := strings.Cut(rest, "\n")
	mask, err := strconv.ParseUint(strings.TrimSpace(line), 16, 64)
	return err == nil && mask&(1<<(signal-1)) != 0
}

// Name says in a line what the process is.
func (p *Process) Name() string {
	exe := p.Exe
	if exe == "" {
		exe = "a program that the system does not name"
	}
	if p.NotGo != nil {
		return fmt.Sprintf("process %d: %s, %v", p.PID, exe, p.NotGo)
	}
	text := fmt.Sprintf("process %d: %s, %s", p.PID, exe, p.Go)
	if p.Module != "" {
		text += ", " + p.Module
	}
	return text
}

// Output says where a dump would be seen.
func (p *Process) Output() string {
	switch name := p.Stderr; {
	case name == "":
		return "where its standard error goes is not known: a dump is written there"
	case name == os.DevNull:
		return "its standard error is " + os.DevNull + ": a dump would be lost"
	case strings.HasPrefix(name, "pipe:"):
		return "its standard error is a pipe: a dump comes out where its logs do (kubectl logs, docker logs, the supervisor's file)"
	case strings.HasPrefix(name, "socket:"):
		return fmt.Sprintf("its standard error is a socket, of journald by default: journalctl _PID=%d shows a dump", p.PID)
	case strings.HasPrefix(name, "/dev/"):
		return "its standard error is the terminal " + name + ": a dump is seen there only"
	case p.file() == nil:
		return "its standard error is " + name
	default:
		return "its standard error is the file " + name + ": the dump is copied from there"
	}
}

// file gives the file that standard error is, nil where it is none.
func (p *Process) file() fs.FileInfo {
	info, err := os.Stat(p.proc("fd/2"))
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	return info
}

// Refusal says why no signal should be sent, nil where it may.
func (p *Process) Refusal() error {
	switch {
	case p.NotGo != nil:
		return fmt.Errorf("%s; SIGQUIT would end it without a dump", p.Name())
	case p.Ignores:
		return fmt.Errorf("process %d ignores SIGQUIT: nothing would happen", p.PID)
	case p.Stderr == os.DevNull:
		return fmt.Errorf("process %d: %s, and the program with it", p.PID, p.Output())
	}
	return nil
}

// Quit sends SIGQUIT, which ends a Go program that does not handle it, and waits for its end. Where its standard error
// is a file, what it writes then goes to the sink. The error says why no signal was sent, or that the program still runs.
func (p *Process) Quit(ctx context.Context, patience time.Duration, sink Sink) (*Part, error) {
	part := &Part{Kind: "sigquit", kind: Kind{Name: "sigquit", path: "sigquit", text: true}, Began: time.Now()}
	defer func() { part.Took = time.Since(part.Began) }()
	var from *os.File
	var size int64
	if info := p.file(); info != nil {
		file, err := os.Open(p.proc("fd/2"))
		if err != nil {
			return nil, fmt.Errorf("read its standard error: %w", err)
		}
		defer func() { _ = file.Close() }() // nothing was written
		from, size = file, info.Size()
	}
	if err := p.handle.Signal(quitSignal); err != nil {
		return nil, fmt.Errorf("send SIGQUIT to process %d: %w", p.PID, err)
	}
	ended := p.await(ctx, patience)
	if from != nil {
		p.copyFrom(from, size, part, sink)
	}
	if !ended && part.Err == nil {
		part.Err = fmt.Errorf("process %d still runs after %v: it may handle SIGQUIT itself, or has much to print", p.PID, patience)
	}
	return part, part.Err
}

func (p *Process) copyFrom(from *os.File, size int64, part *Part, sink Sink) {
	body := &counted{r: io.NewSectionReader(from, size, 1<<62), part: part, max: DefaultBytes}
	if err := sink.Take(part, body); err != nil {
		part.Err = fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	if part.Err == nil && part.Bytes == 0 {
		part.Err = errors.New("nothing was written to its standard error")
	}
}

// await waits for the end of the process; one that its parent has not taken notice of (a zombie) has ended.
func (p *Process) await(ctx context.Context, patience time.Duration) bool {
	over := time.After(patience)
	looks := time.NewTicker(20 * time.Millisecond)
	defer looks.Stop()
	for {
		if err := p.handle.Signal(syscall.Signal(0)); err != nil {
			return true
		}
		status, err := os.ReadFile(p.proc("status"))
		if err == nil && strings.Contains(string(status), "\nState:\tZ") {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-over:
			return false
		case <-looks.C:
		}
	}
}
