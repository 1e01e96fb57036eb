// Command bench measures gotriage beside other readers of goroutine dumps, each as a whole process on the same dumps in
// the same run, and writes a page with the table.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

var dumps = []dump{
	{name: "200,000 goroutines, 400 stacks", goroutines: 200_000, stacks: 400},
	{name: "the same as SIGQUIT writes it", goroutines: 200_000, stacks: 400, quit: true},
	{name: "the same in a container's log (CRI)", goroutines: 200_000, stacks: 400, cri: true},
	{name: "8,000 goroutines, nearly all stacks differ", goroutines: 8_000, stacks: 8_000},
	{name: "80,000 goroutines, nearly all stacks differ", goroutines: 80_000, stacks: 80_000},
	{name: "1,000,000 goroutines, 400 stacks", goroutines: 1_000_000, stacks: 400},
}

// limit is how long one run may take.
const limit = 30 * time.Second

func main() {
	gotriage := flag.String("gotriage", "gotriage", "the binary to measure")
	runs := flag.Int("runs", 5, "runs of each command; their median counts")
	only := flag.String("only", "", "measure only dumps whose name has this in it")
	page := flag.String("page", "", "file to write; standard output without it")
	counted := flag.String("count", "", "print how many goroutines and groups of a file gotriage reports, and no more")
	number := flag.Int("dump", -1, "write the dump of that number to standard output, and no more")
	flag.Parse()
	if *number >= 0 {
		if err := dumps[*number].write(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if *counted != "" {
		goroutines, groups, err := count(*gotriage, *counted)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		fmt.Println(goroutines, groups)
		return
	}
	b := bench{gotriage: *gotriage, runs: *runs, only: *only}
	var err error
	if b.self, err = os.Executable(); err == nil {
		err = b.measure()
	}
	if err == nil && *page != "" {
		err = os.WriteFile(*page, b.page.Bytes(), 0o644)
	} else {
		os.Stdout.Write(b.page.Bytes())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run of the whole.
type bench struct {
	gotriage, only, self string
	runs                 int
	page                 bytes.Buffer
}

const intro = `# Benchmarks

Made by ` + "`make bench-peers`" + `. Each reader runs as a whole process, from its start to its end, on the same dump in the same
minutes; a time is the median of several runs. Read ratios, not times: they hold on another machine.

What they do differs. gotriage reads, groups, names the stacks, looks for bug families and writes its report.
[gostackparse](https://github.com/DataDog/gostackparse) parses and does not group; it reads no header of the SIGQUIT form.
[panicparse](https://github.com/maruel/panicparse) parses and groups. The dumps are made (bench/dump.go): one to 23 frames,
a few stacks common and most rare.

`

func (b *bench) measure() error {
	dir, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, peer := range []string{"gostackparse", "panicparse"} {
		if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, peer), "./"+peer).CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", peer, err, out)
		}
	}
	start, err := repeat(b.runs, b.gotriage, "--version")
	if err != nil {
		return err
	}
	b.page.WriteString(intro)
	fmt.Fprintf(&b.page, "%s, %s/%s, %d processors. `gotriage --version` takes %d ms.\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), start.took.Milliseconds())
	b.page.WriteString("| dump | size | | time | MB/s | peak memory | goroutines | groups |\n|---|--:|---|--:|--:|--:|--:|--:|\n")
	for number, d := range dumps {
		if !strings.Contains(d.name, b.only) {
			continue
		}
		fmt.Fprintln(os.Stderr, d.name)
		if err := b.dump(dir, number); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return nil
}

func (b *bench) dump(dir string, number int) error {
	d := dumps[number]
	path := filepath.Join(dir, "dump.txt")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	// Processes of their own make the dump and count: the peak that the system tells of a process is never below its
	// parent's.
	maker := exec.Command(b.self, "-dump", strconv.Itoa(number))
	maker.Stdout = f
	if err := errors.Join(maker.Run(), f.Close()); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	var goroutines, groups int
	out, err := exec.Command(b.self, "-gotriage", b.gotriage, "-count", path).Output()
	if err != nil {
		return err
	}
	if _, err := fmt.Sscan(string(out), &goroutines, &groups); err != nil {
		return err
	}
	ours, err := repeat(b.runs, b.gotriage, "report", path)
	if err != nil {
		return err
	}
	fmt.Fprintf(&b.page, "| %s | %d MB | **gotriage** | %s | %d | %d |\n", d.name, info.Size()/1e6, ours.row(info.Size()), goroutines, groups)
	for _, peer := range []string{"gostackparse", "panicparse"} {
		theirs, err := repeat(b.runs, filepath.Join(dir, peer), path)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			fmt.Fprintf(&b.page, "| | | %s | over %.0f s | | | | |\n", peer, limit.Seconds())
		case err != nil:
			fmt.Fprintf(&b.page, "| | | %s | ends with %v | | | | |\n", peer, err)
		default:
			count := strings.TrimSpace(theirs.out)
			if count == "0" {
				fmt.Fprintf(&b.page, "| | | %s | reads none | | | 0 | |\n", peer)
				continue
			}
			fmt.Fprintf(&b.page, "| | | %s, %.1f times as long | %s | %s | |\n", peer, theirs.took.Seconds()/ours.took.Seconds(), theirs.row(info.Size()), count)
		}
	}
	return nil
}

// count gives how many goroutines and groups gotriage reports.
func count(gotriage, path string) (goroutines, groups int, err error) {
	out, err := exec.Command(gotriage, "report", "--format", "json", path).Output()
	if err != nil {
		return 0, 0, err
	}
	var report struct {
		Inputs []struct {
			Accounting struct {
				Read int `json:"goroutines_read"`
			} `json:"accounting"`
		} `json:"inputs"`
		Groups []json.RawMessage `json:"groups"`
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return 0, 0, err
	}
	return report.Inputs[0].Accounting.Read, len(report.Groups), nil
}

// result is the median of several runs.
type result struct {
	took time.Duration
	peak int64 // bytes
	out  string
}

func (r result) row(size int64) string {
	return fmt.Sprintf("%d ms | %.0f | %d MB", r.took.Milliseconds(), float64(size)/1e6/r.took.Seconds(), r.peak/1e6)
}

// repeat runs a command once to warm up and then several times. One that takes long is run but once.
func repeat(runs int, name string, args ...string) (result, error) {
	first, err := run(name, args...)
	if err != nil || first.took > 20*time.Second {
		return first, err
	}
	var all []result
	for range runs {
		r, err := run(name, args...)
		if err != nil {
			return r, err
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b result) int { return int(a.took - b.took) })
	return all[len(all)/2], nil
}

func run(name string, args ...string) (result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var out bytes.Buffer
	cmd.Stdout = &out
	begun := time.Now()
	err := cmd.Run()
	r := result{took: time.Since(begun), out: out.String()}
	if ctx.Err() != nil {
		return r, ctx.Err()
	}
	if cmd.ProcessState != nil {
		r.peak = peak(cmd.ProcessState)
	}
	return r, err
}
