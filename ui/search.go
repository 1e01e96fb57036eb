package ui

import (
	"bytes"
	"context"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/view"
)

// search is a running search in a text.
type search struct {
	id     int
	cancel context.CancelFunc
	find   view.Find
	done   int64 // bytes looked through
}

// sought tells how far a search has come.
type sought struct {
	id   int
	done int64
}

// find starts a search; another one that is still running is given up.
func (m *model) find(ask view.Find) tea.Cmd {
	m.stopSearch()
	m.searches++
	id := m.searches
	ctx, cancel := context.WithCancel(m.ctx)
	m.search = &search{id: id, cancel: cancel, find: ask}
	return m.reading(func(c *triage.Case) tea.Msg {
		defer cancel()
		place, wrapped, err := seek(ctx, c.Inputs[ask.Input].Evidence.ReadRaw, ask, func(done int64) { m.send(sought{id, done}) })
		return view.Found{Find: ask, Place: place, Wrapped: wrapped, Err: err}
	})
}

func (m *model) stopSearch() {
	if m.search != nil {
		m.search.cancel()
		m.search = nil
	}
}

func (m *model) seeking(msg sought) {
	if m.search != nil && m.search.id == msg.id {
		m.search.done = msg.done
	}
}

// found ends a search and hands the answer to the views. One that was given up says nothing.
func (m *model) found(msg view.Found) tea.Cmd {
	if m.search == nil || m.search.find != msg.Find {
		return nil
	}
	m.stopSearch()
	switch {
	case msg.Err != nil:
		m.status = msg.Err.Error()
	case msg.Place == (profile.Span{}):
		m.status = "not found: " + msg.Find.Text
	case msg.Wrapped && msg.Find.Back:
		m.status = "found from the end on: there is none before"
	case msg.Wrapped:
		m.status = "found from the beginning on: there is none behind"
	}
	return m.broadcast(msg)
}

// The search reads pieces of this size, and tells of its progress after so many of them.
const (
	seekPiece = 1 << 20
	seekTell  = 16
)

// seek looks for text in a place of the evidence: from where it is told to the end and then on from the beginning, or
// backwards. Upper and lower case are one, unless the text has an upper one.
func seek(ctx context.Context, raw func([]byte, profile.Span) ([]byte, error), ask view.Find, tell func(int64)) (profile.Span, bool, error) {
	s := seeker{ctx: ctx, raw: raw, tell: tell, text: []byte(ask.Text)}
	if s.fold = strings.IndexFunc(ask.Text, unicode.IsUpper) < 0; s.fold {
		s.text = lower(s.text)
	}
	from := max(min(ask.From, ask.Within.End), ask.Within.Start)
	n := int64(len(s.text))
	first := profile.Span{Start: from, End: ask.Within.End}
	second := profile.Span{Start: ask.Within.Start, End: min(from+n-1, ask.Within.End)}
	run := s.forward
	if ask.Back {
		first, second = profile.Span{Start: ask.Within.Start, End: min(from+n-1, ask.Within.End)}, profile.Span{Start: from, End: ask.Within.End}
		run = s.backward
	}
	place, err := run(first)
	if err != nil || place != (profile.Span{}) {
		return place, false, err
	}
	place, err = run(second)
	return place, true, err
}

type seeker struct {
	ctx  context.Context //nolint:containedctx // lives as long as one search
	raw  func([]byte, profile.Span) ([]byte, error)
	buf  []byte // of the last piece
	tell func(int64)
	text []byte
	fold bool
	done int64
	read int
}

// piece reads a piece and gives it as it is compared.
func (s *seeker) piece(place profile.Span) ([]byte, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	data, err := s.raw(s.buf, place)
	if err != nil {
		return nil, err
	}
	s.buf = data[:0]
	if s.fold {
		data = lower(data)
	}
	s.done += int64(len(data))
	if s.read++; s.read%seekTell == 0 {
		s.tell(s.done)
	}
	return data, nil
}

// lower folds ASCII letters and keeps every offset where it was.
func lower(data []byte) []byte {
	for i, c := range data {
		if 'A' <= c && c <= 'Z' {
			data[i] = c + 'a' - 'A'
		}
	}
	return data
}

// overlap is how much neighbouring pieces share, so that text across their border is found.
func (s *seeker) overlap() int64 { return int64(len(s.text)) - 1 }

func (s *seeker) forward(place profile.Span) (profile.Span, error) {
	for at := place.Start; at < place.End; at += seekPiece {
		data, err := s.piece(profile.Span{Start: at, End: min(at+seekPiece+s.overlap(), place.End)})
		if err != nil {
			return profile.Span{}, err
		}
		if i := bytes.Index(data, s.text); i >= 0 {
			return s.place(at, i), nil
		}
	}
	return profile.Span{}, nil
}

func (s *seeker) backward(place profile.Span) (profile.Span, error) {
	for end := place.End; end > place.Start; end -= seekPiece {
		at := max(end-seekPiece, place.Start)
		data, err := s.piece(profile.Span{Start: at, End: min(end+s.overlap(), place.End)})
		if err != nil {
			return profile.Span{}, err
		}
		if i := bytes.LastIndex(data, s.text); i >= 0 {
			return s.place(at, i), nil
		}
	}
	return profile.Span{}, nil
}

func (s *seeker) place(at int64, i int) profile.Span {
	start := at + int64(i)
	return profile.Span{Start: start, End: start + int64(len(s.text))}
}

// length is how many bytes a search has to look through at most.
func (s *search) length() int64 { return s.find.Within.End - s.find.Within.Start }
