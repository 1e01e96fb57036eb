package profile

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// bzip2Of gives what bzip2 1.0.8 makes of one goroutine.
func bzip2Of(t testing.TB) []byte {
	t.Helper()
	data, err := hex.DecodeString("425a68393141592653595718b146000014db8000304069f090000a2eefdfc02000488a68c81bd536a68323469b502a68c118d13201930d" +
		"14b7e434740f1e4b6b474879fce535b09d69e146877d8f65123295d32002d816cab61cd5eac144bae6260789302ee48a70a120ae31628c")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestUnpack reads what is compressed in other ways than gzip, whole and broken.
func TestUnpack(t *testing.T) {
	dump := "goroutine 7 [select]:\n" + body + "\n"
	many := varied()
	packed := zstandard(t, many)
	cut := zstandard(t, bytes.Repeat(many, 10))
	cut = cut[:len(cut)-9]
	skippable := append([]byte{0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4}, packed...)
	bombed := zstandard(t, make([]byte, 10<<20))
	wide := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x98, 0x01, 0x00, 0x00} // a window of 512 MiB
	tests := []struct {
		name       string
		data       []byte
		wrapping   []string
		goroutines int
		problem    string
	}{
		{"zstd", packed, []string{"zstd"}, 500, ""},
		{"zstd behind a frame that is skipped", skippable, []string{"zstd"}, 500, ""},
		{"zstd in two frames", append(bytes.Clone(packed), zstandard(t, []byte(dump))...), []string{"zstd"}, 501, ""},
		{"zstd cut", cut, []string{"zstd"}, 500, "zstd data breaks off after"},
		{"zstd with rubbish behind", append(zstandard(t, []byte(dump)), "rubbish"...), []string{"zstd"}, 1, "zstd data breaks off after 145 bytes of text"},
		{"zstd, too much", bombed, nil, 0, "unpacks to more than the limit of 1048576 bytes"},
		{"zstd, too wide", wide, nil, 0, "window size exceeded"},
		{"bzip2", bzip2Of(t), []string{"bzip2"}, 1, ""},
		{"bzip2 cut", bzip2Of(t)[:len(bzip2Of(t))-8], []string{"bzip2"}, 1, "bzip2 data breaks off"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := ReadFrom("input", bytes.NewReader(tt.data), Options{MaxUnpacked: 1 << 20, TempDir: t.TempDir()})
			if tt.goroutines == 0 {
				if err == nil || !strings.Contains(err.Error(), tt.problem) {
					t.Errorf("error %v, want %s", err, tt.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = e.Close() }()
			if !slices.Equal(e.Wrapping, tt.wrapping) || len(e.Goroutines) < tt.goroutines || e.Truncated != (tt.problem != "") {
				t.Errorf("wrapping %v, %d goroutines, truncated %t", e.Wrapping, len(e.Goroutines), e.Truncated)
			}
			told := slices.ContainsFunc(e.Problems, func(p Problem) bool { return strings.Contains(p.Message, tt.problem) })
			if told != (len(e.Problems) > 0) || tt.problem != "" && !told {
				t.Errorf("problems %+v, want %q", e.Problems, tt.problem)
			}
		})
	}
}
