// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/panel"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// format1 is a tiny snapshot of format version 1; it must open for ever.
var format1 = filepath.Join("testdata", "format-1")

// fsOf is a folder as a file tree.
func fsOf(tb testing.TB, dir string) fs.FS {
	tb.Helper()
	return os.DirFS(dir)
}

// filesOf reads a folder into memory.
func filesOf(tb testing.TB, dir string) fstest.MapFS {
	tb.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, e := range list {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		files[e.Name()] = &fstest.MapFile{Data: data}
	}
	return files
}

// TestOldFormat opens the committed snapshot and finds what was put in. With
// -update it is written anew, which is right only before its version is released.
func TestOldFormat(t *testing.T) {
	if *update {
		build(t, format1, tiny())
	}
	old, now := openDir(t, format1), openDir(t, tinyDir(t))
	if err := old.Verify(); err != nil {
		t.Fatal(err)
	}
	for _, ind := range now.Indicators() {
		for _, c := range []string{"AZE", "GEO"} {
			for year := 2014; year <= 2024; year++ {
				cell := Cell{ind.ID, old.Axis().Code(map[string]int{"AZE": 0, "GEO": 1}[c]), year}
				got, err := old.Observations(context.Background(), cell, Options{})
				if err != nil {
					t.Fatal(err)
				}
				want, err := now.Observations(context.Background(), cell, Options{})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%v: %s", cell, diff)
				}
			}
		}
	}
}

func TestDamage(t *testing.T) {
	whole := filesOf(t, tinyDir(t))
	replace := func(name string, change func(data []byte) []byte) fstest.MapFS {
		files := maps.Clone(whole)
		files[name] = &fstest.MapFile{Data: change(bytes.Clone(whole[name].Data))}
		return files
	}
	without := func(name string) fstest.MapFS {
		files := maps.Clone(whole)
		delete(files, name)
		return files
	}
	swap := func(from, to string) func([]byte) []byte {
		return func(data []byte) []byte { return bytes.Replace(data, []byte(from), []byte(to), 1) }
	}
	for _, c := range []struct {
		name  string
		files fstest.MapFS
		// file and words stand in the error.
		file, words string
	}{
		{"manifest missing", without(ManifestName), ManifestName, "not exist"},
		{"manifest cut short", replace(ManifestName, func(d []byte) []byte { return d[:len(d)/2] }), ManifestName, "unexpected end"},
		{"manifest empty", replace(ManifestName, func([]byte) []byte { return nil }), ManifestName, "unexpected end"},
		{"another format version", replace(ManifestName, swap(`"format": 1`, `"format": 2`)), ManifestName, "format 2, this program reads format 1"},
		{"another version and form", replace(ManifestName, func([]byte) []byte { return []byte(`{"sources":{},"format":7}`) }), ManifestName, "format 7"},
		{"no version", replace(ManifestName, swap(`"format": 1,`, ``)), ManifestName, "no format version"},
		{"hash of a file changed", replace(ManifestName, swap(`"sha256": "`, `"sha256": "0`)), ManifestName, "hash of the data"},
		{"file outside the folder", replace(ManifestName, swap("alpha.parquet", "../alpha.parquet")), ManifestName, "not a name within the folder"},
		{"rows that do not add up", replace(ManifestName, swap(`"start": 3`, `"start": 4`)), ManifestName, "starts at row 4, not 3"},
		{"years beyond reason", replace(ManifestName, swap(`"first_year": 2018`, `"first_year": -9`)), ManifestName, "spans the years"},
		{"data missing", without("alpha.parquet"), "alpha.parquet", "not exist"},
		{"data cut short", replace("alpha.parquet", func(d []byte) []byte { return d[:len(d)-9] }), "alpha.parquet", "the manifest says"},
		{"data empty", replace("alpha.parquet", func([]byte) []byte { return nil }), "alpha.parquet", "has 0 bytes"},
		{"one byte flipped", replace("alpha.parquet", func(d []byte) []byte { d[len(d)/2] ^= 1; return d }), "alpha.parquet", "SHA-256"},
		{"rejected rows missing", without("beta.rejected.parquet"), "beta.rejected.parquet", "not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := readAll(c.files)
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("error is %v", err)
			}
			if !strings.Contains(err.Error(), c.file) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error is %v; want %s and %s", err, c.file, c.words)
			}
		})
	}
	if err := readAll(whole); err != nil {
		t.Error(err)
	}
}

// readAll opens a snapshot and reads everything, without and with Verify.
func readAll(files fs.FS) error {
	s, err := Open(files)
	if err != nil {
		return err
	}
	all := []error{readValues(s)}
	for _, facts := range s.manifest.Sources {
		_, err := s.Rejected(facts.ID)
		all = append(all, err)
	}
	err = errors.Join(all...)
	if verified := s.Verify(); (verified == nil) != (err == nil) {
		return errors.Join(err, verified, errors.New("reading and verifying disagree"))
	}
	return err
}

// readValues reads every value in every way.
func readValues(s *Snapshot) error {
	ctx := context.Background()
	var faults []error
	for _, ind := range s.Indicators() {
		var err error
		if ind.Dyadic {
			_, err = s.Dyads(ctx, []string{ind.ID}, Options{})
		} else {
			_, err = s.Series(ctx, []string{ind.ID}, Options{})
			_, spread := s.Spread(ctx, []string{ind.ID}, Options{})
			err = errors.Join(err, spread)
		}
		faults = append(faults, err)
		for c := range s.Axis().Len() {
			_, err := s.Observations(ctx, Cell{ind.ID, s.Axis().Code(c), ind.Last}, Options{})
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// FuzzOpen damages a Parquet file whose hash the manifest vouches for, so that
// the Parquet library sees the damage. Everything must end in an error or in
// values, never in a panic.
func FuzzOpen(f *testing.F) {
	m := build(f, filepath.Join(f.TempDir(), "snapshot"), tiny())
	dir := filepath.Join(f.TempDir(), "again")
	build(f, dir, tiny())
	data, err := os.ReadFile(filepath.Join(dir, "alpha.parquet"))
	if err != nil {
		f.Fatal(err)
	}
	for _, n := range []int{0, 1, 4, 8, len(data) / 4, len(data) / 2, len(data) - 9, len(data) - 1, len(data)} {
		f.Add(data[:n])
	}
	for at := 0; at < len(data); at += 13 {
		flipped := bytes.Clone(data)
		flipped[at] ^= 0x55
		f.Add(flipped)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		facts := m.Sources[0]
		file := &dataFile{facts: &facts, open: func() (*opened, error) { return openData(raw, &facts) }}
		s := &Snapshot{
			manifest: m, axis: panel.NewAxis(m.Countries), files: map[string]*dataFile{"alpha": file},
			indicators: map[string]*IndicatorFacts{},
		}
		for i := range facts.Indicators {
			s.indicators[facts.Indicators[i].ID] = &facts.Indicators[i]
		}
		err := readValues(s)
		if err == nil && !bytes.Equal(raw, data) {
			t.Logf("%d changed bytes went unnoticed by the Parquet library", len(raw))
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("error is %v", err)
		}
	})
}

// FuzzManifest damages the manifest.
func FuzzManifest(f *testing.F) {
	data, err := os.ReadFile(filepath.Join(format1, ManifestName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for n := 0; n < len(data); n += len(data) / 16 {
		f.Add(data[:n])
	}
	f.Add([]byte(`{"format":1,"sources":[null]}`))
	f.Add([]byte(`{"format":1,"sources":[{"id":"a","data":{"name":"..","rows":-1}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decodeManifest(raw)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("error is %v", err)
			}
			return
		}
		again, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decodeManifest(again); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
	})
}
