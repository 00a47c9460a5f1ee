// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// Load reads sources/*.yaml, derived/*.yaml and frameworks/*.yaml below a data
// folder. Its error, of type Faults, lists everything that is wrong at once.
func Load(fsys fs.FS, reg *country.Register) (*Catalog, error) {
	return request{known: Known{Countries: reg}, sources: true, frameworks: all}.load(fsys)
}

// LoadSources is Load without the frameworks, for what only reads data.
func LoadSources(fsys fs.FS, reg *country.Register) (*Catalog, error) {
	return request{known: Known{Countries: reg}, sources: true, frameworks: none}.load(fsys)
}

// Published looks up a published indicator somewhere else than in the sources'
// definitions, such as in the manifest of a snapshot.
type Published func(id string) (obs.Indicator, bool)

// LoadFramework reads derived/*.yaml and one framework, or every framework where
// the id is empty, and takes published indicators from elsewhere: the sources'
// definitions are most of the text, and who judges a snapshot need not wait for
// them. The catalog has no sources, and of the published indicators only those
// that are referred to. A framework that is not there is an error that wraps
// fs.ErrNotExist.
func LoadFramework(fsys fs.FS, id string, published Published) (*Catalog, error) {
	only := all
	if id != "" {
		only = func(name string) bool { return name == id }
	}
	c, err := request{frameworks: only, published: published}.load(fsys)
	if err == nil && id != "" && len(c.frameworks) == 0 {
		return nil, fmt.Errorf("framework %q: %w", id, fs.ErrNotExist)
	}
	return c, err
}

// Lint lists everything that is wrong in a data folder, sorted by file and place.
// Beyond what Load checks, it checks the names of readers and looks for figures
// of importer-only sources in the snapshot.
func Lint(fsys fs.FS, known Known) []Fault {
	l := request{known: known, sources: true, frameworks: all}.read(fsys)
	for _, s := range l.sources {
		l.shipped(fsys, s)
	}
	return sortFaults(l.faults)
}

// request says what to load.
type request struct {
	known   Known
	sources bool
	// frameworks chooses files by their names without the ending.
	frameworks func(name string) bool
	published  Published
}

func all(string) bool { return true }

func none(string) bool { return false }

// load reads what is asked for and refuses it where it has faults.
func (r request) load(fsys fs.FS) (*Catalog, error) {
	l := r.read(fsys)
	if len(l.faults) > 0 {
		return nil, Faults(l.faults)
	}
	return l.catalog, nil
}

// loading is a data folder on its way into a catalog.
type loading struct {
	catalog    *Catalog
	sources    []*sourceFile
	derived    []*derivedFile
	frameworks []*frameworkFile
	faults     []Fault
}

// read parses all files, each by itself and side by side, and then links them in
// the order of their names.
func (r request) read(fsys fs.FS) *loading {
	l := &loading{catalog: &Catalog{sources: map[string]*source.Definition{}, entries: map[string]*Entry{}}}
	f := &folder{fsys: fsys}
	if r.sources {
		l.sources = parseAll(f, "sources", all, func(file string, text []byte) *sourceFile {
			return parseSource(file, text, r.known)
		})
	}
	l.derived = parseAll(f, "derived", all, parseDerived)
	l.frameworks = parseAll(f, "frameworks", r.frameworks, parseFramework)
	f.run()
	l.faults = f.faults
	l.index()
	if r.published != nil {
		l.borrow(r.published)
	}
	l.link()
	l.faults = sortFaults(l.faults)
	return l
}

// index enters every indicator, those of active sources first.
func (l *loading) index() {
	c := l.catalog
	for _, s := range l.sources {
		if s.def.ID == "" {
			continue
		}
		c.sources[s.def.ID] = &s.def
		c.list = append(c.list, &s.def)
		if s.def.Status == planned {
			continue
		}
		for i := range s.def.Series {
			e := Entry{Indicator: s.def.Indicator(s.def.Series[i]), Source: &s.def, Series: &s.def.Series[i]}
			c.entries[e.ID] = &e
		}
	}
	slices.SortFunc(c.list, func(a, b *source.Definition) int { return cmp.Compare(a.ID, b.ID) })
	for _, f := range l.derived {
		for i := range f.list {
			t := &f.list[i]
			if e := c.entries[t.ID]; e != nil || t.ID == "" {
				continue
			}
			d := t.derivation()
			c.entries[t.ID] = &Entry{Indicator: t.indicator(), Derivation: &d, Why: t.Why, text: t}
		}
	}
	c.ids = slices.Sorted(maps.Keys(c.entries))
}

// borrow enters the published indicators that derivations and frameworks name.
func (l *loading) borrow(published Published) {
	c := l.catalog
	add := func(id string) {
		if i, ok := published(id); ok && c.entries[id] == nil {
			c.entries[id] = &Entry{Indicator: i}
		}
	}
	for _, f := range l.derived {
		for i := range f.list {
			for _, id := range f.list[i].Of {
				add(id)
			}
		}
	}
	for _, f := range l.frameworks {
		f.text.Root.each(func(n *nodeText) { add(n.Indicator) })
		for _, e := range f.text.Exposure {
			add(e.Indicator)
		}
	}
	c.ids = slices.Sorted(maps.Keys(c.entries))
}

// link checks the files against each other and gathers all faults.
func (l *loading) link() {
	for _, s := range l.sources {
		l.faults = append(l.faults, s.faults...)
	}
	for _, f := range l.derived {
		f.link(l.catalog)
	}
	l.arrange()
	for _, f := range l.derived {
		l.faults = append(l.faults, f.faults...)
	}
	for _, f := range l.frameworks {
		f.named()
		f.link(catalogIndicators{l.catalog})
		l.faults = append(l.faults, f.faults...)
		l.catalog.frameworks = append(l.catalog.frameworks, f.result())
	}
	slices.SortFunc(l.catalog.frameworks, func(a, b *FrameworkFile) int {
		return cmp.Compare(a.Framework.ID, b.Framework.ID)
	})
}

// shipped faults an importer-only source of which the snapshot has figures.
func (l *loading) shipped(fsys fs.FS, s *sourceFile) {
	if s.def.Terms != source.ImporterOnly || s.def.ID == "" {
		return
	}
	for _, ending := range []string{".parquet", ".rejected.parquet"} {
		name := "snapshot/" + s.def.ID + ending
		if _, err := fs.Stat(fsys, name); err == nil {
			s.add(fmt.Sprintf("the terms are %s, but %s is there", s.def.Terms, name), "delete the file", "terms")
			l.faults = append(l.faults, s.faults[len(s.faults)-1])
		}
	}
}

// folder is where files are parsed side by side.
type folder struct {
	fsys   fs.FS
	jobs   []job
	faults []Fault
}

// job is one file to parse.
type job struct {
	size int
	run  func()
}

func (f *folder) fault(file, message, hint string) {
	f.faults = append(f.faults, Fault{File: file, Message: message, Hint: hint})
}

// run does all jobs, the largest first, so that none of the large ones is left
// for one processor at the end.
func (f *folder) run() {
	slices.SortStableFunc(f.jobs, func(a, b job) int { return cmp.Compare(b.size, a.size) })
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(f.jobs)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(f.jobs); i = next.Add(1) - 1 {
				f.jobs[i].run()
			}
		})
	}
	wait.Wait()
}

// parseAll prepares to parse the chosen YAML files of a folder. A folder that is
// not there holds none.
func parseAll[T any](f *folder, dir string, choose func(string) bool, parse func(string, []byte) T) []T {
	entries, err := fs.ReadDir(f.fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.fault(dir, err.Error(), "")
	}
	var names []string
	for _, e := range entries {
		ending := path.Ext(e.Name())
		switch base := strings.TrimSuffix(e.Name(), ending); {
		case e.IsDir(), base == "", !choose(base):
		case ending == ".yaml":
			names = append(names, path.Join(dir, e.Name()))
		case ending == ".yml":
			f.fault(path.Join(dir, e.Name()), "is not read", "name it .yaml")
		}
	}
	var texts [][]byte
	names = slices.DeleteFunc(names, func(name string) bool {
		text, err := readFile(f.fsys, name)
		if err != nil {
			f.fault(name, err.Error(), "")
			return true
		}
		texts = append(texts, text)
		return false
	})
	files := make([]T, len(names))
	for i, name := range names {
		f.jobs = append(f.jobs, job{len(texts[i]), func() { files[i] = parse(name, texts[i]) }})
	}
	return files
}

// readFile reads a file, no further than is needed to see that it is too large.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}
