package profile

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
)

// Open reads the evidence in a file. The evidence holds the file open until Close. A device or a pipe is read to its
// end first. An error means that nothing could be read; what is only broken is told in Evidence.Problems.
func Open(path string, opt Options) (*Evidence, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	e, err := openFile(path, f, opt)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return e, nil
}

// plain takes operation and path off an error that a message with the path will hold.
func plain(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func openFile(path string, f *os.File, opt Options) (*Evidence, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	if info.IsDir() {
		return nil, fmt.Errorf("read %s: it is a folder; name the files in it", path)
	}
	if !info.Mode().IsRegular() || info.Size() == 0 { // files of /proc have no size
		e, err := ReadFrom(path, f, opt)
		if err == nil {
			e.onClose(f.Close)
		}
		return e, err
	}
	e, err := unpackAndRead(path, f, info.Size(), opt)
	if err == nil {
		e.onClose(f.Close)
	}
	return e, err
}

// ReadFrom reads the evidence in a stream to its end; it is spooled, because its places are read again.
func ReadFrom(name string, stream io.Reader, opt Options) (*Evidence, error) {
	s := newSpool(opt)
	_, broken := io.Copy(s, stream)
	if broken != nil && s.size == 0 {
		return nil, errors.Join(fmt.Errorf("read %s: %w", name, broken), s.Close())
	}
	e, err := unpackAndRead(name, s, s.size, opt)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if broken != nil {
		e.breaksOff(fmt.Sprintf("the input broke off after %d bytes: %v; what stands before is read", s.size, broken))
	}
	e.onClose(s.Close)
	return e, nil
}

// breaksOff tells that the text lacks its end.
func (e *Evidence) breaksOff(problem string) {
	e.Truncated = true
	e.Problems = append(e.Problems, Problem{Span{e.size, e.size}, problem})
}

// maxNesting bounds how often an input may be compressed over.
const maxNesting = 4

// unpackAndRead takes compression off, makes the text UTF-8 and reads what is inside.
func unpackAndRead(name string, src io.ReaderAt, size int64, opt Options) (*Evidence, error) {
	return uncompressed(src, size, opt).read(name, opt)
}

// bare is an input without its compression.
type bare struct {
	src      io.ReaderAt
	size     int64
	packed   int64 // its length as given
	wrapping []string
	problems []string
	spools   []*spool // that hold it; to be closed
}

// uncompressed takes compression off.
func uncompressed(src io.ReaderAt, size int64, opt Options) *bare {
	b := &bare{src: src, size: size, packed: size}
	for p := packingOf(b.src); p != nil; p = packingOf(b.src) {
		if len(b.wrapping) == maxNesting {
			b.problems = append(b.problems, fmt.Sprintf("compressed more than %d times over; unpack it first", maxNesting))
			break
		}
		s, problem := p.unpack(b.src, b.size, opt)
		b.over(s, p.name, problem)
	}
	return b
}

// over notes that a layer was taken off.
func (b *bare) over(s *spool, layer, problem string) {
	if problem != "" {
		b.problems = append(b.problems, problem)
	}
	b.wrapping, b.spools = append(b.wrapping, layer), append(b.spools, s)
	b.src, b.size = s, s.size
}

// read makes the text UTF-8 and reads it. The evidence closes the spools; where there is none, they are closed.
func (b *bare) read(name string, opt Options) (*Evidence, error) {
	if !isPprof(b.src, b.size) { // one may hold as many zeros as UTF-16 does
		if s, written, problem := recode(b.src, b.size, opt); s != nil {
			b.over(s, written, problem)
		}
	}
	e, err := readText(name, b.src, b.size, opt)
	if err == nil && len(b.problems) > 0 && len(e.Formats) == 0 {
		err = errors.Join(fmt.Errorf("read %s: %s", name, b.problems[0]), e.Close())
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	e.Size = b.packed
	e.Wrapping = append(b.wrapping, e.Wrapping...)
	for _, p := range b.problems {
		e.breaksOff(p)
	}
	e.onClose(b.close)
	return e, nil
}

func (b *bare) close() error {
	var err error
	for _, s := range b.spools {
		err = errors.Join(err, s.Close())
	}
	return err
}

// readText reads what is no longer compressed: text, or a binary format that is recognised.
func readText(name string, src io.ReaderAt, size int64, opt Options) (*Evidence, error) {
	if isCore(src) {
		e := &Evidence{Name: name, Size: size, text: src, size: size, Formats: []Format{Core}}
		e.Problems = []Problem{{Message: "a core file: name the program that left it with --exec to read it"}}
		return e, nil
	}
	if isPprof(src, size) {
		return readPprof(name, src, size, opt), nil
	}
	return stripLayers(name, src, size, opt)
}

// isCore reports whether a file is an ELF core: type ET_CORE in its header.
func isCore(src io.ReaderAt) bool {
	var head [18]byte
	if n, _ := src.ReadAt(head[:], 0); n < len(head) || !bytes.HasPrefix(head[:], []byte(elf.ELFMAG)) {
		return false
	}
	kind := elf.Type(head[16]) | elf.Type(head[17])<<8
	if elf.Data(head[elf.EI_DATA]) == elf.ELFDATA2MSB {
		kind = elf.Type(head[17]) | elf.Type(head[16])<<8
	}
	return kind == elf.ET_CORE
}

// onClose adds what must be given back with the evidence, last added first.
func (e *Evidence) onClose(f func() error) {
	before := e.close
	e.close = func() error {
		err := f()
		if before != nil {
			err = errors.Join(err, before())
		}
		return err
	}
}
