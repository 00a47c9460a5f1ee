// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Correlation is a kind of correlation.
type Correlation string

// The correlations; Kendall is tau-b.
const (
	Pearson  Correlation = "pearson"
	Spearman Correlation = "spearman"
	Kendall  Correlation = "kendall"
)

// correlations lists what computes each over complete pairs.
var correlations = map[Correlation]func(x, y []float64) (float64, bool){
	Pearson:  pearson,
	Spearman: func(x, y []float64) (float64, bool) { return pearson(Ranks(x, TiesAverage), Ranks(y, TiesAverage)) },
	Kendall:  kendall,
}

// Correlations lists every kind.
func Correlations() []Correlation { return []Correlation{Pearson, Spearman, Kendall} }

// Correlate is the correlation over the pairs in which neither value is NaN. It
// is false for fewer than two pairs, constants, an unknown kind, and for Pearson
// where sums of squares are too large for a float64. Spearman ranks within those pairs. Cost is O(n), O(n log n) and O(n^2).
func Correlate(kind Correlation, x, y []float64) (r float64, n int, ok bool) {
	a, b := Pairs(x, y)
	f, known := correlations[kind]
	if !known || len(a) < 2 {
		return 0, len(a), false
	}
	r, ok = f(a, b)
	return r, len(a), ok
}

// Pairs keeps the places at which neither column is NaN.
func Pairs(x, y []float64) (a, b []float64) {
	a, b = make([]float64, 0, len(x)), make([]float64, 0, len(x))
	for i, v := range x {
		if w := y[i]; v == v && w == w {
			a, b = append(a, v), append(b, w)
		}
	}
	return a, b
}

// pearson is the product-moment correlation in two passes.
func pearson(x, y []float64) (float64, bool) {
	mx, my := mean(x), mean(y)
	var xx, yy, xy float64
	for i, v := range x {
		dx, dy := v-mx, y[i]-my
		xx += dx * dx
		yy += dy * dy
		xy += dx * dy
	}
	if xx == 0 || yy == 0 || math.IsInf(xx+yy, 0) {
		return 0, false
	}
	return max(-1, min(1, xy/math.Sqrt(xx)/math.Sqrt(yy))), true
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// kendall is tau-b (Kendall 1945), by comparing every pair.
func kendall(x, y []float64) (float64, bool) {
	var net, xs, ys int
	for i := range x {
		for j := range i {
			dx, dy := sign(x[i]-x[j]), sign(y[i]-y[j])
			net += dx * dy
			xs += dx * dx
			ys += dy * dy
		}
	}
	if xs == 0 || ys == 0 {
		return 0, false
	}
	tau := float64(net) / math.Sqrt(float64(xs)) / math.Sqrt(float64(ys))
	return max(-1, min(1, tau)), true
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// PValue is the two-sided p-value of r = 0 over n pairs: Student's t with n-2
// degrees of freedom for Pearson and Spearman, the normal approximation with
// variance 2(2n+5)/(9n(n-1)) for Kendall, which disregards ties. It is false
// for fewer than three pairs.
func PValue(kind Correlation, r float64, n int) (float64, bool) {
	if n < 3 {
		return 0, false
	}
	m := float64(n)
	if kind == Kendall {
		z := r / math.Sqrt(2*(2*m+5)/(9*m*(m-1)))
		return math.Erfc(math.Abs(z) / math.Sqrt2), true
	}
	if math.Abs(r) >= 1 {
		return 0, true
	}
	t := math.Abs(r) * math.Sqrt((m-2)/((1-r)*(1+r)))
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: m - 2}.Survival(t), true
}
