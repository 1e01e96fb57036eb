package capture

import (
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]struct{ shown, first, place string }{
		"http://host:6060":                  {"http://host:6060", "http://host:6060/debug/pprof/", "host_6060"},
		"https://host/a/debug/pprof":        {"https://host/a/debug/pprof", "https://host/a/debug/pprof/", "host"},
		"http://[::1]:6060/x/?key=secret":   {"http://[::1]:6060/x/?key=REDACTED", "http://[::1]:6060/x/debug/pprof/", "___1__6060"},
		"unix:///run/app.sock":              {"unix:///run/app.sock:/", "unix:///run/app.sock:/debug/pprof/", "app.sock"},
		"unix:///run/app.sock:/admin":       {"unix:///run/app.sock:/admin", "unix:///run/app.sock:/admin/debug/pprof/", "app.sock"},
		"http+unix://%2Frun%2Fapp.sock/a/b": {"unix:///run/app.sock:/a/b", "unix:///run/app.sock:/a/b/debug/pprof/", "app.sock"},
	} {
		a, err := ParseAddress(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		u := a.bases()[0]
		u.RawQuery = ""
		if a.String() != want.shown || a.show(u) != want.first || a.Place() != want.place {
			t.Errorf("%s: %s, %s, %s", text, a, a.show(u), a.Place())
		}
	}
	for _, text := range []string{
		"", "host:6060", "ftp://host", "http://", "http:///x", "unix://", "http+unix:///x", "http+unix://%2/x", "http://host:secret",
		"http://me:secret@host", "http://secret@host/x", "https://host:1:secret/x", "http://ho st/secret", "http://%zz/secret",
	} {
		if _, err := ParseAddress(text); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestSelect(t *testing.T) {
	list, err := Select([]string{"dump", "fd", "heap", "fd", "net/http.conns"})
	var names []string
	for _, k := range list {
		names = append(names, k.Name+"="+k.file())
	}
	want := "goroutine=goroutine.pb.gz heap=heap.pb.gz fd=fd.pb.gz net/http.conns=net_http.conns.pb.gz dump=goroutine-debug2.txt"
	if got := strings.Join(names, " "); err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
	for _, name := range []string{"", "..", "a/../b", "x?y", "a b", "#"} {
		if _, err := Select([]string{name}); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
}
