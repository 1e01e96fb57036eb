package profile

import (
	"archive/tar"
	zipfile "archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// entry is a file of an archive that a test makes; a folder's name ends in a slash.
type entry struct {
	name, text string
	kind       byte // of tar; 0: a file
}

// one is a dump of one goroutine.
func one(id int) string {
	return fmt.Sprintf("goroutine %d [select]:\n%s\n", id, body)
}

func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zipfile.NewWriter(&b)
	for _, e := range entries {
		h := &zipfile.FileHeader{Name: e.name, Method: zipfile.Deflate}
		if e.kind == tar.TypeSymlink {
			h.SetMode(os.ModeSymlink | 0o777)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.text)), Typeflag: tar.TypeReg}
		if e.kind != 0 {
			h.Typeflag, h.Linkname, h.Size = e.kind, e.text, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if e.kind == 0 {
			if _, err := io.WriteString(w, e.text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// put writes a file that a test reads, with the folders above it.
func put(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// openAll reads an input in a folder of its own, and checks what holds of every container.
func openAll(t testing.TB, name string, data []byte, opt Options) []*Evidence {
	t.Helper()
	opt.TempDir = t.TempDir()
	list, err := ReadAllFrom(name, bytes.NewReader(data), opt)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, list)
	t.Cleanup(func() { closeAll(t, list, opt.TempDir) })
	return list
}

// sound holds the account of a container against its evidence, whose places can be read again.
func sound(t testing.TB, list []*Evidence) {
	t.Helper()
	l := list[0].Container
	if l == nil {
		t.Fatal("it is no container")
	}
	if l.Files != l.Evidence+l.Others+l.LeftOut+l.Failed || len(l.Names) != min(l.Others, MaxListed) || len(l.Left) != min(l.LeftOut, MaxListed) || len(l.Problems) != min(l.Troubles, MaxListed) {
		t.Errorf("the account does not add up: %+v", l)
	}
	if found := len(slices.DeleteFunc(slices.Clone(list), func(e *Evidence) bool { return len(e.Formats) == 0 })); found != l.Evidence {
		t.Errorf("%d inputs, the account has %d", found, l.Evidence)
	}
	for _, e := range list {
		for _, g := range e.Goroutines {
			if raw, err := e.Raw(g.Place); err != nil || !bytes.HasPrefix(raw, goroutinePrefix) {
				t.Errorf("%s: goroutine %d reads %q, error %v", e.Name, g.ID, raw, err)
			}
		}
	}
}

func closeAll(t testing.TB, list []*Evidence, temp string) {
	t.Helper()
	for _, e := range list {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v, error %v", left, err)
	}
}

func namesOf(list []*Evidence) []string {
	var names []string
	for _, e := range list {
		names = append(names, e.Name)
	}
	return names
}

// TestContainers reads the same files out of every kind of container.
func TestContainers(t *testing.T) {
	files := []entry{
		{"incident/", "", tar.TypeDir},
		{"incident/pod-10.log", one(10), 0},
		{"incident/pod-9.log", one(9), 0},
		{"incident/notes.md", "nothing\n", 0},
		{"incident/empty.log", "", 0},
		{"incident/core.gz", string(zip(t, []byte(one(3)))), 0},
	}
	plain := files[1:]
	for _, tt := range []struct {
		kind string
		data []byte
	}{
		{"zip", zipOf(t, plain...)},
		{"tar", tarOf(t, files...)},
		{"gzip tar", zip(t, tarOf(t, files...))},
		{"zstd tar", zstandard(t, tarOf(t, files...))},
		{"gzip zip", zip(t, zipOf(t, plain...))},
		{"zstd gzip tar", zstandard(t, zip(t, tarOf(t, files...)))},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			list := openAll(t, "bundle", tt.data, Options{})
			want := []string{"bundle!/incident/core.gz", "bundle!/incident/pod-9.log", "bundle!/incident/pod-10.log"}
			if got := namesOf(list); !slices.Equal(got, want) {
				t.Errorf("inputs %q, want %q", got, want)
			}
			l := list[0].Container
			if l.Kind != tt.kind || l.Files != 5 || l.Others != 2 || l.Troubles != 0 || l.Cut || !slices.Equal(l.Names, []string{"incident/notes.md", "incident/empty.log"}) {
				t.Errorf("%+v", l)
			}
			if list[0].Goroutines[0].ID != 3 || !slices.Equal(list[0].Wrapping, []string{"gzip"}) {
				t.Errorf("core.gz: %+v", list[0])
			}
		})
	}
}

// TestArchivesInside opens an archive in an archive or folder, and no deeper.
func TestArchivesInside(t *testing.T) {
	deep := zipOf(t, entry{"a.txt", one(1), 0}, entry{"b.tar", string(tarOf(t, entry{"b.txt", one(2), 0}, entry{"c.zip", string(zipOf(t, entry{"c.txt", one(3), 0})), 0})), 0})
	list := openAll(t, "x.zip", deep, Options{})
	if got := namesOf(list); !slices.Equal(got, []string{"x.zip!/a.txt", "x.zip!/b.tar!/b.txt"}) {
		t.Errorf("inputs %q", got)
	}
	if l := list[0].Container; l.LeftOut != 1 || l.Left[0] != (Left{"b.tar!/c.zip", "a zip archive inside 2 archives: unpack it first"}) {
		t.Errorf("left alone: %+v", l.Left)
	}
	dir := t.TempDir()
	put(t, filepath.Join(dir, "x.zip"), deep)
	list, err := OpenAll(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, list)
	if got := namesOf(list); !slices.Equal(got, []string{filepath.Join(dir, "x.zip!/a.txt"), filepath.Join(dir, "x.zip!/b.tar!/b.txt")}) {
		t.Errorf("inputs %q", got)
	}
	closeAll(t, list, t.TempDir())
}

// TestContainerLimits stops at each limit, says so, and keeps what was read before.
func TestContainerLimits(t *testing.T) {
	nothing := strings.Repeat("\x00", 3<<20)
	bomb := []entry{{"1.txt", one(1), 0}, {"2.bin", nothing, 0}, {"3.bin", nothing, 0}, {"4.txt", one(4), 0}}
	gz := entry{"2.gz", string(zip(t, []byte(nothing+nothing))), 0}
	var many []entry
	for i := range 30 {
		many = append(many, entry{fmt.Sprintf("%d.txt", i), one(i + 1), 0})
	}
	for _, tt := range []struct {
		name   string
		data   []byte
		opt    Options
		inputs int
		told   string
	}{
		{"flat bomb", zipOf(t, bomb...), Options{MaxUnpacked: 4 << 20}, 1, "more than the limit of 4194304 bytes"},
		{"bomb in a member", zipOf(t, bomb[0], gz, bomb[3]), Options{MaxUnpacked: 4 << 20}, 1, "more than the limit of 4194304 bytes"},
		{"bomb in a tar", tarOf(t, bomb[0], gz, bomb[3]), Options{MaxUnpacked: 4 << 20}, 1, "more than the limit of 4194304 bytes"},
		{"packed tar", zip(t, tarOf(t, bomb...)), Options{MaxUnpacked: 4 << 20}, 1, "more than the limit of 4194304 bytes"},
		{"nested bomb", zipOf(t, bomb[0], entry{"in.zip", string(zipOf(t, bomb[1], bomb[2])), 0}, bomb[3]), Options{MaxUnpacked: 4 << 20}, 1, "more than the limit of 4194304 bytes"},
		{"many in a zip", zipOf(t, many...), Options{MaxFiles: 20}, 20, "the limit is 20 files; --max-files raises it"},
		{"many in a tar", zip(t, tarOf(t, many...)), Options{MaxFiles: 20}, 20, "the limit is 20 files; --max-files raises it"},
		{"just enough", zipOf(t, many...), Options{MaxFiles: 30, MaxUnpacked: 30 * int64(len(one(30)))}, 30, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list := openAll(t, "x", tt.data, tt.opt)
			l := list[0].Container
			if len(list) != tt.inputs || l.Cut != (tt.told != "") {
				t.Errorf("inputs %q of %+v", namesOf(list), l)
			}
			if told := strings.Join(l.Problems, "\n"); !strings.Contains(told, tt.told) || tt.told == "" && told != "" {
				t.Errorf("it tells %q, want %q", told, tt.told)
			}
		})
	}
}

// TestQuine ends at an archive that holds itself, as far as it goes: the same bytes at every depth.
func TestQuine(t *testing.T) {
	data := []byte(one(1))
	for range 6 {
		data = zipOf(t, entry{"r.zip", string(data), 0}, entry{"a.txt", one(2), 0})
	}
	list := openAll(t, "r.zip", data, Options{})
	if got := namesOf(list); !slices.Equal(got, []string{"r.zip!/a.txt", "r.zip!/r.zip!/a.txt"}) {
		t.Errorf("inputs %q", got)
	}
}

// TestHostileArchives reads what has bad names, follows nothing and tells of both.
func TestHostileArchives(t *testing.T) {
	entries := []entry{
		{"../../etc/up.txt", one(1), 0},
		{"/abs.txt", one(2), 0},
		{"same.txt", one(3), 0},
		{"same.txt", one(4), 0},
		{"link", "../../etc/passwd", tar.TypeSymlink},
		{"\x1b[2Jevil\n.txt", one(5), 0},
		{`..\..\win.txt`, one(6), 0},
	}
	devices := []entry{{"hard", "same.txt", tar.TypeLink}, {"null", "", tar.TypeChar}, {"disk", "", tar.TypeBlock}, {"pipe", "", tar.TypeFifo}}
	for kind, data := range map[string][]byte{"zip": zipOf(t, entries...), "tar": tarOf(t, append(entries, devices...)...)} {
		t.Run(kind, func(t *testing.T) {
			list := openAll(t, "x", data, Options{})
			l := list[0].Container
			if len(list) != 6 || !slices.Contains(namesOf(list), "x!/same.txt#2") {
				t.Errorf("inputs %q", namesOf(list))
			}
			for _, want := range []string{
				"../../etc/up.txt: its name leads out of the archive; it is read inside the archive, nothing is written",
				"/abs.txt: its name is absolute; it is read inside the archive, nothing is written",
				"same.txt: this name stands there more than once", `..\..\win.txt: its name leads out`,
			} {
				if !slices.ContainsFunc(l.Problems, func(p string) bool { return strings.Contains(p, want) }) {
					t.Errorf("problems %q lack %q", l.Problems, want)
				}
			}
			want := []string{"a symbolic link"}
			if kind == "tar" {
				want = []string{"a symbolic link to ../../etc/passwd: not followed", "a link to same.txt", "a device", "a device", "a named pipe"}
			}
			if !slices.EqualFunc(l.Left, want, func(l Left, why string) bool { return strings.HasPrefix(l.Why, why) }) {
				t.Errorf("left alone %+v, want %q", l.Left, want)
			}
		})
	}
}

// TestBrokenArchives keeps what stands before the damage, and says what it is.
func TestBrokenArchives(t *testing.T) {
	files := []entry{{"1.txt", one(1), 0}, {"2.txt", string(madeDump(400, 20, false)), 0}, {"3.txt", one(3), 0}}
	tarball, zipped := tarOf(t, files...), zipOf(t, files...)
	packed := zip(t, tarball)
	damaged := bytes.Clone(zipped)
	copy(damaged[len(damaged)/2:], "damaged damaged damaged")
	secret := bytes.Clone(zipOf(t, files[0]))
	at := bytes.Index(secret, []byte("PK\x01\x02"))
	secret[at+8] |= 1
	for _, tt := range []struct {
		name   string
		data   []byte
		inputs int
		told   string
	}{
		{"tar cut in a member", tarball[:len(tarball)/2], 2, "2.txt breaks off after"},
		{"tar cut in a header", tarball[:1024+100], 1, "breaks off"},
		{"packed tar cut", packed[:len(packed)/2], 2, "gzip data breaks off after"},
		{"zip without its directory", zipped[:len(zipped)-30], 0, "the directory at the end of the zip archive is broken or missing"},
		{"zip damaged", damaged, 3, ""},
		{"zip encrypted", secret, 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := ReadAllFrom("x", bytes.NewReader(tt.data), Options{TempDir: t.TempDir()})
			if err != nil {
				if tt.inputs > 0 || !strings.Contains(err.Error(), tt.told) {
					t.Error(err)
				}
				return
			}
			defer closeAll(t, list, t.TempDir())
			sound(t, list)
			l := list[0].Container
			if l.Evidence != tt.inputs || !strings.Contains(strings.Join(l.Problems, "\n"), tt.told) {
				t.Errorf("inputs %q of %+v", namesOf(list), l)
			}
			if tt.name == "zip encrypted" && (l.LeftOut != 1 || l.Left[0].Why != "encrypted: unpack it first") {
				t.Errorf("%+v", l)
			}
			if tt.name == "zip damaged" && !slices.ContainsFunc(list, func(e *Evidence) bool { return e.Truncated }) {
				t.Error("no member tells that it is cut")
			}
		})
	}
}

// TestNoEvidence gives one empty input for a container that holds none.
func TestNoEvidence(t *testing.T) {
	other := []entry{
		{"a.png", "\x89PNG\r\n\x1a\n" + one(1), 0},
		{"lib.jar", string(zipOf(t, entry{"a.txt", one(1), 0})), 0},
		{"prog", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 64), 0},
		{"old.7z", "7z\xbc\xaf\x27\x1c" + one(1), 0},
	}
	list := openAll(t, "x", zipOf(t, other...), Options{})
	if l := list[0].Container; len(list) != 1 || list[0].Name != "x" || list[0].Failed() || l.Others != 3 || l.LeftOut != 1 {
		t.Errorf("%+v of %+v", list[0], l)
	}
	if list := openAll(t, "x", zipOf(t), Options{}); list[0].Container.Files != 0 || list[0].Container.Kind != "zip" {
		t.Errorf("%+v", list[0].Container)
	}
	mz := openAll(t, "x", tarOf(t, entry{"MZ.log", "MZ is how this log begins\n" + one(7), 0}, entry{"core", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 9) + "\x04\x00\x3e\x00" + strings.Repeat("\x00", 64), 0}), Options{})
	if len(mz) != 2 {
		t.Errorf("inputs %q: what begins like a program was not read", namesOf(mz))
	}
}

// TestContainerStreamBreaks keeps what came of an archive whose stream breaks.
func TestContainerStreamBreaks(t *testing.T) {
	data := tarOf(t, entry{"1.txt", one(1), 0}, entry{"2.txt", one(2), 0})
	list, err := ReadAllFrom("-", io.MultiReader(bytes.NewReader(data), errReader{}), Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, list)
	if l := list[0].Container; len(list) != 2 || !l.Cut || !strings.Contains(l.Problems[0], "the input broke off after") {
		t.Errorf("%+v", l)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("connection reset by peer") }
