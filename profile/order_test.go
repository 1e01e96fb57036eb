package profile

import (
	"slices"
	"testing"
	"time"
)

func TestTimeInName(t *testing.T) {
	for name, want := range map[string]string{
		"goroutine-2026-11-20T13:28:00Z.txt":       "2026-11-20T13:28:00Z",
		"goroutine-2026-11-20T13:28:00+02:00.txt":  "2026-11-20T11:28:00Z",
		"api.2026-11-20T13:28:00.25Z.log":          "2026-11-20T13:28:00.25Z",
		"dump.20261120-132800.txt":                 "2026-11-20T13:28:00Z",
		"dump20261120T132800Z":                     "2026-11-20T13:28:00Z",
		"dump_20261120132800.gz":                   "2026-11-20T13:28:00Z",
		"api_2026-11-20_13-28-00.log":              "2026-11-20T13:28:00Z",
		"api-2026-11-20 13.28.log":                 "2026-11-20T13:28:00Z",
		"api-2026-11-20.log":                       "2026-11-20T00:00:00Z",
		"heap.1795181280.pb.gz":                    "2026-11-20T13:28:00Z",
		"heap-1795181280123.txt":                   "2026-11-20T13:28:00.123Z",
		"2026-11-20/x-20261121-000001/a.txt":       "2026-11-21T00:00:01Z",
		"b.zip!/1795181280/goroutine.txt":          "2026-11-20T13:28:00Z",
		"capture-20261120-132800/pod-7f9c8-1.log":  "2026-11-20T13:28:00Z",
		"goroutine.txt":                            "",
		"go1.26.8.wwi.txt":                         "",
		"api-7f9c8d6b54-x2x4z.log":                 "",
		"20261350-132800.txt":                      "",
		"trace-4bf92f3577b34da6a3ce929d0e0e4736":   "",
		"commit-1234567890ab.txt":                  "",
		"a-20261120-132800-and-more-1-2-3.tar.zst": "2026-11-20T13:28:00Z",
	} {
		at, ok := TimeInName(name)
		got := ""
		if ok {
			got = at.Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestCompareNames(t *testing.T) {
	want := []string{"a/9", "a/10", "pod", "pod-1.log", "pod-002.log", "pod-2.log", "pod-9.log", "pod-10.log", "pod-99999999999999999999.log", "pods"}
	for range 3 {
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, CompareNames)
		if !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

// TestInOrder goes by the times of the names, else of the texts, else by the names.
func TestInOrder(t *testing.T) {
	at := time.Date(2026, 11, 20, 13, 28, 0, 0, time.UTC)
	written := func(name string, hours int) *Evidence {
		return &Evidence{Name: name, Crashes: []Crash{{}, {Time: at.Add(time.Duration(hours) * time.Hour)}}}
	}
	untold := func(name string) *Evidence { return &Evidence{Name: name} }
	for _, tt := range []struct {
		list []*Evidence
		want []string
	}{
		{[]*Evidence{untold("b-20261120-132800"), untold("a-20261120-142800"), untold("c-20261120-122800")}, []string{"c-20261120-122800", "b-20261120-132800", "a-20261120-142800"}},
		{[]*Evidence{written("b", 3), written("a", 4), written("c", 1)}, []string{"c", "b", "a"}},
		{[]*Evidence{written("b", 1), untold("a-20261120-132800")}, []string{"a-20261120-132800", "b"}},
		{[]*Evidence{written("b10", 1), untold("b9"), untold("a")}, []string{"a", "b9", "b10"}},
	} {
		InOrder(tt.list)
		if got := namesOf(tt.list); !slices.Equal(got, tt.want) {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
