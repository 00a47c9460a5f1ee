// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"cmp"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// borders lists the land borders of every state in the edition that serves the
// year, ordered by neighbour, with the edition's year.
func (w *Weights) borders(g Ground) ([][]link, int, error) {
	edition, ok := editionFor(g.Borders, g.Year)
	if !ok {
		return nil, 0, ErrNoBorders
	}
	// Areas that are no states have pages too, and a view may count them to one.
	var stated []affiliation.Stated
	for place := range g.Borders.Axis.Len() {
		for _, d := range g.Borders.In(place, edition) {
			stated = append(stated, affiliation.Stated{Country: g.Borders.Axis.Code(place), Neighbour: country.Code(d.Counterpart), KM: d.Value})
		}
	}
	rows := make([][]link, len(w.States))
	for _, b := range affiliation.Borders(stated, g.View, affiliation.YearEnd(g.Year)) {
		i, first := w.index[b.A]
		j, second := w.index[b.B]
		if first && second {
			rows[i] = append(rows[i], link{at: j, km: b.KM, hasKM: b.KM > 0})
			rows[j] = append(rows[j], link{at: i, km: b.KM, hasKM: b.KM > 0})
		}
	}
	for _, row := range rows {
		slices.SortFunc(row, func(a, b link) int { return cmp.Compare(a.at, b.at) })
	}
	return rows, edition, nil
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
