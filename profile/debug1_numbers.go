package profile

import (
	"bytes"
	"math"
	"strconv"
)

// heapTotals are the numbers of a heap profile's first line; rate is the mean of bytes from one sample to the next.
type heapTotals struct{ objects, bytes, allocObjects, allocBytes, rate int64 }

// heapHead reads the first line of a heap profile. The runtime states the rate twice over (writeHeapInternal).
//
//	heap profile: 60062: 5353368 [60089: 6548840] @ heap/1048576
func heapHead(line []byte) (heapTotals, bool) {
	n, rest, ok := fourNumbers(line[len(heapTitle):])
	if !ok {
		return heapTotals{}, false
	}
	rate, ok := bytes.CutPrefix(rest, []byte("heap/"))
	twice := int64(2)
	if !ok {
		rate, ok = bytes.CutPrefix(rest, []byte("heap_v2/"))
		twice = 1
	}
	r, err := strconv.ParseInt(string(rate), 10, 64)
	return heapTotals{n[0], n[1], n[2], n[3], r / twice}, ok && err == nil
}

// fourNumbers reads what a heap profile says of all stacks or of one, up to behind its @.
//
//	20000: 2240000 [20000: 2240000] @ 0x47db85 0x41e4c5
func fourNumbers(text []byte) (n [4]int64, rest []byte, ok bool) {
	for i, behind := range []string{":", "[", ":", "]"} {
		text = bytes.TrimLeft(text, " ")
		end := 0
		for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 && text[0] == '-') {
			end++
		}
		value, err := strconv.ParseInt(string(text[:end]), 10, 64)
		if err != nil {
			return n, nil, false
		}
		n[i] = value
		text = bytes.TrimLeft(text[end:], " ")
		if text, ok = bytes.CutPrefix(text, []byte(behind)); !ok {
			return n, nil, false
		}
	}
	text, ok = bytes.CutPrefix(bytes.TrimLeft(text, " "), []byte("@"))
	return n, bytes.TrimLeft(text, " "), ok
}

// numbers reads the first line of a sample.
//
//	4 @ 0x47d96e 0x45f472
//	25102402 12 @ 0x4dd408 0x483e81
//	20000: 2240000 [20000: 2240000] @ 0x47db85 0x41e4c5
func (t *textProfile) numbers(line []byte) (values []int64, addresses []byte, ok bool) {
	if line[0] != '-' && (line[0] < '0' || line[0] > '9') {
		return nil, nil, false
	}
	if t.kind == 'h' {
		n, rest, ok := fourNumbers(line)
		if !ok || !addressList(rest) {
			return nil, nil, false
		}
		t.raw, t.rawMore = t.raw+n[0], t.rawMore+n[1]
		objects, size := scaled(n[0], n[1], t.Period)
		allocObjects, allocSize := scaled(n[2], n[3], t.Period)
		return []int64{allocObjects, allocSize, objects, size}, rest, true
	}
	head, rest, ok := bytes.Cut(line, []byte("@"))
	rest = bytes.TrimLeft(rest, " ")
	if !ok || !addressList(rest) {
		return nil, nil, false
	}
	for _, word := range bytes.Fields(head) {
		n, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil {
			return nil, nil, false
		}
		values = append(values, n)
	}
	switch {
	case t.kind == 'n' && len(values) == 1:
		t.raw += values[0]
		return values, rest, true
	case t.kind == 'c' && len(values) == 2:
		delay := values[0]
		if t.cycles > 0 {
			delay = int64(float64(delay) / (t.cycles / 1e9))
		}
		return []int64{values[1], delay}, rest, true
	}
	return nil, nil, false
}

// addressList reports whether a text is nothing, or addresses.
func addressList(text []byte) bool {
	return len(text) == 0 || bytes.HasPrefix(text, []byte("0x")) && len(bytes.Trim(text, " 0123456789abcdefx")) == 0
}

// scaled estimates how many objects there were of which so many were sampled, as pprof does (scaleHeapSample): of
// those of size s one in 1-exp(-s/rate) is.
func scaled(objects, size, rate int64) (int64, int64) {
	if objects == 0 || size == 0 || rate <= 1 {
		return objects, size
	}
	scale := 1 / (1 - math.Exp(-float64(size)/float64(objects)/float64(rate)))
	return int64(float64(objects) * scale), int64(float64(size) * scale)
}
