package triage

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// knownflags.tsv holds what Go's tools really know: tool, name, and the first and last Go version that has it. It was
// taken from Go 1.18.4, 1.20.14, 1.21.13, 1.22.12, 1.23.6, 1.24.2, 1.25.14, 1.26.8 and 1.27.4: the usage that each tool
// prints, go tool compile -d=help and -d=ssa/help, go help, go tool vet -flags, and internal/goexperiment.
//
//go:embed knownflags.tsv
var knownFlagsText string

// knownFlag is a flag, a debug key, an SSA phase or an experiment.
type knownFlag struct {
	tool, name  string // "compile", "go build", "-d", "-d=ssa", "GOEXPERIMENT"
	first, last int    // minor versions
}

// newestKnown is the minor version of the newest Go that was asked: what it has may be there in later ones.
const newestKnown = 27

var knownFlags = sync.OnceValue(func() []knownFlag {
	var list []knownFlag
	for line := range strings.Lines(knownFlagsText) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) == 4 {
			list = append(list, knownFlag{f[0], f[1], minorOf(f[2]), minorOf(f[3])})
		}
	}
	return list
})

// minorOf gives 22 for "1.22.3" and for "go1.22", 0 for what is no version.
func minorOf(version string) int {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(version, "go"), "1.")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(digits)
	if err != nil { // a development version
		return 0
	}
	return n
}

// unknownFlag is a name that a tool of Go's did not know.
type unknownFlag struct{ tool, name string }

var unknownForms = []struct {
	re   *regexp.Regexp
	tool string // "" where the text says it
}{
	{regexp.MustCompile(`^flag provided but not defined: -+([^\s=]+)`), ""},
	{regexp.MustCompile(`unknown debug key ([^\s=:]+)`), "-d"},
	{regexp.MustCompile(`^compile: Did not find a phase matching (\S+) in `), "-d=ssa"},
	{regexp.MustCompile(`^unknown GOEXPERIMENT ([^\s=]+)`), "GOEXPERIMENT"},
	{regexp.MustCompile(`^unknown flag -*(\S+)`), ""},
}

// unknownFlagOf reads what a tool says of a flag; tool is the one whose usage it printed. ok is false for other texts.
//
//	invalid value "checkdefer=2" for flag -d: unknown debug key checkdefer
func unknownFlagOf(message, tool string) (u unknownFlag, ok bool) {
	for _, f := range unknownForms {
		if m := f.re.FindStringSubmatch(message); m != nil {
			return unknownFlag{cmp.Or(f.tool, tool), m[1]}, true
		}
	}
	return u, false
}

// written is the flag as one writes it.
func (u unknownFlag) written(name string) string {
	switch u.tool {
	case "-d":
		return "-gcflags=-d=" + name
	case "-d=ssa":
		return "-gcflags=-d=ssa/" + name + "/on"
	case "GOEXPERIMENT":
		return "GOEXPERIMENT=" + name
	case "compile":
		return "-gcflags=-" + name
	case "link":
		return "-ldflags=-" + name
	case "asm":
		return "-asmflags=-" + name
	}
	return "-" + name
}

// nearest gives what really exists and looks like the name, best first, at most three; version is that of the Go which
// did not know it, "" where nothing tells. A name that only other versions know says so.
func (u unknownFlag) nearest(version string) []string {
	type candidate struct {
		knownFlag
		distance int
	}
	var list []candidate
	minor := minorOf(version)
	for _, k := range knownFlags() {
		if k.tool != u.tool && (k.tool != "go build" || !strings.HasPrefix(u.tool, "go ")) {
			continue
		}
		if d, ok := resemblance(strings.ToLower(u.name), strings.ToLower(k.name)); ok {
			list = append(list, candidate{k, d})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		return cmp.Or(boolean(!a.in(minor))-boolean(!b.in(minor)), a.distance-b.distance, strings.Compare(a.name, b.name))
	})
	var names []string
	for _, c := range list {
		name := u.written(c.name)
		if (minor == 0 || !c.in(minor)) && c.versions() != "" {
			name += " (" + c.versions() + ")"
		}
		if !slices.Contains(names, name) && len(names) < 3 {
			names = append(names, name)
		}
	}
	return names
}

// in reports whether a minor version has the flag; 0 is a version that is not known.
func (k knownFlag) in(minor int) bool {
	return minor == 0 || minor >= k.first && (minor <= k.last || k.last == newestKnown)
}

// versions says where a flag exists, "" where all versions that were asked have it.
func (k knownFlag) versions() string {
	switch {
	case k.first == 18 && k.last == newestKnown:
		return ""
	case k.last == newestKnown:
		return "Go 1." + strconv.Itoa(k.first) + " and later"
	case k.first == k.last:
		return "Go 1." + strconv.Itoa(k.first) + " only"
	}
	return "Go 1." + strconv.Itoa(k.first) + " to 1." + strconv.Itoa(k.last)
}

// resemblance tells how far a real name is from one that was written: 0 is the same. One that stands in the other is
// near, and so is one with a third of its letters changed.
func resemblance(written, known string) (distance int, near bool) {
	if len(written) > 64 {
		return 0, false
	}
	d := edits(written, known)
	if len(known) >= 4 && strings.Contains(written, known) || len(written) >= 4 && strings.Contains(known, written) {
		return min(d, 2), true
	}
	return d, d <= max(len(written), len(known))/3
}

// edits counts the letters to insert, drop or change to make one text of another (Levenshtein's distance).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			above := row[j+1]
			row[j+1] = min(above+1, row[j]+1, before+boolean(a[i] != b[j]))
			before = above
		}
	}
	return row[len(b)]
}
