package view

import (
	"strings"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// goroutinesKeys are the keys of Goroutines.
func goroutinesKeys() []widget.Binding[Goroutines, Intent] {
	keys := widget.Motions(Goroutines.blocked, Goroutines.move)
	return append(keys,
		bind("enter", "deeper: group, goroutines, one goroutine, raw text", Goroutines.whyNoEnter, Goroutines.enter).Short("deeper"),
		bind("esc", "one level back", Goroutines.whyNoBack, Goroutines.back).Short("back"),
		bind("tab", "the other pane", Goroutines.whyNoTab, func(v Goroutines) (Goroutines, Intent) {
			v.focus = 1 - v.focus
			return v, nil
		}),
		bind("/", filterHelp+"; in raw text: find", nil, Goroutines.ask).Short("filter"),
		bind("n", "next, previous one found", Goroutines.whyNoNext, func(v Goroutines) (Goroutines, Intent) {
			return v, v.raw.next(false)
		}),
		bind("N", "next, previous one found", Goroutines.whyNoNext, func(v Goroutines) (Goroutines, Intent) {
			return v, v.raw.next(true)
		}),
		bind(",", "sort by count, wait, state, id", Goroutines.whyNoSort, func(v Goroutines) (Goroutines, Intent) {
			v.order = (v.order + 1) % orders
			v = v.arranged()
			v.list = widget.List{}
			v.scroll = widget.Scroll{}
			return v, Say{"sorted by " + orderNames[v.order]}
		}).Short("sort"),
		bind("l right", "raw text to the side", Goroutines.whyNoSide, func(v Goroutines) (Goroutines, Intent) {
			v.raw.left += sideStep
			return v, nil
		}),
		bind("h left", "raw text to the side", func(v Goroutines) string { return whyNoLeft(v.whyNoSide(), v.raw.left) }, func(v Goroutines) (Goroutines, Intent) {
			v.raw.left = max(v.raw.left-sideStep, 0)
			return v, nil
		}),
		bind("y", "copy as text", Goroutines.whyNoGroup, Goroutines.copy),
		bind("+", "zoom the pane", Goroutines.whyNoZoom, func(v Goroutines) (Goroutines, Intent) {
			v.zoom = true
			return v, nil
		}),
		bind("_", "both panes", func(v Goroutines) string {
			if v.level >= levelOne {
				return "Esc goes back to both panes"
			}
			return whyNoUnzoom(v.room, v.zoom)
		}, func(v Goroutines) (Goroutines, Intent) {
			v.zoom = false
			return v, nil
		}),
	)
}

// sideStep is how many cells raw text goes to the side at once.
const sideStep = 8

func whyNoLeft(why string, left int) string {
	if why == "" && left == 0 {
		return "this is the beginning of the lines"
	}
	return why
}

func (v Goroutines) whyNoGroup() string {
	switch {
	case v.group() != nil:
		return ""
	case len(v.x.c.Groups) == 0:
		return "no goroutine was read"
	case v.scope.Title != "" && len(v.all()) == 0:
		return "it has no goroutines"
	}
	return "the filter shows nothing"
}

func (v Goroutines) whyNoEnter() string {
	if v.level == levelRaw {
		return "there is nothing deeper than the raw text"
	}
	return v.whyNoGroup()
}

func (v Goroutines) whyNoBack() string {
	if v.level == levelGroups && v.focus == 0 && !v.zoom && v.filter == "" && v.scope.Title == "" {
		return "this is the top; q quits"
	}
	return ""
}

func (v Goroutines) whyNoTab() string {
	if v.level >= levelOne {
		return "one pane has the whole room; Esc goes back to both"
	}
	return ""
}

func (v Goroutines) whyNoZoom() string {
	if v.level >= levelOne {
		return "it has the whole room already"
	}
	return whyNoZoom(v.split(), v.zoom)
}

func (v Goroutines) whyNoSort() string {
	switch {
	case v.level > levelGroups:
		return "goroutines stand in the order of the text; groups are sorted"
	case len(v.groups) < 2:
		return "there is nothing to sort"
	}
	return ""
}

func (v Goroutines) whyNoSide() string {
	if v.level != levelRaw {
		return "only raw text goes to the side"
	}
	return ""
}

func (v Goroutines) whyNoNext() string {
	switch {
	case v.level != levelRaw:
		return "the filter already hides all others; it finds in raw text"
	case v.raw.query == "":
		return "/ first says what to find"
	}
	return ""
}

// ask opens the line for a filter; in raw text for what to find.
func (v Goroutines) ask() (Goroutines, Intent) {
	if v.level == levelRaw {
		return v, Ask{Prompt: "find ", Text: v.raw.query}
	}
	if v.level > levelGroups {
		v.level, v.scroll = levelGroups, widget.Scroll{}
	}
	v.focus = 0
	return v, Ask{Prompt: "/", Text: v.filter, Live: true}
}

// copy gives what is in front as plain text.
func (v Goroutines) copy() (Goroutines, Intent) {
	g := v.group()
	if v.level == levelGroups {
		text := strings.Join(append(v.x.groupFacts(g), stackText(g.Stack)), "\n")
		return v, Copy{"the group " + triage.ShortID(g.ID), theme.SanitizeLines(text, tabWidth)}
	}
	if v.level == levelRaw && v.raw.err == nil && v.raw.rows != nil {
		return v, Copy{"the text in sight", v.raw.inSight(v.inner().Height)}
	}
	input, row, _ := v.row()
	p := &page{th: theme.Bare(), width: 200}
	v.oneGoroutine(p, input, row)
	return v, Copy{"goroutine " + v.memberName(), strings.Join(p.lines, "\n") + "\n"}
}
