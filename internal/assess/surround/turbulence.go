// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"context"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// trouble is a measure of turbulence.
type trouble struct {
	id, name string
	of       []string
	unit     obs.Unit
	calm     bool
}

// troubles are the measures, each with indicators of the snapshot.
var troubles = []trouble{
	{"deaths", "Deaths in organised violence, five-year mean", []string{"qala.deaths_mean5"}, "per million inhabitants", false},
	{"stability", "Political stability and absence of violence", []string{"wgi.pv"}, "standard normal score", true},
	{"displacement", "Refugees from the state and people displaced in it", []string{"qala.refugees_origin_per_1000", "qala.idps_per_1000"}, "per 1,000 inhabitants", false},
	{"external", "External conflict, five-year mean of intensity", []string{"qala.external_conflict_mean5"}, "intensity 0-2", false},
}

// turmoil holds the measures of turbulence of all states in a year.
type turmoil struct {
	panel    *panel.Panel
	inputs   panel.Inputs
	measures []neighbour.Measure
}

// turmoil loads the measures of turbulence.
func (a Assessor) turmoil(ctx context.Context, year int) (*turmoil, error) {
	plan := &panel.Plan{Cases: a.Register.States(year), Years: []int{year}, Derivations: a.Framework.Derivations}
	var ids []string
	for _, t := range troubles {
		for _, id := range t.of {
			if _, ok := a.Framework.Indicator(id); ok {
				ids = append(ids, id)
				plan.Columns = append(plan.Columns, panel.Column{ID: id, Carry: a.Framework.Carry})
			}
		}
	}
	in, err := a.Load(ctx, ids)
	if err != nil {
		return nil, err
	}
	plan.Derived(in, a.Axis)
	out := &turmoil{panel: plan.Build(in, a.Axis), inputs: in}
	for _, t := range troubles {
		out.measures = append(out.measures, neighbour.Measure{Values: neighbour.Sum(out.panel, t.of), Calm: t.calm})
	}
	return out, nil
}

// oldest is the earliest year of the values of some indicators in some states; 0
// where there are none.
func (t *turmoil) oldest(ids []string, among []int) int {
	year := 0
	for _, id := range ids {
		i, ok := t.panel.Indicator(id)
		if !ok {
			continue
		}
		for _, c := range among {
			if cell := t.panel.At(c, 0, i); cell.Missing == obs.Present {
				if of := t.panel.Years()[0] - int(cell.Age); year == 0 || of < year {
					year = of
				}
			}
		}
	}
	return year
}

// around is the turbulence around the state at a place.
func (t *turmoil) around(w *neighbour.Weights, at int) assess.Turbulence {
	all := w.Turbulent(t.measures)
	here := all[at]
	out := assess.Turbulence{}
	among := []int{at}
	for _, n := range w.Of(at) {
		place, _ := w.Place(n.Code)
		among = append(among, place)
	}
	for k, m := range troubles {
		p := assess.TroublePart{ID: m.id, Name: m.name, Indicators: m.of, Unit: m.unit, Calm: m.calm, Own: valueAt(t.measures[k].Values, at), Oldest: t.oldest(m.of, among)}
		if part := here.Parts[k]; part.Lag.OK {
			p.Neighbours, p.Rank, p.Of, p.Percentile = &part.Lag.Value, &part.Rank, part.Of, &part.Percentile
		} else {
			p.Reason = part.Lag.Why()
		}
		out.Parts = append(out.Parts, p)
	}
	switch {
	case here.OK:
		out.Rank, out.Of, out.Index = &here.Rank, here.Of, &here.Index
	case len(w.Of(at)) == 0:
		out.Reason = string(neighbour.NoNeighbours)
	default:
		out.Reason = "too few of the measures are known of its neighbours"
	}
	return out
}
