// SPDX-License-Identifier: Apache-2.0

package table

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/qala-observatory/qala/internal/sensitivity"
)

// The numbers of a sampled sensitivity analysis.
const (
	// mostBase and leastBase bound the base points.
	mostBase, leastBase = 1024, 64
	// resamples is the number of bootstrap samples of intervals.
	resamples = 200
)

// targets are the responses of a variant: the mean shift of ranks, then the ranks
// of the cases that have one in any variant; NaN where there is none.
func (m *Multiverse) targets(ranks []uint16, cases []int, out []float64) {
	out[0] = math.NaN()
	sum, n := 0.0, 0
	for k, rank := range ranks {
		if own := m.Standings[k].Rank; own > 0 && rank > 0 {
			sum += math.Abs(float64(int(rank) - own))
			n++
		}
	}
	if n > 0 {
		out[0] = sum / float64(n)
	}
	for i, k := range cases {
		out[1+i] = math.NaN()
		if ranks[k] > 0 {
			out[1+i] = float64(ranks[k])
		}
	}
}

// ranked lists the rows that have a rank in any variant.
func (m *Multiverse) ranked() []int {
	var out []int
	for k := range m.Standings {
		if m.Standings[k].Missing < len(m.Variants) {
			out = append(out, k)
		}
	}
	return out
}

// exact computes the indices from all variants.
func (m *Multiverse) exact(v *varied) error {
	cases := m.ranked()
	outputs := 1 + len(cases)
	y := make([]float64, len(m.Variants)*outputs)
	for i := range m.Variants {
		m.targets(m.Ranks[i], cases, y[i*outputs:(i+1)*outputs])
	}
	effects, err := v.space.DecomposeAll(y, outputs)
	if err != nil {
		return err
	}
	terms := v.space.Terms()
	for _, t := range terms {
		m.Terms = append(m.Terms, v.space.Name(t))
	}
	for o, e := range effects {
		influence := Influence{
			Target: RankShift, Mean: e.Mean, Variance: e.Variance, Constant: e.Constant,
			S: certain(e.S), ST: certain(e.ST), Shapley: certain(e.Shapley),
		}
		for _, t := range terms {
			if e.Terms != nil {
				influence.Terms = append(influence.Terms, e.Terms[t])
			}
		}
		if o == 0 {
			m.Shift = influence
			continue
		}
		influence.Target = m.Standings[cases[o-1]].Case
		m.Cases = append(m.Cases, influence)
	}
	m.Evaluations = len(m.Variants)
	return nil
}

// certain are indices without an interval.
func certain(values []float64) []sensitivity.Estimate {
	out := make([]sensitivity.Estimate, len(values))
	for f, x := range values {
		out[f] = sensitivity.Estimate{Value: x, Low: x, High: x}
	}
	return out
}

// estimated estimates the indices from designs of their own: S and ST by pick-freeze,
// Shapley effects by paths.
func (m *Multiverse) estimated(ctx context.Context, v *varied) error {
	k := len(v.options)
	base := leastBase
	for base < min(v.plan.Draws, mostBase) {
		base *= 2
	}
	d := sensitivity.Design{Base: base, Factors: k}
	p := sensitivity.Paths{Base: base, Factors: k, Seed: v.plan.Seed}
	first, err := v.numbers(d.Points, v.plan.Seed)
	if err != nil {
		return err
	}
	second, err := v.numbers(p.Points, v.plan.Seed+1)
	if err != nil {
		return err
	}
	t, err := v.try(ctx, append(first, second...))
	if err != nil {
		return err
	}
	m.Evaluations = len(first) + len(second)
	cases := m.ranked()
	y := m.responses(t, first, cases)
	how := sensitivity.Options{Resamples: resamples, Seed: v.plan.Seed}
	for o := range y {
		r, err := d.Responses(y[o])
		if err != nil {
			return err
		}
		e, err := r.Estimate(how)
		if err != nil {
			return fmt.Errorf("what moves ranks cannot be estimated: %w%s", err, m.worst())
		}
		influence := Influence{Target: RankShift, S: e.First, ST: e.Total, Mean: e.Mean, Variance: e.Variance, Constant: e.Constant}
		if o > 0 {
			influence.Target = m.Standings[cases[o-1]].Case
			m.Cases = append(m.Cases, influence)
			continue
		}
		m.Shift, m.Dropped = influence, e.Dropped
	}
	paths, err := p.Estimate(m.responses(t, second, nil)[0], how)
	if err != nil {
		return err
	}
	m.Shift.Shapley = paths.Shapley
	return nil
}

// worst says which failure is the most frequent, and what to change.
func (m *Multiverse) worst() string {
	if len(m.Failed) == 0 {
		return ""
	}
	text := "; most often, " + m.Failed[0].Reason
	if factors := m.Failed[0].Factors; len(factors) > 0 {
		text += "; change a level of " + strings.Join(factors, " or ")
	}
	return text
}

// numbers are the variants at the points of a design on scrambled points.
func (v *varied) numbers(points func(*sensitivity.Sobol) ([]float64, error), seed uint64) ([]int, error) {
	k := len(v.options)
	q, err := sensitivity.NewScrambledSobol(2*k, seed)
	if err != nil {
		return nil, fmt.Errorf("%d factors: %w", k, err)
	}
	x, err := points(q)
	if err != nil {
		return nil, err
	}
	out, levels := make([]int, len(x)/k), make([]int, k)
	for i := range out {
		v.space.At(x[i*k:(i+1)*k], levels, nil)
		out[i] = v.space.Index(levels)
	}
	return out, nil
}

// responses are the targets by target and then point.
func (m *Multiverse) responses(t *tried, numbers, cases []int) [][]float64 {
	y := make([][]float64, 1+len(cases))
	for o := range y {
		y[o] = make([]float64, len(numbers))
	}
	row := make([]float64, len(y))
	for i, number := range numbers {
		_, ranks, _ := t.of(number)
		m.targets(ranks, cases, row)
		for o, x := range row {
			y[o][i] = x
		}
	}
	return y
}
