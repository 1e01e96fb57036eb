package view

import (
	"gotriage/ui/theme"
)

// The numbers of the views are the keys that open them. They are fixed, so that a key keeps its meaning when views
// come between.
const (
	NumFindings   = 1
	NumGoroutines = 2
	NumEvidence   = 7
)

// Numbered is a view with the key that opens it.
type Numbered struct {
	Number int
	View   View
}

// All gives the views of a case in the order of their tabs.
func All(x *Index, th *theme.Theme) []Numbered {
	return []Numbered{
		{NumFindings, newFindings(x, th)},
		{NumGoroutines, newGoroutines(x, th)},
		{NumEvidence, newEvidence(x, th)},
	}
}
