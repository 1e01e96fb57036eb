package view

import (
	"testing"

	"gotriage/triage"
)

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		triage.Number(7):           "7",
		triage.Number(999):         "999",
		triage.Number(1000):        "1,000",
		triage.Number(14820):       "14,820",
		triage.Number(1234567):     "1,234,567",
		triage.Count(1, "line"):    "1 line",
		triage.Count(0, "line"):    "0 lines",
		triage.Count(1500, "line"): "1,500 lines",
		minutes(-1, -1):            "",
		minutes(3, 3):              "3 min",
		minutes(2, 1440):           "2-1,440 min",
		Size(999):                  "999 B",
		Size(1500):                 "1.5 kB",
		Size(67_108_864):           "67.1 MB",
		Size(1_228_538_684):        "1.23 GB",
		percent(0.98):              "98%",
		Place(0, 0):                "0 of 0",
		Place(2, 12):               "3 of 12",
		severityWord(triage.High):  "HIGH",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFiltersOfText(t *testing.T) {
	tests := []struct {
		filter string
		want   bool
	}{
		{"", true},
		{"!", true},
		{"handle", true},
		{"HANDLE", true},
		{"missing", false},
		{"!missing", true},
		{"!Handle", false},
	}
	for _, tt := range tests {
		if got := says("main.Handle\nselect", tt.filter); got != tt.want {
			t.Errorf("the filter %q lets it through: %v", tt.filter, got)
		}
	}
}

func TestWhatIsAnExpression(t *testing.T) {
	for filter, want := range map[string]bool{
		`state("chan send")`:              true,
		"!calls(`^main`)":                 true,
		"leaked()":                        true,
		"waited(5)":                       true,
		"( state(`x`)":                    true,
		"a && b":                          true,
		"x||y":                            true,
		"main.handle":                     false,
		"main.(*Cache).put":               false,
		"sync.(*Mutex).Lock(0xc000012345": false,
		"!chan send":                      false,
		"cache.go:88":                     false,
	} {
		if got := expression.MatchString(filter); got != want {
			t.Errorf("%q is an expression: %v, want %v", filter, got, want)
		}
	}
}
