package profile

// lineMark is the number of the line that starts at an offset.
type lineMark struct{ offset, line int64 }
