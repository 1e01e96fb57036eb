package profile

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/google/pprof/profile"
)

// wireTypes are those that a field of a pprof profile may have, by its number (proto/profile.proto of
// github.com/google/pprof): v a number, b bytes, both where numbers may be packed.
var wireTypes = [...]string{1: "b", 2: "b", 3: "b", 4: "b", 5: "b", 6: "b", 7: "v", 8: "v", 9: "v", 10: "v", 11: "b", 12: "v", 13: "vb", 14: "v", 15: "v"}

// isPprof reports whether an input is a pprof protobuf, by its first fields: each must be one of a profile, up to one
// that says what is counted. Text is not: its first bytes are no such field.
func isPprof(src io.ReaderAt, size int64) bool {
	head := make([]byte, 64)
	for offset := int64(0); offset < size; {
		n, _ := src.ReadAt(head[:min(int64(len(head)), size-offset)], offset)
		key, used := binary.Uvarint(head[:n])
		if field := key >> 3; used <= 0 || field == 0 || field >= uint64(len(wireTypes)) {
			return false
		}
		value, more := binary.Uvarint(head[used:n])
		if more <= 0 {
			return false
		}
		used += more
		allowed := wireTypes[key>>3]
		switch {
		case key&7 == 0 && (allowed == "v" || allowed == "vb"):
			offset += int64(used)
			continue
		case key&7 != 2 || allowed == "v" || value > uint64(size):
			return false
		case key>>3 == 1 || key>>3 == 11:
			return value <= 24 && used+int(value) <= n && isValueType(head[used:used+int(value)])
		}
		offset += int64(used) + int64(value)
	}
	return false
}

// isValueType reads the fields of a ValueType: the numbers of two strings.
func isValueType(message []byte) bool {
	fields := 0
	for ; len(message) > 0; fields++ {
		if message[0] != 0x08 && message[0] != 0x10 {
			return false
		}
		_, used := binary.Uvarint(message[1:])
		if used <= 0 {
			return false
		}
		message = message[1+used:]
	}
	return fields == 1 || fields == 2
}

// readPprof reads a pprof protobuf. It is taken into memory; the text of the evidence, in which places lie, is a listing.
func readPprof(name string, src io.ReaderAt, size int64, opt Options) *Evidence {
	e := &Evidence{Name: name, Size: size, Formats: []Format{Pprof}}
	p := &protoReader{interner: newInterner(e), stacks: map[string]int32{}}
	if limit := min(maxProtobuf, cmp.Or(max(opt.MaxUnpacked, 0), DefaultMaxUnpacked)); size > limit {
		p.broken(fmt.Sprintf("the profile has %d bytes, and %d are the limit; take one of a shorter time", size, limit))
		return e
	}
	data := make([]byte, size)
	n, err := src.ReadAt(data, 0)
	if int64(n) < size {
		p.broken(fmt.Sprintf("the profile ends early: %d of %d bytes could be read (%v)", n, size, err))
		return e
	}
	if _, n := wholeFields(data); n > maxMessages {
		p.broken(fmt.Sprintf("the profile has %d records, and %d are the limit", n, maxMessages))
		return e
	}
	in, err := profile.ParseUncompressed(data)
	if err != nil {
		in, err = salvage(data, err)
	}
	if opt.Progress != nil {
		opt.Progress(size, size)
	}
	if in == nil {
		p.broken(fmt.Sprintf("the profile is broken: %v", err))
		return e
	}
	p.read(in)
	if err != nil {
		p.out.Cut, e.Truncated = true, true
		p.problem(fmt.Sprintf("the profile is broken: %v; what stands before is read", err))
	}
	p.finish()
	return e
}

// maxProtobuf is how large a protobuf may be, in bytes, and maxMessages how many records it may have, of which the
// smallest takes two bytes in the file and some fifty times that in memory.
const (
	maxProtobuf = 1 << 30
	maxMessages = 1 << 24
)

// wholeFields gives the offset behind the last field that is whole, and how many there are.
func wholeFields(data []byte) (end, n int) {
	for end < len(data) {
		key, used := binary.Uvarint(data[end:])
		value, more := binary.Uvarint(data[min(len(data), end+max(used, 0)):])
		if used <= 0 || more <= 0 {
			break
		}
		next := end + used + more
		if key&7 == 2 {
			if value > uint64(len(data)-next) {
				break
			}
			next += int(value)
		}
		end = next
		n++
	}
	return end, n
}

// salvage reads a profile that is cut: its whole fields. A runtime writes its samples before its strings, so that few
// cut ones have names; nil where nothing could be read.
func salvage(data []byte, broken error) (*profile.Profile, error) {
	end, _ := wholeFields(data)
	if end == 0 || end == len(data) {
		return nil, broken
	}
	if in, err := profile.ParseUncompressed(data[:end]); err == nil {
		return in, broken
	}
	return nil, broken
}

// deepest is how many frames the runtime keeps of a stack in a profile, from go1.23 on (GODEBUG=profstackdepth): the
// outer ones of deeper stacks are not there. Before it was 32, which other stacks have by chance.
const deepest = 128

// protoReader turns a profile of package pprof into evidence.
type protoReader struct {
	*interner
	out    Profile
	stacks map[string]int32 // by the ids of their locations
	key    []byte
	bad    int // samples that could not be read
}

func (p *protoReader) problem(text string) {
	p.e.Problems = append(p.e.Problems, Problem{Message: text})
}

// broken ends a reading that has given nothing.
func (p *protoReader) broken(problem string) {
	p.e.Truncated = true
	p.problem(problem)
	p.e.setListing([]byte("a pprof profile that could not be read\n"))
	p.out = Profile{Format: Pprof, Kind: KindCustom, Stated: -1, Cut: true, Place: Span{0, p.e.size}}
	p.e.Profiles = []Profile{p.out}
}

func (p *protoReader) read(in *profile.Profile) {
	p.out = Profile{
		Format: Pprof, Stated: -1, Default: in.DefaultSampleType, Period: in.Period, Duration: time.Duration(max(in.DurationNanos, 0)),
		Comments: in.Comments,
	}
	if in.TimeNanos != 0 {
		p.out.Time = time.Unix(0, in.TimeNanos).UTC()
	}
	for _, t := range in.SampleType {
		p.out.Types = append(p.out.Types, ValueType{t.Type, t.Unit})
	}
	if in.PeriodType != nil {
		p.out.PeriodType = ValueType{in.PeriodType.Type, in.PeriodType.Unit}
	}
	if len(in.Mapping) > 0 {
		p.out.Binary, p.out.BuildID = in.Mapping[0].File, in.Mapping[0].BuildID
	}
	p.out.Samples = make([]Sample, 0, len(in.Sample))
	for _, s := range in.Sample {
		if s == nil || len(s.Value) != len(p.out.Types) || len(p.out.Types) == 0 || slices.Contains(s.Location, nil) {
			p.bad++
			continue
		}
		p.out.Samples = append(p.out.Samples, Sample{Values: s.Value, Stack: p.stack(s.Location), Labels: p.sampleLabels(s)})
	}
	p.out.Kind = p.out.kindOf(p.e.Stacks)
	p.out.Name = string(p.out.Kind)
	if p.out.Kind == KindCustom && len(p.out.Types) > 0 {
		p.out.Name = p.out.Types[0].Type
	}
	if p.out.OfGoroutines() {
		p.out.Stated = p.out.Total(0)
	}
	p.out.Delta = p.out.differs(p.e.Labels)
}

// stack interns the stack of some locations, innermost first. Only the outermost line of a location is no inlined call.
func (p *protoReader) stack(locations []*profile.Location) int32 {
	p.key = p.key[:0]
	n := 0
	for _, l := range locations {
		p.key = binary.LittleEndian.AppendUint64(p.key, l.ID)
		n += max(1, len(l.Line))
	}
	if i, ok := p.stacks[string(p.key)]; ok {
		return i
	}
	frames := make([]Frame, 0, n)
	for _, l := range locations {
		if len(l.Line) == 0 && noAddress(l.Address) {
			continue
		}
		if len(l.Line) == 0 {
			frames = append(frames, Frame{Func: "0x" + strconv.FormatUint(l.Address, 16)})
		}
		for i, line := range l.Line {
			f := Frame{Line: int(line.Line), Inlined: i < len(l.Line)-1, Func: "0x" + strconv.FormatUint(l.Address, 16)}
			if line.Function != nil {
				f.Func, f.File = cmp.Or(line.Function.Name, line.Function.SystemName, f.Func), line.Function.Filename
				f.Start = int(line.Function.StartLine)
			}
			frames = append(frames, f)
		}
	}
	if len(frames) >= deepest {
		frames = append(frames, Frame{Elided: -1})
	}
	i := int32(len(p.e.Stacks))
	p.stacks[string(p.key)] = i
	p.e.Stacks = append(p.e.Stacks, Stack{Frames: frames})
	return i
}

// noAddress tells what fills stacks up and is no return address: the runtime writes the stacks of threads with zeros
// behind their end (runtime/mprof.go, ThreadCreateProfile), from which package pprof takes one.
func noAddress(address uint64) bool { return address == 0 || address == 1<<64-1 }

// sampleLabels interns the labels of a sample, those with numbers with their units.
func (p *protoReader) sampleLabels(s *profile.Sample) int32 {
	if len(s.Label) == 0 && len(s.NumLabel) == 0 {
		return 0
	}
	var list []Label
	for _, key := range slices.Sorted(maps.Keys(s.Label)) {
		for _, value := range s.Label[key] {
			list = append(list, Label{key, value})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.NumLabel)) {
		units := s.NumUnit[key]
		for i, value := range s.NumLabel[key] {
			text := strconv.FormatInt(value, 10)
			if i < len(units) && units[i] != "" && units[i] != key {
				text += " " + units[i]
			}
			list = append(list, Label{key, text})
		}
	}
	return p.labelList(list)
}

// finish writes the listing and puts the profile into the evidence.
func (p *protoReader) finish() {
	if p.bad > 0 {
		p.problem(fmt.Sprintf("%d samples of the profile are broken and left out", p.bad))
	}
	p.e.setListing(p.list())
	p.e.Profiles = []Profile{p.out}
}

// setListing makes a text that was written here the text of the evidence.
func (e *Evidence) setListing(text []byte) {
	e.text, e.size = bytes.NewReader(text), int64(len(text))
	e.marks = []lineMark{{0, 1}}
}
