package view

import (
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
	"gotriage/ui/widget"
)

// labels writes a label set: {handler: /reconcile, tenant: a b}.
func labels(set []profile.Label) string {
	if len(set) == 0 {
		return ""
	}
	parts := make([]string, len(set))
	for i, l := range set {
		parts[i] = l.Key + ": " + l.Value
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// oneGoroutine writes a goroutine with the arguments of its frames, which are read on demand.
func (v Goroutines) oneGoroutine(p *page, input int, row int32) {
	in := v.x.c.Inputs[input]
	g := in.Evidence.Goroutines[row]
	head := in.Evidence.Heads[g.Head]
	facts := []string{"goroutine " + strconv.FormatUint(g.ID, 10), head.State}
	if g.Wait >= 0 {
		facts = append(facts, triage.Number(int(g.Wait))+" min")
	}
	for _, flag := range []struct {
		on   bool
		word string
	}{{head.Leaked, "leaked"}, {head.Durable, "durable"}, {head.Scan, "scan"}, {head.Locked, "locked to thread"}, {g.Cut, "cut"}} {
		if flag.on {
			facts = append(facts, flag.word)
		}
	}
	p.say(p.th.Strong.Render, strings.Join(facts, " · "))
	at := v.read.Input == input && v.read.Row == row && v.read.Line > 0
	if at {
		p.say(p.th.Dim.Render, in.Evidence.Name+", line "+triage.Number(v.read.Line))
	}
	if text := labels(in.Evidence.Labels[g.Labels]); text != "" {
		p.say(p.th.Plain.Render, "labels "+text)
	}
	if g.Creator > 0 {
		p.say(p.th.Dim.Render, "created by goroutine "+strconv.FormatUint(g.Creator, 10))
	}
	p.lines = append(p.lines, "")
	stack := &in.Stacks[g.Stack]
	if at && v.read.Err != nil {
		p.say(p.th.Warn.Render, v.read.Err.Error())
	}
	if at && len(v.read.Frames) > 0 {
		rawFrames(p, v.read.Frames, stack, v.level == levelMembers)
		return
	}
	p.lines = append(p.lines, stackLines(p.th, stack, noFrame, p.width)...)
}

// rawFrames writes frames as they are printed, with arguments and whole paths. stack tells whose code each is. A brief
// one leaves out folders.
func rawFrames(p *page, frames []profile.RawFrame, stack *symbolize.Stack, brief bool) {
	for i, f := range frames {
		style := p.th.Plain
		if len(frames) == len(stack.Frames) {
			style = originStyle(p.th, stack.Frames[i].Origin)
		}
		if f.Elided != 0 {
			p.lines = append(p.lines, frameLines(p.th, &symbolize.Frame{Name: symbolize.NoName, Elided: f.Elided}, false, p.width)...)
			continue
		}
		named := symbolize.Frame{Name: &symbolize.Name{Func: f.Func, File: f.File}, Line: f.Line}
		if brief {
			p.say(style.Render, function(&named)+"("+f.Args+")")
		} else {
			p.say(style.Render, f.Func+"("+f.Args+")")
		}
		p.path(f.File, f.Line)
	}
	if by := stack.CreatedBy; by != nil {
		p.say(p.th.Dim.Render, "created by")
		p.say(originStyle(p.th, by.Origin).Render, by.Func)
		p.path(by.RawFile, by.Line)
	}
}

// path adds a frame's file and line; the end of a long one says most.
func (p *page) path(file string, line int) {
	if file != "" {
		at := theme.Sanitize(file) + ":" + strconv.Itoa(line)
		p.lines = append(p.lines, "    "+p.th.Dim.Render(widget.ClipLeft(at, p.width-4)))
	}
}
