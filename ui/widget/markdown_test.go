package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"gotriage/ui/theme"
)

const page = `# A title of several words

A paragraph with **strong**, *soft* and ` + "`code`" + `
over two lines; 5 \* 3 &lt; 16, see [the docs](https://go.dev).

## A list
- one item that is too long for a line of forty cells
- another
  - inside it

3. three
4. four

` + "```go\nfunc main() {\n\tpanic(1)\n}\n```" + `
> quoted

| text | meaning |
|---|---|
| ` + "`a`" + ` | a first meaning that needs more than one line |
| b | short |
`

const drawn = `A title of several words
A paragraph with strong, soft and ` + "`code`" + `
over two lines; 5 * 3 < 16, see the docs
(https://go.dev).

A list
• one item that is too long for a line of
  forty cells
• another
  • inside it

3. three
4. four

  func main() {
      panic(1)
  }

│ quoted

text meaning
` + "`a`" + `  a first meaning that needs more than
     one line
b    short`

func TestMarkdown(t *testing.T) {
	lines := Markdown(theme.New(true, colorprofile.ASCII), page, 42)
	for i, line := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(line), " ")
	}
	if got := strings.Join(lines, "\n"); got != drawn {
		t.Errorf("it is drawn as\n%s\nnot as\n%s", got, drawn)
	}
}

// Whatever is written, no line is wider than told, every style ends in its line, and nothing is hidden in it.
func TestMarkdownFits(t *testing.T) {
	hostile := "\x1b[31mred\x1b]52;c;aGk=\a [a](javascript:\u202e) <b>日本語日本語日本語日本語日本語</b> `" + strings.Repeat("x", 300) + "` &#27;[2J &#x202e;\n\n"
	for _, source := range []string{page, hostile, "# " + hostile, "- " + hostile, "> > " + hostile, "| a | b |\n|---|---|\n| " + hostile, "```\n" + hostile, "    " + hostile} {
		for _, width := range []int{1, 19, 20, 38, 92} {
			for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.TrueColor} {
				for _, line := range Markdown(theme.New(false, profile), source, width) {
					if Width(line) > width {
						t.Errorf("%q is wider than %d", line, width)
					}
					if i := strings.LastIndex(line, "\x1b["); i >= 0 && !strings.HasPrefix(line[i:], "\x1b[m") {
						t.Errorf("a style of %q does not end", line)
					}
					if plain := ansi.Strip(line); theme.Sanitize(plain) != plain {
						t.Errorf("%q is not safe", plain)
					}
					if strings.Contains(line, "\x1b]") || strings.Contains(line, "\x1b[2J") {
						t.Errorf("%q has a sequence in it", line)
					}
				}
			}
		}
	}
}
