package triage

import (
	"fmt"
	"strconv"
	"strings"

	"gotriage/profile"
)

// Accounting says in a sentence what was read of the inputs and what was not.
//
//	14,820 goroutines read, the last one cut; 3 lines not understood
func Accounting(inputs ...*Input) string {
	unread, problems, cut := 0, 0, 0
	var last *profile.Evidence
	problems += troubles(inputs)
	for _, in := range inputs {
		e := in.Evidence
		unread += e.LinesUnread
		problems += len(e.Problems)
		if e.Truncated {
			cut++
			last = e
		}
	}
	read := kindsRead(inputs)
	var b strings.Builder
	if len(read) == 0 {
		b.WriteString("no goroutine read")
	} else {
		b.WriteString(read[0] + " read")
		for _, more := range read[1:] {
			b.WriteString(", " + more)
		}
	}
	switch {
	case cut == 1 && len(last.Goroutines) > 0 && last.Goroutines[len(last.Goroutines)-1].Cut, cut == 1 && len(last.Races) > 0 && last.Races[len(last.Races)-1].Cut:
		b.WriteString(", the last one cut")
	case cut == 1:
		b.WriteString(", the text ends early")
	case cut > 1:
		fmt.Fprintf(&b, ", %d inputs end early", cut)
	}
	if unread > 0 {
		b.WriteString("; " + Count(unread, "line") + " not understood")
	}
	if problems > 0 {
		b.WriteString("; " + Count(problems, "problem"))
	}
	if unread == 0 && problems == 0 && len(read) > 0 {
		b.WriteString("; every line was understood")
	}
	return b.String()
}

// kindsRead counts what was read of the inputs, kind by kind: "15 goroutines", "1 crash", "2 race reports".
func kindsRead(inputs []*Input) []string {
	var goroutines, profiles, died, lived, races, tests, packages, exits, failed, built int
	for _, in := range inputs {
		e := in.Evidence
		goroutines += e.GoroutinesRead()
		profiles += otherProfiles(e)
		for i := range e.Crashes {
			switch k := &e.Crashes[i]; {
			case k.Kind == profile.KindRecovered:
				lived++
			case k.Signal != "SIGQUIT": // it was asked for
				died++
			}
		}
		races += len(e.Races)
		for i := range e.Races {
			goroutines -= e.Races[i].Goroutines() // they stand in the reports
		}
		tests += len(e.Tests)
		for i := range e.Packages {
			packages += boolean(e.Packages[i].Name != "")
		}
		exits += len(e.Exits)
		failed += FailedBuilds(e)
		built += len(e.Builds) - FailedBuilds(e)
	}
	var list []string
	for _, kind := range []struct {
		n    int
		text string
	}{
		{goroutines, Count(goroutines, "goroutine")},
		{died, Crashes(died)},
		{lived, Count(lived, "recovered panic")},
		{profiles, Count(profiles, "profile")},
		{races, Count(races, "race report")},
		{tests, Count(tests, "failed test")},
		{packages, Count(packages, "tested package")},
		{exits, Ends(exits)},
		{failed, Count(failed, "failed build")},
		{built, Count(built, "build log")},
	} {
		if kind.n > 0 {
			list = append(list, kind.text)
		}
	}
	return list
}

// otherProfiles counts the profiles whose samples are no goroutines.
func otherProfiles(e *profile.Evidence) (n int) {
	for i := range e.Profiles {
		if !e.Profiles[i].OfGoroutines() {
			n++
		}
	}
	return n
}

// Brief is Accounting where there is little room: "14,820 read, cut; 3 lines unread".
func Brief(inputs ...*Input) string {
	goroutines, failed, unread, problems, cut := 0, 0, 0, troubles(inputs), false
	for _, in := range inputs {
		e := in.Evidence
		goroutines += e.GoroutinesRead()
		failed += FailedBuilds(e)
		unread += e.LinesUnread
		problems += len(e.Problems)
		cut = cut || e.Truncated
	}
	parts := []string{Number(goroutines) + " read"}
	if goroutines == 0 && failed > 0 {
		parts[0] = Count(failed, "failed build")
	}
	if cut {
		parts[0] += ", cut"
	}
	if unread > 0 {
		parts = append(parts, Count(unread, "line")+" unread")
	}
	if problems > 0 {
		parts = append(parts, Count(problems, "problem"))
	}
	return strings.Join(parts, "; ")
}

// Crashes writes a number of crashes.
func Crashes(n int) string {
	if n == 1 {
		return "1 crash"
	}
	return Number(n) + " crashes"
}

// Ends writes a number of ends of programs.
func Ends(n int) string {
	if n == 1 {
		return "1 end of a program"
	}
	return Number(n) + " ends of programs"
}

// Number writes 14820 as 14,820.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count writes a number with its noun: 1 goroutine, 14,820 goroutines.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Number(n) + " " + noun + "s"
}
