package cli

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	begun := time.Unix(0, 0)
	at := func(s float64) time.Time { return begun.Add(time.Duration(s * float64(time.Second))) }
	flow := func(size int64, first, last float64) state {
		return state{stream: true, size: size, begun: at(first), since: at(last), changed: true}
	}
	file := state{size: 1 << 20, ended: true, changed: true}
	before := pace{begun: begun}
	after := pace{begun: begun}
	after.read(at(1), at(3)) // it took 2 s
	tests := []struct {
		name   string
		pace   pace
		now    float64
		states []state
		want   bool
	}{
		{"a file", before, 0, []state{file}, true},
		{"nothing has come", before, 9, []state{flow(0, 0, 0)}, false},
		{"it comes", before, 1.2, []state{flow(900<<20, 0.1, 1.1)}, false},
		{"it stalls", before, 1.5, []state{flow(900<<20, 0.1, 1.1)}, true},
		{"it comes slowly", before, 1.2, []state{flow(9<<20, 0.1, 1.1)}, true},
		{"it comes slowly, but has only begun", before, 0.5, []state{flow(9, 0.1, 0.4)}, false},
		{"all has come", before, 0.1, []state{{stream: true, ended: true, size: 9, begun: at(0.1), since: at(0.1), changed: true}}, true},
		{"a file, and a stream of which nothing has come", before, 0.1, []state{file, flow(0, 0, 0)}, false},
		{"a file, and a stream that has nothing to say", before, 0.4, []state{file, flow(0, 0, 0)}, true},
		{"nothing is new", after, 99, []state{{size: 9}}, false},
		{"more, soon after a long reading", after, 20, []state{flow(9, 0, 19)}, false},
		{"more, long after it", after, 21, []state{flow(9, 0, 19)}, true},
		{"the end of a stream", after, 3.1, []state{{stream: true, ended: true, changed: true}}, true},
		{"another file", after, 3.1, []state{{changed: true, anew: true}}, true},
	}
	for _, tt := range tests {
		if got := tt.pace.due(at(tt.now), tt.states); got != tt.want {
			t.Errorf("%s: due %v, want %v", tt.name, got, tt.want)
		}
	}
}
