// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// Outliers says which states depart most from what their neighbourhood and
// income lead one to expect, overall and by pillar.
func (a Assessor) Outliers(ctx context.Context, q NeighboursQuestion) (*assess.Outliers, error) {
	year, err := a.Year(q.Year)
	if err != nil {
		return nil, err
	}
	q.Year = year
	s, err := a.surround(ctx, q, a.NodesKept())
	if err != nil {
		return nil, err
	}
	if fault := s.maps[0].fault; fault != nil {
		return nil, fault
	}
	if err := s.compute(ctx, nil); err != nil {
		return nil, err
	}
	tree, d := a.Framework.Tree, q.definition()
	out := &assess.Outliers{
		ID: a.ID("outliers", d.String()+" "+s.view.ID, year), Year: year, Definition: d.String(), View: s.view.ID,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Variants: assess.VariantsOf(s.drawn), Warnings: s.warnings(),
	}
	for n := range s.levels {
		out.Levels = append(out.Levels, s.outlierLevel(n))
	}
	return out, nil
}

// outlierLevel orders all states by their residual at a level.
func (s *surroundings) outlierLevel(n int) assess.OutlierLevel {
	l := s.levels[n]
	out := assess.OutlierLevel{ID: l.id, Name: l.name}
	out.Moran = autocorrelation(s.maps[0].weights.Global(l.scores, neighbour.Permutations, s.a.Uncertainty.Seed))
	for i, code := range s.ground.States {
		info, _ := s.a.Register.Country(code)
		r := assess.StateResidual{ISO3: code, State: info.Name, Residual: s.residual(n, i)}
		if r.Verdict != neighbour.NotComputed {
			out.Computed++
		}
		if r.Verdict == neighbour.Above || r.Verdict == neighbour.Below {
			out.Outside++
		}
		out.States = append(out.States, r)
	}
	size := func(r assess.StateResidual) float64 {
		if r.ResidualSD == nil {
			return -1
		}
		return math.Abs(*r.ResidualSD)
	}
	slices.SortStableFunc(out.States, func(x, y assess.StateResidual) int {
		return cmp.Or(cmp.Compare(size(y), size(x)), cmp.Compare(x.State, y.State))
	})
	return out
}
