package symbolize

import (
	"slices"
	"testing"
	"testing/fstest"

	"gotriage/profile"
)

const cacheSource = `package cache

type Cache struct{ updates chan int }

func (c *Cache) put(v int) {
	c.updates <- v
}

func (c *Cache) loop(done chan struct{}) {
	select {
	case v := <-c.updates:
		_ = v
	case <-done:
	}
	select {
	case <-time.After(1):
	case <-ctx.Done():
	default:
	}
}
`

func TestStatement(t *testing.T) {
	shop := Root{Name: "/src/shop", Module: "example.com/shop", FS: fstest.MapFS{
		"cache/cache.go": {Data: []byte(cacheSource)}, "main.go": {Data: []byte("package main\n\nfunc main() {\n\tselect {}\n}\n")},
	}}
	std := Root{Name: "/go/src", Std: true, FS: fstest.MapFS{"sync/mutex.go": {Data: []byte("package sync\n\nfunc (m *Mutex) Lock() {\n\tm.mu.Lock()\n}\n")}}}
	mods := Root{Name: "/mod", Cache: true, FS: fstest.MapFS{"github.com/!acme/queue@v1.2.3/q/q.go": {Data: []byte("package q\n\nfunc Push() {\n\tch <- 1\n}\n")}}}
	for name, tt := range map[string]struct {
		function, file string
		line           int
		want           string
		doubt          string
	}{
		"module by import path":  {"example.com/shop/cache.(*Cache).put", "/home/ci/x/cache/cache.go", 6, "c.updates <- v", ""},
		"trimmed path":           {"example.com/shop/cache.(*Cache).put", "example.com/shop/cache/cache.go", 6, "c.updates <- v", ""},
		"command by folder":      {"main.main", "/home/ci/build/shop/main.go", 4, "select {}", ""},
		"standard library":       {"sync.(*Mutex).Lock", "/usr/local/go/src/sync/mutex.go", 4, "m.mu.Lock()", ""},
		"module cache":           {"github.com/Acme/queue/q.Push", "/home/dev/go/pkg/mod/github.com/!acme/queue@v1.2.3/q/q.go", 4, "ch <- 1", ""},
		"another function":       {"example.com/shop/cache.(*Cache).get", "/home/ci/x/cache/cache.go", 6, "c.updates <- v", "the line is not in the function cache.(*Cache).get"},
		"a line that is not":     {"example.com/shop/cache.(*Cache).put", "/home/ci/x/cache/cache.go", 600, "", "the file has no such line"},
		"another program's file": {"main.main", "/home/ci/build/other/main.go", 4, "-", ""},
		"out of the root":        {"main.main", "/home/ci/build/shop/../../etc/passwd", 1, "-", ""},
	} {
		stack := []profile.Stack{{Frames: []profile.Frame{{Func: tt.function, File: tt.file, Line: tt.line}}}}
		frame := New(Builtin(), nil).Name(stack)[0].Frames[0]
		st := NewSources([]Root{shop, std, mods}).Statement(&frame)
		switch {
		case st == nil && tt.want != "-":
			t.Errorf("%s: the source is not found", name)
		case st != nil && (st.Text != tt.want || st.Doubt != tt.doubt):
			t.Errorf("%s: %q, doubt %q; want %q, doubt %q", name, st.Text, st.Doubt, tt.want, tt.doubt)
		}
	}
}

func TestSelect(t *testing.T) {
	sources := NewSources([]Root{{Name: "/src/shop", Module: "example.com/shop", FS: fstest.MapFS{"cache/cache.go": {Data: []byte(cacheSource)}}}})
	at := func(line int) *Select {
		stack := []profile.Stack{{Frames: []profile.Frame{{Func: "example.com/shop/cache.(*Cache).loop", File: "/x/cache/cache.go", Line: line}}}}
		return sources.Statement(&New(Builtin(), nil).Name(stack)[0].Frames[0]).Select
	}
	if s := at(10); s == nil || !slices.Equal(s.Arms, []string{"<-c.updates", "<-done"}) || s.Timer || s.Done || s.Default {
		t.Errorf("the first select is %+v", s)
	}
	if s := at(15); s == nil || !slices.Equal(s.Arms, []string{"<-time.After(...)", "<-ctx.Done()", "default"}) || !s.Timer || !s.Done || !s.Default {
		t.Errorf("the second select is %+v", s)
	}
	if s := at(11); s != nil {
		t.Errorf("an arm is no select: %+v", s)
	}
}
