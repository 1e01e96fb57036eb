package ui

import (
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"gotriage/ui/theme"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// prompt is the line at the foot of the screen into which one types.
type prompt struct {
	ask   view.Ask
	input textinput.Model
	fault view.Refuse // why Enter did not close it
}

// promptLimit is the longest text, in characters: what was pasted by mistake must not make every key slow.
const promptLimit = 4000

// promptHint stands behind the line where there is room.
const promptHint = "Enter: done  Esc: as before"

func newPrompt(m *model, ask view.Ask) *prompt {
	p := &prompt{ask: ask, input: textinput.New()}
	p.input.Prompt = ""
	p.input.CharLimit = promptLimit
	p.input.SetVirtualCursor(false)
	p.input.SetStyles(textinput.Styles{})
	p.input.KeyMap.Paste = key.NewBinding(key.WithDisabled()) // it would start a program; the terminal's own paste works
	p.input.SetValue(ask.Text)
	p.input.CursorEnd()
	p.input.Focus()
	p.resize(m.screen.Width)
	return p
}

func (p *prompt) resize(width int) {
	p.input.SetWidth(max(width-widget.Width(p.ask.Prompt)-widget.Width(promptHint)-4, 8))
}

func (p *prompt) text() string { return p.input.Value() }

// refused keeps it open and puts the cursor where its text is wrong.
func (p *prompt) refused(fault view.Refuse) {
	p.fault = fault
	if text := p.text(); fault.Column > 0 && fault.Column <= len(text)+1 {
		p.input.SetCursor(utf8.RuneCountInString(text[:fault.Column-1]))
	}
}

// update hands on a key or a paste. What cannot be drawn safely is not taken in.
func (p *prompt) update(msg tea.Msg) {
	p.fault = view.Refuse{}
	p.input, _ = p.input.Update(msg)
	if safe := theme.Sanitize(p.input.Value()); safe != p.input.Value() {
		p.input.SetValue(safe)
	}
}

// line draws it; the cursor's column is where the terminal puts its own.
func (p *prompt) line(th *theme.Theme, width int) (line string, column int) {
	head := " " + p.ask.Prompt
	if c := p.input.Cursor(); c != nil {
		column = c.X
	}
	line = th.Accent.Render(head) + p.input.View()
	switch room := width - widget.Width(line) - 2; {
	case p.fault.Why != "" && room >= 12:
		line = widget.Spread(line, th.Warn.Render(widget.Clip(theme.Sanitize(p.fault.Text()), room)), width-1)
	case widget.Width(promptHint) <= room:
		line = widget.Spread(line, th.Dim.Render(promptHint), width-1)
	}
	return widget.Fit(line, width), min(column+widget.Width(head), max(width-1, 0))
}
