// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// cell takes one value of a row.
func (r *run) cell(row source.Row, c *cell, year int) error {
	if len(c.where) > 0 && !matches(row, c.where) {
		r.left = true
		return nil
	}
	if c.year != 0 {
		year = c.year
		if !r.within(year) {
			return nil
		}
	}
	if c.value != none && r.isMissing(row.Cells[c.value]) {
		return nil
	}
	k := key{series: c.number, year: year}
	entity, err := r.country(row, c, &k)
	if err != nil || k.country == "" {
		return err
	}
	if c.Dyadic {
		if ok, err := r.counterpart(row, &k); !ok {
			return err
		}
	}
	return r.value(row, c, k, entity)
}

// isMissing tells whether a text means that there is no value.
func (r *run) isMissing(text string) bool { return r.plan.missing[strings.TrimSpace(text)] }

// country resolves the country of a cell. It leaves the key empty for none, after
// counting or rejecting the row once.
func (r *run) country(row source.Row, c *cell, k *key) (entity string, err error) {
	column := r.plan.places[c.place]
	got := &r.resolved[c.place]
	if got.year != k.year {
		told := got.told
		*got = resolved{Place: column.Resolve(row.Cells[column.column], k.year), year: k.year, told: told}
	}
	switch {
	case got.Skip:
		r.left = true
	case got.Reason != "" && !got.told:
		got.told = true
		return "", r.reject(row, column.of.Column, row.Cells[column.column], got.Reason)
	}
	k.country = got.Code
	return got.Entity, nil
}

// counterpart resolves the other side. It returns false for none, after counting
// or rejecting the row.
func (r *run) counterpart(row source.Row, k *key) (bool, error) {
	p := r.plan
	text := row.Cells[p.part]
	if p.other == nil {
		k.part = strings.TrimSpace(text)
		if k.part == "" {
			return false, r.reject(row, p.sheet.Columns[p.part], text, "counterpart is empty")
		}
		return true, nil
	}
	place := p.other.Resolve(text, k.year)
	if place.Skip {
		r.left = true
		return false, nil
	}
	if place.Reason != "" {
		return false, r.reject(row, p.sheet.Columns[p.part], text, place.Reason)
	}
	k.part = string(place.Code)
	return true, nil
}

// value reads the number and emits it or adds it to its sum.
func (r *run) value(row source.Row, c *cell, k key, entity string) error {
	if c.Combine == source.Count {
		r.kept = true
		r.sums.add(row, c, k, addend{entity: entity, session: r.sessionText(row)})
		return nil
	}
	scale := c.scale()
	number, err := source.ParseNumber(row.Cells[c.value])
	if err != nil {
		return r.reject(row, r.plan.sheet.Columns[c.value], row.Cells[c.value], err.Error())
	}
	if c.Combine != "" {
		r.kept = true
		r.sums.add(row, c, k, addend{entity: entity, value: number * scale, session: r.sessionText(row)})
		return nil
	}
	if line, twice := r.first[k]; twice {
		return r.reject(row, r.plan.sheet.Columns[c.value], row.Cells[c.value],
			fmt.Sprintf("second value of %s for %s; the first is on line %d", c.ID, k.label(), line))
	}
	spread, column, reason := r.spread(row, c, number*scale)
	if reason != "" {
		if err := r.reject(row, r.plan.sheet.Columns[column], row.Cells[column], reason); err != nil {
			return err
		}
	}
	r.first[k] = row.Line
	r.kept = true
	o := r.observation(c, k)
	o.Value, o.Spread = number*scale, spread
	o.Ref.Row, o.Ref.Rows, o.Ref.Entity, o.Ref.Text = row.Line, 1, entity, row.Cells[c.value]
	return r.sink.Observe(o)
}

// scale is what a cell's numbers are multiplied with.
func (c *cell) scale() float64 {
	if c.Scale == 0 {
		return 1
	}
	return c.Scale
}

// label writes country, counterpart and year for a reason.
func (k key) label() string {
	if k.part != "" {
		return fmt.Sprintf("%s-%s %d", k.country, k.part, k.year)
	}
	return fmt.Sprintf("%s %d", k.country, k.year)
}

// observation is what all observations of a cell share.
func (r *run) observation(c *cell, k key) obs.Observation {
	o := obs.Observation{
		Indicator: c.id, Country: k.country, Counterpart: k.part, Period: obs.Year(k.year),
		Release: r.file.Release,
	}
	o.Ref.File, o.Ref.SHA256, o.Ref.Place = r.file.Path, r.file.SHA256, r.file.Member
	if r.ended != 0 && k.year > r.ended {
		o.Flags |= obs.Provisional
	}
	return o
}

// spread reads the source's own uncertainty. A missing part is no spread. One that
// cannot be read, or contradicts itself, is a reason to reject that cell; the
// value stands for itself.
func (r *run) spread(row source.Row, c *cell, value float64) (s obs.Spread, column int, reason string) {
	var parts [3]float64
	var has [3]bool
	scale := c.scale()
	for i, at := range [3]int{c.se, c.low, c.high} {
		if at == none || r.isMissing(row.Cells[at]) {
			continue
		}
		number, err := source.ParseNumber(row.Cells[at])
		if err != nil {
			return obs.Spread{}, at, err.Error()
		}
		parts[i], has[i] = number*scale, true
	}
	if has[0] && parts[0] < 0 {
		return obs.Spread{}, c.se, "standard error is negative"
	}
	if has[1] && has[2] && !(parts[1] <= value && value <= parts[2]) {
		return obs.Spread{}, c.low, fmt.Sprintf("low %g and high %g do not hold the value %g", parts[1], parts[2], value)
	}
	s.HasSE, s.SE = has[0], parts[0]
	if has[1] && has[2] {
		s.HasInterval, s.Low, s.High = true, parts[1], parts[2]
	}
	return s, none, ""
}
