// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// TestProfiles is worked by hand: 0, 0, 0, 4 have mean 1, sd 2, skewness 2 and
// excess kurtosis 4.
func TestProfiles(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name string
		x    []float64
		want Profile
		ok   bool
	}{
		{"four", []float64{4, 0, nan, 0, 0}, Profile{Max: 4, Mean: 1, SD: 2, HasSD: true, HasShape: true, Skew: 2, Kurtosis: 4, Available: 4, NonZero: 1, Unique: 2, Same: 3}, true},
		{"three", []float64{-1, 5, 2}, Profile{Min: -1, Max: 5, Mean: 2, Median: 2, SD: 3, HasSD: true, Available: 3, NonZero: 3, Unique: 3, Same: 1}, true},
		{"constant", []float64{7, 7, 7, 7, nan}, Profile{Min: 7, Max: 7, Mean: 7, Median: 7, HasSD: true, Available: 4, NonZero: 4, Unique: 1, Same: 4}, true},
		{"one", []float64{nan, 7}, Profile{Min: 7, Max: 7, Mean: 7, Median: 7, Available: 1, NonZero: 1, Unique: 1, Same: 1}, true},
		{"nothing", []float64{nan, nan}, Profile{}, false},
		{"empty", nil, Profile{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Describe(tt.x)
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })
			if diff := cmp.Diff(tt.want, got, near); diff != "" || ok != tt.ok {
				t.Errorf("%v %s", ok, diff)
			}
		})
	}
}

// TestLongestRun checks the counts of values that stand apart and come again.
func TestLongestRun(t *testing.T) {
	got, _ := Describe([]float64{1, 2, 2, 1, 2, 3, 3, 0})
	if got.Same != 3 || got.Unique != 4 || got.NonZero != 7 || got.Median != 2 {
		t.Errorf("%+v", got)
	}
}

// TestProfileIgnoresOrder checks that neither order nor holes matter.
func TestProfileIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := make([]float64, rapid.IntRange(1, 12).Draw(t, "n"))
		for i := range x {
			x[i] = float64(rapid.IntRange(-2, 3).Draw(t, "value"))
		}
		a, _ := Describe(x)
		b, _ := Describe(append(rapid.Permutation(x).Draw(t, "order"), math.NaN()))
		near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
		if diff := cmp.Diff(a, b, near); diff != "" {
			t.Fatal(diff)
		}
		if a.Same*a.Unique < a.Available || a.NonZero > a.Available || a.Min > a.Median || a.Median > a.Max {
			t.Fatalf("%v: %+v", x, a)
		}
	})
}

// TestPercentChanges is worked by hand. The line of 10, 14, 12 over 2000, 2001,
// 2002 has slope 1 and starts at 11; that of unequal years 2000, 2001, 2004 with
// 2, 3, 7 has slope 33/26 about the mean 4 at 5/3.
func TestPercentChanges(t *testing.T) {
	start := 4 - 33/26.0*5/3
	for _, tt := range []struct {
		name   string
		points []Point
		want   float64
		ok     bool
	}{
		{"none", nil, 0, false},
		{"one", []Point{{2000, 3}}, 0, false},
		{"two", []Point{{2000, 10}, {2004, 5}}, -12.5, true},
		{"two from zero", []Point{{2000, 0}, {2004, 5}}, 0, false},
		{"two of one year", []Point{{2000, 1}, {2000, 5}}, 0, false},
		{"two zeros", []Point{{2000, 0}, {2004, 0}}, 0, false},
		{"from a negative", []Point{{2000, -10}, {2001, -5}}, -50, true},
		{"three", []Point{{2000, 10}, {2001, 14}, {2002, 12}}, 100 / 11.0, true},
		{"unequal years", []Point{{2000, 2}, {2001, 3}, {2004, 7}}, 100 * 33 / 26.0 / start, true},
		{"the same thrice", []Point{{2000, 4}, {2001, 4}, {2002, 4}}, 0, true},
		{"zero thrice", []Point{{2000, 0}, {2001, 0}, {2002, 0}}, 0, true},
		{"one year thrice", []Point{{2000, 4}, {2000, 5}, {2000, 6}}, 0, false},
		{"a line from zero", []Point{{2000, 0}, {2001, 1}, {2002, 2}}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := PercentChange(tt.points); ok != tt.ok || math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v %v, want %v %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// TestGrowthOfGrowth checks that what grows by a rate has that rate, in any unit.
func TestGrowthOfGrowth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(-0.5, 0.5).Draw(t, "rate")
		base := rapid.Float64Range(0.1, 100).Draw(t, "base")
		if rapid.Bool().Draw(t, "negative") {
			base = -base
		}
		var points []Point
		for i := range rapid.IntRange(2, 10).Draw(t, "years") {
			points = append(points, Point{2000 + float64(i), base * math.Pow(1+rate, float64(i))})
		}
		if got, ok := CAGR(points); !ok || math.Abs(got-rate) > 1e-9 {
			t.Fatalf("%v %v of %v", got, ok, rate)
		}
	})
	for name, points := range map[string][]Point{
		"backwards": {{2002, 1}, {2000, 4}}, "to zero": {{2000, 3}, {2001, 0}}, "one year": {{2000, 1}, {2000, 4}},
	} {
		if got, ok := CAGR(points); ok {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestRemoveTheLast checks that what has no sibling cannot be left out, and that
// cases without a score are not counted.
func TestRemoveTheLast(t *testing.T) {
	f := &composite.Framework{ID: "f", MinCoverage: 0.5, Root: &composite.Node{ID: "f", Children: []*composite.Node{
		{ID: "g", Weight: 1, Children: []*composite.Node{
			{ID: "x", Indicator: "x", Weight: 0.5, Direction: 1, Goalposts: &composite.Goalposts{Low: 0, High: 10}},
			{ID: "y", Indicator: "y", Weight: 0.5, Direction: 1, Goalposts: &composite.Goalposts{Low: 0, High: 10}},
		}},
	}}}
	p := panel.New([]string{"A", "B", "C"}, []int{2020}, []string{"x", "y"})
	for c, row := range [][]float64{{1, 9}, {3, 2}} {
		for i, v := range row {
			p.Set(c, 0, i, panel.Cell{Value: v})
		}
	}
	p.Set(2, 0, 0, panel.Cell{Value: 10}) // C has no y
	m, _, err := composite.Fit(f, p, composite.Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Remove(m, p, 0, []string{"g"}); err == nil || err.Error() != "remove g: f: every child has weight 0" {
		t.Errorf("%v", err)
	}
	got, err := Remove(m, p, 0, []string{"x", "y"})
	if err != nil {
		t.Fatal(err)
	}
	// C stands first by x alone, at half coverage; then A with 50 and B with 25.
	// Without x it has no score; without y its 100 stay first, and A and B change.
	if diff := cmp.Diff([]int{1, 2, 0}, got[0].Ranks); diff != "" || got[0].Ranked != 2 || got[0].MeanShift != 1 {
		t.Errorf("%+v %s", got[0], diff)
	}
	if diff := cmp.Diff([]int{3, 2, 1}, got[1].Ranks); diff != "" || got[1].Ranked != 3 || math.Abs(got[1].MeanShift-2/3.0) > 1e-12 {
		t.Errorf("%+v %s", got[1], diff)
	}
	if got[0].Scores[2].OK() || got[1].Scores[0].Score != 10 {
		t.Errorf("%+v", got)
	}
}

// TestCompareOfUnequal checks that a case without a place in both is left out and
// that equal changes are in the order of the codes.
func TestCompareOfUnequal(t *testing.T) {
	m, p := example(t)
	a, _ := m.Score(p)
	other := panel.New([]string{"B", "A"}, []int{2020}, []string{"x", "y", "z"})
	for i, col := range [][]float64{{1, 3}, {1, 3}, {1, 3}} {
		for c, v := range col {
			other.Set(c, 0, i, panel.Cell{Value: v})
		}
	}
	b, _ := m.Score(other)
	// First B 60, A 50, C 40; then A before B, and no C.
	want := []Shift{{"A", 2, 1, 1}, {"B", 1, 2, -1}}
	if diff := cmp.Diff(want, Compare(a, b, 0, 0)); diff != "" {
		t.Error(diff)
	}
	for i := range 3 {
		other.Set(1, 0, i, panel.Cell{Missing: obs.NotCollected})
	}
	b, _ = m.Score(other)
	if diff := cmp.Diff([]Shift{{"B", 1, 1, 0}}, Compare(a, b, 0, 0)); diff != "" {
		t.Error(diff)
	}
}

// TestStandingsOfHoles checks that a leaf without a score has no place.
func TestStandingsOfHoles(t *testing.T) {
	m, p := example(t)
	p.Set(1, 0, 0, panel.Cell{Missing: obs.NotCollected})
	s, _ := m.Score(p)
	var got []string
	for _, standing := range Standings(s, 1, 0) {
		got = append(got, standing.Node.ID)
		if standing.Of != 3 || standing.Rank < 1 || standing.Rank > 3 {
			t.Errorf("%+v", standing)
		}
	}
	// B is first by z (100) and second by y (50).
	if diff := cmp.Diff([]string{"z", "y"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestEqualStandings checks that equal places are in the order of the score, and
// then of the tree.
func TestEqualStandings(t *testing.T) {
	f := &composite.Framework{ID: "f", Root: &composite.Node{ID: "f"}}
	p := panel.New([]string{"A", "B"}, []int{2020}, []string{"x", "y", "z"})
	for i, best := range []float64{50, 80, 50} {
		id := []string{"x", "y", "z"}[i]
		f.Root.Children = append(f.Root.Children, &composite.Node{
			ID: id, Indicator: id, Weight: []float64{0.5, 0.25, 0.25}[i], Direction: 1, Goalposts: &composite.Goalposts{Low: 0, High: 100},
		})
		p.Set(0, 0, i, panel.Cell{Value: best})
		p.Set(1, 0, i, panel.Cell{Value: best - 10})
	}
	m, _, err := composite.Fit(f, p, composite.Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Score(p)
	var got []string
	for _, standing := range Standings(s, 0, 0) {
		got = append(got, standing.Node.ID)
	}
	if diff := cmp.Diff([]string{"y", "x", "z"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestCoherence checks the closed forms of two parts whose correlation is a half,
// and what is said of a part that does not vary.
func TestCoherence(t *testing.T) {
	build := func(x, y []float64) *composite.Scores {
		f := &composite.Framework{ID: "f", Root: &composite.Node{ID: "f"}}
		p := panel.New([]string{"A", "B", "C", "D"}, []int{2020}, []string{"x", "y"})
		for i, col := range [][]float64{x, y} {
			id := []string{"x", "y"}[i]
			f.Root.Children = append(f.Root.Children, &composite.Node{
				ID: id, Indicator: id, Weight: 0.5, Direction: 1, Goalposts: &composite.Goalposts{Low: 0, High: 100},
			})
			for c, v := range col {
				p.Set(c, 0, i, panel.Cell{Value: v})
			}
		}
		m, _, err := composite.Fit(f, p, composite.Recipe{})
		if err != nil {
			t.Fatal(err)
		}
		s, _ := m.Score(p)
		return s
	}
	// The fourth case has no value at all and is left out.
	got := Coheres(build([]float64{1, 2, 3}, []float64{1, 3, 2}), 0)
	if got.Group != "f" || !got.HasAlpha || math.Abs(got.Alpha-2/3.0) > 1e-12 || got.Why != "" {
		t.Errorf("%+v", got)
	}
	if math.Abs(got.Components.Variances[0]-1.5) > 1e-12 || math.Abs(got.Collinearity.VIF[0]-4/3.0) > 1e-12 {
		t.Errorf("%+v %+v", got.Components, got.Collinearity)
	}
	flat := build([]float64{1, 2, 3}, []float64{5, 5, 5})
	if got := Coheres(flat, 0); got.Components != nil || got.Collinearity != nil || got.Why == "" {
		t.Errorf("%+v", got)
	}
	if pairs := Siblings(flat, 0, stat.Pearson); len(pairs) != 0 {
		t.Errorf("a constant correlates: %+v", pairs)
	}
	// Two pairs have a correlation and no p-value.
	few := Siblings(build([]float64{1, 2}, []float64{4, 7}), 0, stat.Pearson)
	if len(few) != 1 || few[0].N != 2 || few[0].HasP || math.Abs(few[0].R-1) > 1e-12 {
		t.Errorf("%+v", few)
	}
}

// TestSizeWithinLimits checks that only what goes with size is flagged.
func TestSizeWithinLimits(t *testing.T) {
	_, p := example(t)
	// y and z correlate by a half.
	if got := SizeCorrelations(p, []string{"z"}, []string{"y"}, Limits{-0.9, 0.9}); got != nil {
		t.Errorf("%+v", got)
	}
	got := SizeCorrelations(p, []string{"z"}, []string{"y"}, Limits{-0.9, 0.4})
	if len(got) != 1 || math.Abs(got[0].R-0.5) > 1e-12 || !got[0].HasP {
		t.Errorf("%+v", got)
	}
}
