package profile

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// Parts of the forms of prefixes.
const (
	isoDay    = `\d{4}-\d\d-\d\d`
	clock     = `\d\d:\d\d:\d\d`
	zone      = `(?:Z|[+-]\d\d:?\d\d)`
	nanos     = isoDay + `T` + clock + `\.\d{9}(?:Z|[+-]\d\d:\d\d)` // RFC 3339, all nine digits
	shortTime = `\d\d-\d\d ` + clock
	monthTime = `[A-Z][a-z]{2} [ \d]\d ` + clock + `(?:\.\d{1,6})?`
	label     = `[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?` // a name in Kubernetes
)

// maxPrefix is how much of a line is looked at for its prefix, in bytes.
const maxPrefix = 512

// stripper takes a wrapping off a line; false: the line is not wrapped in this way.
type stripper = func(line []byte) (inner, bool)

// lazily compiles a regular expression at its first use: most texts need few of them.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// prefixForm is a compiled form of a prefix.
type prefixForm struct {
	re           *regexp.Regexp
	stream, time int // where these groups begin in a match; negative for none
}

// form makes a stripper from the form of a prefix, a regular expression. What its groups stream and time match is
// that of the line.
func form(expr string) stripper {
	compiled := sync.OnceValue(func() prefixForm {
		re := regexp.MustCompile(expr)
		return prefixForm{re, 2 * re.SubexpIndex("stream"), 2 * re.SubexpIndex("time")}
	})
	return func(line []byte) (inner, bool) {
		f := compiled()
		at := f.re.FindSubmatchIndex(line[:min(len(line), maxPrefix)])
		if at == nil {
			return inner{}, false
		}
		in := inner{text: line[at[1]:], within: true}
		if f.stream > 0 && at[f.stream] >= 0 {
			in.stream = line[at[f.stream]:at[f.stream+1]]
		}
		if f.time > 0 && at[f.time] >= 0 {
			in.time = line[at[f.time]:at[f.time+1]]
		}
		return in, true
	}
}

// wholeForm is form for lines that may all go on: the next line tells.
func wholeForm(expr string) stripper {
	strip := form(expr)
	return func(line []byte) (inner, bool) {
		in, ok := strip(line)
		in.partial = ok
		return in, ok
	}
}

// oneOf makes one stripper of several.
func oneOf(strippers ...stripper) stripper {
	return func(line []byte) (inner, bool) {
		for _, strip := range strippers {
			if in, ok := strip(line); ok {
				return in, true
			}
		}
		return inner{}, false
	}
}

// beforeEvidence limits a stripper to lines of a goroutine or a crash, and to empty ones.
func beforeEvidence(strip stripper) stripper {
	return func(line []byte) (inner, bool) {
		in, ok := strip(line)
		if !ok || len(in.text) == len(line) || len(in.text) > 0 && !isCrash(in.text) && weight(in.text) == 0 {
			return inner{}, false
		}
		return in, true
	}
}

// uncontrolled turns the control characters that syslog daemons write as #011 back into what they were.
func uncontrolled(strip stripper) stripper {
	return func(line []byte) (inner, bool) {
		in, ok := strip(line)
		if bytes.Contains(in.text, []byte("#0")) {
			in.within = false
			in.text = controlCharacter().ReplaceAllFunc(in.text, func(code []byte) []byte {
				return []byte{(code[2]-'0')<<3 | code[3] - '0'}
			})
		}
		return in, ok
	}
}

var controlCharacter = lazily(`#0[0-3][0-7]`)

var targetLine = lazily(`^[+-] [^›]{1,300} › ` + label + `$`)

// sternTarget takes the line in which stern says that it starts or stops to follow a container.
//
//   - api-7d9f8b6c5-x2x1z › app
func sternTarget(line []byte) (inner, bool) {
	return inner{text: line}, len(line) < maxPrefix && len(line) > 2 && line[1] == ' ' && targetLine().Match(line)
}

// stripReturns takes the carriage returns off that stand before that of a line's end.
//
//	goroutine 1 [running]:\r\r
func stripReturns(line []byte) (inner, bool) {
	text := bytes.TrimRight(line, "\r")
	return inner{text: text}, len(text) < len(line) && bytes.IndexByte(text, '\r') < 0
}

// stripQuote takes all levels of a quotation off.
//
//	> > goroutine 1 [running]:
func stripQuote(line []byte) (inner, bool) {
	rest, ok := bytes.CutPrefix(line, []byte{'>'})
	if !ok {
		return inner{}, false
	}
	for ok {
		rest = bytes.TrimPrefix(rest, []byte{' '})
		rest, ok = bytes.CutPrefix(rest, []byte{'>'})
	}
	return inner{text: rest}, true
}

var commentMarks = [][]byte{[]byte("//"), []byte("#"), []byte("*"), []byte(";"), []byte("--")}

// stripComment takes the mark of a comment off. gofmt puts a tab behind it.
//
//	// goroutine 1 [running]:
func stripComment(line []byte) (inner, bool) {
	text := bytes.TrimLeft(line, " \t")
	if isStatistic(line) {
		return inner{}, false
	}
	if path, _, _, ok := headerOf(line); ok && strings.Contains(path, "/") { // of a package that is built
		return inner{}, false
	}
	for i, mark := range commentMarks {
		rest, ok := bytes.CutPrefix(text, mark)
		if !ok {
			continue
		}
		if len(rest) == 0 || rest[0] == '\t' && i == 0 {
			return inner{text: rest}, true
		}
		return inner{text: rest[1:]}, rest[0] == ' '
	}
	return inner{}, false
}
