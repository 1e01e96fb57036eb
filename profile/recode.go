package profile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// recoding is one way to write a text that is not UTF-8 with a newline behind each line. Each line stays one.
type recoding struct {
	name   string
	claims func(head []byte) bool
	recode func(out, in []byte, last bool) (recoded []byte, used int)
}

// recodings in order of precedence.
var recodings = []recoding{
	{"utf-16", func(head []byte) bool { return isUTF16(head, binary.LittleEndian) }, fromUTF16(binary.LittleEndian)}, // PowerShell's >
	{"utf-16", func(head []byte) bool { return isUTF16(head, binary.BigEndian) }, fromUTF16(binary.BigEndian)},
	{"cr", isReturns, fromReturns},
}

// recodingHead is how much of a text tells how it is written, in bytes.
const recodingHead = 64 << 10

const byteOrder = 0xfeff

// isUTF16 looks for a byte order mark, or failing that for ASCII text at whose every other byte is zero.
func isUTF16(head []byte, order binary.ByteOrder) bool {
	if len(head) < 2 {
		return false
	}
	if order.Uint16(head) == byteOrder {
		return true
	}
	pairs, ascii := len(head)/2, 0
	for i := range pairs {
		if c := order.Uint16(head[2*i:]); c >= ' ' && c < 0x7f || c == '\t' || c == '\r' || c == '\n' || c == escape {
			ascii++
		}
	}
	return ascii*10 > pairs*9
}

func fromUTF16(order binary.ByteOrder) func(out, in []byte, last bool) ([]byte, int) {
	return func(out, in []byte, last bool) ([]byte, int) {
		i := 0
		for ; i+1 < len(in); i += 2 {
			c := rune(order.Uint16(in[i:]))
			switch {
			case c < utf8.RuneSelf:
				out = append(out, byte(c))
			case utf16.IsSurrogate(c) && i+3 < len(in):
				if r := utf16.DecodeRune(c, rune(order.Uint16(in[i+2:]))); r != utf8.RuneError {
					out = utf8.AppendRune(out, r)
					i += 2
					continue
				}
				out = utf8.AppendRune(out, utf8.RuneError)
			case utf16.IsSurrogate(c) && !last:
				return out, i
			case c != byteOrder:
				out = utf8.AppendRune(out, c)
			}
		}
		if last && i < len(in) {
			out, i = utf8.AppendRune(out, utf8.RuneError), len(in)
		}
		return out, i
	}
}

// isReturns reports whether lines end in a carriage return alone: on old systems, and in some captures of terminals.
func isReturns(head []byte) bool {
	return bytes.Count(head, []byte{'\r'}) > 1 && bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, 0) < 0
}

func fromReturns(out, in []byte, _ bool) ([]byte, int) {
	at := len(out)
	out = append(out, in...)
	for i, c := range out[at:] {
		if c == '\r' {
			out[at+i] = '\n'
		}
	}
	return out, len(in)
}

// recode gives a text in UTF-8 with newlines, and how it was written: "" where it needed nothing, and then no spool.
func recode(src io.ReaderAt, size int64, opt Options) (s *spool, name, problem string) {
	head := make([]byte, min(recodingHead, size))
	n, err := src.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", "" // who reads the text tells
	}
	for i := range recodings {
		r := &recodings[i]
		if !r.claims(head[:n]) {
			continue
		}
		s = newSpool(opt)
		if err := r.all(s, src, size); err != nil {
			problem = fmt.Sprintf("%s text breaks off after %d bytes (%v); what stands before is read", r.name, s.size, err)
		}
		return s, r.name, problem
	}
	return nil, "", ""
}

// all recodes a text.
func (r *recoding) all(s *spool, src io.ReaderAt, size int64) error {
	in := io.NewSectionReader(src, 0, size)
	buf, out := make([]byte, 0, recodingHead), make([]byte, 0, 2*recodingHead)
	for left := size; ; {
		n, err := io.ReadFull(in, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		left -= int64(n)
		var used int
		out, used = r.recode(out[:0], buf, err != nil)
		if _, err := s.Write(out); err != nil {
			return err
		}
		buf = buf[:copy(buf, buf[used:])]
		switch {
		case err != nil && left == 0:
			return nil
		case err != nil:
			return fmt.Errorf("%d of %d bytes were there: %w", size-left, size, err)
		}
	}
}
