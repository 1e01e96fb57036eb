package profile

import (
	"bytes"
	"io"
	"slices"
)

// stripLayers takes wrappings off a text and reads what is inside; with none on it, it is read as it is.
func stripLayers(name string, src io.ReaderAt, size int64, opt Options) (*Evidence, error) {
	regions := []region{{}}
	if opt.shared == nil || speaksOfGo(src, size) { // a folder holds many a file that tells nothing
		regions[0].layers = inferLayers(src, size, 0)
	}
	e, err := readRegions(name, src, size, regions, opt)
	for range maxReadings - 1 {
		if err != nil {
			return nil, err
		}
		if regions = lookAgain(e, src, size, regions); regions == nil {
			break
		}
		if err := e.Close(); err != nil {
			return nil, err
		}
		e, err = readRegions(name, src, size, regions, opt)
	}
	if err == nil {
		e.Wrapping = append(e.Wrapping, e.arrangement()...)
		e.Size = size
	}
	return e, err
}

// goWords are words of which one stands in all evidence, however it is wrapped.
var goWords = [][]byte{
	[]byte("goroutine"), []byte("panic"), []byte("atal"), []byte("SIG"), []byte("ignal"), []byte(".go"), []byte("runtime"),
	[]byte("rror"), []byte("RACE"), []byte("FAIL"), []byte("xit"), []byte("ill"), []byte("OOM"), []byte("profile"), []byte("stack"),
}

// speaksOfGo reports whether one of goWords stands in a text. Without any, it is not worth while to find out how it is
// wrapped, which takes as long as reading a megabyte.
func speaksOfGo(src io.ReaderAt, size int64) bool {
	buf := make([]byte, min(64<<10, size))
	for base := int64(0); base < size; base += int64(len(buf) - min(overlap, len(buf)-1)) {
		n, err := src.ReadAt(buf[:min(int64(len(buf)), size-base)], base)
		for _, word := range goWords {
			if bytes.Contains(buf[:n], word) {
				return true
			}
		}
		if base+int64(n) >= size || err != nil {
			break
		}
	}
	return false
}

// readRegions reads a text whose regions are wrapped as it is told.
func readRegions(name string, src io.ReaderAt, size int64, regions []region, opt Options) (*Evidence, error) {
	if len(regions) == 1 && len(regions[0].layers) == 0 {
		return Read(name, src, size, opt)
	}
	u, err := unwrap(src, size, regions, opt)
	if err != nil {
		return nil, err
	}
	e := readUnwrapped(name, u, opt)
	e.onClose(u.Close)
	return e, nil
}

// inferLayers tells how a text is wrapped where the first evidence from an offset on seems to stand.
func inferLayers(src io.ReaderAt, size, from int64) []*wrapping {
	return layersOf(sampleOf(src, size, from))
}

// layersOf tells how a sample is wrapped, outermost first: the wrappings under which most evidence comes to light. nil
// means that nothing is wrapped.
func layersOf(sample []piece) []*wrapping {
	if len(sample) == 0 {
		return nil
	}
	s := search{budget: maxPeeled}
	s.try(sample, nil, worth(sample), 0)
	if s.layers == nil && !isPlain(sample) {
		s.sure(sample, nil)
	}
	return lastLayers(peelAll(s.layers, sample), s.layers)
}

// lastLayers adds the rows that are asked last.
func lastLayers(sample []piece, layers []*wrapping) []*wrapping {
	for i := range wrappings {
		row := &wrappings[i]
		if !row.last || len(sample) == 0 {
			continue
		}
		if w := fitOnce(row, sample, layers); w != nil {
			layers = slices.Concat(layers, []*wrapping{w})
			sample, _ = peelSample(w, sample)
		}
	}
	return layers
}

// isPlain reports whether goroutines and crashes stand in a sample as they are, and nowhere inside of a line. Only
// their frames may then be indented or cut.
func isPlain(sample []piece) bool {
	plain := false
	for _, l := range sample {
		if headerIndex(l.text) > 0 || titleIndex(l.text) > 0 || bytes.IndexByte(l.text, 0x1b) >= 0 || bytes.IndexByte(l.text, '\r') >= 0 || bytes.Contains(l.text, escapedFrame) {
			return false
		}
		plain = plain || isGoroutine(l.text) || isCrash(l.text) || isProfileTitle(l.text) || isRace(l.text) || buildWeight(l.text) == provenBuild
	}
	return plain
}

// search tries wrappings around each other.
type search struct {
	layers     []*wrapping
	best, cost int
	budget     int // bytes that may still be peeled
}

// maxPeeled bounds what one search peels, in bytes: a text that many wrappings seem to fit could cost minutes.
const maxPeeled = 64 * sampleBytes

// try takes each wrapping off that fits, and looks on inside. outside is the most evidence that was seen on the way to
// the sample: a further layer must bring more than one line to light. Among equals those layers win whose forms are
// the simplest, and then the first of the table.
func (s *search) try(sample []piece, layers []*wrapping, outside, cost int) {
	if len(layers) == maxLayers || len(sample) == 0 {
		return
	}
	plain := isPlain(sample)
	for i := range wrappings {
		w := &wrappings[i]
		switch {
		case w.last:
			w = nil
		case w.fit != nil:
			w = fitOnce(w, sample, layers)
		case plain:
			w = nil
		}
		if w == nil {
			continue
		}
		inside, ok := s.inside(w, sample)
		if !ok {
			continue
		}
		n := worth(inside)
		now, sum := slices.Concat(layers, []*wrapping{w}), cost+1+w.cost
		if n > outside+1 && (n > s.best || n == s.best && sum < s.cost) {
			s.best, s.cost, s.layers = n, sum, now
		}
		s.try(inside, now, max(n, outside), sum)
	}
}

// fitOnce fits a row to a sample from which it has not come off.
func fitOnce(row *wrapping, sample []piece, layers []*wrapping) *wrapping {
	for _, l := range layers {
		if l.name == row.name {
			return nil
		}
	}
	return row.fit(sample)
}

// inside takes a wrapping off a sample, if it fits.
func (s *search) inside(w *wrapping, sample []piece) ([]piece, bool) {
	first := w.loose && w.startsEvidence(sample)
	if s.budget < 0 || !w.sparse && !first && !w.plausible(sample) {
		return nil, false
	}
	s.budget -= sampleSize(sample)
	inside, stripped := peelSample(w, sample)
	if w.sparse && w.goesOn != nil {
		return inside, len(inside) < len(sample)
	}
	return inside, (w.sparse || first) && stripped > 0 || stripped*2 >= len(sample)
}

// sure takes off what is wrapped beyond doubt, where no evidence is in sight.
func (s *search) sure(sample []piece, layers []*wrapping) {
	for i := range wrappings {
		w := &wrappings[i]
		if !w.sure {
			continue
		}
		inside, stripped := peelSample(w, sample)
		if stripped*20 >= len(sample)*19 {
			s.layers = slices.Concat(layers, []*wrapping{w})
			if len(s.layers) < maxLayers {
				s.sure(inside, s.layers)
			}
			return
		}
	}
}

// plausible reports whether some lines of a sample are wrapped: a few are asked, so that most rows cost little.
func (w *wrapping) plausible(sample []piece) bool {
	strip := w.stripper()
	for i := 0; i < len(sample); i += 1 + len(sample)/16 {
		if _, ok := strip(sample[i].text); ok {
			return true
		}
	}
	return false
}

// startsEvidence reports whether the first line of a goroutine or a crash is wrapped.
func (w *wrapping) startsEvidence(sample []piece) bool {
	for _, l := range sample {
		if startInside(l.text) < 1 && !bytes.Contains(l.text, []byte(" SIG")) {
			continue
		}
		if in, ok := w.strip(l.text); ok && (isGoroutine(in.text) || isCrash(in.text) || isProfileTitle(in.text) || isRace(in.text)) {
			return true
		}
	}
	return false
}

// peelSample takes one wrapping off the lines of a sample, and says off how many it came.
func peelSample(w *wrapping, sample []piece) (inside []piece, stripped int) {
	p := newPeeler(w, func(l *piece) {
		if len(bytes.TrimSpace(l.text)) > 0 {
			inside = append(inside, *l)
			inside[len(inside)-1].stream = bytes.Clone(l.stream)
		}
	})
	for _, l := range sample {
		p.take(&l)
	}
	p.releaseAll()
	return inside, p.stripped
}
