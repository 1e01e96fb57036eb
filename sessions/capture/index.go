package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
)

// index is what the page of net/http/pprof says: where the profiles lie, and how much is in each.
type index struct {
	base   *url.URL
	counts map[string]int // by profile; nil where the server has no such page
}

// has says whether a profile is served, true where that is not known.
func (x *index) has(path string) bool {
	_, ok := x.counts[path]
	return ok || x.counts == nil
}

// maxIndex is how much of the page is read, in bytes; one with eight profiles has 3,000.
const maxIndex = 1 << 20

// indexRow is a profile in the page:
//
//	<tr><td>4</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>
var indexRow = regexp.MustCompile(`<tr><td>(\d+)</td><td><a href=['"]?([^?'"<>]+)\?debug=1`)

// find looks for the folder of the profiles. The page need not be there: a program may serve single profiles.
func (s *Server) find(ctx context.Context) (*index, error) {
	var refused error
	for _, base := range s.address.bases() {
		x, err := s.index(ctx, base)
		if err == nil {
			return x, nil
		}
		var answer *answerError
		if !errors.As(err, &answer) || answer.locked() {
			return nil, err
		}
		if refused == nil {
			refused = err
		}
	}
	for _, base := range s.address.bases() {
		p := &Part{Kind: "goroutine", kind: Kinds[0]}
		if err := s.fetch(ctx, p, p.kind.url(base, 0), 0, discard{}); err == nil {
			return &index{base: base}, nil
		}
	}
	return nil, fmt.Errorf("it does not serve net/http/pprof: %w", refused)
}

// index reads the page of one folder.
func (s *Server) index(ctx context.Context, base *url.URL) (*index, error) {
	w := newWatchdog(ctx, s.limits.Silence)
	defer w.stop()
	resp, err := s.get(w, base)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // nothing was written
	page, err := io.ReadAll(io.LimitReader(w.watch(resp.Body), maxIndex))
	if err != nil {
		return nil, w.why(err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, newAnswerError(resp, page)
	}
	if !bytes.Contains(page, []byte("/debug/pprof/")) || !bytes.Contains(page, []byte("goroutine?debug=2")) {
		return nil, &answerError{status: resp.StatusCode, text: "another page than that of net/http/pprof"}
	}
	return &index{base: base, counts: countsOf(page)}, nil
}

// countsOf reads how much the page says is in each profile.
func countsOf(page []byte) map[string]int {
	counts := map[string]int{}
	for _, row := range indexRow.FindAllSubmatch(page, -1) {
		n, _ := strconv.Atoi(string(row[1])) // an absurd number is the greatest
		counts[string(row[2])] = n
	}
	return counts
}
