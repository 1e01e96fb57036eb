//go:build unix

package profile

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestFIFO reads a named pipe to its end, as bash's <(command) gives it.
func TestFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	wrote := make(chan error, 1)
	go func() { wrote <- os.WriteFile(path, []byte("goroutine 7 [select]:\n"+body), 0o600) }()
	e, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	if err := <-wrote; err != nil {
		t.Fatal(err)
	}
	if len(e.Goroutines) != 1 || e.Truncated {
		t.Errorf("read as:\n%s", render(e))
	}
	if frames, err := e.Frames(0); err != nil || len(frames) != 1 {
		t.Errorf("frames %+v, %v", frames, err)
	}
}
