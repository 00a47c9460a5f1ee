// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

func TestNeighboursEqualTheMethod(t *testing.T) {
	a, _ := planet(t)
	got, err := a.Neighbours(context.Background(), NeighboursQuestion{Country: "AZE", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.surround(context.Background(), NeighboursQuestion{Country: "AZE", Year: 2020}, a.everyNode())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(s.ground.States, "AZE")
	want := neighbour.Expect(s.maps[0].weights, s.levels[0].scores, neighbour.FirstLog(s.money.Panel))[at]
	r := got.Levels[0]
	if r.ID != "overall" || *r.Own != want.Own || *r.Expected != want.Expected || *r.Low != want.Low || *r.High != want.High ||
		*r.Residual != want.Residual || *r.ResidualSD != want.Ratio || *r.Neighbours != want.Lag {
		t.Errorf("%+v, want %+v", r, want)
	}
	if r.Agreement.Variants != nil || r.Outlier != nil {
		t.Error("without draws there is no agreement of variants")
	}
	// The distances are not held, so that three of the six definitions say nothing.
	if !strings.HasSuffix(r.Agreement.Definitions, "/3") {
		t.Errorf("agreement %q", r.Agreement.Definitions)
	}
	var codes []string
	for _, n := range got.Neighbours {
		codes = append(codes, string(n.ISO3))
		if len(n.Refs) != 1 || n.Measure != "border" || n.Score == nil || len(n.Trouble) != 5 || n.Trouble[0].Ref == nil {
			t.Errorf("neighbour %+v", n)
		}
	}
	i := slices.Index(s.ground.States, "AZE")
	var around []string
	for _, c := range append(slices.Clone(s.ground.States[i-3:i]), s.ground.States[i+1:i+4]...) {
		around = append(around, string(c))
	}
	if diff := cmp.Diff(around, codes); diff != "" {
		t.Error(diff)
	}
	if got.Edition != 2016 || len(got.Sources) != 4 || got.Income.ID != incomes[0] || got.Income.Ref == nil || got.Income.Year != 2020 {
		t.Errorf("edition %d, sources %+v", got.Edition, got.Sources)
	}
	var ids []string
	for _, l := range got.Levels {
		ids = append(ids, l.ID)
	}
	if diff := cmp.Diff([]string{"overall", "soft", "one", "hard", "two"}, ids); diff != "" {
		t.Error(diff)
	}
}

// TestTurbulenceIsDated: a value carried forward is not passed off as this year's.
func TestTurbulenceIsDated(t *testing.T) {
	a, s := planet(t)
	for i := range s.list {
		if o := &s.list[i]; o.Indicator == "wgi.pv" && o.Country == "GEO" {
			o.Period = obs.Year(2018)
		}
	}
	got, err := a.Neighbours(context.Background(), NeighboursQuestion{Country: "AZE", Year: 2020, Definition: neighbour.Definition{Kind: neighbour.Region, ID: "south-caucasus"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Turbulence.Parts {
		want := 2020
		if p.ID == "stability" {
			want = 2018
		}
		if p.Oldest != want {
			t.Errorf("%s: the oldest is of %d, want %d", p.ID, p.Oldest, want)
		}
	}
}

func TestNeighboursByDistance(t *testing.T) {
	a, s := planet(t)
	known := a.Framework.Indicator
	a.Framework.Indicator = func(id string) (obs.Indicator, bool) {
		info, ok := known(id)
		return info, ok || id == distancesID
	}
	for c, km := range map[country.Code]float64{"GEO": 0, "KAZ": 350, "UZB": 900} {
		s.observe(distancesID, "AZE", 2014, km)
		s.list[len(s.list)-1].Counterpart = string(c)
	}
	got, err := a.Neighbours(context.Background(), NeighboursQuestion{Country: "AZE", Year: 2020, Definition: neighbour.Definition{Kind: neighbour.Sea, KM: 400}})
	if err != nil {
		t.Fatal(err)
	}
	shown := make(map[country.Code]float64)
	for _, n := range got.Neighbours {
		if n.Measure != "distance" || *n.KM > 0 && len(n.Refs) != 1 {
			t.Errorf("neighbour %+v", n)
		}
		shown[n.ISO3] = *n.KM
	}
	// Six states with a common border, at distance 0, and two by the table.
	if _, far := shown["UZB"]; far || len(shown) != 8 || shown["KAZ"] != 350 || shown["GEO"] != 0 {
		t.Errorf("neighbours %v", shown)
	}
	if !slices.ContainsFunc(got.Sources, func(o obs.Origin) bool { return o.Source == "naturalearth" }) {
		t.Errorf("sources %+v", got.Sources)
	}
}

// TestNeighboursJSON checks the names that programs rely on.
func TestNeighboursJSON(t *testing.T) {
	a, _ := planet(t)
	a.Uncertainty.Draws = 40
	got, err := a.Neighbours(context.Background(), NeighboursQuestion{Country: "AZE", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	has := func(what string, v any, keys ...string) {
		t.Helper()
		m, _ := v.(map[string]any)
		for _, k := range keys {
			if _, ok := m[k]; !ok {
				t.Errorf("%s has no %q", what, k)
			}
		}
	}
	first := func(key string) any { list, _ := tree[key].([]any); return list[0] }
	has("the answer", tree, "definition", "neighbours", "turbulence", "levels")
	has("a neighbour", first("neighbours"), "iso3", "weight", "km")
	has("turbulence", tree["turbulence"], "rank", "of", "parts")
	level := first("levels")
	has("a level", level, "id", "own", "neighbours", "expected", "lo", "hi", "residual", "residual_sd", "verdict", "reason", "agreement")
	has("agreement", level.(map[string]any)["agreement"], "definitions", "variants")
}

func TestNeighboursUnderVariants(t *testing.T) {
	a, _ := planet(t)
	a.Uncertainty.Draws, a.Uncertainty.Seed = 120, 3
	ask := NeighboursQuestion{Country: "AZE", Year: 2020, All: true}
	got, err := a.Neighbours(context.Background(), ask)
	if err != nil {
		t.Fatal(err)
	}
	r := got.Levels[0]
	if r.Agreement.Variants == nil || r.Outlier == nil || got.Variants.Draws != 120 {
		t.Fatalf("%+v", r)
	}
	if len(got.Definitions) != 6 || got.Definitions[2].Reason == "" || got.Definitions[0].Levels[0].Verdict != r.Verdict {
		t.Errorf("definitions %+v", got.Definitions)
	}
	for _, workers := range []int{1, 3} {
		a.Uncertainty.Workers = workers
		again, err := a.Neighbours(context.Background(), ask)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, again); diff != "" {
			t.Errorf("%d workers: %s", workers, diff)
		}
	}
	one, err := a.Assess(context.Background(), "AZE", 2020)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, one.Neighbourhood.Residual); diff != "" {
		t.Errorf("the assessment says otherwise: %s", diff)
	}
}

func TestNeighboursSayWhyNot(t *testing.T) {
	a, _ := planet(t)
	island := a.Register.States(2020)[len(a.Register.States(2020))-1]
	got, err := a.Neighbours(context.Background(), NeighboursQuestion{Country: island, Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	r := got.Levels[0]
	if r.Verdict != neighbour.NotComputed || r.Reason != string(neighbour.NoNeighbours) || r.Expected != nil || r.Own == nil || got.Turbulence.Rank != nil ||
		got.Turbulence.Reason == "" || got.Turbulence.Parts[0].Reason == "" || len(got.Neighbours) != 0 {
		t.Errorf("island: %+v", r)
	}
	if want := []assess.VerdictUnder{{Definition: "region:m49", Verdict: r.Elsewhere[0].Verdict}}; !slices.Equal(r.Elsewhere, want) || want[0].Verdict == neighbour.NotComputed {
		t.Errorf("an island has an answer by region, and not by border: %+v", r.Elsewhere)
	}
	for name, test := range map[string]struct {
		ask    NeighboursQuestion
		change func(Assessor, *store)
		want   error
		text   []string
	}{
		"before it was": {NeighboursQuestion{Country: "SSD", Year: 2005}, nil, nil, []string{"South Sudan (SSD) is not among the states of 2005", "it begins on 2011-07-09"}},
		"unknown region": {
			NeighboursQuestion{Country: "AZE", Year: 2020, Definition: neighbour.Definition{Kind: neighbour.Region, ID: "south-cacasus"}},
			nil,
			affiliation.ErrUnknown,
			[]string{"did you mean south-caucasus"},
		},
		"not in the region": {
			NeighboursQuestion{Country: "EST", Year: 2020, Definition: neighbour.Definition{Kind: neighbour.Region, ID: "south-caucasus"}},
			nil,
			nil,
			[]string{"Estonia (EST) is not in the region south-caucasus in 2020", "ARM, AZE, GEO", "m49"},
		},
		"unknown view": {NeighboursQuestion{Country: "AZE", Year: 2020, View: "xx"}, nil, affiliation.ErrUnknown, []string{"view"}},
		"no distances": {NeighboursQuestion{Country: "AZE", Year: 2020, Definition: neighbour.Definition{Kind: neighbour.Sea, KM: 400}}, nil, neighbour.ErrNoDistances, []string{"sea:400", "region:m49 needs none"}},
		"before the first edition": {
			NeighboursQuestion{Country: "AZE", Year: 2011},
			func(a Assessor, s *store) {
				s.list = slices.DeleteFunc(s.list, func(o obs.Observation) bool { return o.Indicator == bordersID })
				a.AsOf = assess.AsOf{Date: obs.Date{Year: 2012, Month: 1, Day: 1}, CutByPeriod: []obs.Origin{
					{Source: "factbook", Title: "The Factbook", Published: obs.Date{Year: 2016, Month: 11, Day: 26}}, {Source: "wdi"},
				}}
			},
			neighbour.ErrNoBorders,
			[]string{"as of 2012-01-01", "of The Factbook, was published on 2016-11-26", "region:m49 needs none"},
		},
		"years of the framework": {NeighboursQuestion{Country: "AZE", Year: 1999}, nil, nil, []string{"2000 to 2024"}},
		"a day before its years": {
			NeighboursQuestion{Country: "AZE"},
			func(a Assessor, _ *store) { a.AsOf = assess.AsOf{Date: obs.Date{Year: 1990, Month: 6, Day: 1}} },
			nil,
			[]string{"the last year that had ended by 1990-06-01 is 1989", "2000 to 2024"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, s := planet(t)
			if test.change != nil {
				test.change(a, s)
			}
			_, err := a.Neighbours(context.Background(), test.ask)
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Fatalf("%v, want %v", err, test.want)
			}
			for _, text := range test.text {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%q does not say %q", err, text)
				}
			}
		})
	}
}

func TestOutliers(t *testing.T) {
	a, s := planet(t)
	for i := range s.list {
		o := &s.list[i]
		if o.Country == "FRA" && o.Indicator == "s.a" {
			o.Value = 0
		}
		if o.Country == "FRA" && o.Indicator == "s.b" {
			o.Value = 100
		}
	}
	a.Uncertainty.Draws = 130
	got, err := a.Outliers(context.Background(), NeighboursQuestion{Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	whole := got.Levels[0]
	if r := whole.States[0]; r.ISO3 != "FRA" || r.Verdict != neighbour.Below || !*r.Outlier {
		t.Errorf("first stands %+v", r)
	}
	outside, last := 0, math.Inf(1)
	for _, r := range whole.States {
		if r.ISO3 == "FRA" || r.ISO3 == "GAB" {
			one, err := a.Neighbours(context.Background(), NeighboursQuestion{Country: r.ISO3, Year: 2020})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(one.Levels[0], r.Residual); diff != "" {
				t.Errorf("%s: %s", r.ISO3, diff)
			}
		}
		if r.ResidualSD == nil {
			last = -1
			continue
		}
		if size := math.Abs(*r.ResidualSD); size > last {
			t.Errorf("%s stands out of order", r.ISO3)
		} else {
			last = size
		}
		if r.Verdict != neighbour.AsExpected {
			outside++
		}
	}
	if outside != whole.Outside || whole.Computed != len(whole.States)-1 || whole.Moran.I < 0.3 {
		t.Errorf("%d outside, %+v", outside, whole.Moran)
	}
	if _, err := a.Outliers(context.Background(), NeighboursQuestion{Year: 2020, Definition: neighbour.Definition{Kind: neighbour.Nearest, K: 5}}); !errors.Is(err, neighbour.ErrNoDistances) {
		t.Errorf("without distances: %v", err)
	}
}
