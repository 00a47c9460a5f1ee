// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// nan is a missing value.
var nan = math.NaN()

// near tells whether two numbers agree to a relative error.
func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// withHoles draws values between -100 and 100, about one in five missing.
func withHoles(t *rapid.T, least, most int) []float64 {
	x := rapid.SliceOfN(rapid.Float64Range(-100, 100), least, most).Draw(t, "values")
	for i := range x {
		if rapid.IntRange(0, 4).Draw(t, "hole") == 0 {
			x[i] = nan
		}
	}
	return x
}

// TestMomentsByHand holds examples worked by hand: 2, 4, 4, 4, 5, 5, 7, 9 have
// mean 5 and sums of squares 32; 0, 0, 0, 4 have mean 1, S2 12, S3 24, S4 84.
func TestMomentsByHand(t *testing.T) {
	for _, tt := range []struct {
		name string
		x    []float64
		want Moments
	}{
		{"eight", []float64{2, 4, 4, 4, 5, 5, 7, 9}, Moments{N: 8, Mean: 5, S2: 32, S3: 42, S4: 356}},
		{"skewed", []float64{0, nan, 0, 0, 4, nan}, Moments{N: 4, Mean: 1, S2: 12, S3: 24, S4: 84}},
		{"one", []float64{7}, Moments{N: 1, Mean: 7}},
		{"equal", []float64{3, 3, nan, 3}, Moments{N: 3, Mean: 3}},
		{"missing alone", []float64{nan, nan}, Moments{}},
		{"empty", nil, Moments{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Describe(tt.x)); diff != "" {
				t.Error(diff)
			}
		})
	}
	m := Describe([]float64{0, 0, 0, 4})
	variance, _ := m.Variance()
	sd, _ := m.SD()
	skew, okSkew := m.Skewness()
	kurtosis, okKurtosis := m.Kurtosis()
	// g1 = 2*24/12^1.5 = 2/sqrt(3), times sqrt(12)/2; g2 = 4*84/144 - 3 = -2/3,
	// times 5 plus 6, times 3/2.
	if variance != 4 || sd != 2 || !near(skew, 2, 1e-14) || !near(kurtosis, 4, 1e-14) || !okSkew || !okKurtosis {
		t.Errorf("variance %v, sd %v, skewness %v, kurtosis %v", variance, sd, skew, kurtosis)
	}
}

// TestMomentsAgainstGonum compares with gonum's adjusted skewness and kurtosis.
func TestMomentsAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-100, 100), 4, 20).Draw(t, "values")
		m := Describe(x)
		sd, _ := m.SD()
		if sd < 1e-3 {
			return
		}
		skew, _ := m.Skewness()
		kurtosis, _ := m.Kurtosis()
		mean, want := stat.MeanStdDev(x, nil)
		if !near(m.Mean, mean, 1e-12) || !near(sd, want, 1e-12) || !near(skew, stat.Skew(x, nil), 1e-8) || !near(kurtosis, stat.ExKurtosis(x, nil), 1e-8) {
			t.Fatalf("%v: skewness %v, kurtosis %v", x, skew, kurtosis)
		}
	})
}

// TestShapeIgnoresUnits checks that skewness and kurtosis do not change with
// units and that a mirror image turns the skewness round.
func TestShapeIgnoresUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := withHoles(t, 8, 20)
		factor, shift := rapid.Float64Range(0.01, 100).Draw(t, "factor"), rapid.Float64Range(-50, 50).Draw(t, "shift")
		moved, mirrored := make([]float64, len(x)), make([]float64, len(x))
		for i, v := range x {
			moved[i], mirrored[i] = v*factor+shift, -v
		}
		m := Describe(x)
		if sd, ok := m.SD(); !ok || sd < 0.1 {
			return
		}
		s, ok := m.Skewness()
		k, okK := m.Kurtosis()
		s2, _ := Describe(moved).Skewness()
		k2, _ := Describe(moved).Kurtosis()
		s3, _ := Describe(mirrored).Skewness()
		if ok && (!near(s, s2, 1e-6) || !near(s, -s3, 1e-12)) || okK && !near(k, k2, 1e-6) {
			t.Fatalf("%v: %v became %v, mirrored %v; %v became %v", x, s, s2, s3, k, k2)
		}
	})
}

// TestShapeIsNeverNaN checks that a shape which cannot be told from the numbers
// there are is not given, however small or large they are.
func TestShapeIsNeverNaN(t *testing.T) {
	for name, x := range map[string][]float64{
		"tiny":         {0, 0, 0, 1e-110},
		"tinier":       {0, 0, 0, 1e-150},
		"large":        {0, 0, 0, 1e110},
		"larger":       {0, 0, 1, 1e200},
		"nearly equal": {1, 1, 1, 1 + 1e-16},
	} {
		t.Run(name, func(t *testing.T) {
			m := Describe(x)
			if v, ok := m.Skewness(); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
				t.Errorf("skewness %v", v)
			}
			if v, ok := m.Kurtosis(); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
				t.Errorf("kurtosis %v", v)
			}
			if r, _, ok := Correlate(Pearson, x, []float64{1, 2, 3, 9}); ok && r < 0.9 {
				t.Errorf("correlation %v of what nearly lies on a line", r)
			}
		})
	}
}

// TestClampedMomentsAreThoseOfMovedValues moves the values itself.
func TestClampedMomentsAreThoseOfMovedValues(t *testing.T) {
	got := DescribeClamped([]float64{-10, 1, nan, 3, 50}, 0, 4)
	if diff := cmp.Diff(Describe([]float64{0, 1, 3, 4}), got); diff != "" {
		t.Error(diff)
	}
}

// TestQuantiles holds what R 4 gives by quantile(x, type = 7).
func TestQuantiles(t *testing.T) {
	ten := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for _, tt := range []struct {
		name   string
		sorted []float64
		p      float64
		want   float64
		ok     bool
	}{
		{"least", ten, 0, 1, true},
		{"quarter", ten, 0.25, 3.25, true},
		{"middle", ten, 0.5, 5.5, true},
		{"ninth tenth", ten, 0.9, 9.1, true},
		{"greatest", ten, 1, 10, true},
		{"at a value", []float64{10, 20, 40}, 0.5, 20, true},
		{"between", []float64{10, 20, 40}, 0.75, 30, true},
		{"one", []float64{3}, 0.3, 3, true},
		{"none", nil, 0.5, 0, false},
		{"below 0", ten, -0.1, 0, false},
		{"above 1", ten, 1.1, 0, false},
		{"NaN", ten, nan, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := Quantile(tt.sorted, tt.p); ok != tt.ok || !near(got, tt.want, 1e-14) {
				t.Errorf("got %v %v, want %v %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// TestQuantilesAreInOrder checks that quantiles grow with p, stay between the
// values and meet the median in the middle, whatever the order of the values.
func TestQuantilesAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := withHoles(t, 1, 15)
		sorted := Sorted(x)
		if len(sorted) == 0 {
			return
		}
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		q := rapid.Float64Range(p, 1).Draw(t, "q")
		a, _ := Quantile(sorted, p)
		b, _ := Quantile(sorted, q)
		if a > b+1e-9 || a < sorted[0] || b > sorted[len(sorted)-1]+1e-9 {
			t.Fatalf("%v: %v at %v, %v at %v", sorted, a, p, b, q)
		}
		middle, _ := Quantile(sorted, 0.5)
		median, ok := Median(rapid.Permutation(x).Draw(t, "order"))
		if !ok || !near(middle, median, 1e-12) {
			t.Fatalf("%v: median %v, middle %v", sorted, median, middle)
		}
	})
}

func TestMedian(t *testing.T) {
	for name, tt := range map[string]struct {
		x    []float64
		want float64
		ok   bool
	}{
		"odd":     {[]float64{9, 1, nan, 4}, 4, true},
		"even":    {[]float64{9, 1, 5, 2}, 3.5, true},
		"one":     {[]float64{nan, 2}, 2, true},
		"nothing": {nil, 0, false},
	} {
		if got, ok := Median(tt.x); got != tt.want || ok != tt.ok {
			t.Errorf("%s: got %v %v, want %v %v", name, got, ok, tt.want, tt.ok)
		}
	}
}

// TestSortedLeavesItsArgument checks that a copy is sorted.
func TestSortedLeavesItsArgument(t *testing.T) {
	x := []float64{3, nan, 1}
	if got := Sorted(x); !slices.Equal(got, []float64{1, 3}) || x[0] != 3 || x[2] != 1 {
		t.Errorf("%v of %v", got, x)
	}
}

// TestRankRules checks what holds between the rules for ties: least and greatest
// ranks mirror each other, the average lies in the middle, dense ranks have no
// gaps, those by order do not repeat, and missing stays missing.
func TestRankRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		x, negated := make([]float64, n), make([]float64, n)
		present := 0.0
		for i := range x {
			x[i] = float64(rapid.IntRange(-2, 3).Draw(t, "value"))
			if x[i] == -2 {
				x[i] = nan
			} else {
				present++
			}
			negated[i] = -x[i]
		}
		ranks := map[Ties][]float64{}
		for _, rule := range TieRules() {
			ranks[rule] = Ranks(x, rule)
		}
		mirrored, sum := Ranks(negated, TiesMax), 0.0
		firsts, dense := map[float64]bool{}, map[float64]float64{}
		for i, v := range x {
			if v != v {
				for rule, r := range ranks {
					if r[i] == r[i] {
						t.Fatalf("%s ranks a missing value", rule)
					}
				}
				continue
			}
			low, high := ranks[TiesMin][i], ranks[TiesMax][i]
			if low != present+1-mirrored[i] || ranks[TiesAverage][i] != (low+high)/2 || ranks[TiesFirst][i] < low || ranks[TiesFirst][i] > high {
				t.Fatalf("%v: %v", x, ranks)
			}
			sum += ranks[TiesAverage][i]
			firsts[ranks[TiesFirst][i]] = true
			dense[ranks[TiesDense][i]] = v
		}
		if sum != present*(present+1)/2 || float64(len(firsts)) != present {
			t.Fatalf("%v: ranks sum to %v, %d different ones", x, sum, len(firsts))
		}
		for r := 1; r <= len(dense); r++ {
			if _, ok := dense[float64(r)]; !ok || r > 1 && dense[float64(r)] <= dense[float64(r-1)] {
				t.Fatalf("%v: dense ranks %v", x, ranks[TiesDense])
			}
		}
	})
}

// TestPlacesBetweenValues checks the place of a value that is not among the
// sorted ones.
func TestPlacesBetweenValues(t *testing.T) {
	sorted := []float64{1, 2, 2, 2, 5}
	for _, tt := range []struct {
		v    float64
		ties Ties
		want float64
	}{
		{0, TiesMin, 1},
		{0, TiesMax, 1},
		{0, TiesAverage, 1},
		{0, TiesDense, 1},
		{3, TiesMin, 5},
		{3, TiesMax, 5},
		{3, TiesAverage, 5},
		{3, TiesDense, 3},
		{9, TiesMin, 6},
		{9, TiesMax, 6},
		{9, TiesAverage, 6},
		{9, TiesDense, 4},
		{2, TiesFirst, 2},
		{2, "", 2},
		{2, TiesMax, 4},
		{2, TiesAverage, 3},
	} {
		if got := Place(sorted, tt.v, tt.ties); got != tt.want {
			t.Errorf("%v by %q: %v, want %v", tt.v, tt.ties, got, tt.want)
		}
	}
	if got := Place(nil, 1, TiesMax); got != 1 {
		t.Errorf("among none: %v", got)
	}
}
