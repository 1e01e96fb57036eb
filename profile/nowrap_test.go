package profile

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNothingWrapped reads texts without evidence: no wrapping is claimed but those that are sure, and no format.
func TestNothingWrapped(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	garbage := make([]byte, 1<<20)
	for i := range garbage {
		garbage[i] = byte(random.Uint32())
	}
	lines := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := range n >> (3 * slow) {
			b.WriteString(line(i) + "\n")
		}
		return b.String()
	}
	texts := map[string]string{
		"garbage": string(garbage),
		"log": lines(20000, func(i int) string {
			return fmt.Sprintf("2026/08/21 09:24:33 INFO http: request served path=/x/%d took=%dms", i, i%77)
		}),
		"JSON log": lines(20000, func(i int) string {
			return fmt.Sprintf(`{"level":"info","ts":%d,"caller":"app/main.go:%d","msg":"served","sql":"select *\n\tfrom users"}`, i, i%90)
		}),
		"logs that speak of goroutines": lines(20000, func(i int) string {
			return fmt.Sprintf("2026/08/21 09:24:33 WARN goroutine %d [running] is slow; see /app/x.go:12", i)
		}),
		"CSV":         lines(20000, func(i int) string { return fmt.Sprintf(`%d,"a ""b"", %d",c,/app/x.go:%d`, i, i*7, i) }),
		"go.sum":      lines(2000, func(i int) string { return fmt.Sprintf("example.org/m%d v1.2.3 h1:%043d=", i, i) }),
		"diff":        lines(2000, func(i int) string { return "+++- "[i%5:i%5+1] + "x := f(" + strings.Repeat("a", i%9) + ")" }),
		"test events": `{"Action":"run","Package":"x","Test":"TestA"}` + "\n" + `{"Action":"output","Package":"x","Output":"ok\n"}` + "\n",
		"HTML":        lines(2000, func(i int) string { return fmt.Sprintf("<div>%d &lt; %d</div>", i, i+1) }),
		"Markdown":    "# Panics\n\n> A `panic` ends the program.\n\n- `panic(\"x\")` prints the *goroutine* that panicked\n\n```go\nfunc main() { panic(1) }\n```\n",
		"spaced":      lines(2000, func(i int) string { return fmt.Sprintf("    line %d  \n", i) }),
	}
	for _, pattern := range []string{"../ui/view/*.go", "../symbolize/*.go", "../triage/*.go", "../*.md", "../go.*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(path, "_test.go") {
				texts[path] = string(data)
			}
		}
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			layers := inferText(text)
			if took := time.Since(start); took > slow*20*time.Second+4*time.Second {
				t.Errorf("told after %v", took)
			}
			if len(layers) > 0 {
				t.Errorf("layers %v", layerNames(layers))
			}
			e := read(t, []byte(text))
			if len(e.Wrapping) > 0 || len(e.Goroutines) > 0 {
				t.Errorf("formats %v, wrapping %v, %d goroutines", e.Formats, e.Wrapping, len(e.Goroutines))
			}
		})
	}
}
