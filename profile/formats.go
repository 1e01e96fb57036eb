package profile

// format is a kind of evidence inside a text. The line that claims a block is the reader's current one when read is
// called; read leaves the reader on the last line of the block.
type format struct {
	claims  func(line []byte) bool
	sure    func(*reader) bool // asked about the current line where claims says yes, and may look ahead; nil: it is
	read    func(*reader)
	passing bool // its line may stand between the lines of another record and does not end that
}

// formats in order of precedence: a block is read by the first that claims its first line.
var formats = []format{
	{claims: isGoroutine, read: (*reader).readGoroutine},
	{claims: isCrash, read: (*reader).readCrash},
	{claims: isProfileTitle, read: (*reader).readProfile},
	{claims: isRace, read: (*reader).readRace},
	{claims: isTest, read: (*reader).readTest},
	{claims: isExit, read: (*reader).readExit, passing: true},
	{claims: maybeBuild, sure: startsBuild, read: (*reader).readBuild},
	{claims: isTraceName, read: (*reader).readTrace, passing: true},
	{claims: speaks, read: (*reader).readRecovered, passing: true},
}

// claim gives the format whose block starts with the line, nil for none.
func (r *reader) claim(line []byte) *format {
	for i := range r.formats {
		if f := &r.formats[i]; f.claims(line) && (f.sure == nil || f.sure(r)) {
			return &r.formats[i]
		}
	}
	return nil
}
