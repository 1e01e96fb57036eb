package profile

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// bundle is a container that is being read.
type bundle struct {
	opt      Options // for its members
	maxFiles int
	list     *Listing
	found    []*Evidence
	names    map[string]int // how often a name came
	kept     []func() error // what the evidence reads from; closed with the last of it
	done     int64          // bytes of members read
	progress func(done, total int64)
	full     bool // a limit was met: no more is read
}

func newBundle(name string, opt Options) *bundle {
	limit := opt.MaxUnpacked
	if limit <= 0 {
		limit = DefaultMaxUnpacked
	}
	b := &bundle{opt: opt, maxFiles: opt.MaxFiles, list: &Listing{Name: name}, names: map[string]int{}, progress: opt.Progress}
	if b.maxFiles <= 0 {
		b.maxFiles = DefaultMaxFiles
	}
	b.opt.shared = &shared{store: &store{dir: opt.TempDir, memory: storeMemory}, limit: limit, left: limit}
	if opt.Progress != nil {
		b.opt.Progress = func(done, _ int64) { b.progress(b.done+done, 0) }
	}
	b.keep(b.opt.shared.store.close)
	return b
}

// keep closes something with the last evidence.
func (b *bundle) keep(f func() error) { b.kept = append(b.kept, f) }

// member is a file of a container.
type member struct {
	name  string // with that of its container: "bundle.zip!/path/in/it"
	src   io.ReaderAt
	size  int64
	depth int          // how many archives it lies in
	close func() error // gives src back; nil for nothing
}

// take reads a member: evidence is kept, an archive is opened, what is neither is counted.
func (b *bundle) take(m member) {
	defer func() { b.done += m.size }()
	mark := b.opt.shared.store.end()
	drop := func() {
		if m.close != nil {
			_ = m.close() // nothing was written
		}
		b.opt.shared.store.rewind(mark)
	}
	switch why, left := strange(m); {
	case left:
		b.left(m.name, why)
		drop()
		return
	case why != "":
		b.other(m.name)
		drop()
		return
	}
	inside := uncompressed(m.src, m.size, b.opt)
	if archive := archiveIn(inside.src, inside.size); archive != nil {
		b.inner(m, inside, archive, drop)
		return
	}
	e, err := inside.read(m.name, b.opt)
	switch {
	case err != nil:
		b.failed(m.name, strings.TrimPrefix(err.Error(), "read "+m.name+": "))
	case len(e.Formats) == 0 && len(e.Problems) > 0:
		b.failed(m.name, e.Problems[0].Message)
		_ = e.Close() // nothing was written
	case len(e.Formats) == 0:
		b.other(m.name)
		_ = e.Close() // nothing was written
	default:
		if m.close != nil {
			e.onClose(m.close)
		}
		b.add(e)
		b.limited(m.name)
		return
	}
	drop()
	b.limited(m.name)
}

// inner opens an archive that is a member.
func (b *bundle) inner(m member, inside *bare, kind *archiveKind, drop func()) {
	if m.depth == maxArchives {
		b.left(m.name, fmt.Sprintf("%s inside %d archives: unpack it first", kind.article, maxArchives))
		_ = inside.close() // nothing was written
		drop()
		return
	}
	before := len(b.found)
	b.archive(kind, m.name, inside, m.depth+1)
	if len(b.found) == before {
		_ = inside.close() // nothing was written
		drop()
		return
	}
	b.keep(inside.close)
	if m.close != nil {
		b.keep(m.close)
	}
}

// archive reads what an archive holds; its members lie in depth archives.
func (b *bundle) archive(kind *archiveKind, name string, inside *bare, depth int) {
	if depth == 1 && b.list.Kind == "" {
		b.list.Kind = strings.Join(append(slices.Clone(inside.wrapping), kind.name), " ")
	}
	for _, p := range inside.problems {
		b.list.Cut = true
		b.trouble(name, p)
	}
	if err := kind.walk(b, name, inside, depth); err != nil {
		b.list.Cut = true
		b.trouble(name, err.Error())
	}
}

// room says whether one more file may be looked at; the first that may not is told of.
func (b *bundle) room(name string) bool {
	if !b.full && b.list.Files >= b.maxFiles {
		b.full, b.list.Cut = true, true
		b.trouble(name, fmt.Sprintf("it and what follows was not looked at: the limit is %d files; --max-files raises it", b.maxFiles))
	}
	return !b.full
}

// limited ends the reading where as much was unpacked as may be.
func (b *bundle) limited(name string) {
	if !b.full && b.opt.shared.met {
		b.full, b.list.Cut = true, true
		b.trouble(name, "what follows it was not looked at: "+limitOf(b.opt.shared.limit))
	}
}

// unique gives a member's name, with a number where it came before; evidence that stands twice under one name is read twice.
func (b *bundle) unique(name string) string {
	b.names[name]++
	if n := b.names[name]; n > 1 {
		b.trouble(name, fmt.Sprintf("this name stands there more than once: this one is shown as %s#%d", name, n))
		return fmt.Sprintf("%s#%d", name, n)
	}
	return name
}

func (b *bundle) add(e *Evidence) {
	b.list.Files++
	b.list.Evidence++
	e.Container = b.list
	b.found = append(b.found, e)
}

func (b *bundle) other(name string) {
	b.list.Files++
	if b.list.Others++; b.list.Others <= MaxListed {
		b.list.Names = append(b.list.Names, b.inside(name))
	}
}

func (b *bundle) left(name, why string) {
	b.list.Files++
	if b.list.LeftOut++; b.list.LeftOut <= MaxListed {
		b.list.Left = append(b.list.Left, Left{b.inside(name), why})
	}
}

func (b *bundle) failed(name, why string) {
	b.list.Files++
	b.list.Failed++
	b.trouble(name, why)
}

// trouble is a problem with a member.
func (b *bundle) trouble(name, text string) {
	if name = b.inside(name); name != "" {
		text = name + ": " + text
	}
	b.list.problem(text)
}

func (l *Listing) problem(text string) {
	if l.Troubles++; l.Troubles <= MaxListed {
		l.Problems = append(l.Problems, text)
	}
}

// inside takes the container's own name off that of a member.
func (b *bundle) inside(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(name, b.list.Name), "!")
	if len(name) > 0 && (name[0] == '/' || name[0] == filepath.Separator) {
		name = name[1:]
	}
	return name[:min(len(name), maxShown)]
}

// maxShown is how much of a name a Listing tells, in bytes.
const maxShown = 4096

// finish gives the evidence in the order of time; size is that of the container as given. Where there is none, and
// nothing but trouble, that is an error.
func (b *bundle) finish(size int64) ([]*Evidence, error) {
	all := func() error {
		var err error
		for _, f := range slices.Backward(b.kept) {
			err = errors.Join(err, f())
		}
		return err
	}
	if len(b.found) == 0 && b.list.Others+b.list.LeftOut == 0 && b.list.Troubles > 0 {
		return nil, errors.Join(fmt.Errorf("read %s: %s", b.list.Name, b.list.Problems[0]), all())
	}
	if len(b.found) == 0 {
		b.found = []*Evidence{{Name: b.list.Name, Size: size, Container: b.list, text: strings.NewReader("")}}
	}
	InOrder(b.found)
	closeWithLast(b.found, all)
	return b.found, nil
}

// spooled reads a member that must be unpacked first.
func (b *bundle) spooled(full string, from io.Reader, depth int) {
	mark, before := b.opt.shared.store.end(), len(b.found)
	s := newSpool(b.opt)
	why := b.unpack(s, from)
	if why != "" && s.size == 0 {
		b.failed(full, why)
		_ = s.Close() // nothing of it is used
	} else {
		b.take(member{name: full, src: s, size: s.size, depth: depth, close: s.Close})
	}
	switch more := b.found[before:]; {
	case len(more) == 0:
		b.opt.shared.store.rewind(mark)
		if why != "" && s.size > 0 {
			b.list.Cut = true
			b.trouble(full, why)
		}
	case why != "":
		more[len(more)-1].breaksOff(why)
	}
	b.limited(full)
}

// unpack fills a spool, and says why not with all there is.
func (b *bundle) unpack(s *spool, from io.Reader) (why string) {
	limit := b.opt.unpackable()
	_, err := io.Copy(s, io.LimitReader(from, limit))
	b.opt.spend(s.size)
	if err == nil && s.size == limit {
		if n, _ := io.ReadFull(from, make([]byte, 1)); n > 0 {
			return b.opt.tooMuch()
		}
	}
	if err != nil {
		return fmt.Sprintf("its data break off after %d bytes (%v); what stands before is read", s.size, err)
	}
	return ""
}
