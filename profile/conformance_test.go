package profile

import (
	"bytes"
	"slices"
	"testing"
)

// TestConformance reads one program's dumps in many forms. The numbers were counted by hand from the program, not
// taken from this reader.
func TestConformance(t *testing.T) {
	tests := []struct {
		input      string
		format     Format
		wrapping   []string
		goroutines []int // of each dump
		truncated  bool
	}{
		{"debug2.txt", GoroutineDebug2, nil, []int{15}, false},
		{"debug2_anc.txt", GoroutineDebug2, nil, []int{15}, false},
		{"debug2_labels.txt", GoroutineDebug2, nil, []int{15}, false},
		{"leak_debug2.txt", GoroutineDebug2, nil, []int{17}, false},
		{"panic_single.txt", Panic, nil, []int{1}, false},
		{"panic_all.txt", Panic, nil, []int{15}, false},
		{"throw_all.txt", Panic, nil, []int{15}, false},
		{"throw_system.txt", Panic, nil, []int{20}, false},
		{"throw_crash.txt", Panic, nil, []int{20}, false},
		{"synctest.txt", GoroutineDebug2, nil, []int{6}, false},
		{"v_debug2.txt.gz", GoroutineDebug2, []string{"gzip"}, []int{15}, false},
		{"v_crlf.txt", GoroutineDebug2, []string{"crlf"}, []int{15}, false},
		{"v_kubectl.txt", GoroutineDebug2, []string{"kubectl"}, []int{15}, false},
		{"v_cri.txt", GoroutineDebug2, []string{"cri"}, []int{15}, false},
		{"v_docker_json.txt", GoroutineDebug2, []string{"docker-json"}, []int{15}, false},
		{"v_journald.txt", GoroutineDebug2, []string{"journald"}, []int{15}, false},
		{"v_compose.txt", GoroutineDebug2, []string{"compose"}, []int{15}, false},
		{"v_zapjson.txt", GoroutineDebug2, []string{"json-escaped"}, []int{15}, false},
		{"v_ansi.txt", GoroutineDebug2, []string{"ansi"}, []int{15}, false},
		{"v_spaces.txt", GoroutineDebug2, []string{"spaces"}, []int{15}, false},
		{"v_noblank.txt", GoroutineDebug2, []string{"no-blank-lines"}, []int{15}, false},
		{"v_interleaved.txt", GoroutineDebug2, []string{"interleaved"}, []int{15}, false},
		{"v_twodumps.txt", GoroutineDebug2, nil, []int{15, 15}, false},
		{"v_trunc.txt", GoroutineDebug2, nil, []int{10}, true},
	}
	profiles := []struct {
		input      string
		format     Format
		wrapping   []string
		goroutines int
	}{
		{"debug1.txt", GoroutineDebug1, nil, 15},
		{"leak_debug1.txt", GoroutineDebug1, nil, 16},
		{"goroutine.pb.gz", Pprof, []string{"gzip"}, 15},
	}
	for _, tt := range profiles {
		t.Run(tt.input, func(t *testing.T) {
			e := readCapture(t, tt.input)
			if !slices.Equal(e.Formats, []Format{tt.format}) || !slices.Equal(e.Wrapping, tt.wrapping) {
				t.Errorf("formats %v, wrapping %v; want %s, %v", e.Formats, e.Wrapping, tt.format, tt.wrapping)
			}
			if e.GoroutinesRead() != tt.goroutines || e.GoroutinesStated() != tt.goroutines || e.LinesUnread > 0 || len(e.Problems) > 0 {
				t.Errorf("%d goroutines, %d stated, %d lines unread, problems %v; want %d", e.GoroutinesRead(), e.GoroutinesStated(), e.LinesUnread, e.Problems, tt.goroutines)
			}
		})
	}
	unread := map[string]int{"v_zapjson.txt": 1, "v_interleaved.txt": 48} // the log lines beside the dump
	for _, tt := range tests {
		t.Run(tt.input, func(t *testing.T) {
			e := readCapture(t, tt.input)
			if !slices.Equal(e.Formats, []Format{tt.format}) || !slices.Equal(e.Wrapping, tt.wrapping) {
				t.Errorf("formats %v, wrapping %v; want %s, %v", e.Formats, e.Wrapping, tt.format, tt.wrapping)
			}
			var counts []int
			for _, d := range e.Dumps {
				counts = append(counts, d.Count)
			}
			if !slices.Equal(counts, tt.goroutines) || e.LinesUnread != unread[tt.input] || e.Truncated != tt.truncated {
				t.Errorf("goroutines %v, unread %d, truncated %t; want %v, %d, %t", counts, e.LinesUnread, e.Truncated, tt.goroutines, unread[tt.input], tt.truncated)
			}
			for i, g := range e.Goroutines {
				if last := i == len(e.Goroutines)-1; g.Cut != (last && tt.truncated) {
					t.Errorf("goroutine %d: cut %t", g.ID, g.Cut)
				}
			}
		})
	}
}

// readCapture reads the golden input of that name in whatever archive it is.
func readCapture(t *testing.T, name string) *Evidence {
	t.Helper()
	for _, g := range goldenFiles(t) {
		for i, f := range g.archive.Files {
			if f.Name == name+".want" {
				return read(t, g.input(t, i).data)
			}
		}
	}
	t.Fatalf("no golden of %s", name)
	return nil
}

// read reads a whole input, unpacked where it must be.
func read(t testing.TB, data []byte) *Evidence {
	t.Helper()
	e, err := ReadFrom("input", bytes.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
