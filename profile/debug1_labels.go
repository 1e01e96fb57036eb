package profile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parseLabelMap reads the labels of a debug=1 sample (labelMap.String in runtime/pprof/label.go): quoted keys and values.
//
//	{"svc":"users", "tenant":"a]b, c"}
func parseLabelMap(text string) []Label {
	rest, ok := strings.CutPrefix(text, "{")
	var labels []Label
	for ok && rest != "" && rest[0] == '"' {
		var l Label
		if l.Key, rest, ok = quotedWord(rest); !ok || !strings.HasPrefix(rest, ":") {
			break
		}
		if l.Value, rest, ok = quotedWord(rest[1:]); !ok {
			break
		}
		labels = append(labels, l)
		rest = strings.TrimPrefix(rest, ", ")
	}
	if rest != "}" || !ok {
		return []Label{{Value: text}}
	}
	return labels
}

func quotedWord(text string) (value, rest string, ok bool) {
	prefix, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", text, false
	}
	value, err = strconv.Unquote(prefix)
	return value, text[len(prefix):], err == nil
}

// labelList interns a set of labels.
func (in *interner) labelList(labels []Label) int32 {
	if len(labels) == 0 {
		return 0
	}
	var key strings.Builder
	key.WriteString("list")
	for _, l := range labels {
		fmt.Fprintf(&key, "%q%q", l.Key, l.Value)
	}
	i, ok := in.labels[key.String()]
	if !ok {
		i = int32(len(in.e.Labels))
		in.labels[key.String()] = i
		in.e.Labels = append(in.e.Labels, slices.Clone(labels))
	}
	return i
}
