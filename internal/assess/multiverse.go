// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"slices"

	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// MultiverseQuestion says what is asked of a multiverse.
type MultiverseQuestion struct {
	// Year is the year; 0 means the framework's default.
	Year int
	// Pairs asks for the probability that one state stands above another,
	// Probabilities for those of each state's ranks.
	Pairs, Probabilities bool
}

// Multiverse is a ranking under every choice that could have been made otherwise.
type Multiverse struct {
	ID            string   `json:"id"`
	Year          int      `json:"year"`
	Framework     string   `json:"framework"`
	FrameworkName string   `json:"framework_name"`
	AsOf          obs.Date `json:"as_of,omitzero"`
	Data          string   `json:"data"`
	Version       string   `json:"version"`
	// Draws is the number of draws made, Requested that asked for; they differ
	// where the work was stopped. Workers is the number asked for, 0 for one per
	// processor; it changes nothing else.
	Draws     int    `json:"draws"`
	Requested int    `json:"requested"`
	Seed      uint64 `json:"seed"`
	Workers   int    `json:"workers"`
	// Factors are what was varied, Asked the ids of those asked for; none means all
	// that the framework names.
	Factors []multiverse.FactorUsed `json:"factors"`
	Asked   []string                `json:"factors_asked,omitempty"`
	// Countries are ordered by the median of their ranks, then that of their scores;
	// states that are never scored are left out.
	Countries []MultiverseState `json:"countries"`
	// Sensitivity says how much each factor moves ranks on the whole, ByCountry how
	// much it moves each state's own.
	Sensitivity *multiverse.Influence  `json:"sensitivity"`
	ByCountry   []multiverse.Influence `json:"by_country"`
	// Evaluations is how many combinations the indices rest on.
	Evaluations int                  `json:"evaluations"`
	Failed      []multiverse.Failure `json:"failed"`
	// ErrorFree lists indicators whose sources state no error, so that their values
	// do not vary.
	ErrorFree []string      `json:"no_stated_error"`
	Warnings  []obs.Warning `json:"warnings"`
}

// MultiverseState is one state in all draws.
type MultiverseState struct {
	ISO3 country.Code `json:"iso3"`
	Name string       `json:"name"`
	// Scored is the share of the usable draws in which there is a score.
	Scored float64     `json:"scored"`
	Score  ScoreSpread `json:"score"`
	Rank   RankSpread  `json:"rank"`
	// Own are score and rank by the choices as made; nil where they give none.
	Own          *float64                `json:"own_score"`
	OwnRank      *int                    `json:"own_rank"`
	Simultaneous multiverse.RankInterval `json:"rank_simultaneous"`
	// ByDifferences are the ranks that follow from intervals of the differences of
	// scores; nil where there are none.
	ByDifferences *RankConfidence `json:"rank_by_differences,omitempty"`
	// Indistinguishable are the states from which it cannot be told apart.
	Indistinguishable []country.Code `json:"indistinguishable"`
	// Above are the probabilities of standing above each of the countries, in their
	// order; nil for itself and for those never scored together. Only where pairs
	// are asked for.
	Above []*float64 `json:"above,omitempty"`
	// Probabilities are those of ranks 1 and on, without zeros at the end.
	Probabilities []float64 `json:"rank_probabilities,omitempty"`
}

// ScoreSpread is the median of a score with the intervals of the middle 90 % and
// 50 % of the draws.
type ScoreSpread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"lo"`
	High   float64 `json:"hi"`
	Low50  float64 `json:"lo50"`
	High50 float64 `json:"hi50"`
}

// RankSpread is the same of a rank.
type RankSpread struct {
	Median int `json:"median"`
	Low    int `json:"lo"`
	High   int `json:"hi"`
	Low50  int `json:"lo50"`
	High50 int `json:"hi50"`
}

// RankConfidence are the ranks that a state can have by confidence intervals of the
// differences of scores (Mogstad, Romano, Shaikh and Wilhelm 2024), at 90 %: by
// itself, and together with all other states.
type RankConfidence struct {
	Marginal     multiverse.RankInterval `json:"marginal"`
	Simultaneous multiverse.RankInterval `json:"simultaneous"`
}

// Multiverse ranks all states of a year under every choice that the framework
// names as open.
func (a *Assessor) Multiverse(ctx context.Context, q MultiverseQuestion) (*Multiverse, error) {
	year, err := a.Year(q.Year)
	if err != nil {
		return nil, err
	}
	s, err := a.Score(ctx, year)
	if err != nil {
		return nil, err
	}
	tree := a.Framework.Tree
	r, err := a.Vary(ctx, s, Wish{
		Nodes: []string{tree.Root.ID}, Pairs: true, Compare: true, Uncertainty: a.Uncertainty, Sensitivity: multiverse.SensitivityPlan{Year: year},
	})
	if err != nil {
		return nil, err
	}
	out := &Multiverse{
		ID: a.ID("multiverse", "", year), Year: year, Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date,
		Data: a.DataHash, Version: a.Version, Workers: a.Uncertainty.Workers, Seed: a.Uncertainty.Seed, Asked: a.Uncertainty.Factors,
		Warnings: together(s.warnings, a.AsOfWarnings(), a.Varied(r)),
		Factors:  []multiverse.FactorUsed{}, Countries: []MultiverseState{}, Failed: []multiverse.Failure{},
	}
	if r == nil {
		return out, nil
	}
	out.Draws, out.Requested, out.Factors = r.Completed, r.Requested, r.Factors
	out.Failed, out.ErrorFree = r.Failed, append([]string{}, r.ErrorFree...)
	if r.Sensitivity != nil {
		out.Sensitivity, out.ByCountry, out.Evaluations = &r.Sensitivity.Shift, r.Sensitivity.ByCase, r.Sensitivity.Evaluations
	}
	out.Countries = a.spread(s, r, q)
	return out, nil
}

// spread lists the states of a multiverse.
func (a *Assessor) spread(s *Scored, r *multiverse.Result, q MultiverseQuestion) []MultiverseState {
	var order []int
	for c := range r.Cases {
		if r.At(c, 0, 0).Scored > 0 {
			order = append(order, c)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int {
		p, q := r.At(x, 0, 0), r.At(y, 0, 0)
		return cmp.Or(cmp.Compare(p.Rank.Median, q.Rank.Median), cmp.Compare(q.Score.Median, p.Score.Median))
	})
	own := s.tables(a.Framework.Tree).overall
	list := make([]MultiverseState, len(order))
	for i, c := range order {
		info, _ := a.Register.Country(country.Code(r.Cases[c]))
		o := r.At(c, 0, 0)
		list[i] = MultiverseState{
			ISO3: info.Code, Name: info.Name, Scored: float64(o.Scored) / float64(max(r.Usable(), 1)),
			Score:        ScoreSpread{o.Score.Median, o.Score.Low90, o.Score.High90, o.Score.Low50, o.Score.High50},
			Rank:         RankSpread{o.Rank.Median, o.Rank.Low90, o.Rank.High90, o.Rank.Low50, o.Rank.High50},
			Simultaneous: o.Simultaneous, Indistinguishable: []country.Code{},
		}
		if at, ok := s.Panel.Case(r.Cases[c]); ok {
			list[i].Own, list[i].OwnRank = own[at].Value, own[at].Rank
		}
		if marginal, simultaneous, ok := r.ByDifferences(c, 0); ok {
			list[i].ByDifferences = &RankConfidence{marginal, simultaneous}
		}
		for _, code := range r.Indistinguishable(c, 0) {
			list[i].Indistinguishable = append(list[i].Indistinguishable, country.Code(code))
		}
		if q.Probabilities {
			list[i].Probabilities = trimmed(r.RankProbabilities(c, 0))
		}
		if q.Pairs {
			list[i].Above = above(r, c, order)
		}
	}
	return list
}

// above are the probabilities of standing above others.
func above(r *multiverse.Result, c int, others []int) []*float64 {
	out := make([]*float64, len(others))
	for i, other := range others {
		if p, ok := r.Above(c, other, 0); ok && other != c {
			out[i] = &p
		}
	}
	return out
}
