package triage

import (
	"fmt"
	"go/version"
	"strings"
)

// versions is a range of Go versions: alternatives of bounds that all hold.
type versions [][]bound

type bound struct {
	op      string
	version string // "go1.24"
}

// parseVersions reads a range of Go versions.
//
//	>=1.24
//	<=1.22 || >=1.26
//	>=1.23 <1.27
func parseVersions(text string) (versions, error) {
	var r versions
	for alternative := range strings.SplitSeq(text, "||") {
		var bounds []bound
		for word := range strings.FieldsSeq(alternative) {
			b, err := parseBound(word)
			if err != nil {
				return nil, err
			}
			bounds = append(bounds, b)
		}
		if len(bounds) == 0 {
			return nil, fmt.Errorf("%q is not a range of Go versions like \">=1.24\"", text)
		}
		r = append(r, bounds)
	}
	return r, nil
}

func parseBound(word string) (bound, error) {
	for _, op := range []string{">=", "<=", ">", "<", "="} {
		rest, ok := strings.CutPrefix(word, op)
		if !ok {
			continue
		}
		if v := "go" + rest; version.IsValid(v) {
			return bound{op, v}, nil
		}
		break
	}
	return bound{}, fmt.Errorf("%q is not a bound on Go versions like \">=1.24\"", word)
}

// contains says whether a version lies in the range. known is "go1.26.8", a lower bound ">=go1.24", or empty.
func (r versions) contains(known string) Truth {
	all := False
	for _, alternative := range r {
		holds := True
		for _, b := range alternative {
			holds = min(holds, b.holds(known))
		}
		all = max(all, holds)
	}
	return all
}

func (b bound) holds(known string) Truth {
	if known == "" {
		return Unknown
	}
	if atLeast, ok := strings.CutPrefix(known, ">="); ok {
		above := version.Compare(atLeast, b.version)
		switch {
		case b.op == ">=" && above >= 0, b.op == ">" && above > 0:
			return True
		case (b.op == "<=" || b.op == "=") && above > 0, b.op == "<" && above >= 0:
			return False
		}
		return Unknown
	}
	exact := known
	if b.op == "<=" || b.op == "=" || b.op == ">" { // 1.22 stands for all of 1.22
		if !strings.Contains(strings.TrimPrefix(b.version, "go1."), ".") {
			exact = version.Lang(known)
		}
	}
	n := version.Compare(exact, b.version)
	return truth(map[string]bool{">=": n >= 0, "<=": n <= 0, ">": n > 0, "<": n < 0, "=": n == 0}[b.op])
}
