package profile

import (
	"bytes"
	"slices"
)

// piece is a line on its way out of its wrappings.
type piece struct {
	text     []byte // without its end
	stream   []byte // the sources that the wrappings so far name, outermost first; nil for none
	number   int64  // of the line of the input in which it begins, from 1
	start    int64  // offset of that line
	expanded bool   // other lines stand in that line of the input, too
	cut      bool   // the input ends before the line does
	joined   bool   // it was cut in parts
}

// peeler takes one wrapping off line after line, and joins what the wrapping has cut.
type peeler struct {
	w        *wrapping
	strip    stripper
	next     func(*piece)      // what becomes of a line; the texts of the line are valid until it returns
	held     map[string]*piece // by stream: lines that may go on
	size     int               // bytes in held
	stripped int               // lines that were wrapped
	name     []byte            // scratch

	before []byte // of a wrapping whose texts go on without a prefix: the stream of the last line that has one
	width  int    // and how wide that is, in bytes
}

func newPeeler(w *wrapping, next func(*piece)) *peeler {
	return &peeler{w: w, strip: w.stripper(), next: next, held: map[string]*piece{}}
}

// stripper gives what takes a wrapping off the lines of one text.
func (w *wrapping) stripper() stripper {
	if w.begin != nil {
		return w.begin()
	}
	return w.strip
}

// maxHeld bounds the bytes of lines whose end has not been seen; beyond it they are passed on as they are.
const maxHeld = 64 << 20

// peel gives what takes the layers off a line, the outermost first, and hands it to out.
func peel(layers []*wrapping, out func(*piece)) (take func(*piece), peelers []*peeler) {
	peelers = make([]*peeler, len(layers))
	for i, w := range slices.Backward(layers) {
		peelers[i] = newPeeler(w, out)
		out = peelers[i].take
	}
	return out, peelers
}

// holding reports whether a line may go on.
func holding(peelers []*peeler) bool {
	return slices.ContainsFunc(peelers, func(p *peeler) bool { return len(p.held) > 0 })
}

// finish passes on what is held behind the last line.
func finish(peelers []*peeler) {
	for _, p := range peelers {
		for _, l := range p.held {
			l.cut = l.cut || p.w.goesOn == nil
		}
		p.releaseAll()
	}
}

// take takes the wrapping off one line, and changes it. A line that is not wrapped stays as it is.
func (p *peeler) take(l *piece) {
	raw := l.text
	in, wrapped := p.strip(raw)
	switch {
	case wrapped:
		p.stripped++
		l.text = in.text
		l.stream = p.join(l.stream, in.stream)
		if p.w.loose {
			p.before, p.width = append(p.before[:0], l.stream...), len(raw)-len(in.text)
		}
	case p.w.loose:
		p.follow(l)
	}
	if !in.partial && len(p.held) == 0 {
		if in.within {
			p.next(l)
		} else {
			p.pass(l)
		}
		return
	}
	before := p.held[string(l.stream)]
	if before != nil && p.w.goesOn != nil {
		between, ok := p.w.goesOn(before.text, raw)
		before.text = append(before.text, between...)
		if !ok {
			p.release(before)
			before = nil
		}
	}
	switch {
	case before != nil && (wrapped || p.w.goesOn != nil):
		before.text = append(before.text, l.text...)
		before.cut = l.cut
		before.joined = true
		p.size += len(l.text)
		if !in.partial || p.w.pairs || len(before.text) > maxLine {
			p.release(before)
		}
	case in.partial:
		p.hold(l)
	default:
		p.pass(l)
	}
}

// follow takes a line without a prefix as the next one of a text whose first line has it. journalctl puts as many blanks
// before it as the prefix is wide (systemd, logs-show.c, print_multiline).
//
//	Nov 20 13:28:00 host api[1234]: goroutine 1 [running]:
//	                                main.main()
func (p *peeler) follow(l *piece) {
	if bytes.HasPrefix(p.before, l.stream) && len(p.before) > 0 {
		l.stream = p.before
	}
	if p.width > 0 && len(l.text) >= p.width && len(bytes.TrimLeft(l.text[:p.width], " ")) == 0 {
		l.text = l.text[p.width:]
	}
}

// join names the stream inside of a stream.
func (p *peeler) join(outer, name []byte) []byte {
	if name == nil {
		return outer
	}
	if outer == nil {
		return name
	}
	p.name = append(append(append(p.name[:0], outer...), ' '), name...)
	return p.name
}

func (p *peeler) hold(line *piece) {
	l := *line
	l.text, l.stream = bytes.Clone(l.text), bytes.Clone(l.stream)
	p.held[string(l.stream)] = &l
	p.size += len(l.text)
	if p.size > maxHeld || len(p.held) > maxStreams {
		p.releaseAll()
	}
}

func (p *peeler) release(l *piece) {
	delete(p.held, string(l.stream))
	p.size -= len(l.text)
	p.pass(l)
}

// releaseAll passes on what is held, in the order of the input.
func (p *peeler) releaseAll() {
	var all []*piece
	for _, l := range p.held {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b *piece) int { return int(a.number - b.number) })
	for _, l := range all {
		p.release(l)
	}
}

// pass hands a line on, as many where it holds many.
func (p *peeler) pass(l *piece) {
	if bytes.IndexByte(l.text, '\n') < 0 {
		p.next(l)
		return
	}
	one := *l
	one.expanded, one.joined = true, false
	for rest, more := l.text, true; more; {
		one.text, rest, more = bytes.Cut(rest, []byte{'\n'})
		one.text = bytes.TrimSuffix(one.text, []byte{'\r'})
		one.cut = !more && l.cut
		now := one // the inner wrappings change it
		p.next(&now)
	}
}
