package triage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestStreams: of several pods' logs in one input a finding names those in which it was seen.
func TestStreams(t *testing.T) {
	const stack = "panic: no such row\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\nexit status 2\n"
	var text strings.Builder
	for _, pod := range []string{"api-1", "api-0", "api-2"} {
		said := "listening\n"
		if pod != "api-2" {
			said += stack
		}
		for line := range strings.Lines(said) {
			fmt.Fprintf(&text, "[pod/%s/app] %s", pod, line)
		}
	}
	c := analyzeText(t, []byte(text.String()))
	if len(c.Findings) != 1 || c.Findings[0].Count != 2 {
		t.Fatalf("%d findings", len(c.Findings))
	}
	if got := c.Streams(c.Findings[0]); !slices.Equal(got, []string{"api-1/app", "api-0/app"}) {
		t.Errorf("streams %q", got)
	}
	c = analyzeText(t, []byte(stack))
	if got := c.Streams(c.Findings[0]); got != nil {
		t.Errorf("a text of one stream: %q", got)
	}
}
