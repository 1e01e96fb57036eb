package triage

import (
	"strings"

	"gotriage/profile"
)

// Containers gives the folders and archives of the inputs, each once.
func (c *Case) Containers() []*profile.Listing { return containers(c.Inputs) }

func containers(inputs []*Input) []*profile.Listing {
	var list []*profile.Listing
	seen := map[*profile.Listing]bool{}
	for _, in := range inputs {
		if l := in.Evidence.Container; l != nil && !seen[l] {
			seen[l] = true
			list = append(list, l)
		}
	}
	return list
}

// Holding says in a sentence what a container holds.
//
//	folder: 12 files: 3 with evidence, 8 without, 1 left alone
func Holding(l *profile.Listing) string {
	text := l.Kind + ": " + Count(l.Files, "file")
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, Number(n)+what)
		}
	}
	add(l.Evidence, " with evidence")
	add(l.Others, " without")
	add(l.LeftOut, " left alone")
	add(l.Failed, " could not be read")
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if l.Cut {
		text += "; there may be more"
	}
	return text
}

// troubles counts the problems of the containers whose inputs are all here.
func troubles(inputs []*Input) int {
	n := 0
	here := map[*profile.Listing]int{}
	for _, in := range inputs {
		if l := in.Evidence.Container; l != nil {
			if here[l]++; here[l] == max(l.Evidence, 1) {
				n += l.Troubles
			}
		}
	}
	return n
}
