package capture

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the program that a test looks at: it says that it is there, and waits.
func TestMain(m *testing.M) {
	if os.Getenv("CAPTURE_TEST_SLEEPS") != "" {
		if len(os.Args) > 1 && os.Args[1] == "ignore" {
			signal.Ignore(quitSignal)
		}
		_, _ = os.Stdout.WriteString("here\n")
		time.Sleep(time.Minute)
		return
	}
	m.Run()
}

// sleeper starts a program whose standard error is a file with something in it.
func sleeper(t *testing.T, program string, args ...string) (pid int, stderr string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says what a process is")
	}
	stderr = filepath.Join(t.TempDir(), "err.log")
	file, err := os.Create(stderr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("before\n"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr, cmd.Env = file, append(os.Environ(), "CAPTURE_TEST_SLEEPS=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skipf("%s: %v", program, err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was killed
		_ = file.Close()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid, stderr
}

func TestQuit(t *testing.T) {
	pid, stderr := sleeper(t, os.Args[0])
	p, err := Inspect(pid)
	if err != nil {
		t.Fatal(err)
	}
	if p.NotGo != nil || p.Go != runtime.Version() || p.Refusal() != nil || p.Stderr != stderr || !strings.Contains(p.Output(), "is the file "+stderr) {
		t.Fatalf("%s; %s; %v", p.Name(), p.Output(), p.Refusal())
	}
	f := NewFolder(t.TempDir(), func(string) {})
	if err := f.Begin(time.Now()); err != nil {
		t.Fatal(err)
	}
	part, err := p.Quit(t.Context(), 20*time.Second, f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(part.File)
	if err != nil || !strings.HasPrefix(string(text), "SIGQUIT: quit\n") || !strings.Contains(string(text), "goroutine 1 ") || !strings.Contains(string(text), "TestMain") {
		t.Errorf("%v, the dump is %.200s", err, text)
	}
}

func TestQuitRefused(t *testing.T) {
	pid, _ := sleeper(t, "/bin/sh", "-c", "echo; exec sleep 60")
	p, err := Inspect(pid)
	if err != nil {
		t.Fatal(err)
	}
	if p.NotGo == nil || p.Refusal() == nil || !strings.Contains(p.Refusal().Error(), "would end it without a dump") {
		t.Errorf("%s: %v", p.Name(), p.Refusal())
	}
	pid, _ = sleeper(t, "/bin/sh", "-c", `exec "$0" ignore 2>/dev/null`, os.Args[0])
	if p, err = Inspect(pid); err != nil {
		t.Fatal(err)
	}
	if p.NotGo != nil || !p.Ignores || p.Refusal() == nil || !strings.Contains(p.Output(), "would be lost") {
		t.Errorf("ignores %v, %s, %v", p.Ignores, p.Output(), p.Refusal())
	}
	for _, pid := range []int{0, -1, os.Getpid(), 1 << 30} {
		if p, err := Inspect(pid); err == nil {
			t.Errorf("%d: %s", pid, p.Name())
		}
	}
}

func TestIgnores(t *testing.T) {
	for status, want := range map[string]bool{
		"Name:\tx\nSigIgn:\t0000000000000004\nSigCgt:\t0": true,
		"Name:\tx\nSigIgn:\t0000000000001000\n":           false,
		"Name:\tx\nSigIgn:\tnone\n":                       false,
		"":                                                false,
	} {
		if got := ignores(status, quitSignal); got != want {
			t.Errorf("%q: %v", status, got)
		}
	}
}
