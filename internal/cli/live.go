package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gotriage/profile"
	"gotriage/sessions/capture"
	"gotriage/ui/theme"
)

// liveFlags say how addresses are asked.
type liveFlags struct {
	trust   capture.TLS
	silence time.Duration
}

func (f *liveFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.trust.CA, "ca", "", "FILE of certificates (PEM) that an https address may be signed by, beside the system's")
	flags.StringVar(&f.trust.Cert, "cert", "", "FILE of our own certificate (PEM), for a server that asks for one")
	flags.StringVar(&f.trust.Key, "key", "", "FILE of the key to --cert (PEM)")
	flags.BoolVar(&f.trust.Insecure, "insecure", false, "take any certificate of an https address: whoever stands between reads along")
	flags.DurationVar(&f.silence, "timeout", capture.DefaultSilence, "give a profile up when nothing of it comes for so long")
}

// server makes ready to ask an address.
func (f *liveFlags) server(address string, maxBytes int64) (*capture.Server, error) {
	at, err := capture.ParseAddress(address)
	if err != nil {
		return nil, err
	}
	secrets, err := capture.SecretsOf(os.Getenv)
	if err != nil {
		return nil, err
	}
	return capture.NewServer(at, secrets, f.trust, capture.Limits{Silence: f.silence, Bytes: maxBytes})
}

// fetch reads what an address serves: each profile is an input of its own.
func (a *app) fetch(ctx context.Context, address string, progress func(name string, done, total int64)) []*fetched {
	at, err := capture.ParseAddress(address)
	if err != nil {
		return []*fetched{{name: "the address", err: fmt.Errorf("read the address: %w", err)}} // a password may stand in it
	}
	fail := func(err error) []*fetched { return []*fetched{{name: at.String(), err: reason(at.String(), err)}} }
	server, err := a.inputs.live.server(address, 0)
	if err != nil {
		return fail(err)
	}
	defer server.Close()
	kinds, err := capture.Select(nil)
	if err != nil {
		return fail(err)
	}
	taken := reading{app: a, progress: progress, evidence: map[*capture.Part]*profile.Evidence{}}
	round, err := server.Fetch(ctx, capture.Wanted{Kinds: kinds}, &taken)
	if err != nil && len(round.Parts) == 0 {
		return []*fetched{{name: round.Address, err: err}}
	}
	var list []*fetched
	for _, p := range round.Parts {
		one := &fetched{name: p.URL, evidence: taken.evidence[p]}
		if one.evidence == nil {
			one.err = reason(p.URL, cmp.Or(p.Err, err))
		}
		list = append(list, one)
	}
	return list
}

// reading is a sink that reads what comes at once; nothing of it stays on disk.
type reading struct {
	app      *app
	progress func(name string, done, total int64)
	evidence map[*capture.Part]*profile.Evidence
}

// Take reads one part. What breaks off is read as far as it came.
func (r *reading) Take(p *capture.Part, body io.Reader) error {
	progress := func(done, total int64) { r.progress(p.URL, done, total) }
	opt := profile.Options{MaxUnpacked: int64(r.app.inputs.maxUnpacked), Progress: progress}
	e, err := profile.ReadFrom(p.URL, &stream{body, 0, progress}, opt)
	if err != nil {
		p.Err = fmt.Errorf("it cannot be read: %w", err)
		return nil
	}
	r.evidence[p] = e
	return nil
}

// fetched is an input that came from an address: it was read when it came.
type fetched struct {
	name     string
	evidence *profile.Evidence // nil where nothing of it could be read
	err      error             // why
}

func (f *fetched) look() state { return state{size: f.evidence.Size, ended: true} }
func (f *fetched) read() ([]*profile.Evidence, error) {
	if f.err != nil {
		return nil, f.err
	}
	return []*profile.Evidence{f.evidence}, nil
}

func (f *fetched) taken() int64 {
	if f.evidence == nil {
		return 0
	}
	return f.evidence.Size
}
func (f *fetched) close() {}

// line is where a capture says on a terminal what it is doing.
type line struct{ to *os.File }

// working says what is being done now, in place of what it said before.
func (l line) working(text string) {
	if l.to != nil {
		_, _ = fmt.Fprintf(l.to, "\r%s\x1b[K", theme.Sanitize(text))
	}
}

// say leaves a line.
func (l line) say(text string) {
	if l.to != nil {
		_, _ = fmt.Fprintf(l.to, "\r\x1b[K%s\n", theme.Sanitize(text))
	}
}

func (l line) clear() {
	if l.to != nil {
		_, _ = fmt.Fprint(l.to, "\r\x1b[K")
	}
}
