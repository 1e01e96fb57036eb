package profile

import (
	"bytes"
	"encoding/hex"
	"html"
)

var (
	fence     = lazily("^[ \t]*(?:```[a-z]*|~~~[a-z]*|\\{noformat\\}|\\{code(?::[^}\n]*)?\\})[ \t]*")
	fenceLast = lazily("(?:```|~~~|\\{noformat\\}|\\{code\\})[ \t]*$")
)

// fitFences finds marks around a text that stand in its lines: of Markdown and Slack, and of Jira
// (jira.atlassian.com, "Text Formatting Notation").
//
//	{noformat}goroutine 1 [running]:
func fitFences(sample []piece) *wrapping {
	for _, l := range sample {
		if _, ok := stripFences(l.text); ok {
			return &wrapping{name: "fenced", sparse: true, strip: stripFences}
		}
	}
	return nil
}

func stripFences(line []byte) (inner, bool) {
	if bytes.IndexByte(line, '`') < 0 && bytes.IndexByte(line, '~') < 0 && bytes.IndexByte(line, '{') < 0 {
		return inner{}, false
	}
	text := line[len(fence().Find(line)):]
	text = text[:len(text)-len(fenceLast().Find(text))]
	return inner{text: text}, len(text) > 0 && len(text) < len(line) && (isCrash(text) || weight(text) > 0)
}

var (
	tag       = lazily(`</?(?i:html|body|pre|code|div|span|p|br|tt|samp|b|i|em|strong|a|font|table|tbody|tr|td|th|ol|ul|li|blockquote)(?:\s[^<>]*)?/?>`)
	lineBreak = lazily(`(?i:<br\s*/?>|</(?:p|div|tr|li|pre)>)`)
	reference = lazily(`&(?:#\d{1,5}|#x[0-9a-fA-F]{1,4}|lt|gt|amp|quot|apos|nbsp);`)
)

// fitHTML finds markup of web pages around the lines of a text, or in them.
func fitHTML(sample []piece) *wrapping {
	for _, l := range sample {
		if reference().Match(l.text) || tag().Match(l.text) {
			return &wrapping{name: "html", sparse: true, strip: stripHTML}
		}
	}
	return nil
}

// stripHTML takes tags off a line, and turns what stands for characters back into them.
//
//	<div class="line">goroutine 1 [chan receive labels:{&#34;handler&#34;: &#34;/x&#34;}]:</div>
func stripHTML(line []byte) (inner, bool) {
	if bytes.IndexByte(line, '<') < 0 && bytes.IndexByte(line, '&') < 0 {
		return inner{}, false
	}
	text := bytes.TrimSuffix(lineBreak().ReplaceAll(line, []byte{'\n'}), []byte{'\n'})
	text = tag().ReplaceAll(text, nil)
	if bytes.IndexByte(text, '&') >= 0 {
		text = []byte(html.UnescapeString(string(text)))
	}
	return inner{text: text}, !bytes.Equal(text, line)
}

// fitReferences finds characters in the names and labels of a text that are written as web pages must.
func fitReferences(sample []piece) *wrapping {
	for _, l := range sample {
		if (isGoroutine(l.text) || weight(l.text) > 0) && reference().Match(l.text) {
			return &wrapping{name: "html", sparse: true, strip: stripHTML}
		}
	}
	return nil
}

// mailWidth is how long a line of mail is at most in quoted-printable, and how long where it is cut, in bytes (RFC 2045,
// 6.7; cut may be before a character that is three bytes there, and UTF-8 is not torn).
const (
	mailWidth = 76
	mailCut   = 64
)

// fitQuotedPrintable finds lines of mail that are cut by an equals sign at their end.
func fitQuotedPrintable(sample []piece) *wrapping {
	for _, l := range sample {
		if n := len(l.text); n >= mailCut && n <= mailWidth && l.text[n-1] == '=' {
			return &wrapping{
				name: "quoted-printable", sparse: true, strip: stripQuotedPrintable,
				goesOn: func(_, _ []byte) (string, bool) { return "", true },
			}
		}
	}
	return nil
}

// fitEqualsSigns finds that the equals signs of a crash are written as mail must.
//
//	[signal SIGSEGV: segmentation violation code=3D0x1 addr=3D0x0 pc=3D0x48976c=
func fitEqualsSigns(sample []piece) *wrapping {
	for _, l := range sample {
		if bytes.Contains(l.text, []byte("=3D0x")) {
			return fitQuotedPrintable(sample)
		}
	}
	return nil
}

// stripQuotedPrintable decodes a line of mail.
//
//	goroutine 1 gp=3D0xc000002380 m=3D0 mp=3D0x5285a0 [running, locked to th=
//	read]:
func stripQuotedPrintable(line []byte) (inner, bool) {
	text, partial := bytes.CutSuffix(line, []byte{'='})
	i := bytes.IndexByte(text, '=')
	if i < 0 {
		return inner{text: text, partial: partial}, partial
	}
	out := make([]byte, 0, len(text))
	for i >= 0 {
		out = append(out, text[:i]...)
		var b [1]byte
		if n := i + 3; n <= len(text) && isUpperHex(text[i+1:n]) {
			_, _ = hex.Decode(b[:], text[i+1:n]) // they are digits
		}
		if b[0] == '\t' || b[0] >= ' ' {
			out, text = append(out, b[0]), text[i+3:]
		} else {
			out, text = append(out, '='), text[i+1:]
		}
		i = bytes.IndexByte(text, '=')
	}
	out = append(out, text...)
	return inner{text: out, partial: partial}, partial || len(out) < len(line)
}

func isUpperHex(text []byte) bool { return len(bytes.Trim(text, "0123456789ABCDEF")) == 0 }
