package profile

// unwrapper writes the streams of an unwrapped text.
type unwrapper struct {
	opt    Options
	spools bool // the streams are spooled
	byName map[string]*streamWriter
	order  []*streamWriter
	spare  map[string]*streamWriter // of another text, to be used again
	last   *streamWriter
	err    error
}

// restart forgets the text that was written, but not the room for it.
func (w *unwrapper) restart() {
	w.spare = w.byName
	w.byName, w.order, w.last = map[string]*streamWriter{}, nil, nil
}

// streamWriter is the text of one stream while it is written.
type streamWriter struct {
	name    string
	spool   *spool    // nil where the text stays in buf
	marks   []rawMark // with offsets in the stream
	line    int64     // of the input, in which the last line begins
	cut     bool      // the last line has no end
	flushed int64     // bytes written to spool
	buf     []byte
}

// maxStreams bounds the streams that are told apart; further ones are read as one.
const maxStreams = 4096

// markEvery is how much text stands at most between two marks, in bytes.
const markEvery = 64 << 10

// write appends a line to its stream.
func (w *unwrapper) write(l *piece) {
	s := w.stream(l.stream)
	s.end()
	at := s.flushed + int64(len(s.buf))
	if s.needsMark(l, at) {
		s.marks = append(s.marks, rawMark{text: at, raw: l.start, line: l.number, expanded: l.expanded})
	}
	s.line, s.cut = l.number, l.cut
	s.buf = append(s.buf, l.text...)
	if !l.cut {
		s.buf = append(s.buf, '\n')
	}
	if s.spool != nil && len(s.buf) >= max(4<<10, 256<<10/len(w.order)) {
		w.flush(s)
	}
}

// end ends the last line where it is cut.
func (s *streamWriter) end() {
	if s.cut {
		s.buf = append(s.buf, '\n')
		s.cut = false
	}
}

// needsMark reports whether the last mark does not lead to the place of a line.
func (s *streamWriter) needsMark(l *piece, at int64) bool {
	if len(s.marks) == 0 {
		return true
	}
	m := s.marks[len(s.marks)-1]
	if l.expanded || m.expanded {
		return !l.expanded || !m.expanded || m.line != l.number
	}
	return l.number != s.line+1 || at-m.text >= markEvery
}

func (w *unwrapper) flush(s *streamWriter) {
	if _, err := s.spool.Write(s.buf); err != nil && w.err == nil {
		w.err = err
	}
	s.flushed += int64(len(s.buf))
	s.buf = s.buf[:0]
}

func (w *unwrapper) stream(name []byte) *streamWriter {
	if w.last != nil && w.last.name == string(name) {
		return w.last
	}
	s, ok := w.byName[string(name)]
	switch {
	case ok:
	case len(w.order) == maxStreams:
		return w.order[maxStreams-1]
	default:
		if s = w.spare[string(name)]; s == nil {
			s = &streamWriter{name: string(name)}
		}
		*s = streamWriter{name: s.name, marks: s.marks[:0], buf: s.buf[:0]}
		if w.spools {
			s.spool = newSpool(w.opt)
		}
		w.byName[s.name] = s
		w.order = append(w.order, s)
	}
	w.last = s
	return s
}

// finish puts the streams behind each other, in the order in which they first spoke. Only the last may end in a line
// without an end.
func (w *unwrapper) finish(u *unwrapped) {
	for i, s := range w.order {
		if i < len(w.order)-1 {
			s.end()
		}
		w.flush(s)
		u.add(s.name, &spooledText{s.spool, s.marks})
	}
}
