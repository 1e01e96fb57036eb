package triage

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gotriage/profile"
)

// Quantity writes a value of a profile for a person: 1.25s, 5.1 MB, 14,820.
func Quantity(n int64, unit string) string {
	switch unit {
	case "nanoseconds":
		return shortTime(time.Duration(n))
	case "bytes":
		return shortBytes(n)
	}
	return Number(int(n))
}

// shortTime writes a duration with three or four digits.
func shortTime(d time.Duration) string {
	step := time.Duration(1)
	for step <= d.Abs()/1000 {
		step *= 10
	}
	return d.Round(step).String()
}

// shortBytes writes a size in powers of 1024, as pprof does.
func shortBytes(n int64) string {
	size, unit := float64(n), 0
	for size >= 1024 || size <= -1024 {
		size /= 1024
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return strconv.FormatFloat(size, 'f', 1, 64) + " " + "KMGTPE"[unit-1:unit] + "B"
}

// nouns are what the groups of each kind count.
var nouns = map[string]string{
	string(profile.KindGoroutine): "goroutine", string(profile.KindBlock): "contention", string(profile.KindMutex): "contention",
	string(profile.KindContention): "contention", string(profile.KindHeap): "object", string(profile.KindAllocs): "object",
	string(profile.KindCPU): "sample", string(profile.KindThreadCreate): "thread",
}

// Counted writes what a group counts: "4 goroutines", "12 contentions".
func (g *Group) Counted() string {
	noun := nouns[g.Kind]
	if noun == "" {
		noun = "sample"
	}
	return Count(g.Count(), noun)
}

// Amounts writes the values of a group of samples: "contentions 12, delay 3.4s"; "" for goroutines.
func (g *Group) Amounts() string {
	if g.Profile == nil || g.OfGoroutines() {
		return ""
	}
	var parts []string
	for i, t := range g.Profile.Types {
		parts = append(parts, strings.ReplaceAll(t.Type, "_", " ")+" "+Quantity(g.Values[i], t.Unit))
	}
	return strings.Join(parts, ", ")
}

// Amount writes the value by which a group of samples weighs; "" for goroutines.
func (g *Group) Amount() string {
	if g.Profile == nil || g.OfGoroutines() || len(g.Values) == 0 {
		return ""
	}
	i := g.Profile.Main()
	return Quantity(g.Values[i], g.Profile.Types[i].Unit)
}
