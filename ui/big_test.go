package ui

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/view"
)

// bigText is a dump of so many goroutines that is nowhere written: each takes as many bytes as the others.
type bigText struct {
	n, size int
	records []string // all that differ, but for the number
}

// The number of a goroutine stands behind these bytes, in as many digits.
const (
	bigHead   = "goroutine "
	bigDigits = 7
)

// newBigText is a dump of n goroutines with k stacks of 4 frames.
func newBigText(n, k int) *bigText {
	b := &bigText{n: n}
	states := []string{"chan receive", "select", "IO wait", "sync.Mutex.Lock", "chan send", "semacquire"}
	for i := range k {
		var r strings.Builder
		fmt.Fprintf(&r, "%s%07d [%s, %d minutes]:\n", bigHead, 0, states[i%len(states)], 1+i%50)
		for f := range 4 {
			fmt.Fprintf(&r, "example.com/shop/p%03d.(*Queue%d).take(0xc%09x)\n\t/src/shop/p%03d/queue.go:%d +0x1d\n", i, f, i, i, 10+f)
		}
		fmt.Fprintf(&r, "created by example.com/shop/p%03d.Start in goroutine 1\n\t/src/shop/p%03d/worker.go:9 +0x7a\n\n", i, i)
		b.records = append(b.records, r.String())
		b.size = max(b.size, r.Len())
	}
	for i, r := range b.records { // the same length each
		b.records[i] = r + strings.Repeat("\n", b.size-len(r))
	}
	return b
}

func (b *bigText) len() int64 { return int64(b.n) * int64(b.size) }

// ReadAt writes the text where it is asked for.
func (b *bigText) ReadAt(p []byte, offset int64) (int, error) {
	n := 0
	for n < len(p) && offset+int64(n) < b.len() {
		at := offset + int64(n)
		i, within := int(at/int64(b.size)), int(at%int64(b.size))
		record := b.records[i%len(b.records)]
		got := copy(p[n:], record[within:])
		number := fmt.Sprintf("%0*d", bigDigits, i+1)
		for d := range bigDigits {
			if j := len(bigHead) + d - within; j >= 0 && j < got {
				p[n+j] = number[d]
			}
		}
		n += got
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// million is a case of a million goroutines.
var million = sync.OnceValues(func() (*triage.Case, error) { return bigCase(1_000_000, 400) })

func bigCase(n, k int) (*triage.Case, error) {
	catalogue, err := (&triage.Catalogue{}).With(os.DirFS("testdata/families"))
	if err != nil {
		return nil, err
	}
	text := newBigText(n, k)
	e, err := profile.Read("big.dump", text, text.len(), profile.Options{})
	if err != nil {
		return nil, err
	}
	return triage.Analyze([]*profile.Evidence{e}, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()}), nil
}

// bigKeys are ways through the views: the keys that lead somewhere, and those that are measured there.
var bigKeys = []struct{ name, lead, keys string }{
	{"findings", "1", "j k G g tab tab"},
	{"groups", "2", "j k ctrl+d ctrl+u G g"},
	{"groups sorted", "2", ", , , ,"},
	{"views", "1", "2 7 1"},
	{"filter", "2 /", "c h a n space r e backspace backspace"},
	{"filter by expression", "2 / w a i t e d (", "9 )  backspace backspace"},
	{"members", "2 enter", "j k ctrl+d ctrl+u G g"},
	{"one goroutine", "2 enter G", "enter esc"},
	{"raw text of one", "2 enter enter enter", "j k G g"},
	{"evidence", "7 tab", "j k ctrl+d ctrl+u G g"},
	{"help", "2", "? esc"},
}

// BenchmarkKeys answers keys with a million goroutines loaded, and draws the screen after each.
func BenchmarkKeys(b *testing.B) {
	c, err := million()
	if err != nil {
		b.Fatal(err)
	}
	for _, way := range bigKeys {
		b.Run(strings.ReplaceAll(way.name, " ", "_"), func(b *testing.B) {
			d := drive(b, 200, 50, c)
			d.keys(strings.Fields(way.lead)...)
			keys := strings.Fields(way.keys)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				d.keys(keys[i%len(keys)])
				d.m.View()
			}
		})
	}
}

// TestKeysCostTheSame holds that a key asks for no more memory with ten times the goroutines in as many groups: what it
// does grows with the screen, not with the evidence.
func TestKeysCostTheSame(t *testing.T) {
	cost := func(n int) map[string]float64 {
		c, err := bigCase(n, 400)
		if err != nil {
			t.Fatal(err)
		}
		allocs := map[string]float64{}
		for _, way := range bigKeys {
			d := drive(t, 120, 40, c)
			d.keys(strings.Fields(way.lead)...)
			allocs[way.name] = testing.AllocsPerRun(1, func() {
				for _, key := range strings.Fields(way.keys) {
					d.keys(key)
					d.m.View()
				}
			})
		}
		return allocs
	}
	few := cost(20_000)
	for way, allocs := range cost(200_000) {
		if allocs > few[way]*1.3+100 {
			t.Errorf("%s: %.0f allocations with 200,000 goroutines, %.0f with 20,000", way, allocs, few[way])
		}
	}
}

// BenchmarkSearch looks through raw text for what is not there.
func BenchmarkSearch(b *testing.B) {
	text := newBigText(100_000, 400)
	e, err := profile.Read("big.dump", text, text.len(), profile.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(text.len())
	b.ReportAllocs()
	for b.Loop() {
		ask := view.Find{Text: "no such text", Within: profile.Span{End: text.len()}}
		if _, _, err := seek(b.Context(), e.ReadRaw, ask, func(int64) {}); err != nil {
			b.Fatal(err)
		}
	}
}
