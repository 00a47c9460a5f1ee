// SPDX-License-Identifier: Apache-2.0

package acd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// role is a way in which a conflict touches a country.
type role int

// The roles. A conflict may touch a country in several.
const (
	located role = iota
	externally
	opposed
	partying
	roles
)

// measure makes a value of the conflicts that touch a country in a role.
type measure struct {
	id   string
	role role
	// count counts the conflicts; otherwise the highest intensity is taken, or 1
	// where flag is set.
	count, flag bool
}

// measures are all measures of the package by the series' id.
var measures = [...]measure{
	{id: "armed_conflicts", role: located, count: true},
	{id: "conflict_intensity", role: located},
	{id: "external_conflict", role: externally},
	{id: "external_conflict_opposed", role: opposed},
	{id: "conflict_party", role: partying, flag: true},
	{id: "conflict_party_intensity", role: partying},
}

func measureOf(id string) (measure, bool) {
	at := slices.IndexFunc(measures[:], func(m measure) bool { return m.id == id })
	if at < 0 {
		return measure{}, false
	}
	return measures[at], true
}

// touch is a conflict as it touches a country.
type touch struct {
	id              string
	line, intensity int
}

// tally is what the rows say of one country in one year, by role.
type tally [roles][]touch

type seenKey struct {
	conflict string
	year     int
}

type cell struct {
	year    int
	country country.Code
}

// run is the reading of one release.
type run struct {
	*Reader
	file        source.File
	sink        source.Sink
	at          [len(columns)]int
	seen        map[seenKey]int
	tallies     map[cell]*tally
	first, last int
}

func newRun(r *Reader, file source.File, sink source.Sink) *run {
	return &run{Reader: r, file: file, sink: sink, seen: map[seenKey]int{}, tallies: map[cell]*tally{}}
}

func line(n int) string { return strconv.Itoa(n) }

// tally books a conflict with every country it touches. An external conflict is
// booked with the location and, between states, with both primary sides; states
// that help from outside are parties only.
func (u *run) tally(c conflict) {
	if u.first == 0 || c.year < u.first {
		u.first = c.year
	}
	u.last = max(u.last, c.year)
	u.book(c, located, c.location)
	sides := c.location
	if c.kind == interstate {
		sides = append(slices.Clone(c.location), c.primary...)
	}
	if c.external(false) {
		u.book(c, externally, sides)
	}
	if c.external(true) {
		u.book(c, opposed, sides)
	}
	u.book(c, partying, append(append(slices.Clone(c.primary), c.secondA...), c.secondB...))
}

// book adds a conflict to a role of some countries, once to each.
func (u *run) book(c conflict, as role, states []country.Code) {
	states = slices.Clone(states)
	slices.Sort(states)
	for _, s := range slices.Compact(states) {
		k := cell{c.year, s}
		if u.tallies[k] == nil {
			u.tallies[k] = &tally{}
		}
		u.tallies[k][as] = append(u.tallies[k][as], touch{c.id, c.line, c.intensity})
	}
}

// emit passes on all measures by year, country and definition.
func (u *run) emit() error {
	if u.last == 0 {
		return nil
	}
	for year := u.first; year <= u.last; year++ {
		for _, code := range u.system(year) {
			t := u.tallies[cell{year, code}]
			if t == nil {
				t = &tally{}
			}
			for _, m := range u.chosen {
				if err := u.observe(m, year, code, t[m.role]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// system lists the states of the Gleditsch and Ward system at the end of a year,
// and the countries that rows name beside them.
func (u *run) system(year int) []country.Code {
	var list []country.Code
	for _, code := range u.reg.Alive(year) {
		c, _ := u.reg.Country(code)
		if slices.ContainsFunc(c.GW, func(s country.CodeSpan) bool { return s.Holds(year) }) {
			list = append(list, u.reg.Continuing(code))
		}
	}
	for k := range u.tallies {
		if k.year == year {
			list = append(list, k.country)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// observe passes on one measure of one country and year.
func (u *run) observe(m measure, year int, code country.Code, found []touch) error {
	o := obs.Observation{
		Indicator: u.def.ID + "." + m.id, Country: code, Period: obs.Year(year), Release: u.file.Release,
		Ref: obs.Ref{File: u.file.Path, SHA256: u.file.SHA256, Text: "no conflict listed in this release"},
	}
	names := make([]string, 0, len(found))
	for _, t := range found {
		switch {
		case m.count:
			o.Value++
		case m.flag:
			o.Value = 1
		default:
			o.Value = max(o.Value, float64(t.intensity))
		}
		names = append(names, fmt.Sprintf("%s (intensity %d)", t.id, t.intensity))
	}
	if len(found) > 0 {
		o.Flags = obs.Derived
		o.Ref.Row, o.Ref.Rows = found[0].line, len(found)
		o.Ref.Text = source.Cut("conflicts " + strings.Join(names, ", "))
	}
	return u.sink.Observe(o)
}
