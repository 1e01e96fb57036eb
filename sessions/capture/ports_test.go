package capture

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"testing"
)

func TestPorts(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says where a process listens")
	}
	var config net.ListenConfig
	var want []int
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := config.Listen(t.Context(), "tcp", address)
		if err != nil {
			continue // no IPv6 here
		}
		t.Cleanup(func() { _ = l.Close() }) // nothing was written
		want = append(want, l.Addr().(*net.TCPAddr).Port)
	}
	got := (&Process{PID: os.Getpid()}).Ports()
	for _, port := range want {
		if !slices.Contains(got, port) {
			t.Errorf("ports %v, and not %d", got, port)
		}
	}
	if got := (&Process{PID: 1 << 30}).Ports(); got != nil {
		t.Errorf("a process that is not there listens on %v", got)
	}
}

func TestListens(t *testing.T) {
	line := "   0: 0100007F:17AC 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 123456 1 0000000000000000 100"
	if port, inode, ok := listens(fmt.Sprintf(line, "0A")); !ok || port != 6060 || inode != "123456" {
		t.Errorf("%d, %s, %v", port, inode, ok)
	}
	for _, line := range []string{"", fmt.Sprintf(line, "01"), "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", "0: x y 0A 1 2 3 4 5 6"} {
		if _, _, ok := listens(line); ok {
			t.Errorf("%q was taken", line)
		}
	}
}
