// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// cells lists what a series holds.
func cells(s *panel.Series) map[string]float64 {
	out := map[string]float64{}
	for c := range s.Axis.Len() {
		for year := s.First; year <= s.Last; year++ {
			if v, ok := s.At(c, year); ok {
				out[string(s.Axis.Code(c))+" "+obs.Year(year).String()] = v
			}
		}
	}
	return out
}

func TestSeriesByVintage(t *testing.T) {
	s := openDir(t, tinyDir(t))
	for _, c := range []struct {
		name string
		id   string
		opt  Options
		want map[string]float64
	}{
		{"the newest release wins, older ones fill", "alpha.people", Options{}, map[string]float64{"AZE 2018": 9.95, "AZE 2019": 10, "AZE 2022": 10.1}},
		{"as of the second vintage's day", "alpha.people", Options{AsOf: obs.Date{Year: 2023, Month: 3, Day: 1}}, map[string]float64{"AZE 2018": 9.95, "AZE 2019": 10, "AZE 2022": 10.1}},
		{"the day before it", "alpha.people", Options{AsOf: obs.Date{Year: 2023, Month: 2, Day: 28}}, map[string]float64{"AZE 2018": 9.9, "AZE 2019": 10}},
		{"before any vintage the earliest stands in, cut by period", "alpha.people", Options{AsOf: obs.Date{Year: 2019, Month: 12, Day: 30}}, map[string]float64{"AZE 2018": 9.9}},
		{"one release alone", "alpha.people", Options{Release: "2020"}, map[string]float64{"AZE 2018": 9.9, "AZE 2019": 10}},
		{"without vintages, a year that has not ended is cut", "beta.index", Options{AsOf: obs.Date{Year: 2024, Month: 12, Day: 30}}, map[string]float64{"GEO 2023": 0.5}},
		{"on its last day it has ended", "beta.index", Options{AsOf: obs.Date{Year: 2024, Month: 12, Day: 31}}, map[string]float64{"GEO 2023": 0.5, "GEO 2024": 0.25}},
		{"months are no yearly values", "beta.monthly", Options{}, map[string]float64{}},
		{"an indicator without values is empty", "alpha.silent", Options{}, map[string]float64{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := s.Series(context.Background(), []string{c.id, c.id}, c.opt)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, cells(got[c.id])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSpread(t *testing.T) {
	got, err := openDir(t, tinyDir(t)).Spread(context.Background(), []string{"beta.index", "alpha.people"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		got  *panel.Series
		want map[string]float64
	}{
		{"low may be zero", got["beta.index"].Low, map[string]float64{"GEO 2023": 0}},
		{"high", got["beta.index"].High, map[string]float64{"GEO 2023": 0.625}},
		{"standard error", got["beta.index"].SE, map[string]float64{"GEO 2024": 0.125}},
		{"none given", got["alpha.people"].SE, map[string]float64{}},
	} {
		if diff := cmp.Diff(c.want, cells(c.got)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestDyads(t *testing.T) {
	s := openDir(t, tinyDir(t))
	got, err := s.Dyads(context.Background(), []string{"alpha.border"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	aze, _ := s.Axis().Index("AZE")
	want := []panel.Dyad{{Counterpart: "GEO", Year: 2020, Value: 428}, {Counterpart: "IRN", Year: 2020, Value: 689}}
	if diff := cmp.Diff(want, got["alpha.border"].In(aze, 2020)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]panel.Dyad{{Counterpart: "IRN", Year: 2023, Value: 689}}, got["alpha.border"].Near(aze, 2024)); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownAndWrongKind(t *testing.T) {
	s := openDir(t, tinyDir(t))
	ctx := context.Background()
	for _, c := range []struct {
		name    string
		do      func() error
		unknown bool
	}{
		{"series", func() error { _, err := s.Series(ctx, []string{"alpha.nothing"}, Options{}); return err }, true},
		{"spread", func() error { _, err := s.Spread(ctx, []string{"gamma.x"}, Options{}); return err }, true},
		{"observation", func() error { _, err := s.Observations(ctx, Cell{Indicator: "x"}, Options{}); return err }, true},
		{"rejected", func() error { _, err := s.Rejected("gamma"); return err }, true},
		{"dyadic as series", func() error { _, err := s.Series(ctx, []string{"alpha.border"}, Options{}); return err }, false},
		{"series as dyadic", func() error { _, err := s.Dyads(ctx, []string{"alpha.people"}, Options{}); return err }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.do(); err == nil || errors.Is(err, ErrUnknown) != c.unknown {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// TestObservations reads back every observation that the tiny sources emit.
func TestObservations(t *testing.T) {
	s := openDir(t, tinyDir(t))
	files := s.Files()
	rows := append(alphaRows(raw(files[:2])), betaRows(raw(files[2:])[0])[:4]...)
	for _, want := range rows {
		cell := Cell{Indicator: want.Indicator, Country: want.Country, Year: want.Period.Year}
		got, err := s.Observations(context.Background(), cell, Options{Release: want.Release})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, o := range got {
			found = found || cmp.Equal(o, want)
		}
		if !found {
			t.Errorf("want %+v, have %+v", want, got)
		}
	}
	for _, none := range []Cell{
		{"alpha.people", "AZE", 2021},
		{"alpha.people", "XXX", 2018},
		{"alpha.silent", "AZE", 2018},
	} {
		if got, err := s.Observations(context.Background(), none, Options{}); err != nil || len(got) > 0 {
			t.Errorf("%v: %v, %v", none, got, err)
		}
	}
}

// raw are the files of the manifest as the reader had them.
func raw(files []RawFacts) []RawFile {
	out := make([]RawFile, len(files))
	for i, f := range files {
		out[i] = RawFile{Path: f.Path, SHA256: f.SHA256}
	}
	return out
}

func TestAsOfReport(t *testing.T) {
	s := openDir(t, tinyDir(t))
	beta, _ := s.Origin("beta", "v15")
	earliest := s.Origins()[0] // of alpha, which is held in vintages
	for _, c := range []struct {
		date string
		want AsOfReport
	}{
		{"2019-01-01", AsOfReport{CutByPeriod: []obs.Origin{earliest, beta}}},
		{"2021-01-01", AsOfReport{CutByPeriod: []obs.Origin{beta}}},
		{"2025-03-13", AsOfReport{}},
	} {
		date, err := obs.ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		c.want.Date = date
		if diff := cmp.Diff(c.want, s.AsOf(date)); diff != "" {
			t.Errorf("%s: %s", c.date, diff)
		}
	}
}

func TestEndedMonth(t *testing.T) {
	for _, c := range []struct {
		date        string
		year, month int32
		ended       bool
	}{
		{"2024-02-28", 2024, 2, false},
		{"2024-02-29", 2024, 2, true},
		{"2024-03-01", 2024, 2, true},
		{"2024-12-31", 2024, 0, true},
		{"2024-12-30", 2024, 0, false},
		{"2025-01-01", 2024, 12, true},
	} {
		date, err := obs.ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastMonth(c.year, c.month) <= ended(date); got != c.ended {
			t.Errorf("%s: period %d-%d ended is %t", c.date, c.year, c.month, got)
		}
	}
}

func TestFacts(t *testing.T) {
	s := openDir(t, tinyDir(t))
	got, ok := s.Indicator("alpha.people")
	want := IndicatorFacts{Start: 3, Rows: 4, First: 2018, Last: 2022, Countries: 1}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(IndicatorFacts{}, "Indicator")); !ok || diff != "" {
		t.Error(diff)
	}
	beta, ok := s.Source("beta")
	if want := (Counts{Read: 7, Kept: 4, Rejected: 2, Skipped: 1}); !ok || beta.Counts != want {
		t.Errorf("counts are %+v", beta.Counts)
	}
	if diff := cmp.Diff([]country.Code{"AZE", "GEO"}, s.Manifest().Countries); diff != "" {
		t.Error(diff)
	}
	if len(s.Indicators()) != 5 || len(s.Origins()) != 3 || len(s.Files()) != 3 || len(s.Hash()) != 64 {
		t.Errorf("%d indicators, %d origins, %d files, hash %q",
			len(s.Indicators()), len(s.Origins()), len(s.Files()), s.Hash())
	}
}

func TestRejectedRows(t *testing.T) {
	got, err := openDir(t, tinyDir(t)).Rejected("beta")
	if err != nil {
		t.Fatal(err)
	}
	want := []obs.Rejected{
		{File: "beta/all.csv", Row: 6, Column: "country", Text: "Gerogia", Reason: "country is unknown"},
		{File: "beta/all.csv", Row: 7, Column: "monthly", Text: "7", Reason: duplicate},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCancelledRead: a reader whose caller has gone stops with the context's error.
func TestCancelledRead(t *testing.T) {
	s := openDir(t, tinyDir(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Series(ctx, []string{"alpha.people"}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("series: %v", err)
	}
	if _, err := s.Observations(ctx, Cell{"alpha.people", "AZE", 2018}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("observations: %v", err)
	}
}

// TestFoldersWithoutSnapshot name what is missing.
func TestFoldersWithoutSnapshot(t *testing.T) {
	_, err := Open(fsOf(t, filepath.Join(t.TempDir(), "none")))
	if !errors.Is(err, ErrDamaged) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), ManifestName) {
		t.Errorf("error is %v", err)
	}
}
