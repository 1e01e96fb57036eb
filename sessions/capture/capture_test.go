package capture

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/pprof/profile"
)

// program serves net/http/pprof under a prefix, as a program does.
func program(prefix string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle(prefix+"/debug/pprof/", http.StripPrefix(prefix, http.HandlerFunc(pprof.Index)))
	mux.Handle(prefix+"/debug/pprof/profile", http.HandlerFunc(pprof.Profile))
	return mux
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// answer stands before a handler and answers one path itself.
func answer(h http.Handler, path string, f http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path && r.URL.RawQuery == "" {
			f(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

type asked struct {
	secrets string // lines of GOTRIAGE_HEADERS
	token   string
	trust   TLS
	limits  Limits
	names   []string
	want    Wanted
	ctx     context.Context
}

// fetchInto fetches an address into a folder.
func fetchInto(t *testing.T, address string, q asked) (dir string, files []string, r *Round, err error) {
	t.Helper()
	at, err := ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := SecretsOf(func(name string) string {
		return map[string]string{tokenVariable: q.token, headersVariable: q.secrets}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewServer(at, secrets, q.trust, q.limits)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if q.want.Kinds, err = Select(q.names); err != nil {
		t.Fatal(err)
	}
	if q.ctx == nil {
		q.ctx = t.Context()
	}
	dir = filepath.Join(t.TempDir(), "kept")
	f := NewFolder(dir, func(path string) { files = append(files, filepath.Base(path)) })
	if err := f.Begin(time.Date(2026, 11, 21, 6, 3, 31, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	r, err = s.Fetch(q.ctx, q.want, f)
	if len(r.Parts) > 0 {
		if err := f.Manifest(r, err); err != nil {
			t.Error(err)
		}
	}
	return dir, files, r, err
}

func (r *Round) part(t *testing.T, kind string) *Part {
	t.Helper()
	i := slices.IndexFunc(r.Parts, func(p *Part) bool { return p.Kind == kind })
	if i < 0 {
		t.Fatalf("no part %s", kind)
	}
	return r.Parts[i]
}

const stamp = "20261121T060331Z-"

func TestEveryProfile(t *testing.T) {
	block := make(chan int)
	defer close(block)
	go func() { <-block }()
	dir, files, r, err := fetchInto(t, serve(t, program("")), asked{
		names: []string{"goroutine", "heap", "allocs", "block", "mutex", "threadcreate", "cpu", "dump"},
		want:  Wanted{Seconds: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"goroutine.pb.gz", "heap.pb.gz", "allocs.pb.gz", "block.pb.gz", "mutex.pb.gz", "threadcreate.pb.gz", "cpu.pb.gz", "goroutine-debug2.txt", "manifest.json"}
	for i := range want {
		want[i] = stamp + want[i]
	}
	if !slices.Equal(files, want) {
		t.Errorf("files %q, want %q", files, want)
	}
	for _, p := range r.Parts {
		info, err := os.Stat(p.File)
		if p.Err != nil || err != nil || info.Mode().Perm() != 0o600 || info.Size() != p.Bytes || p.Bytes == 0 {
			t.Errorf("%s: %v, %v, %v", p.Kind, p.Err, err, info)
		}
		if !p.kind.text {
			readable(t, p.File)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(r.part(t, dump).File)
	if err != nil || !bytes.Contains(text, []byte("TestEveryProfile")) {
		t.Errorf("the dump: %v, %d bytes", err, len(text))
	}
	checkEstimate(t, r, text)
	if remarks := r.part(t, "block").Remarks; len(remarks) != 1 || !strings.Contains(remarks[0], "SetBlockProfileRate") {
		t.Errorf("remarks on the empty block profile: %q", remarks)
	}
	if remarks := r.part(t, "heap").Remarks; len(remarks) > 0 {
		t.Errorf("remarks on the heap: %q", remarks)
	}
}

// readable checks that a profile came as it was sent.
func readable(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	if p, err := profile.Parse(f); err != nil || len(p.SampleType) == 0 {
		t.Errorf("%s: %v", path, err)
	}
}

// checkEstimate compares an estimate with the dump that came.
func checkEstimate(t *testing.T, r *Round, dump []byte) {
	t.Helper()
	goroutines := int64(bytes.Count(dump, []byte("\ngoroutine ")) + 1)
	e := r.Estimate
	if e == nil || !e.Known || e.Cut || e.Goroutines < goroutines-5 || e.Goroutines > goroutines+5 {
		t.Fatalf("estimate %+v of %d goroutines", e, goroutines)
	}
	if size := int64(len(dump)); e.Bytes < size/2 || e.Bytes > size*2 {
		t.Errorf("estimated %d bytes, it has %d", e.Bytes, size)
	}
}

func TestDefaultKinds(t *testing.T) {
	_, _, r, err := fetchInto(t, serve(t, program("")), asked{})
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, p := range r.Parts {
		kinds = append(kinds, p.Kind)
	}
	// The leak profile is there where the program's toolchain has it: both are right.
	kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == "goroutineleak" })
	if want := []string{"goroutine", "heap", "allocs", "block", "mutex", "threadcreate", "dump"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %q, want %q", kinds, want)
	}
}

// What only some versions serve is told where it was asked for by name.
func TestMissingKind(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "leak") {
			http.Error(w, "Unknown profile", http.StatusNotFound)
			return
		}
		pprof.Index(w, r)
	})
	_, _, r, err := fetchInto(t, serve(t, h), asked{names: []string{"goroutine", "goroutineleak"}})
	if err != nil || r.Whole() != 1 {
		t.Fatalf("%v, %d whole", err, r.Whole())
	}
	want := "it answers 404: Unknown profile (go1.27 serves it, go1.26 where it was built with GOEXPERIMENT=goroutineleakprofile)"
	if p := r.part(t, "goroutineleak"); p.Err == nil || p.Err.Error() != want {
		t.Errorf("%v, want %s", p.Err, want)
	}
}

func TestPrefixes(t *testing.T) {
	plain, prefixed := serve(t, program("")), serve(t, program("/admin/api"))
	bare := http.NewServeMux() // the profiles lie elsewhere than usual
	bare.Handle("/prof/", http.StripPrefix("/prof", rewrite(program(""))))
	single := http.NewServeMux() // no page, single profiles only
	single.Handle("/debug/pprof/goroutine", pprof.Handler("goroutine"))
	for _, address := range []string{
		plain, plain + "/", plain + "/debug/pprof", plain + "/debug/pprof/", prefixed + "/admin/api",
		prefixed + "/admin/api/debug/pprof/", serve(t, bare) + "/prof", serve(t, single),
	} {
		_, _, r, err := fetchInto(t, address, asked{names: []string{"goroutine", "dump"}})
		if err != nil || r.Whole() != 2 || !r.Estimate.Known {
			t.Errorf("%s: %v, %d whole", address, err, r.Whole())
		}
	}
}

// rewrite serves the profiles at the root.
func rewrite(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/debug/pprof" + r.URL.Path
		h.ServeHTTP(w, r)
	})
}

func TestOneProfile(t *testing.T) {
	_, files, r, err := fetchInto(t, serve(t, program(""))+"/debug/pprof/goroutine?debug=2", asked{})
	if err != nil || len(r.Parts) != 1 || r.Whole() != 1 || files[0] != stamp+"goroutine-debug2.txt" {
		t.Errorf("%v, files %q", err, files)
	}
	_, files, r, err = fetchInto(t, serve(t, program(""))+"/debug/pprof/heap?debug=1", asked{})
	if err != nil || r.Whole() != 1 || files[0] != stamp+"heap.txt" {
		t.Errorf("%v, files %q", err, files)
	}
}

func TestSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") //nolint:usetesting // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "app.sock")
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "unix", path)
	if err != nil {
		t.Skipf("no unix sockets here: %v", err)
	}
	s := httptest.NewUnstartedServer(program("/api"))
	_ = s.Listener.Close() // it is not used
	s.Listener = l
	s.Start()
	defer s.Close()
	for _, address := range []string{"unix://" + path + ":/api", "http+unix://" + strings.ReplaceAll(path, "/", "%2F") + "/api"} {
		_, _, r, err := fetchInto(t, address, asked{names: []string{"goroutine"}})
		if err != nil || r.Whole() != 1 {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if want := "unix://" + path + ":/api/debug/pprof/goroutine"; r.Parts[0].URL != want {
			t.Errorf("shown as %s, want %s", r.Parts[0].URL, want)
		}
	}
}

// What goes wrong with one profile leaves the others.
func TestRestIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		heap    http.HandlerFunc
		want    string
		partial bool
		bytes   int64
	}{
		"slow": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "nothing came for 300ms", false, 0},
		"stalls": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("\x1f\x8b half"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "broke off after 7 bytes: nothing came for 300ms", true, 7},
		"resets": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write(append([]byte("\x1f\x8b"), make([]byte, 598)...))
			w.(http.Flusher).Flush()
			conn, _, _ := http.NewResponseController(w).Hijack()
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}, "broke off after ", true, -1},
		"cut short": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write(append([]byte("\x1f\x8b"), make([]byte, 598)...))
		}, "broke off after 600 bytes: unexpected EOF", true, 600},
		"too long": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("\x1f\x8b"))
			_, _ = w.Write(make([]byte, 2<<20))
		}, "broke off after 1048576 bytes: more came; --max-bytes", true, 1 << 20},
		"refuses": {func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "profile is \x1b[2Joff\nand more", http.StatusNotFound)
		}, "it answers 404: profile is \x1b[2Joff", false, 0},
		"page":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<!doctype html><p>log in")) }, "a web page", false, 0},
		"text":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("heap profile: ")) }, "something else than a gzipped profile", false, 0},
		"empty": {func(http.ResponseWriter, *http.Request) {}, "an empty answer", false, 0},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/login?to=secret", http.StatusFound)
		}, "it sends us on to http://127.0.0.1:1;", false, 0},
		"in circles": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "again and again", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, answer(program(""), "/debug/pprof/heap", c.heap))
			dir, files, r, err := fetchInto(t, address, asked{
				names: []string{"goroutine", "heap", "dump"}, limits: Limits{Silence: 300 * time.Millisecond, Bytes: 1 << 20},
			})
			if err != nil || r.Whole() != 2 || len(files) != 3 {
				t.Fatalf("%v, %d whole, files %q", err, r.Whole(), files)
			}
			heap := r.part(t, "heap")
			if heap.Err == nil || !strings.Contains(heap.Err.Error(), c.want) || heap.Partial != c.partial || c.bytes >= 0 && heap.Bytes != c.bytes {
				t.Errorf("heap: %v, partial %v, %d bytes; want %q, %v, %d", heap.Err, heap.Partial, heap.Bytes, c.want, c.partial, c.bytes)
			}
			if _, err := os.Stat(filepath.Join(dir, stamp+"heap.pb.gz")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("it has its full name: %v", err)
			}
			kept, err := os.ReadFile(filepath.Join(dir, stamp+"heap.pb.gz.partial"))
			if c.partial && heap.Bytes > 0 != (err == nil) || int64(len(kept)) != heap.Bytes {
				t.Errorf("kept %d bytes: %v", len(kept), err)
			}
		})
	}
}

func TestNotPprof(t *testing.T) {
	for want, h := range map[string]http.HandlerFunc{
		"it answers 404":               http.NotFound,
		"it answers with another page": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html><p>welcome")) },
		"it answers 500":               func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
	} {
		dir, _, r, err := fetchInto(t, serve(t, h), asked{})
		if err == nil || !strings.Contains(err.Error(), "it does not serve net/http/pprof: "+want) || len(r.Parts) > 0 {
			t.Errorf("%v, want %q", err, want)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a folder was made for nothing: %v", err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	_ = l.Close()
	if _, _, _, err := fetchInto(t, closed, asked{}); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("nobody listens: %v", err)
	}
}

// What came before the interruption stays, and is marked.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h := answer(program(""), "/debug/pprof/heap", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("\x1f\x8b half"))
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	})
	dir, files, r, err := fetchInto(t, serve(t, h), asked{ctx: ctx, names: []string{"goroutine", "heap", "dump"}})
	if !errors.Is(err, errInterrupted) || len(r.Parts) != 2 || r.Whole() != 1 {
		t.Fatalf("%v, parts %d, whole %d", err, len(r.Parts), r.Whole())
	}
	if want := []string{stamp + "goroutine.pb.gz", stamp + "manifest.json"}; !slices.Equal(files, want) {
		t.Errorf("files %q", files)
	}
	data, err := os.ReadFile(filepath.Join(dir, stamp+"manifest.json"))
	var m manifest
	if err = errors.Join(err, json.Unmarshal(data, &m)); err != nil || len(m.Parts) != 2 || m.Error != "interrupted" ||
		m.Parts[0].Partial || m.Parts[0].Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("manifest: %v\n%s", err, data)
	}
}

// A dump that would stop the program for long is not taken unasked.
func TestLongPause(t *testing.T) {
	page := `<html><head><title>/debug/pprof/</title></head><tr><td>900000</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>
<a href="goroutine?debug=2">full goroutine stack dump</a>`
	h := answer(program(""), "/debug/pprof/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, page) })
	h = answer(h, "/debug/pprof/goroutine", http.NotFound)
	address := serve(t, h)
	_, _, r, err := fetchInto(t, address, asked{names: []string{"dump"}})
	if p := r.part(t, dump); err != nil || p.Err == nil || p.Status != 0 || !strings.Contains(p.Err.Error(), "--dump-anyway takes it") {
		t.Errorf("%v, %v", err, p.Err)
	}
	if e := r.Estimate; !e.Known || !e.Cut || e.Goroutines != 900000 || e.Attempts != 7 || !strings.Contains(e.String(), "cut at 64 MiB, after about 270") {
		t.Errorf("%v %+v", e, e)
	}
	if _, _, r, err = fetchInto(t, address, asked{names: []string{"dump"}, want: Wanted{DumpAnyway: true}}); err != nil || r.part(t, dump).Err != nil {
		t.Errorf("%v, %v", err, r.part(t, dump).Err)
	}
}

func TestNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 21, 6, 3, 31, 0, time.UTC)
	var files []string
	for range 2 {
		f := NewFolder(dir, func(path string) { files = append(files, filepath.Base(path)) })
		if err := f.Begin(now); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second one finds the first
			p := &Part{kind: Kinds[0]}
			err := f.Take(p, &counted{r: strings.NewReader("one"), part: p, max: 100})
			if (err == nil) != (p.File != "") {
				t.Errorf("%v, file %q", err, p.File)
			}
		}
	}
	if want := []string{stamp + "goroutine.pb.gz", "20261121T060331Z-2-goroutine.pb.gz"}; !slices.Equal(files, want) {
		t.Errorf("files %q, want %q", files, want)
	}
}
