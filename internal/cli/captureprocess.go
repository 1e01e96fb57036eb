package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gotriage/sessions/capture"
	"gotriage/ui/theme"
)

// quitPatience is how long a program may take to print its dump and end.
const quitPatience = 30 * time.Second

// captureProcess says what can be done about a process; it sends SIGQUIT only where that was asked for.
func (a *app) captureProcess(ctx context.Context, pid int, f captureFlags) error {
	p, err := capture.Inspect(pid)
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	if !f.sigquit {
		for _, text := range ways(p) {
			_, _ = fmt.Fprintln(a.err, theme.Sanitize(text))
		}
		return errors.New("capture: nothing was done; --sigquit sends the signal, an ADDRESS is fetched")
	}
	if err := p.Refusal(); err != nil && !f.force {
		return fmt.Errorf("capture: not sent: %w; --force sends it all the same", err)
	}
	_, _ = fmt.Fprintln(a.err, theme.Sanitize(fmt.Sprintf("SIGQUIT ends %s; %s", p.Name(), p.Output())))
	folder := a.folder(f.output, "pid-"+strconv.Itoa(pid))
	if err := folder.Begin(time.Now()); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	part, err := p.Quit(ctx, quitPatience, folder)
	if part == nil {
		return fmt.Errorf("capture: %w", err)
	}
	round := &capture.Round{Address: p.Name(), Began: part.Began, Took: part.Took, Parts: []*capture.Part{part}}
	if part.File != "" {
		err = errors.Join(err, folder.Manifest(round, err))
	}
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	return nil
}

// shownPorts is how many ports of a process are named.
const shownPorts = 8

// ways says what can be done about a process.
func ways(p *capture.Process) []string {
	list := []string{p.Name(), p.Output(), ""}
	list = append(list, "If it serves net/http/pprof, it goes on and more can be had:")
	ports := p.Ports()
	for _, port := range ports[:min(len(ports), shownPorts)] {
		list = append(list, fmt.Sprintf("  gotriage capture http://localhost:%d", port))
	}
	if len(ports) == 0 {
		list = append(list, "  gotriage capture http://localhost:PORT")
	}
	list = append(list, "")
	if err := p.Refusal(); err != nil {
		return append(list, "SIGQUIT would be of no use: "+err.Error())
	}
	return append(list,
		"SIGQUIT makes a Go program print all goroutines to its standard error, and ENDS it (exit status 2):",
		fmt.Sprintf("  gotriage capture %d --sigquit", p.PID))
}
