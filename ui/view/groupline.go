package view

import (
	"fmt"
	"strings"

	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// columns are the widths of the columns of a list of groups: as wide as what stands in them.
type columns struct{ count, state, wait int }

func columnsOf(groups []*triage.Group) columns {
	var c columns
	for _, g := range groups {
		c.count = max(c.count, len(triage.Number(g.Count())))
		c.state = max(c.state, len(stateWord(g)))
		if g.WaitMax >= 0 {
			c.wait = max(c.wait, len(triage.Number(g.WaitMax))+2)
		}
	}
	return c
}

func stateWord(g *triage.Group) string {
	word := strings.TrimPrefix(g.State, "sync.") // the room is narrow, and Mutex.Lock says it
	if amount := g.Amount(); amount != "" {
		word = amount + " " + string(g.Operation)
	}
	if word == "" {
		word = "-"
	}
	if g.Leaked > 0 {
		word += " leaked"
	}
	return word
}

// groupLine is a group in one line: how many, what they do, how long, and the frame it is known by.
func (x *Index) groupLine(th *theme.Theme, g *triage.Group, c columns, width int) string {
	mark, style := " ", th.Plain
	switch f := x.claimed[g]; {
	case f != nil:
		mark = th.Severity(f.Family.Severity.String()).Render(theme.MarkFinding)
	case g.Healthy != nil:
		mark, style = th.Good.Render(theme.MarkHealthy), th.Dim
	}
	wait := ""
	if g.WaitMax >= 0 {
		wait = triage.Number(g.WaitMax) + "m"
	}
	name, at := "no frame", ""
	if f := g.Stack.KeyFrame(); f != nil {
		name, at = function(f), where(f)
	}
	state := min(c.state, max(11, (width-c.count-c.wait)*2/5))
	line := mark + " " + style.Render(widget.FitRight(triage.Number(g.Count()), c.count)+" "+widget.Fit(theme.Sanitize(stateWord(g)), state)) +
		th.Wait.Render(widget.FitRight(wait, c.wait)) + "  "
	room := width - widget.Width(line)
	if at != "" && room >= 34 {
		return line + widget.Spread(style.Render(widget.ClipLeft(name, room-widget.Width(at)-1)), th.Dim.Render(at), room)
	}
	return line + style.Render(widget.Fit(widget.ClipLeft(name, room), max(room, 0)))
}

// groupFacts says what is known of a group beside its stack; the first line names it.
func (x *Index) groupFacts(g *triage.Group) []string {
	state := g.State
	if state == "" {
		state = "state unknown"
	}
	facts := []string{triage.Count(g.Count(), "goroutine") + ", " + state}
	if amounts := g.Amounts(); amounts != "" {
		facts[0] = g.Kind + " profile: " + amounts
	}
	var more []string
	if wait := minutes(g.WaitMin, g.WaitMax); wait != "" {
		more = append(more, "waiting "+wait)
	}
	for _, n := range []struct {
		n    int
		what string
	}{{g.Leaked, "leaked"}, {g.Durable, "durably blocked in a synctest bubble"}, {g.Locked, "locked to thread"}} {
		if n.n > 0 {
			more = append(more, triage.Number(n.n)+" "+n.what)
		}
	}
	if g.Siblings > g.Count() && g.OfGoroutines() {
		more = append(more, triage.Number(g.Siblings)+" with other lines of the same stack")
	}
	if g.Cut {
		more = append(more, "the text ends inside it")
	}
	if len(more) > 0 {
		facts = append(facts, strings.Join(more, " · "))
	}
	if f := x.claimed[g]; f != nil {
		facts = append(facts, fmt.Sprintf("%s %s: %s", theme.MarkFinding, triage.ShortID(f.ID), f.Family.Title))
	} else if g.Healthy != nil {
		facts = append(facts, theme.MarkHealthy+" healthy: "+g.Healthy.Title)
	}
	if len(x.c.Inputs) > 1 {
		facts = append(facts, "in "+x.c.Inputs[g.Input].Evidence.Name)
	}
	return facts
}

// suspectIn gives the frame of a group's stack that its finding blames.
func (x *Index) suspectIn(g *triage.Group) int {
	f := x.claimed[g]
	if f != nil && f.Suspect != nil && g.Profile != nil && f.Suspect.Stack == g.Stack {
		return f.Suspect.Index
	}
	if f == nil || f.Suspect == nil || f.Suspect.Goroutine < 0 || f.Suspect.Input != g.Input {
		return noFrame
	}
	for _, row := range g.Goroutines {
		if row == f.Suspect.Goroutine {
			return f.Suspect.Index
		}
	}
	return noFrame
}
