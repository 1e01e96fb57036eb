package capture

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Limits bound what a server may do to us.
type Limits struct {
	Silence time.Duration // a request ends where nothing comes for so long; 0: 30 s
	Bytes   int64         // one part may have; 0: 512 MiB
}

// Defaults of Limits.
const (
	DefaultSilence = 30 * time.Second
	DefaultBytes   = 512 << 20
)

// Server is a program that serves its profiles.
type Server struct {
	address Address
	client  *http.Client
	limits  Limits
}

// NewServer makes ready to ask a program; nothing is sent yet. Errors are about the files of trust.
func NewServer(a Address, s Secrets, trust TLS, limits Limits) (*Server, error) {
	client, err := newClient(a, s, trust)
	if err != nil {
		return nil, err
	}
	if limits.Silence <= 0 {
		limits.Silence = DefaultSilence
	}
	if limits.Bytes <= 0 {
		limits.Bytes = DefaultBytes
	}
	return &Server{a, client, limits}, nil
}

// Close ends the connections that are still open.
func (s *Server) Close() { s.client.CloseIdleConnections() }

// Wanted says what is fetched.
type Wanted struct {
	Kinds      []Kind       // of Select
	Seconds    int          // how long the cpu is watched; 0: 30
	DumpAnyway bool         // however long a dump may stop the program
	Tell       func(string) // hears what is being done, nil for nobody

	unasked bool // the address names what it wants: nothing is estimated
}

// MaxPause is how long a dump may stop a program by our estimate, if nobody asks for more: a liveness probe of Kubernetes
// waits one second by default (timeoutSeconds).
const MaxPause = time.Second

// Round is what was fetched at one time.
type Round struct {
	Address  string
	Began    time.Time
	Took     time.Duration
	Estimate *Estimate // of the dump, nil where none was wanted
	Parts    []*Part   // in the order in which they were asked for
}

// Whole counts the parts that came whole.
func (r *Round) Whole() int {
	n := 0
	for _, p := range r.Parts {
		if p.Err == nil {
			n++
		}
	}
	return n
}

// Fetch takes what is wanted, one after the other, and hands it to the sink. What could not be fetched stands in the
// round with its error and the rest goes on. An error means that nothing can be fetched, or kept; the round may hold
// parts even then.
func (s *Server) Fetch(ctx context.Context, want Wanted, sink Sink) (*Round, error) {
	r := &Round{Address: s.address.String(), Began: time.Now()}
	defer func() { r.Took = time.Since(r.Began) }()
	if want.Tell == nil {
		want.Tell = func(string) {}
	}
	if base, name := s.address.one(); name != "" {
		want.unasked = true
		return r, s.take(ctx, r, &index{base: base}, named(name, base.Query()), want, sink)
	}
	want.Tell("looking for profiles")
	x, err := s.find(ctx)
	if err != nil {
		return r, fmt.Errorf("read %s: %w", s.address, err)
	}
	for _, k := range want.Kinds {
		if k.listed && !x.has(k.path) {
			continue
		}
		if err := s.take(ctx, r, x, k, want, sink); err != nil {
			return r, err
		}
	}
	return r, nil
}

// take fetches one kind. An error means that the rest need not be tried.
func (s *Server) take(ctx context.Context, r *Round, x *index, k Kind, want Wanted, sink Sink) error {
	p := &Part{Kind: k.Name, kind: k}
	seconds := 0
	if k.Name == "cpu" {
		given, _ := strconv.Atoi(x.base.Query().Get("seconds")) // 0 where the address says none
		seconds = min(cmp.Or(given, want.Seconds, defaultSeconds), maxSeconds)
	}
	u := k.url(x.base, seconds)
	p.URL, p.Began = s.address.show(u), time.Now()
	r.Parts = append(r.Parts, p)
	if k.Name == dump && !want.unasked {
		e := estimateOf(r.Parts[0], x)
		r.Estimate = &e
		want.Tell(e.String())
		if !want.DumpAnyway && (!e.Known || e.Pause > MaxPause) {
			p.Err = fmt.Errorf("not taken: %v; --dump-anyway takes it", e)
			return nil
		}
	}
	want.Tell("fetching " + p.URL)
	err := s.fetch(ctx, p, u, time.Duration(seconds)*time.Second, sink)
	switch {
	case err == nil:
		p.remarkEmpty()
	case p.Status == http.StatusNotFound && k.why != "":
		p.Err = fmt.Errorf("%w (%s)", p.Err, k.why)
	}
	if k.Name != "goroutine" {
		p.head = bytes.Buffer{} // the estimate looks into the other
	}
	switch {
	case errors.Is(err, errInterrupted):
		return errInterrupted // wherever it was noticed; the part says how far it came
	case errors.Is(err, ErrNotKept):
		return err
	}
	return nil
}

// How long the cpu is watched, in seconds: if nobody says, and at most.
const (
	defaultSeconds = 30
	maxSeconds     = 3600
)

// remarkEmpty says why a profile may be empty: without a rate the runtime records nothing, and an empty profile looks as
// if nothing had happened.
func (p *Part) remarkEmpty() {
	if p.kind.setting == "" {
		return
	}
	if prof, err := parse(p); err == nil && len(prof.Sample) == 0 {
		p.Remarks = append(p.Remarks, fmt.Sprintf("%s is empty: nothing is recorded until the program calls %s", p.Kind, p.kind.setting))
	}
}
