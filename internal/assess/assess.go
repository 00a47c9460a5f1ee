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
// all states, fit and score, then look up the raw rows of the country at hand.
// The package opens no files and knows neither the catalog nor the snapshot; it
// says what it needs of a Store and is given one.
package assess

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	s, err := a.score(ctx, year)
	if err != nil {
		return nil, err
	}
	if err := a.among(s, c); err != nil {
		return nil, err
	}
	around := a.beside(s, NeighboursQuestion{Year: year}, []string{a.Framework.Tree.Root.ID})
	if around.view, err = a.view(""); err != nil {
		return nil, err
	}
	if err := around.vary(ctx, wish{
		nodes: multiverse.AllNodes(a.Framework.Tree), cases: []string{string(a.scoredAs(c, year))}, pairs: true, uncertainty: a.Uncertainty,
	}); err != nil {
		return nil, err
	}
	out, err := a.assessment(ctx, s, around.drawn, c)
	if err != nil {
		return nil, err
	}
	out.Neighbourhood, err = around.line(ctx, out.Country)
	return out, err
}

// among says why a country is not among those that are scored.
func (a *Assessor) among(s *scored, c country.Code) error {
	c = a.scoredAs(c, s.year)
	if _, ok := s.scores.Case(string(c)); ok {
		return nil
	}
	info, _ := a.Register.Country(c)
	return &NotScoredError{Country: c, Name: info.Name, Year: s.year}
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

// exists says why a country is not among the states of a year.
func (a *Assessor) exists(c country.Code, year int) error {
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

// OutsideError says that a country is no member of the region asked for.
type OutsideError struct {
	Name    string
	Country country.Code
	Region  string
	Year    int
	// Members are the region's, Regions those that the country is in.
	Members []country.Code
	Regions []string
}

// Error names the members and the country's own regions.
func (e *OutsideError) Error() string {
	return fmt.Sprintf("%s (%s) is not in the region %s in %d, which has %s; its regions are %s",
		e.Name, e.Country, e.Region, e.Year, words(e.Members), strings.Join(e.Regions, ", "))
}

// words lists codes.
func words(list []country.Code) string {
	text := make([]string, len(list))
	for i, c := range list {
		text[i] = string(c)
	}
	return strings.Join(text, ", ")
}

// assessment reads one country out of the scores of all.
func (a *Assessor) assessment(ctx context.Context, s *scored, r *multiverse.Result, c country.Code) (*Assessment, error) {
	c = a.scoredAs(c, s.year)
	info, _ := a.Register.Country(c)
	at, ok := s.scores.Case(string(c))
	if !ok {
		return nil, &NotScoredError{Country: c, Name: info.Name, Year: s.year}
	}
	tree := a.Framework.Tree
	out := &Assessment{
		ID: a.id("assess", string(c), s.year), Country: c, Name: info.Name, Year: s.year,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Pillars: []Pillar{}, Warnings: []obs.Warning{},
	}
	whole := s.scores.Explain(at, 0)
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
	out.Warnings = append(append(out.Warnings, a.warnings(s, out)...), a.varied(r)...)
	return out, nil
}

// result is a contribution as a Score.
func (s *scored) result(c *composite.Contribution) Score {
	n, _ := s.scores.Node(c.Node.ID)
	out := Score{Coverage: c.Coverage, Of: c.Of, Reason: c.NotScored.Text(), Median: s.median(n)}
	if c.OK() {
		score, rank := c.Score, c.Rank
		out.Value, out.Rank = &score, &rank
	}
	return out
}

// median is the median score of all cases at a node; nil where none is scored.
func (s *scored) median(n int) *float64 {
	return median(len(s.scores.Cases), func(c int) composite.Result { return s.scores.At(c, 0, n) })
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
func (s *scored) kinds(at int, tree *composite.Framework) []Group {
	var groups []Group
	for _, kind := range kindsOf(tree) {
		groups = append(groups, Group{ID: string(kind), Score: s.kind(at, kind)})
	}
	return groups
}

// kindsOf lists the kinds of the pillars in their order.
func kindsOf(tree *composite.Framework) []composite.Kind {
	var kinds []composite.Kind
	for _, pillar := range tree.Root.Children {
		if pillar.Kind != composite.NoKind && !slices.Contains(kinds, pillar.Kind) {
			kinds = append(kinds, pillar.Kind)
		}
	}
	return kinds
}

// kind is the score of one kind of pillars, ranked among all cases.
func (s *scored) kind(at int, kind composite.Kind) Score {
	r := s.kindResult(kind, at)
	out := Score{Coverage: r.Coverage, Reason: r.NotScored.Text()}
	above := 0
	for c := range s.scores.Cases {
		if other := s.kindResult(kind, c); other.OK() {
			out.Of++
			if other.Score > r.Score {
				above++
			}
		}
	}
	out.Median = median(len(s.scores.Cases), func(c int) composite.Result { return s.kindResult(kind, c) })
	if r.OK() {
		score, rank := r.Score, above+1
		out.Value, out.Rank = &score, &rank
	}
	return out
}

// kindResult is the score of one kind of pillars of case c. A kind of one pillar
// has that pillar's score to the last bit, which a mean of one value would not.
func (s *scored) kindResult(kind composite.Kind, c int) composite.Result {
	only := -1
	for n, node := range s.scores.Nodes {
		if node.Kind != kind {
			continue
		}
		if only >= 0 {
			return s.scores.Kind(kind, c, 0)
		}
		only = n
	}
	if only < 0 {
		return s.scores.Kind(kind, c, 0)
	}
	return s.scores.At(c, 0, only)
}

// spot is a case and a year, by their places.
type spot struct{ c, t int }

// resultOf is the result of a node, or of a kind, in any of the panel's years.
func (s *scored) resultOf(tree *composite.Framework, id string, at spot) composite.Result {
	if n, ok := s.scores.Node(nodeOf(tree, id)); ok {
		return s.scores.At(at.c, at.t, n)
	}
	return s.scores.Kind(composite.Kind(id), at.c, at.t)
}

// nodeOf is the id of the node that a kind of a single pillar stands for, whose
// score it has to the last bit; of anything else its own.
func nodeOf(tree *composite.Framework, id string) string {
	var only []string
	for _, p := range tree.Root.Children {
		if string(p.Kind) == id {
			only = append(only, p.ID)
		}
	}
	if len(only) == 1 {
		return only[0]
	}
	return id
}

// nodeName is the name of a node, and how deep it lies; a kind has its own word.
func (a *Assessor) nodeName(id string) (name string, depth int) {
	name = id
	walk(a.Framework.Tree.Root, func(n *composite.Node, d int) {
		if n.ID == id {
			name, depth = n.Name, d
		}
	})
	return name, depth
}

// walk visits the nodes of a tree that are no leaves, depth first.
func walk(n *composite.Node, visit func(n *composite.Node, depth int)) {
	var below func(n *composite.Node, depth int)
	below = func(n *composite.Node, depth int) {
		if n.Leaf() {
			return
		}
		visit(n, depth)
		for _, child := range n.Children {
			below(child, depth+1)
		}
	}
	below(n, 0)
}

// pillar is a branch below the index with all the indicators on it.
func (a *Assessor) pillar(s *scored, c country.Code, part *composite.Contribution) Pillar {
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
	s       *scored
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
func (a *Assessor) indicator(s *scored, c country.Code, part *composite.Contribution, group string) Indicator {
	out := a.value(s, c, part.Node.Indicator)
	out.Group, out.Direction, out.Weight = group, directionWord(part.Node.Direction), part.Total
	if part.OK() {
		score := part.Score
		out.Score = &score
	}
	return out
}

// exposure is an indicator that is shown and not scored.
func (a *Assessor) exposure(s *scored, c country.Code, e composite.Exposure) Indicator {
	out := a.value(s, c, e.Indicator)
	out.Group = e.Pillar
	return out
}

// value is a cell of the panel with what describes it.
func (a *Assessor) value(s *scored, c country.Code, id string) Indicator {
	return a.valueIn(s, Cell{Indicator: id, Country: c, Year: s.year})
}

// valueIn is the same in any of the panel's years.
func (a *Assessor) valueIn(s *scored, of Cell) Indicator {
	id, c := of.Indicator, of.Country
	info, _ := a.Framework.Indicator(id)
	out := Indicator{ID: id, Name: info.Name, Kind: info.Kind}
	at, _ := s.panel.Case(string(c))
	t, _ := s.panel.Year(of.Year)
	column, _ := s.panel.Indicator(id)
	cell := s.panel.At(at, t, column)
	if cell.Missing != obs.Present {
		out.Missing = cell.Missing.String()
		if series := s.inputs.Series[id]; series != nil {
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
