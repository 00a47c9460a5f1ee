// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"cmp"
	"context"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/panel"
)

// The dyadic indicators that neighbourhoods are computed from; a view of disputed
// areas may name distances of its own.
const (
	bordersID   = "factbook.border_km"
	distancesID = "naturalearth.distance_km"
)

// incomes are the indicators of GDP per head at purchasing power parity, the
// first that is known; incomeCarry is how many years old a value may be.
var incomes = []string{"wdi.NY.GDP.PCAP.PP.KD", "factbook.gdp_per_capita_ppp_usd"}

const incomeCarry = 3

// view finds a view of disputed areas.
func (a Assessor) view(id string) (affiliation.View, error) {
	if a.Affiliations == nil {
		return affiliation.View{ID: cmp.Or(id, affiliation.DefaultView)}, nil
	}
	return a.Affiliations.View(id)
}

// ground loads what the neighbourhoods of a year are computed from in a view, and
// the incomes of all states.
func (a Assessor) ground(ctx context.Context, year int, v affiliation.View) (neighbour.Ground, *assess.Scored, error) {
	g := neighbour.Ground{Year: year, View: v, Elsewhere: a.subregion, States: a.Register.States(year)}
	var known []string
	for _, id := range incomes {
		if _, ok := a.Framework.Indicator(id); ok {
			known = append(known, id)
		}
	}
	distances := cmp.Or(v.Distances, distancesID)
	var dyads []string
	for _, id := range []string{bordersID, distances} {
		if _, ok := a.Framework.Indicator(id); ok {
			dyads = append(dyads, id)
		}
	}
	in, err := a.Store.Load(ctx, known, dyads)
	if err != nil {
		return g, nil, err
	}
	g.Borders, g.Distances = in.Dyads[bordersID], in.Dyads[distances]
	plan := panel.Plan{Cases: g.States, Years: []int{year}}
	for _, id := range known {
		plan.Columns = append(plan.Columns, panel.Column{ID: id, Carry: incomeCarry})
	}
	return g, &assess.Scored{Panel: plan.Build(in, a.Axis), Inputs: in, Year: year}, nil
}

// wealth is the income of a state that is compared with: the first that is known,
// or why there is none. It is nil where the data know no incomes.
func (s *surroundings) wealth(c country.Code) *assess.Indicator {
	var none *assess.Indicator
	for _, id := range s.money.Panel.Indicators() {
		v := s.a.Value(s.money, assess.Cell{Indicator: id, Country: c, Year: s.ground.Year})
		if v.Value != nil && *v.Value > 0 {
			return &v
		}
		if none == nil {
			none = &v
		}
	}
	return none
}

// subregion is the subregion of a country in the United Nations' M49 standard.
func (a Assessor) subregion(c country.Code) string {
	info, _ := a.Register.Country(c)
	return info.Subregion
}
