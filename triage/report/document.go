package report

// Schema is the name of the form of the JSON report. Within v1 fields are added, never renamed or removed.
const Schema = "gotriage.report/v1"

// document is the JSON report; schema/gotriage.report.v1.json describes every field.
type document struct {
	Schema     string      `json:"schema"`
	Inputs     []input     `json:"inputs"`
	Containers []container `json:"containers"`
	Groups     []group     `json:"groups"`
	Findings   []finding   `json:"findings"`
	Possible   []possible  `json:"possible"`
	Waits      []wait      `json:"waits"`
	Facts      []fact      `json:"facts"`
	Locations  []location  `json:"locations"`
	Crashes    []crash     `json:"crashes"`
	Races      []race      `json:"races"`
	Tests      []test      `json:"tests"`
	Build      *build      `json:"build,omitempty"`
	Builds     []build     `json:"builds,omitempty"`
}

type input struct {
	Name       string     `json:"name"`
	Bytes      int64      `json:"bytes"`
	Formats    []string   `json:"formats"`
	Wrapping   []string   `json:"wrapping"`
	Streams    []string   `json:"streams"`
	GoVersion  string     `json:"go_version"`
	Hosts      []string   `json:"hosts,omitempty"`
	Module     string     `json:"module,omitempty"`
	Build      []string   `json:"build,omitempty"`
	Process    int        `json:"process,omitempty"`
	Time       string     `json:"time,omitempty"`
	Dumps      int        `json:"dumps"`
	Accounting accounting `json:"accounting"`
}

// container is a folder or an archive that held inputs.
type container struct {
	Name      string      `json:"name"`
	Kind      string      `json:"kind"`
	Files     int         `json:"files"`
	Evidence  int         `json:"evidence"`
	Others    otherFiles  `json:"not_evidence"`
	Left      leftAlone   `json:"left_alone"`
	Failed    int         `json:"failed"`
	Truncated bool        `json:"truncated"`
	Problems  troubleList `json:"problems"`
}

type otherFiles struct {
	Count int      `json:"count"`
	Names []string `json:"names"`
}

type leftAlone struct {
	Count int        `json:"count"`
	Files []leftFile `json:"files"`
}

type leftFile struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

type troubleList struct {
	Count    int      `json:"count"`
	Messages []string `json:"messages"`
}

type accounting struct {
	GoroutinesRead int       `json:"goroutines_read"`
	Stated         *int      `json:"goroutines_stated,omitempty"`
	LinesUnread    int       `json:"lines_unread"`
	Truncated      bool      `json:"truncated"`
	Problems       []problem `json:"problems"`
}

type problem struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
}

type frame struct {
	Func   string `json:"func"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	User   bool   `json:"user"`
	Elided int    `json:"elided,omitempty"`
}

type group struct {
	ID        string              `json:"id"`
	Input     string              `json:"input"`
	Dump      int                 `json:"dump"`
	Kind      string              `json:"kind"`
	State     string              `json:"state"`
	Operation string              `json:"operation"`
	Count     int                 `json:"count"`
	WaitMin   *int                `json:"wait_minutes_min"`
	WaitMax   *int                `json:"wait_minutes_max"`
	Leaked    bool                `json:"leaked"`
	Healthy   bool                `json:"healthy"`
	Family    string              `json:"healthy_family,omitempty"`
	Values    map[string]int64    `json:"values"`
	Frames    []frame             `json:"frames"`
	CreatedBy *frame              `json:"created_by"`
	Labels    map[string][]string `json:"labels"`
	Examples  []uint64            `json:"goroutines"`
	Growth    []int32             `json:"growth,omitempty"`
	Still     *int                `json:"persistent,omitempty"`
}

type finding struct {
	Rank       int      `json:"rank"`
	ID         string   `json:"id"`
	Family     string   `json:"family"`
	Class      string   `json:"class"`
	Title      string   `json:"title"`
	Severity   string   `json:"severity"`
	Confidence float64  `json:"confidence"`
	Proof      string   `json:"proof"`
	Count      int      `json:"count"`
	FirstTime  string   `json:"first_time,omitempty"`
	LastTime   string   `json:"last_time,omitempty"`
	Streams    []string `json:"streams,omitempty"`
	Inputs     int      `json:"inputs"`
	Goroutines int      `json:"goroutines"`
	Groups     []string `json:"groups"`
	Suspect    *suspect `json:"suspect"`
	Other      *suspect `json:"other,omitempty"`
	Message    string   `json:"message"`
	Messages   []string `json:"messages"`
	Evidence   []ledger `json:"evidence"`
	Against    []ledger `json:"against"`
	Next       []string `json:"next"`
}

type suspect struct {
	Func   string `json:"func"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`
	Role   string `json:"role"`

	Source *source `json:"source,omitempty"`
}

type source struct {
	File  string   `json:"file"`
	Line  int      `json:"line"`
	Text  string   `json:"text"`
	Doubt string   `json:"doubt,omitempty"`
	Arms  []string `json:"select,omitempty"`
}

type ledger struct {
	Grade   string `json:"grade"`
	Text    string `json:"text"`
	Input   string `json:"input"`
	Line    int    `json:"line"`
	EndLine int    `json:"end_line"`
}

type possible struct {
	Family      string   `json:"family"`
	Groups      []string `json:"groups"`
	WouldSettle string   `json:"would_settle"`
}

type location struct {
	Func       string   `json:"func"`
	File       string   `json:"file"`
	Line       int      `json:"line"`
	Goroutines int      `json:"goroutines"`
	Leaked     int      `json:"leaked"`
	Block      int64    `json:"block_delay_nanoseconds"`
	Mutex      int64    `json:"mutex_delay_nanoseconds"`
	Heap       int64    `json:"heap_inuse_bytes"`
	Groups     []string `json:"groups"`
}

type fact struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Input string `json:"input"`
	Dump  int    `json:"dump"`
	Line  int    `json:"line"`
}

type wait struct {
	Input      string   `json:"input"`
	Dump       int      `json:"dump"`
	Resource   resource `json:"resource"`
	Waiters    []uint64 `json:"waiters"`
	Holder     *holder  `json:"holder"`
	Candidates []holder `json:"candidates"`
	Cycle      *int     `json:"cycle"`
}

type resource struct {
	Kind    string `json:"kind"`
	Address string `json:"address"`
	Within  bool   `json:"within"`
}

type holder struct {
	Goroutine uint64 `json:"goroutine"`
	Proof     string `json:"proof"`
	How       string `json:"how"`
}

type crash struct {
	Kind      string       `json:"kind"`
	Message   string       `json:"message"`
	Panics    []panicValue `json:"panics"`
	Signal    string       `json:"signal"`
	ExitCode  *int         `json:"exit_code"`
	Goroutine *uint64      `json:"goroutine"`
	Input     string       `json:"input"`
	Line      int          `json:"line"`
	Stream    string       `json:"stream,omitempty"`
	Time      string       `json:"time,omitempty"`
}

type panicValue struct {
	Message    string `json:"message"`
	Recovered  bool   `json:"recovered"`
	Repanicked bool   `json:"repanicked"`
}

type race struct {
	Accesses []access `json:"accesses"`
	ExitCode *int     `json:"exit_code"`
	Finding  string   `json:"finding,omitempty"`
	Input    string   `json:"input"`
	Line     int      `json:"line"`
	Stream   string   `json:"stream,omitempty"`
	Time     string   `json:"time,omitempty"`
}

type access struct {
	Op        string  `json:"op"`
	Previous  bool    `json:"previous"`
	Atomic    bool    `json:"atomic"`
	Address   string  `json:"address"`
	Goroutine uint64  `json:"goroutine"`
	Main      bool    `json:"main"`
	State     string  `json:"state"`
	Frames    []frame `json:"frames"`
	CreatedBy *frame  `json:"created_by"`
	Creation  []frame `json:"creation"`
}

type test struct {
	Package  string        `json:"package"`
	Name     string        `json:"name"`
	Seconds  *float64      `json:"seconds"`
	Messages []testMessage `json:"messages"`
	Input    string        `json:"input"`
	Line     int           `json:"line"`
	Stream   string        `json:"stream,omitempty"`
	Time     string        `json:"time,omitempty"`
}

type testMessage struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}
