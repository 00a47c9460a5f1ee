// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// run runs a plan that must not fail.
func mustRun(t *testing.T, p Plan) *Result {
	t.Helper()
	r, err := Run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// everything is all that a result tells, in a form that can be compared.
type everything struct {
	Requested, Completed int
	Failed               []Failure
	ErrorFree            []string
	Outcomes             []Outcome
	Changes              map[string][]Change
	Probabilities        [][]float64
	Above                [][]float64
	Alike                [][]string
	Sensitivity          *Sensitivity
}

func told(r *Result) everything {
	e := everything{
		Requested: r.Requested, Completed: r.Completed, Failed: r.Failed, ErrorFree: r.ErrorFree, Outcomes: r.outcomes,
		Changes: map[string][]Change{}, Sensitivity: r.Sensitivity,
	}
	for pair, list := range r.changes {
		e.Changes[fmt.Sprint(pair)] = list
	}
	for t := range r.Years {
		for c := range r.Cases {
			e.Probabilities = append(e.Probabilities, r.RankProbabilities(c, t))
			e.Alike = append(e.Alike, r.Indistinguishable(c, t))
			var above []float64
			for o := range r.Cases {
				p, _ := r.Above(c, o, t)
				above = append(above, p)
			}
			e.Above = append(e.Above, above)
		}
	}
	return e
}

// thick is a plan with every kind of factor over a panel of three years with gaps,
// carried values, errors and a combination that contradicts itself.
func thick() Plan {
	f, p := wide(3, 0.08)
	for c := range 20 {
		cell := p.At(c, 1, 3)
		cell.Age = 1
		p.Set(c, 1, 3, cell)
	}
	factors := append(usual(), composite.Factor{ID: "spread", Levels: []composite.Level{{ID: "own"}}})
	factors[2].Levels = append(factors[2].Levels, composite.Level{ID: "z", Normalise: &composite.Normalisation{Method: composite.NormaliseZScore}})
	return Plan{
		Framework: f, Panel: p, Factors: factors, Draws: 150, Seed: 3, Errors: errorsOf(p, 0.4), Pairs: true,
		Changes: [][2]int{{2000, 2002}, {2001, 2002}, {2000, 2001}}, Sensitivity: SensitivityPlan{Year: 2001, Base: 16, Resamples: 20},
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	plan := thick()
	plan.Workers = 1
	want := told(mustRun(t, plan))
	if len(want.Failed) == 0 || want.Sensitivity == nil || len(want.Changes) != 3 {
		t.Fatalf("the plan does not try everything: %+v", want.Failed)
	}
	for _, workers := range []int{2, 7} {
		plan.Workers = workers
		if diff := cmp.Diff(want, told(mustRun(t, plan))); diff != "" {
			t.Errorf("%d workers: %.2000s", workers, diff)
		}
	}
	plan.Seed = 4
	if cmp.Equal(want.Outcomes, told(mustRun(t, plan)).Outcomes) {
		t.Error("another seed gives the same draws")
	}
}

// TestOrderOfCases permutes the cases and expects their results permuted.
func TestOrderOfCases(t *testing.T) {
	plan := thick()
	p := plan.Panel
	order := rand.New(rand.NewPCG(1, 1)).Perm(len(p.Cases()))
	var codes []string
	for _, c := range order {
		codes = append(codes, p.Cases()[c])
	}
	other := panel.New(codes, p.Years(), p.Indicators())
	for to, c := range order {
		for y := range p.Years() {
			for i := range p.Indicators() {
				other.Set(to, y, i, p.At(c, y, i))
			}
		}
	}
	plan.Sensitivity = SensitivityPlan{}
	a := mustRun(t, plan)
	plan.Panel = other
	b := mustRun(t, plan)
	worst := 0.0
	for y := range a.Years {
		for n := range a.Nodes {
			for to, c := range order {
				x, z := a.At(c, y, n), b.At(to, y, n)
				worst = max(worst, math.Abs(x.Score.Median-z.Score.Median), math.Abs(x.Score.Low90-z.Score.Low90))
				x.Score, z.Score = Band{}, Band{}
				if x != z {
					t.Fatalf("%s: %+v, permuted %+v", a.Cases[c], x, z)
				}
			}
		}
	}
	// Sums over cases are added in another order; nothing else differs.
	if worst > 1e-9 {
		t.Errorf("scores differ by %v", worst)
	}
}

func TestOneVariantHasNoWidth(t *testing.T) {
	f, p := wide(1, 0)
	r := mustRun(t, Plan{Framework: f, Panel: p, Draws: 50, Seed: 1, Pairs: true})
	model, _, err := composite.Fit(f, p, composite.Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	scores, _ := model.Score(p)
	for c := range r.Cases {
		o := r.At(c, 0, 0)
		want := scores.At(c, 0, 0).Score
		rank, _ := scores.Rank(c, 0, 0)
		if o.Score.Low90 != o.Score.High90 || !alike(o.Score.Median, want, 1e-12) {
			t.Errorf("%s: score %+v, not %v", r.Cases[c], o.Score, want)
		}
		if (o.Rank != RankBand{rank, rank, rank, rank, rank}) || (o.Simultaneous != RankInterval{Low: rank, High: rank}) {
			t.Errorf("%s: rank %+v, %+v, not %d", r.Cases[c], o.Rank, o.Simultaneous, rank)
		}
		if len(r.Indistinguishable(c, 0)) > 0 || r.RankProbabilities(c, 0)[rank-1] != 1 {
			t.Errorf("%s is not where it is", r.Cases[c])
		}
	}
}

// TestMoreDrawsAreSurer measures how far medians of few and of many draws lie from
// each other, over seeds: 16 times the draws give a quarter of the error.
func TestMoreDrawsAreSurer(t *testing.T) {
	f, p := wide(1, 0)
	spread := func(draws int) float64 {
		sum := 0.0
		for seed := range uint64(12) {
			a := mustRun(t, Plan{Framework: f, Panel: p, Factors: varied()[:1], Draws: draws, Seed: 2*seed + 1})
			b := mustRun(t, Plan{Framework: f, Panel: p, Factors: varied()[:1], Draws: draws, Seed: 2*seed + 2})
			for c := range a.Cases {
				d := a.At(c, 0, 0).Score.Median - b.At(c, 0, 0).Score.Median
				sum += d * d
			}
		}
		return math.Sqrt(sum)
	}
	if ratio := spread(100) / spread(1600); ratio < 3.2 || ratio > 5 {
		t.Errorf("the error shrinks to 1/%.2f, not to a quarter", ratio)
	}
}

func TestBadPlans(t *testing.T) {
	f, p := wide(1, 0)
	geometric := &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Geometric}}
	z := &composite.Normalisation{Method: composite.NormaliseZScore}
	seven := func() (factors []composite.Factor) {
		for i := range 6 {
			factors = append(factors, composite.Factor{ID: fmt.Sprint("f", i), Levels: []composite.Level{{ID: "a", Replicates: 100}}})
		}
		factors[0].Levels[0].Dirichlet = 9
		factors[1].Levels[0].DataError = composite.ErrorIndependent
		for i := range 100 {
			for k := 2; k < 6; k++ {
				factors[k].Levels = append(factors[k].Levels, composite.Level{ID: fmt.Sprint(i)})
			}
		}
		return factors
	}
	for name, tt := range map[string]struct {
		plan Plan
		want string
	}{
		"no draws": {Plan{Framework: f, Panel: p}, "0 draws are asked for; ask for at least 1"},
		"no panel": {Plan{Framework: f, Draws: 1}, "a panel with cases and years"},
		"all failed": {Plan{Framework: f, Panel: p, Draws: 9, Factors: []composite.Factor{
			{ID: "scale", Levels: []composite.Level{{ID: "z", Normalise: z}}}, {ID: "mean", Levels: []composite.Level{{ID: "geo", Aggregate: geometric}}},
		}}, "give another level to factor scale or mean"},
		"too many":     {Plan{Framework: f, Panel: p, Enumerate: true, Factors: seven()}, "variants"},
		"random":       {Plan{Framework: f, Panel: p, Enumerate: true, Factors: varied()}, "give it replicates"},
		"shares":       {Plan{Framework: f, Panel: p, Enumerate: true, Factors: usual()[1:2]}, "differ in share"},
		"unknown case": {Plan{Framework: f, Panel: p, Draws: 1, Cases: []string{"XYZ"}}, `lacks the case "XYZ"`},
		"leaf as node": {Plan{Framework: f, Panel: p, Draws: 1, Nodes: []string{"s0.0"}}, "no group"},
		"year":         {Plan{Framework: f, Panel: p, Draws: 1, Changes: [][2]int{{1999, 2000}}}, "lacks the year 1999"},
		"twice": {Plan{Framework: f, Panel: p, Draws: 1, Factors: []composite.Factor{
			{ID: "a", Levels: []composite.Level{{ID: "z", Normalise: z}}}, {ID: "b", Levels: []composite.Level{{ID: "z", Normalise: z}}},
		}}, `factor "a" varies it already`},
		"sensitivity year": {Plan{Framework: f, Panel: p, Draws: 1, Factors: varied(), Sensitivity: SensitivityPlan{Year: 1}}, "lacks the year 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Run(t.Context(), tt.plan)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, not %s", err, tt.want)
			}
		})
	}
}

// TestContradictionsAreCounted mixes z-scores with geometric means.
func TestContradictionsAreCounted(t *testing.T) {
	f, p := wide(1, 0)
	r := mustRun(t, Plan{Framework: f, Panel: p, Draws: 400, Seed: 1, Factors: []composite.Factor{
		{ID: "scale", Levels: []composite.Level{{ID: "own"}, {ID: "z", Normalise: &composite.Normalisation{Method: composite.NormaliseZScore}}}},
		{ID: "mean", Levels: []composite.Level{{ID: "own"}, {ID: "geometric", Aggregate: &composite.Aggregations{
			Aggregation: composite.Aggregation{Method: composite.Geometric},
		}}}},
	}})
	if len(r.Failed) != 1 {
		t.Fatalf("%d reasons", len(r.Failed))
	}
	f0 := r.Failed[0]
	if f0.Count < 70 || f0.Count > 130 || r.Usable() != 400-f0.Count {
		t.Errorf("%d of 400 failed, %d usable", f0.Count, r.Usable())
	}
	if !strings.HasPrefix(f0.Reason, "scale z, mean geometric: the geometric mean of") || !slices.Equal(f0.Factors, []string{"scale", "mean"}) {
		t.Errorf("%q, %v", f0.Reason, f0.Factors)
	}
	if o := r.At(0, 0, 0); o.Scored != r.Usable() {
		t.Errorf("scored in %d of %d", o.Scored, r.Usable())
	}
}

// TestCancel ends the work after the first wave and expects what a run of as many
// draws gives.
func TestCancel(t *testing.T) {
	f, p := wide(2, 0)
	ctx, cancel := context.WithCancel(t.Context())
	plan := Plan{
		Framework: f, Panel: p, Factors: varied(), Draws: 2*wave + 10, Seed: 1,
		Progress: func(done, _ int) {
			if done == wave {
				cancel()
			}
		},
	}
	r, err := Run(ctx, plan)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Cancelled || r.Completed != wave || r.Requested != plan.Draws || len(r.Years) != 1 {
		t.Fatalf("cancelled %t, %d of %d draws, years %v", r.Cancelled, r.Completed, r.Requested, r.Years)
	}
	plan.Draws, plan.Progress = wave, nil
	full := mustRun(t, plan)
	for c := range r.Cases {
		for n := range r.Nodes {
			if r.At(c, 0, n) != full.At(c, 0, n) {
				t.Fatalf("%s: %+v, not %+v", r.Cases[c], r.At(c, 0, n), full.At(c, 0, n))
			}
		}
	}
	if _, err := Run(ctx, plan); !errors.Is(err, context.Canceled) {
		t.Errorf("nothing done: %v", err)
	}
}

// TestSecondYearCancelled keeps the first year whole.
func TestSecondYearCancelled(t *testing.T) {
	f, p := wide(3, 0)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := Run(ctx, Plan{Framework: f, Panel: p, Factors: varied(), Draws: 100, Progress: func(done, _ int) {
		if done == 100 {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Cancelled || len(r.Years) != 1 || r.Completed != 100 {
		t.Errorf("cancelled %t, years %v, %d draws", r.Cancelled, r.Years, r.Completed)
	}
}

// TestChange compares a year with one in which every value is greater, and with
// itself.
func TestChange(t *testing.T) {
	f, p := wide(3, 0)
	for i := range p.Indicators() {
		for c := range p.Cases() {
			cell := p.At(c, 0, i)
			p.Set(c, 2, i, cell)
			if c == 0 {
				cell.Value += 0.5
			}
			p.Set(c, 1, i, cell)
		}
	}
	r := mustRun(t, Plan{Framework: f, Panel: p, Factors: varied(), Draws: 200, Changes: [][2]int{{2000, 2001}, {2000, 2002}}})
	better, ok := r.Change(0, 0, 0, 1)
	if !ok || better.ScoreBetter != 1 || better.RankBetter <= 0.5 || better.Score.Low90 <= 0 || better.Both != 200 {
		t.Errorf("better: %+v", better)
	}
	same, ok := r.Change(5, 0, 0, 2)
	if !ok || same.ScoreBetter != 0.5 || same.RankBetter != 0.5 || same.Score != (Band{}) {
		t.Errorf("same: %+v", same)
	}
	if _, ok := r.Change(0, 0, 1, 2); ok {
		t.Error("a pair that was not asked for has an answer")
	}
}

// TestEach sees every draw once, in order, and the scores that the bands are made
// of.
func TestEach(t *testing.T) {
	plan := thick()
	plan.Sensitivity, plan.Workers = SensitivityPlan{}, 3
	plan.Cases = plan.Panel.Cases()[4:6]
	seen := map[int][]float64{}
	last := [2]int{0, -1}
	plan.Each = func(d Draw) {
		if d.Year < last[0] || d.Year == last[0] && d.Index <= last[1] {
			t.Errorf("draw %d of year %d after %v", d.Index, d.Year, last)
		}
		last = [2]int{d.Year, d.Index}
		if v, ok := d.Score(0, 5); ok {
			seen[d.Year] = append(seen[d.Year], v)
		}
		if len(d.Levels()) != len(plan.Factors) {
			t.Errorf("levels %v", d.Levels())
		}
	}
	r := mustRun(t, plan)
	for y := range r.Years {
		var s selector
		band, n := s.band(seen[y])
		if o := r.At(1, y, 0); o.Score != band || o.Scored != n {
			t.Errorf("%+v of %d, not %+v of %d", o.Score, o.Scored, band, n)
		}
	}
}

// TestFewCases expects of some cases what a run for all gives.
func TestFewCases(t *testing.T) {
	plan := thick()
	plan.Sensitivity = SensitivityPlan{}
	all := mustRun(t, plan)
	plan.Cases = []string{all.Cases[7], all.Cases[2]}
	few := mustRun(t, plan)
	plan.Cases = slices.Clone(all.Cases)
	slices.Reverse(plan.Cases)
	turned := mustRun(t, plan)
	for y := range all.Years {
		for c := range all.Cases {
			if a, b := all.At(c, y, 0), turned.At(len(all.Cases)-1-c, y, 0); a != b {
				t.Fatalf("%s: %+v, in another order %+v", all.Cases[c], a, b)
			}
		}
		for i, c := range []int{7, 2} {
			for n := range all.Nodes {
				a, b := all.At(c, y, n), few.At(i, y, n)
				if n > 0 {
					a.Simultaneous = RankInterval{}
				}
				if a != b {
					t.Errorf("%s, %s: %+v, not %+v", all.Cases[c], all.Nodes[n], b, a)
				}
			}
			a, _ := all.Change(c, 0, 0, 2)
			if b, _ := few.Change(i, 0, 0, 2); a != b {
				t.Errorf("change %+v, not %+v", b, a)
			}
		}
	}
}

// TestExactInfluence enumerates a space by hand.
func TestExactInfluence(t *testing.T) {
	f, p := wide(1, 0)
	weightless := f.Root.Children[0].Children[0]
	weightless.Weight = 0
	f.Root.Children[0].Children[1].Weight *= 2
	i, _ := p.Indicator(weightless.Indicator)
	for c := range p.Cases() {
		cell := p.At(c, 0, i)
		cell.Age = 2
		p.Set(c, 0, i, cell)
	}
	zero := 0
	factors := []composite.Factor{
		{ID: "weights", Levels: []composite.Level{{ID: "noise", Replicates: 10, Weight: &composite.Weighting{Noise: 0.5}}}},
		varied()[1],
		{ID: "carry", Levels: []composite.Level{{ID: "own"}, {ID: "none", Carry: &zero}}},
	}
	r := mustRun(t, Plan{Framework: f, Panel: p, Factors: factors, Draws: 10, Sensitivity: SensitivityPlan{Year: 2000}})
	s := r.Sensitivity
	if !s.Shift.Exact || s.Evaluations != 40 || len(s.ByCase) != 200 {
		t.Fatalf("exact %t, %d evaluations, %d cases", s.Shift.Exact, s.Evaluations, len(s.ByCase))
	}
	sum := 0.0
	for _, x := range s.Shift.Indices {
		sum += x.Shapley
	}
	if !alike(sum, 1, 1e-12) {
		t.Errorf("Shapley effects sum to %v", sum)
	}
	if carry := s.Shift.Indices[2]; carry.S != 0 || carry.Total != 0 || carry.Shapley != 0 {
		t.Errorf("an indicator of weight 0 moves ranks: %+v", carry)
	}
	if w := s.Shift.Indices[0]; w.S <= 0 || w.Total < w.S {
		t.Errorf("weights: %+v", w)
	}
}

// TestEstimatedInfluence compares estimates with the exact indices.
func TestEstimatedInfluence(t *testing.T) {
	f, p := wide(1, 0)
	factors := varied()
	factors[0].Levels[0].Replicates = 200
	plan := Plan{Framework: f, Panel: p, Factors: factors, Draws: 1, Sensitivity: SensitivityPlan{Year: 2000}}
	exact := mustRun(t, plan).Sensitivity.Shift
	plan.Sensitivity.Limit = 1
	got := mustRun(t, plan).Sensitivity
	if got.Shift.Exact || !exact.Exact {
		t.Fatal("exact where it should not be, or the other way round")
	}
	for k, x := range got.Shift.Indices {
		want := exact.Indices[k]
		if math.Abs(x.S-want.S) > 0.05 || math.Abs(x.Total-want.Total) > 0.05 || math.Abs(x.Shapley-want.Shapley) > 0.05 {
			t.Errorf("%+v, not %+v", x, want)
		}
		if !(x.Low <= x.S && x.S <= x.High) || x.Low == x.High {
			t.Errorf("interval %v to %v of %v", x.Low, x.High, x.S)
		}
	}
}

// TestEnumerate makes every combination once.
func TestEnumerate(t *testing.T) {
	f, p := wide(1, 0)
	factors := varied()
	factors[0].Levels[0].Replicates = 7
	var means []string
	r := mustRun(t, Plan{Framework: f, Panel: p, Factors: factors, Enumerate: true, Each: func(d Draw) { means = append(means, d.Levels()[1]) }})
	if r.Completed != 14 || !slices.Equal(means[:4], []string{"arithmetic", "geometric", "arithmetic", "geometric"}) {
		t.Errorf("%d draws, %v", r.Completed, means)
	}
	var tooLarge *sensitivity.TooLargeError
	factors[0].Levels[0].Replicates = 100_000
	for i := range 4 {
		factors = append(factors, composite.Factor{ID: fmt.Sprint(i), Levels: slices.Repeat([]composite.Level{{}}, 0)})
		for l := range 100 {
			factors[i+2].Levels = append(factors[i+2].Levels, composite.Level{ID: fmt.Sprint(l)})
		}
	}
	if _, err := Run(t.Context(), Plan{Framework: f, Panel: p, Factors: factors, Enumerate: true}); !errors.As(err, &tooLarge) {
		t.Errorf("2e13 combinations: %v", err)
	}
}

// TestQuantiles compares bands with sorting.
func TestQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 400 {
		x := make([]float64, n)
		for i := range x {
			if x[i] = math.Floor(r.NormFloat64()*8) / float64(1+n%3); r.IntN(9) == 0 {
				x[i] = nan
			}
		}
		sorted := slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return v != v })
		slices.Sort(sorted)
		var s selector
		got, count := s.band(x)
		if count != len(sorted) {
			t.Fatalf("%d of %d", count, len(sorted))
		}
		at := func(p float64) float64 {
			h := p * float64(len(sorted)-1)
			k := int(h)
			return sorted[k] + (h-float64(k))*(sorted[min(k+1, len(sorted)-1)]-sorted[k])
		}
		if count == 0 {
			continue
		}
		want := Band{at(0.5), at(0.25), at(0.75), at(0.05), at(0.95)}
		if got != want {
			t.Fatalf("%d values: %+v, not %+v", n, got, want)
		}
	}
}
