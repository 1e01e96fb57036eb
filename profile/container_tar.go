package profile

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"strings"
)

// walkTar reads the members of a tar archive where they lie in it.
func (b *bundle) walkTar(name string, inside *bare, depth int) error {
	section := io.NewSectionReader(inside.src, 0, inside.size)
	t := tar.NewReader(section)
	for first := true; ; first = false {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && first:
			return fmt.Errorf("the tar archive is broken: %w", err)
		case err != nil:
			return fmt.Errorf("the tar archive breaks off (%w); what stands before is read", err)
		}
		if b.full {
			return nil
		}
		if err := b.tarMember(t, h, section, name, depth); err != nil {
			return err
		}
	}
}

// tarMember reads one member; the section stands where its data begin.
func (b *bundle) tarMember(t *tar.Reader, h *tar.Header, section *io.SectionReader, archive string, depth int) error {
	full := archive + "!/" + strings.TrimPrefix(h.Name, "./")
	switch h.Typeflag {
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return nil
	case tar.TypeReg, tar.TypeGNUSparse:
	default:
		if b.room(full) {
			b.left(full, tarKind(h))
		}
		return nil
	}
	if !b.room(full) {
		return nil
	}
	full = b.unique(full)
	b.outside(full, h.Name)
	at, err := section.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if !sparse(h) {
		there := min(h.Size, section.Size()-at)
		b.take(member{name: full, src: io.NewSectionReader(section, at, there), size: there, depth: depth})
		if there < h.Size && !b.full {
			return fmt.Errorf("%s breaks off after %d of %d bytes; what stands before is read", strings.TrimPrefix(full, archive+"!/"), there, h.Size)
		}
		_, err := section.Seek(at, io.SeekStart) // where the archive's reader left it
		return err
	}
	b.spooled(full, t, depth)
	return nil
}

// sparse says that a member's bytes do not lie in one piece.
func sparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return h.Typeflag == tar.TypeGNUSparse
}

func tarKind(h *tar.Header) string {
	switch h.Typeflag {
	case tar.TypeSymlink:
		return "a symbolic link to " + h.Linkname + ": not followed"
	case tar.TypeLink:
		return "a link to " + h.Linkname + ": not followed"
	case tar.TypeChar, tar.TypeBlock:
		return "a device"
	case tar.TypeFifo:
		return "a named pipe"
	}
	return fmt.Sprintf("a tar member of the unknown kind %q", h.Typeflag)
}

// outside tells of a member whose name would lead out of the folder in which the archive is unpacked. It is read: no
// name of an archive is ever opened.
func (b *bundle) outside(full, name string) {
	switch slashed := strings.ReplaceAll(name, `\`, "/"); {
	case strings.HasPrefix(slashed, "/") || len(slashed) > 2 && slashed[1] == ':' && slashed[2] == '/':
		b.trouble(full, "its name is absolute; it is read inside the archive, nothing is written")
	case strings.HasPrefix(slashed, "../") || strings.Contains(slashed, "/../") || strings.HasSuffix(slashed, "/.."):
		b.trouble(full, "its name leads out of the archive; it is read inside the archive, nothing is written")
	}
}
