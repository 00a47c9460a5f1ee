// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"fmt"
	"math"
	"math/bits"
)

// Effects say how much each factor moves one response. They are exact: shares of
// its variance over all variants, without sampling.
type Effects struct {
	// S is the share that a factor explains by itself, ST with all that it takes
	// part in (Sobol 1993; Homma and Saltelli 1996), Shapley its fair share of the
	// whole (Owen 2014), which sums to 1.
	S, ST, Shapley []float64
	// Terms are the shares of the terms of the analysis of variance, by Term, that
	// of the empty one 0; nil where Missing is not 0.
	Terms          []float64
	Mean, Variance float64
	// Constant tells that the response does not vary; all shares are 0.
	Constant bool
	// Missing is the number of variants without a response. The shares are then
	// those over the variants that have one. The factors depend on each other
	// there, so that S and ST need not bound each other (Kucherenko, Tarantola and
	// Annoni 2012) and there are no terms; the Shapley effects still sum to 1 (Song,
	// Nelson and Staum 2016).
	Missing int
}

// rounding is the range of a response, relative to its size, that is taken for
// rounding and not for an effect.
const rounding = 1e-13

// Decompose is DecomposeAll for one response.
func (s *Space) Decompose(y []float64) (*Effects, error) {
	all, err := s.DecomposeAll(y, 1)
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// DecomposeAll gives the effects on several outputs of a fully enumerated space:
// y holds the outputs of variant 0, then those of variant 1 and so on; NaN marks
// one that is missing. It is an error where y has another length, where an output
// is infinite or missing in every variant, and where there are more than
// MaxFactors factors.
//
// The response is split, factor by factor, into its mean over the levels and the
// deviations from it; the squares of what is left at the end are the variances of
// the terms (Efron and Stein 1981). All are sums of squares, so that no digits are
// lost. Cost is outputs times the product of levels plus 1.
func (s *Space) DecomposeAll(y []float64, outputs int) ([]Effects, error) {
	if len(s.Factors) > MaxFactors {
		return nil, fmt.Errorf("%d factors have too many interactions to tell apart, the limit is %d", len(s.Factors), MaxFactors)
	}
	if !s.counts || outputs < 1 || len(y) != s.size*outputs {
		return nil, fmt.Errorf("%d responses for a space of %d variants and %d outputs", len(y), s.size, outputs)
	}
	out := make([]Effects, outputs)
	gaps := false
	ranges := spansOf(y, outputs)
	for o := range out {
		out[o].Missing = ranges[o].missing
		switch {
		case ranges[o].missing == s.size:
			return nil, fmt.Errorf("output %d has no response in any variant", o+1)
		case ranges[o].infinite:
			return nil, fmt.Errorf("output %d has an infinite response", o+1)
		}
		gaps = gaps || out[o].Missing > 0
	}
	a := &splitter{space: s, outputs: outputs, found: make([][]float64, 1<<len(s.Factors))}
	a.variances(append([]float64(nil), y...))
	for o := range out {
		e := &out[o]
		e.Mean = a.mean[o]
		if e.Missing == 0 {
			e.complete(a, o, ranges[o])
		} else {
			s.conditional(e, column(y, o, outputs), ranges[o])
		}
	}
	return out, nil
}

// span is the range of an output.
type span struct {
	low, high float64
	missing   int
	infinite  bool
}

// spansOf are the ranges of the outputs, which stand side by side.
func spansOf(y []float64, outputs int) []span {
	spans := make([]span, outputs)
	for o := range spans {
		spans[o] = span{low: math.Inf(1), high: math.Inf(-1)}
	}
	for i := 0; i < len(y); i += outputs {
		for o, v := range y[i : i+outputs] {
			s := &spans[o]
			if v < s.low {
				s.low = v
			}
			if v > s.high {
				s.high = v
			}
			if v != v {
				s.missing++
			}
		}
	}
	for o := range spans {
		s := &spans[o]
		s.infinite = s.missing*outputs < len(y) && (math.IsInf(s.low, 0) || math.IsInf(s.high, 0))
	}
	return spans
}

// spanOf is the range of values.
func spanOf(y []float64) span { return spansOf(y, 1)[0] }

// constant tells whether the range is rounding at most.
func (s span) constant() bool {
	return s.high-s.low <= rounding*max(math.Abs(s.low), math.Abs(s.high))
}

// column copies one output.
func column(y []float64, o, outputs int) []float64 {
	out := make([]float64, 0, len(y)/outputs)
	for i := o; i < len(y); i += outputs {
		out = append(out, y[i])
	}
	return out
}

// splitter splits responses into their effects.
type splitter struct {
	space   *Space
	outputs int
	// found are the variances by term and output; mean is that of each output.
	found [][]float64
	mean  []float64
}

// variances fills found and mean; it writes over y.
func (a *splitter) variances(y []float64) { a.split(y, 0, 0) }

// split works on the responses of the levels of the factors of t, deviations
// already, and of all factors from f on.
func (a *splitter) split(y []float64, f int, t Term) {
	if f == len(a.space.Factors) {
		a.settle(y, t)
		return
	}
	shares := a.space.shares[f]
	inner := a.outputs
	for _, later := range a.space.Factors[f+1:] {
		inner *= later.Levels
	}
	mean := make([]float64, len(y)/len(shares))
	for o := 0; o*inner < len(mean); o++ {
		deviate(y[o*inner*len(shares):(o+1)*inner*len(shares)], mean[o*inner:(o+1)*inner], shares)
	}
	a.split(y, f+1, t|1<<f)
	a.split(mean, f+1, t)
}

// deviate writes the mean of the levels, which stand one after another in y, and
// leaves the deviations from it in y, each times the root of its share. A factor
// that changes nothing leaves deviations of exactly 0: the mean is taken of the
// differences from the first level.
func deviate(y, mean, shares []float64) {
	n := len(mean)
	first := y[:n]
	for l := 1; l < len(shares); l++ {
		share := shares[l]
		for i, v := range y[l*n : (l+1)*n] {
			mean[i] += share * (v - first[i])
		}
	}
	for i, v := range first {
		mean[i] += v
	}
	for l, share := range shares {
		root := math.Sqrt(share)
		level := y[l*n : (l+1)*n]
		for i, m := range mean {
			level[i] = root * (level[i] - m)
		}
	}
}

// settle sums the squares of a term.
func (a *splitter) settle(y []float64, t Term) {
	if t == 0 {
		a.mean = y
		a.found[0] = make([]float64, a.outputs)
		return
	}
	sums := make([]float64, a.outputs)
	for i := 0; i < len(y); i += a.outputs {
		for o, v := range y[i : i+a.outputs] {
			sums[o] += v * v
		}
	}
	a.found[t] = sums
}

// complete reads the effects on output o from the variances of the terms.
func (e *Effects) complete(a *splitter, o int, r span) {
	e.room(len(a.space.Factors))
	e.Terms = make([]float64, len(a.found))
	for t := range a.found {
		e.Variance += a.found[t][o]
	}
	if e.Constant = r.constant() || e.Variance == 0; e.Constant {
		e.Variance = 0
		return
	}
	for t := Term(1); int(t) < len(a.found); t++ {
		share := a.found[t][o] / e.Variance
		e.Terms[t] = share
		for f := range e.S {
			if !t.Has(f) {
				continue
			}
			e.ST[f] += share
			e.Shapley[f] += share / float64(t.Order())
		}
		if t.Order() == 1 {
			e.S[bits.TrailingZeros32(uint32(t))] = share
		}
	}
}

// room makes the effects of k factors.
func (e *Effects) room(k int) {
	e.S, e.ST, e.Shapley = make([]float64, k), make([]float64, k), make([]float64, k)
}

// conditional fills the effects on a response that some variants lack, over the
// variants that have one: S is Var(E[Y|factor])/Var(Y), ST is
// 1-Var(E[Y|all others])/Var(Y), and Shapley shares out Var(E[Y|set])/Var(Y) over
// the orders in which the factors may come (Owen and Prieur 2017). Cost is the
// product of levels plus 1, and 2^k k for the orders.
func (s *Space) conditional(e *Effects, y []float64, r span) {
	k := len(s.Factors)
	e.room(k)
	c := closure{space: s, explained: make([]float64, 1<<k)}
	weight, sum := c.weigh(y, e)
	if e.Constant = r.constant(); e.Constant {
		return
	}
	c.sums(weight, sum, part{})
	for f := range k {
		e.S[f] = c.explained[1<<f] / e.Variance
		e.ST[f] = max(1-c.explained[(1<<k-1)&^(1<<f)]/e.Variance, 0)
	}
	orders := shapleyWeights(k)
	for t := Term(0); t < 1<<k; t++ {
		for f := range k {
			if !t.Has(f) {
				gain := c.explained[t|1<<f] - c.explained[t]
				e.Shapley[f] += orders[t.Order()] * gain / e.Variance
			}
		}
	}
}

// closure holds, by Term, the variance of the mean response given the levels of
// the term's factors.
type closure struct {
	space     *Space
	explained []float64
}

// weigh gives each variant's probability among those with a response, and that
// times its response less the mean, and sets mean and variance.
func (c *closure) weigh(y []float64, e *Effects) (weight, sum []float64) {
	weight, sum = make([]float64, len(y)), make([]float64, len(y))
	levels := make([]int, len(c.space.Factors))
	total := 0.0
	e.Mean = 0
	for i, v := range y {
		if v == v {
			c.space.Levels(i, levels)
			weight[i] = c.space.Share(levels)
			total += weight[i]
			e.Mean += weight[i] * v
		}
	}
	e.Mean /= total
	for i, v := range y {
		if v == v {
			weight[i] /= total
			sum[i] = weight[i] * (v - e.Mean)
			e.Variance += sum[i] * (v - e.Mean)
		}
	}
	return weight, sum
}

// part is a step of sums: the next factor, and the factors kept before it.
type part struct {
	factor int
	kept   Term
}

// sums adds weights and responses over the levels of every set of factors.
func (c *closure) sums(weight, sum []float64, p part) {
	if p.factor == len(c.space.Factors) {
		for i, w := range weight {
			if w > 0 {
				c.explained[p.kept] += sum[i] * sum[i] / w
			}
		}
		return
	}
	next := p.factor + 1
	c.sums(weight, sum, part{next, p.kept | 1<<p.factor})
	n, inner := c.space.Factors[p.factor].Levels, 1
	for _, later := range c.space.Factors[next:] {
		inner *= later.Levels
	}
	c.sums(overLevels(weight, n, inner), overLevels(sum, n, inner), part{next, p.kept})
}

// overLevels adds the n levels of a factor, of inner values each.
func overLevels(x []float64, n, inner int) []float64 {
	out := make([]float64, len(x)/n)
	for i, v := range x {
		out[i/(n*inner)*inner+i%inner] += v
	}
	return out
}

// shapleyWeights are u!(k-u-1)!/k! for u from 0 to k-1: the share of the orders
// of k factors in which a given set of u stands before a given other one.
func shapleyWeights(k int) []float64 {
	w := make([]float64, k)
	for u := range w {
		// 1/(k * choose(k-1, u))
		choose := 1.0
		for j := range u {
			choose *= float64(k-1-j) / float64(j+1)
		}
		w[u] = 1 / (float64(k) * choose)
	}
	return w
}
