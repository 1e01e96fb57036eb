package profile

import "bytes"

// stripCRI takes the prefix of a kubelet's container log off. Its tags are F or P, and may be followed by others.
//
//	2026-08-21T09:24:33.260739149Z stderr F goroutine 1 [running]:
func stripCRI(line []byte) (inner, bool) {
	if len(line) < 20 || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':' {
		return inner{}, false
	}
	space := 19 + bytes.IndexByte(line[19:min(len(line), 40)], ' ')
	if space < 20 {
		return inner{}, false
	}
	rest := line[space+1:]
	if len(rest) < 8 || string(rest[:7]) != "stderr " && string(rest[:7]) != "stdout " {
		return inner{}, false
	}
	in := inner{stream: rest[:6], time: line[:space], partial: rest[7] == 'P', within: true}
	if rest[7] != 'F' && rest[7] != 'P' {
		return inner{}, false
	}
	rest = rest[8:]
	if len(rest) > 0 && rest[0] == ':' {
		end := bytes.IndexByte(rest, ' ')
		if end < 0 {
			end = len(rest)
		}
		rest = rest[end:]
	}
	if len(rest) > 0 && rest[0] != ' ' {
		return inner{}, false
	}
	in.text = rest[min(1, len(rest)):]
	return in, true
}

// stripDocker takes one line out of Docker's log file. What does not end in a newline goes on: Docker cuts lines at
// 16 KiB. Collectors add members of their own; logtag is the tag of the CRI format.
//
//	{"log":"goroutine 1 [running]:\n","stream":"stderr","time":"2026-08-21T09:24:33.260739149Z"}
func stripDocker(line []byte) (inner, bool) {
	if len(line) == 0 || line[0] != '{' || !bytes.Contains(line, []byte(`"log"`)) {
		return inner{}, false
	}
	var log, stream, time, tag []byte
	if !members(line, func(key, value []byte) {
		switch string(key) {
		case "log":
			log = value
		case "stream":
			stream = quoted(value)
		case "time":
			time = quoted(value)
		case "logtag":
			tag = quoted(value)
		}
	}) {
		return inner{}, false
	}
	if len(log) == 0 || log[0] != '"' || time == nil || string(stream) != "stderr" && string(stream) != "stdout" {
		return inner{}, false
	}
	text, ended := cutNewline(quoted(log))
	return inner{text: unescape(text), stream: stream, time: time, partial: !ended && string(tag) != "F"}, true
}

// cutNewline takes the escaped end of a line off.
//
//	goroutine 1 [running]:\n
func cutNewline(escaped []byte) (text []byte, ok bool) {
	text, ok = bytes.CutSuffix(escaped, []byte(`\n`))
	if ok && dangling(text) { // an escaped backslash before an n
		return escaped, false
	}
	return bytes.TrimSuffix(text, []byte(`\r`)), ok
}
