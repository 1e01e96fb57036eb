//go:build unix

package cli

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// window is a terminal with a program in it: keys go in, a screen comes out.
type window struct {
	t      *testing.T
	master *os.File // the side of the screen and the keyboard
	slave  *os.File // the side of the program; open here too, so that the terminal outlives it
	before term.State
	cmd    *exec.Cmd
	temp   string        // the program's folder for temporary files
	ended  chan struct{} // closed when the program has ended
	typed  chan []byte
	closed chan struct{} // closed when the test is over

	mu      sync.Mutex
	screen  *vt.Emulator
	wire    []byte        // all that came to the screen
	changed chan struct{} // closed, and made anew, when something came
}

// setup says what runs in a window. The zero value is gotriage without arguments at 80x24 in a well-kept terminal.
type setup struct {
	name          string // of the program; "": gotriage
	args          []string
	width, height int
	env           []string
	stdin         *os.File // nil: the terminal
	deaf          bool     // the terminal answers no queries
	sizeless      bool     // the terminal does not know its size at first
}

// open runs a program as the leader of a session with a terminal of its own.
func open(t *testing.T, s setup) *window {
	t.Helper()
	if s.name == "" {
		s.name = "gotriage"
	}
	if s.width == 0 {
		s.width, s.height = 80, 24
	}
	w := &window{
		t: t, ended: make(chan struct{}), closed: make(chan struct{}), changed: make(chan struct{}),
		typed: make(chan []byte, 1000), screen: vt.NewEmulator(s.width, s.height),
	}
	w.temp = filepath.Join(t.TempDir(), "tmp")
	if err := os.Mkdir(w.temp, 0o700); err != nil {
		t.Fatal(err)
	}
	w.connect(s)
	home := filepath.Dir(w.temp)
	w.cmd = exec.Command(s.name, s.args...) //nolint:noctx // its end is what is tested
	w.cmd.Stdin, w.cmd.Stdout, w.cmd.Stderr = w.slave, w.slave, w.slave
	if s.stdin != nil {
		w.cmd.Stdin = s.stdin
	}
	w.cmd.Dir = home
	w.cmd.Env = append([]string{
		"TERM=xterm-256color", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"),
		"HOME=" + home, "XDG_CONFIG_HOME=" + home, "TMPDIR=" + w.temp,
		"GORACE=atexit_sleep_ms=0", // the race detector would wait for a second
	}, s.env...)
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = w.cmd.Wait() // the status is in ProcessState
		close(w.ended)
	}()
	t.Cleanup(w.close)
	return w
}

// connect opens the terminal and begins to read what comes and to write what is typed.
func (w *window) connect(s setup) {
	w.t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		w.t.Skipf("this machine gives no pseudo terminal: %v", err)
	}
	w.slave = slave
	// A copy that the runtime polls: a read of the original could not be ended by closing it.
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err := errors.Join(err, syscall.SetNonblock(fd, true), master.Close()); err != nil {
		w.t.Fatal(err)
	}
	w.master = os.NewFile(uintptr(fd), master.Name())
	if !s.sizeless {
		w.setSize(s.width, s.height)
	}
	state, err := term.GetState(int(slave.Fd()))
	if err != nil {
		w.t.Fatal(err)
	}
	w.before = *state
	go w.read()
	go w.write()
	go w.answer(s.deaf)
}

// read hands what the program writes to the screen, until the window is closed.
func (w *window) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := w.master.Read(buf)
		w.mu.Lock()
		w.wire = append(w.wire, buf[:n]...)
		_, _ = w.screen.Write(buf[:n])
		close(w.changed)
		w.changed = make(chan struct{})
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// write types, also while the screen has much to draw.
func (w *window) write() {
	for {
		select {
		case keys := <-w.typed:
			_, _ = w.master.Write(keys) // a terminal that is closed takes no keys
		case <-w.closed:
			return
		}
	}
}

// answer passes on what the terminal says to queries.
func (w *window) answer(deaf bool) {
	buf := make([]byte, 4096)
	for {
		n, err := w.screen.Read(buf)
		if err != nil {
			return
		}
		if !deaf {
			w.press(string(buf[:n]))
		}
	}
}

// close ends what is left, after a test that failed half way.
func (w *window) close() {
	select {
	case <-w.ended:
	default:
		_ = syscall.Kill(-w.cmd.Process.Pid, syscall.SIGKILL)
		<-w.ended
	}
	close(w.closed)
	_ = w.master.Close()
	_ = w.slave.Close()
	if answers, ok := w.screen.InputPipe().(io.Closer); ok {
		_ = answers.Close()
	}
}

// press types keys, as they come from a keyboard.
func (w *window) press(keys string) {
	select {
	case w.typed <- []byte(keys):
	case <-w.closed:
	}
}

// setSize tells the program another size.
func (w *window) setSize(width, height int) {
	w.t.Helper()
	if err := pty.Setsize(w.slave, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		w.t.Fatal(err)
	}
}

// resize changes the window.
func (w *window) resize(width, height int) {
	w.t.Helper()
	w.mu.Lock()
	w.screen.Resize(width, height)
	w.mu.Unlock()
	w.setSize(width, height)
}
