package ui

import (
	"fmt"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

	"gotriage/triage"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// perform carries out what a view asks for. What takes time becomes a command.
func (m *model) perform(intent view.Intent) tea.Cmd {
	switch intent := intent.(type) {
	case nil:
		return nil
	case view.Steps:
		var cmds []tea.Cmd
		for _, step := range intent {
			cmds = append(cmds, m.perform(step))
		}
		return tea.Batch(cmds...)
	case view.Copy:
		m.status = fmt.Sprintf("copied %s (%d bytes), if this terminal lets programs copy", intent.What, len(intent.Text))
		return tea.SetClipboard(intent.Text)
	case view.Say:
		m.status = intent.Text
	case view.Open:
		return m.open(intent.Number, intent.Msg)
	case view.Choose:
		m.finding = intent.Finding
		return m.broadcast(view.Chosen{Finding: m.finding})
	case view.Ask:
		m.prompt = newPrompt(m, intent)
	case view.Explain:
		m.show(documentation(intent.Family))
	case view.ReadGoroutine:
		return m.reading(func(c *triage.Case) tea.Msg { return answer{c, readGoroutine(c, intent)} })
	case view.ReadText:
		return m.reading(func(c *triage.Case) tea.Msg { return answer{c, readText(c, intent)} })
	case view.Compute:
		return guard(intent.Do)
	case view.Refuse:
		m.prompt.refused(intent)
	case view.Find:
		return m.find(intent)
	case view.Settle:
		m.settles++
		return m.after(rest, settled{m.settles})
	}
	return nil
}

// rest is how long no key comes before the keys count as settled: longer than a key that is held down takes to repeat
// (33 ms, as most systems have it), and short enough to be drawn within 100 ms.
const rest = 60 * time.Millisecond

// settled says that no key came since a view asked for the settles-th time.
type settled struct{ settles int }

// panicked is a panic of ours in a command, to be told once the terminal is given back.
type panicked struct {
	value any
	stack []byte
}

func (p panicked) error() error {
	return fmt.Errorf("gotriage itself panicked, please report it: %v\n\n%s", p.value, p.stack)
}

// guard turns a panic of a command into a message, so that the screen is closed before anything is printed.
func guard(work func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = panicked{r, debug.Stack()}
			}
		}()
		return work()
	}
}

// answer is what was read of a case: another one may be shown by now.
type answer struct {
	of  *triage.Case
	msg tea.Msg
}

// reading is a command that reads the evidence of the case; it is not given back meanwhile.
func (m *model) reading(work func(*triage.Case) tea.Msg) tea.Cmd {
	c, users := m.c, m.users
	users.Add(1)
	return guard(func() tea.Msg {
		defer users.Done()
		return work(c)
	})
}

func readGoroutine(c *triage.Case, ask view.ReadGoroutine) tea.Msg {
	e := c.Inputs[ask.Input].Evidence
	frames, err := e.Frames(int(ask.Row))
	return view.GoroutineRead{
		Input: ask.Input, Row: ask.Row, Frames: frames, Err: err,
		Line: e.Line(e.Goroutines[ask.Row].Place.Start),
	}
}

func readText(c *triage.Case, ask view.ReadText) tea.Msg {
	e := c.Inputs[ask.Input].Evidence
	data, err := e.Raw(ask.Window)
	answer := view.TextRead{ReadText: ask, Data: data, Err: err}
	if err == nil {
		answer.Rows = view.SplitRows(data, ask.Window, ask.Within, e.Line)
	}
	return answer
}

// room is what the views have: the screen without the header, the tabs and the foot.
func (m *model) room() widget.Size {
	return widget.Size{Width: m.screen.Width, Height: max(m.screen.Height-3, 0)}
}
