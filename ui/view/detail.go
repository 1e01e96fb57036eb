package view

import (
	"fmt"
	"strconv"
	"strings"

	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// page gathers the lines of a detail.
type page struct {
	th    *theme.Theme
	width int
	lines []string
}

// head starts a part.
func (p *page) head(title string) {
	if len(p.lines) > 0 {
		p.lines = append(p.lines, "")
	}
	p.lines = append(p.lines, p.th.Accent.Render(widget.Clip(title, p.width)))
}

// say adds a wrapped text.
func (p *page) say(style func(...string) string, text string) {
	for _, line := range widget.Wrap(theme.SanitizeLines(text, tabWidth), p.width) {
		p.lines = append(p.lines, style(line))
	}
}

// item adds a text set in behind a head.
func (p *page) item(head string, headStyle, style func(...string) string, text string) {
	n := widget.Width(head)
	if p.width-n < 10 {
		p.say(headStyle, head)
		p.say(style, text)
		return
	}
	for i, line := range widget.Wrap(theme.SanitizeLines(text, tabWidth), p.width-n) {
		if i == 0 {
			p.lines = append(p.lines, headStyle(head)+style(line))
			continue
		}
		p.lines = append(p.lines, blank(n)+style(line))
	}
}

// detail writes all that is known of the selected row.
func (v Findings) detail(width int) []string {
	p := &page{th: v.th, width: width}
	row, ok := v.detailed()
	switch {
	case !ok || width <= 0:
	case row.finding != nil:
		v.x.finding(p, row.finding, !v.split().Both())
	case row.possible != nil:
		v.x.possible(p, row.possible)
	case row.healthy:
		v.x.setAside(p)
	default:
		v.x.nothing(p)
	}
	return p.lines
}

// labelWidth is the column of the names of fields.
const labelWidth = 9

// field adds a named text; an empty name goes on under the last one.
func (p *page) field(name string, style func(...string) string, text string) {
	p.item(widget.Fit(name, labelWidth), p.th.Accent.Render, style, text)
}

func (x *Index) finding(p *page, f *triage.Finding, titled bool) {
	if titled {
		p.say(p.th.Severity(f.Family.Severity.String()).Render, f.Family.Title)
	}
	p.lines = append(p.lines, widget.Spread(p.th.Dim.Render(triage.ShortID(f.ID)+" · "+f.Family.Severity.String()),
		p.th.Strong.Render(f.Proof.String())+p.th.Dim.Render(", "+percent(f.Confidence)), p.width))
	if f.Message != "" {
		for i, text := range f.Messages {
			if i > 0 {
				text = "and: " + text
			}
			p.say(p.th.Strong.Render, text)
		}
	}
	if parts := extent(f); len(parts) > 0 {
		p.say(p.th.Plain.Render, strings.Join(parts, " · "))
	}
	if seen := strings.TrimSpace(f.When() + "  " + x.c.SeenIn(f)); seen != "" {
		p.say(p.th.Plain.Render, seen)
	}
	if names := triage.Listed(x.c.Streams(f)); names != "" {
		p.say(p.th.Plain.Render, "in "+names)
	}
	p.lines = append(p.lines, "")
	x.suspect(p, f)
	x.ledger(p, f)
	x.program(p, f)
	for i, next := range f.Next {
		label := ""
		if i == 0 {
			label = "next"
		}
		p.field(label, p.th.Plain.Render, next)
	}
	if len(f.Family.See) > 0 {
		p.field("see", p.th.Dim.Render, strings.Join(f.Family.See, ", "))
	}
	x.suspectStack(p, f)
	x.otherStack(p, f)
}

// ledger writes what speaks for a finding and what against it, each with its grade.
func (x *Index) ledger(p *page, f *triage.Finding) {
	for _, side := range []struct {
		label  string
		proofs []triage.Proof
	}{{"for", f.For}, {"against", f.Against}} {
		if len(side.proofs) == 0 {
			p.field(side.label, p.th.Dim.Render, "-")
		}
		for i, proof := range side.proofs {
			label := ""
			if i == 0 {
				label = side.label
			}
			text := proof.Text
			if proof.Grade != 0 {
				text = proof.Grade.String() + ": " + text
			}
			p.field(label, p.th.Plain.Render, text)
		}
	}
}

// suspect writes the frame to blame and why it is blamed.
func (x *Index) suspect(p *page, f *triage.Finding) {
	s := f.Suspect
	if s == nil {
		p.field("suspect", p.th.Dim.Render, "no frame is printed")
		return
	}
	p.field("suspect", p.th.Severity("high").Render, function(&s.Frame))
	if at := where(&s.Frame); at != "" {
		p.field("", p.th.Strong.Render, at)
	}
	if s.Why != "" {
		p.field("", p.th.Dim.Render, s.Why)
	}
	if other := f.Other(); other != nil {
		p.field("with", p.th.Plain.Render, function(&other.Frame))
		p.field("", p.th.Strong.Render, where(&other.Frame))
	}
	switch st := s.Source; {
	case st == nil:
	case st.Doubt != "":
		p.field("", p.th.Dim.Render, st.File+" is not what was built: "+st.Doubt)
	default:
		p.field("source", p.th.Plain.Render, st.Text)
	}
}

// suspectStack writes the stack around the suspect.
func (x *Index) suspectStack(p *page, f *triage.Finding) {
	stack, title := x.stackOf(f)
	if stack == nil {
		return
	}
	p.head(title)
	mark := noFrame
	if s := f.Suspect; s.Goroutine >= 0 || s.Index >= 0 || s.Role == "creator" {
		mark = s.Index
	}
	p.lines = append(p.lines, stackLines(p.th, stack, mark, p.width)...)
}

// otherStack writes the other access of a race.
func (x *Index) otherStack(p *page, f *triage.Finding) {
	s := f.Other()
	if s == nil {
		return
	}
	p.head("races with")
	p.lines = append(p.lines, stackLines(p.th, s.Stack, s.Index, p.width)...)
}

// stackOf gives the stack that a finding's suspect stands in.
func (x *Index) stackOf(f *triage.Finding) (*symbolize.Stack, string) {
	s := f.Suspect
	if s == nil {
		return nil, ""
	}
	if in := x.input(s.Input); in != nil && s.Goroutine >= 0 && int(s.Goroutine) < len(in.Evidence.Goroutines) {
		g := in.Evidence.Goroutines[s.Goroutine]
		return &in.Stacks[g.Stack], "stack of goroutine " + strconv.FormatUint(g.ID, 10)
	}
	if s.Stack != nil {
		return s.Stack, "stack"
	}
	return nil, ""
}

func (x *Index) possible(p *page, maybe *triage.Possible) {
	p.say(p.th.Strong.Render, maybe.Family.Title)
	p.say(p.th.Dim.Render, "The evidence can neither say that this is so nor that it is not.")
	if maybe.WouldSettle != "" {
		p.head("what would settle it")
		p.say(p.th.Plain.Render, maybe.WouldSettle)
	}
	if len(maybe.Groups) > 0 {
		p.head("groups")
		columns := columnsOf(maybe.Groups)
		for _, g := range maybe.Groups {
			p.lines = append(p.lines, x.groupLine(p.th, g, columns, p.width))
		}
	}
	p.lines = append(p.lines, "")
	p.say(p.th.Dim.Render, "D: documentation of "+maybe.Family.ID)
}

// program writes what is true of the program as a whole in whose dump a finding was made.
func (x *Index) program(p *page, f *triage.Finding) {
	label := "program"
	for _, fact := range x.c.Facts {
		if len(f.Groups) > 0 && f.Groups[0].Input == fact.Input && f.Groups[0].Dump == fact.Dump && fact.Kind != triage.FactShutdown {
			p.field(label, p.th.Plain.Render, fact.Text)
			label = ""
		}
	}
}

// asideTitle says what was set aside: goroutines, or groups where only other samples of profiles are healthy.
func (x *Index) asideTitle() string {
	if x.idle == 0 && len(x.healthy) > 0 {
		return triage.Count(len(x.healthy), "healthy group")
	}
	return triage.Count(x.idle, "healthy goroutine")
}

func (x *Index) setAside(p *page) {
	what := triage.Count(len(x.healthy), "group")
	if x.idle > 0 {
		what = triage.Count(x.idle, "goroutine") + " in " + what
	}
	p.say(p.th.Plain.Render, what+" are what a healthy program has: they are shown last, never hidden.")
	var families []*triage.Family
	sums := map[*triage.Family]int{}
	for _, g := range x.healthy {
		if sums[g.Healthy] == 0 {
			families = append(families, g.Healthy)
		}
		sums[g.Healthy] += g.Count()
	}
	p.lines = append(p.lines, "")
	for _, f := range families {
		p.item(widget.FitRight(triage.Number(sums[f]), 8)+" ", p.th.Plain.Render, p.th.Plain.Render, f.Title)
	}
}

// verdict says in a few words, and in a sentence, that there is no finding.
func (x *Index) verdict() (title, text string) {
	died := 0
	for _, in := range x.c.Inputs {
		e := in.Evidence
		died += len(e.Crashes) + len(e.Races) + len(e.Tests) + len(e.Packages) + len(e.Exits)
	}
	if len(x.c.Groups) == 0 && died == 0 {
		return "No evidence", "No goroutine dump, panic, race report or other evidence of a Go program is in this text."
	}
	return "No finding", "Nothing that was read matches a known bug family. That is no proof of health."
}

// nothing says plainly that there is no finding, and what that rests on.
func (x *Index) nothing(p *page) {
	c := x.c
	title, text := x.verdict()
	p.say(p.th.Strong.Render, title+".")
	p.say(p.th.Plain.Render, text)
	p.head("read")
	for i, in := range c.Inputs {
		if i == shownInputs {
			p.say(p.th.Dim.Render, "and "+triage.Count(len(c.Inputs)-i, "more input")+": 7 shows all")
			break
		}
		p.say(p.th.Plain.Render, theme.Sanitize(in.Evidence.Name)+": "+triage.Accounting(in))
	}
	if len(c.Groups) == 0 {
		p.head("next")
		p.say(p.th.Plain.Render, "No goroutine is in this text. A dump of a running program: kill -QUIT PID prints it to the program's "+
			"stderr; with net/http/pprof: curl 'localhost:6060/debug/pprof/goroutine?debug=2'.")
		return
	}
	for _, text := range c.FactTexts() {
		p.say(p.th.Plain.Render, text)
	}
	x.listLeftOver(p)
	if len(c.Possible) > 0 {
		p.head("possible")
		p.say(p.th.Plain.Render, fmt.Sprintf("%d below: this evidence cannot decide them.", len(c.Possible)))
	}
}

// shownInputs is how many inputs are listed beside "No finding".
const shownInputs = 12

// shownLeftOver is how many groups that nobody claims are listed beside "No finding".
const shownLeftOver = 12

// listLeftOver lists the groups that are neither healthy nor claimed: where to look by hand.
func (x *Index) listLeftOver(p *page) {
	p.head("left over")
	p.say(p.th.Plain.Render, strings.Replace(x.asideTitle(), "healthy ", "", 1)+" set aside as healthy; these are neither healthy nor claimed by a family:")
	columns := columnsOf(x.leftOver)
	for i, g := range x.leftOver {
		if i == shownLeftOver {
			p.say(p.th.Dim.Render, "and "+triage.Count(len(x.leftOver)-i, "more group")+": 2 shows all")
			break
		}
		p.lines = append(p.lines, x.groupLine(p.th, g, columns, p.width))
	}
	if len(x.leftOver) == 0 {
		p.say(p.th.Dim.Render, "none")
	}
}
