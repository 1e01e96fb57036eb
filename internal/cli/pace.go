package cli

import "time"

// pace says when it is worth while to read again what has grown.
type pace struct {
	begun time.Time
	shown bool
	next  time.Time // not before
}

// How growing inputs are read again.
const (
	quiet = 300 * time.Millisecond // nothing has come for so long: a stream stalls
	share = 10                     // reading has at most one part in so many of the time
	easy  = 30 << 20               // bytes a second of a stream that is slow enough to be shown while it flows
)

// due says whether the inputs are to be read now. The first time they are as soon as every stream has ended, stalls, or
// flows so slowly that reading what has come costs little; then whenever they have changed, with rests in proportion to
// what the last reading took.
func (p pace) due(now time.Time, states []state) bool {
	if !p.shown {
		return p.first(now, states)
	}
	for _, s := range states {
		if s.anew || s.changed && (s.stream && s.ended || !now.Before(p.next)) {
			return true
		}
	}
	return false
}

func (p pace) first(now time.Time, states []state) bool {
	some := false
	for _, s := range states {
		some = some || s.size > 0
	}
	for _, s := range states {
		switch {
		case !s.stream || s.ended:
		case s.size == 0:
			if !some || now.Sub(p.begun) < quiet {
				return false
			}
		case now.Sub(s.since) < quiet:
			flowing := now.Sub(s.begun)
			if flowing < time.Second || float64(s.size) > easy*flowing.Seconds() {
				return false
			}
		}
	}
	return true
}

// read notes how long a reading took.
func (p *pace) read(began, ended time.Time) {
	p.shown = true
	p.next = ended.Add(max((share-1)*ended.Sub(began), quiet))
}
