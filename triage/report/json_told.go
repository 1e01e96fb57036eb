package report

import (
	"time"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// told adds the race reports, the failed tests and the ends of programs of an input.
func (d *document) told(c *triage.Case, input int) {
	e := c.Inputs[input].Evidence
	for _, x := range c.Ends(input) {
		d.Crashes = append(d.Crashes, newExit(e, x))
	}
	for i := range e.Races {
		d.Races = append(d.Races, newRace(c, input, i))
	}
	for i := range e.Tests {
		d.Tests = append(d.Tests, newTest(e, &e.Tests[i]))
	}
}

// written writes a time as JSON holds it, "" for none.
func written(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.RFC3339Nano)
}

func newExit(e *profile.Evidence, x *profile.Exit) crash {
	out := crash{Kind: "exit", Message: x.Text, Panics: []panicValue{}, Signal: x.Signal, Input: e.Name, Line: max(x.Line, 1), Stream: e.StreamAt(x.Place.Start), Time: written(x.Time)}
	if x.Code >= 0 {
		out.ExitCode = &x.Code
	}
	return out
}

func newRace(c *triage.Case, input, index int) race {
	in := c.Inputs[input]
	k := &in.Evidence.Races[index]
	out := race{Accesses: []access{}, Input: in.Evidence.Name, Line: max(k.Line, 1), Stream: in.Evidence.StreamAt(k.Place.Start), Time: written(k.Time)}
	if k.Exit >= 0 {
		out.ExitCode = &k.Exit
	}
	for i := range k.Accesses {
		a := &k.Accesses[i]
		to := access{
			Op: a.Op, Previous: a.Previous, Atomic: a.Atomic, Address: a.Address, Goroutine: a.Goroutine, Main: a.Main, State: a.State,
			Frames: framesOf(in, a.Stack), Creation: framesOf(in, a.Created),
		}
		if len(to.Creation) > 0 {
			to.CreatedBy = &to.Creation[0]
		}
		out.Accesses = append(out.Accesses, to)
	}
	for _, f := range c.Findings {
		for _, r := range f.Records {
			if r.Kind == "race" && r.Input == input && r.Index == index && out.Finding == "" {
				out.Finding = f.ID
			}
		}
	}
	return out
}

// framesOf writes the frames of a stack; none where it was not printed.
func framesOf(in *triage.Input, stack int32) []frame {
	list := []frame{}
	if stack < 0 {
		return list
	}
	for _, f := range in.Stacks[stack].Frames {
		list = append(list, newFrame(f))
	}
	return list
}

func newTest(e *profile.Evidence, t *profile.Test) test {
	out := test{Package: t.Package, Name: t.Name, Messages: []testMessage{}, Input: e.Name, Line: max(t.Line, 1), Stream: e.StreamAt(t.Place.Start), Time: written(t.Time)}
	if t.Duration >= 0 {
		seconds := t.Duration.Seconds()
		out.Seconds = &seconds
	}
	for _, m := range t.Messages {
		out.Messages = append(out.Messages, testMessage{m.File, m.Line, m.Text})
	}
	return out
}

// newOther writes the frame of the other access of a race.
func newOther(s *triage.Suspect) *suspect {
	if s == nil || s.Origin == symbolize.Runtime {
		return nil
	}
	return &suspect{Func: s.Func, File: s.RawFile, Line: s.Line, Role: s.Role}
}
