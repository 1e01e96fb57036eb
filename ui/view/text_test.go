package view

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// pager drives a text over data in memory and answers its reads.
type pager struct {
	t      *testing.T
	data   []byte
	text   text
	height int
	reads  int
}

func newPager(t *testing.T, data []byte, height int) *pager {
	p := &pager{t: t, data: data, height: height}
	p.do(p.text.open(0, profile.Span{End: int64(len(data))}, height))
	return p
}

func (p *pager) do(t text, intent Intent) {
	p.text = t
	for intent != nil {
		ask, ok := intent.(ReadText)
		if !ok {
			p.t.Fatalf("the pager asks for %T", intent)
		}
		if p.reads++; p.reads > 1000 {
			p.t.Fatal("the pager never stops reading")
		}
		data := bytes.Clone(p.data[ask.Window.Start:ask.Window.End])
		p.text, intent = p.text.got(TextRead{ReadText: ask, Data: data, Rows: SplitRows(data, ask.Window, ask.Within, lineOf(p.data))}, p.height)
	}
}

// seen are the rows in sight.
func (p *pager) seen() []TextRow {
	i := p.text.find(p.text.top)
	if i < 0 {
		p.t.Fatalf("the top %d is not in the window %v", p.text.top, p.text.window)
	}
	return p.text.rows[i:min(i+p.height, len(p.text.rows))]
}

// TestPagerShowsWhatTheWholeTextShows walks at random through texts much larger than the window, and compares what is
// in sight with the rows of the whole text.
func TestPagerShowsWhatTheWholeTextShows(t *testing.T) {
	texts := map[string][]byte{
		"short lines": []byte(strings.Repeat("goroutine 1 [running]:\nmain.main()\n\n", 20_000)),
		"one line":    bytes.Repeat([]byte("x"), 1<<20),
		"long lines":  []byte(strings.Repeat(strings.Repeat("y", 9000)+"\n"+strings.Repeat("z\n", 50), 100)),
		"small":       []byte("a\nb\nc"),
		"blank lines": bytes.Repeat([]byte("\n"), 300_000),
	}
	for name, data := range texts {
		t.Run(name, func(t *testing.T) {
			rows := split(data, 0, int64(len(data)))
			index := map[int64]int{}
			for i, r := range rows {
				index[r.Place.Start] = i
			}
			p := newPager(t, data, 20)
			top := 0
			last := max(len(rows)-p.height, 0)
			r := rand.New(rand.NewSource(1))
			for step := range 400 {
				m := widget.Motion(r.Intn(8))
				if m == widget.First || m == widget.Last {
					m = widget.Motion(r.Intn(8)) // jumps seldom, or one never gets far
				}
				p.do(p.text.move(m, p.height))
				switch m {
				case widget.First:
					top = 0
				case widget.Last:
					top = last
				default:
					top = max(min(top+m.Lines(0, p.height), last), 0)
				}
				if r.Intn(20) == 0 {
					at := r.Int63n(int64(len(data)))
					p.do(p.text.show(profile.Span{Start: at, End: at + 1}, p.height))
					top = -1
				}
				seen := p.seen()
				i := index[seen[0].Place.Start]
				if top >= 0 && i != top {
					t.Fatalf("step %d, motion %d: row %d is at the top, want %d of %d", step, m, i, top, len(rows))
				}
				top = i
				for j, row := range seen {
					if row != rows[i+j] {
						t.Fatalf("step %d: row %d in sight is %v, want %v", step, j, row, rows[i+j])
					}
				}
				if want := min(p.height, len(rows)-i); len(seen) < want {
					t.Fatalf("step %d: %d rows are in sight, want %d", step, len(seen), want)
				}
			}
		})
	}
}

func TestPlaceIsShownAThirdDown(t *testing.T) {
	data := []byte(strings.Repeat("0123456\n", 50_000))
	p := newPager(t, data, 30)
	p.do(p.text.show(profile.Span{Start: 8 * 25_000, End: 8*25_000 + 8}, p.height))
	if got := p.seen()[10].Place.Start; got != 8*25_000 {
		t.Errorf("the tenth row in sight begins at %d, want %d", got, 8*25_000)
	}
	if p.reads > 2 {
		t.Errorf("%d reads", p.reads)
	}
}

func TestReadFails(t *testing.T) {
	p := text{}
	p, intent := p.open(0, profile.Span{End: 100}, 10)
	ask := intent.(ReadText)
	p, intent = p.got(TextRead{ReadText: ask, Err: fmt.Errorf("read x: bytes 0-100 are gone since it was opened")}, 10)
	if intent != nil {
		t.Errorf("after a fault it asks for %T", intent)
	}
	lines := p.draw(theme.Bare(), widget.Size{Width: 80, Height: 10}, func(profile.Span) string { return "" })
	if len(lines) != 1 || !strings.Contains(lines[0], "are gone since it was opened") {
		t.Errorf("the fault is shown as %q", lines)
	}
}

func TestDrawText(t *testing.T) {
	data := []byte("a\tb\x1b[2J needle 日本\r\nnext\n")
	p := newPager(t, data, 5)
	p.text.hit = profile.Span{Start: 9, End: 15}
	lines := p.text.draw(theme.Bare(), widget.Size{Width: 60, Height: 5}, func(place profile.Span) string {
		if place.Start == 0 {
			return "?"
		}
		return ""
	})
	want := []string{"1 ? a   b␛[2J needle 日本␍", "2   next"}
	for i := range want {
		if i >= len(lines) || strings.TrimRight(lines[i], " ") != want[i] {
			t.Fatalf("lines %q, want %q", lines, want)
		}
	}
}
