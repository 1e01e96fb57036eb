package profile

import "testing"

// BenchmarkScanner scans dumps whose goroutines are all regular, on one processor.
func BenchmarkScanner(b *testing.B) {
	for _, bench := range []struct {
		name string
		text []byte
	}{
		{"debug2", madeDump(20000, 200, false)},
		{"sigquit", madeDump(20000, 200, true)},
		{"distinct", madeDump(20000, 20000, false)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			text := bench.text
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			s, found := newScanner(), []scanned(nil)
			for b.Loop() {
				if found = s.scan(text, 0, len(text), found[:0]); len(found) != 20000 {
					b.Fatalf("%d goroutines", len(found))
				}
			}
		})
	}
}
