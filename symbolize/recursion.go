package symbolize

import (
	"slices"
	"strings"
)

// collapse writes every recursion once, so that neither its depth nor the function in which it was stopped counts. A
// function that calls itself stands alone; a longer cycle is put in parentheses and starts at its least name.
//
//	b a b a b main -> (a b) main    f f f main -> f main
//
// Frames that were left out have been inside the recursion around them, or say nothing: they are dropped.
func collapse(keys []string) []string {
	if !recurs(keys) {
		return keys
	}
	keys = slices.Clone(keys)
	for period := 1; period <= maxCycle; period++ {
		shorter := collapsePeriod(keys, period)
		if period == maxCycle {
			shorter = joinElided(shorter)
		}
		if len(shorter) < len(keys) {
			keys, period = shorter, 0 // a cycle of cycles may stand there now
		}
	}
	return slices.DeleteFunc(keys, func(k string) bool { return k == elidedKey })
}

// recurs reports whether anything may have to be written once or dropped: in most stacks nothing.
func recurs(keys []string) bool {
	for i, key := range keys {
		if key == elidedKey || slices.Contains(keys[max(0, i-maxCycle):i], key) {
			return true
		}
	}
	return false
}

// collapsePeriod replaces each run that repeats itself with this period, at least twice. An unfinished last turn is
// part of the run.
func collapsePeriod(keys []string, period int) []string {
	out := make([]string, 0, len(keys))
	for i := 0; i < len(keys); {
		length := repetition(keys[i:], period)
		if length == 0 {
			out = append(out, keys[i])
			i++
			continue
		}
		cycle := cycleName(keys[i : i+period])
		if len(out) == 0 || out[len(out)-1] != cycle {
			out = append(out, cycle)
		}
		i += length
	}
	return out
}

// repetition gives how far the keys repeat themselves from the first on, 0 if they do not do so twice.
func repetition(keys []string, period int) (length int) {
	if 2*period > len(keys) || slices.Contains(keys[:period], elidedKey) {
		return 0
	}
	length = period
	for length < len(keys) && keys[length] == keys[length-period] {
		length++
	}
	if length < 2*period {
		return 0
	}
	return length
}

// turnSeparator stands between the names of a cycle. No name holds a tab.
const turnSeparator = "\t"

// cycleName writes a cycle so that it starts at its least name.
func cycleName(cycle []string) string {
	if len(cycle) == 1 {
		return cycle[0]
	}
	turned := slices.Clone(cycle)
	best := slices.Clone(cycle)
	for range cycle {
		turned = append(turned[1:], turned[0])
		if slices.Compare(turned, best) < 0 {
			copy(best, turned)
		}
	}
	return "(" + strings.Join(best, turnSeparator) + ")"
}

// joinElided lets a recursion on one side of left-out frames swallow them and what it goes on with on the other side,
// which can be less than two turns long.
func joinElided(keys []string) []string {
	at := slices.Index(keys, elidedKey)
	if at < 0 {
		return keys
	}
	if at > 0 {
		if end := at + 1 + turns(keys[at-1], keys[at+1:]); end > at+1 || at+1 == len(keys) {
			return slices.Delete(keys, at, end)
		}
	}
	if at+1 < len(keys) {
		before := slices.Clone(keys[:at])
		slices.Reverse(before)
		if n := turns(reversed(keys[at+1]), before); n > 0 {
			return slices.Delete(keys, at-n, at+1)
		}
	}
	return keys
}

// turns counts how many of the keys go on turning in the cycle, from any place in it.
func turns(cycle string, keys []string) int {
	names := cycleNames(cycle)
	if len(keys) == 0 {
		return 0
	}
	if keys[0] == cycle {
		return 1
	}
	start := slices.Index(names, keys[0])
	if start < 0 {
		return 0
	}
	n := 0
	for n < len(keys) && keys[n] == names[(start+n)%len(names)] {
		n++
	}
	return n
}

// cycleNames takes the name of a cycle apart.
func cycleNames(cycle string) []string {
	if inner, ok := strings.CutPrefix(cycle, "("); ok && strings.HasSuffix(inner, ")") && strings.Contains(inner, turnSeparator) {
		return strings.Split(strings.TrimSuffix(inner, ")"), turnSeparator)
	}
	return []string{cycle}
}

func reversed(cycle string) string {
	names := cycleNames(cycle)
	if len(names) == 1 {
		return cycle
	}
	slices.Reverse(names)
	return "(" + strings.Join(names, turnSeparator) + ")"
}
