package profile

import (
	"slices"
	"strings"
	"testing"
)

// The prefixes of journald and syslog name machines; those of containers do not.
func TestHosts(t *testing.T) {
	const dump = "goroutine 1 [running]:\nmain.main()\n\t/app/main.go:35 +0x5ac\n\ngoroutine 7 [select]:\nmain.work()\n\t/app/main.go:12 +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:9 +0x45\n"
	prefixed := func(prefix string) string {
		return prefix + strings.ReplaceAll(strings.TrimSuffix(dump, "\n"), "\n", "\n"+prefix) + "\n"
	}
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"journald": {prefixed("Nov 20 13:28:00 db-1 api[1234]: "), []string{"db-1"}},
		"two":      {prefixed("Nov 20 13:28:00 db-1 api[1234]: ") + prefixed("Nov 20 13:28:01 db-2 api[77]: "), []string{"db-1", "db-2"}},
		"kubectl":  {prefixed("[pod/api-7f9c/app] "), nil},
		"plain":    {dump, nil},
	} {
		e := read(t, []byte(tt.text))
		if !slices.Equal(e.Hosts, tt.want) {
			t.Errorf("%s: the hosts are %q, want %q", name, e.Hosts, tt.want)
		}
	}
}
