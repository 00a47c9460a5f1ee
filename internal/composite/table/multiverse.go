// SPDX-License-Identifier: Apache-2.0

package table

import (
	"context"
	"fmt"
	"math"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// FactorUsed is a factor with the ids of its levels as they were tried.
type FactorUsed struct {
	ID     string   `json:"id"`
	Levels []string `json:"levels"`
	Why    string   `json:"why,omitempty"`
}

// Influence is how much each factor moves one target, in the order of the factors.
type Influence struct {
	// Target is "mean_abs_rank_shift", or the code of a case whose rank it is.
	Target string
	// S, ST and Shapley are the indices; low and high ends differ where they are
	// estimated. Shapley is nil where it was not estimated.
	S, ST, Shapley []sensitivity.Estimate
	// Terms are the shares of the terms of the analysis of variance, in the order of
	// Multiverse.Terms; nil where they are not known.
	Terms          []float64
	Mean, Variance float64
	// Constant tells that the target does not vary; its indices are 0.
	Constant bool
}

// RankShift is the target that says how many places cases move on average.
const RankShift = "mean_abs_rank_shift"

// Standing is one row over all variants: the place and score of the index as it
// stands, and how both vary over the variants with a score. Missing is the number
// of variants without one.
type Standing struct {
	Row
	Score Cell
	// Rank is 0 where there is none.
	Rank int
	// Probabilities are the shares of variants, by their levels' shares, in which it
	// has each rank, rank 1 first; all 0 where it never has one.
	Probabilities []float64
	Missing       int
}

// Variant is one variant that was tried, with its levels by factor; Reason says why
// it has no scores.
type Variant struct {
	Levels []int
	Reason string
}

// Multiverse is an index under every choice of a plan, or a sample of them.
type Multiverse struct {
	// Enumerated tells that every variant was tried; Exact that all of them have
	// scores too, so that indices are exact for the whole space.
	Enumerated, Exact bool
	Factors           []FactorUsed
	// Terms names the sets of factors that may act together.
	Terms    []string
	Variants []Variant
	// Scores and Ranks are by variant and row; NaN and 0 where there is none.
	Scores    [][]float64
	Ranks     [][]uint16
	Standings []Standing
	// Failed counts the variants without scores by reason.
	Failed []sensitivity.Failure
	// Shift is the influence on the mean shift of ranks from those of the index as
	// it stands, Cases that on the rank of each case that has one.
	Shift Influence
	Cases []Influence
	// Evaluations is how many points the indices are estimated from, Dropped how
	// many base points were left out for a variant without scores.
	Evaluations, Dropped int
}

// Vary tries the variants of a plan. It is an error where the index as it stands
// cannot be scored, and an *sensitivity.AllFailedError where no variant can; a
// *sensitivity.TooLargeError where too many are to be enumerated.
func Vary(ctx context.Context, in *Input, plan Plan) (*Multiverse, error) {
	if !plan.Enumerate && plan.Draws <= 0 {
		return nil, sensitivity.ErrNoDraws
	}
	v, err := newVaried(in, plan)
	if err != nil {
		return nil, err
	}
	m := &Multiverse{Enumerated: plan.Enumerate}
	for f, options := range v.options {
		used := FactorUsed{ID: plan.Factors[f].ID, Why: plan.Factors[f].Why}
		for _, o := range options {
			used.Levels = append(used.Levels, o.id)
		}
		m.Factors = append(m.Factors, used)
	}
	if err := m.stand(v); err != nil {
		return nil, err
	}
	numbers := v.every()
	if !plan.Enumerate {
		numbers = v.drawn()
	}
	t, err := v.try(ctx, numbers)
	if err != nil {
		return nil, err
	}
	if err := m.gather(v, t, numbers); err != nil {
		return nil, err
	}
	if plan.Enumerate {
		return m, m.exact(v)
	}
	return m, m.estimated(ctx, v)
}

// stand scores the index as it stands.
func (m *Multiverse) stand(v *varied) error {
	s, warnings := v.own.Score(v.in.Panel)
	var faults composite.Faults
	for _, w := range warnings {
		if w.Code == composite.Undefined.String() {
			faults = append(faults, composite.Fault{Path: w.Subject, Text: w.Text})
		}
	}
	if err := faults.Err(); err != nil {
		return fmt.Errorf("the recipe as it stands: %w", err)
	}
	scores, ranks := make([]float64, len(v.rows)), make([]uint16, len(v.rows))
	for k, c := range v.at {
		scores[k] = math.NaN()
		if r := s.At(c, v.year, s.Root()); r.OK() {
			scores[k] = r.Score
		}
	}
	var ranker sensitivity.Ranker
	ranker.Rank(scores, ranks)
	for k, row := range v.rows {
		standing := Standing{Row: row, Rank: int(ranks[k]), Probabilities: make([]float64, len(v.rows))}
		if ranks[k] > 0 {
			standing.Score = Cell{scores[k], true}
		}
		m.Standings = append(m.Standings, standing)
	}
	return nil
}

// every lists the numbers of all variants.
func (v *varied) every() []int {
	if !v.plan.Enumerate {
		return nil
	}
	size, _ := v.space.Size()
	out := make([]int, size)
	for i := range out {
		out[i] = i
	}
	return out
}

// drawn draws variants, each on its own stream.
func (v *varied) drawn() []int {
	out := make([]int, v.plan.Draws)
	point, levels := make([]float64, len(v.options)), make([]int, len(v.options))
	for i := range out {
		random := sensitivity.Stream(v.plan.Seed, i)
		for f := range point {
			point[f] = random.Float64()
		}
		v.space.At(point, levels, nil)
		out[i] = v.space.Index(levels)
	}
	return out
}

// gather takes scores and ranks variant by variant, counts ranks and failures.
func (m *Multiverse) gather(v *varied, t *tried, numbers []int) error {
	levels := make([]int, len(numbers)*len(v.options))
	errs := make([]error, len(numbers))
	weight := make([]float64, len(v.rows))
	m.Scores, m.Ranks = make([][]float64, len(numbers)), make([][]uint16, len(numbers))
	for i, number := range numbers {
		own := levels[i*len(v.options) : (i+1)*len(v.options)]
		v.space.Levels(number, own)
		variant := Variant{Levels: own}
		m.Scores[i], m.Ranks[i], errs[i] = t.of(number)
		if errs[i] != nil {
			variant.Reason = errs[i].Error()
		}
		m.Variants = append(m.Variants, variant)
		share := 1.0
		if m.Enumerated {
			share = v.share(own)
		}
		for k, rank := range m.Ranks[i] {
			if rank == 0 {
				m.Standings[k].Missing++
				continue
			}
			m.Standings[k].Probabilities[rank-1] += share
			weight[k] += share
		}
	}
	for k, total := range weight {
		for r := range m.Standings[k].Probabilities {
			if total > 0 {
				m.Standings[k].Probabilities[r] /= total
			}
		}
	}
	m.Failed = sensitivity.Failures(errs)
	failed := 0
	for _, f := range m.Failed {
		failed += f.Count
	}
	if failed == len(numbers) {
		return &sensitivity.AllFailedError{Failures: m.Failed}
	}
	m.Exact = m.Enumerated && failed == 0
	return nil
}

// share is a variant's share relative to others; 1 where no level has one.
func (v *varied) share(levels []int) float64 {
	share := 1.0
	for f, l := range levels {
		share *= v.options[f][l].share
	}
	return share
}

// Range is the smallest interval of ranks that leaves at most half of 1-level of
// the variants on either side; the zero interval where it never has a rank.
func (s *Standing) Range(level float64) sensitivity.RankInterval {
	tail := (1 - level) / 2
	out := sensitivity.RankInterval{}
	sum := 0.0
	for r, p := range s.Probabilities {
		sum += p
		if out.Low == 0 && sum > tail+1e-12 {
			out.Low = r + 1
		}
		if out.High == 0 && sum >= 1-tail-1e-12 {
			out.High = r + 1
		}
	}
	return out
}

// Median is the rank that at most half of the variants are better than, and at most
// half worse; the better of two, and 0 where it never has a rank.
func (s *Standing) Median() int {
	sum := 0.0
	for r, p := range s.Probabilities {
		if sum += p; sum >= 0.5-1e-12 {
			return r + 1
		}
	}
	return 0
}
