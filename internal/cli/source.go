package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"gotriage/symbolize"
)

// sourceRoots are the folders in which the source of frames may be looked for, and nothing else is opened: those that
// were named, the module of the working directory, GOROOT, the module cache. Links do not lead out of them.
func sourceRoots(named []string) []symbolize.Root {
	var roots []symbolize.Root
	add := func(r symbolize.Root) {
		if dir, err := os.OpenRoot(r.Name); err == nil {
			r.FS = dir.FS()
			roots = append(roots, r)
		}
	}
	for _, dir := range named {
		if full, err := filepath.Abs(dir); err == nil {
			add(symbolize.Root{Name: full, Module: moduleOf(full), Asked: true})
		}
	}
	if dir := moduleFolder(); dir != "" {
		add(symbolize.Root{Name: dir, Module: moduleOf(dir)})
	}
	if dir := goroot(); dir != "" {
		add(symbolize.Root{Name: filepath.Join(dir, "src"), Std: true})
	}
	if dir := moduleCache(); dir != "" {
		add(symbolize.Root{Name: dir, Cache: true})
	}
	return roots
}

// moduleFolder is the folder at or above the working directory that holds a go.mod; "" for none.
func moduleFolder() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// moduleOf reads the path of the module in a folder; "" where it holds none.
func moduleOf(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if module, ok := strings.CutPrefix(strings.TrimSpace(line), "module "); ok {
			module, _, _ = strings.Cut(module, "//")
			return strings.Trim(strings.TrimSpace(module), `"`)
		}
	}
	return ""
}

// goroot is where the go command's own source lies; "" where none is installed.
func goroot() string {
	if dir := os.Getenv("GOROOT"); dir != "" {
		return dir
	}
	name := "go"
	if runtime.GOOS == "windows" {
		name = "go.exe"
	}
	command, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	if command, err = filepath.EvalSymlinks(command); err != nil {
		return ""
	}
	return filepath.Dir(filepath.Dir(command))
}

func moduleCache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	path := filepath.SplitList(os.Getenv("GOPATH"))
	if len(path) > 0 && path[0] != "" {
		return filepath.Join(path[0], "pkg", "mod")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, "go", "pkg", "mod")
}
