// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Paths is the plan of points from which Shapley effects are estimated where not
// every variant can be tried: from each of Base points a path leads to an
// independent second point, one factor after another in a random order (Goda 2021,
// A simple algorithm for global sensitivity analysis with Shapley effects,
// Reliability Engineering and System Safety 213). The cost is Base x (Factors + 1)
// evaluations.
type Paths struct {
	Base, Factors int
	// Seed chooses the orders.
	Seed uint64
}

// Rows is the number of points, each of which is one evaluation.
func (p Paths) Rows() int { return p.Base * (p.Factors + 1) }

// order is that of the factors on path i.
func (p Paths) order(generator *rand.PCG, i int, order []int) {
	Restart(generator, p.Seed, i)
	random := rand.New(generator)
	for f := range order {
		order[f] = f
	}
	random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
}

// Points lays out the points, path by path, of as many coordinates as there are
// factors. The sequence must have twice as many dimensions.
func (p Paths) Points(q *Sobol) ([]float64, error) {
	if p.Base < 1 || p.Factors < 1 || q.dimensions != 2*p.Factors {
		return nil, fmt.Errorf("%d paths of %d factors on a sequence of %d dimensions, want %d",
			p.Base, p.Factors, q.dimensions, 2*p.Factors)
	}
	k := p.Factors
	out := make([]float64, 0, p.Rows()*k)
	both, order, generator := make([]float64, 2*k), make([]int, k), &rand.PCG{}
	for i := range p.Base {
		q.Next(both)
		p.order(generator, i, order)
		out = append(out, both[:k]...)
		for _, f := range order {
			out = append(out, out[len(out)-k:]...)
			out[len(out)-k+f] = both[k+f]
		}
	}
	return out, nil
}

// PathEstimates are Shapley effects estimated from paths.
type PathEstimates struct {
	// Shapley is by factor; the values sum to 1.
	Shapley []Estimate
	// Variance is that of the response.
	Variance float64
	// Constant tells that the responses do not vary; all effects are 0.
	Constant bool
	// Base is the number of paths used, Dropped that of those left out because one
	// of their responses is missing.
	Base, Dropped int
}

// Estimate estimates the effects from the responses in the order of the points. Of
// the options, those of the bootstrap count. NaN marks a missing response; its path
// is dropped, which is counted. It is an error where fewer than 2 are left or a
// response is infinite.
func (p Paths) Estimate(y []float64, how Options) (*PathEstimates, error) {
	if p.Base < 1 || p.Factors < 1 || len(y) != p.Rows() {
		return nil, fmt.Errorf("%d responses to paths of %d points", len(y), p.Rows())
	}
	whole := spanOf(y)
	if whole.infinite {
		return nil, fmt.Errorf("a response is infinite")
	}
	t := p.tally(y)
	e := &PathEstimates{Base: t.rows, Dropped: p.Base - t.rows, Shapley: make([]Estimate, p.Factors)}
	if t.rows < 2 {
		return nil, fmt.Errorf("%d of %d paths have all their responses; at least 2 are needed", t.rows, p.Base)
	}
	if e.Constant = whole.constant(); e.Constant {
		return e, nil
	}
	values, total := shares(t.sums(nil)[:p.Factors])
	e.Variance = total / float64(t.rows)
	e.Constant = total == 0
	for f, v := range values {
		e.Shapley[f] = Estimate{Value: v, Low: v, High: v}
	}
	spread := t.resampled(how, func(sum []float64) []float64 {
		values, _ := shares(sum[:p.Factors])
		return values
	})
	for f := range spread {
		spread[f].Value = e.Shapley[f].Value
		e.Shapley[f] = spread[f]
	}
	return e, nil
}

// tally computes what each whole path adds to each factor's effect: with responses
// before and after its step, (first - (before+after)/2) (before-after). Over the
// path that is half the square of the difference of its ends, whose mean is the
// variance.
func (p Paths) tally(y []float64) *tally {
	step := p.Factors + 1
	width := (p.Factors + lane - 1) / lane * lane
	var kept [][]float64
	order, generator := make([]int, p.Factors), &rand.PCG{}
	for i := range p.Base {
		path := y[i*step : (i+1)*step]
		if spanOf(path).missing > 0 {
			continue
		}
		p.order(generator, i, order)
		row := make([]float64, width)
		for k, f := range order {
			before, after := path[k], path[k+1]
			row[f] = (path[0] - before/2 - after/2) * (before - after)
		}
		kept = append(kept, row)
	}
	t := &tally{rows: len(kept), terms: make([]float64, width*len(kept))}
	for i, row := range kept {
		for b := 0; b < width; b += lane {
			copy(t.terms[(b/lane*t.rows+i)*lane:], row[b:b+lane])
		}
	}
	return t
}

// shares are sums as parts of their own sum; all 0 where that is not above 0.
func shares(sums []float64) (parts []float64, total float64) {
	parts = make([]float64, len(sums))
	for _, v := range sums {
		total += v
	}
	if !(total > 0) || math.IsInf(total, 1) {
		return parts, 0
	}
	for f, v := range sums {
		parts[f] = v / total
	}
	return parts, total
}
