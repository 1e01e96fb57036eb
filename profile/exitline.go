package profile

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// exitForm is one way in which a line tells that a program ended. Its groups are named: code, signal (a name, a number or
// a shell's word), program, core, oom, reason.
type exitForm struct {
	source string
	part   string // where a source tells of one end in several lines: which of them it is
	re     func() *regexp.Regexp
	sample string // a line that it reads
}

// signalWords are what shells and os/exec print for a signal (glibc's strsignal, syscall/zerrors_linux_amd64.go).
const signalWords = `[Kk]illed|[Tt]erminated|[Aa]borted|abort|[Ss]egmentation fault|[Ii]nterrupt|[Hh]angup|[Qq]uit|[Bb]us error|broken pipe|trace/breakpoint trap|illegal instruction`

// exitForms in order of precedence.
var exitForms = []exitForm{
	{"go", "", lazily(`^exit status (?P<code>\d{1,10})$`), "exit status 3"},
	{"go", "", lazily(`^signal: (?P<signal>` + signalWords + `)(?P<core> \(core dumped\))?$`), "signal: aborted (core dumped)"},
	{"go", "", lazily(`^\*\*\* Test (?P<signal>killed)(?: with quit)?: (?P<reason>ran too long) \(.*\)\.$`), "*** Test killed with quit: ran too long (11m0s)."},
	{"shell", "", lazily(`^(?P<signal>Killed|Terminated|Aborted|Segmentation fault|Hangup|Bus error)(?P<core> \(core dumped\))?$`), "Aborted (core dumped)"},
	{"shell", "", lazily(`^\S+:(?: line \d+:)? +\d+ (?P<signal>Killed|Terminated|Aborted|Segmentation fault|Hangup|Bus error)(?P<core> +\(core dumped\))? +(?P<program>\S.*)$`), "./run.sh: line 3:  4242 Killed                  ./api --port 8080"},
	{"shell", "", lazily(`^\[\d+\] [ +-]*\d* *(?P<signal>` + signalWords + `)(?P<core> +\(core dumped\))? +(?P<program>\S.*)$`), "[1]  + 4242 killed     ./api"},
	{"shell", "", lazily(`^zsh: (?P<signal>` + signalWords + `)(?P<core> +\(core dumped\))? +(?P<program>\S.*)$`), "zsh: killed     ./api"},
	{"compose", "", lazily(`^(?:\S+ +\| +)?(?P<program>\S+) exited with code (?P<code>\d{1,3})(?: \(restarting\))?$`), "api-1 exited with code 137"},
	{"systemd", "main", lazily(`(?:^|\s)(?P<program>\S+): Main process exited, code=(?:killed|dumped|exited), status=(?P<code>\d{1,3})/(?P<signal>[A-Z0-9_]+|n/a)$`), "api.service: Main process exited, code=killed, status=9/KILL"},
	{"systemd", "result", lazily(`(?:^|\s)(?P<program>\S+): Failed with result '(?P<reason>oom-kill|signal|core-dump|exit-code|watchdog|timeout)'\.$`), "api.service: Failed with result 'oom-kill'."},
	{"systemd", "oom", lazily(`(?:^|\s)(?P<program>\S+): A process of this unit has been (?P<signal>killed) by the (?P<oom>OOM killer)\.$`), "api.service: A process of this unit has been killed by the OOM killer."},
	{"kernel", "killed", lazily(`(?P<oom>[Oo]ut of memory): (?:Killed|Kill) process \d+ \((?P<program>[^)]*)\)`), "Memory cgroup out of memory: Killed process 4242 (api) total-vm:1231232kB, anon-rss:523000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1180kB oom_score_adj:985"},
	{"kernel", "constraint", lazily(`(?P<oom>oom-kill):constraint=.*,task=(?P<program>[^,]*),pid=\d+,uid=\d+$`), "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/kubepods,task_memcg=/kubepods/api,task=api,pid=4242,uid=0"},
	{"make", "", lazily(`^make(?:\[\d+\])?: \*\*\* \[(?P<program>[^\]]*)\] (?:Error (?P<code>\d{1,3})|(?P<signal>Killed|Terminated|Aborted|Segmentation fault))(?P<core> \(core dumped\))?$`), "make: *** [Makefile:5: run] Error 137"},
	{"text", "", lazily(`^(?:##\[error\]|Error: |ERROR: |.* )?[Pp]rocess (?:completed|exited) with (?:exit )?(?:code|status) (?P<code>\d{1,3})\.?$`), "Error: Process completed with exit code 137."},
	{"text", "", lazily(`^(?:[Ee]xit(?:ed with)?(?: code| status)?)(?:: ?| )(?P<code>\d{1,3})$`), "exit: 137"},
	{"text", "", lazily(`^ERROR: Job failed: (?:command terminated with )?exit code (?P<code>\d{1,3})$`), "ERROR: Job failed: exit code 137"},
	{"docker", "", lazily(`^[0-9a-f]{12} .* Exited \((?P<code>\d{1,3})\) .* ago\b`), `1a2b3c4d5e6f   api:1     "/api"    2 hours ago   Exited (137) 5 minutes ago             api`},
	{"docker", "", lazily(`^(?:\[?\{"Id":".*"State":)?\{"Status":"exited",.*?"OOMKilled":(?:(?P<oom>true)|false),.*?"ExitCode":(?P<code>\d{1,3}),`), `{"Status":"exited","Running":false,"Paused":false,"Restarting":false,"OOMKilled":true,"Dead":false,"Pid":0,"ExitCode":137,"Error":"","StartedAt":"2026-11-20T13:28:00Z","FinishedAt":"2026-11-20T13:29:00Z"}`},
	{"text", "", lazily(`^(?:.* )?[Cc]ontainer terminated on signal (?P<signal>\d{1,2})\.?$`), "Container terminated on signal 9."},
}

// isExit claims lines that may tell that a program ended: most lines of a text are asked, so only their ends are looked
// at, and whether it is so is seen when they are read.
func isExit(line []byte) bool {
	n := len(line)
	if n < len("Killed") {
		return false
	}
	switch line[0] {
	case 'e', 'E':
		if c := line[n-1]; bytes.HasPrefix(line[1:], []byte("xit")) && n < 40 && c >= '0' && c <= '9' {
			return true
		}
	case '*':
		if testKilled(line) {
			return true
		}
	case 's':
		if bytes.HasPrefix(line, []byte("signal: ")) {
			return true
		}
	case 'K', 'T', 'A', 'S', 'H', 'B':
		if n < 40 && shellWord(line) {
			return true
		}
	case 'z':
		if bytes.HasPrefix(line, []byte("zsh: ")) {
			return true
		}
	case 'm':
		if bytes.HasPrefix(line, []byte("make")) && bytes.Contains(line, []byte(": *** [")) {
			return true
		}
	case '[':
		if line[1] >= '0' && line[1] <= '9' && line[2] == ']' {
			return true
		}
	case '.', '/', 'b':
		if i := bytes.IndexByte(line, ' '); i > 1 && i+1 < n && line[i-1] == ':' && (bytes.HasPrefix(line[i+1:], []byte("line ")) || line[i+1] == ' ') {
			return true
		}
	case ' ', '\t', '"', 't':
		if startsState(line) {
			return true
		}
	}
	return endsExit(line) || ofDocker(line)
}

// ofDocker claims lines of docker ps -a, and of docker inspect where it prints one line.
func ofDocker(line []byte) bool {
	if len(line) > 12 && line[12] == ' ' && line[0] >= '0' && line[0] <= 'f' {
		return bytes.Contains(line, []byte(" Exited ("))
	}
	return bytes.HasPrefix(line, []byte(`{"Status":"exited",`)) || (bytes.HasPrefix(line, []byte(`[{"Id":"`)) || bytes.HasPrefix(line, []byte(`{"Id":"`))) && bytes.Contains(line, []byte(`"State":{"Status":"exited",`))
}

func shellWord(line []byte) bool {
	line, _ = bytes.CutSuffix(line, []byte(" (core dumped)"))
	switch string(line) {
	case "Killed", "Terminated", "Aborted", "Segmentation fault", "Hangup", "Bus error":
		return true
	}
	return false
}

// endsExit looks at the end of a line.
func endsExit(line []byte) bool {
	if n := len(line); line[n-1] == '.' && line[n-2] >= '0' && line[n-2] <= '9' {
		line = line[:n-1]
	}
	switch c := line[len(line)-1]; {
	case c >= '0' && c <= '9':
		head := bytes.TrimRight(line, "0123456789")
		return bytes.HasSuffix(head, []byte("oom_score_adj:")) || bytes.HasSuffix(head, []byte(",uid=")) ||
			bytes.HasSuffix(head, []byte("exited with code ")) || bytes.HasSuffix(head, []byte(" with exit code ")) || bytes.HasSuffix(head, []byte("Job failed: exit code ")) ||
			bytes.HasSuffix(head, []byte("exited with status ")) || bytes.HasSuffix(head, []byte("on signal "))
	case c == '.':
		return bytes.HasSuffix(line, []byte("'.")) && bytes.Contains(line, []byte(": Failed with result '")) || bytes.HasSuffix(line, []byte("by the OOM killer."))
	case c == 'B':
		return bytes.HasSuffix(line, []byte("kB")) && bytes.Contains(line, []byte("Killed process "))
	case c >= 'A' && c <= 'Z':
		i := bytes.LastIndexByte(line, '/')
		return i > 0 && bytes.Contains(line[:i], []byte(": Main process exited, code="))
	case c == 'a':
		return bytes.HasSuffix(line, []byte("/n/a")) && bytes.Contains(line, []byte(": Main process exited, code="))
	case c == ')':
		return bytes.HasSuffix(line, []byte(" (restarting)")) || bytes.Contains(line, []byte("ut of memory: Kill"))
	}
	return false
}

// parseExit reads a line that tells how a program ended.
func parseExit(line []byte) (x Exit, ok bool) {
	line = line[:min(len(line), maxNote)]
	for i := range exitForms {
		f := &exitForms[i]
		re := f.re()
		m := re.FindSubmatch(line)
		if m == nil {
			continue
		}
		x = Exit{Code: -1, Source: f.source, Text: string(line)}
		if f.part != "" {
			x.parts = []string{f.part}
		}
		for j, name := range re.SubexpNames() {
			if len(m[j]) > 0 {
				x.set(name, string(m[j]))
			}
		}
		x.complete()
		return x, x.Code >= 0 || x.Reason != ""
	}
	return x, false
}

func (x *Exit) set(name, value string) {
	switch name {
	case "code":
		if n, err := strconv.Atoi(value); err == nil {
			x.Code = n
		}
	case "signal":
		x.Signal = signalName(value)
	case "program":
		x.Program = strings.TrimSpace(value)
	case "reason":
		x.Reason = value
	case "oom":
		x.OOM = true
	case "core":
		x.Core = true
	}
}

// complete fills in what follows from the rest: a signal's code, the signal of a killer.
func (x *Exit) complete() {
	x.OOM = x.OOM || x.Reason == "OOMKilled" || x.Reason == "oom-kill"
	if x.OOM && x.Signal == "" && x.Code < 0 {
		x.Signal = "SIGKILL"
	}
	if n := signalNumbers[x.Signal]; n > 0 {
		x.Code = 128 + n
	}
}

// signalNumbers are those of Linux that end Go programs; their names are the same on amd64 and arm64.
var signalNumbers = map[string]int{
	"SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGILL": 4, "SIGTRAP": 5, "SIGABRT": 6, "SIGBUS": 7, "SIGFPE": 8, "SIGKILL": 9, "SIGSEGV": 11, "SIGPIPE": 13, "SIGTERM": 15,
	"SIGXCPU": 24, "SIGXFSZ": 25, "SIGSYS": 31,
}

// signalName gives the name of a signal that is told by number, by name or in words; "" for none. systemd tells exit
// codes by names, too.
func signalName(word string) string {
	switch strings.ToLower(word) {
	case "killed":
		return "SIGKILL"
	case "terminated":
		return "SIGTERM"
	case "aborted", "abort":
		return "SIGABRT"
	case "segmentation fault":
		return "SIGSEGV"
	case "interrupt":
		return "SIGINT"
	case "hangup":
		return "SIGHUP"
	case "quit":
		return "SIGQUIT"
	case "bus error":
		return "SIGBUS"
	case "broken pipe":
		return "SIGPIPE"
	case "trace/breakpoint trap":
		return "SIGTRAP"
	case "illegal instruction":
		return "SIGILL"
	}
	if n, err := strconv.Atoi(word); err == nil {
		for name, number := range signalNumbers {
			if number == n {
				return name
			}
		}
		return ""
	}
	if name := "SIG" + strings.TrimPrefix(word, "SIG"); signalNumbers[name] > 0 {
		return name
	}
	return ""
}

// testKilled tells the line of the go command about a test that did not obey its timeout (cmd/go/internal/test).
func testKilled(line []byte) bool { return bytes.HasPrefix(line, []byte("*** Test killed")) }
