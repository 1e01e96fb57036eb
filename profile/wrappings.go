package profile

// wrappings in order of precedence: of two that bring the same evidence to light, and are as simple, the first is meant.
// What a program's surroundings put before its lines stands first, then what its own loggers do, then what happens to a
// text on the way to somebody who reads it.
var wrappings = []wrapping{
	{ // log files of a kubelet's containers: k8s.io/cri-api, "CRI log format"
		name: "cri", sure: true, strip: stripCRI,
		sample: "2026-08-21T09:24:33.260739149Z stderr F goroutine 1 [running]:\n2026-08-21T09:24:33.260739149Z stderr P main.ma\n2026-08-21T09:24:33.260739201Z stderr F in()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // log files of Docker's json-file driver: moby, daemon/logger/jsonfilelog
		name: "docker-json", sure: true, strip: stripDocker,
		sample: `{"log":"goroutine 1 [running]:\n","stream":"stderr","attrs":{"tag":"api"},"time":"2026-08-21T09:24:33.260739149Z"}` + "\n" +
			`{"log":"main.main()\n","stream":"stderr","time":"2026-08-21T09:24:33.260740201Z"}`,
		text: "goroutine 1 [running]:\nmain.main()",
	},
	{ // kubectl logs --prefix, with or without --timestamps
		name: "kubectl", sure: true,
		strip:  form(`^\[pod/(?P<stream>[^\s\]/]+/[^\s\]]+)\](?: |$)(?:(?P<time>` + nanos + `)(?: |$))?`),
		sample: "[pod/api-7d9f8b6c5-x2x1z/app] 2026-08-21T09:24:33.260739149Z goroutine 1 [running]:\n[pod/api-7d9f8b6c5-x2x1z/app] main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // kubectl logs --timestamps, docker logs --timestamps
		name:   "kubectl",
		strip:  form(`^(?P<time>` + nanos + `)(?: |$)`),
		sample: "2026-08-21T09:24:33.260739149Z goroutine 1 [running]:\n2026-08-21T09:24:33.260739149+02:00 main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // stern, its own words on pods that come and go included
		name: "stern", strip: oneOf(sternTarget,
			form(`^`+label+` (?P<stream>`+label+`-[0-9a-f]{5,10}-[b-df-hj-np-tv-xz0-9]{5} (?:› )?`+label+`)(?: |$)(?:(?P<time>`+nanos+`|`+shortTime+`)(?: |$))?`),
			form(`^(?P<stream>[a-z0-9][a-z0-9.]*-[-a-z0-9.]*[a-z0-9] (?:› )?`+label+`)(?: |$)(?:(?P<time>`+nanos+`|`+shortTime+`)(?: |$))?`)),
		sample: "api-7d9f8b6c5-x2x1z app goroutine 1 [running]:\nkube-system coredns-7d9f8b6c5-mvx2z coredns 08-21 09:24:33 main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // docker compose logs, with or without --timestamps
		name:   "compose",
		strip:  form(`^(?P<stream>[A-Za-z0-9][\w.@-]*) +\|(?: |$)(?:(?P<time>` + nanos + `)(?: |$))?`),
		sample: "api-1       | goroutine 1 [running]:\npostgres-1  | 2026-08-21T09:24:33.260739149Z main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // journalctl -o export and -o verbose
		name: "journald", strip: stripJournalFields,
		sample: "__REALTIME_TIMESTAMP=1787304273260739\nMESSAGE=goroutine 1 [running]:\n\nFri 2026-11-20 13:28:00.260739 UTC [s=1f;i=2]\n    _PID=1234\n    MESSAGE=main.main()",
		text:   "__REALTIME_TIMESTAMP=1787304273260739\ngoroutine 1 [running]:\n\nFri 2026-11-20 13:28:00.260739 UTC [s=1f;i=2]\n    _PID=1234\nmain.main()",
	},
	{ // journalctl -o short, short-iso, short-precise, short-full, short-unix, short-monotonic; rsyslog's files are alike
		name: "journald", loose: true, host: true,
		strip: uncontrolled(form(`^(?P<time>` + monthTime + `|` + isoDay + `T` + clock + `(?:[.,]\d{1,6})?` + zone + `|[A-Z][a-z]{2} ` + isoDay + ` ` + clock + ` [A-Z+-][A-Za-z0-9:+-]*|\[ *\d+\.\d{6}\]|\d{10}\.\d{6})` +
			` (?P<stream>\S+ [^\s:\[\]]+\[\d+\]):(?: |$)`)),
		sample: "Nov 20 13:28:00 host api[1234]: goroutine 1 [running]:\n2026-11-20T13:28:00.260739+00:00 host api[1234]: main.main()\nFri 2026-11-20 13:28:00 UTC host api[1234]: #011/home/dev/src/app/main.go:35 +0x5ac",
		text:   "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{ // RFC 3164 and RFC 5424
		name: "syslog", loose: true, host: true,
		strip: uncontrolled(oneOf(
			form(`^(?:<\d{1,3}>)?(?P<time>`+monthTime+`) (?P<stream>(?:\S+ )?[^\s:\[\]]+(?:\[\d+\])?):(?: |$)`),
			form(`^<\d{1,3}>\d{1,2} (?P<time>`+isoDay+`T`+clock+`(?:\.\d{1,6})?`+zone+`|-) (?P<stream>\S+ \S+) \S+ \S+ (?:-|(?:\[(?:[^\]\\"]|"(?:[^"\\]|\\.)*")*\])+)(?: |$)\x{FEFF}?`))),
		sample: "<14>Nov 20 13:28:00 host api: goroutine 1 [running]:\n<165>1 2026-11-20T13:28:00.260Z host api 1234 ID47 [origin ip=\"10.0.0.1\" software=\"a\\]b\"] main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // a job's raw log, with a byte order mark at the start of each step, and gh run view --log: job, step, line
		name:   "github-actions",
		strip:  oneOf(form(`^\x{FEFF}?(?P<time>`+isoDay+`T`+clock+`\.\d{7}Z)(?: |$)`), form(`^(?P<stream>[^\t]+)\t[^\t]*\t\x{FEFF}?(?P<time>`+isoDay+`T`+clock+`\.\d{7}Z)(?: |$)`)),
		sample: "\ufeff2026-08-21T09:24:33.2607391Z goroutine 1 [running]:\ntest (1.26)\tRun go test\t2026-08-21T09:24:33.2607391Z main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // a job's raw log under FF_TIMESTAMPS, the default from GitLab Runner 18.7 on: number and kind of the stream, + where a line goes on
		name:   "gitlab-ci",
		strip:  wholeForm(`^(?P<time>` + isoDay + `T` + clock + `\.\d{6}Z) (?P<stream>[0-9a-f]{2}[OE])(?:[ +]|$)`),
		goesOn: func(_, next []byte) (string, bool) { return "", len(next) > 31 && next[31] == '+' },
		sample: "2026-08-21T09:24:33.260739Z 01E goroutine 1 [running]:\n2026-08-21T09:24:33.260739Z 01E main.ma\n2026-08-21T09:24:33.260812Z 01E+in()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // the Timestamper plugin: pipelines, and the text form of consoles
		name:   "jenkins",
		strip:  oneOf(form(`^\[(?P<time>`+isoDay+`T`+clock+`\.\d{3}Z)\](?: |$)`), form(`^(?P<time>`+clock+`(?:\.\d{3})?)(?:  ?|$)`)),
		sample: "[2026-08-21T09:24:33.260Z] goroutine 1 [running]:\n09:24:33  main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // k8s.io/klog: the lines of a text behind the first have no prefix
		name: "klog", sparse: true,
		strip:  form(`^[IWEF](?P<time>\d{4} ` + clock + `\.\d{6}) +\d+ [^\s\]]+:\d+\](?: |$)`),
		sample: "E0821 09:24:33.260739       1 runtime.go:142] goroutine 1 [running]:\nmain.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // package log, log/slog's default, and what testing.T.Log puts before a text
		name: "stdlog", sparse: true,
		strip:  beforeEvidence(form(`^(?:(?P<time>\d{4}/\d\d/\d\d ` + clock + `(?:\.\d{6})?)(?: |$)(?:[A-Z]{4,5}(?:[+-]\d+)? )?(?:\S+\.go:\d+: )?| *\S+\.go:\d+: )`)),
		sample: "2026/08/21 09:24:33.260739 main.go:33: goroutine 1 [running]:\nmain.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{
		name: "timestamp", loose: true,
		strip:  form(`^\[?(?P<time>` + isoDay + `[T ]` + clock + `(?:[.,]\d{1,9})?(?: ?(?:UTC|Z|[+-]\d\d:?\d\d))?)\]?:?(?:[ \t]|$)`),
		sample: "2026-08-21 09:24:33,260 goroutine 1 [running]:\n[2026-08-21T09:24:33+02:00] main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // go test -json, go tool test2json
		name: "gotest-json", strip: stripGoTest,
		sample: `{"Time":"2026-08-21T09:24:33.26Z","Action":"output","Package":"example.org/app","Test":"TestWork","Output":"goroutine 1 [running]:\n"}` + "\n" +
			`{"Action":"output","Package":"example.org/app","Output":"main.ma"}` + "\n" + `{"Action":"output","Package":"example.org/app","Output":"in()\n"}`,
		text: "goroutine 1 [running]:\nmain.main()",
	},
	{ // zap, zerolog, logrus, slog; exports of Google Cloud and Datadog, journalctl -o json
		name: "json-escaped", sparse: true, strip: stripJSON,
		sample: `{"level":"error","ts":1787304273.26,"msg":"panic recovered","error":"boom","stacktrace":"goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac"}`,
		text:   "panic recovered: boom\ngoroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{ // logrus, slog.TextHandler, go-kit
		name: "logfmt-escaped", sparse: true, strip: stripLogfmt,
		sample: `time=2026-08-21T09:24:33.260+02:00 level=ERROR msg="panic recovered" err=boom stack="goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n"`,
		text:   "panic recovered: boom\ngoroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{ // serial consoles, and script(1) on one
		name: "crlf", strip: stripReturns,
		sample: "goroutine 1 [running]:\r\r\nmain.main()\r\r",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // a quoted string of Go, Python or JavaScript among other text
		name: "escaped", sparse: true, cost: 4, strip: stripEscaped,
		sample: `time: boom b'goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n' 500`,
		text:   "time: boom b\ngoroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{ // exports of log stores as tables
		name: "csv", fit: fitCSV,
		sample: "1787304273260,\"a \"\"b\"\"\",goroutine 1 [running]:,x\n1787304273261,c,\"main.main(0x1, \"\"x\"\")\n\t/home/dev/src/app/main.go:35 +0x5ac\",y",
		text:   "goroutine 1 [running]:\nmain.main(0x1, \"x\")\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{ // colours and other escape sequences of ECMA-48, and lines that a progress display has written over
		name: "ansi", sparse: true, strip: stripANSI,
		sample: "\x1b[31mgoroutine 1 [running]:\x1b[0m\n 50%\r100%\r\x1b[1;31mmain.main()\x1b[m",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{ // Markdown and mail
		name: "quote", strip: stripQuote,
		sample: "> goroutine 1 [running]:\n>> main.main()\n>",
		text:   "goroutine 1 [running]:\nmain.main()\n",
	},
	{
		name: "comment", strip: stripComment,
		sample: "// goroutine 1 [running]:\n# main.main()\n//\n\t* exit status 2",
		text:   "goroutine 1 [running]:\nmain.main()\n\nexit status 2",
	},
	{
		name: "indented", fit: fitIndented,
		sample: "    goroutine 1 [running]:\n    main.main()\n    \t/home/dev/src/app/main.go:35 +0x5ac",
		text:   "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{ // git diff, diff -u
		name: "diff", fit: fitDiff,
		sample: "+goroutine 1 [running]:\n main.main()\n-exit status 2",
		text:   "goroutine 1 [running]:\nmain.main()\nexit status 2",
	},
	{
		name: "grep", fit: fitGrep,
		sample: "api.log:12:goroutine 1 [running]:\napi.log-13-main.main()",
		text:   "goroutine 1 [running]:\nmain.main()",
	},
	{
		name: "fenced", fit: fitFences,
		sample: "{noformat}goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac{noformat}",
		text:   "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac",
	},
	{
		name: "html", fit: fitHTML,
		sample: "<html><body><pre>goroutine 1 [running]:\nmain.(*box&lt;int&gt;).work()<br/>\n<div class=\"x\">main.main()</div>",
		text:   "goroutine 1 [running]:\nmain.(*box<int>).work()\nmain.main()",
	},
	{ // mail
		name: "quoted-printable", fit: fitQuotedPrintable,
		sample: "goroutine 1 gp=3D0xc000002380 m=3D0 mp=3D0x5285a0 [running, locked to threa=\nd]:\nmain.main()",
		text:   "goroutine 1 gp=0xc000002380 m=0 mp=0x5285a0 [running, locked to thread]:\nmain.main()",
	},
	{ // by a terminal, or what is copied from one
		name: "folded", sparse: true, fit: fitFolded,
		sample: "goroutine 7 [select]:\nmain.(*queue).work({0xc000126000, 0x1c,\n0x1c0}, 0x2)\n        /home/dev/src/app/queue.go:35 +0\nx5ac\ncreated by main.main in goroutine 1\n        /home/dev/src/app/cmd/worker/mai\nn.go:18 +0x1d",
		text:   "goroutine 7 [select]:\nmain.(*queue).work({0xc000126000, 0x1c, 0x1c0}, 0x2)\n        /home/dev/src/app/queue.go:35 +0x5ac\ncreated by main.main in goroutine 1\n        /home/dev/src/app/cmd/worker/main.go:18 +0x1d",
	},
	{ // what no row above knows
		name: "prefix", sparse: true, fit: fitPrefix,
		sample: "worker#2 INFO goroutine 1 [running]:\nworker#2 INFO main.main()\nworker#2 WARN exit status 2",
		text:   "goroutine 1 [running]:\nmain.main()\nexit status 2",
	},
	{ // a blank line behind each line, as forms on web pages make
		name: "blank-lines", last: true, fit: fitDoubled,
		sample: "goroutine 1 [running]:\n\nmain.main()\n\n\t/home/dev/src/app/main.go:35 +0x5ac\n\n\n\ngoroutine 7 [select]:\n\nmain.work()\n",
		text:   "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\n\ngoroutine 7 [select]:\nmain.work()",
	},
	{ // in lines that are not evidence alone
		name: "quoted-printable", sparse: true, last: true, fit: fitEqualsSigns,
		sample: "[signal SIGSEGV: segmentation violation code=3D0x1 addr=3D0x0 pc=3D0x48976c=\n]",
		text:   "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48976c]",
	},
	{ // in names and labels only
		name: "html", sparse: true, last: true, fit: fitReferences,
		sample: "goroutine 1 [running labels:{&#34;a&#34;: &#34;b&#34;}]:",
		text:   "goroutine 1 [running labels:{\"a\": \"b\"}]:",
	},
	{ // tabs that were pasted as blanks or not at all, and blanks at the ends of lines
		name: "spaces", sparse: true, last: true, fit: fitSpaces,
		sample: "goroutine 1 [running]:  \nmain.main() \n    /home/dev/src/app/main.go:35 +0x5ac \ncreated by main.init\n/home/dev/src/app/main.go:12",
		text:   "goroutine 1 [running]:\nmain.main()\n\t/home/dev/src/app/main.go:35 +0x5ac\ncreated by main.init\n\t/home/dev/src/app/main.go:12",
	},
}
