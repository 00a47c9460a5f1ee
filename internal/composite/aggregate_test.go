// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/obs"
)

// TestAggregations is worked by hand for two children of weights 1/4 and 3/4.
func TestAggregations(t *testing.T) {
	for _, tt := range []struct {
		name string
		how  Aggregation
		x, y []float64
		want []float64
	}{
		{"arithmetic", Aggregation{}, []float64{20, nan, 40}, []float64{40, 8, 0}, []float64{35, 8, 10}},
		{"geometric", Aggregation{Method: Geometric}, []float64{16, nan}, []float64{81, 8}, []float64{54, 8}},
		{"harmonic", Aggregation{Method: Harmonic}, []float64{10, nan}, []float64{30, 8}, []float64{20, 8}},
		{"square", Aggregation{Method: Power, Power: 2}, []float64{2, nan, 0}, []float64{6, 8, 6}, []float64{math.Sqrt(28), 8, math.Sqrt(27)}},
		{"power of -1 is harmonic", Aggregation{Method: Power, Power: -1}, []float64{10, nan}, []float64{30, 8}, []float64{20, 8}},
		{"geometric of nothing", Aggregation{Method: Geometric}, []float64{0, 4}, []float64{9, 4}, []float64{nan, 4}},
		{"harmonic of nothing", Aggregation{Method: Harmonic}, []float64{0, 4}, []float64{9, 4}, []float64{nan, 4}},
		// Mean 35, variance 75: less 75/35.
		{"penalty", Aggregation{Method: MazziottaPareto}, []float64{20, nan}, []float64{40, 8}, []float64{35 - 75/35.0, 8}},
		// The second is worth more, so that C beats B beats A; the missing one loses by it too.
		{"copeland", Aggregation{Method: Copeland}, []float64{30, 20, 10}, []float64{1, 2, 3}, []float64{-2, 0, 2}},
		{"copeland with ties", Aggregation{Method: Copeland}, []float64{5, 5, 5}, []float64{1, 1, 2}, []float64{-1, -1, 2}},
		{"copeland with a hole", Aggregation{Method: Copeland}, []float64{30, 20, nan}, []float64{1, 2, 3}, []float64{-2, 0, 2}},
		// A is better than both by 1/4, B is better than A by 3/4 and C by 1/4.
		{"outranking", Aggregation{Method: OutrankingMean}, []float64{30, 20, 10}, []float64{1, 2, 3}, []float64{25, 50, 75}},
		{"outranking with a tie", Aggregation{Method: OutrankingMean}, []float64{30, 30}, []float64{1, 2}, []float64{12.5, 87.5}},
		// B has all of both; A is best with the first alone, C with the second.
		{"benefit", Aggregation{Method: BenefitOfTheDoubt}, []float64{50, 100, 10}, []float64{10, 100, 80}, []float64{0.5, 1, 0.8}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := scoresOf(2)
			f.Root.Children[0].Weight, f.Root.Children[1].Weight = 0.25, 0.75
			p := byColumn(1, tt.x, tt.y)
			m, _ := mustFit(t, f, p, Recipe{Aggregate: Aggregations{Aggregation: tt.how}})
			s, warnings := m.Score(p)
			var got []float64
			undefined := 0
			for c := range s.Cases {
				r := s.At(c, 0, 0)
				if !r.OK() {
					r.Score = nan
					undefined++
				}
				got = append(got, r.Score)
			}
			same(t, tt.want, got)
			if len(warnings) != undefined {
				t.Errorf("%d are not scored: %v", undefined, warnings)
			}
		})
	}
}

// TestMeansAreInOrder checks that the harmonic mean is no more than the
// geometric, that no more than the arithmetic, all between the extremes; that
// doubling doubles; and that a mean of equals is the equal.
func TestMeansAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		x, twice := make([][]float64, n), make([][]float64, n)
		low, high := math.Inf(1), math.Inf(-1)
		for j := range x {
			v := rapid.Float64Range(1, 50).Draw(t, "score")
			x[j], twice[j] = []float64{v}, []float64{2 * v}
			low, high = min(low, v), max(high, v)
		}
		p, double := byColumn(1, x...), byColumn(1, twice...)
		before := low
		for _, how := range []Aggregation{{Method: Power, Power: -3}, {Method: Harmonic}, {Method: Geometric}, {Method: Power, Power: 0.5}, {}, {Method: Power, Power: 3}} {
			m, _, err := Fit(scoresOf(n), p, Recipe{Aggregate: Aggregations{Aggregation: how}})
			if err != nil {
				t.Fatal(err)
			}
			a, _ := m.Score(p)
			b, _ := m.Score(double)
			got := a.At(0, 0, 0).Score
			if got < before-1e-9 || got > high+1e-9 || math.Abs(b.At(0, 0, 0).Score-2*got) > 1e-8 {
				t.Fatalf("%+v: %v after %v of %v; doubled %v", how, got, before, x, b.At(0, 0, 0).Score)
			}
			before = got
		}
	})
}

// TestOutrankingMatrix checks that two shares of a pair sum to 1, against a count
// by hand, and that a pair without anything in common is told apart.
func TestOutrankingMatrix(t *testing.T) {
	got := Outranking([][]float64{{1, 2, nan, nan}, {-5, -5, 0, nan}}, []float64{0.25, 0.75})
	want := [][]float64{{0, 0.375, 0, -1}, {0.625, 0, 0, -1}, {1, 1, 0, -1}, {-1, -1, -1, 0}}
	for i := range want {
		same(t, want[i], got[i])
	}
	// Without holes, with negative values, which are ranked.
	got = Outranking([][]float64{{-3, -1, 0}, {2, 2, 1}}, []float64{1, 1})
	want = [][]float64{{0, 0.25, 0.5}, {0.75, 0, 0.5}, {0.5, 0.5, 0}}
	for i := range want {
		same(t, want[i], got[i])
	}
}

// TestCopelandIsFair checks that wins and losses cancel out and that holes, as
// far as there are none, do not change the count.
func TestCopelandIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, p := rapid.IntRange(1, 9).Draw(t, "n"), rapid.IntRange(1, 4).Draw(t, "p")
		b := block{out: make([]float64, n), sum: make([]float64, n)}
		for range p {
			col := make([]float64, n)
			for i := range col {
				col[i] = float64(rapid.IntRange(-3, 3).Draw(t, "value"))
			}
			b.x, b.w = append(b.x, col), append(b.w, float64(rapid.IntRange(1, 4).Draw(t, "weight")))
		}
		copeland(&b)
		plain := slices.Clone(b.out)
		sum := 0.0
		for _, v := range plain {
			sum += v
		}
		// One more case that lacks everything turns the other way of counting on.
		holed := block{out: make([]float64, n+1), sum: make([]float64, n+1), w: b.w}
		for _, col := range b.x {
			holed.x = append(holed.x, append(slices.Clone(col), nan))
		}
		copeland(&holed)
		if sum != 0 || !slices.Equal(plain, holed.out[:n]) || holed.out[n] == holed.out[n] {
			t.Fatalf("%v sums to %v; with a hole %v", plain, sum, holed.out)
		}
	})
}

// TestMinimumPresent checks that too few children leave a node without a score.
func TestMinimumPresent(t *testing.T) {
	p := byColumn(1, []float64{10, 10, nan}, []float64{20, nan, nan}, []float64{30, nan, nan})
	for _, tt := range []struct {
		name string
		how  Aggregation
		want []Reason
	}{
		{"any", Aggregation{}, []Reason{Scored, Scored, NoData}},
		{"a third", Aggregation{MinPresent: 1 / 3.0}, []Reason{Scored, Scored, NoData}},
		{"half", Aggregation{MinPresent: 0.5}, []Reason{Scored, TooFewPresent, NoData}},
		{"all", Aggregation{MinPresent: 1}, []Reason{Scored, TooFewPresent, NoData}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := mustFit(t, scoresOf(3), p, Recipe{Aggregate: Aggregations{Aggregation: tt.how}})
			s, _ := m.Score(p)
			var got []Reason
			for c := range s.Cases {
				got = append(got, s.At(c, 0, s.Root()).NotScored)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestChoiceOfMethod checks which of node, level and recipe decides.
func TestChoiceOfMethod(t *testing.T) {
	levels := []Aggregation{{Method: Harmonic}, {Method: Power, Power: 2}}
	for _, tt := range []struct {
		name string
		how  Aggregations
		want []AggregateMethod // root, a, b
	}{
		{"the node's own", Aggregations{}, []AggregateMethod{Geometric, Arithmetic, Arithmetic}},
		{"the recipe's for the rest", Aggregations{Aggregation: Aggregation{Method: Copeland}}, []AggregateMethod{Geometric, Copeland, Copeland}},
		{"the level's", Aggregations{Levels: levels}, []AggregateMethod{Geometric, Harmonic, Harmonic}},
		{"the recipe's before all", Aggregations{Levels: levels, Override: true}, []AggregateMethod{Power, Harmonic, Harmonic}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := mustFit(t, twoPillars(), demo(), Recipe{})
			m, err := m.With(nil, &tt.how)
			if err != nil {
				t.Fatal(err)
			}
			var got []AggregateMethod
			for n, a := range m.Methods() {
				if m.Framework.Nodes()[n].Leaf() {
					if a != (Aggregation{}) {
						t.Errorf("a leaf has the method %+v", a)
					}
					continue
				}
				got = append(got, a.Method)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCombine checks that other scores of the children are combined as the
// model's own are, holes left out, and that a method which compares cases is
// refused.
func TestCombine(t *testing.T) {
	f := scoresOf(2)
	f.Root.Children[0].Weight, f.Root.Children[1].Weight = 0.25, 0.75
	p := byColumn(1, []float64{20, 40}, []float64{40, 60})
	m, _ := mustFit(t, f, p, Recipe{})
	out := make([]float64, 3)
	if err := m.Combine(0, [][]float64{{20, nan, nan}, {40, 8, nan}}, out); err != nil {
		t.Fatal(err)
	}
	same(t, []float64{35, 8, nan}, out)
	m, err := m.With(nil, &Aggregations{Aggregation: Aggregation{Method: Copeland}})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Combine(0, [][]float64{{1}, {2}}, out[:1]); err == nil || !strings.Contains(err.Error(), "compares cases") {
		t.Errorf("%v", err)
	}
}

// TestKinds checks how the pillars of one kind are combined, and why they are not.
func TestKinds(t *testing.T) {
	f := flat()
	f.Root.Children = append(f.Root.Children, &Node{ID: "c", Kind: Soft, Children: []*Node{{ID: "c1", Indicator: "s.c", Weight: 1, Direction: 1}}})
	for i, w := range []float64{0.25, 0.5, 0.25} {
		f.Root.Children[i].Weight = w
	}
	for _, leaf := range f.Leaves() {
		leaf.Goalposts = &Goalposts{Low: 0, High: 100}
	}
	cols := append(slices.Clone(indicators), "s.c")
	p := table([]string{"A", "B", "C"}, cols, [][]float64{
		{40, 60, 10, 20, 80}, {nan, nan, 30, 30, nan}, {0, 100, 1, 1, 50},
	})
	for _, tt := range []struct {
		name string
		kind Kind
		how  Aggregation
		c    int
		min  float64
		want Result
	}{
		// Pillar a is 40 for A, since fewer of the second are better.
		{"soft", Soft, Aggregation{}, 0, 0, Result{Score: 60, Coverage: 1}},
		{"hard", Hard, Aggregation{}, 0, 0, Result{Score: 15, Coverage: 1}},
		{"harmonic", Soft, Aggregation{Method: Harmonic}, 0, 0, Result{Score: 2 / (1/40.0 + 1/80.0), Coverage: 1}},
		{"no data", Soft, Aggregation{}, 1, 0, Result{NotScored: NoData}},
		{"no such pillar", NoKind, Aggregation{}, 0, 0, Result{NotScored: NoData}},
		{"not defined", Soft, Aggregation{Method: Geometric}, 2, 0, Result{NotScored: Undefined, Coverage: 0.5}},
		{"relative", Soft, Aggregation{Method: Copeland}, 0, 0, Result{NotScored: Undefined, Coverage: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f.MinCoverage = tt.min
			m, _ := mustFit(t, f, p, Recipe{Aggregate: Aggregations{Levels: []Aggregation{{}, tt.how}}})
			s, _ := m.Score(p)
			got := s.Kind(tt.kind, tt.c, 0)
			if tt.name == "not defined" {
				got.Coverage = tt.want.Coverage // a geometric mean leaves the pillar itself
			}
			if got.NotScored != tt.want.NotScored || math.Abs(got.Score-tt.want.Score) > 1e-9 || math.Abs(got.Coverage-tt.want.Coverage) > 1e-12 {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
	f.MinCoverage = 0.9
	m, _ := mustFit(t, f, table([]string{"A", "B"}, cols, [][]float64{{40, nan, 10, 20, 80}, {1, 2, 3, 4, 5}}), Recipe{})
	s, _ := m.Score(table([]string{"A"}, cols, [][]float64{{40, nan, 10, 20, 80}}))
	if got := s.Kind(Soft, 0, 0); got.NotScored != LowCoverage || got.Coverage != 0.5 {
		t.Errorf("%+v", got)
	}
	m, err := m.With(map[string]float64{"a": 0, "c": 0}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, _ = m.Score(p)
	if got := s.Kind(Soft, 0, 0); got.NotScored != NoData {
		t.Errorf("pillars without weight: %+v", got)
	}
}

// TestRawOfContribution checks that only a leaf has a cell.
func TestRawOfContribution(t *testing.T) {
	m, _ := mustFit(t, scoresOf(1), byColumn(1, []float64{30}), Recipe{})
	s, _ := m.Score(byColumn(1, []float64{30}))
	top := s.Explain(0, 0)
	if _, ok := top.Raw(); ok {
		t.Error("a group has a cell")
	}
	if cell, ok := top.Parts[0].Raw(); !ok || cell.Value != 30 || cell.Missing != obs.Present {
		t.Errorf("%+v", cell)
	}
}

// TestPenaltyOfWhatIsThere checks that variance is taken over the weight present:
// 20 and 40 of equal weight have mean 30 and variance 100, or 200 of a sample.
func TestPenaltyOfWhatIsThere(t *testing.T) {
	p := byColumn(1, []float64{20}, []float64{40}, []float64{nan})
	for sample, want := range map[bool]float64{false: 30 - 100/30.0, true: 30 - 200/30.0} {
		how := Aggregation{Method: MazziottaPareto, Sample: sample}
		m, _ := mustFit(t, scoresOf(3), p, Recipe{Aggregate: Aggregations{Aggregation: how}})
		s, _ := m.Score(p)
		if got := s.At(0, 0, 0); math.Abs(got.Score-want) > 1e-12 {
			t.Errorf("sample %v: %+v, want %v", sample, got, want)
		}
	}
}
