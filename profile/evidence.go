// Package profile reads evidence: the texts that a Go program leaves behind become records, with their places and an
// account of what could not be read. It knows the forms of every Go version, and nothing of bugs.
package profile

import (
	"io"
	"time"
)

// Format is the name of a kind of evidence, as it stands in the report's inputs[].formats.
type Format string

// The formats that are read, in the words of the JSON report.
const (
	GoroutineDebug2 Format = "goroutine-debug2" // goroutine dump: pprof debug=2, runtime.Stack, SIGQUIT
	GoroutineDebug1 Format = "goroutine-debug1" // goroutine profile as debug=1 text: counts per stack
	Pprof           Format = "pprof"            // pprof protobuf of any kind, or a debug=1 text of another than goroutines
	Panic           Format = "panic"            // panic, fatal error, throw or signal text with its goroutines
	RaceReport      Format = "race"             // reports of the race detector
	GoTest          Format = "gotest"           // output of go test
	ExitStatus      Format = "exit"             // how a program ended, as a shell, an orchestrator or the kernel tells
	Core            Format = "core"             // ELF core file: recognised, not read here
)

// Evidence is one input as it was read. Rows are columnar: a dump of a million goroutines holds a few hundred
// distinct stacks, so a goroutine is a small row that points to its head, its stack and its labels.
type Evidence struct {
	Name     string // as given: a path, "-" for standard input; what an archive holds as "bundle.zip!/path/in/it"
	Size     int64  // bytes of the input as given
	Formats  []Format
	Wrapping []string // what had to be taken off: gzip, crlf, bom, ... in the order in which it was found

	Goroutines []Goroutine // in the order of the text
	Heads      []Head      // distinct header annotations
	Stacks     []Stack     // distinct raw stacks
	Labels     [][]Label   // distinct label sets; 0 is the empty one
	Dumps      []Dump      // in the order of the text; each goroutine belongs to one
	Crashes    []Crash     // in the order of the text
	Profiles   []Profile   // in the order of the text
	Races      []Race      // in the order of the text
	Tests      []Test      // tests that failed, in the order of the text
	Packages   []Package   // that were tested, in the order of the text
	Exits      []Exit      // ends of programs that no crash, race or test explains, in the order of the text
	Builds     []Build     // in the order of the text

	Unread      []Span // runs of lines that no format claimed, in the order of the text
	LinesUnread int    // the lines in Unread that are not blank
	Truncated   bool   // the text ends inside a record
	Problems    []Problem

	Container *Listing // what else lies in the folder or archive that holds the input; nil where it was given by itself

	Streams []Stream // sources that were told apart by their prefix; none where the text is one
	Hosts   []string // machines that the prefixes of its lines name, as syslog and journald do

	unwrapped *unwrapped // nil where no wrapping was taken off

	text  io.ReaderAt // unwrapped text; places are offsets in it
	size  int64       // its length in bytes
	close func() error
	first time.Time  // when the first goroutine was written; zero where nothing tells
	marks []lineMark // line numbers at some offsets, to turn a place into a line
}

// Span is a half-open range of bytes of the unwrapped text.
type Span struct{ Start, End int64 }

// Goroutine is one goroutine header and what stands under it. Indexes are into the tables of its Evidence.
type Goroutine struct {
	ID      uint64 // 0 is the scheduler's goroutine of a thread
	Creator uint64 // "in goroutine N" of the created-by line; 0 where the text does not say (before go1.21)
	Waits   uint64 // address of what it waits for, where a frame of the runtime or of sync shows it; else 0
	Place   Span
	Stack   int32
	Head    int32
	Labels  int32
	Dump    int32
	Wait    int32 // minutes, -1 where none are printed; the runtime stamps them with the previous GC cycle
	Cut     bool  // the text ends inside this goroutine
	Sema    bool  // Waits is the address of a semaphore inside of what it waits for
}

// Head is what a goroutine header says between its brackets, without minutes and labels.
//
//	goroutine 8 gp=0xc000 m=nil [chan receive (nil chan) (leaked), 5 minutes, locked to thread]:
type Head struct {
	State   string // verbatim, "chan receive (nil chan)"; flags below are taken out
	Leaked  bool   // (leaked): go1.26 with GOEXPERIMENT=goroutineleakprofile, go1.27 by default
	Durable bool   // (durable), in go1.24 (synctest): durably blocked in a synctest bubble
	Scan    bool   // (scan): the GC was scanning the stack
	Locked  bool   // locked to thread
	Bubble  int    // number of its synctest bubble, 0 for none
}

// Label is one pprof label of a goroutine.
type Label struct{ Key, Value string }

// Stack is a list of frames, innermost first, as the text prints them.
type Stack struct {
	Frames    []Frame
	CreatedBy Frame   // Func is empty where the text has no created-by line
	Ancestors []Frame // of GODEBUG=tracebackancestors, nearest first
	Unknown   bool    // "goroutine running on other thread; stack unavailable"
}

// Frame is one frame as printed, without arguments and offset: these differ between goroutines of one stack and are
// read on demand by Evidence.Frames.
type Frame struct {
	Func    string // "main.(*S[...]).Work"
	File    string // as printed; empty for a foreign frame
	Line    int
	Start   int  // of its function, its first line; 0 where the evidence does not say (pprof protobuf of go1.20 and later)
	Inlined bool // printed with (...): the frame has no place on the machine's stack of its own
	Elided  int  // "...N frames elided...": N frames are left out here (-1: "additional", unknown); all else is empty
}

// Dump is one run of goroutines that belong together: one pprof body, or the goroutines under one crash.
type Dump struct {
	Format Format
	First  int // index of its first goroutine
	Count  int
	Crash  int // index of the crash whose goroutines these are, or -1
	Place  Span
}

// CrashKind says how a program died.
type CrashKind string

// The kinds of crash that text shows, in the words of the JSON report.
const (
	KindPanic  CrashKind = "panic"  // panic: ...
	KindFatal  CrashKind = "fatal"  // fatal error: ... (a throw: deferred functions do not run)
	KindSignal CrashKind = "signal" // SIGSEGV: segmentation violation + PC=

	KindRecovered CrashKind = "recovered" // a panic that a deferred function caught: the program lives
)

// Crash is one program's death as the text tells it.
type Crash struct {
	Kind    CrashKind
	Panics  []PanicValue // the chain, first panic first; for the other kinds one entry, the message
	Signal  string       // "SIGSEGV", from the [signal ...] line or the header of a signal crash
	Code    string       // signal code as printed: code=0x1, sigcode=18446744073709551610
	Addr    string       // fault address as printed, "0x0"
	PC      string
	Cgo     bool      // "signal arrived during cgo execution"
	Notes   []string  // lines beside the message that say more: "runtime: goroutine stack exceeds ...", glibc's last words
	Exit    int       // code of an "exit status N" line behind it, -1 for none
	Dump    int       // index of its goroutines, -1 for none
	Runtime int32     // index of the stack under "runtime stack:", -1 for none
	Trace   int32     // index of a stack that was printed without a goroutine's header, -1 for none
	Trimmed bool      // its stack begins at the code that panicked: what printed it left the frames above out
	Line    int       // of the input, from 1, in which it begins
	Time    time.Time // when that was written, in UTC; zero where nothing tells
	Place   Span      // header lines, with a stack under "runtime stack:"
	Trail   []Span    // lines behind its goroutines that are its own: registers, other threads, hex dumps, "exit status"
}

// PanicValue is one line of a panic chain.
//
//	panic: first [recovered]
//		panic: second
type PanicValue struct {
	Text       string // may hold newlines
	Recovered  bool   // [recovered]
	Repanicked bool   // [recovered, repanicked] (go1.25 and later), or the same text again in the next line (before)
}

// Cause is the first panic of the chain, the message of the other kinds.
func (c *Crash) Cause() string {
	if len(c.Panics) == 0 {
		return ""
	}
	return c.Panics[0].Text
}

// Problem is evidence that could not be read, with its place.
type Problem struct {
	Place   Span
	Message string
}

// Options bound and watch a reading. The zero value reads with the default limits.
type Options struct {
	MaxUnpacked int64                   // bytes that one input may have after decompression, with all that an archive or a folder holds; 0: DefaultMaxUnpacked
	MaxFiles    int                     // files that are looked at in one folder or archive; 0: DefaultMaxFiles
	Progress    func(done, total int64) // called now and then from the reading goroutine; total is 0 where it is not known
	TempDir     string                  // where what cannot be read in place is spooled; "": the system's

	shared *shared // what the members of one container share; nil outside of one
}

// DefaultMaxUnpacked is how much one compressed input may unpack to, in bytes.
const DefaultMaxUnpacked = 2 << 30

// RawFrame is one frame line of one goroutine with what Frame leaves out.
type RawFrame struct {
	Frame
	Args   string // between the parentheses: "0xc000012060, {0x1?, ...}"
	Offset uint64 // +0x..: the return address behind the function's entry; 0 where none is printed
	Place  Span
}
