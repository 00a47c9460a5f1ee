// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// three are columns of which the last runs against the first two.
func three() *panel.Panel {
	return byColumn(1, []float64{1, 2, 3, 4, 6}, []float64{2, 1, 3, 5, 6}, []float64{9, 8, 5, 4, 1})
}

func TestWeightings(t *testing.T) {
	for _, tt := range []struct {
		name     string
		how      Weighting
		want     []float64
		warnings []string
	}{
		{"own", Weighting{}, []float64{0.5, 0.3, 0.2}, nil},
		{"equal", Weighting{Method: WeightEqual}, []float64{1 / 3.0, 1 / 3.0, 1 / 3.0}, nil},
		{"equal on other levels", Weighting{Method: WeightEqual, Levels: []int{2}}, []float64{0.5, 0.3, 0.2}, nil},
		{"named", Weighting{Nodes: map[string]float64{"x0": 0.5, "x1": 0}}, []float64{5 / 7.0, 0, 2 / 7.0}, nil},
		// The first is twice the second and four times the third.
		{"comparisons", Weighting{Method: WeightAHP, Comparisons: map[string][][]float64{"index": {{1, 2, 4}, {0.5, 1, 2}, {0.25, 0.5, 1}}}}, []float64{4 / 7.0, 2 / 7.0, 1 / 7.0}, nil},
		{"comparisons of others", Weighting{Method: WeightAHP}, []float64{0.5, 0.3, 0.2}, nil},
		// Round about: all are equal, and the answers contradict.
		{
			"contradicting",
			Weighting{Method: WeightAHP, Comparisons: map[string][][]float64{"index": {{1, 3, 1 / 3.0}, {1 / 3.0, 1, 3}, {3, 1 / 3.0, 1}}}},
			[]float64{1 / 3.0, 1 / 3.0, 1 / 3.0},
			[]string{"inconsistent_comparisons index"},
		},
		// Shares 1/2, 1/4, 1/4 and 0, 1/2, 1/2 of two experts.
		{"points", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {10, 0}, "x1": {5, 2}, "x2": {5, 2}}}, []float64{0.25, 0.375, 0.375}, nil},
		{"points for others", Weighting{Method: WeightBudget, Points: map[string][]float64{"y": {1}}}, []float64{0.5, 0.3, 0.2}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := line(3)
			for j, w := range []float64{0.5, 0.3, 0.2} {
				f.Root.Children[j].Weight = w
			}
			m, warnings := mustFit(t, f, three(), Recipe{Weight: tt.how})
			same(t, tt.want, m.Weights[0])
			if diff := cmp.Diff(tt.warnings, codes(warnings)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestComponentWeights checks that a child which loads against its siblings gets
// nothing, that two that are alike get the same, and an only child all.
func TestComponentWeights(t *testing.T) {
	m, warnings := mustFit(t, line(3), three(), Recipe{Weight: Weighting{Method: WeightPCA}})
	if m.Weights[0][2] != 0 || m.Weights[0][0] <= 0.4 || !slices.Equal(codes(warnings), []string{"negative_loading x2"}) {
		t.Errorf("%v, %v", m.Weights, warnings)
	}
	m, _ = mustFit(t, flat(), table([]string{"A", "B", "C"}, indicators, [][]float64{{1, 3, 4, 4}, {2, 2, 5, 6}, {4, 1, 9, 9}}), Recipe{Weight: Weighting{Method: WeightPCA}})
	for _, weights := range m.Weights {
		if weights != nil {
			same(t, []float64{0.5, 0.5}, weights)
		}
	}
	m, _ = mustFit(t, line(1), three(), Recipe{Weight: Weighting{Method: WeightPCA}})
	same(t, []float64{1}, m.Weights[0])
}

func TestWeightingRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		how        Weighting
	}{
		{"few comparisons", "index/weight: compares 2 items; it has 3 children", Weighting{Method: WeightAHP, Comparisons: map[string][][]float64{"index": {{1, 2}, {0.5, 1}}}}},
		{"odd comparisons", "index/weight: comparisons 2-1 and 1-2 are not reciprocal", Weighting{Method: WeightAHP, Comparisons: map[string][][]float64{"index": {{1, 2, 1}, {2, 1, 1}, {1, 1, 1}}}}},
		{"points of some", "index/weight: points are missing for 1 of 3 children", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {1}, "x1": {2}}}},
		{"points of fewer experts", "index/weight: x1 has points of 1 experts, others of 2", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {1, 2}, "x1": {2}, "x2": {1, 2}}}},
		{"no points", "index/weight: expert 2 gave no points", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {1, 0}, "x1": {2, 0}, "x2": {1, 0}}}},
		{"negative points", "index/weight: expert 1 gave x0 -1 points", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {-1}, "x1": {2}, "x2": {3}}}},
		{"points that are no number", "index/weight: expert 2 gave x1 NaN points", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {1, 1}, "x1": {2, nan}, "x2": {1, 1}}}},
		{"points without end", "index/weight: expert 1 gave x1 +Inf points", Weighting{Method: WeightBudget, Points: map[string][]float64{"x0": {1}, "x1": {math.Inf(1)}, "x2": {1}}}},
		{"nothing", "index/weight: every child has weight 0", Weighting{Nodes: map[string]float64{"x0": 0, "x1": 0, "x2": 0}}},
		{"nothing to balance", "recipe/weight/level: no node of level 7 has siblings to balance", Weighting{Method: WeightBalanced, Level: 7}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Fit(line(3), three(), Recipe{Weight: tt.how})
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	p := byColumn(1, []float64{1, 2, nan}, []float64{nan, 2, 3}, []float64{1, nan, 3})
	_, _, err := Fit(line(3), p, Recipe{Weight: Weighting{Method: WeightPCA}})
	if err == nil || !strings.HasPrefix(err.Error(), "index/weight: principal components: ") {
		t.Errorf("no whole row: %v", err)
	}
}

// TestBalancedWeights checks that the correlations with the index come out as
// wanted, by computing them anew from the scores. Columns without correlation
// among themselves correlate with the index by their weights, so that the weights
// must be the shares.
func TestBalancedWeights(t *testing.T) {
	p := byColumn(1, []float64{0, 0, 0, 0, 1, 1, 1, 1}, []float64{0, 0, 1, 1, 0, 0, 1, 1}, []float64{0, 1, 0, 1, 0, 1, 0, 1})
	for _, tt := range []struct {
		name    string
		desired map[string]float64
		want    []float64
	}{
		{"equal", nil, []float64{1 / 3.0, 1 / 3.0, 1 / 3.0}},
		{"more of the first", map[string]float64{"x0": 2}, []float64{0.5, 0.25, 0.25}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := line(3)
			for j, w := range []float64{0.2, 0.3, 0.5} {
				f.Root.Children[j].Weight = w
			}
			m, _ := mustFit(t, f, p, Recipe{Weight: Weighting{Method: WeightBalanced, Level: 1, Desired: tt.desired}})
			s, _ := m.Score(p)
			cols := make([][]float64, 4)
			for n := range cols {
				for c := range s.Cases {
					cols[n] = append(cols[n], s.At(c, 0, n).Score)
				}
			}
			sum, r := 0.0, make([]float64, 3)
			for j := range r {
				r[j], _, _ = stat.Correlate(stat.Pearson, cols[j+1], cols[0])
				sum += r[j]
			}
			for j, want := range tt.want {
				if math.Abs(r[j]/sum-want) > 1e-4 || math.Abs(m.Weights[0][j]-want) > 1e-4 {
					t.Errorf("correlations %v sum to %v, want shares %v: %+v", r, sum, tt.want, m.Balance)
					break
				}
			}
			if !m.Balance.Converged || m.Balance.Distance > 1e-6 {
				t.Errorf("%+v", m.Balance)
			}
		})
	}
}

// TestNoise checks that disturbed weights stay shares, move no further than the
// noise allows, come again for the same seed, and differ for another replicate.
func TestNoise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise := rapid.Float64Range(0.01, 0.9).Draw(t, "noise")
		how := Weighting{Noise: noise, Seed: rapid.Uint64().Draw(t, "seed")}
		fit := func(how Weighting) []float64 {
			m, _, err := Fit(line(3), three(), Recipe{Weight: how})
			if err != nil {
				t.Fatal(err)
			}
			return m.Weights[0]
		}
		a, again := fit(how), fit(how)
		how.Replicate = 1
		other := fit(how)
		if !slices.Equal(a, again) || slices.Equal(a, other) {
			t.Fatalf("%v, again %v, other %v", a, again, other)
		}
		sum := 0.0
		for _, w := range a {
			sum += w
			if ratio := w / a[0]; ratio > (1+noise)/(1-noise)+1e-9 || ratio < (1-noise)/(1+noise)-1e-9 {
				t.Fatalf("noise %v: %v", noise, a)
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("sum %v", sum)
		}
		how.Levels = []int{2}
		if got := fit(how); math.Abs(got[0]-1/3.0) > 1e-12 || got[0] != got[2] {
			t.Fatalf("other levels are disturbed: %v", got)
		}
	})
}

// TestSharesOfTheWhole checks shares against the products of weights.
func TestSharesOfTheWhole(t *testing.T) {
	m, _ := mustFit(t, twoPillars(), demo(), Recipe{})
	share, effective := m.Shares()
	same(t, []float64{1, 0.5, 0.75, 0.25, 0.5, 0.5, 0.5}, share)
	same(t, []float64{1, 0.5, 0.375, 0.125, 0.5, 0.25, 0.25}, effective)
	if _, err := m.With(map[string]float64{"a": 0, "b": 0}, nil); err == nil {
		t.Error("an index of nothing")
	}
	for _, wrong := range []float64{-1, nan, math.Inf(1)} {
		if _, err := m.With(map[string]float64{"a1": wrong}, nil); err == nil || !strings.HasPrefix(err.Error(), "index/a/a1: weight ") {
			t.Errorf("a weight of %v: %v", wrong, err)
		}
	}
	if _, err := m.With(nil, &Aggregations{Aggregation: Aggregation{Method: "odd"}}); err == nil {
		t.Error("an unknown method")
	}
}

// TestReweighIsTheModel checks that combining only what has changed gives what
// combining all gives, over a walk of weights and methods.
func TestReweighIsTheModel(t *testing.T) {
	f, p := wide(2, 0.1)
	m, _ := mustFit(t, f, p, Recipe{Normalise: Normalisation{Method: NormaliseMinMax, Low: 1, High: 100}})
	q := NewScorer(m, p)
	q.Score(m, p)
	for i, tt := range []struct {
		weights map[string]float64
		method  AggregateMethod
	}{
		{nil, Geometric},
		{map[string]float64{"s.1": 0}, Geometric},
		{map[string]float64{"p3": 0.9}, Geometric},
		{map[string]float64{"p3": 0.9, "s.20": 0.5}, Harmonic},
		{nil, Arithmetic},
	} {
		other, err := m.With(tt.weights, &Aggregations{Aggregation: Aggregation{Method: tt.method}})
		if err != nil {
			t.Fatal(err)
		}
		got := q.Reweigh(other)
		want, _ := other.Score(p)
		for n := range want.Nodes {
			for y := range want.Years {
				for c := range want.Cases {
					a, b := want.At(c, y, n), got.At(c, y, n)
					if a.NotScored != b.NotScored || math.Abs(a.Score-b.Score) > 1e-9 || math.Abs(a.Coverage-b.Coverage) > 1e-12 {
						t.Fatalf("step %d, %s: %+v and %+v", i, want.Nodes[n].ID, a, b)
					}
				}
			}
		}
	}
	if got := q.Reweigh(m).At(0, 0, 0); !got.OK() {
		t.Errorf("%+v", got)
	}
}
