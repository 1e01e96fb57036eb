package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/view"
)

// caseOf reads texts with the families in testdata/families.
func caseOf(t *testing.T, texts ...[]byte) *triage.Case {
	t.Helper()
	catalogue, err := (&triage.Catalogue{}).With(os.DirFS("testdata/families"))
	if err != nil {
		t.Fatal(err)
	}
	var list []*profile.Evidence
	for _, text := range texts {
		e, err := profile.ReadFrom("api.log", bytes.NewReader(text), profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

func shopLog(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata/evidence", "shop-crash.log"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// show hands a case to the workbench as Load does.
func (d *driver) show(c *triage.Case, s Status) {
	d.send(arrived{c: c, x: view.NewIndex(c), status: s})
}

// TestRenewedStays goes somewhere with a part of a log, has the rest of it come, and looks whether it is still there.
func TestRenewedStays(t *testing.T) {
	text := shopLog(t)
	cut := bytes.Index(text, []byte("\nfatal error: ")) + 1
	for _, way := range []struct{ name, keys, shows string }{
		{"finding", "1", "▌● HIGH nil pointer dereference"},
		{"healthy row", "1 G", "▌○ OK"},
		{"filtered findings", "1 / n i l enter", "findings /nil"},
		{"group", "2 j j j", ""},
		{"filtered groups", "2 / s e l e c t enter j", "/select"},
		{"groups of a finding", "1 enter", "F1-41e9a8 nil-dereference"},
		{"members", "2 j enter", ": goroutines"},
		{"one goroutine", "2 j enter enter", "▸ goroutine 5 "},
		{"raw text of one", "2 j enter enter enter", "goroutine 5: raw text"},
		{"text", "7 tab ctrl+d ctrl+d", "text of api.log"},
		{"an unread line", "7 u u", "not understood, 2 of"},
		{"typing", "2 / s e l", "Enter: done"},
	} {
		t.Run(way.name, func(t *testing.T) {
			d := drive(t, 100, 30, caseOf(t, text[:cut]))
			d.keys(strings.Fields(way.keys)...)
			before := here(d)
			d.wants(way.shows)
			d.show(caseOf(t, text), Status{Coming: Following, Bytes: 1234, Shown: 1234})
			if after := here(d); after != before {
				t.Errorf("it was at\n%s\nand is at\n%s\n%s", before, after, d.screen())
			}
			d.wants("2 findings")
		})
	}
}

// here is what tells where one is: the titles of the panes, without counts, and the selected rows without theirs.
func here(d *driver) string {
	var marks []string
	for line := range strings.Lines(d.screen()) {
		_, row, selected := strings.Cut(line, "▌")
		_, title, focus := strings.Cut(line, "▸ ")
		switch {
		case selected:
			row, _, _ = strings.Cut(row, "│")
			var words []string
			for _, f := range strings.Fields(row) {
				if strings.Trim(f, "0123456789.,%kB") != "" {
					words = append(words, f)
				}
			}
			marks = append(marks, strings.Join(words, " "))
		case focus:
			title, _, _ = strings.Cut(title, " ─")
			marks = append(marks, title)
		}
	}
	return strings.Join(marks, "\n")
}

func TestRenewedAnnounces(t *testing.T) {
	text := shopLog(t)
	cut := bytes.Index(text, []byte("\nfatal error: ")) + 1
	d := drive(t, 120, 30, caseOf(t, text[:200]))
	d.show(caseOf(t, text[:cut]), Status{Coming: Arriving, Bytes: 9000, Shown: 8000})
	d.wants("new finding: nil pointer dereference (F1-41e9a8)")
	d.keys("j")
	d.wants("still arriving, 8.0 kB shown of 9.0 kB so far")
	d.send(arrived{status: Status{Coming: Following, Bytes: 9500, Shown: 9000}})
	d.wants("following, 9.0 kB and 500 B more")
	d.show(caseOf(t, text), Status{})
	d.wants("new finding: a map was used")
	d.keys("k")
	d.wants("44 goroutines read")
	d.show(caseOf(t, []byte("another text\n")), Status{Anew: []int{0}, Notice: "api.log was replaced"})
	d.wants("api.log was replaced", "no finding")
	d.keys("e")
	d.wants("there is no finding")
}

// TestRenewedFollowsTheEnd holds that one who looks at the end of a text goes on to look at the end.
func TestRenewedFollowsTheEnd(t *testing.T) {
	text := shopLog(t)
	cut := bytes.Index(text, []byte("\nfatal error: ")) + 1
	d := drive(t, 100, 30, caseOf(t, text[:cut]))
	d.keys("7", "tab", "G")
	d.show(caseOf(t, text), Status{Coming: Following})
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	d.wants(strings.TrimSpace(lines[len(lines)-1]))
}

// TestRenewedReleases holds that evidence is given back when it is no longer read, and not before.
func TestRenewedReleases(t *testing.T) {
	text := shopLog(t)
	one, two := caseOf(t, text[:5000]), caseOf(t, text)
	d := drive(t, 100, 30, one)
	var closed []*profile.Evidence
	d.m.opts.Close = func(e *profile.Evidence) { closed = append(closed, e) }
	reading := d.m.reading(func(*triage.Case) tea.Msg { return nil })
	_, release := d.m.Update(arrived{c: two, x: view.NewIndex(two)})
	done := make(chan struct{})
	go func() {
		d.run(release)
		close(done)
	}()
	reading()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("the evidence is never given back")
	}
	if len(closed) != 1 || closed[0] != one.Inputs[0].Evidence {
		t.Errorf("%d evidences were closed, want the first one", len(closed))
	}
}

// TestLateAnswer holds that what was read of a case that is no longer shown changes nothing.
func TestLateAnswer(t *testing.T) {
	text := shopLog(t)
	d := drive(t, 100, 30, caseOf(t, text))
	d.keys("2", "enter")
	stale := answer{&triage.Case{}, view.GoroutineRead{Line: 99999}}
	before := d.screen()
	d.send(stale)
	if d.screen() != before {
		t.Error("a late answer changed the screen")
	}
}
