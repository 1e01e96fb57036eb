package triage

import (
	"testing"

	"gotriage/profile"
)

func TestAccounting(t *testing.T) {
	cut := profile.Goroutine{Cut: true}
	tests := []struct {
		name        string
		e           []profile.Evidence
		want, brief string
	}{
		{"whole", []profile.Evidence{{Goroutines: make([]profile.Goroutine, 3)}}, "3 goroutines read; every line was understood", "3 read"},
		{"nothing", []profile.Evidence{{LinesUnread: 12}}, "no goroutine read; 12 lines not understood", "0 read; 12 lines unread"},
		{"cut", []profile.Evidence{{Goroutines: []profile.Goroutine{{}, cut}, Truncated: true}}, "2 goroutines read, the last one cut; every line was understood", "2 read, cut"},
		{"ends early", []profile.Evidence{{Goroutines: []profile.Goroutine{{}}, Truncated: true}}, "1 goroutine read, the text ends early; every line was understood", "1 read, cut"},
		{
			"several",
			[]profile.Evidence{
				{Goroutines: make([]profile.Goroutine, 14_820), Truncated: true, LinesUnread: 1},
				{Goroutines: make([]profile.Goroutine, 1), Truncated: true, Problems: make([]profile.Problem, 2), LinesUnread: 2},
			},
			"14,821 goroutines read, 2 inputs end early; 3 lines not understood; 2 problems", "14,821 read, cut; 3 lines unread; 2 problems",
		},
		{"recovered panics alone", []profile.Evidence{{Crashes: []profile.Crash{{Kind: profile.KindRecovered}}, LinesUnread: 1}}, "1 recovered panic read; 1 line not understood", "0 read; 1 line unread"},
		{"a recovered panic beside others", []profile.Evidence{{Goroutines: make([]profile.Goroutine, 3), Crashes: []profile.Crash{{Kind: profile.KindRecovered}, {Kind: profile.KindPanic}}}}, "3 goroutines read, 1 crash, 1 recovered panic; every line was understood", "3 read"},
		{"a build that failed", []profile.Evidence{{Builds: []profile.Build{{Packages: make([]profile.BuildPackage, 1)}, {Remarks: 1}}, LinesUnread: 1}}, "1 failed build read, 1 build log; 1 line not understood", "1 failed build; 1 line unread"},
		{"a crash alone", []profile.Evidence{{Crashes: make([]profile.Crash, 2)}}, "2 crashes read; every line was understood", "0 read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var inputs []*Input
			for i := range tt.e {
				inputs = append(inputs, &Input{Evidence: &tt.e[i]})
			}
			if got := Accounting(inputs...); got != tt.want {
				t.Errorf("Accounting: %q, want %q", got, tt.want)
			}
			if got := Brief(inputs...); got != tt.brief {
				t.Errorf("Brief: %q, want %q", got, tt.brief)
			}
		})
	}
}
