// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// SeriesQuestion asks for the values of one indicator.
type SeriesQuestion struct {
	// Indicator is its id; the caller makes sure that it exists and is not dyadic.
	Indicator string
	// Countries are those wanted; none means every state of any of the years.
	Countries []country.Code
	// From and To are the first and the last year.
	From, To int
}

// Series is one indicator by country and year: values as published or derived,
// with their source's own statement of error, or the reason why there is none.
type Series struct {
	ID            string   `json:"id"`
	Indicator     string   `json:"indicator"`
	IndicatorName string   `json:"indicator_name"`
	Definition    string   `json:"definition,omitempty"`
	Kind          obs.Kind `json:"kind,omitempty"`
	Unit          obs.Unit `json:"unit"`
	Limits        string   `json:"limits,omitempty"`
	// Formula says how a derived value is computed.
	Formula string   `json:"formula"`
	From    int      `json:"from"`
	To      int      `json:"to"`
	AsOf    obs.Date `json:"as_of,omitzero"`
	Data    string   `json:"data"`
	Version string   `json:"version"`
	// Level is the probability between low and high of a value.
	Level     float64         `json:"interval_level,omitempty"`
	Countries []CountrySeries `json:"countries"`
	Sources   []obs.Origin    `json:"sources"`
	Warnings  []obs.Warning   `json:"warnings"`
}

// CountrySeries holds the values of one country, a year each.
type CountrySeries struct {
	ISO3   country.Code `json:"iso3"`
	Name   string       `json:"name"`
	Values []YearValue  `json:"values"`
}

// YearValue is a value, or the reason why there is none.
type YearValue struct {
	Year  int      `json:"year"`
	Value *float64 `json:"value"`
	// Low, High and SE are the source's own statement of error.
	Low     *float64 `json:"low,omitempty"`
	High    *float64 `json:"high,omitempty"`
	SE      *float64 `json:"standard_error,omitempty"`
	Release string   `json:"release,omitempty"`
	Flags   []string `json:"flags,omitzero"`
	Missing string   `json:"missing,omitempty"`
	// Ref leads to the raw row; explain opens those of a derived value.
	Ref *Ref `json:"ref,omitempty"`
}

// Series gives the values of an indicator. Cost: loading the series, and a
// look-up of a raw row for each observed value.
func (a *Assessor) Series(ctx context.Context, q SeriesQuestion) (*Series, error) {
	q.Countries = a.casesOf(q)
	info, _ := a.Framework.Indicator(q.Indicator)
	d, derived := a.derived[q.Indicator]
	out := &Series{
		ID:        a.ID("series", fmt.Sprint(q.Indicator, " ", joined(q.Countries), " ", q.From), q.To),
		Indicator: q.Indicator, IndicatorName: info.Name, Definition: info.Definition, Kind: info.Kind, Unit: info.Unit,
		Limits: info.Limits, Formula: asPublished, From: q.From, To: q.To, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Level: info.IntervalLevel, Countries: []CountrySeries{}, Warnings: together(a.AsOfWarnings()),
	}
	if derived {
		out.Formula = d.Formula()
	}
	in, err := a.Load(ctx, []string{q.Indicator})
	if err != nil {
		return nil, err
	}
	plan := &panel.Plan{
		Cases: q.Countries, Years: years(q.From, q.To), Derivations: a.Framework.Derivations,
		Columns: []panel.Column{{ID: q.Indicator}}, Alive: a.alive,
	}
	plan.Derived(in, a.Axis)
	a.fill(out, plan.Build(in, a.Axis))
	out.Sources, err = a.observed(ctx, out, in, derived)
	return out, err
}

// years lists the years of a span.
func years(from, to int) []int {
	list := make([]int, 0, max(0, to-from+1))
	for y := from; y <= to; y++ {
		list = append(list, y)
	}
	return list
}

// casesOf are the countries of a question, each under the code that its series
// continue in; every state of any of the years where none is named.
func (a *Assessor) casesOf(q SeriesQuestion) []country.Code {
	var list []country.Code
	for _, c := range q.Countries {
		list = append(list, a.ScoredAs(c, q.To))
	}
	if len(q.Countries) == 0 {
		list = a.States(q.From, q.To)
	}
	return slices.Compact(list)
}

// States lists every state of any of the years, each under the code that its
// series continue in, sorted.
func (a *Assessor) States(from, to int) []country.Code {
	var list []country.Code
	for y := from; y <= to; y++ {
		list = append(list, a.Register.States(y)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// fill writes the cells of a panel of one indicator.
func (a *Assessor) fill(out *Series, p *panel.Panel) {
	for c, code := range p.Cases() {
		who, _ := a.Register.Country(country.Code(code))
		one := CountrySeries{ISO3: who.Code, Name: who.Name, Values: make([]YearValue, len(p.Years()))}
		for t, year := range p.Years() {
			cell := p.At(c, t, 0)
			v := YearValue{Year: year, Missing: cell.Missing.String()}
			if cell.Missing == obs.Present {
				v.Value, v.Flags = &cell.Value, cell.Flags.Names()
			}
			one.Values[t] = v
		}
		out.Countries = append(out.Countries, one)
	}
}

// observed adds what the source says of each observed value, and lists the
// sources. Of a derived indicator these are the sources of its inputs, for the
// values of the last year that has any.
func (a *Assessor) observed(ctx context.Context, out *Series, in panel.Inputs, derived bool) ([]obs.Origin, error) {
	if derived {
		return a.Cite(ctx, in, out.last())
	}
	var cells []Cell
	var into []*YearValue
	for c := range out.Countries {
		one := &out.Countries[c]
		for t := range one.Values {
			if v := &one.Values[t]; v.Value != nil {
				cells = append(cells, Cell{Indicator: out.Indicator, Country: one.ISO3, Year: v.Year})
				into = append(into, v)
			}
		}
	}
	found, err := a.Store.Find(ctx, cells)
	if err != nil {
		return nil, err
	}
	used := make(map[string]obs.Origin)
	source, _, _ := obs.SplitID(out.Indicator)
	for i, v := range into {
		o, ok := pick(found[i], "")
		if !ok {
			continue
		}
		v.state(o)
		if origin, known := a.Origin(source, o.Release); known {
			used[source+" "+o.Release] = origin
		}
	}
	return sortedOrigins(used), nil
}

// state adds what an observation says beyond its value.
func (v *YearValue) state(o obs.Observation) {
	v.Release, v.Ref, v.Flags = o.Release, RefOf(o.Ref), o.Flags.Names()
	if o.Spread.HasSE {
		v.SE = &o.Spread.SE
	}
	if o.Spread.HasInterval {
		v.Low, v.High = &o.Spread.Low, &o.Spread.High
	}
}

// last lists the values of the last year that has any, to be given their
// sources.
func (s *Series) last() []Cited {
	var list []Cited
	for t := s.To - s.From; t >= 0 && len(list) == 0; t-- {
		for _, c := range s.Countries {
			if v := c.Values[t]; v.Value != nil {
				list = append(list, Cited{&Indicator{ID: s.Indicator, Value: v.Value, Year: v.Year}, c.ISO3})
			}
		}
	}
	return list
}
