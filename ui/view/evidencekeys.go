package view

import "gotriage/ui/widget"

// evidenceKeys are the keys of Evidence.
func evidenceKeys() []widget.Binding[Evidence, Intent] {
	keys := widget.Motions(Evidence.blocked, Evidence.move)
	return append(keys,
		bind("enter", "to the place that the row speaks of", Evidence.whyNoEnter, Evidence.enter),
		bind("esc", "back", Evidence.whyNoBack, Evidence.back).Short("back"),
		bind("tab", "the other pane", Evidence.whyEmpty, func(v Evidence) (Evidence, Intent) {
			v.focus = 1 - v.focus
			return v, nil
		}),
		bind("u", "next lines that were not understood", Evidence.whyNoUnread, Evidence.unread).Short("not understood"),
		bind("p", "to the place of the finding", Evidence.whyNoFinding, Evidence.toFinding).Short("finding"),
		bind("/", "find in the text", Evidence.whyEmpty, func(v Evidence) (Evidence, Intent) {
			v.focus = 1
			return v, Ask{Prompt: "find ", Text: v.text.query}
		}).Short("find"),
		bind("n", "next, previous one found", Evidence.whyNoNext, func(v Evidence) (Evidence, Intent) {
			v.focus = 1
			return v, v.text.next(false)
		}),
		bind("N", "next, previous one found", Evidence.whyNoNext, func(v Evidence) (Evidence, Intent) {
			v.focus = 1
			return v, v.text.next(true)
		}),
		bind("l right", "the text to the side", Evidence.whyEmpty, func(v Evidence) (Evidence, Intent) {
			v.focus, v.text.left = 1, v.text.left+sideStep
			return v, nil
		}),
		bind("h left", "the text to the side", func(v Evidence) string { return whyNoLeft(v.whyEmpty(), v.text.left) }, func(v Evidence) (Evidence, Intent) {
			v.focus, v.text.left = 1, max(v.text.left-sideStep, 0)
			return v, nil
		}),
		bind("y", "copy the text in sight", Evidence.whyNoText, func(v Evidence) (Evidence, Intent) {
			return v, Copy{"the text in sight", v.text.inSight(v.height())}
		}),
		bind("+", "zoom the pane", func(v Evidence) string { return whyNoZoom(v.split(), v.zoom) }, func(v Evidence) (Evidence, Intent) {
			v.zoom = true
			return v, nil
		}),
		bind("_", "both panes", func(v Evidence) string {
			switch {
			case v.zoom:
				return ""
			case !v.split().Both():
				return "one pane is all that fits here"
			}
			return "both are in sight"
		}, func(v Evidence) (Evidence, Intent) {
			v.zoom = false
			return v, nil
		}),
	)
}

func (v Evidence) whyEmpty() string {
	if len(v.x.c.Inputs) == 0 {
		return "nothing was loaded"
	}
	return ""
}

func (v Evidence) whyNoEnter() string {
	switch {
	case len(v.facts) == 0:
		return "nothing was loaded"
	case v.focus == 1:
		return "the text is the deepest"
	}
	return ""
}

func (v Evidence) whyNoBack() string {
	if v.from == 0 && !v.zoom && v.focus == 0 {
		return "this is the top; q quits"
	}
	return ""
}

// back leaves the zoom, then goes to where it was opened from, else to the facts.
func (v Evidence) back() (Evidence, Intent) {
	switch {
	case v.zoom:
		v.zoom = false
	case v.from != 0:
		from := v.from
		v.from, v.focus = 0, 0
		return v, Open{Number: from}
	default:
		v.focus = 0
	}
	return v, nil
}

func (v Evidence) whyNoUnread() string {
	if len(v.x.c.Inputs) == 0 {
		return "nothing was loaded"
	}
	if len(v.x.c.Inputs[v.text.input].Evidence.Unread) == 0 {
		return "every line of this input was understood"
	}
	return ""
}

func (v Evidence) whyNoFinding() string {
	if v.finding == nil {
		return "no finding is selected"
	}
	if _, _, ok := v.x.placeOf(v.finding); !ok {
		return "this finding has no place in the text"
	}
	return ""
}

func (v Evidence) whyNoNext() string {
	if v.text.query == "" {
		return "/ first says what to find"
	}
	return v.whyEmpty()
}

func (v Evidence) whyNoText() string {
	if v.text.rows == nil || v.text.err != nil {
		return "no text is in sight"
	}
	return ""
}
