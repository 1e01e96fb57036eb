package triage

import (
	"fmt"
	"strings"

	"gotriage/profile"
	"gotriage/symbolize"
)

// Fact is something true of a whole program at the moment of a dump: no verdict, but it changes what one is worth.
type Fact struct {
	Kind  string // blocked, main-gone, shutdown, in-c, starved, collecting; searched: not all goroutines were looked at
	Text  string // a sentence
	Input int
	Dump  int
	Place profile.Span // of the goroutine that shows it; the dump's where many do
}

// FactShutdown is the kind of the fact that the program was about to end: then many wait who would not otherwise.
const FactShutdown = "shutdown"

// census counts what the goroutines of one dump do.
type census struct {
	total, waiting, running, runnable, inC, garbage int
	main                                            bool // goroutine 1 is there
	cgo                                             bool // the program holds C
	ends                                            *Group
	enders                                          string // what of it ends the program
}

// crowdedScheduler is how many goroutines must be ready to run, and more than so many times those that run, for the
// scheduler to be behind.
const (
	crowdedScheduler = 100
	manyGoroutines   = 5 // a dump of fewer may be the crash of one of them
)

// facts looks at each dump as a whole.
func facts(c *Case) []Fact {
	var list []Fact
	groups, order := byDump(c)
	for _, k := range order {
		e := c.Inputs[k.input].Evidence
		n := takeCensus(e, groups[k])
		n.cgo = c.Inputs[k.input].Cgo
		add := func(kind, text string) {
			list = append(list, Fact{kind, text, k.input, k.dump, e.Dumps[k.dump].Place})
		}
		if n.ends != nil {
			list = append(list, Fact{FactShutdown, "the program is about to end: " + n.enders + "; much that waits does so for that", k.input, k.dump, e.Goroutines[n.ends.Goroutines[0]].Place})
		}
		whole := n.total >= manyGoroutines && e.Dumps[k.dump].Crash < 0
		if whole && !n.main {
			add("main-gone", "goroutine 1 is not in the dump: main has called runtime.Goexit, or the dump is not whole")
		}
		if n.total > 1 && n.waiting == n.total && !asleep(e, k.dump) {
			add("blocked", blockedText(n))
		}
		if n.inC*2 > n.total && whole {
			add("in-c", fmt.Sprintf("%d of %s are inside C code or system calls, each of which takes a thread", n.inC, Count(n.total, "goroutine")))
		}
		if n.runnable >= crowdedScheduler && n.runnable > 10*max(n.running, 1) {
			add("starved", fmt.Sprintf("%s are ready to run and %s: there is too little processor for the program, or it is throttled", Count(n.runnable, "goroutine"), runs(n.running)))
		}
		if n.garbage*4 > n.total && n.garbage >= manyGoroutines {
			add("collecting", fmt.Sprintf("%s wait for the garbage collector", Count(n.garbage, "goroutine")))
		}
	}
	return list
}

// FactTexts gives what the facts of a case say, each once, with the number of dumps of which it is true where these are
// several.
func (c *Case) FactTexts() []string {
	var list []string
	counts := map[string]int{}
	for _, f := range c.Facts {
		if counts[f.Text] == 0 {
			list = append(list, f.Text)
		}
		counts[f.Text]++
	}
	for i, text := range list {
		if n := counts[text]; n > 1 {
			list[i] = fmt.Sprintf("in %s: %s", Count(n, "dump"), text)
		}
	}
	return list
}

func runs(n int) string {
	if n == 1 {
		return "1 runs"
	}
	return Number(n) + " run"
}

func blockedText(n census) string {
	text := "no goroutine runs, sleeps or waits for the network: all that is there waits for other goroutines, or for a timer that a select hides"
	if n.cgo {
		text += "; a program with C in it prints no \"all goroutines are asleep\""
	}
	return text
}

// takeCensus counts; the goroutine that writes the dump, and the runtime's own, do not count.
func takeCensus(e *profile.Evidence, groups []*Group) census {
	var n census
	for _, g := range groups {
		n.main = n.main || e.Goroutines[g.Goroutines[0]].ID == 1
		if g.Healthy != nil && (g.Healthy.ID == "healthy-dump-writer" || g.Healthy.ID == "healthy-runtime") {
			continue
		}
		n.total += g.Count()
		switch g.Operation {
		case OpRunning:
			n.running += g.Count()
		case OpRunnable:
			n.runnable += g.Count()
		case OpSyscall:
			n.inC += g.Count()
		default:
			if waiting(g.Operation) {
				n.waiting += g.Count()
			}
			if strings.HasPrefix(string(g.Operation), "gc-") || g.Operation == "wait-for-gc-cycle" {
				n.garbage += g.Count()
			}
		}
		if text := ending(g.Stack); text != "" && n.ends == nil {
			n.ends, n.enders = g, text
		}
	}
	return n
}

// endings are functions that run while a program is about to end.
var endings = map[string]string{
	"os.Exit":                     "os.Exit runs",
	"os.runtime_beforeExit":       "os.Exit runs",
	"net/http.(*Server).Shutdown": "an HTTP server shuts down",
	"google.golang.org/grpc.(*Server).GracefulStop": "a gRPC server stops",
	"google.golang.org/grpc.(*Server).Stop":         "a gRPC server stops",
}

// ending says in which way the goroutine of a stack ends the program; "" where it does not.
func ending(s *symbolize.Stack) string {
	for i := range s.Frames {
		if text := endings[s.Frames[i].Func]; text != "" {
			return fmt.Sprintf("%s (%s)", text, s.Frames[i].Short())
		}
	}
	return ""
}
