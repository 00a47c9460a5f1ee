// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/internal/obs"
)

// embedded holds the repository's own snapshot in memory where there is one, as
// the binary does, and else a synthetic one of the same size.
var embedded = sync.OnceValues(func() (fs.FS, error) {
	dir := filepath.Join("..", "..", "data", "snapshot")
	if _, err := os.Stat(filepath.Join(dir, ManifestName)); err != nil {
		dir = filepath.Join(os.TempDir(), "qala-synthetic-snapshot")
		sources := synthetic(realistic())
		_, err := Build(context.Background(), BuildOptions{Dir: dir, Raw: rawFiles(sources), Sources: sources})
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
	}
	files := fstest.MapFS{}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files[e.Name()] = &fstest.MapFile{Data: data}
	}
	return files, nil
})

// openBench opens the snapshot that is measured.
func openBench(b *testing.B) *Snapshot {
	b.Helper()
	fsys, err := embedded()
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(fsys)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// plain lists the indicators that are not dyadic, at most so many, spread over
// the sources.
func plain(s *Snapshot, most int) []string {
	var ids []string
	for _, ind := range s.Indicators() {
		if !ind.Dyadic {
			ids = append(ids, ind.ID)
		}
	}
	if most <= 0 || len(ids) <= most {
		return ids
	}
	picked := make([]string, most)
	for i := range picked {
		picked[i] = ids[i*len(ids)/most]
	}
	return picked
}

// BenchmarkOpen opens the manifest and decodes the footers of all files.
func BenchmarkOpen(b *testing.B) {
	openBench(b)
	for b.Loop() {
		s := openBench(b)
		for _, f := range s.files {
			if _, err := f.open(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkManifest opens the manifest alone.
func BenchmarkManifest(b *testing.B) {
	openBench(b)
	for b.Loop() {
		openBench(b)
	}
}

// BenchmarkLoadAll opens the snapshot and loads every value of every series.
func BenchmarkLoadAll(b *testing.B) {
	s := openBench(b)
	rows := 0
	for _, ind := range s.Indicators() {
		rows += ind.Rows
	}
	for b.Loop() {
		s := openBench(b)
		if _, err := s.Series(context.Background(), plain(s, 0), Options{}); err != nil {
			b.Fatal(err)
		}
		var dyadic []string
		for _, ind := range s.Indicators() {
			if ind.Dyadic {
				dyadic = append(dyadic, ind.ID)
			}
		}
		if _, err := s.Dyads(context.Background(), dyadic, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows), "rows")
}

// BenchmarkLoadCore opens the snapshot and loads the 75 series of a framework.
func BenchmarkLoadCore(b *testing.B) {
	ids := plain(openBench(b), 75)
	for b.Loop() {
		if _, err := openBench(b).Series(context.Background(), ids, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkObservations finds one value with its reference in an opened snapshot.
func BenchmarkObservations(b *testing.B) {
	s := openBench(b)
	cell := Cell{Indicator: plain(s, 2)[1], Country: s.Axis().Code(7), Year: 2016}
	for b.Loop() {
		if _, err := s.Observations(context.Background(), cell, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFind finds the references of 75 values of one country.
func BenchmarkFind(b *testing.B) {
	s := openBench(b)
	var cells []Cell
	for _, id := range plain(s, 75) {
		cells = append(cells, Cell{Indicator: id, Country: s.Axis().Code(7), Year: 2016})
	}
	for b.Loop() {
		if _, err := s.Find(context.Background(), cells, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAsOf loads the 75 series as they were known on a day.
func BenchmarkAsOf(b *testing.B) {
	s := openBench(b)
	ids := plain(s, 75)
	for b.Loop() {
		if _, err := s.Series(context.Background(), ids, Options{AsOf: obs.Date{Year: 2019, Month: 5, Day: 1}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBuild writes the synthetic snapshot.
func BenchmarkBuild(b *testing.B) {
	sources := synthetic(realistic())
	for b.Loop() {
		build(b, filepath.Join(b.TempDir(), "snapshot"), sources)
	}
}
