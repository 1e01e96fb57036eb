// Command panicparse reads and groups a goroutine dump with github.com/maruel/panicparse and prints how many goroutines
// it has found.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/maruel/panicparse/v2/stack"
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	opts := stack.DefaultOpts()
	opts.GuessPaths, opts.AnalyzeSources = false, false // no look at this machine's files
	s, _, err := stack.ScanSnapshot(f, io.Discard, opts)
	if err != nil && !errors.Is(err, io.EOF) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if s == nil {
		fmt.Println(0)
		return
	}
	s.Aggregate(stack.AnyPointer)
	fmt.Println(len(s.Goroutines))
}
