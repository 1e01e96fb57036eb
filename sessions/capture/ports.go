package capture

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Ports gives the TCP ports on which a process listens, in order: one of them may serve net/http/pprof. There are none
// where the system does not say.
func (p *Process) Ports() []int {
	entries, err := os.ReadDir(p.proc("fd"))
	if err != nil {
		return nil
	}
	own := map[string]bool{} // inodes of its sockets
	for _, e := range entries {
		link, err := os.Readlink(filepath.Join(p.proc("fd"), e.Name()))
		if inode, ok := strings.CutPrefix(link, "socket:["); err == nil && ok {
			own[strings.TrimSuffix(inode, "]")] = true
		}
	}
	var ports []int
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		text, err := os.ReadFile(p.proc(table))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if port, inode, ok := listens(line); ok && own[inode] {
				ports = append(ports, port)
			}
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// listens reads a line of /proc/PID/net/tcp of a socket that listens (state 0A).
//
//	0: 0100007F:17AC 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123456 1 0000000000000000
func listens(line string) (port int, inode string, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 10 || fields[3] != "0A" {
		return 0, "", false
	}
	_, hex, _ := strings.Cut(fields[1], ":")
	n, err := strconv.ParseUint(hex, 16, 16)
	return int(n), fields[9], err == nil
}
