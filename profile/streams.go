package profile

import (
	"slices"
	"sort"
	"strings"
)

// readUnwrapped reads a text whose wrapping was taken off, each of its streams by itself.
func readUnwrapped(name string, u *unwrapped, opt Options) *Evidence {
	r := newReader(name, u, u.size)
	r.progress = opt.Progress
	r.oneCommand = u.has("gotest-json")
	r.wrapped, r.loggers = u, slices.ContainsFunc(loggers, u.has)
	for i, s := range u.streams {
		r.startStream(s.Place)
		if t, ok := u.texts[i].(*partText); ok && u.rawSize >= prescanFrom {
			r.prescan = t.prescan(s.Place.Start)
		}
		r.stream()
	}
	r.size = u.size
	r.finish()
	e := r.e
	e.unwrapped = u
	if u.bom {
		e.Wrapping = append(e.Wrapping, "bom")
	}
	var names []string
	for _, region := range u.regions {
		for _, l := range region.layers {
			if !slices.Contains(names, l.name) {
				names = append(names, l.name)
			}
		}
	}
	if u.crlf && !slices.Contains(names, "crlf") {
		e.Wrapping = append(e.Wrapping, "crlf")
	}
	e.Wrapping = append(e.Wrapping, names...)
	e.Streams, e.Hosts = u.named(), u.hosts()
	if u.shrunk >= 0 || u.failure != nil {
		e.Truncated = true
		e.Problems = append(e.Problems, Problem{Span{u.size, u.size}, "the input ended early while its wrapping was taken off; read it again"})
	}
	e.date()
	return e
}

// loggers are the wrappings with which programs log, not the runtime.
var loggers = []string{"klog", "stdlog", "json-escaped", "logfmt-escaped"}

// strips reports whether one of some wrappings comes off a line of the input, which starts at an offset of it.
func (u *unwrapped) strips(line []byte, start int64, names []string) bool {
	at := sort.Search(len(u.regions), func(i int) bool { return u.regions[i].from > start }) - 1
	for _, l := range u.regions[max(at, 0)].layers {
		in, ok := l.stripper()(line)
		if !ok {
			continue
		}
		if slices.Contains(names, l.name) {
			return true
		}
		line = in.text
	}
	return false
}

// has reports whether a wrapping was taken off somewhere.
func (u *unwrapped) has(name string) bool {
	return slices.ContainsFunc(u.regions, func(g region) bool {
		return slices.ContainsFunc(g.layers, func(l *wrapping) bool { return l.name == name })
	})
}

// hosts gives the machines that the prefixes of the lines name.
func (u *unwrapped) hosts() []string {
	if layers := u.regions[0].layers; len(layers) == 0 || !layers[0].host {
		return nil
	}
	var list []string
	for _, s := range u.streams {
		host, _, named := strings.Cut(s.Name, " ")
		if named && !slices.Contains(list, host) && len(list) < maxHosts {
			list = append(list, host)
		}
	}
	return list
}

// maxHosts is how many machines of one input are listed.
const maxHosts = 32

// named gives the streams that are sources of the input. The name of a host is left out where it is the only one.
func (u *unwrapped) named() []Stream {
	var named []Stream
	hosts := map[string]bool{}
	for _, s := range u.streams {
		if s.Name == "" || strings.HasSuffix(s.Name, string(aside)) {
			continue
		}
		named = append(named, s)
		host, _, _ := strings.Cut(s.Name, " ")
		hosts[host] = true
	}
	if layers := u.regions[0].layers; len(hosts) == 1 && len(layers) > 0 && layers[0].host {
		for i := range named {
			if _, rest, ok := strings.Cut(named[i].Name, " "); ok {
				named[i].Name = rest
			}
		}
	}
	return named
}

// startStream makes a part of the text all that there is, and forgets what went before it.
func (r *reader) startStream(place Span) {
	r.size, r.eof = place.End, false
	r.seek(place.Start, r.number)
	r.crash, r.outside, r.relay, r.fresh, r.closed, r.runtimeStack = -1, 0, false, true, true, false
	r.race, r.testing, r.told = -1, testState{}, told{}
	r.pending, r.tail = r.pending[:0], r.tail[:0]
}

// StreamAt names the stream in which an offset of the text stands; "" where the text is one.
func (e *Evidence) StreamAt(offset int64) string {
	i := sort.Search(len(e.Streams), func(i int) bool { return e.Streams[i].Place.End > offset })
	if i < len(e.Streams) && e.Streams[i].Place.Start <= offset {
		return e.Streams[i].Name
	}
	return ""
}
