package capture

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// The variables of the environment that hold secrets: on the command line everybody on the machine would see them.
const (
	tokenVariable   = "GOTRIAGE_TOKEN"   // sent as Authorization: Bearer
	headersVariable = "GOTRIAGE_HEADERS" // lines of "Name: value"
)

// TLS says how a server is trusted and how we show who we are. The zero value is what the system does.
type TLS struct {
	CA        string // file of certificates (PEM) that are trusted beside the system's
	Cert, Key string // files of our own certificate and its key (PEM)
	Insecure  bool   // any certificate will do
}

// Secrets are headers that only the named server gets.
type Secrets struct{ headers http.Header }

// SecretsOf reads the secrets of an environment. Errors name the variable and line, never the value.
func SecretsOf(getenv func(string) string) (Secrets, error) {
	s := Secrets{http.Header{}}
	for i, line := range strings.Split(getenv(headersVariable), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || !isToken(name) || !printable(value) {
			return s, fmt.Errorf("%s: line %d is no header, as \"Name: value\" is", headersVariable, i+1)
		}
		s.headers.Add(name, value)
	}
	if token := strings.TrimSpace(getenv(tokenVariable)); token != "" {
		if !printable(token) {
			return s, fmt.Errorf("%s holds characters that no header may have", tokenVariable)
		}
		s.headers.Set("Authorization", "Bearer "+token)
	}
	return s, nil
}

// isToken says whether a text may be a header's name (RFC 9110, section 5.6.2).
func isToken(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	}) < 0
}

// printable says whether a text may be a header's value.
func printable(value string) bool {
	return strings.IndexFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) < 0
}

// How long a connection may take to be made, and how often a server may send us on.
const (
	dialTimeout  = 10 * time.Second
	maxRedirects = 5
)

// newClient makes what talks to one address: proxies as net/http takes them from the environment, a socket without any.
func newClient(a Address, s Secrets, trust TLS) (*http.Client, error) {
	config, err := trust.config()
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: dialTimeout}
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        config,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
	}
	if a.socket != "" {
		t.Proxy = nil
		t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", a.socket)
		}
	}
	return &http.Client{
		Transport: &escort{next: t, home: a.home, secrets: s.headers},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if !sameServer(a.home, req.URL) {
				return fmt.Errorf("it sends us on to %s://%s; name that address if it is the program's", req.URL.Scheme, req.URL.Host)
			}
			if len(via) > maxRedirects {
				return errors.New("it sends us on again and again")
			}
			return nil
		},
	}, nil
}

func (t TLS) config() (*tls.Config, error) {
	c := &tls.Config{InsecureSkipVerify: t.Insecure, MinVersion: tls.VersionTLS12}
	if t.CA != "" {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, fmt.Errorf("read certificates: %w", err)
		}
		if c.RootCAs, err = x509.SystemCertPool(); err != nil {
			c.RootCAs = x509.NewCertPool()
		}
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read certificates: %s holds none in PEM form", t.CA)
		}
	}
	if t.Cert == "" && t.Key == "" {
		return c, nil
	}
	if t.Cert == "" || t.Key == "" {
		return nil, errors.New("--cert and --key belong together")
	}
	pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}

// escort adds the secrets to requests that go to the named server, and to no other.
type escort struct {
	next    *http.Transport
	home    *url.URL
	secrets http.Header
}

// RoundTrip sends a request.
func (e *escort) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", "gotriage")
	if sameServer(e.home, req.URL) {
		for name, values := range e.secrets {
			req.Header[name] = values
		}
		if host := e.secrets.Get("Host"); host != "" {
			req.Host = host
			req.Header.Del("Host")
		}
	}
	return e.next.RoundTrip(req)
}

// CloseIdleConnections is for http.Client.
func (e *escort) CloseIdleConnections() { e.next.CloseIdleConnections() }

// sameServer says whether a request stays with the server that was named: host and port, or its https side.
func sameServer(home, u *url.URL) bool {
	if !strings.EqualFold(home.Hostname(), u.Hostname()) {
		return false
	}
	if home.Scheme == u.Scheme {
		return port(home) == port(u)
	}
	return home.Scheme == "http" && u.Scheme == "https" && port(home) == "80" && port(u) == "443"
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
