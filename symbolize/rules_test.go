package symbolize

import (
	"strings"
	"testing"
)

func TestBuiltinRules(t *testing.T) {
	for _, err := range Builtin().Check() {
		t.Error(err)
	}
	for _, k := range []kind{kindFunc, kindFile, kindMessage} {
		for _, rule := range Builtin().byKind[k] {
			if rule.why == "" {
				t.Errorf("%s: %s does not say why", rule.place, rule.name)
			}
			for _, s := range rule.samples {
				if rule.when != "" && !s.no && !strings.Contains(s.in, rule.when) {
					t.Errorf("%s: %q is never tried: it does not hold %q", s.place, s.in, rule.when)
				}
			}
		}
	}
}

// TestOrder takes samples through all rules together.
func TestOrder(t *testing.T) {
	rules := Builtin()
	tests := []struct{ got, want string }{
		{rules.Func("gopkg.in/yaml%2ev3.(*decoder[go.shape.int]).unmarshal-fm(0xc0, {0x1, ...})"), "gopkg.in/yaml.v3.(*decoder[...]).unmarshal"},
		{rules.File("/home/dev/.cache/bazel/_bazel_dev/0f/execroot/_main/external/go_sdk/src/runtime/proc.go"), "$GOROOT/src/runtime/proc.go"},
		{rules.File("/home/dev/go/pkg/mod/example.com/x@v1.2.3/vendor/github.com/pkg/errors/errors.go"), "github.com/pkg/errors/errors.go"},
		{rules.Message("panic: (*main.S) 0xc000012120 [recovered]"), "panic: (*main.S)"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("got  %q\nwant %q", test.got, test.want)
		}
	}
}

const goodRule = `
-- func/fork --
# our fork
pattern: ^github\.com/acme/(errors)
replace: github.com/pkg/${1}
yes: github.com/acme/errors.New => github.com/pkg/errors.New
no: github.com/acme/svc.New
`

func TestLoadRulesErrors(t *testing.T) {
	tests := []struct{ what, text, want string }{
		{"empty", "only a comment\n", "x.txtar:1: no rules"},
		{"kind", "-- wrap/cri --\npattern: a\nreplace:\nyes: a =>\n", `x.txtar:1: rule "wrap/cri": a rule is named func/..., file/... or message/...`},
		{"no name", "-- func --\npattern: a\nreplace:\nyes: a =>\n", `x.txtar:1: rule "func": a rule is named`},
		{"key", "\n-- func/a --\npattern: a\nreplace:\nyse: a => b\nyes: a =>\n", `x.txtar:5: unknown key "yse": when, pattern, replace, yes or no`},
		{"regexp", "-- func/a --\n# why\npattern: a(\nreplace:\nyes: a =>\n", "x.txtar:3: pattern: error parsing regexp: missing closing )"},
		{"no pattern", "-- func/a --\nreplace:\nyes: a =>\n", "x.txtar:1: func/a has no pattern: line"},
		{"no replace", "-- func/a --\npattern: a\nyes: a =>\n", "x.txtar:1: func/a has no replace: line"},
		{"no sample", "-- func/a --\npattern: a\nreplace:\nno: b\n", "x.txtar:1: func/a has no sample: add a line yes: input => output"},
		{"arrow", "-- func/a --\npattern: a\nreplace:\nyes: a -> b\n", "x.txtar:4: a sample reads yes: input => output"},
		{"quote", "-- func/a --\npattern: a\nreplace: \"\\q\"\nyes: a =>\n", `x.txtar:3: "\q" is no Go string`},
		{"twice", "-- func/a --\npattern: a\npattern: b\nreplace:\nyes: a =>\n", "x.txtar:3: a second pattern: line"},
		{"same name", goodRule + goodRule, "x.txtar:9: a second rule of the name func/fork"},
	}
	for _, test := range tests {
		rules, err := LoadRules("x.txtar", []byte(test.text))
		if err == nil || rules != nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.what, err, test.want)
		}
	}
	_, err := LoadRules("x.txtar", []byte("-- func/a --\npatern: a\nreplace:\nyes: a =>\n-- func/b --\npattern: [\nreplace:\nyes: a =>\n"))
	if err == nil || !strings.Contains(err.Error(), "x.txtar:2:") || !strings.Contains(err.Error(), "x.txtar:6:") {
		t.Errorf("not all errors are told: %v", err)
	}
}

func TestCheckErrors(t *testing.T) {
	tests := []struct{ what, text, want string }{
		{"yes", "-- func/a --\npattern: a\nreplace: b\nyes: xa => xc\n", `x.txtar:4: func/a makes "xb" of "xa", the sample says "xc"`},
		{"no", "-- func/a --\npattern: a\nreplace: b\nyes: xa => xb\nno: ya\n", `x.txtar:5: func/a must leave "ya" alone but makes "yb" of it`},
		{"idle", "-- func/a --\npattern: a\nreplace: b\nyes: x => x\n", "x.txtar:4: func/a: this yes changes nothing"},
		{"restless", "-- func/a --\npattern: ^a\nreplace: aa\nyes: a => aa\n", "the rules do not come to rest"},
	}
	for _, test := range tests {
		rules, err := LoadRules("x.txtar", []byte(test.text))
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		errs := rules.Check()
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.what, errs, test.want)
		}
	}
}

func TestWith(t *testing.T) {
	user, err := LoadRules("user.txtar", []byte(strings.ReplaceAll(goodRule, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	before := len(Builtin().byKind[kindFunc])
	both := Builtin().With(user)
	if errs := both.Check(); len(errs) > 0 {
		t.Error(errs)
	}
	if got := both.Func("github.com/acme/errors.New[int]"); got != "github.com/pkg/errors.New[...]" {
		t.Errorf("the user's rule does not come behind the built-in ones: %q", got)
	}
	if len(Builtin().byKind[kindFunc]) != before || Builtin().With(nil) != Builtin() {
		t.Error("With changed the built-in rules")
	}
}
