package profile

import (
	"archive/tar"
	"bytes"
	"strings"
	"testing"
)

// FuzzContainer reads whatever is taken for an archive: it never panics, its account adds up, its limits hold.
func FuzzContainer(f *testing.F) {
	files := []entry{{"a/1.txt", one(1), 0}, {"../2.txt", one(2), 0}, {"a/1.txt", "notes", 0}, {"3.gz", string(zip(f, []byte(one(3)))), 0}}
	inner := entry{"in.zip", string(zipOf(f, files...)), 0}
	for _, data := range [][]byte{
		zipOf(f, files...), tarOf(f, files...), zip(f, tarOf(f, files...)), zipOf(f, inner, inner), tarOf(f, inner),
		tarOf(f, entry{"l", strings.Repeat("x", 200), tar.TypeSymlink}), zipOf(f, files...)[:400], tarOf(f, files...)[:1500],
	} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 20
		list, err := ReadAllFrom("input", bytes.NewReader(data), Options{MaxUnpacked: limit, MaxFiles: 50, TempDir: t.TempDir()})
		if err != nil {
			return
		}
		if l := list[0].Container; l != nil {
			sound(t, list)
			if l.Files > 50 {
				t.Errorf("%d files were looked at", l.Files)
			}
		}
		for _, e := range list {
			if e.TextSize() > limit+int64(len(data)) {
				t.Errorf("%s has %d bytes", e.Name, e.TextSize())
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
