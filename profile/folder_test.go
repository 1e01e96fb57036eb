package profile

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestFolder reads a folder with all below it, and leaves alone what is none of its files.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "incident")
	put(t, filepath.Join(dir, "pod-10.log"), []byte(one(10)))
	put(t, filepath.Join(dir, "pod-9.log"), []byte(one(9)))
	put(t, filepath.Join(dir, "deep", "down", "d.txt"), []byte(one(4)))
	put(t, filepath.Join(dir, "notes.md"), []byte("nothing\n"))
	put(t, filepath.Join(dir, "empty"), nil)
	put(t, filepath.Join(dir, ".git", "dump.txt"), []byte(one(1)))
	put(t, filepath.Join(dir, ".hidden.txt"), []byte(one(2)))
	outside := filepath.Join(t.TempDir(), "outside.txt")
	put(t, outside, []byte(one(5)))
	for link, to := range map[string]string{"link.txt": outside, "up": "..", "loop": "."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err) // of Windows, mostly
		}
	}
	list, err := OpenAll(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(t, list, t.TempDir())
	sound(t, list)
	var want []string
	for _, name := range []string{".hidden.txt", "deep/down/d.txt", "pod-9.log", "pod-10.log"} {
		want = append(want, filepath.Join(dir, filepath.FromSlash(name)))
	}
	if got := namesOf(list); !slices.Equal(got, want) {
		t.Errorf("inputs %q, want %q", got, want)
	}
	l := list[0].Container
	why := map[string]string{}
	for _, left := range l.Left {
		why[left.Name] = left.Why
	}
	if l.Kind != "folder" || l.Others != 2 || len(why) != 4 || !strings.Contains(why[".git"+string(filepath.Separator)], "hidden") || !strings.Contains(why["link.txt"], "symbolic link") {
		t.Errorf("%+v", l)
	}
}

// TestFolderHandles reads more files than may be open at a time, and reads them again; one that was replaced is not read.
func TestFolderHandles(t *testing.T) {
	dir := t.TempDir()
	const files = 3 * maxHandles
	for i := range files {
		put(t, filepath.Join(dir, fmt.Sprintf("%d.txt", i)), []byte(one(i+1)))
	}
	before := openFiles(t)
	list, err := OpenAll(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, list)
	if now := openFiles(t); len(list) != files || now > before+maxHandles+4 {
		t.Errorf("%d inputs, %d files are open, %d were", len(list), now, before)
	}
	put(t, filepath.Join(dir, "new"), []byte("goroutine 9 [running]:\n"+strings.Repeat("another text\n", 50)))
	if err := os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "0.txt")); err != nil {
		t.Fatal(err)
	}
	if _, err := list[0].Raw(Span{0, 10}); err == nil || !strings.Contains(err.Error(), "another file stands there now") {
		t.Errorf("a file that was replaced is read, error %v", err)
	}
	closeAll(t, list, t.TempDir())
	if now := openFiles(t); now > before {
		t.Errorf("%d files are open, %d were", now, before)
	}
}

// openFiles counts what this process has open; 0 where the system does not tell.
func openFiles(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// TestFolderLimit looks at no more files than it may.
func TestFolderLimit(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		put(t, filepath.Join(dir, fmt.Sprintf("%d.txt", i)), []byte(one(i+1)))
	}
	list, err := OpenAll(dir, Options{MaxFiles: 5})
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(t, list, t.TempDir())
	sound(t, list)
	if l := list[0].Container; len(list) != 5 || !l.Cut || !strings.Contains(l.Problems[0], "the limit is 5 files") {
		t.Errorf("%+v", l)
	}
}

// TestLookAt sees that a file came, went, grew.
func TestLookAt(t *testing.T) {
	dir := t.TempDir()
	look := func() FolderState {
		s, err := LookAt(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	put(t, filepath.Join(dir, "a.txt"), []byte("one"))
	first := look()
	if first.Files != 1 || first.Bytes != 3 || first != look() {
		t.Errorf("%+v", first)
	}
	put(t, filepath.Join(dir, "b", "b.txt"), []byte("two"))
	second := look()
	if err := os.Chtimes(filepath.Join(dir, "a.txt"), time.Time{}, second.Newest.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if third := look(); first == second || second == third {
		t.Errorf("%+v, %+v and %+v are the same", first, second, third)
	}
	if _, err := LookAt(filepath.Join(dir, "gone"), Options{}); err == nil {
		t.Error("a folder that is gone is no error")
	}
}

// TestFolderForgets reads many wrapped members, of which few keep what was unwrapped, and each of them again.
func TestFolderForgets(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 * keptMembers {
		var b strings.Builder
		for line := range strings.Lines(one(i + 1)) {
			b.WriteString("2026-11-20T13:28:00.123456789Z stderr F " + line)
		}
		put(t, filepath.Join(dir, fmt.Sprintf("%d.log", i)), []byte(b.String()))
	}
	list, err := OpenAll(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(t, list, t.TempDir())
	for range 2 {
		sound(t, list)
		kept := 0
		for _, e := range list {
			d := e.unwrapped.texts[0].(*partText).of
			if kept += min(len(d.recent), 1); e.Line(e.Goroutines[0].Place.Start) != 1 || !slices.Equal(e.Wrapping, []string{"cri"}) {
				t.Errorf("%s: %v, line %d", e.Name, e.Wrapping, e.Line(e.Goroutines[0].Place.Start))
			}
		}
		if len(list) != 3*keptMembers || kept > 2*keptMembers {
			t.Errorf("%d of %d members keep what was unwrapped", kept, len(list))
		}
	}
}
