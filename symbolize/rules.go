package symbolize

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// kind is what a rule is applied to: the first half of its name.
type kind string

// The kinds of rules.
const (
	kindFunc    kind = "func"    // a function's symbol
	kindFile    kind = "file"    // the path of a source file
	kindMessage kind = "message" // a panic or error text
)

// Rules are normalisation rules in the order in which they are applied. They do not change once they are loaded.
type Rules struct {
	byKind map[kind][]rule
}

// rule is one section of a rules file.
type rule struct {
	kind    kind
	name    string // "func/type-arguments"
	place   string // "rules.txtar:12", of its marker line
	why     string
	when    string // literal that a text must hold, or empty
	pattern *regexp.Regexp
	replace string // template of regexp.Expand
	samples []sample
}

// sample is one line "yes: input => output" or "no: input".
type sample struct {
	in, out string // equal for a "no"
	no      bool
	place   string
}

// Texts over these lengths, in bytes, are left as they are: no compiler writes such names, and the time a rule takes
// grows with the text.
const (
	maxNameLength    = 4 << 10
	maxMessageLength = 64 << 10
)

// maxGrowingRounds ends rules that feed each other for ever; Check reports them.
const maxGrowingRounds = 16

//go:embed rules.txtar
var builtinRules []byte

var loadBuiltin = sync.OnceValue(func() *Rules {
	rules, err := LoadRules("rules.txtar", builtinRules)
	if err != nil {
		panic(err) // compiled in: the tests load the same bytes
	}
	return rules
})

// Builtin gives the rules that come with the program. They are compiled on first use.
func Builtin() *Rules { return loadBuiltin() }

// With gives these rules followed by the user's own, which see what the rules before them made. Both stay as they are.
// Check them together: a sample that was right alone can fail behind other rules.
func (r *Rules) With(user *Rules) *Rules {
	if user == nil {
		return r
	}
	both := &Rules{byKind: map[kind][]rule{}}
	for _, from := range []*Rules{r, user} {
		for k, list := range from.byKind {
			both.byKind[k] = append(both.byKind[k], list...)
		}
	}
	return both
}

// Func gives the normal form of a function's symbol, with the ordinals of closures.
func (r *Rules) Func(symbol string) string { return r.apply(kindFunc, symbol) }

// File gives the normal form of a source file's path. It knows nothing of packages: what tells GOROOT from a GOPATH
// named "go" is Namer's.
func (r *Rules) File(path string) string { return r.apply(kindFile, path) }

// Message gives the text by which equal panic and error messages are found.
func (r *Rules) Message(text string) string { return r.apply(kindMessage, text) }

// apply runs the rules of a kind until they change nothing, so that applying them twice is applying them once.
func (r *Rules) apply(k kind, text string) string {
	limit := maxNameLength
	if k == kindMessage {
		limit = maxMessageLength
	}
	list := r.byKind[k]
	for growing := 0; growing < maxGrowingRounds && len(text) <= limit; {
		before := text
		for i := range list {
			text = list[i].apply(text)
		}
		if text == before {
			break
		}
		if len(text) >= len(before) {
			growing++
		}
	}
	return text
}

// apply runs one rule once.
func (r *rule) apply(text string) string {
	if r.when != "" && !strings.Contains(text, r.when) {
		return text
	}
	return r.pattern.ReplaceAllString(text, r.replace)
}

// Check runs every sample: a rule must make of a "yes" what it says, must leave a "no" alone, and normalising a text
// twice must give what normalising it once gives. Each error names the sample's file and line.
func (r *Rules) Check() []error {
	var errs []error
	for _, k := range []kind{kindFunc, kindFile, kindMessage} {
		for i := range r.byKind[k] {
			errs = append(errs, r.checkRule(&r.byKind[k][i])...)
		}
	}
	return errs
}

func (r *Rules) checkRule(rule *rule) []error {
	var errs []error
	for _, s := range rule.samples {
		got := rule.apply(s.in)
		switch {
		case s.no && got != s.in:
			errs = append(errs, fmt.Errorf("%s: %s must leave %q alone but makes %q of it", s.place, rule.name, s.in, got))
		case !s.no && got != s.out:
			errs = append(errs, fmt.Errorf("%s: %s makes %q of %q, the sample says %q", s.place, rule.name, got, s.in, s.out))
		case !s.no && s.in == s.out:
			errs = append(errs, fmt.Errorf("%s: %s: this yes changes nothing; write it as no: %s", s.place, rule.name, s.in))
		}
		once := r.apply(rule.kind, s.in)
		if twice := r.apply(rule.kind, once); twice != once {
			errs = append(errs, fmt.Errorf("%s: %s: normalising %q gives %q, and again gives %q: the rules do not come to rest", s.place, rule.name, s.in, once, twice))
		}
	}
	return errs
}
