// SPDX-License-Identifier: Apache-2.0

package table

import (
	"cmp"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// longestTask is the most variants that one worker takes at a time.
const longestTask = 512

// tried is what variants came to: scores and ranks of the rows, variant by
// variant; NaN and 0 where there is none.
type tried struct {
	// at gives the place of a variant by its number, for a variant is tried once; nil
	// where every one is tried, whose place is its number.
	at     map[int]int
	rows   int
	scores []float64
	ranks  []uint16
	errs   []error
}

// of are the scores and ranks of a variant.
func (t *tried) of(variant int) (scores []float64, ranks []uint16, err error) {
	k := variant
	if t.at != nil {
		k = t.at[variant]
	}
	return t.scores[k*t.rows : (k+1)*t.rows], t.ranks[k*t.rows : (k+1)*t.rows], t.errs[k]
}

// job is one variant to try: what it shares with others is its keys.
type job struct {
	variant, place       int
	fit, combine, weight int
	levels               []int
}

// weighed are the weights of a key, or why there are none.
type weighed struct {
	weights [][]float64
	err     error
}

// try computes the variants, each once, grouped so that those with the same fit
// share it, and within it those with the same means.
func (v *varied) try(ctx context.Context, variants []int) (*tried, error) {
	unique := slices.Clone(variants)
	slices.Sort(unique)
	unique = slices.Compact(unique)
	t := &tried{rows: len(v.rows), errs: make([]error, len(unique))}
	if size, _ := v.space.Size(); len(unique) < size {
		t.at = make(map[int]int, len(unique))
	}
	t.scores, t.ranks = make([]float64, len(unique)*t.rows), make([]uint16, len(unique)*t.rows)
	jobs := make([]job, len(unique))
	levels := make([]int, len(unique)*len(v.options))
	for k, variant := range unique {
		if t.at != nil {
			t.at[variant] = k
		}
		own := levels[k*len(v.options) : (k+1)*len(v.options)]
		v.space.Levels(variant, own)
		jobs[k] = job{variant, k, v.key(own, v.fits), v.key(own, v.combines), v.key(own, v.weighs), own}
	}
	slices.SortFunc(jobs, func(a, b job) int {
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.combine, b.combine), cmp.Compare(a.weight, b.weight), cmp.Compare(a.variant, b.variant))
	})
	weights := v.weighAll(jobs)
	tasks := split(jobs)
	var next atomic.Int64
	var group sync.WaitGroup
	workers := v.plan.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range min(workers, len(tasks)) {
		group.Go(func() {
			w := worker{v: v, out: t, weights: weights}
			for ctx.Err() == nil {
				k := int(next.Add(1)) - 1
				if k >= len(tasks) {
					return
				}
				w.task(tasks[k])
			}
		})
	}
	group.Wait()
	return t, ctx.Err()
}

// split cuts jobs in order into tasks of one fit each.
func split(jobs []job) [][]job {
	var tasks [][]job
	first := 0
	for k := range jobs {
		if jobs[k].fit != jobs[first].fit || k-first == longestTask {
			tasks = append(tasks, jobs[first:k])
			first = k
		}
	}
	return append(tasks, jobs[first:])
}

// weighAll computes the weights that do not depend on the values, one for each key.
func (v *varied) weighAll(jobs []job) map[int]weighed {
	out := map[int]weighed{}
	for _, j := range jobs {
		if _, known := out[j.weight]; known {
			continue
		}
		r, err := v.recipe(j.levels)
		if err != nil {
			out[j.weight] = weighed{err: err}
			continue
		}
		if learned(&r.Weight) {
			continue
		}
		w, err := v.weights(r, j.levels)
		if err != nil {
			text, factors := v.describe(j.levels, v.weighs)
			err = &sensitivity.Failure{Reason: "there are no weights where " + text + ": " + firstLine(err), Factors: factors}
		}
		out[j.weight] = weighed{w, err}
	}
	return out
}

// worker tries variants in its own memory.
type worker struct {
	v       *varied
	out     *tried
	weights map[int]weighed
	scorer  *composite.Scorer
	ranker  sensitivity.Ranker
	// learned are the weights of the fit at hand that depend on its values, by the
	// keys of weights and means.
	learned map[[2]int]weighed
	// combine is the key of the means last used, partial whether any of them is
	// not defined for every value.
	combine int
	partial bool
}

// task tries variants of one fit.
func (w *worker) task(jobs []job) {
	r, err := w.v.recipe(jobs[0].levels)
	if err == nil && !learned(&r.Weight) {
		// Its weights are set for each variant.
		r.Weight = composite.Weighting{}
	}
	var m *composite.Model
	if err == nil {
		m, _, err = composite.Fit(w.v.in.Framework, w.v.in.Panel, r)
	}
	if err != nil {
		text, factors := w.v.describe(jobs[0].levels, w.v.fits)
		if text == "" {
			text = "the recipe is as it stands"
		}
		err = &sensitivity.Failure{Reason: "it cannot be fitted where " + text + ": " + firstLine(err), Factors: factors}
		for _, j := range jobs {
			w.fail(j, err)
		}
		return
	}
	if w.scorer == nil {
		w.scorer = composite.NewScorer(m, w.v.in.Panel)
	}
	w.scorer.Score(m, w.v.in.Panel)
	w.learned, w.combine = map[[2]int]weighed{}, -1
	for _, j := range jobs {
		w.variant(m, j)
	}
}

// variant tries one variant on the fitted values.
func (w *worker) variant(fitted *composite.Model, j job) {
	own, known := w.weights[j.weight]
	if !known {
		own = w.learn(j)
	}
	if own.err != nil {
		w.fail(j, own.err)
		return
	}
	m := *fitted
	m.Weights = own.weights
	m.Recipe.Aggregate = w.v.aggregate(j.levels)
	s := w.scorer.Reweigh(&m)
	if j.combine != w.combine {
		w.combine, w.partial = j.combine, slices.ContainsFunc(m.Methods(), partial)
	}
	if w.partial && w.undefined(s) {
		w.fail(j, w.v.undefined(j.levels))
		return
	}
	lo := j.place * w.out.rows
	scores, ranks := w.out.scores[lo:lo+w.out.rows], w.out.ranks[lo:lo+w.out.rows]
	for k, c := range w.v.at {
		scores[k] = math.NaN()
		if r := s.At(c, w.v.year, s.Root()); r.OK() {
			scores[k] = r.Score
		}
	}
	w.ranker.Rank(scores, ranks)
}

// aggregate are the means of a variant.
func (v *varied) aggregate(levels []int) composite.Aggregations {
	out := v.plan.Recipe.Aggregate
	for f, l := range levels {
		if a := v.options[f][l].level.Aggregate; a != nil {
			out = *a
		}
	}
	return out
}

// partial tells whether a mean is not defined for every value.
func partial(a composite.Aggregation) bool {
	switch a.Method {
	case "", composite.Arithmetic, composite.Copeland, composite.OutrankingMean:
		return false
	}
	return true
}

// learn fits weights that depend on the values, once for each key of a fit.
func (w *worker) learn(j job) weighed {
	key := [2]int{j.weight, j.combine}
	if own, known := w.learned[key]; known {
		return own
	}
	var own weighed
	r, err := w.v.recipe(j.levels)
	if err == nil {
		var m *composite.Model
		if m, _, err = composite.Fit(w.v.in.Framework, w.v.in.Panel, r); err == nil {
			own.weights, err = w.v.disturbed(m.Weights, j.levels)
		}
	}
	if err != nil {
		text, factors := w.v.describe(j.levels, w.v.weighs)
		own.err = &sensitivity.Failure{Reason: "there are no weights where " + text + ": " + firstLine(err), Factors: factors}
	}
	w.learned[key] = own
	return own
}

// fail notes why a variant has no scores.
func (w *worker) fail(j job, err error) {
	w.out.errs[j.place] = err
	for k := range w.out.rows {
		w.out.scores[j.place*w.out.rows+k] = math.NaN()
	}
}

// undefined tells whether a mean of any row is not defined.
func (w *worker) undefined(s *composite.Scores) bool {
	for n, node := range s.Nodes {
		if node.Leaf() {
			continue
		}
		for _, c := range w.v.at {
			if s.At(c, w.v.year, n).NotScored == composite.Undefined {
				return true
			}
		}
	}
	return false
}

// undefined says why the means of a variant are not defined, and which factors
// could change that: those of normalising and of aggregating.
func (v *varied) undefined(levels []int) error {
	of := make([]bool, len(levels))
	for f := range levels {
		for i := range v.plan.Factors[f].Levels {
			l := &v.plan.Factors[f].Levels[i]
			of[f] = of[f] || l.Normalise != nil || l.Aggregate != nil
		}
	}
	text, factors := v.describe(levels, of)
	if text == "" {
		text = "the recipe is as it stands"
	}
	return &sensitivity.Failure{
		Reason:  "a mean is not defined for a value that is not above 0, where " + text,
		Factors: factors,
	}
}

// firstLine is the first of an error's lines, and how many more there are.
func firstLine(err error) string {
	var faults composite.Faults
	if errors.As(err, &faults) && len(faults) > 0 {
		return faults[0].String()
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
