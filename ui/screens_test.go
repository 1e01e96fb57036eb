package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the screens in testdata/screens")

// sizes at which every screen is kept.
var sizes = []string{"80x24", "120x40", "40x12"}

// TestScreens runs each script in testdata/screens at each size and compares what is shown. A script opens captures,
// presses keys and types text:
//
//	open shop-crash.log
//	keys 2 enter tab
//	type state("select")
//	resize 25x6
func TestScreens(t *testing.T) {
	files, err := filepath.Glob("testdata/screens/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no screens: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if archive.Files[0].Name != "script" {
				t.Fatalf("the first file is %s, want script", archive.Files[0].Name)
			}
			got := &txtar.Archive{Comment: archive.Comment, Files: archive.Files[:1:1]}
			for _, size := range sizes {
				got.Files = append(got.Files, txtar.File{Name: size, Data: []byte(play(t, string(archive.Files[0].Data), size))})
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, want := range got.Files[1:] {
				i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == want.Name })
				kept := ""
				if i >= 0 {
					kept = string(archive.Files[i].Data)
				}
				if kept != string(want.Data) {
					t.Errorf("%s at %s differs; go test ./ui -update rewrites the screens, read the diff\n%s", file, want.Name, differences(kept, string(want.Data)))
				}
			}
		})
	}
}

// differences are the lines in which two screens differ.
func differences(kept, got string) string {
	a, b := strings.Split(kept, "\n"), strings.Split(got, "\n")
	var out strings.Builder
	for i := range max(len(a), len(b)) {
		var before, after string
		if i < len(a) {
			before = a[i]
		}
		if i < len(b) {
			after = b[i]
		}
		if before != after {
			fmt.Fprintf(&out, "line %d\n- %s\n+ %s\n", i+1, before, after)
		}
	}
	return out.String()
}

func play(t *testing.T, script, size string) string {
	t.Helper()
	var width, height int
	if _, err := fmt.Sscanf(size, "%dx%d", &width, &height); err != nil {
		t.Fatal(err)
	}
	var d *driver
	for line := range strings.Lines(script) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "open":
			d = newDriver(t, width, height, strings.Fields(rest)...)
		case "reading":
			d = loadingDriver(t, width, height, rest)
		case "keys":
			d.keys(strings.Fields(rest)...)
		case "type":
			d.typeText(rest)
		case "resize":
			var w, h int
			if _, err := fmt.Sscanf(rest, "%dx%d", &w, &h); err != nil {
				t.Fatal(err)
			}
			d.send(tea.WindowSizeMsg{Width: w, Height: h})
		default:
			t.Fatalf("script: %q is not open, keys, type or resize", word)
		}
	}
	return d.screen()
}

// loadingDriver is a workbench that still reads: so many bytes of so many.
func loadingDriver(t *testing.T, width, height int, amount string) *driver {
	d := &driver{t: t, m: newModel(t.Context(), Options{Version: "v1.2.3"})}
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	p := progressed{name: "/var/log/pods/shop_api-7f9c/api/0.log"}
	if _, err := fmt.Sscan(amount, &p.done, &p.total); err != nil {
		t.Fatal(err)
	}
	d.send(p)
	return d
}
