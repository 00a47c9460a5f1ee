// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

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
