package capture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Part is one thing that was fetched, or should have been.
type Part struct {
	Kind    string
	URL     string    // without what may be secret
	File    string    // where a Folder has put it
	Bytes   int64     // that came, after a Content-Encoding was taken off
	Began   time.Time // when it was asked for
	Took    time.Duration
	Status  int         // of HTTP; 0 where no answer came
	Header  http.Header // of the answer, secrets redacted
	Remarks []string    // what must be known to read it
	Partial bool        // its end is missing
	Err     error       // why it, or its end, is missing

	kind Kind
	head bytes.Buffer // its first bytes, of profiles that are looked into
}

// Sink takes what comes. It reads body to its end, where the body's own error is no error of the sink: an error means
// that nothing more can be taken.
type Sink interface {
	Take(p *Part, body io.Reader) error
}

// maxLooked is how much of a profile is kept to be looked into, in bytes as they come.
const maxLooked = 16 << 20

// get asks for a page or profile.
func (s *Server) get(w *watchdog, u *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(w, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errors.New("the address is not well formed")
	}
	resp, err := s.client.Do(req)
	if err == nil {
		return resp, nil
	}
	var wrapped *url.Error // repeats the address, with what may be secret in it
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return nil, w.why(err)
}

// fetch takes one part. The error is the sink's; what is wrong with the part stands in the part, and is given, too.
func (s *Server) fetch(ctx context.Context, p *Part, u *url.URL, working time.Duration, sink Sink) error {
	p.URL, p.Began = s.address.show(u), time.Now()
	defer func() { p.Took = time.Since(p.Began) }()
	w := newWatchdog(ctx, s.limits.Silence+working)
	defer w.stop()
	resp, err := s.get(w, u)
	if err != nil {
		p.Err = err
		return err
	}
	defer func() { _ = resp.Body.Close() }() // nothing was written
	p.Status, p.Header = resp.StatusCode, redacted(resp.Header)
	body := bufio.NewReaderSize(w.watch(resp.Body), 64<<10)
	enough := 512
	if resp.StatusCode == http.StatusOK {
		enough = 2 // more would wait for the rest of what comes slowly
	}
	start, err := body.Peek(enough)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		p.Err = fmt.Errorf("it broke off before anything came: %w", err)
		return p.Err
	}
	if err == nil {
		start, _ = body.Peek(min(body.Buffered(), 512)) // it is there
	}
	if p.Err = p.kind.refuse(resp, start); p.Err != nil {
		return p.Err
	}
	whole := &counted{r: body, part: p, max: s.limits.Bytes}
	if err := sink.Take(p, whole); err != nil {
		p.Err = err
		return fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	if p.Err == nil && p.kind.Name == dump && p.Bytes == cutAt {
		p.Remarks = append(p.Remarks, "the program has cut it at 64 MiB, as runtime/pprof does: the last goroutines are missing")
	}
	return p.Err
}

// ErrNotKept says that the sink takes no more: the disk is full, or a file is in the way.
var ErrNotKept = errors.New("keep what comes")

// refuse says why an answer is not what was asked for.
func (k Kind) refuse(resp *http.Response, start []byte) error {
	html := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")
	switch {
	case resp.StatusCode != http.StatusOK:
		return newAnswerError(resp, start)
	case html, k.text && bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(start)), []byte("<!doctype")):
		return &answerError{status: resp.StatusCode, text: "a web page instead of a profile"}
	case len(start) == 0:
		return &answerError{status: resp.StatusCode, text: "an empty answer"}
	case !k.text && !bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		return &answerError{status: resp.StatusCode, text: "something else than a gzipped profile"}
	}
	return nil
}

// answerError is an answer that is no evidence.
type answerError struct {
	status int
	text   string // what the server says, one line
}

// newAnswerError takes the first line of what a server says.
func newAnswerError(resp *http.Response, body []byte) *answerError {
	text := ""
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain") {
		text, _, _ = strings.Cut(strings.TrimSpace(string(body)), "\n")
		text = strings.ToValidUTF8(text[:min(len(text), 200)], "")
	}
	if text == "" {
		text = http.StatusText(resp.StatusCode)
	}
	return &answerError{status: resp.StatusCode, text: text}
}

// Error says what came.
func (e *answerError) Error() string {
	if e.status == http.StatusOK {
		return "it answers with " + e.text
	}
	text := fmt.Sprintf("it answers %d: %s", e.status, e.text)
	if e.locked() {
		text += fmt.Sprintf(" (set %s or %s)", tokenVariable, headersVariable)
	}
	return text
}

// locked says whether the server wants to know who asks.
func (e *answerError) locked() bool {
	return e.status == http.StatusUnauthorized || e.status == http.StatusForbidden
}

// counted is a body: bounded, counted, and its error kept.
type counted struct {
	r    io.Reader
	part *Part
	max  int64
}

// Read reads.
func (c *counted) Read(p []byte) (int, error) {
	if c.part.Err != nil {
		return 0, c.part.Err
	}
	n, err := c.r.Read(p)
	if c.part.Bytes+int64(n) > c.max {
		n, err = int(c.max-c.part.Bytes), errors.New("more came; --max-bytes changes the limit")
	}
	c.part.Bytes += int64(n)
	if room := maxLooked - c.part.head.Len(); room > 0 && !c.part.kind.text {
		c.part.head.Write(p[:min(n, room)])
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("it broke off after %d bytes: %w", c.part.Bytes, err)
		c.part.Err, c.part.Partial = err, true
	}
	return n, err
}

// secretHeaders are never written down.
var secretHeaders = []string{"auth", "cookie", "token", "secret", "key", "session", "password", "location"}

// redacted gives headers without secrets; the location of a redirect may hold one.
func redacted(h http.Header) http.Header {
	clean := h.Clone()
	for name := range clean {
		for _, word := range secretHeaders {
			if strings.Contains(strings.ToLower(name), word) {
				clean[name] = []string{"REDACTED"}
			}
		}
	}
	return clean
}

// discard is a sink that keeps nothing.
type discard struct{}

// Take reads to the end.
func (discard) Take(_ *Part, body io.Reader) error {
	_, _ = io.Copy(io.Discard, body) // the part keeps the body's error
	return nil
}
