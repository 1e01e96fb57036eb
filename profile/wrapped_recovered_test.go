package profile

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestWrappedRecovered puts prefixes before real logs of recovered panics: most of their stacks have no header.
func TestWrappedRecovered(t *testing.T) {
	forms := []wrapForm{
		{name: "compose", line: behind("shop_api_1       | ", 0)},
		{name: "kubectl", line: behind("2026-08-21T09:24:33.FRACTIONZ ", 9)},
		{name: "kubectl", line: behind("[pod/kafka-2/kafka] ", 0)},
		{name: "stern", line: behind("api-7d9f8b6c5-x2x1z app ", 0)},
		{name: "journald", line: behind("Nov 20 13:28:00 host api[1234]: ", 0)},
		{name: "github-actions", line: behind("2026-08-21T09:24:33.FRACTIONZ ", 7)},
	}
	unknown := wrapForm{name: "an unknown prefix", line: behind("[web-1] ", 0)}
	i := 0
	for _, file := range []string{"web", "loggers", "errors", "kubernetes"} {
		a, err := txtar.ParseFile(filepath.Join("../testdata/profile", "recovered-"+file+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".want") {
				continue
			}
			want := panics(read(t, f.Data))
			for j, form := range forms {
				if (i+j)%(1+2*slow) > 0 {
					continue
				}
				e := read(t, []byte(form.wrap(string(f.Data))))
				if got := panics(e); got != want {
					t.Errorf("%s/%s in %s, wrapping %v (-want +got):\n%s", file, f.Name, form.name, e.Wrapping, difference(want, got))
				}
			}
			if strings.HasPrefix(f.Name, "gin-") || f.Name == "gorilla" || f.Name == "pkgerrors-error" {
				e := read(t, []byte(unknown.wrap(string(f.Data))))
				if got := panics(e); got != want {
					t.Errorf("%s/%s in %s, wrapping %v (-want +got):\n%s", file, f.Name, unknown.name, e.Wrapping, difference(want, got))
				}
			}
			i++
		}
	}
}

// panics tells what was read of panics.
func panics(e *Evidence) string {
	var b strings.Builder
	for _, c := range e.Crashes {
		fmt.Fprintf(&b, "%s %q", c.Kind, c.Cause())
		if c.Trace >= 0 {
			fmt.Fprintf(&b, " %v", e.Stacks[c.Trace].Frames)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
