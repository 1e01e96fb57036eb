package ui

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// packets gives one packet for each call of Read, as a terminal at the end of a slow link does.
type packets [][]byte

func (p *packets) Read(b []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := copy(b, (*p)[0])
	*p = (*p)[1:]
	return n, nil
}

// received is what a terminal's packets become, one text for each Read.
func received(t *testing.T, sent ...string) []string {
	t.Helper()
	var p packets
	for _, text := range sent {
		p = append(p, []byte(text))
	}
	w := &whole{Reader: &p}
	var got []string
	b := make([]byte, 4096)
	for {
		n, err := w.Read(b)
		if n > 0 {
			got = append(got, string(b[:n]))
		}
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhole tears what a terminal sends at every place: no answer and no end of a paste comes in two parts.
func TestWhole(t *testing.T) {
	sequences := []string{
		"\x1b[?2026;2$y", "\x1b]11;rgb:dede/2222/qqqq\x1b\\", "\x1b]11;rgb:0/0/0\a", "\x1bP>|term 1.2\x1b\\",
		"\x1b[1;5A", pasteBegins, pasteEnds,
	}
	stream := "j" + sequences[0] + "k\x1b" + sequences[1] + sequences[2] + "é" + sequences[3] + sequences[4] +
		pasteBegins + "q \x1b[31m \x1b]8;; \x1b" + pasteEnds + "q\x1b"
	for at := range stream {
		got := received(t, stream[:at], stream[at:])
		if strings.Join(got, "") != stream {
			t.Fatalf("torn at %d: %q", at, got)
		}
		if len(got) < 2 {
			continue
		}
		for _, s := range sequences {
			for cut := 3; cut < len(s); cut++ {
				if strings.HasSuffix(got[0], s[:cut]) && strings.HasPrefix(got[1], s[cut:]) {
					t.Errorf("torn at %d, %q comes as %q and %q", at, s, s[:cut], s[cut:])
				}
			}
		}
	}
}

// TestWholeKeys: no key waits for another one.
func TestWholeKeys(t *testing.T) {
	keys := []string{"j", "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1bOA", "\x1b[A", "é", pasteBegins, "q", pasteEnds, "\x1b"}
	if got := received(t, keys...); !slices.Equal(got, keys) {
		t.Errorf("got %q, want %q", got, keys)
	}
}

// TestWholeEndless: what is never ended is passed on, and so is what stands before the end of the terminal.
func TestWholeEndless(t *testing.T) {
	endless := "\x1b]11;" + string(bytes.Repeat([]byte("x"), longestHeld))
	if got := received(t, endless, "q"); !slices.Equal(got, []string{endless, "q"}) {
		t.Errorf("got %q", got)
	}
	if got := received(t, "\x1b[20"); !slices.Equal(got, []string{"\x1b[20"}) {
		t.Errorf("got %q", got)
	}
}
