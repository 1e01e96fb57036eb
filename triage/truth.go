package triage

// Truth is the answer of a test. What the evidence cannot say is Unknown, not False.
type Truth uint8

// The three values, ordered so that "and" is the least and "or" the greatest.
const (
	False Truth = iota
	Unknown
	True
)

// not gives the opposite; the opposite of Unknown is Unknown.
func (t Truth) not() Truth { return True - t }

// truth gives True or False.
func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// orUnknown gives True, or Unknown where the evidence for a False is not complete.
func orUnknown(found, complete bool) Truth {
	if found {
		return True
	}
	if !complete {
		return Unknown
	}
	return False
}
