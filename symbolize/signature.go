package symbolize

import (
	"slices"
	"strings"
)

// maxCycle is the length, in functions, of the longest recursion that is recognised.
const maxCycle = 10

// Signature gives the text by which a stack is found again after a rebuild, one name on a line, innermost first:
//
//   - functions of the user and of libraries by their keys, without lines;
//   - the standard library's frames inside of one of them as the one exported call nearest to it, because what lies
//     behind an exported call changes between Go versions (sync.(*Map).Range calls internal/sync from go1.24 on), and
//     those outside of all of them by their keys;
//   - nothing of the runtime and of compiler-made wrappers, which only some dumps show;
//   - a recursion once, however deep it was and wherever it was stopped;
//   - the function that started the goroutine.
//
// Where the runtime's frames are all there is, the outermost stands for them.
func (s Stack) Signature() string {
	lines := collapse(s.signatureKeys())
	if len(lines) == 0 {
		lines = s.runtimeKey()
	}
	if s.Unknown {
		lines = append(lines, "stack unavailable")
	}
	if s.CreatedBy != nil {
		lines = append(lines, "created by "+s.CreatedBy.Key)
	}
	return strings.Join(lines, "\n")
}

// elidedKey stands for frames that were left out, until recursion is collapsed.
const elidedKey = "..."

// signatureKeys lists the keys of the frames that count, innermost first.
func (s Stack) signatureKeys() []string {
	frames := make([]*Frame, 0, len(s.Frames))
	for i := range s.Frames {
		if f := &s.Frames[i]; f.Elided != 0 || f.Origin != Runtime && !f.Wrapper && f.Key != "" {
			frames = append(frames, f)
		}
	}
	keys := make([]string, 0, len(frames))
	for i := 0; i < len(frames); {
		end := i
		for end < len(frames) && frames[end].Elided == 0 && frames[end].Origin == Standard {
			end++
		}
		switch {
		case end == len(frames) && i > 0:
			for _, f := range frames[i:] {
				keys = append(keys, f.Key)
			}
		case end == len(frames): // all the standard library's: the goroutine's own function is the caller
			keys = append(nearestCall(keys, frames[:end-1]), frames[end-1].Key)
		case end > i:
			keys = nearestCall(keys, frames[i:end])
		case frames[i].Elided != 0:
			keys, end = append(keys, elidedKey), i+1
		default:
			keys, end = append(keys, frames[i].Key), i+1
		}
		i = end
	}
	return keys
}

// nearestCall appends the key of the outermost frame that other packages can call, if one is there.
func nearestCall(keys []string, frames []*Frame) []string {
	for _, f := range slices.Backward(frames) {
		if f.callable() {
			return append(keys, f.Key)
		}
	}
	return keys
}

// callable reports whether other packages can call the frame's function.
func (f *Frame) callable() bool {
	rest, ok := strings.CutPrefix(f.Func, f.Package+".")
	return ok && symbol{f.Package, splitDots(rest)}.callable()
}

// runtimeKey names a stack of runtime frames by the outermost of them that tells something.
func (s Stack) runtimeKey() []string {
	for i := len(s.Frames) - 1; i >= 0; i-- {
		if f := &s.Frames[i]; f.Elided == 0 && f.Key != "" && f.Key != "runtime.goexit" && !f.Wrapper {
			return []string{f.Key}
		}
	}
	return nil
}
