// SPDX-License-Identifier: Apache-2.0

// Package multiverse scores a panel under every choice that could have been
// made otherwise, and says how far the scores and ranks depend on them.
//
// A Plan names the framework, the panel and the factors; each Factor has Levels.
// A draw takes one level of each factor. Run makes the draws and returns a
// Result: intervals of scores and ranks, probabilities, changes between years,
// and how much each factor moves the ranks.
//
// The steps:
//
//  1. Levels that leave one thing out become as many levels as there are things.
//  2. A draw is a point of the unit cube, a coordinate a factor: the coordinate
//     picks the level, and what is left of it seeds the level's own randomness.
//     Draw i comes from the stream (seed, i), so that results do not depend on
//     how many workers share the work.
//  3. Draws that need the same fit (imputation, treatment, normalisation, carry
//     limit, goalposts) share it.
//  4. Year by year, blocks of draws are scored; quantiles are taken when a year is
//     complete, so that memory does not grow with the number of years.
//
// Values are drawn around their published value by the source's own statement
// of error; what was learned from the published data (means, winsor points,
// goalposts) stays as learned. A value without a stated error does not move, and
// the result lists the indicators of which that is true.
//
// A combination that cannot be computed, such as z-scores below a geometric mean,
// is counted and named in Result.Failed. The package refuses a plan without
// draws, an enumeration that is too large, and a plan of which every combination
// fails.
package multiverse

import (
	"context"
	"errors"
	"fmt"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// Plan says what is to be varied and what is to be kept of the results.
type Plan struct {
	// Framework and Recipe are the choices as made; Panel holds all years wanted.
	Framework *composite.Framework
	Recipe    composite.Recipe
	Panel     *panel.Panel
	// Factors are what is varied; see Select for a subset by name.
	Factors []composite.Factor
	// Draws is how many draws to make; Seed chooses them.
	Draws int
	Seed  uint64
	// Enumerate makes every combination of levels one draw, in the order in which
	// the last factor's level changes first, in place of drawing. Levels must be
	// alike in share, and random ones need replicates.
	Enumerate bool
	// Workers is how many goroutines share the work; 0 means one per processor.
	// It does not change a byte of the result.
	Workers int

	// Carried lays the panel out again with another limit on values carried
	// forward: the same cases, years and indicators. Where it is nil, only
	// stricter limits than the panel's own can be had.
	Carried func(limit int) *panel.Panel
	// Errors are the sources' statements of error, by indicator.
	Errors map[string]Spread
	// SourceOf names the source of an indicator, for leaving sources out; nil
	// takes the part of the id before the dot.
	SourceOf func(indicator string) string

	// Nodes are the ids of the nodes whose results are kept, kinds among them;
	// nil means the root, the kinds and the root's children. AllNodes lists all.
	Nodes []string
	// Cases are the codes of the cases whose results are kept; nil means all. All
	// cases are ranked in any case.
	Cases []string
	// Changes are pairs of years, the earlier first, between which cases are
	// compared on common draws.
	Changes [][2]int
	// Pairs asks for the probability that one case stands above another, and for
	// which cases cannot be told apart, at the root.
	Pairs bool
	// Compare asks for the ranks that follow from the differences of scores at the
	// root (see Result.ByDifferences). All cases and the root have to be kept; the
	// cost is the square of the number of cases, for up to 2,000 draws a year.
	Compare bool
	// Sensitivity asks how much each factor moves the ranks of Year.
	Sensitivity SensitivityPlan

	// Each, where given, is called with the scores of each draw in each year: year
	// by year, in the order of the draws, never twice at once. The scores are
	// valid during the call only.
	Each func(Draw)
	// Progress, where given, is told how much of the work is done. Calls do not
	// overlap.
	Progress func(done, of int)
}

// SensitivityPlan says how the factors' influence is to be found.
type SensitivityPlan struct {
	// Year is the year whose ranks are looked at; 0 asks for nothing.
	Year int
	// Limit is the number of combinations up to which all are enumerated, which
	// makes the indices exact; 0 means DefaultLimit.
	Limit int
	// Base is the number of base points where they are not: the cost is
	// Base x (factors + 2) evaluations; 0 means DefaultBase.
	Base int
	// Resamples is the number of bootstrap samples for the intervals of
	// estimated indices; 0 means DefaultResamples.
	Resamples int
}

// The defaults of a SensitivityPlan.
const (
	DefaultLimit     = 20_000
	DefaultBase      = 1024
	DefaultResamples = 200
)

// Draw is one draw's scores in one year.
type Draw struct {
	// Index is the number of the draw, Year the place of the year.
	Index, Year int

	run  *run
	year *yearDraws
	row  int
}

// Levels are the ids of the levels that the draw takes, in the order of
// Result.Factors.
func (d Draw) Levels() []string {
	out := make([]string, len(d.run.space))
	for k, o := range d.run.drawn[d.Index].choice.option {
		out[k] = d.run.space[k].options[o].id
	}
	return out
}

// ErrNoDraws is returned where a plan asks for no draws.
var ErrNoDraws = errors.New("multiverse: 0 draws are asked for; ask for at least 1")

// Run makes the draws. Where the context ends it early, the result holds the
// draws and years that were complete, says so, and the error is nil; where there
// are none, the context's error is returned.
func Run(ctx context.Context, plan Plan) (*Result, error) {
	if plan.Draws <= 0 && !plan.Enumerate {
		return nil, ErrNoDraws
	}
	r, err := newRun(&plan)
	if err != nil {
		return nil, err
	}
	choices, err := r.choices()
	if err != nil {
		return nil, err
	}
	if err := r.prepare(ctx, choices); err != nil {
		return nil, fmt.Errorf("multiverse: %w", err)
	}
	c := r.collector()
	if len(c.result.Failed) > 0 && c.result.Usable() == 0 {
		return nil, &FailedError{Failed: c.result.Failed}
	}
	if err := c.years(ctx); err != nil {
		return nil, fmt.Errorf("multiverse: %w", err)
	}
	if plan.Sensitivity.Year != 0 && !c.result.Cancelled {
		if c.result.Sensitivity, err = r.influence(ctx); err != nil {
			return nil, err
		}
	}
	return c.result, nil
}

// choices are the choices of all draws.
func (r *run) choices() ([]choice, error) {
	if r.plan.Enumerate {
		out, err := r.enumerated()
		if err != nil {
			return nil, err
		}
		return out, r.roomFor(len(out))
	}
	if err := r.roomFor(r.plan.Draws); err != nil {
		return nil, err
	}
	out := make([]choice, r.plan.Draws)
	for i := range out {
		out[i] = r.space.draw(r.plan.Seed, i)
	}
	return out, nil
}

// collector is an empty result and what fills it.
func (r *run) collector() *collector {
	p := r.plan
	years, cases := p.Panel.Years(), p.Panel.Cases()
	out := &Result{
		Requested: len(r.drawn), Completed: len(r.drawn), Seed: p.Seed, Factors: r.space.used(), Failed: failures(r.drawn),
		Years: years, Nodes: r.keep.ids, all: cases,
		changes: map[[2]int][]Change{}, ranks: make([]*sensitivity.Ranks, len(years)), pairs: make([]*sensitivity.Pairs, len(years)),
		differences: make([]*sensitivity.Differences, len(years)),
	}
	for _, column := range r.keep.kept {
		c := int(r.keep.columns[column])
		out.Cases, out.places = append(out.Cases, cases[c]), append(out.places, c)
	}
	out.outcomes = make([]Outcome, len(years)*len(out.Nodes)*len(out.Cases))
	if table := r.methods.own.layout.fit.errors; table != nil {
		out.ErrorFree = table.free()
	}
	return &collector{run: r, result: out, held: map[int]*yearDraws{}, selectors: make([]selector, r.workers)}
}

// years scores year after year. What a cancelled year leaves is used only where
// it is the first.
func (c *collector) years(ctx context.Context) error {
	out := c.result
	all := len(out.Years) * out.Requested
	sofar := 0
	for t := range out.Years {
		y := c.take()
		done := c.run.year(ctx, t, y, func(draws int) {
			if sofar += draws; c.run.plan.Progress != nil {
				c.run.plan.Progress(sofar, all)
			}
		})
		if done == out.Requested {
			c.add(t, y, done)
			continue
		}
		out.Cancelled = true
		if t > 0 {
			out.Years = out.Years[:t]
			return nil
		}
		if done == 0 {
			return ctx.Err()
		}
		out.Completed, out.Years = done, out.Years[:1]
		out.Failed = failures(c.run.drawn[:done])
		c.add(t, y, done)
		return nil
	}
	return nil
}
