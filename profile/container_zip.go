package profile

import (
	zipfile "archive/zip"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// maxDirectory is how long the directory of a zip archive may be, in bytes: it is kept in memory, and has about 100 for
// each file.
const maxDirectory = 32 << 20

var errDirectory = fmt.Errorf("its directory is longer than %d bytes: unpack it first and name the files", maxDirectory)

// Ways to compress that archive/zip does not know (APPNOTE.TXT, 4.4.5), and the flag of an encrypted member (4.4.4).
const (
	zipBzip2     = 12
	zipEncrypted = 1
)

// walkZip reads the members of a zip archive, in the order of its directory.
func (b *bundle) walkZip(name string, inside *bare, depth int) error {
	directory := &bounded{src: inside.src, left: maxDirectory}
	z, err := zipfile.NewReader(directory, inside.size)
	switch {
	case errors.Is(err, errDirectory):
		return errDirectory
	case err != nil:
		return fmt.Errorf("the directory at the end of the zip archive is broken or missing: it is not complete, or was changed (%w)", err)
	}
	directory.open = true
	z.RegisterDecompressor(zipBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderConcurrency(1)))
	for _, f := range z.File {
		if b.full {
			return nil
		}
		b.zipMember(f, name, depth)
	}
	return nil
}

func (b *bundle) zipMember(f *zipfile.File, archive string, depth int) {
	full := archive + "!/" + strings.TrimPrefix(f.Name, "./")
	mode := f.Mode()
	switch {
	case mode.IsDir():
		return
	case !b.room(full):
		return
	case !mode.IsRegular():
		b.left(full, modeKind(mode))
		return
	case f.Flags&zipEncrypted != 0:
		b.left(full, "encrypted: unpack it first")
		return
	}
	full = b.unique(full)
	b.outside(full, f.Name)
	r, err := f.Open()
	if err != nil {
		b.failed(full, err.Error())
		return
	}
	defer func() { _ = r.Close() }() // what it read is kept, whatever it says
	b.spooled(full, r, depth)
}

// modeKind says what is no file.
func modeKind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link: not followed"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "no regular file"
}

// bounded reads so much and no more, until it is open.
type bounded struct {
	src  io.ReaderAt
	left int64
	open bool
}

// ReadAt reads.
func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if !b.open {
		if b.left -= int64(len(p)); b.left < 0 {
			return 0, errDirectory
		}
	}
	return b.src.ReadAt(p, at)
}
