// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Uncertainty says how ranges are computed.
type Uncertainty struct {
	// Draws is the number of variants; 0 leaves ranges out, and answers say so.
	Draws int
	// Seed chooses the draws; the same seed gives the same bytes.
	Seed uint64
	// Workers is how many goroutines share the work, 0 one per processor. It does
	// not change a byte.
	Workers int
	// Factors are the ids of the factors that are varied; none means all that the
	// framework names.
	Factors []string
	// Progress, where given, is told how much is done.
	Progress func(done, of int)
}

// Range is how a score and its rank vary over all variants: choices that could
// have been made otherwise, and errors that the sources state.
type Range struct {
	// Score and Rank hold the median and the intervals with the middle 50 % and
	// 90 % of the variants in which there is a score.
	Score multiverse.Band     `json:"score"`
	Rank  multiverse.RankBand `json:"rank"`
	// Simultaneous holds the rank in 90 % of the variants together with those of
	// all other states: for statements on several states at once.
	Simultaneous multiverse.RankInterval `json:"rank_simultaneous"`
	// Scored is the share of the variants in which there is a score.
	Scored float64 `json:"scored"`
}

// Variants says what ranges rest on.
type Variants struct {
	// Draws is the number of variants made, Failed of those that could not be
	// computed, by reason.
	Draws  int                  `json:"draws"`
	Failed []multiverse.Failure `json:"failed,omitempty"`
	Seed   uint64               `json:"seed"`
	// Factors are what was varied.
	Factors []multiverse.FactorUsed `json:"factors"`
	// ErrorFree lists indicators whose sources state no error, so that their
	// values do not vary.
	ErrorFree []string `json:"no_stated_error,omitempty"`
}

// Wish is what is wanted of the multiverse beyond the scores at hand.
type Wish struct {
	// Nodes and Cases are those whose ranges are wanted, by id; no nodes means those
	// of a ranking, no cases all.
	Nodes, Cases []string
	// Pairs asks how often one state stands above another, Compare for ranks by
	// differences of scores, Changes for those between two years.
	Pairs, Compare bool
	Changes        [][2]int
	// Each, where given, is shown every draw.
	Each func(multiverse.Draw)
	// Sensitivity asks how much each factor moves ranks.
	Sensitivity multiverse.SensitivityPlan
	// Uncertainty says how many draws are made, and how.
	Uncertainty Uncertainty
}

// Vary runs the multiverse over scored states; nil where no draws are wanted or
// the framework names nothing to vary.
func (a *Assessor) Vary(ctx context.Context, s *Scored, w Wish) (*multiverse.Result, error) {
	u := w.Uncertainty
	if u.Draws == 0 || len(a.Framework.Factors) == 0 {
		return nil, nil
	}
	factors := a.Framework.Factors
	if len(u.Factors) > 0 {
		var err error
		if factors, err = multiverse.Select(factors, u.Factors); err != nil {
			return nil, err
		}
	}
	spreads, err := a.spreads(ctx, s)
	if err != nil {
		return nil, err
	}
	years := s.Panel.Years()
	r, err := multiverse.Run(ctx, multiverse.Plan{
		Framework: a.Framework.Tree, Recipe: a.Framework.Recipe, Panel: s.Panel, Factors: factors,
		Draws: u.Draws, Seed: u.Seed, Workers: u.Workers, Progress: u.Progress,
		Carried: func(limit int) *panel.Panel { return a.carried(s, years, limit) },
		Errors:  spreads, Nodes: w.Nodes, Cases: w.Cases, Pairs: w.Pairs, Compare: w.Compare, Changes: w.Changes,
		Each: w.Each, Sensitivity: w.Sensitivity,
	})
	if err != nil {
		return nil, fmt.Errorf("framework %s, %d: %w", a.Framework.Tree.ID, s.Year, err)
	}
	return r, nil
}

// carried lays the panel of scored states out again with another limit on
// values carried forward.
func (a *Assessor) carried(s *Scored, years []int, limit int) *panel.Panel {
	plan := a.plan(years...)
	for i := range plan.Columns {
		plan.Columns[i].Carry = limit
	}
	// Series are shared between the panels, and derived ones may have to reach
	// further back than before.
	in := panel.Inputs{Series: make(map[string]*panel.Series, len(s.Inputs.Series)), Dyads: s.Inputs.Dyads}
	for id, series := range s.Inputs.Series {
		in.Series[id] = series
	}
	plan.Derived(in, a.Axis)
	return plan.Build(in, a.Axis)
}

// spreads are the sources' statements of error on the framework's indicators,
// those of derived ones propagated from their inputs.
func (a *Assessor) spreads(ctx context.Context, s *Scored) (map[string]multiverse.Spread, error) {
	var ids []string
	for id := range s.Inputs.Series {
		if _, derived := a.derived[id]; !derived {
			ids = append(ids, id)
		}
	}
	spreads, err := a.Store.Spreads(ctx, ids)
	if err != nil {
		return nil, err
	}
	years := s.Panel.Years()
	const back = 3
	for _, d := range a.Framework.Derivations {
		if s.Inputs.Series[d.ID] == nil {
			continue
		}
		first, last := years[0]-back, years[len(years)-1]
		if spread := multiverse.Propagate(d, s.Inputs, spreads, multiverse.Span{Axis: a.Axis, First: first, Last: last}); spread.SE != nil || spread.Low != nil {
			spreads[d.ID] = spread
		}
	}
	return spreads, nil
}

// VariantsOf says what a result rests on.
func VariantsOf(r *multiverse.Result) *Variants {
	if r == nil {
		return nil
	}
	return &Variants{Draws: r.Completed, Failed: r.Failed, Seed: r.Seed, Factors: r.Factors, ErrorFree: r.ErrorFree}
}

// RangeOf is the range of a node of a country in a year; nil where there is none.
func RangeOf(r *multiverse.Result, c country.Code, year int, node string) *Range {
	if r == nil {
		return nil
	}
	at, okCase := r.Case(string(c))
	t, okYear := r.Year(year)
	n, okNode := r.Node(node)
	if !okCase || !okYear || !okNode {
		return nil
	}
	o := r.At(at, t, n)
	if o.Scored == 0 {
		return nil
	}
	return &Range{Score: o.Score, Rank: o.Rank, Simultaneous: o.Simultaneous, Scored: float64(o.Scored) / float64(max(r.Usable(), 1))}
}

// likeness is what the draws say of a country's rank among the others.
func likeness(r *multiverse.Result, c country.Code, year int) (probabilities []float64, alike []country.Code) {
	if r == nil {
		return nil, nil
	}
	at, okCase := r.Case(string(c))
	t, okYear := r.Year(year)
	if !okCase || !okYear {
		return nil, nil
	}
	for _, code := range r.Indistinguishable(at, t) {
		alike = append(alike, country.Code(code))
	}
	return trimmed(r.RankProbabilities(at, t)), alike
}

// trimmed is a list without the zeros at its end.
func trimmed(p []float64) []float64 {
	n := len(p)
	for n > 0 && p[n-1] == 0 {
		n--
	}
	return p[:n]
}

// ranges writes the ranges of an assessment's nodes.
func (a *Assessment) ranges(r *multiverse.Result, root string) {
	if r == nil {
		return
	}
	of := func(id string) *Range { return RangeOf(r, a.Country, a.Year, id) }
	a.Overall.Range = of(root)
	a.RankProbabilities, a.Indistinguishable = likeness(r, a.Country, a.Year)
	for i := range a.Kinds {
		a.Kinds[i].Range = of(a.Kinds[i].ID)
	}
	for i := range a.Pillars {
		p := &a.Pillars[i]
		p.Range = of(p.ID)
		for g := range p.Groups {
			p.Groups[g].Range = of(p.Groups[g].ID)
		}
	}
	a.Variants = VariantsOf(r)
}

// NodesKept are the nodes that a ranking shows: the index, the kinds and the
// pillars.
func (a *Assessor) NodesKept() []string {
	nodes := []string{a.Framework.Tree.Root.ID}
	for _, k := range KindsOf(a.Framework.Tree) {
		nodes = append(nodes, string(k))
	}
	for _, p := range a.Framework.Tree.Root.Children {
		nodes = append(nodes, p.ID)
	}
	return nodes
}

// Varied are the warnings on ranges: that there are none, that draws failed, or
// that the work was cut short.
func (a *Assessor) Varied(r *multiverse.Result) []obs.Warning {
	if r == nil {
		if len(a.Framework.Factors) == 0 {
			return []obs.Warning{noFactors}
		}
		return []obs.Warning{noRange}
	}
	var list []obs.Warning
	if r.Completed < r.Requested {
		list = append(list, obs.Warning{Code: "cut_short", Subject: "rank", Text: fmt.Sprintf(
			"Ranges rest on %d of the %d draws asked for; the work was stopped.", r.Completed, r.Requested)})
	}
	if n := r.Completed - r.Usable(); n > 0 {
		worst := slices.MaxFunc(r.Failed, func(x, y multiverse.Failure) int { return cmp.Compare(x.Count, y.Count) })
		list = append(list, obs.Warning{Code: "failed_draws", Subject: "rank", Text: fmt.Sprintf(
			"%d of %d draws could not be computed and are not in the ranges; most often (%d): %s.", n, r.Completed, worst.Count, worst.Reason)})
	}
	return list
}

// The honest words where ranks stand without a range.
var (
	noRange = obs.Warning{
		Code: "no_range", Subject: "rank",
		Text: "No draws were asked for, so that scores and ranks carry no range; states with neighbouring ranks may not differ.",
	}
	noFactors = obs.Warning{
		Code: "no_range", Subject: "rank",
		Text: "The framework names no choice to vary (uncertainty), so that scores and ranks carry no range; states with neighbouring ranks may not differ.",
	}
)
