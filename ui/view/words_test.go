package view

import (
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		number(7):                 "7",
		number(999):               "999",
		number(1000):              "1,000",
		number(14820):             "14,820",
		number(1234567):           "1,234,567",
		Count(1, "line"):          "1 line",
		Count(0, "line"):          "0 lines",
		Count(1500, "line"):       "1,500 lines",
		minutes(-1, -1):           "",
		minutes(3, 3):             "3 min",
		minutes(2, 1440):          "2-1,440 min",
		Size(999):                 "999 B",
		Size(1500):                "1.5 kB",
		Size(67_108_864):          "67.1 MB",
		Size(1_228_538_684):       "1.23 GB",
		percent(0.98):             "98%",
		Place(0, 0):               "0 of 0",
		Place(2, 12):              "3 of 12",
		severityWord(triage.High): "HIGH",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAccounting(t *testing.T) {
	cut := profile.Goroutine{Cut: true}
	tests := []struct {
		name        string
		e           []profile.Evidence
		want, brief string
	}{
		{"whole", []profile.Evidence{{Goroutines: make([]profile.Goroutine, 3)}}, "3 goroutines read", "3 read"},
		{"nothing", []profile.Evidence{{LinesUnread: 12}}, "no goroutine read; 12 lines not understood", "0 read; 12 lines unread"},
		{"cut", []profile.Evidence{{Goroutines: []profile.Goroutine{{}, cut}, Truncated: true}}, "2 goroutines read, the last one cut", "2 read, cut"},
		{"ends early", []profile.Evidence{{Goroutines: []profile.Goroutine{{}}, Truncated: true}}, "1 goroutine read, the text ends early", "1 read, cut"},
		{
			"several",
			[]profile.Evidence{
				{Goroutines: make([]profile.Goroutine, 14_820), Truncated: true, LinesUnread: 1},
				{Goroutines: make([]profile.Goroutine, 1), Truncated: true, Problems: make([]profile.Problem, 2), LinesUnread: 2},
			},
			"14,821 goroutines read, 2 inputs end early; 3 lines not understood; 2 problems", "14,821 read, cut; 3 lines unread; 2 problems",
		},
		{"a crash alone", []profile.Evidence{{Crashes: make([]profile.Crash, 2)}}, "2 crashes read", "0 read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var inputs []*triage.Input
			for i := range tt.e {
				inputs = append(inputs, &triage.Input{Evidence: &tt.e[i]})
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

func TestKeyFrame(t *testing.T) {
	frame := func(name string, o symbolize.Origin) symbolize.Frame { return symbolize.Frame{Func: name, Origin: o} }
	park := frame("runtime.gopark", symbolize.Runtime)
	poll := frame("internal/poll.(*FD).Read", symbolize.Standard)
	serve := frame("net/http.(*conn).serve", symbolize.Standard)
	grpc := frame("google.golang.org/grpc.(*Server).serve", symbolize.Library)
	handler := frame("main.handle", symbolize.User)
	wrapper := symbolize.Frame{Func: "main.main.gowrap1", Origin: symbolize.User, Wrapper: true}
	elided := symbolize.Frame{Elided: 3}
	tests := []struct {
		name   string
		frames []symbolize.Frame
		want   string
	}{
		{"user", []symbolize.Frame{park, poll, handler, serve}, "main.handle"},
		{"library", []symbolize.Frame{park, poll, grpc, serve}, "google.golang.org/grpc.(*Server).serve"},
		{"standard library: what was started", []symbolize.Frame{park, poll, serve}, "net/http.(*conn).serve"},
		{"runtime alone", []symbolize.Frame{park}, "runtime.gopark"},
		{"not what is no frame", []symbolize.Frame{elided, wrapper, poll}, "internal/poll.(*FD).Read"},
		{"none", nil, ""},
	}
	for _, tt := range tests {
		got := ""
		if f := keyFrame(&symbolize.Stack{Frames: tt.frames}); f != nil {
			got = f.Func
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
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
