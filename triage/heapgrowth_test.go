package triage_test

import (
	"fmt"
	"strings"
	"testing"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
)

// heapText is a heap profile as debug=1 prints it, in which two functions hold so many bytes.
func heapText(cache, other int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "heap profile: 2: %d [2: %d] @ heap/1048576\n", cache+other, cache+other)
	fmt.Fprintf(&b, "1: %d [1: %d] @ 0x47e9c4 0x47e9c5\n#\t0x47e9c3\tmain.(*cache).put+0x23\t/app/cache.go:12\n#\t0x47e9c4\tmain.main+0x24\t/app/main.go:7\n\n", cache, cache)
	fmt.Fprintf(&b, "1: %d [1: %d] @ 0x57e9c4 0x57e9c5\n#\t0x57e9c3\tmain.load+0x23\t/app/load.go:12\n#\t0x57e9c4\tmain.main+0x24\t/app/main.go:8\n\n", other, other)
	return []byte(b.String())
}

func TestHeapGrowth(t *testing.T) {
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const mb = 1 << 20
	for name, tt := range map[string]struct {
		cache, other []int
		want         string
	}{
		"one profile":           {[]int{400 * mb}, []int{10 * mb}, ""},
		"grows":                 {[]int{20 * mb, 100 * mb}, []int{10 * mb, 10 * mb}, "main.(*cache).put"},
		"grows in three":        {[]int{20 * mb, 60 * mb, 100 * mb}, []int{10 * mb, 12 * mb, 9 * mb}, "main.(*cache).put"},
		"went down between":     {[]int{20 * mb, 100 * mb, 50 * mb}, []int{10 * mb, 10 * mb, 10 * mb}, ""},
		"little":                {[]int{1 * mb, 4 * mb}, []int{10 * mb, 10 * mb}, ""},
		"not twice":             {[]int{200 * mb, 230 * mb}, []int{10 * mb, 10 * mb}, ""},
		"a part of what grows":  {[]int{10 * mb, 30 * mb}, []int{10 * mb, 400 * mb}, "main.load"},
		"all of it, at the end": {[]int{0, 0, 90 * mb}, []int{10 * mb, 10 * mb, 10 * mb}, "main.(*cache).put"},
	} {
		var list []*profile.Evidence
		for i := range tt.cache {
			list = append(list, readText(t, heapText(tt.cache[i], tt.other[i])))
		}
		c := triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
		got := ""
		for _, f := range c.Findings {
			if f.Family.ID == "heap-growth" {
				got += f.Suspect.Func
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q grows, want %q", name, got, tt.want)
		}
	}
}
