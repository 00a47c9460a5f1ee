// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the probability that the band of an expectation spans: 90 %.
const Level = 0.9

// Expectation is what the other states lead one to expect of one, or the reason
// why they do not.
type Expectation struct {
	// Reason is empty where there is an expectation; all below means nothing
	// otherwise, but for Own and Lag where HasOwn and HasLag are set.
	Reason Reason
	// Own is the state's score, Lag the weighted score of its neighbours.
	Own, Lag       float64
	HasOwn, HasLag bool
	// Expected is a + Rho Lag + B income, Residual what Own is above it.
	Expected, Residual float64
	// SE is the standard error of predicting one state; Ratio is Residual / SE.
	SE, Ratio float64
	// Low and High bound the band that Level of states like it would fall in.
	Low, High float64
	// A, Rho and B are the coefficients; N counts the states that they rest on,
	// DF is N-3.
	A, Rho, B float64
	N, DF     int
}

// OK tells whether there is an expectation.
func (e *Expectation) OK() bool { return e.Reason == "" }

// Expect estimates, for every state i, y = a + rho W y + b g by ordinary least
// squares over all other states, and predicts i from its neighbours' scores and
// its own income: a leave-one-out prediction (Stone 1974) from a regression on
// the spatial lag (Anselin 1988), which describes and does not explain, since the
// neighbours' scores depend on each other. income is the logarithm of GDP per
// head.
//
// Leaving a state out means that its score is treated as missing everywhere: its
// row goes, and it goes from the surroundings of its neighbours, whose weights
// are scaled again and which go too where too little is left. That equals a new
// regression for every state and is got by updating sums: O(links) in all.
// A state without a score, without an income, with fewer than MinNeighbours
// neighbours that have a score, or less than MinWeight of the weight, has no row
// and no expectation; neither has any where fewer than Least others remain.
// Where only some states are named, those alone are computed, the rest being zero.
func Expect(w *Weights, scores, income *Column, only ...int) []Expectation {
	if scores.Len() != len(w.rows) {
		panic("neighbour: scores are of another number of states")
	}
	t := scores.table()
	only = asked(only, len(w.rows))
	d := newSurvey(w, income, only).design(t.scored(0))
	b := newBlock(t.states, 1, only)
	b.read(t, []int{0})
	b.use(d)
	out := make([]Expectation, len(w.rows))
	lags := w.Lag(scores)
	var c critical
	for k, i := range only {
		e := &out[i]
		e.Reason = d.reasons[i]
		e.Own, e.HasOwn = scores.At(i)
		e.Lag, e.HasLag = lags[i].Value, lags[i].OK
		if d.row[i] >= 0 {
			b.expectation(k, e, &c)
		}
	}
	return out
}

// expectation fills in what the first variant of the block says of the state at a
// place among those asked about.
func (b *block) expectation(k int, e *Expectation, c *critical) {
	if b.left(k) < Least {
		e.Reason = TooFewStates
		return
	}
	r := b.d.row[b.only[k]]
	b.leave(k, r)
	s := b.sums(0)
	p := b.point(r, 0)
	sol := s.solve(p)
	if !sol.ok {
		e.Reason = NoVariation
		return
	}
	e.N = int(s.n)
	e.DF = e.N - coefficients
	e.Rho, e.B = sol.rho, sol.b
	// The sums are of scores and incomes less their means.
	mean := b.mean[0]
	e.A = sol.a + mean*(1-sol.rho) - sol.b*b.d.mean
	e.Expected, e.SE = sol.expected+mean, sol.se
	e.Residual = p.y - sol.expected
	e.Ratio = e.Residual / e.SE
	half := c.value(e.DF) * e.SE
	e.Low, e.High = e.Expected-half, e.Expected+half
}

// asked are the states named, or all of n where none is.
func asked(only []int, n int) []int {
	if only != nil {
		return only
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// critical holds numbers of standard errors between the middle and an end of the
// band, by degrees of freedom: quantiles of Student's t, each computed once.
type critical struct{ values []float64 }

// value is the number for so many degrees of freedom.
func (c *critical) value(df int) float64 {
	for len(c.values) <= df {
		c.values = append(c.values, 0)
	}
	if c.values[df] == 0 {
		c.values[df] = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile((1 + Level) / 2)
	}
	return c.values[df]
}

// sums are the sums of squares and products that a regression of y on a
// constant, the lag l and the income g is solved from.
type sums struct {
	n, l, g, y             float64
	ll, lg, ly, gg, gy, yy float64
}

// point is one state in the regression.
type point struct{ l, g, y float64 }

// coefficients is how many the regression has.
const coefficients = 3

// flat is the share of a sum of squares below which nothing but rounding is left
// of it.
const flat = 1e-10

// solution is the regression and what it says of one point.
type solution struct {
	a, rho, b float64
	// expected is the value at the point, se the standard error of predicting a
	// single value there.
	expected, se float64
	ok           bool
}

// solve solves the normal equations after centring, and predicts a point that is
// not among those summed. With s the residual standard deviation on n-3 degrees
// of freedom and X the centred lag and income, se = s sqrt(1 + 1/n + x'(X'X)^-1 x).
// It is not ok where lag or income do not vary, or do so as one.
func (s *sums) solve(p point) (out solution) {
	ml, mg, my := s.l/s.n, s.g/s.n, s.y/s.n
	ll, gg, yy := s.ll-s.l*ml, s.gg-s.g*mg, s.yy-s.y*my
	lg, ly, gy := s.lg-s.l*mg, s.ly-s.l*my, s.gy-s.g*my
	det := ll*gg - lg*lg
	if !(det > flat*ll*gg && ll > flat*s.ll && gg > flat*s.gg) {
		return out
	}
	out.rho = (gg*ly - lg*gy) / det
	out.b = (ll*gy - lg*ly) / det
	out.a = my - out.rho*ml - out.b*mg
	out.expected = out.a + out.rho*p.l + out.b*p.g
	rest := yy - out.rho*ly - out.b*gy
	if !(rest > flat*yy) {
		return out
	}
	dl, dg := p.l-ml, p.g-mg
	leverage := 1/s.n + (gg*dl*dl-2*lg*dl*dg+ll*dg*dg)/det
	out.se = math.Sqrt(rest / (s.n - coefficients) * (1 + leverage))
	out.ok = true
	return out
}
