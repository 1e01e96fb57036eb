package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/ui/view"
)

// TestSeek looks for text that lies at the borders of the pieces that are read.
func TestSeek(t *testing.T) {
	text := bytes.Repeat([]byte("."), 3*seekPiece)
	for _, at := range []int{0, 100, seekPiece - 3, 2 * seekPiece, 3*seekPiece - 6} {
		copy(text[at:], "Needle")
	}
	raw := func(_ []byte, p profile.Span) ([]byte, error) {
		if p.Start < 0 || p.Start > p.End || p.End > int64(len(text)) {
			return nil, fmt.Errorf("the place %v lies outside the text", p)
		}
		return bytes.Clone(text[p.Start:p.End]), nil
	}
	whole := profile.Span{End: int64(len(text))}
	tests := []struct {
		name string
		ask  view.Find
		want int64 // -1: not found
		wrap bool
	}{
		{"from the beginning", view.Find{Text: "needle", Within: whole}, 0, false},
		{"the next one", view.Find{Text: "needle", Within: whole, From: 1}, 100, false},
		{"across a border", view.Find{Text: "needle", Within: whole, From: 101}, seekPiece - 3, false},
		{"at a border", view.Find{Text: "Needle", Within: whole, From: seekPiece}, 2 * seekPiece, false},
		{"the last one", view.Find{Text: "needle", Within: whole, From: 2*seekPiece + 1}, 3*seekPiece - 6, false},
		{"around the end", view.Find{Text: "needle", Within: whole, From: 3*seekPiece - 5}, 0, true},
		{"back", view.Find{Text: "needle", Within: whole, From: 2 * seekPiece, Back: true}, seekPiece - 3, false},
		{"back inside a piece", view.Find{Text: "needle", Within: whole, From: 100, Back: true}, 0, false},
		{"back around the beginning", view.Find{Text: "needle", Within: whole, From: 0, Back: true}, 3*seekPiece - 6, true},
		{"case matters where it is written", view.Find{Text: "NEEDLE", Within: whole}, -1, true},
		{"only within a place", view.Find{Text: "needle", Within: profile.Span{Start: 1, End: 105}}, -1, true},
		{"within a place", view.Find{Text: "needle", Within: profile.Span{Start: 1, End: 106}}, 100, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			place, wrapped, err := seek(t.Context(), raw, tt.ask, func(int64) {})
			want := profile.Span{Start: tt.want, End: tt.want + 6}
			if tt.want < 0 {
				want = profile.Span{}
			}
			if err != nil || place != want || wrapped != tt.wrap {
				t.Errorf("found %v, wrapped %v, error %v; want %v, %v", place, wrapped, err, want, tt.wrap)
			}
		})
	}
}

func TestSeekTellsItsProgressAndStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var told []int64
	raw := func(_ []byte, p profile.Span) ([]byte, error) { return make([]byte, p.End-p.Start), nil }
	ask := view.Find{Text: "x", Within: profile.Span{End: 1000 * seekPiece}}
	_, _, err := seek(ctx, raw, ask, func(done int64) {
		told = append(told, done)
		if len(told) == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || len(told) != 2 || told[0] != seekTell*seekPiece {
		t.Errorf("told %v, ended with %v", told, err)
	}
}

func TestFindInText(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log")
	d.keys("7", "/")
	d.typeText("catalog")
	d.keys("enter")
	d.wants("catalog.(*Cache).Refresh")
	first := d.screen()
	d.keys("n", "N")
	if d.screen() != first {
		t.Errorf("n and N do not come back:\n%s\nwant\n%s", d.screen(), first)
	}
	d.keys("/", "ctrl+u")
	d.typeText("no such text")
	d.keys("enter")
	d.wants("not found: no such text")
}

// TestSearchIsGivenUp holds a search in its course and presses Esc.
func TestSearchIsGivenUp(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log")
	d.keys("7", "tab")
	ask := view.Find{Text: "main", Within: profile.Span{End: 42 << 10}}
	cmd := d.m.find(ask)
	d.wants("looking for main: 0 B of 43.0 kB, Esc gives up")
	d.send(sought{d.m.search.id, 21 << 10})
	d.wants("21.5 kB of 43.0 kB")
	before := d.m.views[d.m.front].View
	d.keys("esc")
	d.wants("the search was given up")
	d.run(cmd) // its answer comes late
	if strings.Contains(d.screen(), "not found") || d.m.views[d.m.front].View.Render(80, 20) != before.Render(80, 20) {
		t.Error("the answer of a search that was given up changed the screen")
	}
}
