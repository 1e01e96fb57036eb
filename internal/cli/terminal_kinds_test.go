//go:build unix

package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestTerminalKinds(t *testing.T) {
	kinds := []struct {
		env   string
		deaf  bool
		check func(wire []byte) string // what is wrong with what came over the wire; "": nothing
	}{
		{env: "TERM=xterm-256color", check: colourful}, // or the next two would prove nothing
		{env: "NO_COLOR=1", check: colourless},
		{env: "TERM=dumb", check: colourless},
		{env: "TERM=vt100"},
		{env: "LANG=C", check: ascii},
		{env: "SSH_TTY=/dev/pts/0", deaf: true}, // answers to queries that never come
	}
	for _, k := range kinds {
		t.Run(k.env, func(t *testing.T) {
			t.Parallel()
			w := open(t, setup{args: []string{"demo"}, env: []string{k.env}, deaf: k.deaf})
			steps := story(false)
			if k.env == "LANG=C" {
				steps = inASCII(steps)
			}
			w.told(steps)
			w.exited(0)
			if k.check == nil {
				return
			}
			if wrong := k.check(w.sent()); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// style is an SGR sequence: colours, bold and the like.
var style = regexp.MustCompile(`\x1b\[([0-9;:]*)m`)

// colours counts the sequences that choose a colour.
func colours(wire []byte) (count int, first string) {
	for _, m := range style.FindAllSubmatch(wire, -1) {
		for code := range strings.FieldsFuncSeq(string(m[1]), func(r rune) bool { return r == ';' || r == ':' }) {
			n, err := strconv.Atoi(code)
			if err == nil && (n >= 30 && n <= 38 || n >= 40 && n <= 48 || n >= 90 && n <= 107) {
				if count++; count == 1 {
					first = string(m[0])
				}
				break
			}
		}
	}
	return count, first
}

func colourful(wire []byte) string {
	if count, _ := colours(wire); count == 0 {
		return "no colour at all"
	}
	return ""
}

func colourless(wire []byte) string {
	if count, first := colours(wire); count > 0 {
		return fmt.Sprintf("%d colours, the first is %q", count, first)
	}
	return ""
}

func ascii(wire []byte) string {
	for i, b := range wire {
		if b >= 0x80 {
			return fmt.Sprintf("not ASCII: %q", wire[max(i-20, 0):min(i+20, len(wire))])
		}
	}
	return ""
}

// firstScreen is how long the first screen may take. It is there in a fifth of a second; the rest is for a busy machine
// and the race detector.
const firstScreen = 5 * time.Second

// A terminal that answers no queries must not hold up the first screen.
func TestTerminalDeaf(t *testing.T) {
	began := time.Now()
	w := open(t, setup{args: []string{"demo"}, deaf: true})
	w.await("HIGH nil pointer")
	took := time.Since(began)
	t.Logf("first screen of a terminal that answers nothing: %v", took.Round(time.Millisecond))
	if took > firstScreen {
		t.Errorf("the first screen took %v", took)
	}
	w.press("q")
	w.exited(0)
}

const tmuxSettings = `
set -g status off
set -g set-clipboard on
set -s escape-time 10
`

func TestTerminalTmux(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux here")
	}
	folder := t.TempDir()
	config, socket := filepath.Join(folder, "conf"), filepath.Join(folder, "s")
	if err := os.WriteFile(config, []byte(tmuxSettings), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", socket, "kill-server").Run() }) //nolint:noctx // gone already, if all went well
	w := open(t, setup{name: "tmux", args: []string{
		"-S", socket, "-f", config, "-u", "new-session", "gotriage demo; echo ended with $?; read line",
	}})
	w.told(story(false))
	w.until("the shell has its screen back", func() bool {
		screen := w.screen.String()
		return strings.Contains(screen, "ended with 0") && !strings.Contains(screen, "Findings")
	})
	w.press(enter)
	w.exited(0)
}
