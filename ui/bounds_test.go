package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// scenes are ways to every view, level and overlay, from a workbench that was just opened.
var scenes = []struct {
	name string
	keys string
}{
	{"findings", ""},
	{"findings detail", "tab G"},
	{"findings zoomed", "tab +"},
	{"documentation", "D"},
	{"delve", "d"},
	{"help", "?"},
	{"groups", "2"},
	{"group detail", "2 tab"},
	{"members", "2 enter enter"},
	{"one goroutine", "2 enter enter enter"},
	{"raw text", "2 enter enter enter enter l"},
	{"evidence", "7"},
	{"evidence text", "7 tab G l l l"},
	{"evidence zoomed", "7 tab +"},
	{"unread", "7 u"},
	{"filter", "2 /"},
	{"find", "7 /"},
}

// captures are what the scenes are drawn from: real ones, one of them hostile, and none.
var captures = [][]string{{"shop-crash.log", "handler-leak.txt", "hostile.txt"}, {"hostile.txt"}, {"no-evidence.log"}, {}}

// sgr are the only escape sequences that a screen may hold: colours and styles.
var sgr = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// TestScreenIsNeverLargerThanTheWindow draws every scene in every size and looks for lines that are too long, too many
// lines, and for anything of the evidence that a terminal would obey.
func TestScreenIsNeverLargerThanTheWindow(t *testing.T) {
	sizes := roomSizes()
	for i, names := range captures {
		if i > 0 {
			sizes = [][2]int{{30, 8}, {40, 12}, {60, 24}, {100, 30}}
		}
		c := openCase(t, names...)
		for _, scene := range scenes {
			t.Run(fmt.Sprintf("%s of %v", scene.name, names), func(t *testing.T) {
				d := drive(t, 100, 30, c)
				d.keys(strings.Fields(scene.keys)...)
				for _, size := range sizes {
					d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					checkBounds(t, d.m.View().Content, size[0], size[1])
					if t.Failed() {
						return
					}
				}
			})
		}
	}
}

// roomSizes are the smallest ones, those around the borders between layouts, and a spread of others.
func roomSizes() [][2]int {
	var list [][2]int
	for _, w := range []int{1, 7, 29, 30, 40, 50, 59, 60, 80, 200} {
		for _, h := range []int{1, 5, 8, 12, 19, 24, 60} {
			list = append(list, [2]int{w, h})
		}
	}
	return list
}

func checkBounds(t *testing.T, content string, width, height int) {
	t.Helper()
	lines := strings.Split(content, "\n")
	if len(lines) > height {
		t.Errorf("%dx%d: %d lines", width, height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Errorf("%dx%d: line %d is %d cells wide: %q", width, height, i, w, ansi.Strip(line))
		}
		for _, r := range sgr.ReplaceAllString(line, "") {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2066 || r == 0x200b {
				t.Errorf("%dx%d: line %d holds %U: %q", width, height, i, r, line)
				break
			}
		}
	}
}

// TestRenderFillsItsRoom holds each view to exactly the room that it is told, at any size.
func TestRenderFillsItsRoom(t *testing.T) {
	d := newDriver(t, 100, 30, captures[0]...)
	for _, v := range d.m.views {
		for _, size := range roomSizes() {
			lines := strings.Split(v.View.Render(size[0], size[1]), "\n")
			if len(lines) != size[1] {
				t.Errorf("%s at %v: %d lines", v.View.Title(), size, len(lines))
			}
			for i, line := range lines {
				if w := ansi.StringWidth(line); w != size[0] {
					t.Errorf("%s at %v: line %d is %d cells wide: %q", v.View.Title(), size, i, w, ansi.Strip(line))
				}
			}
		}
	}
}

// TestASCII draws every scene for a terminal that shows nothing but ASCII.
func TestASCII(t *testing.T) {
	for _, scene := range scenes {
		d := newDriver(t, 80, 24, captures[0]...)
		d.m.ascii = true
		d.keys(strings.Fields(scene.keys)...)
		content := d.m.View().Content
		for _, r := range content {
			if r >= 0x7f {
				t.Fatalf("%s: %U is drawn:\n%s", scene.name, r, ansi.Strip(content))
			}
		}
		checkBounds(t, content, 80, 24)
	}
}
