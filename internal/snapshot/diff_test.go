// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// changed builds the tiny snapshot with other rows of alpha.
func changed(t *testing.T, change func(rows []obs.Observation) []obs.Observation) *Snapshot {
	t.Helper()
	sources := tiny()
	sources[0].Read = func(_ context.Context, files []RawFile, in *Intake) error {
		return feed(in, change(alphaRows(files)))
	}
	dir := filepath.Join(t.TempDir(), "s")
	build(t, dir, sources)
	return openDir(t, dir)
}

func number(v float64) *float64 { return &v }

func TestDiff(t *testing.T) {
	old := openDir(t, tinyDir(t))
	now := changed(t, func(rows []obs.Observation) []obs.Observation {
		rows[1].Value = 12   // 2019: 10 before
		rows[2].Value = 9.96 // 2018: 9.95 before
		rows[0].Value = 1    // a superseded vintage, which is no change of the newest value
		added := rows[3]
		added.Country = "GEO"
		rows[4].Value = 0 // AZE-GEO border
		return append(rows[:6:6], added)
	})
	got, err := Diff(context.Background(), old, now, DiffOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []SourceDiff{{
		ID: "alpha", OldReleases: []string{"2020", "2023"}, NewReleases: []string{"2020", "2023"},
		Tally: Tally{Added: 1, Removed: 1, Changed: 3, Same: 2},
		Indicators: []IndicatorDiff{
			{
				ID: "alpha.border", InOld: true, InNew: true, Tally: Tally{Removed: 1, Changed: 1, Same: 1},
				Countries: []country.Code{"AZE"},
				Changes: []Change{
					{Country: "AZE", Counterpart: "GEO", Period: obs.Year(2020), Old: number(428), New: number(0), Absolute: -428, Relative: -1},
					{Country: "AZE", Counterpart: "IRN", Period: obs.Year(2023), Old: number(689)},
				},
			},
			{
				ID: "alpha.people", InOld: true, InNew: true, Tally: Tally{Added: 1, Changed: 2, Same: 1},
				Countries: []country.Code{"AZE", "GEO"},
				Changes: []Change{
					{Country: "AZE", Period: obs.Year(2019), Old: number(10), New: number(12), Absolute: 2, Relative: 0.2},
					{Country: "AZE", Period: obs.Year(2018), Old: number(9.95), New: number(9.96), Absolute: 9.96 - 9.95, Relative: (9.96 - 9.95) / 9.95},
					{Country: "GEO", Period: obs.Year(2022), New: number(10.1)},
				},
			},
		},
	}}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-12 && b-a < 1e-12 })
	if diff := cmp.Diff(want, got.Sources, near); diff != "" {
		t.Error(diff)
	}
	if got.Tally != want[0].Tally || got.Old != old.Hash() || got.New != now.Hash() {
		t.Errorf("report is %+v", got)
	}
	back, err := Diff(context.Background(), now, old, DiffOptions{Largest: 1})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Tally{Added: 1, Removed: 1, Changed: 3, Same: 2}); back.Tally != want {
		t.Errorf("the other way round: %+v", back.Tally)
	}
	if n := len(back.Sources[0].Indicators[1].Changes); n != 1 {
		t.Errorf("%d changes kept", n)
	}
}

func TestDiffEdges(t *testing.T) {
	old := openDir(t, tinyDir(t))
	ctx := context.Background()
	same, err := Diff(ctx, old, openDir(t, tinyDir(t)), DiffOptions{})
	if err != nil || len(same.Sources) > 0 || same.Tally != (Tally{}) {
		t.Errorf("same snapshots: %+v, %v", same, err)
	}
	dir := filepath.Join(t.TempDir(), "s")
	build(t, dir, tiny()[:1])
	gone, err := Diff(ctx, old, openDir(t, dir), DiffOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(gone.Sources) != 1 || gone.Sources[0].ID != "beta" || gone.Sources[0].NewReleases != nil ||
		gone.Tally != (Tally{Removed: 4}) || gone.Sources[0].Indicators[0].InNew {
		t.Errorf("a source that is gone: %+v", gone)
	}
	if some, err := Diff(ctx, old, openDir(t, dir), DiffOptions{Sources: []string{"alpha"}}); err != nil || len(some.Sources) > 0 {
		t.Errorf("limited to another source: %+v, %v", some, err)
	}
	if _, err := Diff(ctx, old, old, DiffOptions{Sources: []string{"gamma"}}); !errors.Is(err, ErrUnknown) {
		t.Errorf("unknown source: %v", err)
	}
	// Differences that overflow stay finite, so that a report can be written.
	huge := compare([]value{{value: 5e-324}}, []value{{value: 1e300}})
	if _, err := json.Marshal(huge); err != nil {
		t.Error(err)
	}
}

func TestDiffReleases(t *testing.T) {
	s := openDir(t, tinyDir(t))
	got, err := s.DiffReleases(context.Background(), Releases{Source: "alpha", Old: "2020", New: "2023"}, DiffOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Tally{Added: 2, Removed: 3, Changed: 1}); got.Tally != want || got.Old != "2020" || got.New != "2023" {
		t.Errorf("report is %+v", got)
	}
	for _, r := range []Releases{{"alpha", "2020", "2024"}, {"gamma", "2020", "2023"}} {
		if _, err := s.DiffReleases(context.Background(), r, DiffOptions{}); !errors.Is(err, ErrUnknown) {
			t.Errorf("%v: %v", r, err)
		}
	}
}
