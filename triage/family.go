package triage

// Family is a documented bug family, read from one txtar file (triage/families/<id>.txtar or a user's).
type Family struct {
	ID       string
	Title    string
	Class    string // crash, exit, cgo, race, profile, resource, communication, mixed, leak, memory, build, usage, healthy, myth
	Severity Severity
	Truth    string   // confirmed, version-bound, refuted
	Go       string   // Go versions in which it exists, ">=1.24"; empty for all
	Over     []string // families that it comes before where both match
	See      []string
	Ask      []string // strings that people search for
	Analyzer string   // in place of Match
	Doc      string   // Markdown
	Match    *Match   // nil for myths and analyzers' families
	Evidence []Claim
	Next     []string
	Samples  []Sample
	Repro    []Sample // files of its program
	Settle   string   // what would settle an unknown match
	File     string   // where it was read from, for messages
}

// Claim is one line of a family's evidence section.
//
//	proof: leaked(): the runtime proved that it can never go on
type Claim struct {
	Grade   Grade // 0 for against
	Against bool
	Test    *Match
	Text    string
}

// Sample is a file inside a family's txtar.
type Sample struct {
	Verdict string // yes, maybe, no, todo, repro
	Name    string
	Data    []byte
}

// Severity ranks findings.
type Severity uint8

// Severities, least first.
const (
	Healthy Severity = iota + 1
	Info
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{"", "healthy", "info", "low", "medium", "high", "critical"}

// String gives the severity's word in family files and reports.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity gives the severity of a word, 0 for an unknown one.
func ParseSeverity(word string) Severity {
	for i, n := range severityNames {
		if i > 0 && n == word {
			return Severity(i)
		}
	}
	return 0
}
