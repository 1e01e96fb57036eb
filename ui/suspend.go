package ui

import "runtime"

// whyNoSuspend says why the program cannot be stopped and continued by the shell.
func whyNoSuspend(*model) string {
	if runtime.GOOS == "windows" {
		return "this system cannot stop a program and continue it"
	}
	return ""
}
