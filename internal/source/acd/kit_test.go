// SPDX-License-Identifier: Apache-2.0

package acd

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

// heap is a sink that keeps everything.
type heap struct {
	seen     []obs.Observation
	rejected []obs.Rejected
}

// Observe keeps an observation.
func (h *heap) Observe(o obs.Observation) error { h.seen = append(h.seen, o); return nil }

// Reject keeps a rejected row.
func (h *heap) Reject(r obs.Rejected) error { h.rejected = append(h.rejected, r); return nil }

// at finds the value of a series, or fails the test.
func (h *heap) at(t *testing.T, series string, code country.Code, year int) obs.Observation {
	t.Helper()
	for _, o := range h.seen {
		if o.Indicator == "acd."+series && o.Country == code && o.Period == obs.Year(year) {
			return o
		}
	}
	t.Fatalf("%s %s %d: no value", series, code, year)
	return obs.Observation{}
}

// has tells whether a country has any value in a year.
func (h *heap) has(code country.Code, year int) bool {
	for _, o := range h.seen {
		if o.Country == code && o.Period == obs.Year(year) {
			return true
		}
	}
	return false
}

// reasons lists the reasons of the rejected rows, each with its line and column.
func (h *heap) reasons() []string {
	var list []string
	for _, r := range h.rejected {
		list = append(list, place(r)+": "+r.Reason)
	}
	return list
}

// repository is the root of the checkout.
func repository(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the package")
	return ""
}

// shared reads a file of the reference data or skips the test.
func shared(t testing.TB, path string) []byte {
	data, err := os.ReadFile(filepath.Join(repository(t), "..", "shared", "data", path))
	if err != nil {
		t.Skip("reference data not present")
	}
	return data
}

// loadDefinition reads the definition and the register of the repository.
func loadDefinition(t testing.TB) (*source.Definition, *country.Register) {
	root := repository(t)
	text, err := os.ReadFile(filepath.Join(root, "data", "sources", "acd.yaml"))
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

// place writes where a rejected row stands.
func place(r obs.Rejected) string {
	return filepath.Base(r.File) + ":" + strconv.Itoa(r.Row) + ":" + r.Column
}
