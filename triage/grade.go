package triage

// Grade says how a claim is proved, worst first.
type Grade uint8

// Grades of proof, worst to best.
const (
	Named      Grade = iota + 1 // text alone says so
	Consistent                  // state and shape fit
	Linked                      // addresses or creators tie goroutines together
	Source                      // the code at the frame shows the pattern
	Debugger                    // seen in the process or its core
	Proven                      // the runtime says so: a panic text, a leak mark
)

var gradeNames = [...]string{"", "named", "consistent", "linked", "source", "debugger", "proof"}

// String gives the grade's word on screen and in family files.
func (g Grade) String() string { return gradeNames[g] }

// ParseGrade gives the grade of a word, 0 for an unknown one.
func ParseGrade(word string) Grade {
	for i, n := range gradeNames {
		if i > 0 && n == word {
			return Grade(i)
		}
	}
	return 0
}
