// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"cmp"
	"slices"
)

// Dyad is one value between a country and a counterpart in a year.
type Dyad struct {
	// Counterpart is an ISO3 code, or the name of a part (a group, an organisation).
	Counterpart string
	Year        int
	Value       float64
}

// Dyads holds one dyadic indicator: land borders, trade shares, group shares.
type Dyads struct {
	// ID is the indicator's id.
	ID string
	// Axis gives the countries.
	Axis *Axis
	// entries are by country, ordered by year, then counterpart.
	entries [][]Dyad
}

// NewDyads makes an empty set over the countries of an axis.
func NewDyads(id string, axis *Axis) *Dyads {
	return &Dyads{ID: id, Axis: axis, entries: make([][]Dyad, axis.Len())}
}

// Add stores a dyad of a country, by its place on the axis. Call Sort once
// after the last.
func (d *Dyads) Add(country int, dyad Dyad) {
	d.entries[country] = append(d.entries[country], dyad)
}

// Sort puts the dyads into the order that the other methods rely on.
func (d *Dyads) Sort() {
	for _, list := range d.entries {
		slices.SortFunc(list, func(a, b Dyad) int {
			return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Counterpart, b.Counterpart))
		})
	}
}

// In lists a country's dyads of exactly one year.
func (d *Dyads) In(country, year int) []Dyad {
	list := d.entries[country]
	from, _ := slices.BinarySearchFunc(list, year, func(e Dyad, y int) int { return cmp.Compare(e.Year, y) })
	to, _ := slices.BinarySearchFunc(list, year+1, func(e Dyad, y int) int { return cmp.Compare(e.Year, y) })
	return list[from:to:to]
}

// Near lists a country's dyads of the last year up to the given one, or where
// there is none, of the first year after it: the rule for what changes slowly,
// such as borders, which are known from a few dated editions only.
func (d *Dyads) Near(country, year int) []Dyad {
	list := d.entries[country]
	if len(list) == 0 {
		return nil
	}
	after, _ := slices.BinarySearchFunc(list, year+1, func(e Dyad, y int) int { return cmp.Compare(e.Year, y) })
	if after > 0 {
		return d.In(country, list[after-1].Year)
	}
	return d.In(country, list[0].Year)
}

// UpTo lists a country's dyads of the last year within slack years up to the
// given one.
func (d *Dyads) UpTo(country, year, slack int) []Dyad {
	for y := year; y >= year-slack; y-- {
		if list := d.In(country, y); len(list) > 0 {
			return list
		}
	}
	return nil
}
