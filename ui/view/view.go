// Package view holds the views of the workbench, one file each. A view is a value: it is told its size, gets keys and
// messages, and draws itself. It never reads a file, starts a program or waits: what it wants done it returns as an
// Intent, and what comes of that reaches it as a message.
package view

import (
	tea "charm.land/bubbletea/v2"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// View is one screen of the workbench.
type View interface {
	Title() string
	// Keys are the keys that mean something here now; those that cannot work say why.
	Keys() []widget.Key
	// Update answers a key or a message. The intent is nil where nothing is to be done.
	Update(msg tea.Msg) (View, Intent)
	// Render draws width by height cells, never more.
	Render(width, height int) string
}

// Intent is an effect that a view asks for; only the workbench carries it out.
type Intent interface{ intent() }

// Intents.
type (
	// Copy puts a text on the clipboard and says what was copied.
	Copy struct{ What, Text string }
	// Say shows a sentence until the next key.
	Say struct{ Text string }
	// Open brings a view to the front and hands it a message, if there is one.
	Open struct {
		Number int
		Msg    tea.Msg
	}
	// Choose makes a finding the one that e, E and d speak of; nil for none.
	Choose struct{ Finding *triage.Finding }
	// Ask opens the line at the foot of the screen; answers come as Answer while it is typed.
	Ask struct {
		Prompt, Text string
		Live         bool // each change is answered, not only the end
	}
	// Refuse keeps the line of Ask open after Enter: what was typed cannot be used.
	Refuse struct {
		Why    string
		Column int // where it is wrong, in bytes from 1; 0: not known
	}
	// Explain shows the documentation of a family.
	Explain struct{ Family *triage.Family }
	// ReadGoroutine reads one goroutine again, with arguments; the answer is a GoroutineRead.
	ReadGoroutine struct {
		Input int
		Row   int32
	}
	// ReadText reads a window of an input's text and splits it into rows; the answer is a TextRead.
	ReadText struct {
		Input  int
		Window profile.Span
		Within profile.Span // the place that is looked through
	}
	// Find looks for text; the answer is a Found.
	Find struct {
		Input  int
		Text   string // upper and lower case are one, unless it has an upper one
		Within profile.Span
		From   int64 // where to begin; it goes on at the other end
		Back   bool
	}
	// Compute has something computed that takes too long for a key; its message goes to every view.
	Compute struct{ Do func() tea.Msg }
	// Settle asks for a Settled once no key has been pressed for a moment: what costs time or a slow link much is drawn
	// for the row on which one stays, not for each one that is passed.
	Settle struct{}
	// Steps carries out several intents.
	Steps []Intent
)

func (Copy) intent()          {}
func (Say) intent()           {}
func (Open) intent()          {}
func (Choose) intent()        {}
func (Ask) intent()           {}
func (Refuse) intent()        {}
func (Explain) intent()       {}
func (ReadGoroutine) intent() {}
func (ReadText) intent()      {}
func (Find) intent()          {}
func (Compute) intent()       {}
func (Settle) intent()        {}
func (Steps) intent()         {}

// Messages that every view gets.
type (
	// Resized is the room of the views.
	Resized struct{ Width, Height int }
	// Settled says that the keys have come to rest.
	Settled struct{}
	// Themed is a new look: the terminal has told its background or its colours.
	Themed struct{ Theme *theme.Theme }
	// Chosen is the finding that is now spoken of. The view whose number is Front was in front when it was chosen by e or E.
	Chosen struct {
		Finding *triage.Finding
		Front   int
	}
	// GoroutineRead answers ReadGoroutine.
	GoroutineRead struct {
		Input  int
		Row    int32
		Line   int // of its header in the raw input
		Frames []profile.RawFrame
		Err    error
	}
	// TextRead answers ReadText.
	TextRead struct {
		ReadText
		Data []byte
		Rows []TextRow
		Err  error
	}
	// Found answers Find. Place is empty where the text does not occur.
	Found struct {
		Find    Find
		Place   profile.Span
		Wrapped bool // found beyond the end it was going to
		Err     error
	}
)

// Messages for one view.
type (
	// Shown tells a view that it has come to the front.
	Shown struct{}
	// Answer is what was typed into the line of Ask.
	Answer struct {
		Text      string
		Done      bool // Enter
		Cancelled bool // Esc
	}
	// ShowGroups makes Goroutines show some groups of a case alone; Esc goes back to the view From.
	ShowGroups struct {
		Title  string
		Groups func(*Index) []*triage.Group
		From   int
	}
	// ShowPlace makes Evidence show a place; Esc goes back to the view From, 0 for none.
	ShowPlace struct {
		Input int
		Place profile.Span
		What  string
		From  int
	}
)

// bind ties keys to what they do to a view. why says why they cannot work now, "" where they can; nil: they always can.
func bind[V any](press, help string, why func(V) string, do func(V) (V, Intent)) widget.Binding[V, Intent] {
	return widget.Binding[V, Intent]{Press: press, Help: help, Why: why, Do: do}
}

// unwrap makes a view of its own type a View.
func unwrap[V View](v V, i Intent) (View, Intent) { return v, i }
