package profile

import "bytes"

// maxHeredoc is how many lines of a file that the go command writes are looked at for its end.
const maxHeredoc = 10000

// commandStarts are the words with which the go command's own commands begin (go build -x; cmd/go/internal/work, shell.go).
var commandStarts = [][]byte{
	[]byte("mkdir -p "), []byte("cat >"), []byte("rm -r"), []byte("rm -f "), []byte("cp "), []byte("mv "), []byte("cd "), []byte("echo '"), []byte("echo -n > "), []byte("touch "), []byte("chmod "), []byte("ln -s "),
	[]byte("TERM='dumb' "), []byte("CGO_"), []byte("GOROOT='"), []byte("GOEXPERIMENT='"), []byte("$WORK/"), []byte("# internal"), []byte("pkg-config --"), []byte("git "), []byte("rm $WORK/"),
}

// isCommand reports whether a line is a command of go build -x or -n. A shell's script would read like some of them:
// it counts only where a build speaks.
//
//	mkdir -p $WORK/b001/
//	/usr/local/go/pkg/tool/linux_amd64/compile -o $WORK/b001/_pkg_.a -trimpath "$WORK/b001=>" -p main
func isCommand(line []byte) bool {
	if len(line) == 0 {
		return false
	}
	for _, start := range commandStarts {
		if bytes.HasPrefix(line, start) {
			return true
		}
	}
	return bytes.Contains(line, []byte("$WORK/")) || bytes.Contains(line, []byte("/pkg/tool/")) && bytes.Contains(line, []byte(" -"))
}

var heredocMark = []byte("<< 'EOF'")

// heredoc takes the lines of a file that the current command writes, up to its end; where none is in sight, nothing.
//
//	cat >$WORK/b001/importcfg << 'EOF' # internal
//	packagefile fmt=/home/dev/.cache/go-build/1f/1f2a-d
//	EOF
func (b *buildBlock) heredoc() {
	r := b.r
	if !bytes.HasPrefix(r.line, []byte("cat >")) || !bytes.Contains(r.line, heredocMark) || r.end < r.noHeredoc {
		return
	}
	n, found, last := 0, false, r.end
	r.ahead(func(line []byte) bool {
		n++
		found, last = string(line) == "EOF", r.end
		return !found && n < maxHeredoc
	})
	if !found {
		r.noHeredoc = last
		return
	}
	for range n {
		r.advance()
		b.own()
	}
}
