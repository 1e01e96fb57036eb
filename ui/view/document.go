package view

import (
	"strings"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/colorprofile"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Document writes the documentation of a family, rendered for a terminal, in lines of at most width cells.
func Document(th *theme.Theme, f *triage.Family, width int) []string {
	text := theme.SanitizeLines(familyPage(f), tabWidth)
	style := "light"
	switch {
	case th.Profile < colorprofile.ANSI:
		style = "notty"
	case th.Dark:
		style = "dark"
	}
	plain := func() []string { return widget.Wrap(text, width) }
	if width < 20 {
		return plain()
	}
	renderer, err := glamour.NewTermRenderer(glamour.WithStandardStyle(style), glamour.WithWordWrap(width-2))
	if err != nil {
		return plain()
	}
	rendered, err := renderer.Render(text)
	if err != nil {
		return plain()
	}
	return strings.Split(strings.Trim(rendered, "\n"), "\n")
}

func familyPage(f *triage.Family) string {
	facts := []string{f.Class, f.Severity.String(), f.Truth}
	if f.Go != "" {
		facts = append(facts, "Go "+f.Go)
	}
	page := "# " + f.Title + "\n\n*" + strings.Join(facts, " · ") + "*\n\n" + strings.TrimSpace(f.Doc) + "\n"
	if f.Match != nil {
		page += "\n## How it is recognised\n\n```go\n" + strings.TrimSpace(f.Match.String()) + "\n```\n"
	}
	if len(f.See) > 0 {
		page += "\nSee also: " + strings.Join(f.See, ", ") + "\n"
	}
	return page
}
