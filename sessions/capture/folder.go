package capture

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Folder keeps what comes in files that only their owner may read, and overwrites none.
type Folder struct {
	dir   string
	stamp string // begins the names of the files of one round
	tell  func(path string)
}

// stampForm is the time in names of files: UTC, in the order of time when they are sorted.
const stampForm = "20060102T150405Z"

// Stamp writes a time as it stands in names.
func Stamp(t time.Time) string { return t.UTC().Format(stampForm) }

// NewFolder is a folder that is made when the first file comes. tell hears the path of each file that is there whole.
func NewFolder(dir string, tell func(path string)) *Folder { return &Folder{dir: dir, tell: tell} }

// Begin gives the files of the next round a name of their own: the time, with a number where one second has two.
func (f *Folder) Begin(now time.Time) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the folder: %w", err)
	}
	for n := 1; ; n++ {
		f.stamp = Stamp(now)
		if n > 1 {
			f.stamp += fmt.Sprintf("-%d", n)
		}
		if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), f.stamp+"-") }) {
			return nil
		}
	}
}

// partialEnd marks a file whose end is missing, or has not come yet.
const partialEnd = ".partial"

// Take writes a part to its file. One whose end is missing keeps the mark in its name; an empty one is removed.
func (f *Folder) Take(p *Part, body io.Reader) error {
	path := filepath.Join(f.dir, f.stamp+"-"+p.kind.file())
	err := f.write(path, body)
	switch {
	case err != nil:
		return err
	case p.Bytes == 0:
		return os.Remove(path + partialEnd)
	case p.Err == nil:
		if err = publish(path+partialEnd, path); err == nil {
			p.File = path
			f.tell(path)
		}
	default:
		p.File = path + partialEnd
	}
	return err
}

// write writes a body to a new file with the mark in its name. An error of the body is none: its part holds it.
func (f *Folder) write(path string, body io.Reader) error {
	file, err := f.create(path + partialEnd)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, &forgiving{r: body})
	return errors.Join(err, file.Close())
}

// create makes a file that was not there, and its folder.
func (f *Folder) create(path string) (*os.File, error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// forgiving ends where its reader breaks off.
type forgiving struct{ r io.Reader }

// Read reads.
func (f *forgiving) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// publish takes the mark off a name, and never overwrites: a link fails where a file is. Not every file system has
// links.
func publish(from, to string) error {
	err := os.Link(from, to)
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	if err == nil {
		return os.Remove(from)
	}
	if _, err := os.Lstat(to); err == nil {
		return &fs.PathError{Op: "write", Path: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

// manifest is what is written beside the files of a round.
type manifest struct {
	Schema   string          `json:"schema"` // fields are added, never renamed
	Address  string          `json:"address"`
	Began    time.Time       `json:"began"`
	Seconds  float64         `json:"seconds"`
	Error    string          `json:"error,omitempty"` // why the round ended early
	Estimate *manifestDump   `json:"dump_estimate,omitempty"`
	Parts    []manifestEntry `json:"parts"`
}

type manifestDump struct {
	Known      bool    `json:"known"`
	Goroutines int64   `json:"goroutines"`
	Bytes      int64   `json:"bytes"`
	Pauses     int     `json:"pauses"`
	Seconds    float64 `json:"seconds"`
	Cut        bool    `json:"cut"`
}

type manifestEntry struct {
	Profile string      `json:"profile"`
	URL     string      `json:"url"`
	File    string      `json:"file,omitempty"`
	Bytes   int64       `json:"bytes"`
	Partial bool        `json:"partial,omitempty"`
	Began   time.Time   `json:"began"`
	Seconds float64     `json:"seconds"`
	Status  int         `json:"status,omitempty"`
	Header  http.Header `json:"header,omitempty"`
	Remarks []string    `json:"remarks,omitempty"`
	Error   string      `json:"error,omitempty"`
}

// Manifest writes what a round has brought, with the headers of each answer and what is missing; failed is why the round
// ended early, nil where it did not.
func (f *Folder) Manifest(r *Round, failed error) error {
	m := manifest{
		Schema: "gotriage.capture/v1", Address: r.Address, Began: r.Began.UTC(), Seconds: r.Took.Seconds(),
		Error: text(failed), Parts: []manifestEntry{},
	}
	if e := r.Estimate; e != nil {
		m.Estimate = &manifestDump{e.Known, e.Goroutines, e.Bytes, e.Attempts, e.Pause.Seconds(), e.Cut}
	}
	for _, p := range r.Parts {
		entry := manifestEntry{
			Profile: p.Kind, URL: p.URL, Bytes: p.Bytes, Partial: p.Partial, Began: p.Began.UTC(), Seconds: p.Took.Seconds(),
			Status: p.Status, Header: p.Header, Remarks: p.Remarks, Error: text(p.Err),
		}
		if p.File != "" {
			entry.File = filepath.Base(p.File)
		}
		m.Parts = append(m.Parts, entry)
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	path := filepath.Join(f.dir, f.stamp+"-manifest.json")
	file, err := f.create(path)
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	_, err = file.Write(append(data, '\n'))
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	f.tell(path)
	return nil
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
