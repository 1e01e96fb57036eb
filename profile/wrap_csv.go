package profile

import "bytes"

// column is the column of a CSV file (RFC 4180) in which the messages stand, and where reading stands in it: a field in
// quotes may hold lines.
type column struct {
	delimiter byte
	index     int
	within    bool // the last line ended within the column's field
	other     bool // or within another field before it
	at        int  // index of that field
}

// fitCSV finds the column in which headers of goroutines and first lines of crashes stand: exports of Datadog, Google
// Cloud Logging, CloudWatch and Grafana.
//
//	2026-08-21T09:24:33.260Z,host-1,"goroutine 1 [running]:
func fitCSV(sample []piece) *wrapping {
	for _, l := range sample {
		if !bytes.Contains(l.text, goroutinePrefix) && !bytes.Contains(l.text, []byte(": ")) {
			continue
		}
		at := csvStart().FindSubmatchIndex(l.text[:min(len(l.text), maxLead)])
		if at == nil {
			continue
		}
		before := l.text[:at[2]]
		c := column{delimiter: ','}
		if len(before) > 0 {
			c.delimiter = before[len(before)-1]
		}
		for len(before) > 0 && c.fieldEnd(before) < len(before) {
			before = before[c.fieldEnd(before)+1:]
			c.index++
		}
		if c.delimiter == '\t' && l.text[at[2]] != '"' && bytes.IndexByte(l.text[at[2]:], '\t') < 0 { // a column that is no table's
			continue
		}
		if len(before) == 0 && l.text[0] != '\t' && (c.index > 0 || l.text[0] == '"') && bytes.IndexByte(l.text, c.delimiter) >= 0 {
			return &wrapping{name: "csv", begin: func() stripper {
				now := c
				return now.strip
			}}
		}
	}
	return nil
}

// csvStart finds evidence where a field may begin.
var csvStart = lazily(`(?:^|[,;\t])()"?(?:goroutine \d+ (?:\[|gp=)|panic: |fatal error: |runtime: |SIG[A-Z]{2,5}: )`)

// maxLead is how much of a line is searched for the start of its message, in bytes.
const maxLead = 4096

// fieldEnd gives the length of the field with which a text begins.
func (c *column) fieldEnd(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		if i := bytes.IndexByte(text, c.delimiter); i >= 0 {
			return i
		}
		return len(text)
	}
	n := 1 + quotedEnd(text[1:])
	return min(n+1, len(text))
}

// quotedEnd gives the index of the quote that ends a field; two stand for one.
func quotedEnd(text []byte) int {
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 == len(text) || text[i+1] != '"' {
			return i
		}
		i++
	}
	return len(text)
}

// strip takes the column's part out of a line; a record may be many lines.
func (c *column) strip(line []byte) (inner, bool) {
	if c.within {
		return c.message(line)
	}
	rest, index := line, 0
	if c.other {
		n := quotedEnd(rest)
		if n == len(rest) {
			return inner{text: line, stream: aside}, true
		}
		c.other = false
		rest, index = rest[min(n+2, len(rest)):], c.at+1
	}
	for ; index < c.index; index++ {
		n := c.fieldEnd(rest)
		if n >= len(rest) {
			c.other = len(rest) > 0 && rest[0] == '"' && quotedEnd(rest[1:]) == len(rest)-1
			c.at = index
			return inner{}, false
		}
		rest = rest[n+1:]
	}
	if text, ok := bytes.CutPrefix(rest, []byte{'"'}); ok {
		return c.message(text)
	}
	return inner{text: rest[:c.fieldEnd(rest)]}, true
}

// message takes the rest of a line that begins within the column's field.
func (c *column) message(text []byte) (inner, bool) {
	n := quotedEnd(text)
	c.within = n == len(text)
	return inner{text: bytes.ReplaceAll(text[:n], []byte(`""`), []byte{'"'})}, true
}
