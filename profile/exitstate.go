package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// maxState is how many lines the state of a container has at most.
const maxState = 24

// startsState tells the line with which the state of a container that has ended begins: kubectl describe, kubectl get
// -o yaml and -o json, docker inspect.
//
//	    Last State:     Terminated
//	      terminated:
//	"terminated": {
//	"State": {
func startsState(line []byte) bool {
	line = bytes.Trim(line, " \t")
	if len(line) < len("terminated:") || len(line) > 64 {
		return line != nil && string(line) == `"State": {`
	}
	switch line[0] {
	case 'L', 'S':
		key, value, ok := bytes.Cut(line, []byte(":"))
		return ok && (string(key) == "Last State" || string(key) == "State") && string(bytes.TrimLeft(value, " \t")) == "Terminated"
	case 't':
		return string(line) == "terminated:"
	case '"':
		return string(line) == `"terminated": {` || string(line) == `"State": {`
	}
	return false
}

// stateKeys are the fields of a state, as each of the forms spells them (k8s.io/api/core/v1 ContainerStateTerminated;
// kubectl describe; docker's container.State).
var stateKeys = map[string]string{
	"reason": "reason", "Reason": "reason",
	"exitCode": "code", "Exit Code": "code", "ExitCode": "code",
	"signal": "signal", "Signal": "signal",
	"OOMKilled": "oom",
	"message":   "", "Message": "", "containerID": "", "startedAt": "", "Started": "", "StartedAt": "", "finishedAt": "", "Finished": "", "FinishedAt": "",
	"Status": "", "Running": "running", "Paused": "", "Restarting": "", "Dead": "", "Pid": "", "Error": "",
}

// state reads the state of a container, and reports whether it is one that has ended. lines stand behind the first.
//
//	Last State:     Terminated
//	  Reason:       OOMKilled
//	  Exit Code:    137
//	  Started:      Fri, 20 Nov 2026 13:28:00 +0000
func (r *reader) state() (x Exit, lines int, ok bool) {
	x = Exit{Code: -1, Source: "kubernetes", Text: string(bytes.TrimSpace(r.line))}
	docker := x.Text == `"State": {`
	if docker {
		x.Source = "docker"
	}
	running := false
	r.ahead(func(line []byte) bool {
		line = bytes.Trim(line, " \t,")
		key, value, ok := stateField(line)
		name, known := stateKeys[key]
		if !ok || !known || lines == maxState {
			return false
		}
		lines++
		switch name {
		case "running":
			running = value == "true"
		case "oom":
			x.OOM = value == "true"
		case "code":
			x.Text = string(line)
			x.set(name, value)
		case "signal":
			if n, err := strconv.Atoi(value); err != nil || n > 0 {
				x.set(name, value)
			}
		case "reason":
			x.set(name, value)
		}
		return true
	})
	if running || x.Code < 0 || docker && x.Code == 0 && !x.OOM {
		return x, 0, false
	}
	if x.Reason != "" {
		x.Text += ", " + x.Reason
	} else if x.OOM {
		x.Text += ", OOMKilled"
	}
	if signal := x.Code - 128; x.Signal == "" && signal > 0 {
		x.Signal = signalName(strconv.Itoa(signal))
	}
	x.complete()
	return x, lines, true
}

// stateField takes a line apart: key: value, quoted or not.
func stateField(line []byte) (key, value string, ok bool) {
	if len(line) > maxNote {
		return "", "", false
	}
	k, v, ok := strings.Cut(string(line), ":")
	return strings.Trim(k, `"`), strings.Trim(strings.TrimSpace(v), `"`), ok
}
