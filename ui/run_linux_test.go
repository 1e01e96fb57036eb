package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pty is a terminal with nobody but the test before it.
type pty struct {
	t            *testing.T
	master, tty  *os.File
	before       unix.Termios
	mu           sync.Mutex
	shown        bytes.Buffer
	news         chan struct{} // something was shown
	masterClosed sync.Once
}

func openPTY(t *testing.T) *pty {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	p := &pty{t: t, master: os.NewFile(uintptr(fd), "/dev/ptmx"), news: make(chan struct{}, 1)}
	t.Cleanup(p.hangUp)
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if p.tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.tty.Close() })
	if err := unix.IoctlSetWinsize(int(p.tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 80, Row: 24}); err != nil {
		t.Fatal(err)
	}
	p.before = p.termios()
	go p.watch()
	return p
}

func (p *pty) termios() unix.Termios {
	p.t.Helper()
	state, err := unix.IoctlGetTermios(int(p.tty.Fd()), unix.TCGETS)
	if err != nil {
		p.t.Fatal(err)
	}
	return *state
}

// watch gathers what is shown, until the terminal is closed.
func (p *pty) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := p.master.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		p.shown.Write(buf[:n])
		p.mu.Unlock()
		select {
		case p.news <- struct{}{}:
		default:
		}
	}
}

// hangUp closes the terminal, as a lost connection does.
func (p *pty) hangUp() { p.masterClosed.Do(func() { _ = p.master.Close() }) }

func (p *pty) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown.String()
}

// wait waits until a text has been shown.
func (p *pty) wait(text string) {
	p.t.Helper()
	deadline := time.After(20 * time.Second)
	for !strings.Contains(p.text(), text) {
		select {
		case <-p.news:
		case <-deadline:
			p.t.Fatalf("the terminal never shows %q: %q", text, p.text())
		}
	}
}

// restored holds that the terminal is as it was: its modes, its main screen, a visible cursor.
func (p *pty) restored() {
	p.t.Helper()
	if now := p.termios(); now != p.before {
		p.t.Errorf("the terminal's modes are %+v, want %+v", now, p.before)
	}
	p.wait("\x1b[?1049l")
	for _, mode := range []string{"?1049", "?2004"} {
		if strings.Count(p.text(), "\x1b["+mode+"h") > strings.Count(p.text(), "\x1b["+mode+"l") {
			p.t.Errorf("mode %s stays on", mode)
		}
	}
	if strings.LastIndex(p.text(), "\x1b[?25h") < strings.LastIndex(p.text(), "\x1b[?25l") {
		p.t.Error("the cursor stays hidden")
	}
}

// TestEndings ends the workbench in every way there is, while it reads and afterwards. The terminal must be usable
// again and Load must be told to stop.
func TestEndings(t *testing.T) {
	t.Setenv("TERM", "xterm-256color")
	kill := func(sig syscall.Signal) func(*pty) {
		return func(p *pty) {
			if err := syscall.Kill(os.Getpid(), sig); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	press := func(keys string) func(*pty) {
		return func(p *pty) {
			if _, err := p.master.WriteString(keys); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name string
		end  func(*pty)
		gone bool // the terminal is not there any more
	}{
		{"q", press("q"), false},
		{"Ctrl-C", press("\x03"), false},
		{"SIGINT", kill(syscall.SIGINT), false},
		{"SIGTERM", kill(syscall.SIGTERM), false},
		{"SIGHUP", kill(syscall.SIGHUP), false},
		{"closed terminal", (*pty).hangUp, true},
	}
	c := openCase(t, "shop-crash.log")
	for _, tt := range tests {
		for _, reading := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, reading %v", tt.name, reading), func(t *testing.T) {
				p := openPTY(t)
				stopped := make(chan struct{})
				load := func(ctx context.Context, tell Tell) error {
					defer close(stopped)
					if reading {
						<-ctx.Done()
						return ctx.Err()
					}
					tell.Show(c, Status{})
					return nil
				}
				ended := make(chan error, 1)
				go func() { ended <- Run(t.Context(), Options{Load: load, Input: p.tty, Output: p.tty}) }()
				if reading {
					p.wait("reading")
				} else {
					p.wait("Goroutines")
				}
				tt.end(p)
				select {
				case err := <-ended:
					if err != nil {
						t.Errorf("Run gives %v", err)
					}
				case <-time.After(20 * time.Second):
					t.Fatal("it does not end")
				}
				<-stopped
				if !tt.gone {
					p.restored()
				}
			})
		}
	}
}

// TestPanicGivesTheTerminalBack holds that a panic of ours is told, on a terminal that works.
func TestPanicGivesTheTerminalBack(t *testing.T) {
	t.Setenv("TERM", "xterm-256color")
	p := openPTY(t)
	err := Run(t.Context(), Options{Input: p.tty, Output: p.tty, Load: func(context.Context, Tell) error { panic("boom") }})
	if err == nil || !strings.Contains(err.Error(), "boom") {
		t.Errorf("Run gives %v, want the panic", err)
	}
	p.restored()
}

// TestLoadFailsOnATerminal holds that Load's error is the caller's to tell.
func TestLoadFailsOnATerminal(t *testing.T) {
	t.Setenv("TERM", "xterm-256color")
	p := openPTY(t)
	fault := errors.New("read x.dump: permission denied")
	err := Run(t.Context(), Options{Input: p.tty, Output: p.tty, Load: func(context.Context, Tell) error { return fault }})
	if !errors.Is(err, fault) {
		t.Errorf("Run gives %v, want %v", err, fault)
	}
	p.restored()
}
