package profile

import (
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packing is one way to compress a text.
type packing struct {
	name   string
	claims func(head []byte) bool
	open   func(packed io.Reader) (io.ReadCloser, error)
}

// packings in order of precedence. A head is the first packingHead bytes of an input, or all of it.
var packings = []packing{
	{"gzip", isGzip, func(packed io.Reader) (io.ReadCloser, error) { return gzip.NewReader(packed) }}, // RFC 1952
	{"zstd", isZstd, openZstd}, // RFC 8878
	{"bzip2", isBzip2, func(packed io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(packed)), nil }},
}

const packingHead = 10

func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}) }

// isZstd takes a frame, or one that is skipped with which some tools begin.
func isZstd(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}) || len(head) > 3 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
}

// isBzip2 looks for the size of the blocks and for the first of them.
func isBzip2(head []byte) bool {
	return len(head) > 9 && string(head[:3]) == "BZh" && head[3] >= '1' && head[3] <= '9' && string(head[4:10]) == "1AY&SY"
}

// zstdWindow is how much of its text a zstd frame may refer back to, in bytes: the limit of the zstd program (zstd(1),
// --memory), which bounds the memory that is needed.
const zstdWindow = 128 << 20

func openZstd(packed io.Reader) (io.ReadCloser, error) {
	z, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	return z.IOReadCloser(), nil
}

// packingOf tells how an input is compressed, nil for not at all.
func packingOf(src io.ReaderAt) *packing {
	head := make([]byte, packingHead)
	n, err := src.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	for i := range packings {
		if packings[i].claims(head[:n]) {
			return &packings[i]
		}
	}
	return nil
}

// unpack takes one layer of compression off. What was unpacked before the data broke or the limit came is kept; problem
// says which it was.
func (p *packing) unpack(src io.ReaderAt, size int64, opt Options) (s *spool, problem string) {
	limit := opt.unpackable()
	s = newSpool(opt)
	z, err := p.open(&metered{r: io.NewSectionReader(src, 0, size), total: size, progress: opt.Progress})
	if err != nil {
		return s, fmt.Sprintf("its %s head is broken: %v", p.name, err)
	}
	defer func() { _ = z.Close() }() // what it read is kept, whatever it says
	_, err = io.Copy(s, io.LimitReader(z, limit))
	opt.spend(s.size)
	switch {
	case err != nil:
		return s, fmt.Sprintf("%s data breaks off after %d bytes of text (%v); what stands before is read", p.name, s.size, err)
	case s.size == limit:
		if n, _ := io.ReadFull(z, make([]byte, 1)); n > 0 {
			return s, opt.tooMuch()
		}
	}
	return s, ""
}

// metered tells how far a packed input has been read.
type metered struct {
	r           io.Reader
	done, total int64
	progress    func(done, total int64)
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.done += int64(n)
	if m.progress != nil {
		m.progress(m.done, m.total)
	}
	return n, err
}
