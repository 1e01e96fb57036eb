package view

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
)

// number writes 14820 as 14,820.
func number(n int) string {
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
	return number(n) + " " + noun + "s"
}

// minutes writes how long goroutines have waited, empty where none says so.
func minutes(least, most int) string {
	switch {
	case most < 0:
		return ""
	case least < 0 || least == most:
		return number(most) + " min"
	}
	return number(least) + "-" + number(most) + " min"
}

// percent writes a confidence.
func percent(confidence float64) string { return strconv.FormatFloat(100*confidence, 'f', 0, 64) + "%" }

// Size writes a number of bytes: 3.4 MB.
func Size(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1_000_000:
		return strconv.FormatFloat(float64(n)/1e3, 'f', 1, 64) + " kB"
	case n < 1_000_000_000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	}
	return strconv.FormatFloat(float64(n)/1e9, 'f', 2, 64) + " GB"
}

// severityWord is a severity in four letters.
func severityWord(s triage.Severity) string {
	switch s {
	case triage.Critical:
		return "CRIT"
	case triage.High:
		return "HIGH"
	case triage.Medium:
		return "MED"
	case triage.Low:
		return "LOW"
	case triage.Healthy:
		return "OK"
	default:
		return "INFO"
	}
}

// function names a frame's function without the folders of its package, safe to draw.
func function(f *symbolize.Frame) string { return theme.Sanitize(f.Short()) }

// where names a frame's line without folders: cache.go:88; empty where the frame has no file.
func where(f *symbolize.Frame) string {
	if f.File == "" {
		return ""
	}
	return theme.Sanitize(path.Base(strings.ReplaceAll(f.File, `\`, "/"))) + ":" + strconv.Itoa(f.Line)
}

// keyFrame is the frame by which a stack is known in a list: the innermost of the user's, else of a library's, else
// the outermost of the standard library, for that is what the goroutine was started for. It gives nil for a stack
// without frames.
func keyFrame(s *symbolize.Stack) *symbolize.Frame {
	var best *symbolize.Frame
	for i := range s.Frames {
		f := &s.Frames[i]
		switch {
		case f.Elided != 0 || f.Wrapper:
		case f.Origin == symbolize.User:
			return f
		case best == nil, f.Origin > best.Origin, f.Origin == symbolize.Standard && best.Origin == symbolize.Standard:
			best = f
		}
	}
	return best
}

// Accounting says in a sentence what was read of the inputs and what was not.
//
//	14,820 goroutines read, the last one cut; 3 lines not understood
func Accounting(inputs ...*triage.Input) string {
	goroutines, died, unread, problems, cut := 0, 0, 0, 0, 0
	var last *profile.Evidence
	for _, in := range inputs {
		e := in.Evidence
		goroutines += len(e.Goroutines)
		died += len(e.Crashes)
		unread += e.LinesUnread
		problems += len(e.Problems)
		if e.Truncated {
			cut++
			last = e
		}
	}
	var b strings.Builder
	switch {
	case goroutines == 0 && died == 0:
		b.WriteString("no goroutine read")
	case goroutines == 0:
		b.WriteString(crashes(died) + " read")
	default:
		b.WriteString(Count(goroutines, "goroutine") + " read")
	}
	switch {
	case cut == 1 && len(last.Goroutines) > 0 && last.Goroutines[len(last.Goroutines)-1].Cut:
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
	return b.String()
}

// Brief is Accounting where there is little room: "14,820 read, cut; 3 lines unread".
func Brief(inputs ...*triage.Input) string {
	goroutines, unread, problems, cut := 0, 0, 0, false
	for _, in := range inputs {
		e := in.Evidence
		goroutines += len(e.Goroutines)
		unread += e.LinesUnread
		problems += len(e.Problems)
		cut = cut || e.Truncated
	}
	parts := []string{number(goroutines) + " read"}
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

// names lists words: a, b, c.
func names[T ~string](words []T) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = theme.Sanitize(string(w))
	}
	return strings.Join(parts, ", ")
}

// crashes writes a number of crashes.
func crashes(n int) string {
	if n == 1 {
		return "1 crash"
	}
	return number(n) + " crashes"
}
