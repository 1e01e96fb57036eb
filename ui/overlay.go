package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gotriage/sessions/delve"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/view"
	"gotriage/ui/widget"
)

// overlay lies over the screen and has all keys. It is made anew when the look changes.
type overlay struct {
	make func(*model) widget.Overlay
	box  widget.Overlay
	copy view.Copy // what y copies; no text: nothing
}

func (m *model) show(o *overlay) {
	o.box = o.make(m).Resize(m.screen)
	m.overlay = o
}

// overlayKeys are the keys of every overlay.
func overlayKeys() []widget.Binding[*model, tea.Cmd] {
	why := func(m *model, by widget.Motion) string {
		return m.overlay.box.Scroll.Blocked(by, m.overlay.box.Len(), m.overlay.box.Seen(m.screen))
	}
	move := func(m *model, by widget.Motion) (*model, tea.Cmd) {
		m.overlay.box = m.overlay.box.Move(by, m.screen)
		return m, nil
	}
	return append(widget.Motions(why, move),
		act("y", "copy", func(m *model) string {
			if m.overlay.copy.Text == "" {
				return "there is nothing to copy here"
			}
			return ""
		}, func(m *model) tea.Cmd { return m.perform(m.overlay.copy) }),
		act("esc q ? enter d D", "close", nil, func(m *model) tea.Cmd {
			m.overlay = nil
			return nil
		}),
	)
}

const overlayFoot = "j k: scroll  Esc: close"

// help lists the keys of the view in front and those that work everywhere.
func help() *overlay {
	return &overlay{make: func(m *model) widget.Overlay {
		sections := []widget.Section{{Title: "everywhere", Keys: widget.Keys(m.globalKeys(), m)}}
		if len(m.views) > 0 { // else evidence is still read
			front := m.views[m.front].View
			sections = slices.Insert(sections, 0, widget.Section{Title: front.Title(), Keys: front.Keys()})
		}
		return widget.Overlay{Title: "keys", Foot: overlayFoot, Lines: func(width int) []string {
			return widget.Help(m.th, sections, width)
		}}
	}}
}

func documentation(f *triage.Family) *overlay {
	return &overlay{make: func(m *model) widget.Overlay {
		return widget.Overlay{Title: theme.Sanitize(f.ID), Foot: overlayFoot, Lines: func(width int) []string {
			return view.Document(m.th, f, width)
		}}
	}}
}

// plan shows how to open the suspect of a finding in Delve.
func plan(f *triage.Finding) *overlay {
	p := delve.New(f)
	command := theme.Sanitize(p.Command())
	return &overlay{
		copy: view.Copy{What: "the command line", Text: command},
		make: func(m *model) widget.Overlay {
			return widget.Overlay{Title: "Delve on " + triage.ShortID(f.ID), Foot: "y: copy  " + overlayFoot, Lines: func(width int) []string {
				lines := []string{m.th.Dim.Render("In a shell, where the program is:"), ""}
				for _, line := range widget.Wrap(command, width) {
					lines = append(lines, m.th.Strong.Render(line))
				}
				lines = append(lines, "")
				for _, note := range p.Notes {
					lines = append(lines, widget.Indent("- ", theme.Sanitize(note), width)...)
				}
				return lines
			}}
		},
	}
}
