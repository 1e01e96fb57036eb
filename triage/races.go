package triage

import (
	"fmt"
	"strconv"

	"gotriage/profile"
	"gotriage/symbolize"
)

// raceRecords makes records of the race reports of an input. Their stacks are those of the accesses: what started their
// goroutines stands in all reports of a program.
func raceRecords(c *Case, input int) []*Record {
	in := c.Inputs[input]
	var list []*Record
	for i := range in.Evidence.Races {
		race := &in.Evidence.Races[i]
		r := &Record{Kind: "race", Input: input, Index: i, Place: race.Place, Time: race.Time, Attr: map[string][]string{}}
		for j := range race.Accesses {
			a := &race.Accesses[j]
			r.Attr["op"] = append(r.Attr["op"], AccessWords(a))
			if a.Stack >= 0 {
				r.Stacks = append(r.Stacks, &in.Stacks[a.Stack])
			}
		}
		r.Attr["accesses"] = []string{strconv.Itoa(len(race.Accesses))}
		r.Suspect, r.Other = raceSuspects(in, input, race)
		r.Text = raceText(race, r.Suspect, r.Other)
		if race.Exit >= 0 {
			r.Attr["exit"] = []string{strconv.Itoa(race.Exit)}
		}
		list = append(list, r)
	}
	return list
}

// AccessWords says what an access did: "previous atomic write".
func AccessWords(a *profile.Access) string {
	text := a.Op
	if a.Atomic {
		text = "atomic " + text
	}
	if a.Previous {
		text = "previous " + text
	}
	return text
}

// raceSuspects gives the frames of the first two accesses: the one that was caught, and that before it.
func raceSuspects(in *Input, input int, race *profile.Race) (caught, before *Suspect) {
	var found [2]*Suspect
	for i := range race.Accesses[:min(len(race.Accesses), 2)] {
		found[i] = accessSuspect(in, input, &race.Accesses[i])
	}
	if found[0] == nil { // the stack of the other was restored
		return found[1], nil
	}
	return found[0], found[1]
}

// accessSuspect gives the frame that made an access: the innermost user frame, or where none is printed that which
// started its goroutine.
func accessSuspect(in *Input, input int, a *profile.Access) *Suspect {
	var found *Suspect
	if a.Stack >= 0 {
		found = blame(&in.Stacks[a.Stack], RoleRaces, 0)
	}
	if (found == nil || found.Role != RoleRaces) && a.Created >= 0 {
		by := &in.Stacks[a.Created]
		if i := firstOf(by.Frames, 0, symbolize.User); i >= 0 {
			found = &Suspect{Frame: by.Frames[i], Role: RoleCreator, Why: "no user frame of the access is printed; this code started its goroutine", Index: i, Stack: by}
		}
	}
	if found != nil {
		found.Input, found.Goroutine = input, -1
	}
	return found
}

// raceText says in a sentence what a report says, without addresses and numbers of goroutines: equal races have equal
// texts.
func raceText(race *profile.Race, caught, before *Suspect) string {
	if len(race.Accesses) == 0 {
		return "DATA RACE"
	}
	text := "DATA RACE: " + AccessWords(&race.Accesses[0]) + accessPlace(caught)
	if len(race.Accesses) > 1 && before != nil {
		text += fmt.Sprintf(", %s%s", AccessWords(&race.Accesses[1]), accessPlace(before))
	}
	return text
}

func accessPlace(s *Suspect) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf(" in %s (%s)", s.Short(), s.Place())
}
