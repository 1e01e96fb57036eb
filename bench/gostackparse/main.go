// Command gostackparse reads a goroutine dump with github.com/DataDog/gostackparse and prints how many goroutines it
// has found. It does not group them.
package main

import (
	"fmt"
	"os"

	"github.com/DataDog/gostackparse"
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	goroutines, _ := gostackparse.Parse(f)
	fmt.Println(len(goroutines))
}
