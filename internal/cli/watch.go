package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gotriage/profile"
	"gotriage/sessions/capture"
	"gotriage/triage"
	"gotriage/ui"
)

// watch reads the inputs of the workbench and shows them, again whenever more of them has come.
type watch struct {
	app     *app
	mu      sync.Mutex // held while sources is made, and for close
	sources []source
	names   []string
	over    chan struct{} // a stream has ended

	knowledge triage.Options
	evidence  [][]*profile.Evidence // by source; nil: not read yet
	shown     []string              // names of the inputs that were shown last
	failed    []error               // by source; why nothing of it could be read
	pace      pace
	told      ui.Status
	problems  []string // by source; what was said last of why it cannot be read again
}

// tick is how often growing inputs are looked at.
const tick = 100 * time.Millisecond

// run reads and shows until all has come or the workbench is left.
func (w *watch) run(ctx context.Context, tell ui.Tell) error {
	var err error
	if w.knowledge, err = w.app.inputs.knowledge(); err != nil {
		return err
	}
	served := w.fetch(ctx, tell)
	w.start(served, tell)
	if err := w.readWhole(ctx); err != nil {
		return err
	}
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for {
		more, err := w.turn(time.Now(), tell)
		if err != nil || !more {
			return err
		}
		select {
		case <-ctx.Done():
			return errStopped
		case <-w.over:
		case <-ticks.C:
		}
	}
}

// fetch asks the addresses among the inputs. Each profile becomes an input of its own, in the place of the address.
func (w *watch) fetch(ctx context.Context, tell ui.Tell) (served []*fetched) {
	var names []string
	for _, name := range w.names {
		if !capture.IsAddress(name) {
			names, served = append(names, name), append(served, nil)
			continue
		}
		for _, f := range w.app.fetch(ctx, name, tell.Progress) {
			names, served = append(names, f.name), append(served, f)
		}
	}
	w.names = names
	return served
}

// start opens the inputs; those that are streams begin to be taken in. Those that were served are there already.
func (w *watch) start(served []*fetched, tell ui.Tell) {
	w.pace = pace{begun: time.Now()}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, name := range w.names {
		if served[i] != nil {
			w.sources = append(w.sources, served[i])
			continue
		}
		opt := w.app.inputs.options(func(done, total int64) { tell.Progress(name, done, total) })
		w.sources = append(w.sources, w.app.source(name, opt, w.over))
	}
	w.evidence = make([][]*profile.Evidence, len(w.sources))
	w.failed = make([]error, len(w.sources))
	w.problems = make([]string, len(w.sources))
}

// source is the input of a name.
func (a *app) source(name string, opt profile.Options, over chan<- struct{}) source {
	stat, open := func() (os.FileInfo, error) { return os.Stat(name) }, func() ([]*profile.Evidence, error) { return profile.OpenAll(name, opt) }
	take := func() (io.ReadCloser, error) { return os.Open(name) }
	if isStandardInput(name) {
		stat, take = a.in.Stat, func() (io.ReadCloser, error) { return io.NopCloser(a.in), nil }
		open = func() ([]*profile.Evidence, error) { return openInput(name, a.in, opt) }
	}
	if info, err := stat(); err == nil && info.IsDir() {
		return newFolder(name, a.inputs, open)
	} else if err == nil && (isStandardInput(name) && consumed(a.in) || !info.Mode().IsRegular()) {
		return newFlow(name, opt, take, over)
	}
	return &file{name: name, follow: a.inputs.follow, stat: stat, open: open}
}

// consumed says whether a file was read in part by another program, as in (head -1; gotriage) < FILE.
func consumed(f *os.File) bool {
	at, err := f.Seek(0, io.SeekCurrent)
	return err == nil && at > 0
}

// openInput reads a file that standard input was led from where it lies, however big it is.
func openInput(name string, f *os.File, opt profile.Options) ([]*profile.Evidence, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, reason(name, err)
	}
	return profile.OpenAllAt(name, f, info.Size(), opt)
}

// readWhole reads the inputs that lie there as a whole.
func (w *watch) readWhole(ctx context.Context) error {
	for i, s := range w.sources {
		if ctx.Err() != nil {
			return errStopped
		}
		if _, comes := s.(*flow); !comes {
			w.read(i)
		}
	}
	return w.allFailed()
}

// allFailed is an error where nothing could be read of any input.
func (w *watch) allFailed() error {
	if slices.Contains(w.failed, nil) {
		return nil
	}
	return errors.Join(w.failed...)
}

// read reads an input and reports whether it could. Where it could not what was read of it before stays.
func (w *watch) read(i int) bool {
	list, err := w.sources[i].read()
	switch {
	case err == nil:
		w.evidence[i], w.failed[i] = list, nil
	case w.evidence[i] == nil || w.failed[i] != nil:
		w.failed[i], w.evidence[i] = err, []*profile.Evidence{profile.Unreadable(w.names[i], err)}
	}
	return err == nil
}

// turn looks at the inputs and shows what there is to show. It reports whether more may come.
func (w *watch) turn(now time.Time, tell ui.Tell) (more bool, err error) {
	states := make([]state, len(w.sources))
	for i, s := range w.sources {
		states[i] = state{ended: true}
		if w.failed[i] == nil {
			states[i] = s.look()
		}
		more = more || !states[i].ended
	}
	status := w.status(states)
	if !w.pace.due(now, states) {
		if w.pace.shown && (status.Bytes != w.told.Bytes || status.Coming != w.told.Coming || status.Notice != "") {
			tell.Show(nil, status)
			w.told = status
		}
		return more, nil
	}
	fresh := false
	for i, s := range states {
		if s.changed || w.evidence[i] == nil {
			fresh = w.read(i) || fresh
		}
	}
	if err := w.allFailed(); err != nil {
		return false, err
	}
	if w.pace.shown && !fresh {
		return more, nil // why, the next look says
	}
	list := w.inputs(states, &status)
	tell.Show(triage.Analyze(list, w.knowledge), status)
	w.told = status
	w.pace.read(now, time.Now())
	return more, nil
}

// inputs gives the evidence of all sources, in order, and tells in the status how much that is and which of it is another
// text than what was shown in its place before.
func (w *watch) inputs(states []state, status *ui.Status) []*profile.Evidence {
	var list []*profile.Evidence
	anew := map[*profile.Evidence]bool{}
	status.Shown = 0
	for i, of := range w.evidence {
		list = append(list, of...)
		for _, e := range of {
			anew[e] = states[i].anew
		}
		status.Shown += w.sources[i].taken()
	}
	status.Bytes = max(status.Bytes, status.Shown)
	profile.ByTime(list)
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.Name
		if anew[e] || i < len(w.shown) && w.shown[i] != e.Name {
			status.Anew = append(status.Anew, i)
		}
	}
	w.shown = names
	return list
}

// status says what may still come, and what has happened to the inputs since it was asked last.
func (w *watch) status(states []state) ui.Status {
	status := ui.Status{Shown: w.told.Shown}
	for i, s := range states {
		status.Bytes += s.size
		switch {
		case s.ended:
		case s.stream:
			status.Coming = ui.Arriving
		case status.Coming == ui.Complete:
			status.Coming = ui.Following
		}
		problem := ""
		switch {
		case s.problem != nil:
			problem = strings.TrimPrefix(s.problem.Error(), "read "+w.names[i]+": ")
			if problem != w.problems[i] {
				status.Notice = filepath.Base(w.names[i]) + ": " + problem + "; what was read of it stays"
			}
		case s.anew:
			status.Notice = filepath.Base(w.names[i]) + " was replaced or cut: this is what is there now"
		}
		w.problems[i] = problem
	}
	return status
}

// close gives the inputs back; reading may still go on, for the program only ends.
func (w *watch) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.sources {
		s.close()
	}
}
