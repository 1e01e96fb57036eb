package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// driver runs the model without a terminal and without waiting: every command is carried out at once, and its message
// handed back, until there is none left.
type driver struct {
	t      testing.TB
	m      *model
	quit   bool
	copied string
}

// openCase reads captures in testdata/evidence with the families in testdata/families.
func openCase(t testing.TB, names ...string) *triage.Case {
	t.Helper()
	catalogue, err := (&triage.Catalogue{}).With(os.DirFS("testdata/families"))
	if err != nil {
		t.Fatal(err)
	}
	var list []*profile.Evidence
	for _, name := range names {
		e, err := profile.Open(filepath.Join("testdata/evidence", name), profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		e.Name = name
		list = append(list, e)
	}
	return triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

// newDriver opens captures on a screen of a size.
func newDriver(t testing.TB, width, height int, names ...string) *driver {
	t.Helper()
	return drive(t, width, height, openCase(t, names...))
}

// drive opens a case on a screen of a size.
func drive(t testing.TB, width, height int, c *triage.Case) *driver {
	t.Helper()
	load := func(_ context.Context, tell Tell) error {
		tell.Show(c, Status{})
		return nil
	}
	d := &driver{t: t, m: newModel(t.Context(), Options{Load: load, Version: "v1.2.3"})}
	d.m.send = d.send
	d.m.after = func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
	d.run(d.m.Init())
	d.send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

func (d *driver) send(msg tea.Msg) {
	if msg == nil {
		return
	}
	_, cmd := d.m.Update(msg)
	d.run(cmd)
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		if fmt.Sprintf("%T", msg) == "tea.setClipboardMsg" {
			d.copied = fmt.Sprint(msg)
			return
		}
		d.send(msg)
	}
}

// specialKeys are the keys that are not a character.
var specialKeys = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp,
	"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown,
	"pgup": tea.KeyPgUp, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
}

// keyMsg makes the message of a key in Bubble Tea's spelling.
func keyMsg(key string) tea.KeyPressMsg {
	if code, ok := specialKeys[key]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if letter, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(key)[0], Text: key}
}

func (d *driver) keys(keys ...string) {
	for _, key := range keys {
		d.send(keyMsg(key))
	}
}

// typeText types into the line at the foot.
func (d *driver) typeText(text string) {
	for _, r := range text {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// screen is what the terminal would show, without colours and without blanks at the ends of lines.
func (d *driver) screen() string {
	lines := strings.Split(ansi.Strip(d.m.View().Content), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func (d *driver) wants(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.screen(), text) {
			d.t.Errorf("the screen does not show %q:\n%s", text, d.screen())
		}
	}
}
