// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
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

// shared opens a file of the reference data or skips the test.
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
	text, err := os.ReadFile(filepath.Join(root, "data", "sources", "factbook.yaml"))
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

// archives keeps what vintages read, for the archives are large and many
// tests look at them.
var archives sync.Map

// vintages reads all four archives, once for all tests.
func vintages(t testing.TB) map[string]*heap {
	def, reg := loadDefinition(t)
	out := map[string]*heap{}
	for _, release := range def.Releases {
		if h, ok := archives.Load(release.ID); ok {
			out[release.ID] = h.(*heap)
			continue
		}
		reader, err := New(def, reg)
		if err != nil {
			t.Fatal(err)
		}
		data := shared(t, release.Files[0].Path)
		h := &heap{}
		file := source.File{
			Path: release.Files[0].Path, Release: release.ID, SHA256: "hash",
			Data: bytes.NewReader(data), Size: int64(len(data)),
		}
		if err := reader.Read(file, h); err != nil {
			t.Fatal(err)
		}
		archives.Store(release.ID, h)
		out[release.ID] = h
	}
	return out
}

// table reads a reference CSV into rows by column name.
func table(t testing.TB, path string) []map[string]string {
	var in io.Reader = bytes.NewReader(shared(t, path))
	if strings.HasSuffix(path, ".gz") {
		var err error
		if in, err = gzip.NewReader(in); err != nil {
			t.Fatal(err)
		}
	}
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// agreement counts how two readings of the same texts compare.
type agreement struct {
	equal, both, ours, theirs int
	// odd tells of the others.
	odd []string
}

func (a agreement) share() float64 { return float64(a.equal) / float64(max(1, a.both)) }

// compare sets our values beside theirs, key by key.
func compare(ours, theirs map[string]float64, tolerance float64) agreement {
	a := agreement{ours: len(ours), theirs: len(theirs)}
	for _, k := range slices.Sorted(maps.Keys(theirs)) {
		got, ok := ours[k]
		want := theirs[k]
		switch {
		case !ok:
			a.odd = append(a.odd, fmt.Sprintf("%s: they have %g, we none", k, want))
			continue
		case math.Abs(got-want) <= tolerance*max(1, math.Abs(want)):
			a.equal++
		default:
			a.odd = append(a.odd, fmt.Sprintf("%s: they have %g, we %g", k, want, got))
		}
		a.both++
	}
	return a
}

// referenceField is the reference's name for one of our series.
func referenceField(series string) string {
	switch series {
	case "external_debt_gross_usd", "external_debt_pv_usd":
		return "external_debt_usd"
	}
	return series
}

func TestFiguresAgainstIndependentParse(t *testing.T) {
	all := vintages(t)
	theirs := map[string]map[string]float64{}
	for _, row := range table(t, "factbook/annual_values.csv.gz") {
		if all[row["vintage"]] == nil {
			continue
		}
		v, err := strconv.ParseFloat(row["value"], 64)
		if err != nil {
			t.Fatal(err)
		}
		field := row["vintage"] + " " + row["field"]
		if theirs[field] == nil {
			theirs[field] = map[string]float64{}
		}
		theirs[field][row["gec"]+" "+row["year"]] = v
	}
	ours := map[string]map[string]float64{}
	for vintage, h := range all {
		for _, o := range h.seen {
			_, series, _ := obs.SplitID(o.Indicator)
			field := vintage + " " + referenceField(series)
			if ours[field] == nil {
				ours[field] = map[string]float64{}
			}
			ours[field][o.Ref.Entity+" "+strconv.Itoa(o.Period.Year)] = o.Value
		}
	}
	total := agreement{}
	for _, field := range slices.Sorted(maps.Keys(theirs)) {
		a := compare(ours[field], theirs[field], 1e-9)
		total.equal, total.both = total.equal+a.equal, total.both+a.both
		total.ours, total.theirs = total.ours+a.ours, total.theirs+a.theirs
		t.Logf("%-55s equal %4d of %4d in both (%.4f); ours %4d theirs %4d", field, a.equal, a.both, a.share(), a.ours, a.theirs)
		for i, line := range a.odd {
			if i < 6 {
				t.Log("      ", line)
			}
		}
	}
	t.Logf("all: equal %d of %d in both (%.5f), ours %d, theirs %d", total.equal, total.both, total.share(), total.ours, total.theirs)
	if total.share() < 0.99 || total.both < total.theirs*99/100 {
		t.Errorf("agreement %.4f over %d of %d values: want 0.99", total.share(), total.both, total.theirs)
	}
}
