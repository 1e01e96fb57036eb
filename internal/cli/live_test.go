package cli

import (
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// sleeps is the name of the program that waits to be looked at.
const sleeps = "sleeps"

// serveProfiles starts a program for a script and puts its ADDRESS and HOST into the environment. Beside the usual place
// it serves its profiles under /broken, where there is no heap, and under /locked, to who has a token.
func serveProfiles(ts *testscript.TestScript, _ bool, _ []string) {
	mux := http.NewServeMux()
	index := http.HandlerFunc(pprof.Index)
	mux.Handle("/debug/pprof/", index)
	mux.Handle("/broken/", http.StripPrefix("/broken", index))
	mux.HandleFunc("/broken/debug/pprof/heap", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no heap today", http.StatusInternalServerError)
	})
	mux.HandleFunc("/locked/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t0ken" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		http.StripPrefix("/locked", index).ServeHTTP(w, r)
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

// sleep is what the waiting program does.
func sleep() { time.Sleep(time.Minute) }
