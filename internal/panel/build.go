// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Plan says what a panel is to hold and from what it is laid out.
type Plan struct {
	// Cases are the countries, Years the years, in the panel's order.
	Cases []country.Code
	Years []int
	// Columns are the indicators, in the panel's order.
	Columns []Column
	// Derivations compute the columns that are not observed; inputs that are
	// derived themselves come before what uses them.
	Derivations []*Derivation
	// Alive tells whether a case exists in a year; nil means always.
	Alive func(c country.Code, year int) bool
}

// Column is one indicator of a panel.
type Column struct {
	// ID is the indicator's id.
	ID string
	// Carry is how many years a value may be carried forward.
	Carry int
}

// Derived computes the plan's derived series, as far back as the columns need
// them, and adds them to the inputs. The inputs must hold the observed ones.
func (p *Plan) Derived(in Inputs, axis *Axis) {
	from := p.earliest()
	last := slices.Max(p.Years)
	for _, d := range p.Derivations {
		if first, needed := from[d.ID]; needed {
			in.Series[d.ID] = d.Derive(in, axis, first, last)
		}
	}
}

// earliest is the first year for which each indicator is needed: a mean over
// five years needs its input four years further back than itself.
func (p *Plan) earliest() map[string]int {
	from := make(map[string]int)
	need := func(id string, year int) {
		if have, ok := from[id]; !ok || year < have {
			from[id] = year
		}
	}
	first := slices.Min(p.Years)
	for _, c := range p.Columns {
		need(c.ID, first-c.Carry)
	}
	for _, d := range slices.Backward(p.Derivations) {
		if year, needed := from[d.ID]; needed {
			for _, id := range d.SeriesInputs() {
				need(id, year-d.lookback())
			}
		}
	}
	return from
}

// Build lays the panel out. A value of the year itself comes first; where there
// is none, the newest within the column's carry limit stands in, with its age
// and the flag CarriedForward. A column without a series is empty.
func (p *Plan) Build(in Inputs, axis *Axis) *Panel {
	cases := make([]string, len(p.Cases))
	for i, c := range p.Cases {
		cases[i] = string(c)
	}
	ids := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		ids[i] = c.ID
	}
	q := New(cases, p.Years, ids)
	for i, column := range p.Columns {
		l := laying{plan: p, series: in.Series[column.ID], axis: axis, carry: column.Carry}
		for t, year := range p.Years {
			for c, code := range p.Cases {
				q.Set(c, t, i, l.cell(code, year))
			}
		}
	}
	return q
}

// laying is one column on its way into the panel.
type laying struct {
	plan   *Plan
	series *Series
	axis   *Axis
	carry  int
}

// cell is one value of the column, or the reason why there is none.
func (l *laying) cell(code country.Code, year int) Cell {
	if l.plan.Alive != nil && !l.plan.Alive(code, year) {
		return Cell{Missing: obs.NotApplicable}
	}
	at, known := l.axis.Index(code)
	if l.series == nil || !known {
		return Cell{Missing: obs.NotCollected}
	}
	for age := 0; age <= l.carry; age++ {
		v, ok := l.series.At(at, year-age)
		if !ok {
			continue
		}
		cell := Cell{Value: v, Age: uint8(age), Flags: l.series.Flags(at, year-age)}
		if age > 0 {
			cell.Flags |= obs.CarriedForward
		}
		return cell
	}
	if year > l.series.Reached() {
		return Cell{Missing: obs.NotYetPublished}
	}
	return Cell{Missing: obs.NotCollected}
}
