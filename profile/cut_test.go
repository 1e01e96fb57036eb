package profile

import (
	"bytes"
	"flag"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// large is the size from which captures are cut only around line ends and at some other bytes.
const large = 8 << 10 >> (3 * slow)

var everyByte = flag.Bool("every-byte", false, "cut large captures at every byte, too (half a minute)")

// TestCut cuts each text at every byte: what stands before the cut is read as in the whole text, and a cut inside a
// goroutine is told.
func TestCut(t *testing.T) {
	for _, c := range texts(t) {
		if strings.HasPrefix(c.name, "conformance-wrapped") { // here nothing is unwrapped
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			whole := readWhole(t, c.data)
			if strings.HasPrefix(c.name, "panic-fake") {
				whole = &Evidence{Goroutines: make([]Goroutine, 2)} // what is fake shows only by what follows
			}
			for at := range len(c.data) {
				if !*everyByte && len(c.data) > large && at%97 != 0 && !bytes.Contains(c.data[at:min(at+2, len(c.data))], []byte("\n")) {
					continue
				}
				e := readWhole(t, c.data[:at])
				for _, complaint := range cutComplaints(whole, e, c.data[:at]) {
					t.Errorf("cut at byte %d, line %d: %s", at, whole.Line(int64(at)), complaint)
				}
				if t.Failed() {
					t.Fatalf("the text ends in %q, read as:\n%s", c.data[max(0, at-200):at], render(e))
				}
			}
		})
	}
}

func readWhole(t *testing.T, text []byte) *Evidence {
	t.Helper()
	e, err := Read("input", bytes.NewReader(text), int64(len(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func cutComplaints(whole, e *Evidence, text []byte) []string {
	var all []string
	if len(e.Goroutines) > len(whole.Goroutines) {
		all = append(all, "more goroutines than the whole text has")
	}
	end := int64(len(text))
	for i, g := range whole.Goroutines {
		switch {
		case g.Place.End == 0:
		case g.Place.End <= end:
			if i >= len(e.Goroutines) || (i > len(e.Goroutines)-3 || end%31 == 0) && !same(whole, e, i) {
				all = append(all, "a goroutine before the cut is read differently")
			}
		case g.Place.Start < end && !e.Truncated && mustTell(text[g.Place.Start:]):
			all = append(all, "a goroutine is cut, and that is not told")
		}
	}
	if end < 4096 || end%31 == 0 { // these take longer
		all = append(all, complaints(e, text)...)
	}
	return all
}

// same reports whether a goroutine is the same in two readings.
func same(a, b *Evidence, i int) bool {
	g, h := a.Goroutines[i], b.Goroutines[i]
	s, u := a.Stacks[g.Stack], b.Stacks[h.Stack]
	return g.ID == h.ID && g.Creator == h.Creator && g.Wait == h.Wait && g.Place == h.Place && !h.Cut &&
		a.Heads[g.Head] == b.Heads[h.Head] && slices.Equal(a.Labels[g.Labels], b.Labels[h.Labels]) &&
		slices.Equal(s.Frames, u.Frames) && slices.Equal(s.Ancestors, u.Ancestors) && s.CreatedBy == u.CreatedBy && s.Unknown == u.Unknown
}

var (
	headerStart = regexp.MustCompile(`^goroutine \d`)
	wholePlace  = regexp.MustCompile(`^\t.*:\d+( \+0x[0-9a-f]+)?( fp=.*)?$|^\tgoroutine running on other thread`)
)

// mustTell reports whether a goroutine that is cut shows that it is: its last line is incomplete, or the next must
// follow. Where the last frame can be the outermost and has file and line, nothing shows that there was more.
func mustTell(text []byte) bool {
	lines := bytes.SplitAfter(text, []byte("\n"))
	last := lines[len(lines)-1]
	if len(last) == 0 { // cut behind a line
		line := bytes.TrimRight(lines[len(lines)-2], "\r\n")
		_, _, creator := createdBy(line)
		_, head := callEnd(line)
		return len(lines) == 2 || creator || head
	}
	if len(lines) == 1 {
		return headerStart.Match(last)
	}
	before := bytes.TrimRight(lines[len(lines)-2], "\r\n")
	_, _, creator := createdBy(before)
	open, head := callEnd(before)
	ended := creator || head && isRoot(before[:open]) || bytes.HasPrefix(last, []byte("\tgoroutine running"))
	return !wholePlace.Match(bytes.TrimRight(last, "\r")) || !ended
}
