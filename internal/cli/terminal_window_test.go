//go:build unix

package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/term"
)

// patience is how long a test waits for a screen or an end. It is long because nothing is learnt from a busy machine;
// a test that holds never waits for it.
const patience = 30 * time.Second

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
	w := &window{t: t, ended: make(chan struct{}), typed: make(chan []byte, 1000), changed: make(chan struct{})}
	w.screen = vt.NewEmulator(s.width, s.height)
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
	fd, err := syscall.Dup(int(master.Fd()))
	if err := errors.Join(err, syscall.SetNonblock(fd, true), master.Close()); err != nil {
		w.t.Fatal(err)
	}
	syscall.CloseOnExec(fd)
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
	for keys := range w.typed {
		if _, err := w.master.Write(keys); err != nil {
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
			w.typed <- append([]byte(nil), buf[:n]...)
		}
	}
}

// close ends what is left, after a test that failed half way.
func (w *window) close() {
	_ = syscall.Kill(-w.cmd.Process.Pid, syscall.SIGKILL) // gone already, if all went well
	<-w.ended
	_ = w.master.Close()
	_ = w.slave.Close()
}

// press types keys, as they come from a keyboard.
func (w *window) press(keys string) {
	w.typed <- []byte(keys)
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

// text is what the screen shows.
func (w *window) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.screen.String()
}

// state says how the program ended, if it did.
func (w *window) state() string {
	select {
	case <-w.ended:
		return w.cmd.ProcessState.String()
	default:
		return "it runs"
	}
}

// sent is what came to the screen after the first from bytes.
func (w *window) sent(from int) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]byte(nil), w.wire[from:]...)
}

// await waits for a screen that shows all of the texts.
func (w *window) await(texts ...string) {
	w.t.Helper()
	w.until(fmt.Sprintf("the screen shows %q", texts), func() bool { return shows(w.screen.String(), texts) })
}

func shows(screen string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return false
		}
	}
	return true
}

// until waits until something holds for the screen or the wire, which it may look at.
func (w *window) until(what string, holds func() bool) {
	w.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		w.mu.Lock()
		done, changed := holds(), w.changed
		w.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			w.t.Fatalf("never so that %s; %s; the screen:\n%s", what, w.state(), w.text())
		}
	}
}
