package profile

import (
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
)

// archiveKind is one form of archive.
type archiveKind struct {
	name    string
	article string // the name in a sentence
	claims  func(head []byte) bool
	walk    func(b *bundle, name string, inside *bare, depth int) error
}

// archiveKinds in order of precedence. They are known by the first archiveHead bytes.
func archiveKinds() []archiveKind {
	return []archiveKind{
		{"zip", "a zip archive", isZip, (*bundle).walkZip},
		{"tar", "a tar archive", isTar, (*bundle).walkTar},
	}
}

const archiveHead = 512

// archiveIn tells which archive an input is, nil for none.
func archiveIn(src io.ReaderAt, size int64) *archiveKind {
	head := headOf(src, size)
	for _, k := range archiveKinds() {
		if k.claims(head) {
			return &k
		}
	}
	return nil
}

func headOf(src io.ReaderAt, size int64) []byte {
	head := make([]byte, min(archiveHead, size))
	n, _ := src.ReadAt(head, 0) // who reads the text tells
	return head[:n]
}

// isZip looks for the first file, or for the end of the directory of an archive without any (APPNOTE.TXT, 4.3).
func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// isTar checks the sum of a header, which old archives without "ustar" have, too (POSIX pax, ustar interchange format).
func isTar(head []byte) bool {
	const from, to = 148, 156 // the sum, in octal
	if len(head) < archiveHead || head[0] == 0 {
		return false
	}
	sum, stated, digits := 0, 0, 0
	for i, c := range head {
		if i >= from && i < to {
			if c >= '0' && c <= '7' {
				stated, digits = stated*8+int(c-'0'), digits+1
			}
			c = ' '
		}
		sum += int(c)
	}
	return digits > 0 && sum == stated
}

// magic is how a kind of file begins that is no evidence.
type magic struct {
	head string
	kind string
	left bool // it may hold some, but is not looked into
}

// magics are the usual neighbours of evidence: to read a folder's programs and pictures as text would take long.
var magics = []magic{
	{"\x7fELF", "a program", false},
	{"MZ", "a program", false},
	{"\xcf\xfa\xed\xfe", "a program", false},
	{"\xca\xfe\xba\xbe", "a program", false},
	{"\x00asm", "a program", false},
	{"!<arch>\n", "a library", false},
	{"\x89PNG\r\n", "a picture", false},
	{"\xff\xd8\xff", "a picture", false},
	{"GIF8", "a picture", false},
	{"%PDF-", "a document", false},
	{"SQLite format 3\x00", "a database", false},
	{"\xd4\xc3\xb2\xa1", "a network capture", false},
	{"\x0a\x0d\x0d\x0a", "a network capture", false},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first", true},
	{"Rar!\x1a\x07", "a rar archive: unpack it first", true},
	{"\xfd7zXZ\x00", "compressed by xz: unpack it first", true},
	{"\x04\x22\x4d\x18", "compressed by lz4: unpack it first", true},
}

// packages are zip archives that other programs keep their own files in.
var packages = []string{".jar", ".war", ".ear", ".apk", ".aar", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".whl", ".nupkg", ".epub", ".vsix"}

// strange tells a member that is not read: why it holds no evidence, or why it is left alone. A core file is evidence.
func strange(m member) (why string, left bool) {
	if m.size == 0 {
		return "empty", false
	}
	head := headOf(m.src, m.size)
	for _, k := range magics {
		if !bytes.HasPrefix(head, []byte(k.head)) || k.head == "MZ" && bytes.IndexByte(head, 0) < 0 || isCore(m.src) {
			continue
		}
		return k.kind, k.left
	}
	if isZip(head) && slices.Contains(packages, strings.ToLower(path.Ext(m.name))) {
		return "a package", false
	}
	return "", false
}
