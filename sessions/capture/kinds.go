package capture

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Kind is one thing that a program serves.
type Kind struct {
	Name    string // on the command line and in names of files
	path    string // under the folder of the profiles
	query   string
	text    bool   // else protobuf, gzipped
	asked   bool   // only taken where it is named
	listed  bool   // only taken where the index lists it, or where it is named
	why     string // why it may be missing
	setting string // what must be set in the program before anything is recorded
}

// Kinds in the order in which they are taken. The goroutine profile comes first: it tells how long the dump, which comes
// last, will stop the program. The search for leaks comes before the dump, which then marks what it has found.
var Kinds = []Kind{
	{Name: "goroutine", path: "goroutine"},
	{
		Name: "goroutineleak", path: "goroutineleak", listed: true,
		why: "go1.27 serves it, go1.26 where it was built with GOEXPERIMENT=goroutineleakprofile",
	},
	{Name: "heap", path: "heap"},
	{Name: "allocs", path: "allocs"},
	{Name: "block", path: "block", setting: "runtime.SetBlockProfileRate"},
	{Name: "mutex", path: "mutex", setting: "runtime.SetMutexProfileFraction"},
	{Name: "threadcreate", path: "threadcreate"},
	{Name: "cpu", path: "profile", asked: true},
	{Name: dump, path: "goroutine", query: "debug=2", text: true},
}

// dump is the kind that stops the program.
const dump = "dump"

// file gives the name of a kind's file, without the time.
func (k Kind) file() string {
	switch {
	case k.Name == dump:
		return "goroutine-debug2.txt"
	case k.text:
		return fileName(k.Name) + ".txt"
	}
	return fileName(k.Name) + ".pb.gz"
}

// url is where a kind is fetched; the cpu is watched for so many seconds.
func (k Kind) url(base *url.URL, seconds int) *url.URL {
	u := base.JoinPath(k.path)
	query := u.Query()
	if name, value, ok := strings.Cut(k.query, "="); ok {
		query.Set(name, value)
	}
	if k.Name == "cpu" && seconds > 0 {
		query.Set("seconds", strconv.Itoa(seconds))
	}
	u.RawQuery = query.Encode()
	return u
}

// Select gives the named kinds in the order in which they are taken, with those that only the program knows; without
// names all but those that must be asked for. The dump brings the goroutine profile along.
func Select(names []string) ([]Kind, error) {
	list, known := []Kind{}, []string{}
	for _, k := range Kinds {
		known = append(known, k.Name)
		named := slices.Contains(names, k.Name)
		if named || len(names) == 0 && !k.asked || k.Name == "goroutine" && slices.Contains(names, dump) {
			k.listed = k.listed && !named
			list = append(list, k)
		}
	}
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if name == "" || fileName(name) != strings.ReplaceAll(name, "/", "_") || strings.Contains(name, "..") {
			return nil, fmt.Errorf("--profiles: %q is no profile's name; usual ones are %s", name, strings.Join(known, ", "))
		}
		known = append(known, name)
		at := slices.IndexFunc(list, func(k Kind) bool { return k.Name == dump })
		if at < 0 {
			at = len(list)
		}
		list = slices.Insert(list, at, Kind{Name: name, path: name})
	}
	return list, nil
}

// named gives the kind that an address names by itself.
func named(path string, query url.Values) Kind {
	k := Kind{Name: path, path: path, text: query.Get("debug") != "" && query.Get("debug") != "0"}
	switch {
	case path == "goroutine" && query.Get("debug") == "2":
		k.Name = dump
	case path == "profile":
		k.Name = "cpu"
	}
	return k
}
