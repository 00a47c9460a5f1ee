// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// find is an indicator of an assessment.
func find(t *testing.T, a *Assessment, id string) Indicator {
	t.Helper()
	var found *Indicator
	each(a, func(i *Indicator) {
		if i.ID == id {
			found = i
		}
	})
	if found == nil {
		t.Fatalf("no indicator %s", id)
	}
	return *found
}

func TestAssessByHand(t *testing.T) {
	a, _ := small(t)
	got, err := a.Assess(context.Background(), "AZE", 2020)
	if err != nil {
		t.Fatal(err)
	}
	// One: 0.6*40 + 0.4*(100-50) = 44; two: mean(80, 60) = 70; overall sqrt(44*70).
	for i, want := range []float64{44, 70} {
		if v := got.Pillars[i].Value; v == nil || math.Abs(*v-want) > 1e-9 {
			t.Errorf("pillar %s is %v, want %v", got.Pillars[i].ID, v, want)
		}
	}
	if v := *got.Overall.Value; math.Abs(v-math.Sqrt(44*70)) > 1e-9 {
		t.Errorf("overall is %v", v)
	}
	if *got.Overall.Rank != 2 || got.Overall.Of != 3 {
		t.Errorf("rank %d of %d", *got.Overall.Rank, got.Overall.Of)
	}
	if len(got.Kinds) != 2 || math.Abs(*got.Kinds[0].Value-44) > 1e-9 {
		t.Errorf("kinds %+v", got.Kinds)
	}
}

func TestAssessCarriesAndSaysSo(t *testing.T) {
	a, _ := small(t)
	got, err := a.Assess(context.Background(), "AZE", 2020)
	if err != nil {
		t.Fatal(err)
	}
	c := find(t, got, "s.c")
	if c.Year != 2018 || !slices.Equal(c.Flags, []string{"carried_forward"}) {
		t.Errorf("carried value %+v", c)
	}
	if !slices.ContainsFunc(got.Warnings, func(w obs.Warning) bool { return w.Code == "carried_forward" && strings.Contains(w.Text, "s.c") }) {
		t.Errorf("warnings %v", got.Warnings)
	}
}

func TestAssessMissingIsNotZero(t *testing.T) {
	a, _ := small(t)
	got, err := a.Assess(context.Background(), "ARM", 2020)
	if err != nil {
		t.Fatal(err)
	}
	c := find(t, got, "s.c")
	if c.Value != nil || c.Score != nil || c.Missing != "not_collected" || c.Weight != 0 {
		t.Errorf("missing value %+v", c)
	}
	// What is left of pillar one is s.a alone: 20, on 60 % coverage.
	if p := got.Pillars[0]; math.Abs(*p.Value-20) > 1e-9 || math.Abs(p.Coverage-0.6) > 1e-9 {
		t.Errorf("pillar %+v", p.Score)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"value"`) || strings.Contains(string(text), `"score"`) {
		t.Errorf("a missing value was written: %s", text)
	}
}

func TestAssessLeadsToRawRows(t *testing.T) {
	a, s := small(t)
	got, err := a.Assess(context.Background(), "AZE", 2020)
	if err != nil {
		t.Fatal(err)
	}
	each(got, func(i *Indicator) {
		if i.Value == nil {
			return
		}
		if i.Ref == nil || i.Licence != "CC0" || i.Source != "s" {
			t.Errorf("%s has no origin: %+v", i.ID, i)
			return
		}
		raw := s.list[i.Ref.Row-2]
		if raw.Country != "AZE" {
			t.Errorf("%s leads to %v", i.ID, raw)
		}
		if i.ID != "q.b2" && raw.Value != *i.Value {
			t.Errorf("%s is %v, its raw row %v", i.ID, *i.Value, raw.Value)
		}
	})
	if len(got.Sources) != 1 {
		t.Errorf("sources %v", got.Sources)
	}
	if in := find(t, got, "q.b2").Inputs; !slices.Equal(in, []string{"s.b"}) {
		t.Errorf("inputs of the derived value %v", in)
	}
	if in := find(t, got, "s.a").Inputs; in != nil {
		t.Errorf("inputs of a published value %v", in)
	}
}

func TestNotScoredSaysWhy(t *testing.T) {
	a, s := small(t)
	s.list = slices.DeleteFunc(s.list, func(o obs.Observation) bool { return o.Country == "ARM" && o.Indicator == "s.b" })
	got, err := a.Assess(context.Background(), "ARM", 2020)
	if err != nil {
		t.Fatal(err)
	}
	two := got.Pillars[1]
	if two.Value != nil || two.Rank != nil || two.Reason == "" {
		t.Errorf("pillar without data %+v", two.Score)
	}
	if got.Warnings[0].Code != "not_scored" {
		t.Errorf("warnings %v", got.Warnings)
	}
}

func TestIDDependsOnEverything(t *testing.T) {
	base, _ := small(t)
	id := func(change func(*Setup), c country.Code, year int) string {
		a, _ := small(t)
		change(&a.Setup)
		return a.ID("assess", string(c), year)
	}
	nothing := func(*Setup) {}
	same := id(nothing, "AZE", 2020)
	if same != base.ID("assess", "AZE", 2020) {
		t.Error("the same question has two ids")
	}
	seen := map[string]string{same: "the question itself"}
	for name, other := range map[string]string{
		"data":      id(func(s *Setup) { s.DataHash = "other" }, "AZE", 2020),
		"framework": id(func(s *Setup) { s.Framework.Hash = "other" }, "AZE", 2020),
		"version":   id(func(s *Setup) { s.Version = "other" }, "AZE", 2020),
		"as-of":     id(func(s *Setup) { s.AsOf.Date = obs.Date{Year: 2020, Month: 1, Day: 1} }, "AZE", 2020),
		"country":   id(nothing, "GEO", 2020),
		"year":      id(nothing, "AZE", 2019),
	} {
		if what, twice := seen[other]; twice {
			t.Errorf("%s does not change the id of %s", name, what)
		}
		seen[other] = name
	}
}

func TestYear(t *testing.T) {
	a, _ := small(t)
	if y, err := a.Year(0); y != 2020 || err != nil {
		t.Errorf("default %d, %v", y, err)
	}
	var fault *YearError
	if _, err := a.Year(1999); !errors.As(err, &fault) || !strings.Contains(err.Error(), "2000 to 2024") {
		t.Errorf("error %v", err)
	}
	a.AsOf.Date = obs.Date{Year: 2016, Month: 11, Day: 30}
	if y, _ := a.Year(0); y != 2015 {
		t.Errorf("as of November 2016 the year is %d", y)
	}
}

func TestRankOrdersAndAgreesWithAssess(t *testing.T) {
	a, _ := small(t)
	r, err := a.Rank(context.Background(), 2020)
	if err != nil {
		t.Fatal(err)
	}
	var order []country.Code
	for _, row := range r.Rows {
		order = append(order, row.ISO3)
		one, err := a.Assess(context.Background(), row.ISO3, 2020)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one.Overall, row.Score); diff != "" {
			t.Errorf("%s: %s", row.ISO3, diff)
		}
		for i, p := range one.Pillars {
			if diff := cmp.Diff(p.Score, row.Pillars[i]); diff != "" {
				t.Errorf("%s %s: %s", row.ISO3, p.ID, diff)
			}
		}
		for i, k := range one.Kinds {
			if diff := cmp.Diff(k.Score, row.Kinds[i]); diff != "" {
				t.Errorf("%s %s: %s", row.ISO3, k.ID, diff)
			}
		}
	}
	if want := []country.Code{"GEO", "AZE", "ARM"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
}

func TestExplainOpensToTheRow(t *testing.T) {
	a, s := small(t)
	e, err := a.Explain(context.Background(), "AZE", "s.a", 2020)
	if err != nil {
		t.Fatal(err)
	}
	if e.Formula != asPublished || *e.Value != 40 || len(e.Refs) != 1 || s.list[e.Refs[0].Row-2].Value != 40 {
		t.Errorf("explanation %+v", e)
	}
	if len(e.Uses) != 1 || math.Abs(e.Uses[0].Weight-0.3) > 1e-12 || e.Uses[0].Direction != "higher" {
		t.Errorf("uses %+v", e.Uses)
	}
	d, err := a.Explain(context.Background(), "AZE", "q.b2", 2020)
	if err != nil {
		t.Fatal(err)
	}
	var inputs []float64
	for _, in := range d.Inputs {
		inputs = append(inputs, in.Value)
		if in.Ref == nil || s.list[in.Ref.Row-2].Value != in.Value {
			t.Errorf("input %+v does not lead to its row", in)
		}
	}
	if *d.Value != 70 || !slices.Equal(inputs, []float64{60, 80}) || !strings.Contains(d.Formula, "mean of x over the 2 years") {
		t.Errorf("derived %+v", d)
	}
}

func TestExplainMissing(t *testing.T) {
	a, _ := small(t)
	e, err := a.Explain(context.Background(), "AZE", "s.c", 2020)
	if err != nil {
		t.Fatal(err)
	}
	if e.Value != nil || e.Missing != "not_collected" || e.LastYear != 2018 {
		t.Errorf("missing value %+v", e)
	}
}

func TestCompareSharesOneScoring(t *testing.T) {
	a, _ := small(t)
	c, err := a.Compare(context.Background(), []country.Code{"GEO", "ARM"}, 2020)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range c.Countries {
		want, err := a.Assess(context.Background(), got.Country, 2020)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	var absent *NotScoredError
	if _, err := a.Compare(context.Background(), []country.Code{"SUN"}, 2020); !errors.As(err, &absent) {
		t.Errorf("error %v", err)
	}
}

func TestRankingSortsByRanges(t *testing.T) {
	row := func(name string, rank, median, low, high int) Row {
		r := Row{Name: name, Score: Score{Rank: &rank}}
		r.Range = &Range{Rank: multiverse.RankBand{Median: median, Low90: low, High90: high}}
		return r
	}
	r := &Ranking{Rows: []Row{row("B", 1, 3, 1, 9), row("C", 2, 2, 2, 3), row("A", 3, 1, 2, 5), {Name: "unranked"}}}
	for _, c := range []struct {
		by   Order
		want string
	}{
		{ByMedian, "ACBunranked"}, {ByBest, "BCAunranked"}, {ByWorst, "CABunranked"}, {ByScore, "BCAunranked"}, {ByName, "ABCunranked"},
	} {
		t.Run(string(c.by), func(t *testing.T) {
			r.Sort(c.by)
			got := ""
			for _, row := range r.Rows {
				got += row.Name
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
