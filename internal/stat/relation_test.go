// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// The example of hours of television and intelligence by which Spearman's rank
// correlation is often taught: rho is -29/165, its p-value 0.627188.
var (
	iq    = []float64{106, 100, 86, 101, 99, 103, 97, 113, 112, 110}
	hours = []float64{7, 27, 2, 50, 28, 29, 20, 12, 6, 17}
)

func TestCorrelationExamples(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind Correlation
		x, y []float64
		want float64
		n    int
		ok   bool
	}{
		{"spearman, published", Spearman, iq, hours, -29.0 / 165, 10, true},
		// Of 10 pairs 2 agree and 6 do not; each side has one or two ties.
		{"kendall with ties", Kendall, []float64{12, 2, 1, 12, 2}, []float64{1, 4, 7, 1, 0}, -4 / math.Sqrt(8*9), 5, true},
		{"kendall, all agree", Kendall, []float64{1, 2, 3, 4}, []float64{10, 11, 12, 13}, 1, 4, true},
		// Deviations -1, 0, 1 and -1, 1, 0.
		{"pearson by hand", Pearson, []float64{1, 2, 3}, []float64{1, 3, 2}, 0.5, 3, true},
		{"holes are left out", Pearson, []float64{1, nan, 2, 3, 9}, []float64{1, 5, 3, 2, nan}, 0.5, 3, true},
		// Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: 4.5 over sqrt(4.5*5).
		{"spearman with ties", Spearman, []float64{1, 5, 5, 8}, []float64{0, 3, 2, 9}, 4.5 / math.Sqrt(4.5*5), 4, true},
		{"ranks are taken of pairs", Spearman, []float64{1, 2, nan, 3}, []float64{1, 2, 0, 3}, 1, 3, true},
		{"one pair", Pearson, []float64{1, nan}, []float64{1, 2}, 0, 1, false},
		{"no pair", Kendall, []float64{nan}, []float64{2}, 0, 0, false},
		{"constant", Spearman, []float64{1, 1, 1}, []float64{1, 2, 3}, 0, 3, false},
		{"unknown", "cosine", []float64{1, 2, 3}, []float64{1, 2, 3}, 0, 3, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, n, ok := Correlate(tt.kind, tt.x, tt.y)
			if n != tt.n || ok != tt.ok || math.Abs(got-tt.want) > 1e-14 {
				t.Errorf("got %v of %d %v, want %v of %d %v", got, n, ok, tt.want, tt.n, tt.ok)
			}
		})
	}
}

// TestCorrelationLaws checks that a correlation is symmetric, between -1 and 1,
// indifferent to the order of the pairs and to units, and that it turns with
// direction; and Pearson's against gonum.
func TestCorrelationLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		x, y := make([]float64, n), make([]float64, n)
		for i := range y {
			x[i] = float64(rapid.IntRange(-100, 100).Draw(t, "x"))
			y[i] = float64(rapid.IntRange(0, 5).Draw(t, "y"))
		}
		order := rapid.Permutation(places(n)).Draw(t, "order")
		a, b, turned := make([]float64, n), make([]float64, n), make([]float64, n)
		for to, from := range order {
			a[to], b[to], turned[to] = 3*x[from]+7, y[from]/4, -x[from]
		}
		for _, kind := range Correlations() {
			r, _, ok := Correlate(kind, x, y)
			if !ok {
				continue
			}
			if back, _, _ := Correlate(kind, y, x); !near(r, back, 1e-12) || math.Abs(r) > 1 {
				t.Fatalf("%s: %v and %v", kind, r, back)
			}
			if moved, _, _ := Correlate(kind, a, b); !near(r, moved, 1e-9) {
				t.Fatalf("%s: %v became %v", kind, r, moved)
			}
			if down, _, _ := Correlate(kind, turned, b); !near(r, -down, 1e-9) {
				t.Fatalf("%s: %v turned is %v", kind, r, down)
			}
			if kind == Pearson && !near(r, stat.Correlation(x, y, nil), 1e-10) {
				t.Fatalf("%v, gonum %v", r, stat.Correlation(x, y, nil))
			}
		}
	})
}

func places(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestPValues holds published critical values: Student's t for r (0.6319 and
// 0.7646 at 10 pairs), the normal ones for tau.
func TestPValues(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind Correlation
		r    float64
		n    int
		want float64
		by   float64
	}{
		{"published", Spearman, -29.0 / 165, 10, 0.627188, 5e-7},
		{"critical at 5 %", Pearson, 0.63190, 10, 0.05, 2e-5},
		{"critical at 1 %", Pearson, -0.76459, 10, 0.01, 2e-5},
		// Nu 1 is Cauchy's distribution: t = 1 has a p-value of a half.
		{"three pairs", Pearson, math.Sqrt(0.5), 3, 0.5, 1e-12},
		{"none at all", Pearson, 0, 7, 1, 1e-12},
		{"perfect", Pearson, -1, 4, 0, 0},
		{"kendall at 5 %", Kendall, 1.959964 * math.Sqrt(2*25/(9.0*10*9)), 10, 0.05, 1e-7},
		{"kendall, none", Kendall, 0, 10, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := PValue(tt.kind, tt.r, tt.n)
			if !ok || math.Abs(got-tt.want) > tt.by {
				t.Errorf("got %v %v, want %v", got, ok, tt.want)
			}
		})
	}
	if _, ok := PValue(Kendall, 0.5, 2); ok {
		t.Error("two pairs have a p-value")
	}
}

// TestPValueFalls checks that a stronger correlation, or the same over more
// pairs, is less likely to be chance.
func TestPValueFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 60).Draw(t, "n")
		r := rapid.Float64Range(0.01, 0.95).Draw(t, "r")
		for _, kind := range Correlations() {
			p, _ := PValue(kind, r, n)
			minus, _ := PValue(kind, -r, n)
			stronger, _ := PValue(kind, r+0.04, n)
			more, _ := PValue(kind, r, n+1)
			if p != minus || stronger >= p || more >= p || p < 0 || p > 1 {
				t.Fatalf("%s: %v, turned %v, stronger %v, more %v", kind, p, minus, stronger, more)
			}
		}
	})
}
