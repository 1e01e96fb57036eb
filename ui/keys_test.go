package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// allKeys are the keys that mean something in the scene in front: those of the overlay, else of the view and the
// global ones.
func allKeys(m *model) []widget.Key {
	if m.overlay != nil {
		return widget.Keys(overlayKeys(), m)
	}
	return append(m.views[m.front].View.Keys(), widget.Keys(m.globalKeys(), m)...)
}

// TestEveryKeyWorksOrSaysWhy presses every key of every scene, at two sizes: it must change the screen, copy, or quit,
// or its reason must be shown.
func TestEveryKeyWorksOrSaysWhy(t *testing.T) {
	quiet := []string{"ctrl+l", "ctrl+z"} // they act on the terminal
	everySize := [][2]int{{80, 24}, {40, 12}}
	for i, names := range [][]string{captures[0], captures[2]} {
		c := openCase(t, names...)
		for _, scene := range scenes {
			for _, size := range everySize[i:] {
				open := func() *driver {
					d := drive(t, size[0], size[1], c)
					d.keys(strings.Fields(scene.keys)...)
					return d
				}
				first := open()
				if first.m.prompt != nil {
					continue
				}
				for _, key := range allKeys(first.m) {
					for _, press := range key.Press {
						if slices.Contains(quiet, press) {
							continue
						}
						d := open()
						d.m.status = ""
						before := d.m.View().Content
						d.keys(press)
						if key.Disabled != "" {
							if !strings.Contains(d.m.status, key.Disabled) {
								t.Errorf("%s of %v at %v: %s cannot work (%s), but the screen says %q", scene.name, names, size, press, key.Disabled, d.m.status)
							}
							continue
						}
						if d.m.View().Content == before && !d.quit && d.copied == "" {
							t.Errorf("%s of %v at %v: %s (%s) does nothing:\n%s", scene.name, names, size, press, key.Help, ansi.Strip(before))
						}
					}
				}
			}
		}
	}
}

// TestNoKeyMeansTwoThings holds that no key of a view is also a global one, and that all of them are in the help.
func TestNoKeyMeansTwoThings(t *testing.T) {
	for _, scene := range scenes {
		d := newDriver(t, 80, 24, captures[0]...)
		d.keys(strings.Fields(scene.keys)...)
		if d.m.prompt != nil {
			continue
		}
		seen := map[string]string{}
		for _, key := range allKeys(d.m) {
			if key.Help == "" {
				t.Errorf("%s: %v has no help", scene.name, key.Press)
			}
			for _, press := range key.Press {
				if other, twice := seen[press]; twice {
					t.Errorf("%s: %s means %q and %q", scene.name, press, other, key.Help)
				}
				seen[press] = key.Help
			}
		}
	}
}

func TestHelpShowsEveryKey(t *testing.T) {
	d := newDriver(t, 120, 200, "shop-crash.log")
	for _, number := range []string{"1", "2", "7"} {
		d.keys(number, "?")
		screen := d.screen()
		for _, key := range append(d.m.views[d.m.front].View.Keys(), widget.Keys(d.m.globalKeys(), d.m)...) {
			for _, text := range []string{widget.KeyName(key.Press[0]), strings.Fields(key.Help)[0]} {
				if !strings.Contains(screen, text) {
					t.Errorf("the help of view %s lacks %q:\n%s", number, text, screen)
				}
			}
		}
		d.keys("esc")
	}
}

func TestNumbersOpenViews(t *testing.T) {
	d := newDriver(t, 80, 24, "shop-crash.log")
	for key, number := range map[string]int{"2": view.NumGoroutines, "7": view.NumEvidence, "1": view.NumFindings} {
		d.keys(key)
		if got := d.m.views[d.m.front].Number; got != number {
			t.Errorf("%s opens view %d", key, got)
		}
	}
}
