package profile

// arrangement tells what became of the lines of dumps as a whole: no-blank-lines where those between the goroutines are
// gone, interleaved where other lines stand between the frames of one goroutine.
func (e *Evidence) arrangement() []string {
	var names []string
	if e.abutting() {
		names = append(names, "no-blank-lines")
	}
	if e.interleaved() {
		names = append(names, "interleaved")
	}
	return names
}

// abutting reports whether most goroutines of dumps begin where the one before them ends. Those that lines of others
// keep apart tell nothing.
func (e *Evidence) abutting() bool {
	near, apart, u := 0, 0, 0
	for i := 1; i < len(e.Goroutines); i++ {
		before, g := &e.Goroutines[i-1], &e.Goroutines[i]
		end := before.Place.End
		for ; u < len(e.Unread) && e.Unread[u].Start < end; u++ {
		}
		switch {
		case before.Dump != g.Dump || u < len(e.Unread) && e.Unread[u].Start < g.Place.Start:
		case end == g.Place.Start:
			near++
		default:
			apart++
		}
	}
	return near > apart
}

// interleaved reports whether lines that are no evidence stand inside a goroutine.
func (e *Evidence) interleaved() bool {
	u := 0
	for i := range e.Goroutines {
		place := e.Goroutines[i].Place
		for ; u < len(e.Unread) && e.Unread[u].End <= place.Start; u++ {
		}
		if u == len(e.Unread) {
			return false
		}
		if e.Unread[u].Start > place.Start && e.Unread[u].End < place.End {
			return true
		}
	}
	return false
}
