package capture

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/pprof/profile"
)

// How runtime/pprof writes a debug=2 dump, in go1.18 to go1.27: the program stands while runtime.Stack fills a buffer,
// of 1 MiB first; where that is too small it is done again with one twice as big, and at 64 MiB what does not fit is left
// out. Each attempt goes over all goroutines, also over those that do not fit.
const (
	firstBuffer = 1 << 20
	cutAt       = 64 << 20
)

// stackRate is how many bytes of text runtime.Stack writes in a second. Measured with go1.26.8 on linux/amd64: 50 to 92
// million, for 1,000 to 200,000 goroutines of 3, 12 and 32 frames; the slower half is taken.
const stackRate = 60e6

// usualText is the text of one goroutine where its stack is not known, in bytes: 64 MiB held about 27,000.
const usualText = cutAt / 27000

// Estimate says what a debug=2 dump would be, and what it would cost. It is an estimate: nothing of it is measured in
// the program that is asked.
type Estimate struct {
	Goroutines int64
	Bytes      int64         // of text
	Attempts   int           // how often the program is stopped
	Pause      time.Duration // in all attempts together
	Longest    time.Duration // in one
	Cut        bool          // the text is longer than runtime/pprof gives
	Known      bool          // the goroutines were counted; else nothing is estimated
}

// String says it in a line.
func (e Estimate) String() string {
	if !e.Known {
		return "the goroutines could not be counted, so how long a dump would stop the program is not known"
	}
	size := fmt.Sprintf("%.1f MB", float64(e.Bytes)/1e6)
	if e.Bytes < 1e6 {
		size = fmt.Sprintf("%d KB", e.Bytes/1000+1)
	}
	text := fmt.Sprintf("a dump of %d goroutines has about %s and stops the program for about %v", e.Goroutines, size, roughly(e.Pause))
	if e.Attempts > 1 {
		text += fmt.Sprintf(" in %d pauses of up to %v", e.Attempts, roughly(e.Longest))
	}
	if e.Cut {
		text += fmt.Sprintf("; it will be cut at 64 MiB, after about %d goroutines", e.Goroutines*cutAt/e.Bytes)
	}
	return text + " (an estimate)"
}

func roughly(d time.Duration) time.Duration {
	switch {
	case d > 10*time.Second:
		return d.Round(time.Second)
	case d > time.Second:
		return d.Round(100 * time.Millisecond)
	case d > 10*time.Millisecond:
		return d.Round(10 * time.Millisecond)
	}
	return max(time.Millisecond, d.Round(time.Millisecond))
}

// estimate reckons with so many goroutines and bytes of text.
func estimate(goroutines, text int64) Estimate {
	e := Estimate{Goroutines: goroutines, Bytes: max(1, text), Attempts: 1, Known: true}
	for buffer := int64(firstBuffer); e.Bytes >= buffer && buffer < cutAt; buffer *= 2 {
		e.Attempts++
	}
	e.Longest = time.Duration(float64(e.Bytes) / stackRate * float64(time.Second))
	e.Pause = e.Longest * time.Duration(e.Attempts)
	e.Cut = e.Bytes >= cutAt
	return e
}

// estimateOf looks into a goroutine profile; where that is not to be read, into the count of the index.
func estimateOf(p *Part, x *index) Estimate {
	if prof, err := parse(p); err == nil {
		var goroutines, text int64
		for _, sample := range prof.Sample {
			if len(sample.Value) == 0 || sample.Value[0] <= 0 {
				continue
			}
			n := min(sample.Value[0], absurd)
			goroutines = min(goroutines+n, absurd)
			text = min(text+n*textOf(sample), absurd*usualText)
		}
		if goroutines > 0 {
			return estimate(goroutines, text)
		}
	}
	if n := min(int64(x.counts["goroutine"]), absurd); n > 0 {
		return estimate(n, n*usualText)
	}
	return Estimate{}
}

// absurd is a number of goroutines that no program has; a server may say anything.
const absurd = 1 << 36

// What a dump writes beside names and paths, in bytes; the creator, whose names a profile lacks, is as long as the
// outermost frame.
//
//	goroutine 123456 [chan receive, 12 minutes]:
//	main.worker(0xc000012060, 0xc000102000)
//		/src/app/worker.go:17 +0x1d
const (
	headerText = len("goroutine 123456 [chan receive, 12 minutes]:\n\n")
	frameText  = len("(0xc000012060, 0xc000102000)\n\t:170 +0x1d\n")
	byText     = len("created by  in goroutine 1\n\t:170 +0x1d\n")
)

// mostFrames are printed of a stack; of a longer one 50 from each end.
const mostFrames = 100

// textOf reckons the text of a goroutine. A dump leaves out what is not exported of the runtime.
func textOf(sample *profile.Sample) int64 {
	text, frames, last := headerText, 0, 0
	for _, location := range sample.Location {
		for _, line := range location.Line {
			f := line.Function
			if f == nil || hidden(f.Name) || frames == mostFrames {
				continue
			}
			frames++
			last = len(f.Name) + len(f.Filename)
			text += last + frameText
		}
	}
	return int64(text + byText + last)
}

// hidden says whether a dump leaves a function out: runtime.gopark, but not runtime.Gosched.
func hidden(function string) bool {
	name, ok := strings.CutPrefix(function, "runtime.")
	return ok && (name == "" || name[0] < 'A' || name[0] > 'Z')
}

// maxUnpacked bounds what a profile that is looked into may unpack to, in bytes.
const maxUnpacked = 128 << 20

// parse reads a profile that has come whole.
func parse(p *Part) (*profile.Profile, error) {
	if p.Err != nil || int64(p.head.Len()) < p.Bytes {
		return nil, errors.New("it is not there as a whole")
	}
	z, err := gzip.NewReader(bytes.NewReader(p.head.Bytes()))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxUnpacked {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", maxUnpacked)
	}
	return profile.ParseUncompressed(data)
}
