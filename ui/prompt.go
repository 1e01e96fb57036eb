package ui

import (
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

// update hands on a key or a paste. What cannot be drawn safely is not taken in.
func (p *prompt) update(msg tea.Msg) {
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
	if widget.Width(line)+widget.Width(promptHint)+2 <= width {
		line = widget.Spread(line, th.Dim.Render(promptHint), width-1)
	}
	return widget.Fit(line, width), min(column+widget.Width(head), max(width-1, 0))
}
