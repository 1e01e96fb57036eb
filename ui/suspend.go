package ui

// whyNoSuspend says why the program cannot be stopped and continued by the shell.
func whyNoSuspend(m *model) string { return m.noShell }
