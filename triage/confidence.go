package triage

// confidence is looked up: how sure a finding is by its best grade of proof, plain and with something against it. They
// order findings: of the corpus' captures with a proof all have the right family first, the figures below that are set
// by judgement.
var confidence = map[Grade]struct{ plain, contested float64 }{
	Named:      {0.35, 0.20},
	Consistent: {0.60, 0.40},
	Linked:     {0.80, 0.60},
	Source:     {0.88, 0.70},
	Debugger:   {0.95, 0.85},
	Proven:     {0.98, 0.90},
}

// confidenceOf gives a finding's confidence, 0 to 1.
func confidenceOf(best Grade, contested bool) float64 {
	row := confidence[best]
	if contested {
		return row.contested
	}
	return row.plain
}
