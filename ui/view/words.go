package view

import (
	"path"
	"strconv"
	"strings"

	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
)

// minutes writes how long goroutines have waited, empty where none says so.
func minutes(least, most int) string {
	switch {
	case most < 0:
		return ""
	case least < 0 || least == most:
		return triage.Number(most) + " min"
	}
	return triage.Number(least) + "-" + triage.Number(most) + " min"
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
func function(f *symbolize.Frame) string {
	if f.Func == "" { // a place that a build's error names
		return theme.Sanitize(f.File)
	}
	return theme.Sanitize(f.Short())
}

// where names a frame's line without folders: cache.go:88; empty where the frame has no file, and where the line stands
// for the name of its function already.
func where(f *symbolize.Frame) string {
	if f.File == "" {
		return ""
	}
	at := theme.Sanitize(path.Base(strings.ReplaceAll(f.File, `\`, "/"))) + ":" + strconv.Itoa(f.Line)
	if at == function(f) {
		return ""
	}
	return at
}

// names lists words: a, b, c.
func names[T ~string](words []T) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = theme.Sanitize(string(w))
	}
	return strings.Join(parts, ", ")
}
