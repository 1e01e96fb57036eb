package capture

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// FuzzParseAddress: what is taken can be shown and asked, a password never comes back, and the query's secrets are not
// shown.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"http://host:6060", "https://[::1]/a/debug/pprof/heap?debug=1&key=SECRET", "unix:///run/app.sock:/x", "http+unix://%2Frun%2Fa/b", "http://me:SECRET@host",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAddress(text)
		if err != nil {
			return
		}
		if base, name := a.one(); name != "" {
			_ = named(name, base.Query()).url(base, 30)
		}
		for _, base := range a.bases() {
			if shown := a.show(base); !strings.HasPrefix(shown, "http") && !strings.HasPrefix(shown, "unix://") {
				t.Errorf("%q is shown as %q", text, shown)
			}
		}
		if place := a.Place(); strings.ContainsAny(place, "/\\\x00") || strings.HasPrefix(place, ".") {
			t.Errorf("%q gives the name %q", text, place)
		}
		if user := a.home.User; user != nil {
			t.Errorf("%q: a user %q was taken", text, user)
		}
	})
}

// FuzzLookedInto: a hostile profile, page or answer may say anything; the estimate stays within bounds.
func FuzzLookedInto(f *testing.F) {
	f.Add([]byte("\x1f\x8b\x08\x00\x00"), "<tr><td>4</td><td><a href='goroutine?debug=1'>")
	f.Add([]byte{}, "<tr><td>99999999999999999999999</td><td><a href=goroutine?debug=1>")
	f.Fuzz(func(t *testing.T, body []byte, page string) {
		p := &Part{kind: Kinds[0]}
		_, _ = io.Copy(io.Discard, &counted{r: strings.NewReader(string(body)), part: p, max: 1 << 20})
		x := &index{counts: countsOf([]byte(page))}
		e := estimateOf(p, x)
		if e.Goroutines < 0 || e.Bytes < 0 || e.Pause < 0 || e.Longest < 0 || e.Known != (e.Goroutines > 0) {
			t.Errorf("%+v", e)
		}
		_ = e.String()
		answer := newAnswerError(&http.Response{StatusCode: http.StatusInternalServerError, Header: http.Header{"Content-Type": {"text/plain"}}}, body)
		if len(answer.text) > 200 || strings.Contains(answer.text, "\n") {
			t.Errorf("%q", answer.text)
		}
	})
}
