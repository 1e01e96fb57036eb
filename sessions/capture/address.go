// Package capture fetches evidence from a live process: what net/http/pprof serves, and the dump that SIGQUIT prints. It
// hands bytes on and reads nothing of them but what it needs to know before it asks for more.
package capture

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Address is where a program serves net/http/pprof, as a person wrote it.
type Address struct {
	socket string   // path of a unix socket; "" for a host
	home   *url.URL // scheme, host, path and query as given
}

// schemes are the beginnings of an address.
var schemes = []string{"http://", "https://", "unix://", "http+unix://"}

// IsAddress reports whether a name is meant as an address, and no file.
func IsAddress(name string) bool {
	return slices.ContainsFunc(schemes, func(s string) bool { return strings.HasPrefix(name, s) })
}

// ParseAddress reads an address. The path may be empty, a prefix, end in /debug/pprof or name one profile; the path of a
// socket and that on its server are divided by a colon, or the former is escaped:
//
//	http://host:6060
//	https://host/admin/debug/pprof/
//	http://host:6060/debug/pprof/goroutine?debug=2
//	unix:///run/app.sock:/admin
//	http+unix://%2Frun%2Fapp.sock/admin
//
// An error never repeats what was given: a password may stand in it.
func ParseAddress(text string) (Address, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || !IsAddress(text) {
		return Address{}, errors.New("an address is expected, as http://HOST:6060 or unix:///run/app.sock")
	}
	authority, _, _ := strings.Cut(rest, "/")
	if authority, _, _ = strings.Cut(authority, "?"); strings.Contains(authority, "@") {
		return Address{}, fmt.Errorf("the address holds a name or password, which everybody on this machine can see; put it into %s or %s",
			tokenVariable, headersVariable)
	}
	var a Address
	switch scheme {
	case "unix":
		socket, served, _ := strings.Cut(rest, ":/")
		a.socket, rest, scheme = socket, "localhost/"+served, "http"
	case "http+unix":
		socket, err := url.PathUnescape(authority)
		if err != nil {
			return Address{}, errors.New("the path of the socket is not well escaped: write %2F for each slash of it")
		}
		a.socket, rest, scheme = socket, "localhost"+strings.TrimPrefix(rest, authority), "http"
	}
	if a.socket == "" && strings.Contains(text, "unix://") {
		return Address{}, errors.New("the address names no socket, as in unix:///run/app.sock")
	}
	home, err := url.Parse(scheme + "://" + rest)
	if err != nil || home.Hostname() == "" {
		return Address{}, errors.New("the address is not well formed, as http://HOST:6060/PREFIX is")
	}
	home.Fragment, home.RawFragment = "", ""
	a.home = home
	return a, nil
}

// pprofPath is where net/http/pprof registers itself.
const pprofPath = "/debug/pprof"

// bases gives the folders in which the profiles may lie, the likeliest first.
func (a Address) bases() []*url.URL {
	given := strings.TrimSuffix(a.home.Path, "/")
	if strings.HasSuffix(given, pprofPath) {
		return []*url.URL{a.at(given + "/")}
	}
	list := []*url.URL{a.at(given + pprofPath + "/")}
	if given != "" {
		list = append(list, a.at(given+"/"))
	}
	return list
}

// one gives the profile that the address names, with its folder; "" where it names none.
func (a Address) one() (base *url.URL, name string) {
	i := strings.LastIndex(a.home.Path, pprofPath+"/")
	if i < 0 {
		return nil, ""
	}
	i += len(pprofPath) + 1
	return a.at(a.home.Path[:i]), a.home.Path[i:]
}

func (a Address) at(path string) *url.URL {
	u := *a.home
	u.Path, u.RawPath = path, ""
	return &u
}

// shownQueries are the parameters of net/http/pprof; others may be secrets.
var shownQueries = []string{"debug", "seconds", "gc"}

// show writes the address of a request for people and files, without what may be secret.
func (a Address) show(u *url.URL) string {
	query := u.Query()
	for key := range query {
		if !slices.Contains(shownQueries, key) {
			query[key] = []string{"REDACTED"}
		}
	}
	shown := *u
	shown.RawQuery = query.Encode()
	if a.socket == "" {
		return shown.String()
	}
	shown.Scheme, shown.Host = "", ""
	return "unix://" + a.socket + ":" + shown.String()
}

// String writes the address without what may be secret.
func (a Address) String() string { return a.show(a.home) }

// Place names the process in a folder's name, by letters that every file system takes.
func (a Address) Place() string {
	name := a.home.Host
	if a.socket != "" {
		name = path.Base(a.socket)
	}
	return fileName(name)
}

// fileName makes a name that every file system takes.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		}
		return '_'
	}, name)
	return strings.TrimLeft(name[:min(len(name), 100)], ".")
}
