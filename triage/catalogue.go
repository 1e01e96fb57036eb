package triage

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed families/*.txtar
var builtin embed.FS

// Catalogue is all known families, sorted by class and id.
type Catalogue struct {
	Families []*Family
	byID     map[string]*Family
}

// Builtin gives the families that come with the program. They are read once.
var Builtin = sync.OnceValues(func() (*Catalogue, error) {
	c := &Catalogue{byID: map[string]*Family{}}
	if err := c.add(builtin, "families"); err != nil {
		return nil, err
	}
	return c, c.link()
})

// With gives a catalogue that also holds a user's families: all files *.txtar of a folder. They pass the same checks;
// one that bears the id of a built-in family takes its place.
func (c *Catalogue) With(files fs.FS) (*Catalogue, error) {
	more := &Catalogue{Families: slices.Clone(c.Families), byID: map[string]*Family{}}
	for _, f := range c.Families {
		more.byID[f.ID] = f
	}
	if err := more.add(files, "."); err != nil {
		return nil, err
	}
	return more, more.link()
}

func (c *Catalogue) add(files fs.FS, folder string) error {
	names, err := fs.Glob(files, path.Join(folder, "*.txtar"))
	if err != nil {
		return fmt.Errorf("read families: %w", err)
	}
	var errs []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			errs = append(errs, fmt.Errorf("read family %s: %w", name, err))
			continue
		}
		f, err := ParseFamily(name, data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if before := c.byID[f.ID]; before != nil {
			c.Families = slices.DeleteFunc(c.Families, func(g *Family) bool { return g == before })
		}
		c.byID[f.ID] = f
		c.Families = append(c.Families, f)
	}
	slices.SortFunc(c.Families, func(a, b *Family) int {
		if n := slices.Index(classes, a.Class) - slices.Index(classes, b.Class); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return errors.Join(errs...)
}

// link checks that the families named by others exist.
func (c *Catalogue) link() error {
	var errs []error
	for _, f := range c.Families {
		for _, id := range slices.Concat(f.Over, f.See) {
			if c.byID[id] == nil {
				errs = append(errs, fmt.Errorf("%s:1: it names %s, and there is no such family", f.File, id))
			}
		}
	}
	return errors.Join(errs...)
}

// Find gives the family of an id, nil for none.
func (c *Catalogue) Find(id string) *Family { return c.byID[id] }

// Search gives the families that speak of a text, the best first: by id, by the strings people ask for, by title, by
// documentation. Case does not matter.
func (c *Catalogue) Search(text string) []*Family {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return nil
	}
	type hit struct {
		f    *Family
		rank int
	}
	var hits []hit
	for _, f := range c.Families {
		if rank := f.speaksOf(text); rank > 0 {
			hits = append(hits, hit{f, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.rank - b.rank })
	found := make([]*Family, len(hits))
	for i, h := range hits {
		found[i] = h.f
	}
	return found
}

// Answers reports whether a family is about a text, and does not only mention it.
func (f *Family) Answers(text string) bool {
	rank := f.speaksOf(strings.ToLower(strings.TrimSpace(text)))
	return rank > 0 && rank < 5
}

// speaksOf ranks how a family answers to a text in lower case: 1 best, 0 not at all.
func (f *Family) speaksOf(text string) int {
	asked := func(s string) bool {
		s = strings.ToLower(s)
		return startsWord(s, text) || strings.Contains(text, s)
	}
	switch {
	case f.ID == text:
		return 1
	case startsWord(f.ID, text):
		return 2
	case slices.ContainsFunc(f.Ask, asked):
		return 3
	case startsWord(strings.ToLower(f.Title), text):
		return 4
	case startsWord(strings.ToLower(f.Doc), text):
		return 5
	}
	return 0
}

// startsWord reports whether a text stands in another at the start of a word: "nope" is not in "connectionopener".
func startsWord(s, text string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], text)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(s[:from+i])
		first, _ := utf8.DecodeRuneInString(text)
		if !isWord(before) || !isWord(first) {
			return true
		}
		from += i + 1
	}
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// comesOver reports whether a comes before b where both match, directly or over others.
func (c *Catalogue) comesOver(a, b *Family) bool {
	seen := map[string]bool{}
	var reach func(f *Family) bool
	reach = func(f *Family) bool {
		for _, id := range f.Over {
			if id == b.ID {
				return true
			}
			if next := c.byID[id]; next != nil && !seen[id] {
				seen[id] = true
				if reach(next) {
					return true
				}
			}
		}
		return false
	}
	return reach(a)
}
