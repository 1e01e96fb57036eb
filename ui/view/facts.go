package view

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"gotriage/profile"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// facts says of an input what it is, what was read of it, and every place where something was not.
func (x *Index) facts(input int) []fact {
	in := x.c.Inputs[input]
	e := in.Evidence
	list := []fact{{input, factInput, e.Name + "  " + Size(e.Size), profile.Span{}}}
	add := func(kind factKind, text string, place profile.Span) {
		list = append(list, fact{input, kind, text, place})
	}
	add(factPlain, x.kinds(in), profile.Span{})
	add(factPlain, triage.Accounting(in), profile.Span{})
	for i := range e.Profiles {
		add(factPlain, triage.Described(&e.Profiles[i]), profile.Span{})
	}
	for _, c := range e.Crashes {
		first, _, _ := strings.Cut(c.Cause(), "\n")
		if first == "" {
			first = c.Signal
		}
		add(factCrash, string(c.Kind)+": "+first, c.Place)
	}
	for _, r := range x.told(input) {
		add(factCrash, r.text, r.place)
	}
	for _, p := range e.Problems {
		add(factProblem, p.Message, p.Place)
	}
	for i, span := range e.Unread {
		if i == mostUnread {
			add(factPlain, fmt.Sprintf("and %d more places not understood: u walks through all", len(e.Unread)-i), profile.Span{})
			break
		}
		add(factUnread, fmt.Sprintf("not understood, %d of %d: %s", i+1, len(e.Unread), Size(span.End-span.Start)), span)
	}
	return list
}

// holdings says of each folder and archive what it holds beside evidence.
func (x *Index) holdings() []fact {
	var list []fact
	for _, l := range x.c.Containers() {
		input := slices.IndexFunc(x.c.Inputs, func(in *triage.Input) bool { return in.Evidence.Container == l })
		add := func(kind factKind, text string) { list = append(list, fact{input, kind, text, profile.Span{}}) }
		add(factContainer, l.Name+"  "+triage.Holding(l))
		for _, p := range l.Problems {
			add(factProblem, p)
		}
		if n := l.Troubles - len(l.Problems); n > 0 {
			add(factPlain, triage.Count(n, "more problem"))
		}
		for _, left := range l.Left {
			add(factPlain, "left alone: "+left.Name+": "+left.Why)
		}
		if n := l.LeftOut - len(l.Left); n > 0 {
			add(factPlain, "left alone: "+triage.Number(n)+" more")
		}
		if l.Others > 0 {
			add(factPlain, "without evidence: "+listed(l.Names, l.Others))
		}
	}
	return list
}

// placed is a text about a place.
type placed struct {
	text  string
	place profile.Span
}

// told lists the race reports, the failed tests and the ends of programs of an input.
func (x *Index) told(input int) []placed {
	e := x.c.Inputs[input].Evidence
	var list []placed
	for _, k := range e.Races {
		list = append(list, placed{fmt.Sprintf("race report: %d accesses", len(k.Accesses)), k.Place})
	}
	for _, k := range e.Tests {
		list = append(list, placed{"failed test: " + k.Name, k.Place})
	}
	for _, k := range e.Exits {
		list = append(list, placed{"end: " + k.Text, k.Place})
	}
	return list
}

// listed writes out the first of some names, of which there are so many in all.
func listed(names []string, all int) string {
	n := min(len(names), mostNames)
	text := strings.Join(names[:n], ", ")
	if all > n {
		text += " and " + triage.Number(all-n) + " more"
	}
	return text
}

// mostNames is how many names of files without evidence stand in one row.
const mostNames = 20

// kinds says what formats were found, what was taken off, and from which Go version.
func (x *Index) kinds(in *triage.Input) string {
	e := in.Evidence
	text := "no Go evidence"
	if len(e.Formats) > 0 {
		text = names(e.Formats)
	}
	if len(e.Wrapping) > 0 {
		text += " · unwrapped: " + strings.Join(e.Wrapping, ", ")
	}
	if in.GoVersion != "" {
		text += " · " + in.GoVersion
	}
	if n := len(e.Dumps); n > 1 {
		text += " · " + triage.Count(n, "dump")
	}
	if n := len(e.Crashes); n > 0 {
		text += " · " + triage.Crashes(n)
	}
	text += " · " + triage.Count(len(e.Stacks), "distinct stack")
	if in.Module != "" {
		text += " · " + in.Module
	}
	for _, fact := range in.Build {
		text += " · " + fact
	}
	return text
}

// Render draws the facts above the text.
func (v Evidence) Render(width, height int) string {
	v.room = widget.Size{Width: width, Height: height}
	s := v.split()
	panes := [2]widget.Pane{
		{Title: "inputs", Note: Place(v.list.Cursor, len(v.facts)), Draw: v.drawFacts},
		{Title: "text", Note: v.text.position(), Draw: v.drawText},
	}
	if len(v.x.c.Inputs) > 0 {
		panes[1].Title = "text of " + widget.ClipLeft(theme.Sanitize(v.x.c.Inputs[v.text.input].Evidence.Name), max(width-32, 8))
	}
	if v.what != "" {
		panes[1].Title = theme.Sanitize(v.what)
	}
	return strings.Join(s.Render(v.th, panes, v.focus), "\n")
}

func (v Evidence) drawFacts(room widget.Size) []string {
	if len(v.facts) == 0 {
		return []string{v.th.Dim.Render(widget.Clip("nothing was loaded", room.Width))}
	}
	return v.list.Render(len(v.facts), room.Height, nil, func(i int, selected bool) []string {
		line := " " + v.drawFact(v.facts[i], room.Width-1)
		if !selected {
			return []string{line}
		}
		line = widget.Fit(v.th.Accent.Render(theme.MarkCursor)+line[1:], room.Width)
		if v.focus == 0 {
			line = v.th.Select(line)
		}
		return []string{line}
	})
}

func (v Evidence) drawFact(f fact, width int) string {
	text := widget.Clip(theme.Sanitize(f.text), max(width-4, 0))
	switch f.kind {
	case factInput, factContainer:
		return v.th.Strong.Render(widget.Clip(theme.Sanitize(f.text), width))
	case factCrash:
		return "  " + v.th.Severity("high").Render(theme.MarkFinding) + " " + text
	case factProblem:
		return "  " + v.th.Warn.Render(theme.MarkWarn+" "+text)
	case factUnread:
		return "  " + v.th.Warn.Render("? ") + text
	default:
		return "  " + v.th.Dim.Render(widget.Clip(theme.Sanitize(f.text), max(width-2, 0)))
	}
}

func (v Evidence) drawText(room widget.Size) []string {
	if len(v.x.c.Inputs) == 0 {
		return nil
	}
	e := v.x.c.Inputs[v.text.input].Evidence
	return v.text.draw(v.th, room, func(row profile.Span) string { return rowKind(e, row) })
}

// rowKind marks the rows that no format understood, and those of problems and crashes.
func rowKind(e *profile.Evidence, row profile.Span) string {
	switch {
	case anyPlace(e.Unread, row, func(p profile.Span) profile.Span { return p }):
		return "?"
	case anyPlace(e.Problems, row, func(p profile.Problem) profile.Span { return p.Place }):
		return theme.MarkWarn
	case anyPlace(e.Crashes, row, func(c profile.Crash) profile.Span { return c.Place }):
		return theme.MarkFinding
	case anyPlace(e.Races, row, func(c profile.Race) profile.Span { return c.Place }), anyPlace(e.Tests, row, func(c profile.Test) profile.Span { return c.Place }),
		anyPlace(e.Exits, row, func(c profile.Exit) profile.Span { return c.Place }):
		return theme.MarkFinding
	}
	return ""
}

// anyPlace says whether a row lies in the place of one of some things that follow each other.
func anyPlace[T any](things []T, row profile.Span, place func(T) profile.Span) bool {
	i := sort.Search(len(things), func(i int) bool { return place(things[i]).End > row.Start })
	return i < len(things) && place(things[i]).Start <= row.Start
}
