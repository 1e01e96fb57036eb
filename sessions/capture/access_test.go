package capture

import (
	"bytes"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A token goes to the named server alone.
func TestSecretsStay(t *testing.T) {
	var mu sync.Mutex
	var got []string
	other := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.URL.String()+" "+r.Header.Get("Authorization")+r.Header.Get("X-Key"))
	}))
	mux := program("")
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Bearer t0ken" || r.Header.Get("X-Key") != "k3y":
			http.Error(w, "who are you?", http.StatusUnauthorized)
		case r.URL.Path == "/debug/pprof/heap":
			http.Redirect(w, r, other+"/debug/pprof/heap", http.StatusTemporaryRedirect)
		case r.URL.Path == "/debug/pprof/block":
			http.Redirect(w, r, "/debug/pprof/mutex", http.StatusTemporaryRedirect) // on the same server
		default:
			w.Header().Set("Set-Cookie", "session=t0ken")
			w.Header().Set("X-Auth-Key", "k3y")
			mux.ServeHTTP(w, r)
		}
	})
	address := serve(t, h)
	dir, files, r, err := fetchInto(t, address+"?access=t0ken", asked{
		token: "t0ken\n", secrets: "\nX-Key: k3y\n", names: []string{"goroutine", "heap", "block"},
	})
	if err != nil || r.Whole() != 2 || len(got) != 0 {
		t.Errorf("%v, %d whole; the other server got %q", err, r.Whole(), got)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil || bytes.Contains(data, []byte("t0ken")) || bytes.Contains(data, []byte("k3y")) {
			t.Errorf("%s: %v, holds a secret:\n%s", file, err, data)
		}
	}
	if _, _, _, err = fetchInto(t, address, asked{}); err == nil || !strings.Contains(err.Error(), "401: who are you? (set GOTRIAGE_TOKEN") {
		t.Errorf("without a token: %v", err)
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(program(""))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	if _, _, _, err := fetchInto(t, s.URL, asked{}); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown certificate: %v", err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pemOf(s.Certificate().Raw), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, trust := range []TLS{{CA: ca}, {Insecure: true}} {
		if _, _, r, err := fetchInto(t, s.URL, asked{trust: trust, names: []string{"heap"}}); err != nil || r.Whole() != 1 {
			t.Errorf("%+v: %v", trust, err)
		}
	}
	at, err := ParseAddress(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, trust := range []TLS{{CA: "missing.pem"}, {CA: "capture_test.go"}, {Cert: ca}, {Cert: ca, Key: ca}} {
		if _, err := NewServer(at, Secrets{}, trust, Limits{}); err == nil {
			t.Errorf("%+v was taken", trust)
		}
	}
}

func pemOf(certificate []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
}

func TestSameServer(t *testing.T) {
	for _, c := range []struct {
		home, to string
		want     bool
	}{
		{"http://host:6060/", "http://HOST:6060/x", true},
		{"http://host/", "http://host:80/x", true},
		{"http://host/", "https://host/x", true},
		{"http://host:6060/", "https://host/x", false},
		{"https://host/", "http://host/x", false},
		{"http://host:6060/", "http://host:6061/", false},
		{"http://host/", "http://a.host/", false},
		{"http://host/", "http://host.evil/", false},
	} {
		home, _ := url.Parse(c.home)
		to, _ := url.Parse(c.to)
		if got := sameServer(home, to); got != c.want {
			t.Errorf("%s and %s: %v", c.home, c.to, got)
		}
	}
}

func TestSecretsOf(t *testing.T) {
	for _, c := range []struct{ token, headers, want string }{
		{"", "no colon here\n", "GOTRIAGE_HEADERS: line 1"},
		{"", "\nBad Name: secret", "GOTRIAGE_HEADERS: line 2"},
		{"", "X: sec\x00ret", "GOTRIAGE_HEADERS: line 1"},
		{"sec\rret", "", "GOTRIAGE_TOKEN holds"},
	} {
		_, err := SecretsOf(func(name string) string {
			return map[string]string{tokenVariable: c.token, headersVariable: c.headers}[name]
		})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "sec") {
			t.Errorf("%q: %v", c.headers, err)
		}
	}
}
