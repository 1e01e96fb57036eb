// Package ui is the workbench: the one Bubble Tea model. It lays out the screen, hands keys and messages to the views,
// and carries out what they ask for. Nothing is read or waited for in Update; commands do that, and change no state.
package ui

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// model is the state of the workbench.
type model struct {
	opts    Options
	ctx     context.Context //nolint:containedctx // the life of the program: commands end with it
	send    func(tea.Msg)   // hands a message in from a command that has more to say than its result
	after   func(time.Duration, tea.Msg) tea.Cmd
	screen  widget.Size
	th      *theme.Theme
	ascii   bool
	noShell string // why no shell could continue the program

	loading  loading
	c        *triage.Case
	users    *sync.WaitGroup // commands that read the evidence of c
	coming   Status
	err      error // why Load gave no case, or a command panicked
	views    []view.Numbered
	front    int // index in views
	finding  *triage.Finding
	overlay  *overlay
	prompt   *prompt
	status   string // a sentence for the foot of the screen, until the next key
	settles  int    // how often a view asked to hear of the keys' rest
	search   *search
	searches int
}

func newModel(ctx context.Context, opts Options) *model {
	return &model{
		opts: opts, ctx: ctx, send: func(tea.Msg) {}, after: after,
		th: theme.New(true, colorprofile.ANSI256), ascii: opts.ASCII,
	}
}

// after hands in a message when some time has passed.
func after(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// Init asks the terminal for its background, and begins to load. A terminal that does not answer is taken as dark.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.load)
}

// Update answers a message: size to everyone, keys to what lies on top, all else to every view.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.screen = widget.Size{Width: msg.Width, Height: msg.Height}
		return m, m.resized()
	case tea.BackgroundColorMsg:
		return m, m.themed(msg.IsDark(), m.th.Profile)
	case tea.ColorProfileMsg:
		return m, m.themed(m.th.Dark, msg.Profile)
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.PasteMsg:
		if m.prompt != nil {
			return m, m.typed(msg)
		}
		return m, nil
	case progressed:
		m.loading = m.loading.progress(msg)
		return m, nil
	case arrived:
		return m, m.arrived(msg)
	case ended:
		return m, m.ended(msg)
	case answer:
		if msg.of != m.c {
			return m, nil // the views have asked again
		}
		return m, m.broadcast(msg.msg)
	case panicked:
		m.err = msg.error()
		return m, tea.Quit
	case settled:
		if msg.settles != m.settles {
			return m, nil // another key came
		}
		return m, m.broadcast(view.Settled{})
	case sought:
		m.seeking(msg)
		return m, nil
	case view.Found:
		return m, m.found(msg)
	}
	return m, m.broadcast(msg)
}

// broadcast hands a message to every view.
func (m *model) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for i := range m.views {
		cmds = append(cmds, m.tell(i, msg))
	}
	return tea.Batch(cmds...)
}

// tell hands a message to one view and carries out what it asks for.
func (m *model) tell(i int, msg tea.Msg) tea.Cmd {
	if i >= len(m.views) {
		return nil
	}
	next, intent := m.views[i].View.Update(msg)
	m.views[i].View = next
	return m.perform(intent)
}

func (m *model) resized() tea.Cmd {
	if m.overlay != nil {
		m.overlay.box = m.overlay.box.Resize(m.screen)
	}
	if m.prompt != nil {
		m.prompt.resize(m.screen.Width)
	}
	room := m.room()
	return m.broadcast(view.Resized(room))
}

func (m *model) themed(dark bool, profile colorprofile.Profile) tea.Cmd {
	if m.opts.NoColor {
		profile = min(profile, colorprofile.ASCII)
	}
	m.th = theme.New(dark, profile)
	if m.overlay != nil {
		m.overlay.box = m.overlay.make(m).Resize(m.screen)
	}
	return m.broadcast(view.Themed{Theme: m.th})
}

// open brings a view to the front.
func (m *model) open(number int, msg tea.Msg) tea.Cmd {
	for i, v := range m.views {
		if v.Number != number {
			continue
		}
		m.front = i
		cmd := m.tell(i, view.Shown{})
		if msg != nil {
			return tea.Batch(cmd, m.tell(i, msg))
		}
		return cmd
	}
	return nil
}
