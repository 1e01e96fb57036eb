//go:build unix

package ui

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// whyNoShell says why no shell would continue the program once it stops, "" where one may. As the command of an ssh, a
// tmux window or a container it belongs to the group of the session's leader, or its shell is gone: the system then
// ignores the stop (an orphaned process group in POSIX), and the program would wait for ever to be continued.
func whyNoShell() string {
	session, err := unix.Getsid(0)
	parents, failed := unix.Getsid(syscall.Getppid())
	if err != nil || failed != nil || parents != session || syscall.Getpgrp() == session {
		return "no shell started this that could continue it"
	}
	return ""
}
