// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"fmt"
	"math"
)

// Estimator is a way of estimating indices from the responses to a Design. All
// have the same limit; they differ in error and in how they bear responses far
// from 0.
type Estimator string

// The estimators, in the notation of Design, V being the variance over A and B and
// f0 the mean. Each says what it is for first-order and for total indices.
const (
	// Saltelli is mean(B(AB-A))/V for first-order indices (Saltelli and others
	// 2010, table 2 b), and for total ones mean(A(A-AB))/V (Sobol 2007).
	Saltelli Estimator = "saltelli"
	// Jansen is 1-mean((B-AB)^2)/2V and mean((A-AB)^2)/2V (Jansen 1999).
	Jansen Estimator = "jansen"
	// Martinez is the correlation of B with AB, and 1 less that of A with AB
	// (Martinez 2011).
	Martinez Estimator = "martinez"
	// HommaSaltelli is (mean(B AB)-f0^2)/V with f0 and V over B, and
	// 1-(mean(A AB)-f0^2)/V with both over A (Homma and Saltelli 1996).
	HommaSaltelli Estimator = "homma_saltelli"
	// Azzini is 2 sum((BA-B)(A-AB)) over D, and sum((B-BA)^2+(A-AB)^2) over D, where
	// D = sum((A-B)^2+(BA-AB)^2) (Azzini, Mara and Rosati 2021). It needs Second.
	Azzini Estimator = "azzini"
)

// Estimators lists every estimator.
func Estimators() []Estimator {
	return []Estimator{Saltelli, Jansen, Martinez, HommaSaltelli, Azzini}
}

// Options say how indices are estimated. The zero value takes Saltelli for
// first-order and Jansen for total indices, from centred responses, without
// intervals.
type Options struct {
	First, Total Estimator
	// Raw leaves the responses as they are. Otherwise their mean is taken off
	// first, which lessens the error of products.
	Raw bool
	// SampleVariance gives V the divisor n-1 in place of n; with Raw that is what
	// the R package COINr computes.
	SampleVariance bool
	// Resamples is the number of bootstrap samples of base points for intervals, 0
	// for none; Level the probability of the intervals, 0 meaning 0.9; Seed
	// chooses the samples.
	Resamples int
	Level     float64
	Seed      uint64
}

// Estimate is an estimated index with the interval of the bootstrap's percentiles
// (Efron 1979); all three are alike where there are no resamples.
type Estimate struct {
	Value, Low, High float64
	// Error is the standard deviation over the resamples.
	Error float64
}

// Estimates are the indices estimated from one set of responses.
type Estimates struct {
	// First and Total are by factor.
	First, Total []Estimate
	// Second is by pair of factors, the first of a pair the smaller; nil without
	// Design.Second. Cells of no pair are 0.
	Second [][]Estimate
	// Mean and Variance are those over A and B.
	Mean, Variance float64
	// Constant tells that the responses do not vary; all indices are 0.
	Constant bool
	// Base is the number of base points used, Dropped that of those left out
	// because one of their responses is missing.
	Base, Dropped int
}

// Estimate estimates the indices. NaN marks a missing response; a base point that
// lacks one is dropped with all its rows, which is counted. It is an error where
// fewer than 2 are left or a response is infinite.
func (r *Responses) Estimate(how Options) (*Estimates, error) {
	if how.First == "" {
		how.First = Saltelli
	}
	if how.Total == "" {
		how.Total = Jansen
	}
	first, ok := firstOrder[how.First]
	total, also := totalOrder[how.Total]
	if !ok || !also {
		return nil, fmt.Errorf("estimator %q or %q is unknown; known are %v", how.First, how.Total, Estimators())
	}
	if (first.second || total.second) && r.BA == nil {
		return nil, fmt.Errorf("estimator %s needs a design with second-order points", Azzini)
	}
	rows, whole, err := r.complete()
	if err != nil {
		return nil, err
	}
	t := newTally(r, how, rows)
	e := &Estimates{Base: len(rows), Dropped: len(r.A) - len(rows)}
	if e.Constant = whole.constant(); e.Constant {
		e.Mean = whole.low
		e.zero(len(r.AB), r.BA != nil)
		return e, nil
	}
	point := t.indices(t.sums(nil), float64(len(rows)))
	e.Mean, e.Variance = point.mean, point.variance
	e.fill(point.values, t.bootstrap(how), len(r.AB), r.BA != nil)
	return e, nil
}

// complete lists the base points of which every response is there.
func (r *Responses) complete() ([]int, span, error) {
	whole := span{low: math.Inf(1), high: math.Inf(-1)}
	var rows []int
	for i := range r.A {
		low, high := min(r.A[i], r.B[i]), max(r.A[i], r.B[i])
		for _, set := range [][][]float64{r.AB, r.BA} {
			for _, y := range set {
				low, high = min(low, y[i]), max(high, y[i])
			}
		}
		if low != low {
			continue
		}
		if math.IsInf(low, 0) || math.IsInf(high, 0) {
			return nil, whole, fmt.Errorf("base point %d has an infinite response", i+1)
		}
		rows = append(rows, i)
		whole.low, whole.high = min(whole.low, low), max(whole.high, high)
	}
	if len(rows) < 2 {
		return nil, whole, fmt.Errorf("%d of %d base points have all their responses; at least 2 are needed", len(rows), len(r.A))
	}
	return rows, whole, nil
}

// zero makes indices of 0.
func (e *Estimates) zero(factors int, second bool) {
	e.First, e.Total = make([]Estimate, factors), make([]Estimate, factors)
	for range factors {
		if second {
			e.Second = append(e.Second, make([]Estimate, factors))
		}
	}
}

// fill sets the indices from the values of all base points and the estimates of
// the resamples, both in the order of tally.indices.
func (e *Estimates) fill(values []float64, spread []Estimate, factors int, second bool) {
	e.zero(factors, second)
	at := 0
	next := func() Estimate {
		out := Estimate{Value: values[at], Low: values[at], High: values[at]}
		if spread != nil {
			out = spread[at]
			out.Value = values[at]
		}
		at++
		return out
	}
	for f := range factors {
		e.First[f], e.Total[f] = next(), next()
	}
	for j := 0; second && j < factors; j++ {
		for k := j + 1; k < factors; k++ {
			e.Second[j][k] = next()
		}
	}
}

// responses are those of one base point for one factor, centred unless raw; ba is
// 0 where there is none.
type responses struct{ a, b, ab, ba float64 }

// formula is an estimator as sums over base points and a function of them: that
// is what makes the bootstrap quick.
type formula struct {
	// width is the number of sums, terms what one base point adds to them.
	width  int
	terms  func(responses, []float64)
	index  func(sum []float64, n, variance float64) float64
	second bool
}

// firstOrder and totalOrder are the estimators' formulas.
var firstOrder = map[Estimator]formula{
	Saltelli: {1, func(y responses, t []float64) { t[0] = y.b * (y.ab - y.a) }, ratio, false},
	Jansen: {1, func(y responses, t []float64) { t[0] = (y.b - y.ab) * (y.b - y.ab) }, func(sum []float64, n, v float64) float64 {
		return 1 - sum[0]/(2*n*v)
	}, false},
	Martinez:      {5, func(y responses, t []float64) { products(y.b, y.ab, t) }, correlation, false},
	HommaSaltelli: {3, func(y responses, t []float64) { t[0], t[1], t[2] = y.b*y.ab, y.b, y.b*y.b }, aboutMean, false},
	Azzini: {2, func(y responses, t []float64) {
		t[0], t[1] = 2*(y.ba-y.b)*(y.a-y.ab), square(y.a-y.b)+square(y.ba-y.ab)
	}, quotient, true},
}

var totalOrder = map[Estimator]formula{
	Saltelli: {1, func(y responses, t []float64) { t[0] = y.a * (y.a - y.ab) }, ratio, false},
	Jansen:   {1, func(y responses, t []float64) { t[0] = square(y.a-y.ab) / 2 }, ratio, false},
	Martinez: {5, func(y responses, t []float64) { products(y.a, y.ab, t) }, func(sum []float64, n, v float64) float64 {
		return 1 - correlation(sum, n, v)
	}, false},
	HommaSaltelli: {3, func(y responses, t []float64) { t[0], t[1], t[2] = y.a*y.ab, y.a, y.a*y.a }, func(sum []float64, n, v float64) float64 {
		return 1 - aboutMean(sum, n, v)
	}, false},
	Azzini: {2, func(y responses, t []float64) {
		t[0], t[1] = square(y.b-y.ba)+square(y.a-y.ab), square(y.a-y.b)+square(y.ba-y.ab)
	}, quotient, true},
}

func square(x float64) float64 { return x * x }

func ratio(sum []float64, n, variance float64) float64 { return sum[0] / (n * variance) }

// quotient is that of two sums, 0 where the second is.
func quotient(sum []float64, _, _ float64) float64 {
	if sum[1] == 0 {
		return 0
	}
	return sum[0] / sum[1]
}

// aboutMean is the mean product less the square of the mean, over the variance of
// one sample; 0 where that is constant.
func aboutMean(sum []float64, n, _ float64) float64 {
	mean := sum[1] / n
	variance := sum[2]/n - mean*mean
	if variance <= 0 {
		return 0
	}
	return (sum[0]/n - mean*mean) / variance
}

// products are the sums of a correlation.
func products(x, y float64, t []float64) { t[0], t[1], t[2], t[3], t[4] = x, y, x*x, y*y, x*y }

// correlation is Pearson's, 0 where one side is constant.
func correlation(sum []float64, n, _ float64) float64 {
	x, y := sum[2]-sum[0]*sum[0]/n, sum[3]-sum[1]*sum[1]/n
	if x <= 0 || y <= 0 {
		return 0
	}
	return (sum[4] - sum[0]*sum[1]/n) / math.Sqrt(x*y)
}
