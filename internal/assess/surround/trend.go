// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// TrendQuestion asks how a country changed.
type TrendQuestion struct {
	Country country.Code
	// From and To are years; 0 means the framework's first and default.
	From, To int
	// Definition says whose change it is compared with; the zero Definition means
	// land. View says whose borders count.
	Definition neighbour.Definition
	View       string
}

// Trend follows a country over years, beside its neighbours of the last year.
func (a Assessor) Trend(ctx context.Context, q TrendQuestion) (*assess.Trend, error) {
	warnings, err := a.span(&q)
	if err != nil {
		return nil, err
	}
	ask := NeighboursQuestion{Country: q.Country, Year: q.To, Definition: q.Definition, View: q.View}
	members, view, err := a.members(ctx, ask)
	if err != nil {
		return nil, err
	}
	var years []int
	for y := q.From; y <= q.To; y++ {
		years = append(years, y)
	}
	s, err := a.Score(ctx, years...)
	if err != nil {
		return nil, err
	}
	f := &following{a: a, s: s, q: q, years: years, nodes: a.everyNode(), cases: append([]country.Code{q.Country}, members...)}
	if f.drawn, err = a.Vary(ctx, s, f.wish()); err != nil {
		return nil, err
	}
	info, _ := a.Register.Country(q.Country)
	tree, d := a.Framework.Tree, ask.definition()
	out := &assess.Trend{
		ID:      a.ID("trend", fmt.Sprintf("%s %d %s %s", q.Country, q.From, d, view.ID), q.To),
		Country: q.Country, Name: info.Name, From: q.From, To: q.To, Definition: d.String(), View: view.ID,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Breaks: []assess.Break{}, Variants: assess.VariantsOf(f.drawn),
	}
	for n, id := range f.nodes {
		out.Levels = append(out.Levels, f.level(n, id))
	}
	if err := f.breaks(ctx, out); err != nil {
		return nil, err
	}
	out.Warnings = append([]obs.Warning{}, slices.Concat(warnings, s.OfAll(), a.AsOfWarnings(years...), a.Varied(f.drawn))...)
	return out, nil
}

// span settles the years of a question: those of the framework in which the
// country exists.
func (a Assessor) span(q *TrendQuestion) ([]obs.Warning, error) {
	q.From = cmp.Or(q.From, a.Framework.First)
	var err error
	for _, y := range []*int{&q.To, &q.From} {
		if *y, err = a.Year(*y); err != nil {
			return nil, err
		}
	}
	if q.From >= q.To {
		return nil, &assess.SpanError{From: q.From, To: q.To, First: a.Framework.First, Last: a.Framework.Last}
	}
	q.Country = a.ScoredAs(q.Country, q.To)
	if err := a.Exists(q.Country, q.To); err != nil {
		return nil, err
	}
	asked := q.From
	for !slices.Contains(a.Register.States(q.From), q.Country) {
		q.From++
	}
	list := []obs.Warning{}
	if q.From > asked {
		info, _ := a.Register.Country(q.Country)
		if q.From >= q.To {
			return nil, fmt.Errorf("%s (%s) is a state from %s on: %w", info.Name, q.Country, info.From,
				&assess.SpanError{From: asked, To: q.To, First: a.Framework.First, Last: a.Framework.Last})
		}
		list = append(list, obs.Warning{Code: "shorter_life", Subject: string(q.Country), Text: fmt.Sprintf(
			"%s is a state from %s on; the years before %d are left out.", info.Name, info.From, q.From)})
	}
	return list, nil
}

// members lists the neighbours of a country.
func (a Assessor) members(ctx context.Context, q NeighboursQuestion) ([]country.Code, affiliation.View, error) {
	view, err := a.view(q.View)
	if err != nil {
		return nil, view, err
	}
	g, _, err := a.ground(ctx, q.Year, view)
	if err != nil {
		return nil, view, err
	}
	w, err := a.weigh(q.definition(), q.Year, neighbour.NewAtlas(g))
	if err != nil {
		return nil, view, err
	}
	if err := a.inside(q); err != nil {
		return nil, view, err
	}
	var list []country.Code
	at, _ := w.Place(q.Country)
	for _, n := range w.Of(at) {
		list = append(list, n.Code)
	}
	slices.Sort(list)
	return list, view, nil
}

// level is one node over the years.
func (f *following) level(n int, id string) assess.TrendLevel {
	out := assess.TrendLevel{ID: id, Turns: []assess.Turn{}}
	out.Name, out.Depth = f.a.nodeName(id)
	at, _ := f.s.Panel.Case(string(f.q.Country))
	for t, year := range f.years {
		r := resultOf(f.s, f.a.Framework.Tree, id, spot{at, t})
		y := assess.TrendYear{Year: year, Coverage: r.Coverage, Reason: r.NotScored.Text(), Range: f.rangeIn(n, year)}
		if r.OK() {
			y.Value = &r.Score
		}
		if t > 0 {
			y.Better = f.better(n, f.years[t-1], year)
		}
		out.Years = append(out.Years, y)
	}
	out.Turns = turns(out.Years)
	out.Change = f.change(n, id)
	return out
}

// turns finds the turning points of a series.
func turns(years []assess.TrendYear) []assess.Turn {
	series := make([]*float64, len(years))
	for i := range years {
		series[i] = years[i].Value
	}
	list := []assess.Turn{}
	for _, t := range neighbour.Turns(series) {
		kind := "trough"
		if t.Peak {
			kind = "peak"
		}
		list = append(list, assess.Turn{Year: years[t.At].Year, Kind: kind, Score: *series[t.At]})
	}
	return list
}
