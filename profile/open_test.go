package profile

import (
	"bytes"
	"compress/gzip"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func zip(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWrappedForms reads every golden in the forms in which it may come: the records stay the same.
func TestWrappedForms(t *testing.T) {
	for _, c := range texts(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bare := bytes.ReplaceAll(c.data, []byte("\r\n"), []byte("\n"))
			plain := read(t, bare)
			want, inside := records(render(plain)), slices.DeleteFunc(slices.Clone(plain.Wrapping), func(w string) bool { return w == "bom" || w == "crlf" })
			crlf := bytes.ReplaceAll(bare, []byte("\n"), []byte("\r\n"))
			bom := append([]byte("\xef\xbb\xbf"), bare...)
			for _, tt := range []struct {
				data     []byte
				wrapping []string
			}{
				{crlf, []string{"crlf"}},
				{bom, []string{"bom"}},
				{append([]byte("\xef\xbb\xbf"), crlf...), []string{"bom", "crlf"}},
				{zip(t, bare), []string{"gzip"}},
				{zip(t, crlf), []string{"gzip", "crlf"}},
				{zip(t, zip(t, bom)), []string{"gzip", "gzip", "bom"}},
			} {
				e := read(t, tt.data)
				if !bytes.Contains(bare, []byte("\n")) {
					tt.wrapping = slices.DeleteFunc(tt.wrapping, func(w string) bool { return w == "crlf" })
				}
				if tt.wrapping = append(tt.wrapping, inside...); !slices.Equal(e.Wrapping, tt.wrapping) {
					t.Errorf("wrapping %v, want %v", e.Wrapping, tt.wrapping)
				}
				if got := records(render(e)); got != want {
					t.Errorf("%v:\n%s", tt.wrapping, difference(want, got))
				}
				text, err := e.Raw(Span{0, e.TextSize()})
				if err != nil {
					t.Fatal(err)
				}
				for _, complaint := range complaints(e, text) {
					t.Errorf("%v: %s", tt.wrapping, complaint)
				}
			}
		})
	}
}

// records leaves out of a rendering what tells of the wrapping: the first line and raw text.
func records(rendering string) string {
	_, rest, _ := strings.Cut(rendering, "\n")
	var lines []string
	for line := range strings.Lines(rest) {
		if place, _, ok := strings.Cut(line, ` "`); ok && strings.HasPrefix(line, "unread ") {
			line = place + "\n"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

func TestOpen(t *testing.T) {
	dump := "goroutine 7 [select]:\n" + body + "\n"
	many := strings.Repeat(dump, 20)
	core := make([]byte, 64)
	copy(core, elf.ELFMAG)
	core[elf.EI_CLASS], core[elf.EI_DATA] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB)
	binary.LittleEndian.PutUint16(core[16:], uint16(elf.ET_CORE))
	program := bytes.Clone(core)
	binary.LittleEndian.PutUint16(program[16:], uint16(elf.ET_EXEC))
	tests := []struct {
		name       string
		data       []byte
		limit      int64
		formats    []Format
		goroutines int
		truncated  bool
		problem    string // part of the only one
		err        string // part of it
	}{
		{name: "empty", data: nil},
		{name: "only blank lines", data: []byte("\n\n\r\n")},
		{name: "binary", data: []byte("\x00\xff\x00\n\x80goroutine 7 [select]:\n\x00")},
		{name: "core", data: core, formats: []Format{Core}, problem: "--exec"},
		{name: "packed core", data: zip(t, core), formats: []Format{Core}, problem: "--exec"},
		{name: "a program, no core", data: program},
		{name: "dump", data: []byte(dump), formats: []Format{GoroutineDebug2}, goroutines: 1},
		{name: "packed", data: zip(t, []byte(dump)), formats: []Format{GoroutineDebug2}, goroutines: 1},
		{name: "packed in two parts", data: append(zip(t, []byte(dump)), zip(t, []byte(dump))...), formats: []Format{GoroutineDebug2}, goroutines: 2},
		{name: "exactly the limit", data: zip(t, []byte(dump)), limit: int64(len(dump)), formats: []Format{GoroutineDebug2}, goroutines: 1},
		{
			name: "over the limit", data: zip(t, []byte(many)), limit: 3*int64(len(dump)) - 1, formats: []Format{GoroutineDebug2}, goroutines: 3, truncated: true,
			problem: "unpacks to more than the limit of 434 bytes (--max-unpacked raises it); what stands before is read",
		},
		{
			name: "a bomb without evidence", data: zip(t, make([]byte, 10<<20)), limit: 1 << 20,
			err: "unpacks to more than the limit of 1048576 bytes",
		},
		{
			name: "broken off", data: zip(t, varied())[:4000], formats: []Format{GoroutineDebug2}, goroutines: 100, truncated: true,
			problem: "gzip data breaks off after",
		},
		{name: "broken at once", data: zip(t, []byte(dump))[:12], err: "of text (unexpected EOF); what stands before is read"},
		{name: "only the head", data: zip(t, []byte(dump))[:5], err: "its gzip head is broken: unexpected EOF"},
		{name: "five times over", data: zip(t, zip(t, zip(t, zip(t, zip(t, []byte(dump)))))), err: "compressed more than 4 times over; unpack it first"},
		{name: "four times over", data: zip(t, zip(t, zip(t, zip(t, []byte(dump))))), formats: []Format{GoroutineDebug2}, goroutines: 1},
		{
			name: "rubbish behind", data: append(zip(t, []byte(dump)), "rubbish"...), formats: []Format{GoroutineDebug2}, goroutines: 1, truncated: true,
			problem: "gzip data breaks off after 145 bytes of text",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "in put: 1")
			if err := os.WriteFile(path, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			e, err := Open(path, Options{MaxUnpacked: tt.limit, TempDir: t.TempDir()})
			if tt.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), "read "+path+": ") || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = e.Close() }()
			if !slices.Equal(e.Formats, tt.formats) || e.Truncated != tt.truncated || len(e.Goroutines) < tt.goroutines || tt.goroutines == 0 && len(e.Goroutines) > 0 {
				t.Errorf("want formats %v, %d goroutines, truncated %t; read as:\n%s", tt.formats, tt.goroutines, tt.truncated, render(e))
			}
			if e.Size != int64(len(tt.data)) || e.Name != path {
				t.Errorf("%q of %d bytes, want %q of %d", e.Name, e.Size, path, len(tt.data))
			}
			told := slices.ContainsFunc(e.Problems, func(p Problem) bool { return strings.Contains(p.Message, tt.problem) })
			if told != (len(e.Problems) > 0) || tt.problem != "" && !told {
				t.Errorf("problems %+v, want %q", e.Problems, tt.problem)
			}
		})
	}
}

// varied is a dump of 500 goroutines with addresses that do not compress well.
func varied() []byte {
	var b bytes.Buffer
	seed := uint64(1)
	for i := range 500 {
		seed = seed*6364136223846793005 + 1442695040888963407
		fmt.Fprintf(&b, "goroutine %d [select]:\n%s\n", i+1, strings.Replace(body, "0x1", fmt.Sprintf("%#x", seed), 1))
	}
	return b.Bytes()
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir, Options{}); err == nil || err.Error() != "read "+dir+": it is a folder; name the files in it" {
		t.Errorf("a folder: %v", err)
	}
	missing := filepath.Join(dir, "missing.txt")
	if _, err := Open(missing, Options{}); err == nil || err.Error() != "read "+missing+": no such file or directory" && runtime.GOOS != "windows" {
		t.Errorf("a missing file: %v", err)
	}
	closed := filepath.Join(dir, "closed.txt")
	if err := os.WriteFile(closed, nil, 0o000); err != nil {
		t.Fatal(err)
	}
	t.Run("permission", func(t *testing.T) {
		if os.Getuid() <= 0 {
			t.Skip("the superuser may read everything, and Windows has no such bits")
		}
		if _, err := Open(closed, Options{}); err == nil || err.Error() != "read "+closed+": permission denied" {
			t.Errorf("a closed file: %v", err)
		}
	})
	t.Run("no folder for the temporary file", func(t *testing.T) {
		big := strings.NewReader(strings.Repeat("x", inMemory+1))
		_, err := ReadFrom("-", big, Options{TempDir: missing})
		if err == nil || !strings.Contains(err.Error(), "spool to a temporary file (TMPDIR tells where)") {
			t.Errorf("error %v", err)
		}
	})
}

// TestSpooled reads more than is kept in memory, from a stream and from gzip; nothing is left behind.
func TestSpooled(t *testing.T) {
	text := []byte(strings.Repeat("noise that fills the memory, line by line\n", inMemory/42+1000) + "\ngoroutine 7 [select]:\n" + body)
	for name, data := range map[string][]byte{"stream": text, "gzip": zip(t, text)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			e, err := ReadFrom("-", bytes.NewReader(data), Options{TempDir: dir})
			if err != nil {
				t.Fatal(err)
			}
			frames, err := e.Frames(0)
			if err != nil || len(frames) != 1 || frames[0].Args != "0x1" || frames[0].Offset != 0x1d {
				t.Errorf("frames %+v, %v", frames, err)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// TestProgress is called in order and ends at the end.
func TestProgress(t *testing.T) {
	text := []byte(strings.Repeat("noise\n", 1<<20))
	for name, data := range map[string][]byte{"text": text, "gzip": zip(t, text)} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "noise")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			var done, total int64
			e, err := Open(path, Options{Progress: func(d, size int64) {
				if size == total && d < done {
					t.Errorf("from %d back to %d of %d", done, d, size)
				}
				done, total = d, size
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = e.Close() }()
			if done != total || total != int64(len(text)) {
				t.Errorf("ends at %d of %d", done, total)
			}
		})
	}
}
