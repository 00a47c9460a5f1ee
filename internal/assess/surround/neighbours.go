// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"context"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// Neighbours compares a state with its neighbourhood; year 0 means the
// framework's default.
func (a Assessor) Neighbours(ctx context.Context, q NeighboursQuestion) (*assess.Neighbourhood, error) {
	year, err := a.Year(q.Year)
	if err != nil {
		return nil, err
	}
	q.Year, q.Country = year, a.ScoredAs(q.Country, year)
	if err := a.Exists(q.Country, year); err != nil {
		return nil, err
	}
	s, err := a.surround(ctx, q, a.everyNode())
	if err != nil {
		return nil, err
	}
	m := s.maps[0]
	if m.fault != nil {
		return nil, m.fault
	}
	if err := a.inside(q); err != nil {
		return nil, err
	}
	at, _ := m.weights.Place(q.Country)
	if err := s.compute(ctx, []int{at}); err != nil {
		return nil, err
	}
	return a.neighbourhood(ctx, q, s, at)
}

// neighbourhood writes the answer for the state at a place.
func (a Assessor) neighbourhood(ctx context.Context, q NeighboursQuestion, s *surroundings, at int) (*assess.Neighbourhood, error) {
	tree, m := a.Framework.Tree, s.maps[0]
	info, _ := a.Register.Country(q.Country)
	subject := fmt.Sprintf("%s %s %s %t", q.Country, m.definition, s.view.ID, q.All)
	out := &assess.Neighbourhood{
		ID: a.ID("neighbours", subject, q.Year), Country: q.Country, Name: info.Name, Year: q.Year,
		Definition: m.definition.String(), DefinitionWords: m.definition.Words(), View: s.view.ID, Edition: m.weights.Edition,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Neighbours: s.listed(at), Income: s.wealth(q.Country), Variants: assess.VariantsOf(s.drawn),
	}
	for n := range s.levels {
		out.Levels = append(out.Levels, s.residual(n, at))
	}
	overall, seed := s.levels[0].scores, a.Uncertainty.Seed
	out.Moran = autocorrelation(m.weights.Global(overall, neighbour.Permutations, seed))
	if l := m.weights.Local(overall, at, neighbour.Permutations, seed); l.OK {
		out.Local = &assess.LocalAutocorrelation{I: l.I, P: l.P, Quarter: l.Quarter}
	}
	t, err := a.turmoil(ctx, q.Year)
	if err != nil {
		return nil, err
	}
	out.Turbulence = t.around(m.weights, at)
	if q.All {
		for _, k := range s.standard {
			out.Definitions = append(out.Definitions, s.under(k, at, t))
		}
	}
	out.Warnings = append(append([]obs.Warning{}, a.Continued(q.Country, q.Year)...), s.warnings()...)
	return out, s.citeNeighbours(ctx, out, t)
}

// listed are the neighbours of a state under the definition asked for.
func (s *surroundings) listed(at int) []assess.Neighbour {
	m := s.maps[0]
	list := []assess.Neighbour{}
	for _, n := range m.weights.Of(at) {
		info, _ := s.a.Register.Country(n.Code)
		out := assess.Neighbour{ISO3: n.Code, Name: info.Name, Weight: n.Weight, Powers: s.a.powers(n.Code, s.ground.Year)}
		if n.HasKM {
			km := n.KM
			out.KM, out.Measure = &km, "border"
			if m.definition.Kind == neighbour.Sea || m.definition.Kind == neighbour.Nearest {
				out.Measure = "distance"
			}
		}
		place, _ := m.weights.Place(n.Code)
		out.Score = valueAt(s.levels[0].scores, place)
		list = append(list, out)
	}
	return list
}

// powers lists the lists of powers that a state stands on at the end of a year.
func (a Assessor) powers(c country.Code, year int) []assess.PowerList {
	var on []assess.PowerList
	if a.Affiliations == nil {
		return nil
	}
	for _, list := range a.Affiliations.Rankings() {
		powers, err := a.Affiliations.Powers(list.ID, affiliation.YearEnd(year))
		if err == nil && slices.ContainsFunc(powers, func(p affiliation.Power) bool { return p.Country == c }) {
			on = append(on, assess.PowerList{ID: list.ID, Name: list.Name})
		}
	}
	return on
}

// valueAt is a value of a column; nil where there is none.
func valueAt(c *neighbour.Column, i int) *float64 {
	if v, ok := c.At(i); ok {
		return &v
	}
	return nil
}

// residual is the answer at a level under the definition asked for, with how far
// it holds under the others.
func (s *surroundings) residual(n, at int) assess.Residual {
	r := s.residualUnder(0, n, at)
	if r.Verdict == neighbour.NotComputed {
		for _, k := range s.standard {
			if _, j := s.found.At(k, s.levels[n].layer, at); j.Verdict != neighbour.NotComputed {
				r.Elsewhere = append(r.Elsewhere, assess.VerdictUnder{Definition: s.maps[k].definition.String(), Verdict: j.Verdict})
			}
		}
		return r
	}
	a := s.found.Agree(r.Verdict, s.standard, s.levels[n].layer, at)
	r.Agreement.Definitions = fmt.Sprintf("%d/%d", a.Same, a.Of)
	if a.Varied {
		r.Agreement.Everywhere = &a.Share
	}
	if a.Decided {
		r.Outlier = &a.Outlier
	}
	return r
}

// residualUnder is the answer at a level under one definition alone.
func (s *surroundings) residualUnder(k, n, at int) assess.Residual {
	l := s.levels[n]
	e, j := s.found.At(k, l.layer, at)
	out := assess.Residual{
		ID: l.id, Name: l.name, Depth: l.depth, Verdict: j.Verdict, Reason: string(j.Reason), Own: valueAt(l.scores, at),
	}
	if e == nil {
		out.Reason = s.maps[k].reason()
		return out
	}
	if e.HasLag {
		out.Neighbours = &e.Lag
	}
	if j.Verdict == neighbour.NotComputed {
		return out
	}
	out.Expected, out.Low, out.High, out.Residual, out.ResidualSD = &e.Expected, &j.Low, &j.High, &e.Residual, &e.Ratio
	out.Regression = &assess.Regression{A: e.A, Rho: e.Rho, B: e.B, States: e.N}
	if j.Varied {
		out.Agreement.Variants = &j.Share
	}
	return out
}

// under is the answer under one definition.
func (s *surroundings) under(k, at int, t *turmoil) assess.UnderDefinition {
	m := s.maps[k]
	out := assess.UnderDefinition{Definition: m.definition.String(), Codes: []country.Code{}, Levels: []assess.Residual{}}
	if m.fault != nil {
		out.Reason, out.TurbulenceReason = m.reason(), m.reason()
		return out
	}
	for _, n := range m.weights.Of(at) {
		out.Codes = append(out.Codes, n.Code)
	}
	out.Neighbours = len(out.Codes)
	around := t.around(m.weights, at)
	out.TurbulenceRank, out.TurbulenceOf, out.TurbulenceReason = around.Rank, around.Of, around.Reason
	for n := range s.levels {
		out.Levels = append(out.Levels, s.residualUnder(k, n, at))
	}
	return out
}

// autocorrelation is a Moran as answers carry it.
func autocorrelation(m neighbour.Moran) *assess.Autocorrelation {
	if !m.OK {
		return nil
	}
	return &assess.Autocorrelation{I: m.I, Expected: m.Expected, P: m.P, States: m.N}
}
