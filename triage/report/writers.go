// Package report writes a case out.
package report

import (
	"fmt"
	"io"
	"strings"

	"gotriage/triage"
	"gotriage/ui/theme"
)

// Options say how a report is laid out.
type Options struct {
	Width int          // columns of the text format; 0: 80
	Theme *theme.Theme // styles of the text format; nil: none
	ASCII bool         // the terminal shows ASCII only
}

// Writer is one format of a report.
type Writer struct {
	Format string
	Write  func(io.Writer, *triage.Case, Options) error
}

// Writers in the order of the documentation.
var Writers = []Writer{
	{"text", Text},
	{"json", JSON},
}

// Formats gives the names of the writers.
func Formats() []string {
	var names []string
	for _, w := range Writers {
		names = append(names, w.Format)
	}
	return names
}

// Find gives the writer of a format.
func Find(format string) (Writer, error) {
	for _, w := range Writers {
		if w.Format == format {
			return w, nil
		}
	}
	return Writer{}, fmt.Errorf("the format %q is not known; known are %s", format, strings.Join(Formats(), ", "))
}
