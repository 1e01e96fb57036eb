package profile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestParts unwraps texts by parts of any size: the streams, their lines' places and the evidence are those of a text
// that is unwrapped as a whole.
func TestParts(t *testing.T) {
	dumps := wrapDumps(t)
	for _, f := range wrapForms {
		for i, d := range []dump{dumps[1], dumps[len(dumps)-1]} {
			t.Run(fmt.Sprint(f.name, " ", f.form, i), func(t *testing.T) {
				t.Parallel()
				sameInParts(t, f.wrap(d.text))
			})
		}
	}
	var cri, pods strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(dumps[1].text, "\n"), "\n") {
		half := len(line) / 2
		fmt.Fprintf(&cri, "2026-08-21T09:24:33.%09dZ stderr P %s\n2026-08-21T09:24:33.%09dZ stdout F a log line\n2026-08-21T09:24:33.%09dZ stderr F %s\n", i, line[:half], i, i, line[half:])
		fmt.Fprintf(&pods, "[pod/a/app] %s\n[pod/b/app] %s\n", line, line)
	}
	sameInParts(t, cri.String())
	sameInParts(t, strings.TrimSuffix(cri.String(), "\n"))
	sameInParts(t, strings.TrimSuffix(pods.String(), "\n"))
	sameInParts(t, "\xef\xbb\xbf"+strings.ReplaceAll(pods.String(), "\n", "\r\n"))
}

func sameInParts(t *testing.T, raw string) {
	t.Helper()
	regions := []region{{0, inferText(raw)}}
	whole := &unwrapped{regions: regions, raw: strings.NewReader(raw), rawSize: int64(len(raw))}
	if err := whole.spool(Options{}); err != nil {
		t.Fatal(err)
	}
	want := render(readUnwrapped("input", whole, Options{}))
	sources := []io.ReaderAt{whole.raw}
	if len(raw) > 64<<10 { // a file is looked at where the system keeps it
		sources = append(sources, asFile(t, raw))
	}
	for _, source := range sources {
		inParts(t, source, whole, want)
	}
}

func asFile(t *testing.T, text string) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func inParts(t *testing.T, raw io.ReaderAt, whole *unwrapped, want string) {
	t.Helper()
	for _, size := range []int64{1, 90, 1000, 4096, 1 << 20} {
		if size < 64 && whole.rawSize > 4<<10 || size < 4096<<(4*slow) && whole.rawSize > 64<<10 {
			continue
		}
		u := &unwrapped{regions: whole.regions, raw: raw, rawSize: whole.rawSize}
		if !u.divide(size, Options{}) {
			return // this wrapping is taken off as a whole
		}
		if got, want := u.text(t, ""), whole.text(t, ""); got != want || fmt.Sprint(u.streams) != fmt.Sprint(whole.streams) || u.crlf != whole.crlf || u.bom != whole.bom {
			t.Fatalf("by parts of %d bytes: streams %v, want %v\n%s", size, u.streams, whole.streams, difference(want, got))
		}
		for at := int64(0); at < u.size; at += 1 + u.size/300 {
			number, start := u.rawLine(at)
			if wantNumber, wantStart := whole.rawLine(at); number != wantNumber || start != wantStart {
				t.Fatalf("by parts of %d bytes: offset %d leads to line %d at %d, want %d at %d", size, at, number, start, wantNumber, wantStart)
			}
		}
		if got := render(readUnwrapped("input", u, Options{})); got != want {
			t.Fatalf("by parts of %d bytes:\n%s", size, difference(want, got))
		}
	}
}

// TestPartsScanned reads wrapped dumps that are long enough to be scanned, by parts in which goroutines begin and end.
func TestPartsScanned(t *testing.T) {
	var raw strings.Builder
	for i, line := range strings.Split(string(madeDump(600, 40, true)), "\n") {
		stream := []string{"stderr", "stdout"}[i/5000%2]
		fmt.Fprintf(&raw, "2026-08-21T09:24:33.%09dZ %s F %s\n", i, stream, line)
	}
	if raw.Len() < prescanFrom {
		t.Fatal("too short")
	}
	sameInParts(t, raw.String())
}

// TestPartsChanged reads a text again whose input has become shorter.
func TestPartsChanged(t *testing.T) {
	raw := strings.Repeat("[pod/a/app] goroutine 1 [running]:\n[pod/a/app] main.main()\n[pod/a/app] \t/x.go:1 +0x1\n[pod/a/app] \n", 100)
	src := &shrinking{text: raw, size: len(raw)}
	u := &unwrapped{regions: []region{{0, inferText(raw)}}, raw: src, rawSize: int64(len(raw))}
	if !u.divide(1000, Options{}) {
		t.Fatal("not divided")
	}
	src.size /= 2
	data, err := io.ReadAll(io.NewSectionReader(u, 0, u.size))
	if err == nil || !strings.Contains(err.Error(), "changed since it was opened") {
		t.Errorf("error %v", err)
	}
	if int64(len(data)) > u.size/2 || len(data) == 0 {
		t.Errorf("%d bytes of %d are given", len(data), u.size)
	}
}

// TestPartsShrunk unwraps a file that became shorter after it was measured.
func TestPartsShrunk(t *testing.T) {
	var raw strings.Builder
	for i, line := range strings.Split(string(madeDump(900, 40, false)), "\n") {
		fmt.Fprintf(&raw, "2026-08-21T09:24:33.%09dZ stderr F %s\n", i, line)
	}
	f := asFile(t, raw.String())
	regions := []region{{0, inferText(raw.String())}}
	if err := f.Truncate(int64(raw.Len()) / 2); err != nil {
		t.Fatal(err)
	}
	u, err := unwrap(f, int64(raw.Len()), regions, Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := readUnwrapped("input", u, Options{})
	if n := len(e.Goroutines); n < 400 || n > 500 || !e.Truncated || !strings.Contains(fmt.Sprint(e.Problems), "ended early") {
		t.Errorf("%d goroutines, truncated %t, problems %v", n, e.Truncated, e.Problems)
	}
}

type shrinking struct {
	text string
	size int
}

// ReadAt reads what is left.
func (s *shrinking) ReadAt(p []byte, offset int64) (int, error) {
	return strings.NewReader(s.text[:s.size]).ReadAt(p, offset)
}
