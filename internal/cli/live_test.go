package cli

import (
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// sleeps is the name of the program that waits to be looked at.
const sleeps = "sleeps"

// serveProfiles starts a program for a script and puts its ADDRESS and HOST into the environment. Beside the usual place
// it serves its profiles under /broken, where there is no heap, under /slow, where half a heap comes, and under /locked,
// to who has a token.
func serveProfiles(ts *testscript.TestScript, _ bool, _ []string) {
	mux := http.NewServeMux()
	index := http.HandlerFunc(pprof.Index)
	mux.Handle("/debug/pprof/", index)
	mux.Handle("/broken/", http.StripPrefix("/broken", index))
	mux.HandleFunc("/broken/debug/pprof/heap", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no \x1b[2Jheap today", http.StatusInternalServerError)
	})
	mux.HandleFunc("/locked/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t0ken" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		http.StripPrefix("/locked", index).ServeHTTP(w, r)
	})
	mux.Handle("/slow/", http.StripPrefix("/slow", index))
	mux.HandleFunc("/slow/debug/pprof/heap", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("\x1f\x8b half"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	s := httptest.NewServer(mux)
	ts.Defer(s.Close)
	ts.Setenv("ADDRESS", s.URL)
	ts.Setenv("HOST", s.Listener.Addr().String())
}

// startSleeper starts a program of Go for a script, with its standard error in a file, and puts its PID into the
// environment.
func startSleeper(ts *testscript.TestScript, _ bool, _ []string) {
	path, err := exec.LookPath(sleeps)
	ts.Check(err)
	stderr, err := os.Create(ts.MkAbs("sleeper.log"))
	ts.Check(err)
	cmd := exec.Command(path) //nolint:noctx // the script ends it
	cmd.Stderr = stderr
	ts.Check(cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is ended by a signal
		close(ended)
	}()
	ts.Defer(func() {
		_ = cmd.Process.Kill() // it may have ended
		<-ended
		_ = stderr.Close()
	})
	ts.Setenv("PID", strconv.Itoa(cmd.Process.Pid))
}

// await PATTERN waits until a file is there that is not empty.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for {
		files, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && info.Size() > 0 {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// sleep is what the waiting program does.
func sleep() { time.Sleep(time.Minute) }
