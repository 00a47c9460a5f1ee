// SPDX-License-Identifier: Apache-2.0

// Package sourcetest is what the tests of readers share: a sink that keeps
// everything it is told (Heap), the definition and register of the repository,
// and the reference data, which a test skips where they are absent. Only tests
// import it.
package sourcetest

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// Heap is a sink that keeps everything.
type Heap struct {
	// Seen and Rejected are in the order they came.
	Seen     []obs.Observation
	Rejected []obs.Rejected
}

// Observe keeps an observation.
func (h *Heap) Observe(o obs.Observation) error {
	h.Seen = append(h.Seen, o)
	return nil
}

// Reject keeps a rejected row.
func (h *Heap) Reject(r obs.Rejected) error {
	h.Rejected = append(h.Rejected, r)
	return nil
}

// At finds the value of an indicator, or fails the test.
func (h *Heap) At(t testing.TB, indicator string, code country.Code, year int) obs.Observation {
	t.Helper()
	for _, o := range h.Seen {
		if o.Indicator == indicator && o.Country == code && o.Period == obs.Year(year) {
			return o
		}
	}
	t.Fatalf("%s %s %d: no value", indicator, code, year)
	return obs.Observation{}
}

// Has tells whether a country has any value in a year.
func (h *Heap) Has(code country.Code, year int) bool {
	for _, o := range h.Seen {
		if o.Country == code && o.Period == obs.Year(year) {
			return true
		}
	}
	return false
}

// Reasons lists the reasons of the rejected rows, each with its file, line and
// column.
func (h *Heap) Reasons() []string {
	var list []string
	for _, r := range h.Rejected {
		list = append(list, filepath.Base(r.File)+":"+strconv.Itoa(r.Row)+":"+r.Column+": "+r.Reason)
	}
	return list
}

// Repository is the root of the checkout.
func Repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the package")
	return ""
}

// Shared reads a file of the reference data, or skips the test.
func Shared(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(Repository(t), "..", "shared", "data", path))
	if err != nil {
		t.Skip("reference data not present")
	}
	return data
}

// Definition reads a source's definition and the register of the repository.
func Definition(t testing.TB, id string) (*source.Definition, *country.Register) {
	t.Helper()
	root := Repository(t)
	text, err := os.ReadFile(filepath.Join(root, "data", "sources", id+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var def source.Definition
	if err := yaml.UnmarshalWithOptions(text, &def, yaml.DisallowUnknownField()); err != nil {
		t.Fatal(err)
	}
	reg, err := country.Load(os.DirFS(filepath.Join(root, "data")))
	if err != nil {
		t.Fatal(err)
	}
	return &def, reg
}
