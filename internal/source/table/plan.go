// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/source"
)

// none stands for a column that a cell does not have.
const none = -1

// plan is a layout laid over the header of one file.
type plan struct {
	layout *source.Layout
	sheet  *source.Sheet
	// places are the country columns: the layout's, then those of single series.
	places []*placeColumn
	// part is the counterpart's column, or none; other resolves it, or is nil
	// where its text stands for itself.
	part  int
	other *source.Places
	// period and series are columns, or none.
	period, series int
	missing        map[string]bool
	where          []filter
	require        []need
	// cells are what each row is asked for; in a table with a series column, what
	// each row of that series is.
	cells map[string][]cell
}

// placeColumn is a country column.
type placeColumn struct {
	column int
	of     source.CountryColumn
	*source.Places
}

// filter keeps the rows in which a column has one of the texts.
type filter struct {
	column int
	name   string
	texts  []string
}

// need is a requirement and its column.
type need struct {
	source.Requirement
	column int
}

// cell is one value of a row.
type cell struct {
	*source.Series
	id string
	// number is the place of the series in the definition.
	number int
	// value, se, low and high are columns, or none.
	value, se, low, high int
	// year is the year of the column, or 0 where the row has it.
	year  int
	place int
	where []filter
}

// plan lays a layout over a header. Only names the series that the file holds;
// empty means all.
func (r *reader) plan(sheet *source.Sheet, l *source.Layout, only []string) (*plan, error) {
	p := &plan{layout: l, sheet: sheet, missing: map[string]bool{"": true}, cells: map[string][]cell{}}
	for _, text := range l.Missing {
		p.missing[text] = true
	}
	h := &header{sheet: sheet, layout: l}
	p.period, p.series, p.part = h.column(l.Period.Column), h.column(l.SeriesColumn), h.column(l.Counterpart.Column)
	p.where = h.filters(l.Where)
	for _, q := range l.Require {
		p.require = append(p.require, need{Requirement: q, column: h.column(q.Column)})
	}
	if h.err != nil {
		return nil, h.err
	}
	if p.part != none && l.Counterpart.Scheme != "text" {
		other, err := source.NewPlaces(r.reg, l.Counterpart)
		if err != nil {
			return nil, err
		}
		p.other = other
	}
	for i := range r.def.Series {
		s := &r.def.Series[i]
		if len(only) > 0 && !slices.Contains(only, s.ID) {
			continue
		}
		if err := r.planSeries(p, h, i); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// planSeries adds the cells of one series.
func (r *reader) planSeries(p *plan, h *header, number int) error {
	s := &r.def.Series[number]
	c := cell{Series: s, number: number, id: r.def.ID + "." + s.ID, where: h.filters(s.Where)}
	place, err := r.placeOf(p, h, s)
	if err != nil {
		return err
	}
	c.place = place
	key := s.Key
	if key == "" {
		key = s.ID
	}
	switch p.layout.Shape {
	case "long":
		c.value, c.se = h.column(p.layout.ValueColumn), h.column(p.layout.SEColumn)
		c.low, c.high = h.column(p.layout.LowColumn), h.column(p.layout.HighColumn)
		p.cells[key] = append(p.cells[key], c)
	case "years":
		cells := h.years(c, p.series != none)
		if p.series == none {
			key = ""
		}
		p.cells[key] = append(p.cells[key], cells...)
	default:
		c.value, c.se, c.low, c.high = h.column(s.Column), h.column(s.SE), h.column(s.Low), h.column(s.High)
		if c.value == none && h.err == nil && s.Combine != source.Count {
			return fmt.Errorf("series %s names no column", s.ID)
		}
		p.cells[""] = append(p.cells[""], c)
	}
	return h.err
}

// placeOf finds or adds the country column of a series.
func (r *reader) placeOf(p *plan, h *header, s *source.Series) (int, error) {
	of := p.layout.Country
	if s.Country != nil {
		of = *s.Country
	}
	for i, c := range p.places {
		if sameColumn(c.of, of) {
			return i, nil
		}
	}
	places, err := source.NewPlaces(r.reg, of)
	if err != nil {
		return 0, err
	}
	p.places = append(p.places, &placeColumn{column: h.column(of.Column), of: of, Places: places})
	return len(p.places) - 1, h.err
}

// sameColumn tells whether two country columns are one.
func sameColumn(a, b source.CountryColumn) bool {
	return a.Column == b.Column && a.Scheme == b.Scheme && slices.Equal(a.Skip, b.Skip) &&
		maps.Equal(a.Aliases, b.Aliases)
}

// header finds columns and keeps the first error.
type header struct {
	sheet  *source.Sheet
	layout *source.Layout
	err    error
}

// column is the place of a column by the name that the definition uses; none for
// no name.
func (h *header) column(name string) int {
	if name == "" || h.err != nil {
		return none
	}
	if own, ok := h.layout.Columns[name]; ok {
		name = own
	}
	at, err := h.sheet.Column(name)
	if err != nil {
		h.err = err
		return none
	}
	return at
}

// filters are the conditions in the order of the columns' names.
func (h *header) filters(where map[string][]string) []filter {
	var out []filter
	for _, name := range slices.Sorted(maps.Keys(where)) {
		at := h.column(name)
		if own, ok := h.layout.Columns[name]; ok {
			name = own
		}
		out = append(out, filter{column: at, name: name, texts: where[name]})
	}
	return out
}

// years is a cell for each column that is a year. Such a column bears the year
// alone, or after the series' column and "_".
func (h *header) years(c cell, bare bool) []cell {
	var out []cell
	for i, name := range h.sheet.Columns {
		if !bare {
			var ok bool
			if name, ok = strings.CutPrefix(name, c.Column+"_"); !ok {
				continue
			}
		}
		year, err := strconv.Atoi(name)
		if err != nil || len(name) != 4 {
			continue
		}
		c.value, c.se, c.low, c.high, c.year = i, none, none, none, year
		out = append(out, c)
	}
	if len(out) == 0 && h.err == nil {
		h.err = fmt.Errorf("series %s: no column is a year", c.ID)
	}
	return out
}
