package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gotriage/ui/widget"
)

func TestFirstScreenWhileLoading(t *testing.T) {
	m := newModel(t.Context(), Options{Version: "v1.2.3"})
	d := &driver{t: t, m: m}
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.wants("gotriage v1.2.3", "reading ...")
	d.send(progressed{"a.dump", 250_000_000, 1_000_000_000})
	d.wants("reading a.dump", "25%", "250.0 MB of 1.00 GB")
	d.send(progressed{"-", 1234, 0})
	d.wants("reading standard input (input 2)", "1.2 kB")
	for _, key := range widget.Keys(m.globalKeys(), m) {
		for _, press := range key.Press {
			d.quit = false
			d.keys(press)
			if quits := press == "q" || press == "ctrl+c"; d.quit != quits {
				t.Errorf("%s while evidence is read: quits %v, want %v", press, d.quit, quits)
			}
			if press == "?" {
				d.wants("everywhere", "quit")
				d.keys("esc")
			}
		}
	}
	d.keys("j", "enter", "esc")
	d.wants("reading standard input")
}

func TestLoadFails(t *testing.T) {
	fault := errors.New("read x.dump: no such file")
	m := newModel(t.Context(), Options{Load: func(context.Context, Tell) error { return fault }})
	d := &driver{t: t, m: m}
	d.run(m.Init())
	if !d.quit || !errors.Is(m.err, fault) {
		t.Errorf("quit %v with %v, want true with %v", d.quit, m.err, fault)
	}
}

func TestLoadPanics(t *testing.T) {
	m := newModel(t.Context(), Options{Load: func(context.Context, Tell) error { panic("boom") }})
	d := &driver{t: t, m: m}
	d.run(m.Init())
	if !d.quit || m.err == nil || !strings.Contains(m.err.Error(), "boom") || !strings.Contains(m.err.Error(), "TestLoadPanics") {
		t.Errorf("quit %v with %v, want the panic with its stack", d.quit, m.err)
	}
}

func TestProgressIsPassedOnSeldom(t *testing.T) {
	now := time.Unix(0, 0)
	var got []progressed
	report := seldom(time.Second, func() time.Time { return now }, func(p progressed) { got = append(got, p) })
	for i := range int64(100) {
		report("a", i, 100)
		now = now.Add(100 * time.Millisecond)
	}
	report("b", 0, 7)
	if len(got) != 11 || got[0] != (progressed{"a", 0, 100}) || got[10] != (progressed{"b", 0, 7}) {
		t.Errorf("%d of 101 calls were passed on: %v; want the first, one a second, and the first of another input", len(got), got)
	}
}

func TestFindingToRawText(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log", "handler-leak.txt")
	d.keys("e", "e")
	d.wants("chan-send-stuck", "▌● HIGH goroutines stuck sending")
	d.keys("enter")
	d.wants("F1-60fe78 chan-send-stuck", "4 chan send")
	d.keys("enter")
	d.wants("1 of 4", "goroutine 93 · chan send")
	d.keys("j", "enter")
	d.wants("goroutine 125 · chan send", "/home/dev/src/http-handler-goroutine/main.go:30")
	d.keys("enter")
	d.wants("raw text", "goroutine 125 [chan send]:")
	d.keys("esc", "esc", "esc", "esc")
	d.wants("▌● HIGH goroutines stuck sending")
}

func TestCrashWithoutGroupsOpensItsPlace(t *testing.T) {
	c := openCase(t, "shop-crash.log")
	c.Findings[1].Groups = nil
	d := drive(t, 80, 24, c)
	d.keys("e", "enter")
	d.wants("├▸ crash", "panic: runtime error: invalid memory address")
	d.keys("esc")
	d.wants("1 Findings", "▌● HIGH nil pointer dereference")
}

func TestFindingsAreSteppedThroughInEveryView(t *testing.T) {
	d := newDriver(t, 100, 30, "shop-crash.log", "handler-leak.txt")
	d.keys("2", "e")
	d.wants("▸ F1-", "nil-dereference", "cart.(*Cart).discount")
	d.keys("7", "e")
	d.wants("chan-send-stuck", "goroutine 93 [chan send]:")
	d.keys("e")
	d.wants("e: this is the last finding")
	d.keys("1")
	d.wants("▌● HIGH goroutines stuck sending")
	d.keys("E", "E", "E")
	d.wants("E: this is the first finding")
}

func TestCopy(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log")
	d.keys("e", "y")
	d.wants("copied the finding F1-41e9a8")
	for _, text := range []string{"HIGH: nil pointer dereference", "suspect: ", "cart.go:23", "for: the runtime says so", "next: Open "} {
		if !strings.Contains(d.copied, text) {
			t.Errorf("the copy lacks %q:\n%s", text, d.copied)
		}
	}
	d.keys("d", "y")
	if !strings.Contains(d.copied, "dlv exec") || !strings.Contains(d.copied, "cart.go:23") {
		t.Errorf("y on the dlv command line copies %q", d.copied)
	}
	d.keys("esc", "2", "y")
	if !strings.Contains(d.copied, "goroutine") {
		t.Errorf("y in Goroutines copies %q", d.copied)
	}
}

// TestCopyOfHostileText holds that nothing that is pasted into a shell or a chat carries what a terminal obeys.
func TestCopyOfHostileText(t *testing.T) {
	for _, keys := range []string{"7 y", "2 y", "2 enter y", "2 enter enter enter y"} {
		d := newDriver(t, 80, 24, "hostile.txt")
		d.keys(strings.Fields(keys)...)
		if d.copied == "" || strings.ContainsAny(d.copied, "\x1b\x07\r\u202e\u200b") {
			t.Errorf("%s copies %q", keys, d.copied)
		}
	}
}

func TestFilterAndItsKeys(t *testing.T) {
	d := newDriver(t, 80, 24, "handler-leak.txt")
	d.keys("2", "/")
	d.typeText("chan send")
	d.wants("/chan send", "1 of 1")
	d.keys("esc")
	d.wants("groups by count ", "1 of 6")
	d.keys("/")
	d.typeText("!IO wait")
	d.keys("enter")
	d.wants("/!IO wait", "1 of 3")
	d.keys("/")
	d.send(tea.PasteMsg{Content: "\x1b[2Jx"})
	d.wants("!IO wait")
	if strings.Contains(d.m.View().Content, "\x1b[2J") {
		t.Error("what was pasted is obeyed")
	}
	d.keys("esc", "esc")
	d.wants("1 of 6")
}

func TestExpressionAsFilter(t *testing.T) {
	d := newDriver(t, 80, 24, "handler-leak.txt")
	d.keys("2", "/")
	d.typeText("state(`chan send`) && created(`lost`)")
	d.wants("1 of 1", "main.lost.func1")
	d.keys("enter", "/", "ctrl+u")
	d.typeText("leaked() || stat(`x`)")
	d.keys("enter")
	d.wants("filter: column 13: stat is not a test", "/leaked() || stat(`x`)", "column 13: stat")
	if c := d.m.View().Cursor; c == nil || c.X != len(" /leaked() || ") {
		t.Errorf("the cursor is not where the expression is wrong: %+v", c)
	}
	d.keys("right", "right", "right", "right")
	d.typeText("e") // stat becomes state
	d.keys("enter")
	if d.m.prompt != nil {
		t.Errorf("a good expression does not close its line:\n%s", d.screen())
	}
}

// TestFilterMeansTheSame filters Findings with what Goroutines takes too.
func TestFilterMeansTheSame(t *testing.T) {
	d := newDriver(t, 100, 30, "shop-crash.log", "handler-leak.txt")
	d.keys("/")
	d.typeText("kind(`panic`) && calls(`discount`)")
	d.wants("1 of 1", "nil pointer dereference")
	d.keys("ctrl+u")
	d.typeText("state(`chan send`)")
	d.wants("goroutines stuck sending")
	d.keys("ctrl+u")
	d.typeText("state(`no such`)")
	d.wants("0 of 0", "Nothing here matches the filter")
	d.keys("ctrl+u")
	d.typeText("stat(`x`)")
	d.keys("enter")
	d.wants("filter: column 1: stat is not a test", "column 1: stat")
	d.keys("esc")
	d.wants("1 of ")
}

// TestRowsThatAreNoFinding holds that e, E and d say why they cannot work on them.
func TestRowsThatAreNoFinding(t *testing.T) {
	d := newDriver(t, 100, 30, "shop-crash.log", "handler-leak.txt")
	d.keys("G")
	d.wants("▌○ OK")
	d.keys("e")
	d.wants("e: this row is no finding")
	d.keys("d")
	d.wants("d: this row is no finding")
	d.keys("E")
	d.wants("▌● HIGH goroutines stuck sending")
}

// TestEvidenceShowsTheSelectedPlace moves over the rows of Evidence: the text follows, the keys stay with the rows.
func TestEvidenceShowsTheSelectedPlace(t *testing.T) {
	d := newDriver(t, 100, 30, "shop-crash.log", "handler-leak.txt")
	d.keys("7", "j", "j", "j", "j")
	d.wants("▸ inputs", "─ fatal: concurrent map writes", "▌ fatal error: concurrent map writes")
	d.keys("G")
	d.wants("▸ inputs", "goroutine 1 [running]")
	d.keys("g")
	d.wants("▸ inputs", "shop cart listens")
}

func TestResizeKeepsWhatIsLookedAt(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log")
	d.keys("7", "tab", "G")
	last := strings.Split(d.screen(), "\n")[21]
	d.send(tea.WindowSizeMsg{Width: 40, Height: 12})
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	if !strings.Contains(d.screen(), last) {
		t.Errorf("%q is out of sight after two resizes:\n%s", last, d.screen())
	}
}

func TestLookChanges(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log")
	dark := d.m.View().Content
	d.keys("D")
	d.send(tea.BackgroundColorMsg{Color: white{}})
	d.keys("esc")
	if d.m.th.Dark || d.m.View().Content == dark {
		t.Error("a white background changes nothing")
	}
}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }
