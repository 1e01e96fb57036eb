package view

import "gotriage/ui/widget"

// findingsKeys are the keys of Findings.
func findingsKeys() []widget.Binding[Findings, Intent] {
	keys := widget.Motions(Findings.blocked, Findings.move)
	return append(keys,
		bind("enter", "deeper: its goroutines", Findings.whyNoEnter, Findings.enter).Short("deeper"),
		bind("esc", "back", Findings.whyNoBack, Findings.back),
		bind("tab", "the other pane", nil, func(v Findings) (Findings, Intent) {
			v.focus = 1 - v.focus
			return v, nil
		}),
		bind("D", "documentation of the family", Findings.whyNoFamily, func(v Findings) (Findings, Intent) {
			row, _ := v.selected()
			return v, Explain{row.family()}
		}).Short("documentation"),
		bind("y", "copy as text", Findings.whyNoRow, func(v Findings) (Findings, Intent) {
			row, _ := v.selected()
			return v, v.copy(row)
		}),
		bind("/", filterHelp, nil, func(v Findings) (Findings, Intent) {
			return v, Ask{Prompt: "/", Text: v.filter, Live: true}
		}),
		bind("+", "zoom the pane", func(v Findings) string { return whyNoZoom(v.split(), v.zoom) }, func(v Findings) (Findings, Intent) {
			v.zoom = true
			return v, nil
		}),
		bind("_", "both panes", func(v Findings) string { return whyNoUnzoom(v.room, v.zoom) }, func(v Findings) (Findings, Intent) {
			v.zoom = false
			return v, nil
		}),
	)
}

// filterHelp says what / takes, in every list that it filters.
const filterHelp = "filter: text, !text, or tests like state(\"select\") && waited(5)"

func whyNoZoom(s widget.Split, zoom bool) string {
	switch {
	case zoom:
		return "it has the whole room already"
	case !s.Both():
		return "one pane is all that fits here"
	}
	return ""
}

func whyNoUnzoom(room widget.Size, zoom bool) string {
	switch {
	case zoom:
		return ""
	case !widget.Divide(room, findingsShare, false).Both():
		return "one pane is all that fits here"
	}
	return "both are in sight"
}

func (v Findings) whyNoBack() string {
	if v.focus == 0 && v.filter == "" && !v.zoom {
		return "this is the top; q quits"
	}
	return ""
}

// back leaves the zoom, then the detail, then the filter.
func (v Findings) back() (Findings, Intent) {
	switch {
	case v.zoom:
		v.zoom = false
	case v.focus == 1:
		v.focus = 0
	default:
		return v.filtered("")
	}
	return v, nil
}

func (v Findings) whyNoRow() string {
	if _, ok := v.selected(); !ok {
		return "the filter shows nothing"
	}
	return ""
}

func (v Findings) whyNoFamily() string {
	if row, _ := v.selected(); row.family() == nil {
		return "this row is not a family"
	}
	return ""
}
