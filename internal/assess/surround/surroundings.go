// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// surroundings are the neighbourhoods of one year with all that is asked of them.
type surroundings struct {
	a      Assessor
	asked  NeighboursQuestion
	scored *assess.Scored
	drawn  *multiverse.Result
	ground neighbour.Ground
	view   affiliation.View
	// money holds the incomes of the states.
	money  *assess.Scored
	levels []*scoreLevel
	// layers are the nodes whose scores differ; the collector keeps them under every
	// draw.
	layers    []string
	collector *neighbour.Collector
	// maps are the definitions, the one asked for first; the standard ones stand
	// at standard.
	maps     []*mapped
	standard []int
	// found is what was computed.
	found *neighbour.Findings
}

// mapped is a definition with its neighbourhoods.
type mapped struct {
	definition neighbour.Definition
	weights    *neighbour.Weights
	// fault says why there are no weights.
	fault error
}

// surround scores all states of a year and weighs their neighbourhoods.
func (a Assessor) surround(ctx context.Context, q NeighboursQuestion, nodes []string) (*surroundings, error) {
	view, err := a.view(q.View)
	if err != nil {
		return nil, err
	}
	scores, err := a.Score(ctx, q.Year)
	if err != nil {
		return nil, err
	}
	s := a.beside(scores, q, nodes)
	s.view = view
	// The scores of all states are taken as they are drawn; ranges are wanted of
	// none, and one is the least there is.
	one := string(cmp.Or(q.Country, country.Code(scores.Scores.Cases[0])))
	_, err = s.Vary(ctx, assess.Wish{Nodes: s.layers, Cases: []string{one}, Uncertainty: a.Uncertainty})
	return s, err
}

// beside makes ready to set the scores of some nodes against those of neighbours,
// while the scores of all states are at hand.
func (a Assessor) beside(s *assess.Scored, q NeighboursQuestion, nodes []string) *surroundings {
	out := &surroundings{a: a, scored: s, asked: q, ground: neighbour.Ground{Year: q.Year}}
	for _, id := range nodes {
		l := out.level(id)
		if l.twin == nil {
			l.layer = len(out.layers)
			out.layers = append(out.layers, id)
		} else {
			l.layer = l.twin.layer
		}
		out.levels = append(out.levels, l)
	}
	out.collector = neighbour.NewCollector(len(out.layers), len(s.Scores.Cases), a.Uncertainty.Draws)
	return out
}

// Vary draws variants, of which it keeps the scores of all states, and meanwhile
// lays out the maps. The wish begins with the layers.
func (s *surroundings) Vary(ctx context.Context, w assess.Wish) (*multiverse.Result, error) {
	w.Each = func(d multiverse.Draw) { s.collector.Take(d.Score) }
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.lay(ctx) })
	g.Go(func() (err error) {
		s.drawn, err = s.a.Vary(ctx, s.scored, w)
		return err
	})
	err := g.Wait()
	return s.drawn, err
}

// lay finds the ground of the year and weighs it under every definition.
func (s *surroundings) lay(ctx context.Context) error {
	var err error
	if s.ground, s.money, err = s.a.ground(ctx, s.asked.Year, s.view); err != nil {
		return err
	}
	var list []neighbour.Definition
	list, s.standard = neighbour.Tried(s.asked.definition())
	atlas := neighbour.NewAtlas(s.ground)
	for _, d := range list {
		m := &mapped{definition: d}
		m.weights, m.fault = s.a.weigh(d, s.ground.Year, atlas)
		s.maps = append(s.maps, m)
	}
	return nil
}

// compute finds the expectations of some states, or of all, under every
// definition and at every level.
func (s *surroundings) compute(ctx context.Context, only []int) error {
	study := neighbour.Study{Income: neighbour.FirstLog(s.money.Panel), Seed: s.a.Uncertainty.Seed, Workers: s.a.Uncertainty.Workers}
	for _, m := range s.maps {
		study.Maps = append(study.Maps, m.weights)
	}
	for _, l := range s.levels {
		if l.twin == nil {
			study.Layers = append(study.Layers, neighbour.Layer{Scores: l.scores, Variants: s.collector.Table(l.layer)})
		}
	}
	var err error
	s.found, err = study.Find(ctx, only)
	return err
}

// Line sets the overall score of a state against its land neighbours'; a score
// that cannot be compared says why. It is nil where the data know no borders.
func (s *surroundings) Line(ctx context.Context, c country.Code) (*assess.NeighbourhoodLine, error) {
	if _, ok := s.a.Framework.Indicator(bordersID); !ok {
		return nil, nil
	}
	at := slices.Index(s.ground.States, c)
	if err := s.compute(ctx, []int{at}); err != nil {
		return nil, err
	}
	return &assess.NeighbourhoodLine{Definition: s.maps[0].definition.String(), Residual: s.residual(0, at)}, nil
}

// warnings are the caveats on all neighbourhoods of a year.
func (s *surroundings) warnings() []obs.Warning {
	list := slices.Concat(s.scored.OfAll(), s.a.AsOfWarnings(s.ground.Year), s.a.Varied(s.drawn))
	if e := s.maps[0].weights; e != nil && e.Edition > s.ground.Year {
		list = append(list, obs.Warning{Code: "later_borders", Subject: bordersID, Text: fmt.Sprintf(
			"No edition of the borders is held for %d; those of %d stand in, among the states of %d.", s.ground.Year, e.Edition, s.ground.Year)})
	}
	return list
}
