// Command gotriage triages Go incidents in a terminal: it reads what a broken Go program left behind and says what is
// wrong, how sure that is and why, and which frame is to blame.
package main

import (
	"os"

	"gotriage/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:]))
}
