package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"gotriage/profile"
	"gotriage/symbolize"
	"gotriage/triage"
	"gotriage/ui/theme"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const corpus = "../../testdata/corpus"

// open makes a case of files.
func open(t *testing.T, files ...string) *triage.Case {
	t.Helper()
	catalogue, err := triage.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var list []*profile.Evidence
	for _, file := range files {
		e, err := profile.Open(file, profile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		e.Name = filepath.Base(file)
		list = append(list, e)
	}
	return triage.Analyze(list, triage.Options{Catalogue: catalogue, Rules: symbolize.Builtin()})
}

// goldens are the captures whose reports are kept.
var goldens = []string{
	"variants/nil.txt", "variants/nested.txt", "variants/overflow.txt", "variants/quit.txt", "variants/dump2.labels.txt",
	"cases/concurrent-map/go1.22.12.wwi.txt", "cases/cgo-segv-in-c/go1.20.14.null.txt", "cases/goexit-in-defer/go1.26.8.main.txt",
	"cases/deadlock-all-asleep/go1.26.8.cond.txt", "cases/defer-recover-boundary/go1.22.12.multiline.txt", "healthy-http.d2.txt",
	"recovered-http.txt", "recovered-gin.txt",
}

// TestGoldens compares the reports of real captures with what they were; -update rewrites them.
func TestGoldens(t *testing.T) {
	for _, file := range goldens {
		name := strings.ReplaceAll(strings.TrimSuffix(file, ".txt"), "/", "-")
		for _, w := range Writers {
			t.Run(name+"."+w.Format, func(t *testing.T) {
				var out bytes.Buffer
				if err := w.Write(&out, open(t, filepath.Join(corpus, file)), Options{}); err != nil {
					t.Fatal(err)
				}
				golden := filepath.Join("../../testdata/report", name+"."+w.Format)
				if *update {
					if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if out.String() != string(want) {
					t.Errorf("%s differs from what it was; is the change meant? go test -update rewrites it\n%s", golden, out.String())
				}
			})
		}
	}
}

// TestSchema validates the JSON report of every capture of the corpus.
func TestSchema(t *testing.T) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, pattern := range []string{"cases/*/*.txt", "variants/*.txt", "*.txt"} {
		found, err := filepath.Glob(filepath.Join(corpus, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 350 {
		t.Fatalf("only %d captures are left", len(files))
	}
	for _, file := range files {
		var out bytes.Buffer
		if err := JSON(&out, open(t, file), Options{}); err != nil {
			t.Fatal(err)
		}
		report, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(report); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestSchemaNamesEveryField fails when a field of the report is not described.
func TestSchemaNamesEveryField(t *testing.T) {
	var out bytes.Buffer
	if err := JSON(&out, open(t, filepath.Join(corpus, "variants/nested.txt")), Options{}); err != nil {
		t.Fatal(err)
	}
	var report, schema map[string]any
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(JSONSchema, &schema); err != nil {
		t.Fatal(err)
	}
	described(t, "report", report, schema)
}

// described walks a value beside its schema.
func described(t *testing.T, path string, value any, schema map[string]any) {
	t.Helper()
	if options, ok := schema["anyOf"].([]any); ok {
		schema, _ = options[0].(map[string]any)
	}
	switch value := value.(type) {
	case map[string]any:
		properties, ok := schema["properties"].(map[string]any)
		if !ok { // a map whose keys are the evidence's
			return
		}
		for key, inner := range value {
			of, ok := properties[key].(map[string]any)
			if !ok {
				t.Errorf("%s.%s is not in the schema", path, key)
				continue
			}
			described(t, path+"."+key, inner, of)
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, inner := range value {
			described(t, path+"[]", inner, items)
		}
	}
}

// TestTextFits holds the text report inside its width, with and without colours, whatever the evidence holds.
func TestTextFits(t *testing.T) {
	hostile := filepath.Join(t.TempDir(), "evil\x1b[2J.txt")
	dump := "panic: \x1b]0;owned\x07 \u202ereversed " + strings.Repeat("wide字", 200) + "\n\ngoroutine 1 [running\x1b[31m]:\n" +
		"main.\x1b[31mevil(...)\n\t/home/\x1b]52;c;aGk=\x07/" + strings.Repeat("long/", 100) + "x.go:1 +0x1\n"
	if err := os.WriteFile(hostile, []byte(dump), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{40, 80, 120} {
		for _, colors := range []colorprofile.Profile{colorprofile.Ascii, colorprofile.ANSI} {
			for _, file := range append([]string{hostile}, filepath.Join(corpus, "variants/quit.txt"), filepath.Join(corpus, "cases/concurrent-map/go1.26.8.ww.txt")) {
				var out bytes.Buffer
				if err := Text(&out, open(t, file), Options{Width: width, Theme: theme.New(true, colors)}); err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(out.String()) {
					line = strings.TrimSuffix(line, "\n")
					if w := ansi.StringWidth(line); w > width {
						t.Errorf("%s at %d columns: %d wide: %q", filepath.Base(file), width, w, line)
					}
					if colors == colorprofile.Ascii && strings.ContainsAny(line, "\x1b\x07\u202e") {
						t.Errorf("%s: evidence reaches the terminal: %q", filepath.Base(file), line)
					}
				}
				if strings.Contains(out.String(), "\x1b]") || strings.Contains(out.String(), "\u202e") {
					t.Errorf("%s: evidence reaches the terminal", filepath.Base(file))
				}
			}
		}
	}
}

// TestFind names the formats that there are.
func TestFind(t *testing.T) {
	if _, err := Find("xml"); err == nil || !strings.Contains(err.Error(), "text, json") {
		t.Errorf("the error is %v, want one that names the formats", err)
	}
}
