// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// world draws an assessor whose store has random values and gaps.
func world(t *testing.T, r *rapid.T) (*Assessor, *store) {
	a, s := small(t)
	s.list = nil
	for _, id := range []string{"s.a", "s.b", "s.c", "s.shown"} {
		for _, c := range []country.Code{"ARM", "AZE", "GEO"} {
			for year := 2016; year <= 2020; year++ {
				if rapid.Bool().Draw(r, "there") {
					s.observe(id, c, year, rapid.Float64Range(0, 100).Draw(r, "value"))
				}
			}
		}
	}
	return a, s
}

// TestEveryCellHasAValueOrAReason holds for any data: a value comes with unit,
// year and raw row, a gap with its reason and no number, and a node without a
// score says why. JSON has no way to write NaN, so that encoding shows that
// there is none.
func TestEveryCellHasAValueOrAReason(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, _ := world(t, r)
		got, err := a.Assess(context.Background(), "AZE", 2020)
		if err != nil {
			r.Fatal(err)
		}
		if _, err := json.Marshal(got); err != nil {
			r.Fatal(err)
		}
		each(got, func(i *Indicator) {
			if (i.Value == nil) == (i.Missing == "") {
				r.Fatalf("%+v has both or neither of value and reason", i)
			}
			if i.Value == nil && (i.Score != nil || i.Weight != 0 || i.Ref != nil || i.Unit != "" || i.Year != 0) {
				r.Fatalf("a gap with numbers: %+v", i)
			}
			if i.Value != nil && (i.Ref == nil || i.Unit == "" || i.Year > 2020 || i.Year < 2017) {
				r.Fatalf("a value without what qualifies it: %+v", i)
			}
			if i.Value != nil && (i.Year < 2020) != slices.Contains(i.Flags, "carried_forward") {
				r.Fatalf("carried or not: %+v", i)
			}
		})
		for _, s := range []Score{got.Overall, got.Pillars[0].Score, got.Pillars[1].Score, got.Kinds[0].Score, got.Kinds[1].Score} {
			if (s.Value == nil) != (s.Reason != "") || (s.Value == nil) != (s.Rank == nil) || s.Coverage < 0 || s.Coverage > 1 {
				r.Fatalf("score %+v", s)
			}
		}
	})
}

// TestWeightsAddUp holds for any data: what the indicators weigh in the whole
// sums to 1 wherever there is a score.
func TestWeightsAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, _ := world(t, r)
		got, err := a.Assess(context.Background(), "GEO", 2020)
		if err != nil {
			r.Fatal(err)
		}
		var sum float64
		for _, p := range got.Pillars {
			for _, i := range p.Indicators {
				sum += i.Weight
			}
		}
		if got.Overall.Value != nil && (sum < 1-1e-9 || sum > 1+1e-9) {
			r.Fatalf("weights sum to %v", sum)
		}
	})
}

// TestOrderDoesNotMatter: the same observations in another order give the same
// bytes, but for the rows they stand in.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, s := world(t, r)
		before := ranking(r, a)
		slices.Reverse(s.list)
		if after := ranking(r, a); after != before {
			r.Fatalf("%s\n%s", before, after)
		}
	})
}

// TestMoreOfAGoodThing: raising an indicator of which more is better never
// lowers the country's own score.
func TestMoreOfAGoodThing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, s := world(t, r)
		before, err := a.Assess(context.Background(), "AZE", 2020)
		if err != nil {
			r.Fatal(err)
		}
		for i := range s.list {
			if o := &s.list[i]; o.Country == "AZE" && o.Indicator == "s.a" && o.Period == obs.Year(2020) {
				o.Value = min(100, o.Value+rapid.Float64Range(0, 50).Draw(r, "more"))
			}
		}
		after, err := a.Assess(context.Background(), "AZE", 2020)
		if err != nil {
			r.Fatal(err)
		}
		if before.Overall.Value != nil && *after.Overall.Value < *before.Overall.Value-1e-9 {
			r.Fatalf("%v became %v", *before.Overall.Value, *after.Overall.Value)
		}
	})
}

// ranking is a ranking of 2020 as JSON.
func ranking(r *rapid.T, a *Assessor) string {
	got, err := a.Rank(context.Background(), 2020)
	if err != nil {
		r.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		r.Fatal(err)
	}
	return string(text)
}
