package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// The least screen on which the workbench can be read.
const (
	leastWidth  = 30
	leastHeight = 8
)

// View draws the screen. The mouse is left to the terminal, so that text can be selected with it.
func (m *model) View() tea.View {
	lines, column := m.lines()
	content := strings.Join(lines, "\n")
	if m.ascii {
		content = theme.ASCII(content)
	}
	v := tea.NewView(content)
	v.AltScreen = true
	if m.prompt != nil && column >= 0 {
		v.Cursor = tea.NewCursor(column, m.screen.Height-1)
		v.Cursor.Blink = false
	}
	return v
}

// lines draws every line of the screen; column is where the cursor stands in the last one, -1 for nowhere.
func (m *model) lines() (lines []string, column int) {
	w, h := m.screen.Width, m.screen.Height
	switch {
	case w <= 0 || h <= 0:
		return nil, -1
	case w < leastWidth || h < leastHeight:
		text := fmt.Sprintf("%dx%d is too small: make the window %dx%d or more. q quits.", w, h, leastWidth, leastHeight)
		return widget.Block(widget.Wrap(text, w), w, h), -1
	case len(m.views) == 0:
		lines = widget.Block(m.loading.lines(m.th, m.opts.Version, m.status, m.screen), w, h)
		return m.overlaid(lines), -1
	}
	room := m.room()
	lines = append(lines, m.header(w), m.tabs(w))
	lines = append(lines, strings.Split(m.views[m.front].View.Render(room.Width, room.Height), "\n")...)
	column = -1
	foot := m.foot(w)
	if m.prompt != nil {
		foot, column = m.prompt.line(m.th, w)
	}
	return m.overlaid(widget.Block(append(lines, foot), w, h)), column
}

// overlaid lays the overlay over the screen, if there is one.
func (m *model) overlaid(lines []string) []string {
	if m.overlay == nil {
		return lines
	}
	box := m.overlay.box
	if m.status != "" { // it may cover the foot of the screen
		box.Foot = theme.Sanitize(m.status)
	}
	return box.Render(m.th, lines, m.screen)
}

// header says what is open and how much of it there is. Where there is little room the findings are said last of all.
func (m *model) header(width int) string {
	name := "nothing"
	if n := len(m.c.Inputs); n > 0 {
		name = theme.Sanitize(m.c.Inputs[0].Evidence.Name)
		if n > 1 {
			name += fmt.Sprintf(" +%d", n-1)
		}
		if all := m.c.Containers(); len(all) == 1 && all[0].Evidence == n {
			name = theme.Sanitize(all[0].Name) + " · " + triage.Count(n, "input")
		}
	}
	facts := m.facts()
	for len(facts) > 1 && widget.Width(strings.Join(facts, " · "))+min(widget.Width(name), 22)+14 > width {
		facts = facts[1:]
	}
	right := strings.Join(facts, " · ")
	brand := " gotriage  "
	if width < 60 {
		brand = " "
	}
	room := width - widget.Width(brand) - widget.Width(right) - 2
	left := m.th.Brand.Render(brand) + m.th.Strong.Render(widget.ClipLeft(name, max(room, 8)))
	return widget.Fit(widget.Spread(left, m.th.Dim.Render(right), width-1), width)
}

// facts are what the header says, the most telling last.
func (m *model) facts() []string {
	version, goroutines, stacks, profiles := "", 0, 0, 0
	for _, in := range m.c.Inputs {
		if version == "" {
			version = theme.Sanitize(in.GoVersion)
		}
		goroutines += in.Evidence.GoroutinesRead()
		stacks += len(in.Evidence.Stacks)
		profiles += len(in.Evidence.Profiles)
	}
	if once := m.c.Once(m.c.Groups); len(m.c.Inputs) > 1 && once > 0 { // several looks at one process
		goroutines = once
	}
	facts := []string{version, triage.Count(stacks, "stack"), triage.Count(goroutines, "goroutine"), triage.Count(len(m.c.Findings), "finding")}
	if len(m.c.Findings) == 0 {
		facts[3] = "no finding"
	}
	if goroutines == 0 && profiles > 0 {
		facts[2] = triage.Count(profiles, "profile")
	}
	return slices.DeleteFunc(facts, func(s string) bool { return s == "" })
}

// tabs lists the views; at the right stands the finding that e, E and d speak of.
func (m *model) tabs(width int) string {
	var tabs []string
	for i, v := range m.views {
		label := fmt.Sprintf("%d %s", v.Number, v.View.Title())
		if i == m.front {
			tabs = append(tabs, m.th.Front.Render(label))
			continue
		}
		tabs = append(tabs, m.th.Tab.Render(label))
	}
	left := " " + strings.Join(tabs, "  ")
	right := ""
	if m.finding != nil && m.views[m.front].Number != view.NumFindings {
		right = triage.ShortID(m.finding.ID) + " " + theme.Sanitize(m.finding.Family.ID)
		if widget.Width(left)+widget.Width(right)+3 > width {
			right = triage.ShortID(m.finding.ID)
		}
		if widget.Width(left)+widget.Width(right)+3 > width {
			right = ""
		}
	}
	return widget.Fit(widget.Spread(left, m.th.Dim.Render(right), width-1), width)
}

// foot says what was just done, else how a search goes, else what was read and what was not.
func (m *model) foot(width int) string {
	keys := m.th.Accent.Render("?") + m.th.Dim.Render(" keys")
	text, style := m.footText(width - 9)
	left := " " + style(widget.Clip(theme.Sanitize(text), width-9))
	if room := width - widget.Width(left) - 12; m.status == "" && room > 0 {
		hints := append(m.views[m.front].View.Keys(), widget.Keys(m.globalKeys(), m)...)
		if hint := widget.Hints(m.th, hints, room); hint != "" {
			keys = hint + "  " + keys
		}
	}
	return widget.Fit(widget.Spread(left, keys, width-1), width)
}

func (m *model) footText(room int) (text string, style func(...string) string) {
	switch {
	case m.search != nil:
		return fmt.Sprintf("looking for %s: %s of %s, Esc gives up", m.search.find.Text,
			view.Size(m.search.done), view.Size(m.search.length())), m.th.Accent.Render
	case m.status != "":
		return m.status, m.th.Plain.Render
	}
	style = m.th.Dim.Render
	if slices.ContainsFunc(m.c.Inputs, incomplete) {
		style = m.th.Warn.Render
	}
	coming := m.coming.text()
	if coming != "" {
		coming += " · "
	}
	if text = coming + triage.Accounting(m.c.Inputs...); widget.Width(text) > room {
		text = coming + triage.Brief(m.c.Inputs...)
	}
	return text, style
}

// incomplete says that something of an input was not read.
func incomplete(in *triage.Input) bool {
	return in.Evidence.Truncated || in.Evidence.LinesUnread > 0 || len(in.Evidence.Problems) > 0
}
