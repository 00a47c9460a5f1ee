// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/qala-observatory/qala/internal/obs"
)

// tiny lists two small sources that between them use every column: alpha is held
// in two vintages, beta in one release without vintages.
func tiny() []Source {
	alpha := Source{
		ID: "alpha", MaxRejected: 0.5,
		Origins: []obs.Origin{
			{Source: "alpha", Release: "2020", Published: obs.Date{Year: 2020, Month: 3, Day: 1}, Vintaged: true, Licence: "CC0", Citation: "Alpha (2020)."},
			{Source: "alpha", Release: "2023", Published: obs.Date{Year: 2023, Month: 3, Day: 1}, Vintaged: true, Licence: "CC0", Citation: "Alpha (2023)."},
		},
		Indicators: []obs.Indicator{
			{ID: "alpha.people", Name: "People", Unit: "persons", Kind: obs.Administrative},
			{ID: "alpha.border", Name: "Border", Unit: "km", Kind: obs.Administrative, Dyadic: true},
			{ID: "alpha.silent", Name: "Never observed", Unit: "1", Kind: obs.Survey},
		},
		Files: []RawFile{{Path: "alpha/2020.csv", Release: "2020"}, {Path: "alpha/2023.csv", Release: "2023"}},
	}
	alpha.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		return feed(in, alphaRows(files))
	}
	beta := Source{
		ID: "beta", MaxRejected: 0.5,
		Origins: []obs.Origin{
			{Source: "beta", Release: "v15", Published: obs.Date{Year: 2025, Month: 3, Day: 13}, Licence: "CC BY-SA 4.0", Citation: "Beta (2025)."},
		},
		Indicators: []obs.Indicator{
			{ID: "beta.index", Name: "Index", Unit: "index, 0-1", Kind: obs.ExpertCoded, IntervalLevel: 0.68},
			{ID: "beta.monthly", Name: "Monthly", Unit: "persons", Kind: obs.Administrative},
		},
		Files: []RawFile{{Path: "beta/all.csv", Release: "v15"}},
	}
	beta.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		in.Count(7, 1)
		if err := in.Reject(obs.Rejected{
			File: files[0].Path, Row: 6, Column: "country", Text: "Gerogia", Reason: "country is unknown",
		}); err != nil {
			return err
		}
		return feed(in, betaRows(files[0]))
	}
	return []Source{alpha, beta}
}

// alphaRows: Azerbaijan's figure for 2018 is revised by the second vintage, that
// for 2019 stands in the first alone, and that for 2022 in the second alone.
func alphaRows(files []RawFile) []obs.Observation {
	first, second := files[0], files[1]
	ref := func(f RawFile, row int, text string) obs.Ref {
		return obs.Ref{File: f.Path, SHA256: f.SHA256, Row: row, Rows: 1, Entity: "Azerbaijan", Text: text}
	}
	return []obs.Observation{
		{Indicator: "alpha.people", Country: "AZE", Period: obs.Year(2018), Value: 9.9, Release: "2020", Ref: ref(first, 2, "9.9")},
		{Indicator: "alpha.people", Country: "AZE", Period: obs.Year(2019), Value: 10, Release: "2020", Ref: ref(first, 3, "10.0")},
		{Indicator: "alpha.people", Country: "AZE", Period: obs.Year(2018), Value: 9.95, Release: "2023", Flags: obs.Estimate | obs.Break, Ref: ref(second, 2, "9.95 (est.)")},
		{Indicator: "alpha.people", Country: "AZE", Period: obs.Year(2022), Value: 10.1, Release: "2023", Ref: ref(second, 3, "10.1")},
		{Indicator: "alpha.border", Country: "AZE", Counterpart: "GEO", Period: obs.Year(2020), Value: 428, Release: "2020", Ref: ref(first, 9, "428")},
		{Indicator: "alpha.border", Country: "AZE", Counterpart: "IRN", Period: obs.Year(2020), Value: 689, Release: "2020", Ref: ref(first, 9, "689 km")},
		{Indicator: "alpha.border", Country: "AZE", Counterpart: "IRN", Period: obs.Year(2023), Value: 689, Release: "2023", Ref: ref(second, 9, "689")},
	}
}

// betaRows hold an interval, a standard error, months, an archive's place, an
// empty text and a value that repeats.
func betaRows(f RawFile) []obs.Observation {
	ref := func(row int, text string) obs.Ref {
		return obs.Ref{File: f.Path, SHA256: f.SHA256, Row: row, Rows: 1, Entity: "GEO", Text: text}
	}
	combined := obs.Ref{
		File: f.Path, SHA256: f.SHA256, Row: 4, Rows: 2, Place: "all.csv#/GEO", Entity: "Georgia", Text: "2 + 3",
	}
	return []obs.Observation{
		{
			Indicator: "beta.index", Country: "GEO", Period: obs.Year(2023), Value: 0.5, Release: "v15", Ref: ref(2, "0.50"),
			Spread: obs.Spread{HasInterval: true, Low: 0, High: 0.625},
		},
		{
			Indicator: "beta.index", Country: "GEO", Period: obs.Year(2024), Value: 0.25, Release: "v15", Ref: ref(3, ""),
			Spread: obs.Spread{HasSE: true, SE: 0.125}, Flags: obs.Provisional,
		},
		{Indicator: "beta.monthly", Country: "GEO", Period: obs.Period{Year: 2014, Month: 8}, Value: 5, Release: "v15", Ref: combined},
		{Indicator: "beta.monthly", Country: "GEO", Period: obs.Period{Year: 2014, Month: 9}, Value: 0, Release: "v15", Ref: ref(5, "0")},
		{Indicator: "beta.monthly", Country: "GEO", Period: obs.Period{Year: 2014, Month: 9}, Value: 7, Release: "v15", Ref: ref(7, "7")},
	}
}

// feed observes everything.
func feed(in *Intake, rows []obs.Observation) error {
	for _, o := range rows {
		if err := in.Observe(o); err != nil {
			return err
		}
	}
	return nil
}

// openDir opens the snapshot in a folder.
func openDir(tb testing.TB, dir string) *Snapshot {
	tb.Helper()
	s, err := Open(os.DirFS(dir))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// tinyDir builds the tiny snapshot.
func tinyDir(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "snapshot")
	build(tb, dir, tiny())
	return dir
}
