package view

import (
	"strings"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// Document writes the documentation of a family in lines of at most width cells.
func Document(th *theme.Theme, f *triage.Family, width int) []string {
	return widget.Markdown(th, familyPage(f), width)
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
