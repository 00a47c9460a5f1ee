// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"cmp"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// layBorders lists the land borders of every state in the edition that serves the
// year, ordered by neighbour; nothing where no edition is known.
func (a *Atlas) layBorders() {
	edition, ok := editionFor(a.g.Borders, a.g.Year)
	if !ok {
		return
	}
	// Areas that are no states have pages too, and a view may count them to one.
	var stated []affiliation.Stated
	axis := a.g.Borders.Axis
	for place := range axis.Len() {
		for _, d := range a.g.Borders.In(place, edition) {
			stated = append(stated, affiliation.Stated{Country: axis.Code(place), Neighbour: country.Code(d.Counterpart), KM: d.Value})
		}
	}
	a.edition, a.borders = edition, make([][]link, len(a.g.States))
	for _, b := range affiliation.Borders(stated, a.g.View, affiliation.YearEnd(a.g.Year)) {
		i, first := a.index[b.A]
		j, second := a.index[b.B]
		if first && second {
			a.borders[i] = append(a.borders[i], link{at: j, km: b.KM, hasKM: b.KM > 0})
			a.borders[j] = append(a.borders[j], link{at: i, km: b.KM, hasKM: b.KM > 0})
		}
	}
	for _, row := range a.borders {
		slices.SortFunc(row, func(x, y link) int { return cmp.Compare(x.at, y.at) })
	}
}

// editionFor is the year of the edition that serves a year: the last not later,
// or else the first of all; false where there is none.
func editionFor(d *panel.Dyads, year int) (int, bool) {
	if d == nil {
		return 0, false
	}
	var before, first int
	for i := range d.Axis.Len() {
		list := d.Near(i, year)
		if len(list) == 0 {
			continue
		}
		switch y := list[0].Year; {
		case y <= year:
			before = max(before, y)
		case first == 0 || y < first:
			first = y
		}
	}
	return cmp.Or(before, first), before != 0 || first != 0
}
