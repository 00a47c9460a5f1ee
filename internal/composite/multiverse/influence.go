// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"

	"github.com/qala-observatory/qala/internal/sensitivity"
)

// MeanShift is the target of Sensitivity.Shift: the mean, over the cases ranked in
// both, of the absolute difference of a draw's ranks from those under the choices
// as made, as in the R package COINr. Both are ranked among the cases that have a
// score in both, so that a case which drops out moves no other.
const MeanShift = "mean_abs_rank_shift"

// responses are what combinations of choices give in one year: the mean shift,
// then the rank of every kept case; NaN where there is none.
type responses struct {
	run *run
	// draws are the choices at hand.
	draws   *run
	sheets  []*sheet
	outputs int
	// own are the scores under the choices as made, NaN where there is none.
	own    []float64
	failed atomic.Int64
}

// influence finds how much each factor moves the ranks of a year.
func (r *run) influence(ctx context.Context) (*Sensitivity, error) {
	how := r.plan.Sensitivity
	t, ok := r.plan.Panel.Year(how.Year)
	switch {
	case !ok:
		return nil, fmt.Errorf("multiverse: the panel lacks the year %d", how.Year)
	case len(r.space) == 0:
		return nil, fmt.Errorf("multiverse: there is no factor whose influence could be found")
	}
	out := &Sensitivity{Year: how.Year}
	e := &responses{run: r, outputs: 1 + len(r.keep.kept)}
	if shape, choices := r.variants(cmp.Or(how.Limit, DefaultLimit)); shape != nil {
		y, err := e.evaluate(ctx, t, choices)
		if err != nil {
			return nil, err
		}
		out.Evaluations, out.Failed = len(choices), int(e.failed.Load())
		return out, e.exact(out, shape, y)
	}
	return out, e.estimate(ctx, out, t)
}

// variants are all combinations, in the order of their space; nil where there are
// more than the limit.
func (r *run) variants(limit int) (*sensitivity.Space, []choice) {
	if !r.space.countable() || len(r.space) > sensitivity.MaxFactors {
		return nil, nil
	}
	g, err := r.space.grid(r.plan.Seed)
	if err != nil || g.shape.Enumerable(limit) != nil {
		return nil, nil
	}
	return g.shape, g.every()
}

// evaluate scores choices in year t and returns their outputs, choice by choice.
func (e *responses) evaluate(ctx context.Context, t int, choices []choice) ([]float64, error) {
	r := e.run
	draws := &run{
		plan: r.plan, tree: r.tree, space: r.space, methods: r.methods, keep: r.keep, tables: r.tables,
		workers: r.workers, hands: r.hands,
	}
	if err := draws.prepare(ctx, choices); err != nil {
		return nil, err
	}
	e.draws, e.sheets = draws, draws.sheets(t)
	if e.own == nil {
		e.own = e.asMade()
	}
	y := make([]float64, len(choices)*e.outputs)
	blocks := (len(choices) + block - 1) / block
	draws.parallel(blocks, func(worker, b int) {
		if ctx.Err() != nil {
			return
		}
		for row := b * block; row < min((b+1)*block, len(choices)); row++ {
			draw := int(draws.order[row])
			e.one(draws.hands[worker], draw, y[draw*e.outputs:(draw+1)*e.outputs])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("multiverse: sensitivity: %w", err)
	}
	return y, nil
}

// asMade are the scores under the choices as made.
func (e *responses) asMade() []float64 {
	own := e.run.methods.own
	h := e.run.hands[0]
	h.desk.open(e.sheets[own.layout.number])
	h.desk.score(own.share, drawnError{})
	h.desk.column(0, h.column)
	return slices.Clone(h.column)
}

// one writes the outputs of one choice.
func (e *responses) one(h *hand, draw int, out []float64) {
	d := &e.draws.drawn[draw]
	for i := range out {
		out[i] = nan
	}
	if d.cell.reason != "" {
		e.failed.Add(1)
		return
	}
	h.desk.open(e.sheets[d.cell.layout.number])
	h.desk.score(e.draws.weights(draw, h.share), d.err)
	h.desk.column(0, h.column)
	h.ranker.Rank(h.column, h.ranks)
	for i, column := range e.run.keep.kept {
		if rank := h.ranks[e.run.keep.columns[column]]; rank > 0 {
			out[1+i] = float64(rank)
		}
	}
	if shift, ok := e.shift(h); ok {
		out[0] = shift
	}
}

// shift is the mean absolute difference between the ranks of the scores in
// h.column, which it spoils, and those under the choices as made, over the cases
// that have both; false where no case does.
func (e *responses) shift(h *hand) (float64, bool) {
	made := make([]float64, len(e.own))
	for c, v := range h.column {
		made[c] = e.own[c]
		if v != v || e.own[c] != e.own[c] {
			made[c], h.column[c] = nan, nan
		}
	}
	ranks := make([]uint16, len(made))
	h.ranker.Rank(made, ranks)
	both := h.ranker.Rank(h.column, h.ranks)
	sum := 0.0
	for c, rank := range h.ranks {
		sum += math.Abs(float64(rank) - float64(ranks[c]))
	}
	return sum / float64(max(both, 1)), both > 0
}

// output is one output of all choices; false where it is always missing.
func (e *responses) output(y []float64, o int) ([]float64, bool) {
	column := make([]float64, 0, len(y)/e.outputs)
	any := false
	for i := o; i < len(y); i += e.outputs {
		column = append(column, y[i])
		any = any || y[i] == y[i]
	}
	return column, any
}

// target names an output.
func (e *responses) target(o int) string {
	if o == 0 {
		return MeanShift
	}
	return e.run.plan.Panel.Cases()[e.run.keep.columns[e.run.keep.kept[o-1]]]
}

// put stores the influence on an output.
func (s *Sensitivity) put(o int, one Influence) {
	if o == 0 {
		s.Shift = one
		return
	}
	s.ByCase = append(s.ByCase, one)
}

// exact decomposes the outputs of every combination.
func (e *responses) exact(out *Sensitivity, shape *sensitivity.Space, y []float64) error {
	found := make([]*sensitivity.Effects, e.outputs)
	errs := make([]error, e.outputs)
	e.run.parallel(e.outputs, func(_, o int) {
		if column, ok := e.output(y, o); ok {
			found[o], errs[o] = shape.Decompose(column)
		}
	})
	for o, effects := range found {
		if errs[o] != nil {
			return fmt.Errorf("multiverse: sensitivity of %s: %w", e.target(o), errs[o])
		}
		if effects == nil {
			if o == 0 {
				return fmt.Errorf("multiverse: sensitivity: no combination could be computed")
			}
			continue
		}
		one := Influence{Target: e.target(o), Exact: true, Mean: effects.Mean, Variance: effects.Variance}
		for k, f := range shape.Factors {
			one.Indices = append(one.Indices, Index{
				Factor: f.ID, S: effects.S[k], Total: effects.ST[k], Shapley: effects.Shapley[k],
				Low: effects.S[k], High: effects.S[k], TotalLow: effects.ST[k], TotalHigh: effects.ST[k],
			})
		}
		out.put(o, one)
	}
	return nil
}

// points are the choices at points that are laid out row by row.
func (e *responses) points(points []float64) []choice {
	width := len(e.run.space)
	out := make([]choice, len(points)/width)
	for i := range out {
		out[i] = e.run.space.at(points[i*width:(i+1)*width], e.run.plan.Seed)
	}
	return out
}

// pathShare is how many base points of a design there are for each path: Shapley
// effects need fewer.
const pathShare = 4

// caseShare is how many bootstrap samples there are for the mean shift for each
// for a case.
const caseShare = 4

// estimate finds the indices from scrambled Sobol points: first-order ones after
// Saltelli and others (2010), total ones after Jansen (1999), Shapley effects
// along random paths (Goda 2021).
func (e *responses) estimate(ctx context.Context, out *Sensitivity, t int) error {
	plan := e.run.plan
	factors := len(e.run.space)
	base := cmp.Or(plan.Sensitivity.Base, DefaultBase)
	design := sensitivity.Design{Base: base, Factors: factors}
	paths := sensitivity.Paths{Base: max(base/pathShare, 2), Factors: factors, Seed: plan.Seed}
	var y [2][]float64
	for i, points := range []func(*sensitivity.Sobol) ([]float64, error){design.Points, paths.Points} {
		sequence, err := sensitivity.NewScrambledSobol(2*factors, mix(plan.Seed+uint64(i)))
		if err != nil {
			return fmt.Errorf("multiverse: sensitivity: %w", err)
		}
		at, err := points(sequence)
		if err != nil {
			return fmt.Errorf("multiverse: sensitivity: %w", err)
		}
		choices := e.points(at)
		if y[i], err = e.evaluate(ctx, t, choices); err != nil {
			return err
		}
		out.Evaluations += len(choices)
	}
	out.Failed = int(e.failed.Load())
	found, errs := make([]*Influence, e.outputs), make([]error, e.outputs)
	e.run.parallel(e.outputs, func(_, o int) { found[o], errs[o] = e.indices(o, design, paths, y) })
	for o, one := range found {
		if one != nil {
			out.put(o, *one)
		} else if o == 0 {
			return fmt.Errorf("multiverse: sensitivity: %w; draw more, or leave out a factor that fails", errs[o])
		}
	}
	return nil
}

// indices estimates those of one output; nil where too few combinations have it.
func (e *responses) indices(o int, design sensitivity.Design, paths sensitivity.Paths, y [2][]float64) (*Influence, error) {
	how := sensitivity.Options{Seed: e.run.plan.Seed, Resamples: cmp.Or(e.run.plan.Sensitivity.Resamples, DefaultResamples)}
	if o > 0 {
		how.Resamples = max(how.Resamples/caseShare, 2)
	}
	column, _ := e.output(y[0], o)
	sorted, err := design.Responses(column)
	if err != nil {
		return nil, err
	}
	found, err := sorted.Estimate(how)
	if err != nil {
		return nil, err
	}
	column, _ = e.output(y[1], o)
	along, err := paths.Estimate(column, how)
	if err != nil {
		return nil, err
	}
	one := &Influence{Target: e.target(o), Mean: found.Mean, Variance: found.Variance}
	for k := range e.run.space {
		first, total := found.First[k], found.Total[k]
		one.Indices = append(one.Indices, Index{
			Factor: e.run.space[k].id, S: first.Value, Total: total.Value, Shapley: along.Shapley[k].Value,
			Low: first.Low, High: first.High, TotalLow: total.Low, TotalHigh: total.High,
		})
	}
	return one, nil
}
