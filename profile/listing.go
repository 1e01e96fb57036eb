package profile

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// maxListed is how much of a protobuf profile is written out, in bytes.
const maxListed = 4 << 20

// list writes a protobuf profile out as text, so that its samples can be looked at and have places in it.
//
//	goroutine profile, pprof protobuf, written out: 8 samples, total 15 goroutine_count
//
//	4 goroutine_count
//	#	internal/sync.(*Mutex).lockSlow	/usr/local/go/src/internal/sync/mutex.go:149
func (p *protoReader) list() []byte {
	var b bytes.Buffer
	o := &p.out
	fmt.Fprintf(&b, "%s profile, pprof protobuf, written out: %d samples", oneLine(o.Name), len(o.Samples))
	for i, t := range o.Types {
		fmt.Fprintf(&b, ", total %d %s", o.Total(i), oneLine(t.Key()))
	}
	b.WriteByte('\n')
	for _, fact := range [][2]string{{"program", o.Binary}, {"build id", o.BuildID}, {"comment", strings.Join(o.Comments, "; ")}} {
		if fact[1] != "" {
			fmt.Fprintf(&b, "# %s: %s\n", fact[0], oneLine(fact[1]))
		}
	}
	o.Place = Span{0, int64(b.Len())}
	listed := 0
	for i := range o.Samples {
		if b.Len() > maxListed {
			break
		}
		b.WriteByte('\n')
		start := int64(b.Len())
		p.listSample(&b, &o.Samples[i])
		o.Samples[i].Place = Span{start, int64(b.Len())}
		listed++
	}
	if more := len(o.Samples) - listed; more > 0 {
		start := int64(b.Len())
		fmt.Fprintf(&b, "%d more samples are read, but not written out\n", more)
		o.Tail = []Span{{start, int64(b.Len())}}
		for i := listed; i < len(o.Samples); i++ {
			o.Samples[i].Place = o.Tail[0]
		}
	}
	return b.Bytes()
}

func (p *protoReader) listSample(b *bytes.Buffer, s *Sample) {
	for i, n := range s.Values {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(n, 10) + " " + oneLine(p.out.Types[i].Key()))
	}
	b.WriteByte('\n')
	if s.Labels > 0 {
		b.WriteString("# labels:")
		for _, l := range p.e.Labels[s.Labels] {
			fmt.Fprintf(b, " %q:%q", l.Key, l.Value)
		}
		b.WriteByte('\n')
	}
	for _, f := range p.e.Stacks[s.Stack].Frames {
		b.WriteString("#\t" + oneLine(f.Func))
		if f.File != "" {
			b.WriteString("\t" + oneLine(f.File) + ":" + strconv.Itoa(f.Line))
		}
		b.WriteByte('\n')
	}
}

// oneLine keeps what would end a line out of a name.
func oneLine(name string) string {
	if !strings.ContainsAny(name, "\n\r") {
		return name
	}
	return strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(name)
}
