// SPDX-License-Identifier: Apache-2.0

// Package assess holds Qala's use cases: assess a country, rank all of them,
// compare a few, explain one number.
//
// An Assessor joins a framework, a store of observations and the register. Its
// answers are an Assessment, a Ranking, a Comparison and an Explanation: plain
// values that every surface prints and none computes. Each carries an id made
// from everything it depends on (data, framework, as-of date, question, program
// version), so that the same id means the same bytes.
//
// The steps: load the series the framework needs, derive, lay out the panel for
// all states, fit and score, then look up the raw rows of the country at hand. For
// questions asked elsewhere, as package surround asks those on neighbourhoods and
// years, the steps are open: Score, Vary, Value and Cite; their answers, too, are
// declared here. An assessment is handed its neighbourhood by an Onlooker.
//
// The package opens no files and knows neither the catalog nor the snapshot; it
// says what it needs of a Store and is given one.
package assess

import (
	"context"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Assess judges one country in one year; year 0 means the framework's default.
func (a *Assessor) Assess(ctx context.Context, c country.Code, year int) (*Assessment, error) {
	year, err := a.Year(year)
	if err != nil {
		return nil, err
	}
	s, err := a.Score(ctx, year)
	if err != nil {
		return nil, err
	}
	if err := a.among(s, c); err != nil {
		return nil, err
	}
	look, err := a.onlooker(s)
	if err != nil {
		return nil, err
	}
	drawn, err := look.Vary(ctx, Wish{
		Nodes: multiverse.AllNodes(a.Framework.Tree), Cases: []string{string(a.ScoredAs(c, year))}, Pairs: true, Uncertainty: a.Uncertainty,
	})
	if err != nil {
		return nil, err
	}
	out, err := a.assessment(ctx, s, drawn, c)
	if err != nil {
		return nil, err
	}
	out.Neighbourhood, err = look.Line(ctx, out.Country)
	return out, err
}

// Onlooker sees a state assessed and sets it beside those around it.
type Onlooker interface {
	// Vary draws the variants of an assessment, as Assessor.Vary does, and keeps of
	// them what the comparison needs. The root of the framework comes first among the
	// nodes of the wish.
	Vary(ctx context.Context, w Wish) (*multiverse.Result, error)
	// Line sets the overall score of the state against that of its neighbours, once
	// variants are drawn; nil where the data know no neighbours.
	Line(ctx context.Context, c country.Code) (*NeighbourhoodLine, error)
}

// onlooker is who looks on while a state is assessed.
func (a *Assessor) onlooker(s *Scored) (Onlooker, error) {
	if a.Beside == nil {
		return alone{a, s}, nil
	}
	return a.Beside(a, s)
}

// alone leaves the neighbourhood of a state out.
type alone struct {
	a *Assessor
	s *Scored
}

// Vary draws the variants.
func (l alone) Vary(ctx context.Context, w Wish) (*multiverse.Result, error) {
	return l.a.Vary(ctx, l.s, w)
}

// Line compares with nobody.
func (alone) Line(context.Context, country.Code) (*NeighbourhoodLine, error) { return nil, nil }

// among says why a country is not among those that are scored.
func (a *Assessor) among(s *Scored, c country.Code) error {
	c = a.ScoredAs(c, s.Year)
	if _, ok := s.Scores.Case(string(c)); ok {
		return nil
	}
	info, _ := a.Register.Country(c)
	return &NotScoredError{Country: c, Name: info.Name, Year: s.Year}
}

// NotScoredError says that a country is not among those that are scored, or has
// no score for a reason.
type NotScoredError struct {
	Country country.Code
	Name    string
	Year    int
	// Reason says why there is no score; empty where the country is not among the
	// states of the year at all.
	Reason string
}

// Error says what is known of the country.
func (e *NotScoredError) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("%s (%s) is not scored for %d: %s", e.Name, e.Country, e.Year, e.Reason)
	}
	return fmt.Sprintf("%s (%s) is not among the states of %d", e.Name, e.Country, e.Year)
}

// Exists is nil where a country is among the states of a year; else it says why it
// is not.
func (a *Assessor) Exists(c country.Code, year int) error {
	if slices.Contains(a.Register.States(year), c) {
		return nil
	}
	info, _ := a.Register.Country(c)
	err := &NotScoredError{Country: c, Name: info.Name, Year: year}
	switch end := affiliation.YearEnd(year); {
	case end.Before(info.From):
		return fmt.Errorf("%w; it begins on %s", err, info.From)
	case !info.To.IsZero() && info.To.Before(end):
		return fmt.Errorf("%w; it ended on %s", err, info.To)
	}
	return err
}

// assessment reads one country out of the scores of all.
func (a *Assessor) assessment(ctx context.Context, s *Scored, r *multiverse.Result, c country.Code) (*Assessment, error) {
	c = a.ScoredAs(c, s.Year)
	info, _ := a.Register.Country(c)
	at, ok := s.Scores.Case(string(c))
	if !ok {
		return nil, &NotScoredError{Country: c, Name: info.Name, Year: s.Year}
	}
	tree := a.Framework.Tree
	out := &Assessment{
		ID: a.ID("assess", string(c), s.Year), Country: c, Name: info.Name, Year: s.Year,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Pillars: []Pillar{}, Warnings: []obs.Warning{},
	}
	whole := s.Scores.Explain(at, 0)
	out.Overall = s.result(whole)
	out.Kinds = s.kinds(at, tree)
	for _, part := range whole.Parts {
		out.Pillars = append(out.Pillars, a.pillar(s, c, part))
	}
	for _, e := range tree.Exposure {
		out.Exposure = append(out.Exposure, a.exposure(s, c, e))
	}
	if err := a.origins(ctx, s, out); err != nil {
		return nil, err
	}
	out.ranges(r, tree.Root.ID)
	out.Headline = headline(out)
	out.Warnings = append(append(out.Warnings, a.warnings(s, out)...), a.Varied(r)...)
	return out, nil
}

// result is a contribution as a Score.
func (s *Scored) result(c *composite.Contribution) Score {
	n, _ := s.Scores.Node(c.Node.ID)
	out := Score{Coverage: c.Coverage, Of: c.Of, Reason: c.NotScored.Text(), Median: s.median(n)}
	if c.OK() {
		score, rank := c.Score, c.Rank
		out.Value, out.Rank = &score, &rank
	}
	return out
}

// median is the median score of all cases at a node; nil where none is scored.
func (s *Scored) median(n int) *float64 {
	return median(len(s.Scores.Cases), func(c int) composite.Result { return s.Scores.At(c, 0, n) })
}

// median is the middle of the results that are scored.
func median(cases int, result func(c int) composite.Result) *float64 {
	var values []float64
	for c := range cases {
		if r := result(c); r.OK() {
			values = append(values, r.Score)
		}
	}
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	middle := (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	return &middle
}

// kinds are the scores of soft and of hard security, where the framework parts
// its pillars so.
func (s *Scored) kinds(at int, tree *composite.Framework) []Group {
	var groups []Group
	for _, kind := range KindsOf(tree) {
		groups = append(groups, Group{ID: string(kind), Score: s.kind(at, kind)})
	}
	return groups
}

// KindsOf lists the kinds of the pillars in their order.
func KindsOf(tree *composite.Framework) []composite.Kind {
	var kinds []composite.Kind
	for _, pillar := range tree.Root.Children {
		if pillar.Kind != composite.NoKind && !slices.Contains(kinds, pillar.Kind) {
			kinds = append(kinds, pillar.Kind)
		}
	}
	return kinds
}

// kind is the score of one kind of pillars, ranked among all cases.
func (s *Scored) kind(at int, kind composite.Kind) Score {
	r := s.kindResult(kind, at)
	out := Score{Coverage: r.Coverage, Reason: r.NotScored.Text()}
	above := 0
	for c := range s.Scores.Cases {
		if other := s.kindResult(kind, c); other.OK() {
			out.Of++
			if other.Score > r.Score {
				above++
			}
		}
	}
	out.Median = median(len(s.Scores.Cases), func(c int) composite.Result { return s.kindResult(kind, c) })
	if r.OK() {
		score, rank := r.Score, above+1
		out.Value, out.Rank = &score, &rank
	}
	return out
}

// kindResult is the score of one kind of pillars of case c. A kind of one pillar
// has that pillar's score to the last bit, which a mean of one value would not.
func (s *Scored) kindResult(kind composite.Kind, c int) composite.Result {
	only := -1
	for n, node := range s.Scores.Nodes {
		if node.Kind != kind {
			continue
		}
		if only >= 0 {
			return s.Scores.Kind(kind, c, 0)
		}
		only = n
	}
	if only < 0 {
		return s.Scores.Kind(kind, c, 0)
	}
	return s.Scores.At(c, 0, only)
}

// pillar is a branch below the index with all the indicators on it.
func (a *Assessor) pillar(s *Scored, c country.Code, part *composite.Contribution) Pillar {
	n := part.Node
	out := Pillar{
		ID: n.ID, Name: n.Name, Kind: string(n.Kind), Weight: n.Weight,
		Score: s.result(part), Indicators: []Indicator{},
	}
	d := descent{a: a, s: s, country: c, into: &out}
	d.visit(part, "")
	return out
}

// descent is a walk down a pillar that collects groups and indicators.
type descent struct {
	a       *Assessor
	s       *Scored
	country country.Code
	into    *Pillar
}

// visit goes below a node, depth first; group is the nearest group above.
func (d *descent) visit(part *composite.Contribution, group string) {
	if part.Leaf != nil {
		d.into.Indicators = append(d.into.Indicators, d.a.indicator(d.s, d.country, part, group))
		return
	}
	for _, below := range part.Parts {
		g := group
		if below.Leaf == nil {
			g = below.Node.ID
			d.into.Groups = append(d.into.Groups, Group{
				ID: g, Name: below.Node.Name, Weight: below.Node.Weight, Score: d.s.result(below),
			})
		}
		d.visit(below, g)
	}
}

// indicator is a leaf with its value, or the reason why there is none.
func (a *Assessor) indicator(s *Scored, c country.Code, part *composite.Contribution, group string) Indicator {
	out := a.value(s, c, part.Node.Indicator)
	out.Group, out.Direction, out.Weight = group, directionWord(part.Node.Direction), part.Total
	if part.OK() {
		score := part.Score
		out.Score = &score
	}
	return out
}

// exposure is an indicator that is shown and not scored.
func (a *Assessor) exposure(s *Scored, c country.Code, e composite.Exposure) Indicator {
	out := a.value(s, c, e.Indicator)
	out.Group = e.Pillar
	return out
}

// value is the same in the year of the scores.
func (a *Assessor) value(s *Scored, c country.Code, id string) Indicator {
	return a.Value(s, Cell{Indicator: id, Country: c, Year: s.Year})
}

// Value is a cell of a panel with what describes it, or the reason why there is
// none, in any of the panel's years.
func (a *Assessor) Value(s *Scored, of Cell) Indicator {
	id, c := of.Indicator, of.Country
	info, _ := a.Framework.Indicator(id)
	out := Indicator{ID: id, Name: info.Name, Kind: info.Kind}
	at, _ := s.Panel.Case(string(c))
	t, _ := s.Panel.Year(of.Year)
	column, _ := s.Panel.Indicator(id)
	cell := s.Panel.At(at, t, column)
	if cell.Missing != obs.Present {
		out.Missing = cell.Missing.String()
		if series := s.Inputs.Series[id]; series != nil {
			if place, ok := a.Axis.Index(c); ok {
				out.LastYear, _ = series.LastYear(place, of.Year)
			}
		}
		return out
	}
	value := cell.Value
	out.Value, out.Unit, out.Year, out.Flags = &value, info.Unit, of.Year-int(cell.Age), cell.Flags.Names()
	return out
}
