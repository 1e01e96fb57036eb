package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gotriage/profile"
	"gotriage/sessions/capture"
	"gotriage/symbolize"
	"gotriage/triage"
)

// inputFlags say how evidence is read and with which knowledge; all sub-commands that read some have them.
type inputFlags struct {
	rules       string
	families    string
	user        []string
	source      []string
	maxUnpacked size
	live        liveFlags
	maxFiles    int
	exitCode    int     // with which the program ended, 0 for not known
	follow      bool    // of the workbench: inputs may grow
	warnings    []error // what of the config folder is broken
}

func (f *inputFlags) add(root *cobra.Command) {
	f.maxUnpacked = profile.DefaultMaxUnpacked
	flags := root.PersistentFlags()
	flags.StringVar(&f.rules, "rules", "", "FILE with more normalisation rules, a txtar")
	flags.StringVar(&f.families, "families", "", "DIR with more bug families, *.txtar")
	flags.StringSliceVar(&f.user, "user", nil, "GLOB of import paths that are yours: example.com/shop/...")
	flags.StringSliceVar(&f.source, "source", nil, "DIR in which the program's source lies; the module of the working directory, GOROOT and the module cache are looked in, too")
	flags.IntVar(&f.exitCode, "exit-code", 0, "CODE with which the program ended, as a shell or an orchestrator gives it")
	flags.Var(&f.maxUnpacked, "max-unpacked", "SIZE that one compressed input, or all that an archive or a folder holds, may unpack to")
	flags.IntVar(&f.maxFiles, "max-files", profile.DefaultMaxFiles, "NUMBER of files that are looked at in one folder or archive")
}

// size is a number of bytes on the command line: 500M, 2GiB.
type size int64

// String writes the size as it can be given.
func (s *size) String() string {
	if n := int64(*s); n > 0 && n%(1<<30) == 0 {
		return fmt.Sprintf("%dGiB", n>>30)
	}
	return strconv.FormatInt(int64(*s), 10)
}

// Type names the value in the help.
func (s *size) Type() string { return "SIZE" }

// Set reads a size.
func (s *size) Set(text string) error {
	number := strings.TrimRight(strings.ToUpper(text), "IB")
	shift := 0
	if number != "" {
		if i := strings.IndexByte("KMGT", number[len(number)-1]); i >= 0 {
			shift, number = 10*(i+1), number[:len(number)-1]
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > 1<<62>>shift {
		return errors.New("a size is expected, like 500M or 2GiB")
	}
	*s = size(n << shift)
	return nil
}

// knowledge gives the rules and families: the built-in ones, those of the config folder, and those of the flags.
func (f *inputFlags) knowledge() (triage.Options, error) {
	opt := triage.Options{Rules: symbolize.Builtin(), User: f.user, ExitCode: f.exitCode, Sources: symbolize.NewSources(sourceRoots(f.source))}
	if f.exitCode < 0 || f.exitCode > 255 {
		return opt, fmt.Errorf("--exit-code %d is not from 0 to 255", f.exitCode)
	}
	catalogue, err := triage.Builtin()
	if err != nil {
		return opt, err
	}
	opt.Catalogue = catalogue
	if config := configFolder(); config != "" {
		// What is broken there must not keep anybody from reading a dump.
		if rules, err := withRules(opt.Rules, filepath.Join(config, "rules.txtar"), false); err != nil {
			f.warnings = append(f.warnings, fmt.Errorf("left out: %w", err))
		} else {
			opt.Rules = rules
		}
		if families, err := withFamilies(opt.Catalogue, filepath.Join(config, "families"), false); err != nil {
			f.warnings = append(f.warnings, fmt.Errorf("left out: %w", err))
		} else {
			opt.Catalogue = families
		}
	}
	if opt.Rules, err = withRules(opt.Rules, f.rules, true); err != nil {
		return opt, err
	}
	opt.Catalogue, err = withFamilies(opt.Catalogue, f.families, true)
	return opt, err
}

// configFolder is where a user's own rules and families lie; "" where the system names none.
func configFolder() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "gotriage")
}

func withRules(rules *symbolize.Rules, file string, asked bool) (*symbolize.Rules, error) {
	if file == "" {
		return rules, nil
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return rules, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	more, err := symbolize.LoadRules(file, data)
	if err != nil {
		return nil, err
	}
	rules = rules.With(more)
	return rules, errors.Join(rules.Check()...)
}

func withFamilies(c *triage.Catalogue, dir string, asked bool) (*triage.Catalogue, error) {
	if dir == "" {
		return c, nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		if !asked && errors.Is(err, fs.ErrNotExist) {
			return c, nil
		}
		return nil, fmt.Errorf("read families: %s is not a folder", dir)
	}
	more, err := c.With(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("read families of %s: %w", dir, err)
	}
	return more, nil
}

// load reads all inputs into one case. One that cannot be read is part of the case, with its problem; it is an error
// only where nothing else could be read.
func (a *app) load(ctx context.Context, args []string, progress func(name string, done, total int64)) (*triage.Case, error) {
	type known struct {
		opt triage.Options
		err error
	}
	knowledge := make(chan known, 1) // is made while the inputs are read
	go func() {
		opt, err := a.inputs.knowledge()
		knowledge <- known{opt, err}
	}()
	list, failed, err := a.readAll(ctx, args, progress)
	k := <-knowledge
	if err = cmp.Or(k.err, err); err != nil {
		for _, e := range list {
			_ = e.Close() // nothing was written
		}
		return nil, err
	}
	if len(list) == len(failed) {
		return nil, errors.Join(failed...)
	}
	return triage.Analyze(list, k.opt), nil
}

// readAll reads inputs; what cannot be read is in the list, with its problem, and in failed.
func (a *app) readAll(ctx context.Context, args []string, progress func(name string, done, total int64)) (list []*profile.Evidence, failed []error, err error) {
	for _, name := range args {
		if ctx.Err() != nil {
			return list, failed, errStopped
		}
		if capture.IsAddress(name) {
			for _, f := range a.fetch(ctx, name, progress) {
				if f.err != nil {
					f.evidence, failed = profile.Unreadable(f.name, f.err), append(failed, f.err)
				}
				list = append(list, f.evidence)
			}
			continue
		}
		found, err := a.read(name, func(done, total int64) { progress(name, done, total) })
		if err != nil {
			failed = append(failed, err)
			found = []*profile.Evidence{profile.Unreadable(name, err)}
		}
		list = append(list, found...)
	}
	profile.ByTime(list)
	return list, failed, nil
}

// options say how an input is read.
func (f *inputFlags) options(progress func(done, total int64)) profile.Options {
	return profile.Options{MaxUnpacked: int64(f.maxUnpacked), MaxFiles: f.maxFiles, Progress: progress}
}

func (a *app) read(name string, progress func(done, total int64)) ([]*profile.Evidence, error) {
	opt := a.inputs.options(progress)
	if name == "-" {
		return profile.ReadAllFrom("-", &stream{a.in, 0, progress}, opt)
	}
	return profile.OpenAll(name, opt)
}

// stream tells how much came of an input whose end is not known.
type stream struct {
	io.Reader
	done     int64
	progress func(done, total int64)
}

// Read reads.
func (s *stream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.done += int64(n)
	s.progress(s.done, 0)
	return n, err
}
