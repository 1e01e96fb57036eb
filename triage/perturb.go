package triage

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
)

// perturbation is a change of a dump that leaves its bug the same.
type perturbation struct {
	name   string
	change func([]byte) []byte
}

// perturbations that no family and no id may notice.
var perturbations = []perturbation{
	{"goroutines are renumbered", renumber},
	{"addresses are others", readdress},
	{"lines are moved", moveLines},
	{"built with -trimpath", trimpath},
	{"goroutines behind the first are shuffled", shuffle},
}

var (
	goroutineNumber = regexp.MustCompile(`(?m)^(goroutine |\[originating from goroutine |created by .* in goroutine )([1-9]\d{0,8})\b`)
	pointer         = regexp.MustCompile(`0x[0-9a-f]{6,}`)
	frameLine       = regexp.MustCompile(`(?m)^(\t.*\.(?:go|s):)(\d+)((?: \+0x.*)?)$`)
	rootPath        = regexp.MustCompile(`(?m)^\t(?:/usr/local/go/src/|/\S*/golang\.org/toolchain@[^/]+/src/)`)
	userPath        = regexp.MustCompile(`(?m)^\t/home/dev/src/`)
)

func renumber(dump []byte) []byte {
	return goroutineNumber.ReplaceAllFunc(dump, func(m []byte) []byte {
		parts := goroutineNumber.FindSubmatch(m)
		n, err := strconv.Atoi(string(parts[2]))
		if err != nil {
			return m
		}
		return strconv.AppendInt(slices.Clone(parts[1]), int64(n+1000), 10)
	})
}

// readdress moves the heap in frames' arguments; fault addresses stay, they mean something.
func readdress(dump []byte) []byte {
	var out []byte
	for line := range bytes.Lines(dump) {
		if bytes.HasSuffix(bytes.TrimRight(line, "\r\n"), []byte(")")) {
			line = pointer.ReplaceAllFunc(line, func(p []byte) []byte {
				n, err := strconv.ParseUint(string(p), 0, 64)
				if err != nil || n>>32 == 0 || n>>47 != 0 {
					return p
				}
				return strconv.AppendUint([]byte("0x"), n+0x10000, 16)
			})
		}
		out = append(out, line...)
	}
	return out
}

func moveLines(dump []byte) []byte {
	return frameLine.ReplaceAllFunc(dump, func(m []byte) []byte {
		parts := frameLine.FindSubmatch(m)
		n, err := strconv.Atoi(string(parts[2]))
		if err != nil {
			return m
		}
		return slices.Concat(parts[1], strconv.AppendInt(nil, int64(n+3), 10), parts[3])
	})
}

func trimpath(dump []byte) []byte {
	return userPath.ReplaceAll(rootPath.ReplaceAll(dump, []byte("\t")), []byte("\texample.com/"))
}

// shuffle turns the order of the goroutines behind the first one around.
func shuffle(dump []byte) []byte {
	blocks := bytes.Split(dump, []byte("\n\n"))
	var at []int
	for i, b := range blocks {
		if bytes.HasPrefix(b, []byte("goroutine ")) {
			at = append(at, i)
		}
	}
	if len(at) < 3 || at[len(at)-1]-at[0] != len(at)-1 {
		return dump
	}
	rest := slices.Clone(blocks[at[1] : at[len(at)-1]+1])
	if last := rest[len(rest)-1]; bytes.HasSuffix(last, []byte("\n")) {
		rest[len(rest)-1] = bytes.TrimRight(last, "\n")
	}
	slices.Reverse(rest)
	return append(bytes.Join(slices.Concat(blocks[:at[1]], rest, blocks[at[len(at)-1]+1:]), []byte("\n\n")), '\n')
}
