package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gotriage/sessions/capture"
)

type captureFlags struct {
	live       liveFlags
	output     string
	every      time.Duration
	times      int
	profiles   []string
	seconds    int
	maxBytes   size
	dumpAnyway bool
	sigquit    bool
	force      bool
}

func captureCommand(a *app) *cobra.Command {
	f := captureFlags{maxBytes: capture.DefaultBytes}
	cmd := &cobra.Command{
		Use:   "capture ADDRESS|PID",
		Short: "Fetch evidence from a live process",
		Long: "capture ADDRESS fetches what net/http/pprof serves there into a folder (0700, files 0600, names begin with the " +
			"time in UTC, nothing is overwritten), with a manifest of headers, sizes and what is missing. What cannot be fetched " +
			"is told and the rest kept; so is what came before ctrl-c. ADDRESS is http://HOST:PORT, with any prefix or with the " +
			"path of one profile, or a unix socket: unix:///run/app.sock, unix:///run/app.sock:/prefix. " +
			"Proxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.\n\n" +
			"Secrets come from the environment, where no list of processes shows them: GOTRIAGE_TOKEN is sent as a bearer token, " +
			"GOTRIAGE_HEADERS holds lines of \"Name: value\". They are sent to the named host only.\n\n" +
			"The goroutine profile comes first: it hardly stops the program. From it is estimated how long a full dump (debug=2) " +
			"would, and whether runtime/pprof will cut it at 64 MiB. A dump of more than " + capture.MaxPause.String() + " is left " +
			"out unless --dump-anyway is given.\n\n" +
			"capture PID says what can be done about a process of this machine, and does nothing to it. With --sigquit it sends " +
			"SIGQUIT: a Go program prints all goroutines to its standard error AND ENDS, unless it handles the signal itself.",
		Example: "# everything once, into a new folder here\n" +
			"gotriage capture http://localhost:6060\n\n" +
			"# does it grow?\n" +
			"gotriage capture http://api:6060 -o leak --every 30s --times 4 --profiles goroutine,heap\n\n" +
			"# behind a gate\n" +
			"GOTRIAGE_TOKEN=$(cat token) gotriage capture https://admin.example.com/api\n\n" +
			"# a program without net/http/pprof: it ends\n" +
			"gotriage capture 4711 --sigquit",
		Args: cobra.ExactArgs(1),
	}
	f.live.add(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "DIR to write to; if not given, a new one here, named for host and time")
	flags.DurationVar(&f.every, "every", 30*time.Second, "from one round to the next, with --times")
	flags.IntVar(&f.times, "times", 1, "how many rounds")
	flags.StringSliceVar(&f.profiles, "profiles", nil, "NAMES of what to fetch: "+kindNames()+", or a name of the program's own; "+
		"all but cpu if not given")
	flags.IntVar(&f.seconds, "seconds", 30, "how long the cpu is watched")
	flags.Var(&f.maxBytes, "max-bytes", "SIZE that one profile may have")
	flags.BoolVar(&f.dumpAnyway, "dump-anyway", false, "take the dump however long it may stop the program")
	flags.BoolVar(&f.sigquit, "sigquit", false, "of a PID: send SIGQUIT, which ends the program")
	flags.BoolVar(&f.force, "force", false, "with --sigquit: also where a dump is not to be expected")
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		if cmd.Flags().Changed("every") && f.times == 1 {
			return errors.New("capture: --every needs --times, which says how often")
		}
		if pid, err := strconv.Atoi(args[0]); err == nil {
			return a.captureProcess(ctx, pid, f)
		}
		return a.captureAddress(ctx, args[0], f)
	})
	return cmd
}

func kindNames() string {
	var names []string
	for _, k := range capture.Kinds {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}

// captureAddress fetches an address into a folder, as often as it was asked to.
func (a *app) captureAddress(ctx context.Context, address string, f captureFlags) error {
	switch {
	case f.times < 1:
		return errors.New("capture: --times is 1 or more")
	case f.every <= 0 || f.seconds <= 0:
		return errors.New("capture: --every and --seconds are more than nothing")
	case f.sigquit:
		return errors.New("capture: --sigquit is for a PID")
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	at, err := capture.ParseAddress(address)
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	kinds, err := capture.Select(f.profiles)
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	server, err := f.live.server(address, int64(f.maxBytes))
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	defer server.Close()
	r := rounds{app: a, screen: a.line(), folder: a.folder(f.output, at.Place()), server: server}
	r.want = capture.Wanted{Kinds: kinds, Seconds: f.seconds, DumpAnyway: f.dumpAnyway, Tell: r.screen.working}
	return r.run(ctx, f.times, f.every)
}

// rounds are the fetches of one capture.
type rounds struct {
	app    *app
	screen line
	folder *capture.Folder
	server *capture.Server
	want   capture.Wanted
}

// run makes the rounds. A round that fails is told and the next is tried: a program may just be starting again.
func (r *rounds) run(ctx context.Context, times int, every time.Duration) error {
	whole := 0
	var last error
	for n := range times {
		begun := time.Now()
		got, err := r.one(ctx)
		whole += got
		if err != nil && (ctx.Err() != nil || times == 1 || errors.Is(err, capture.ErrNotKept)) {
			return err
		}
		if last = err; err != nil {
			tell(r.app.err, err)
		}
		if n+1 == times {
			break
		}
		r.screen.working(fmt.Sprintf("round %d of %d is done; waiting", n+1, times))
		select {
		case <-ctx.Done():
			r.screen.clear()
			return errStopped
		case <-time.After(time.Until(begun.Add(every))):
		}
	}
	if whole == 0 && last == nil {
		return errors.New("capture: nothing could be fetched")
	}
	if whole == 0 {
		return errors.New("capture: nothing could be fetched in any round")
	}
	return nil
}

// one makes a round and gives how many profiles came whole.
func (r *rounds) one(ctx context.Context) (whole int, err error) {
	if err := r.folder.Begin(time.Now()); err != nil {
		return 0, fmt.Errorf("capture: %w", err)
	}
	round, err := r.server.Fetch(ctx, r.want, r.folder)
	r.screen.clear()
	if ctx.Err() != nil {
		err = errStopped
	}
	if round.Estimate != nil {
		r.screen.say(round.Estimate.String())
	}
	for _, p := range round.Parts {
		for _, remark := range p.Remarks {
			r.screen.say(remark)
		}
		if p.Err != nil {
			tell(r.app.err, fmt.Errorf("read %s: %w", p.URL, p.Err))
		}
	}
	if len(round.Parts) > 0 {
		err = errors.Join(err, r.folder.Manifest(round, err))
	}
	return round.Whole(), err
}

// line is where progress goes: a terminal on standard error, or nowhere.
func (a *app) line() line {
	if isTerminal(a.err) {
		return line{a.err}
	}
	return line{}
}

// folder is where a capture is kept; the paths that are written are its result.
func (a *app) folder(given, place string) *capture.Folder {
	if given == "" {
		given = filepath.Join(".", "gotriage-"+place+"-"+capture.Stamp(time.Now()))
	}
	return capture.NewFolder(given, func(path string) {
		if isTerminal(a.err) && isTerminal(a.out) {
			a.line().clear()
		}
		_, _ = fmt.Fprintln(a.out, path)
	})
}
