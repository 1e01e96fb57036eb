package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// watchdog ends a request whose server says nothing for too long, or that takes too long in all.
type watchdog struct {
	context.Context
	cancel  context.CancelCauseFunc
	silence time.Duration
	timer   *time.Timer
	whole   *time.Timer
}

// maxSilences bounds a request in all: a server that sends one byte now and then would hold us for ever.
const maxSilences = 20

func newWatchdog(ctx context.Context, silence time.Duration) *watchdog {
	w := &watchdog{silence: silence}
	w.Context, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(silence, func() { w.cancel(fmt.Errorf("nothing came for %v", silence)) })
	w.whole = time.AfterFunc(maxSilences*silence, func() { w.cancel(fmt.Errorf("it was not done after %v", maxSilences*silence)) })
	return w
}

func (w *watchdog) stop() {
	w.timer.Stop()
	w.whole.Stop()
	w.cancel(nil)
}

// watch gives a body whose every piece is a sign of life.
func (w *watchdog) watch(body io.Reader) io.Reader { return &watched{w, body} }

// why gives the reason of an error: where the watchdog ended the request, net/http says only that it was cancelled.
func (w *watchdog) why(err error) error {
	if err == nil || errors.Is(err, io.EOF) || w.Err() == nil {
		return err
	}
	if cause := context.Cause(w); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return errInterrupted
}

// errInterrupted says that we were told to stop.
var errInterrupted = errors.New("interrupted")

type watched struct {
	w    *watchdog
	body io.Reader
}

// Read reads.
func (r *watched) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	if n > 0 {
		r.w.timer.Reset(r.w.silence)
	}
	return n, r.w.why(err)
}
