package profile

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// TimeAt gives when the line at an offset of the text was written, as its wrapping, the head of the line or a field of
// a structured record says; ok is false where none does. A time without a zone is taken as UTC, one without a year or
// a day is none.
func (e *Evidence) TimeAt(offset int64) (at time.Time, ok bool) {
	if e.unwrapped != nil {
		if at, ok = parseTime(e.unwrapped.written(offset)); ok {
			return at, true
		}
	}
	line := make([]byte, max(0, min(maxNote, e.size-offset)))
	if _, err := e.text.ReadAt(line, offset); err != nil { // it is gone
		return at, false
	}
	line, _, _ = bytes.Cut(line, []byte{'\n'})
	return lineTime(bytes.TrimPrefix(line, byteOrderMark))
}

var (
	// dateTime finds a date with its time: RFC 3339 and its relatives, package log, gin.
	dateTime = regexp.MustCompile(`(\d{4})[-/](\d\d)[-/](\d\d)(?:T| - | )(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\d*(?: ?(Z|UTC|[+-]\d\d:?\d\d)\b)?`)
	// timeField finds the time of a record that is not taken apart: zap, zerolog, slog, logrus.
	timeField = regexp.MustCompile(`(?:"(?:ts|time|timestamp|@timestamp)": ?|\b(?:ts|time)=)"?([^",}]+)`)
)

// maxTimeColumn is how far from the head of a line its time may stand, in bytes: names of programs and levels come before it.
const maxTimeColumn = 64

// lineTime finds the time in the head of a line, before its words: those may speak of other times.
//
//	2026/11/20 13:28:00 http: panic serving 10.0.0.1:5432: boom
//	cron: 2026/11/20 13:28:00 panic, error=boom, stack=...
//	{"level":"error","ts":1795230081.6362684,"msg":"panic recovered"}
func lineTime(line []byte) (at time.Time, ok bool) {
	head := line
	if word := panicWord.FindIndex(line); word != nil {
		head = line[:word[0]]
	} else if isCrash(line) {
		return at, false
	}
	if len(line) > 0 && line[0] == '{' {
		head = line
	}
	if m := timeField.FindSubmatch(head); m != nil {
		if at, ok = parseTime(string(m[1])); ok {
			return at, true
		}
	}
	if m := dateTime.FindIndex(head); m != nil && m[0] <= maxTimeColumn {
		return parseTime(string(head[m[0]:m[1]]))
	}
	return at, false
}

// parseTime reads a time as loggers print it: a date with a time, or the seconds, milli-, micro- or nanoseconds since 1970.
func parseTime(text string) (at time.Time, ok bool) {
	text = strings.TrimSpace(text)
	if m := dateTime.FindStringSubmatch(text); m != nil && strings.HasPrefix(text, m[0]) {
		zone := strings.Replace(m[6], ":", "", 1)
		if zone == "" || zone == "Z" || zone == "UTC" {
			zone = "+0000"
		}
		at, err := time.Parse("2006-01-02 15:04:05.999999999 -0700", m[1]+"-"+m[2]+"-"+m[3]+" "+m[4]+"."+m[5]+strings.Repeat("0", 9-len(m[5]))+" "+zone)
		return at.UTC(), err == nil
	}
	return epoch(text)
}

// epoch reads a number of seconds, milli-, micro- or nanoseconds; its size tells which.
//
//	1795230081.6362684   zap
//	1795230081636        zerolog with TimeFormatUnixMs
func epoch(text string) (at time.Time, ok bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.ContainsAny(text, "eE") { // zap's encoders print floats
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f < 1e9 || f > 1e19 {
			return at, false
		}
		whole, fraction, _ = strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	}
	exponent := map[int]int{10: 9, 13: 6, 16: 3, 19: 0}
	digits, known := exponent[len(whole)]
	if !known {
		return at, false
	}
	fraction += "000000000"
	n, err := strconv.ParseInt(whole+fraction[:digits], 10, 64)
	return time.Unix(0, n).UTC(), err == nil && n > 0
}
