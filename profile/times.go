package profile

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// datedRecord is a record that has a line and a time.
type datedRecord struct {
	start int64
	line  *int
	time  *time.Time
}

// dates gives the records of the evidence in the order of the text.
func (e *Evidence) dates() []datedRecord {
	var list []datedRecord
	for i := range e.Crashes {
		c := &e.Crashes[i]
		list = append(list, datedRecord{c.Place.Start, &c.Line, &c.Time})
	}
	for i := range e.Races {
		c := &e.Races[i]
		list = append(list, datedRecord{c.Place.Start, &c.Line, &c.Time})
	}
	for i := range e.Tests {
		c := &e.Tests[i]
		list = append(list, datedRecord{c.Place.Start, &c.Line, &c.Time})
	}
	for i := range e.Exits {
		c := &e.Exits[i]
		list = append(list, datedRecord{c.Place.Start, &c.Line, &c.Time})
	}
	slices.SortStableFunc(list, func(a, b datedRecord) int { return cmp.Compare(a.start, b.start) })
	return list
}

// date says of each record in which line of the input it begins, and when that was written: as its wrapping, the
// head of the line or a field of a structured record tells. A time without a zone is taken as UTC; one without a year or
// a day is none. The records are in the order of the text, which is gone through once.
func (e *Evidence) date() {
	w := &walker{e: e, mark: -1}
	if e.unwrapped != nil {
		w.lines = newLines(e.unwrapped.raw, e.unwrapped.rawSize)
	} else {
		w.lines = newLines(e.text, e.size)
	}
	w.lines.window = markEvery
	e.dateFirst(w)
	line := make([]byte, maxNote)
	for _, c := range e.dates() {
		if !w.to(c.start) {
			return // the rest is gone
		}
		*c.line = int(w.lines.number)
		if e.unwrapped != nil {
			if at, ok := parseTime(e.unwrapped.written(w.lines.line, w.lines.start)); ok {
				*c.time = at
				continue
			}
		}
		n, _ := e.text.ReadAt(line[:min(maxNote, e.size-c.start)], c.start) // what is gone has no time
		head, _, _ := bytes.Cut(line[:n], []byte{'\n'})
		*c.time, _ = lineTime(bytes.TrimPrefix(head, byteOrderMark))
	}
}

// dateFirst notes when the first goroutine was written, as the wrapping tells.
func (e *Evidence) dateFirst(w *walker) {
	if e.unwrapped == nil || len(e.Goroutines) == 0 || !w.to(e.Goroutines[0].Place.Start) {
		return
	}
	e.first, _ = parseTime(e.unwrapped.written(w.lines.line, w.lines.start))
	w.mark = -1 // the first crash may come before it
}

// walker goes forward through the lines of an input.
type walker struct {
	e     *Evidence
	lines *lines // of the input
	mark  int64  // offset in the text of the last mark, -1 before the first
	at    int64  // offset in the text to which the current line belongs
	buf   []byte
}

// to makes the line of the input in which an offset of the text stands the current one.
func (w *walker) to(offset int64) bool {
	text, raw, line, expanded := w.before(offset)
	if text != w.mark || offset < w.at {
		w.mark, w.at = text, text
		w.lines.seek(raw, line-1)
		if !w.lines.advance() {
			return false
		}
	}
	if expanded {
		return true
	}
	for w.at < offset {
		w.buf = slices.Grow(w.buf[:0], markEvery)
		n, err := w.e.text.ReadAt(w.buf[:min(markEvery, offset-w.at)], w.at)
		for range bytes.Count(w.buf[:n], []byte{'\n'}) {
			if !w.lines.advance() {
				return false
			}
		}
		w.at += int64(n)
		if err != nil {
			return w.at == offset
		}
	}
	return true
}

// before gives the last mark before an offset of the text: its place there and in the input.
func (w *walker) before(offset int64) (text, raw, line int64, expanded bool) {
	if u := w.e.unwrapped; u != nil {
		m, ok := u.mark(offset)
		if !ok {
			return 0, 0, 1, false
		}
		return m.text, m.raw, m.line, m.expanded
	}
	i := sort.Search(len(w.e.marks), func(i int) bool { return w.e.marks[i].offset > offset })
	if i == 0 {
		return 0, 0, 1, false
	}
	m := w.e.marks[i-1]
	return m.offset, m.offset, m.number, false
}

var (
	// dateTime finds a date with its time: RFC 3339 and its relatives, package log, gin.
	dateTime = lazily(`(\d{4})[-/](\d\d)[-/](\d\d)(?:T| - | )(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\d*(?: ?(Z|UTC|[+-]\d\d:?\d\d)\b)?`)
	// timeField finds the time of a record that is not taken apart: zap, zerolog, slog, logrus.
	timeField = lazily(`(?:"(?:ts|time|timestamp|@timestamp)": ?|\b(?:ts|time)=)"?([^",}]+)`)
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
	if word := panicWord().FindIndex(line); word != nil {
		head = line[:word[0]]
	} else if isCrash(line) {
		return at, false
	}
	if len(line) > 0 && line[0] == '{' {
		head = line
	}
	if m := timeField().FindSubmatch(head); m != nil {
		if at, ok = parseTime(string(m[1])); ok {
			return at, true
		}
	}
	if m := dateTime().FindIndex(head); m != nil && m[0] <= maxTimeColumn {
		return parseTime(string(head[m[0]:m[1]]))
	}
	return at, false
}

// parseTime reads a time as loggers print it: a date with a time, or the seconds, milli-, micro- or nanoseconds since 1970.
func parseTime(text string) (at time.Time, ok bool) {
	text = strings.TrimSpace(text)
	if m := dateTime().FindStringSubmatch(text); m != nil && strings.HasPrefix(text, m[0]) {
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
