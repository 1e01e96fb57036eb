package profile

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// InOrder puts inputs into the order of time, where each of them tells one: by its name, else by its content. Those that
// do not all tell are put into the order of their names, where 9 comes before 10.
func InOrder(list []*Evidence) {
	slices.SortStableFunc(list, func(a, b *Evidence) int { return CompareNames(a.Name, b.Name) })
	ByTime(list)
}

// ByTime puts inputs into the order of time where each of them tells one, and else leaves them as they are.
func ByTime(list []*Evidence) {
	times := make(map[*Evidence]time.Time, len(list))
	for _, e := range list {
		at := e.When()
		if at.IsZero() {
			return
		}
		times[e] = at
	}
	slices.SortStableFunc(list, func(a, b *Evidence) int { return times[a].Compare(times[b]) })
}

// When says when an input was written, in UTC: as its name tells, else as the evidence tells of its first record. It is zero
// where neither does.
func (e *Evidence) When() time.Time {
	if at, ok := TimeInName(e.Name); ok {
		return at
	}
	first := e.first
	for i := range e.Crashes {
		if at := e.Crashes[i].Time; !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	for i := range e.Profiles {
		if at := e.Profiles[i].Time; !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at.UTC()
		}
	}
	return first
}

var (
	// nameDate is a date, with or without a time, in the forms in which names hold them.
	nameDate = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])([-_.]?)(0[1-9]|[12]\d|3[01])(?:([T _.-]|--)?([01]\d|2[0-3])[-_.:hH]?([0-5]\d)(?:[-_.:mM]?([0-5]\d|60))?(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?)?(?:[^0-9]|$)`)
	// nameEpoch is a number of seconds, milli-, micro- or nanoseconds since 1970, from 2001 on.
	nameEpoch = regexp.MustCompile(`(?:^|[^0-9a-zA-Z])(\d{10}|\d{13}|\d{16}|\d{19})(?:[^0-9a-zA-Z]|$)`)
)

// TimeInName finds the time that a name tells: the last part of a path first, then the folders above. A time without a
// zone is taken as UTC.
//
//	goroutine-2026-11-20T13:28:00Z.txt   dump.20261120-132800.txt   api-2026-11-20_13-28-00.log
//	heap.1795181280.pb.gz   capture-1795181280123/goroutine.txt   api-2026-11-20.log
func TimeInName(name string) (at time.Time, ok bool) {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '\\' || r == '!' })
	for _, part := range slices.Backward(parts) {
		if at, ok = dateInName(part); ok {
			return at, true
		}
		if m := nameEpoch.FindStringSubmatch(part); m != nil {
			if at, ok = epoch(m[1]); ok {
				return at, true
			}
		}
	}
	return at, false
}

func dateInName(name string) (at time.Time, ok bool) {
	m := nameDate.FindStringSubmatch(name)
	if m == nil || m[2] != m[4] {
		return at, false
	}
	zone := strings.Replace(m[11], ":", "", 1)
	if zone == "" || zone == "Z" {
		zone = "+0000"
	}
	clock := cmp.Or(m[7], "00") + ":" + cmp.Or(m[8], "00") + ":" + cmp.Or(m[9], "00") + "." + m[10] + strings.Repeat("0", 9-len(m[10]))
	at, err := time.Parse("2006-01-02 15:04:05.999999999 -0700", m[1]+"-"+m[3]+"-"+m[5]+" "+clock+" "+zone)
	return at.UTC(), err == nil
}

// CompareNames orders names as people do: numbers by their value, so that pod-9.log comes before pod-10.log.
func CompareNames(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m > 0 && n > 0 {
			p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
			if c := cmp.Or(len(p)-len(q), strings.Compare(p, q)); c != 0 {
				return c
			}
			x, y = x[m:], y[n:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(len(x)-len(y), strings.Compare(path.Clean(a), path.Clean(b)))
}

// digits counts the digits with which a text begins.
func digits(text string) int {
	return len(text) - len(strings.TrimLeft(text, "0123456789"))
}
