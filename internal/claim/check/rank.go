// SPDX-License-Identifier: Apache-2.0

package check

import (
	"slices"
	"sort"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// small is the population below which a state is left out in the variant without the
// smallest states.
const small = 1e6

// fewTied is the number of states that may share a place without it meaning nothing.
const fewTied = 3

// entry is a country's value in a ranking.
type entry struct {
	code  country.Code
	value float64
}

// ranking lists the values of a set of countries in a year, the claim's side first.
// Ties stand in the order of the codes.
func (r *run) ranking(m *measured, year int, codes []country.Code) []entry {
	var out []entry
	for _, c := range codes {
		if v, ok := m.at(c, year); ok {
			out = append(out, entry{c, v})
		}
	}
	d := float64(m.sign)
	if r.cl.Direction < 0 {
		d = -d
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].value*d > out[j].value*d })
	return out
}

// placeOf is the best place of some countries, counting from 1; equal values share a
// place.
func placeOf(list []entry, codes []country.Code) (int, bool) {
	for i, e := range list {
		if !slices.Contains(codes, e.code) {
			continue
		}
		for i > 0 && list[i-1].value == e.value {
			i--
		}
		return i + 1, true
	}
	return 0, false
}

// universe lists the countries that a rank is among, and the subjects if the set
// lacks them.
func (r *run) universe(year int) []country.Code {
	codes := r.c.States(year)
	if r.cl.Scope != nil {
		codes = slices.Clone(r.cl.Scope.Countries)
	}
	for _, s := range r.cl.Subjects {
		if s.Country != "" && !slices.Contains(codes, s.Country) {
			codes = append(codes, s.Country)
		}
	}
	return codes
}

// rank tests who has most or least, which place one has, and who is among the most.
func (r *run) rank() {
	if len(r.cl.Versus) > 0 {
		r.things()
		return
	}
	for i := range r.measures {
		m := &r.measures[i]
		codes := r.codes(r.cl.Subjects)
		get := func(y int) (float64, bool) {
			for _, c := range codes {
				if v, ok := m.at(c, y); ok {
					return v, true
				}
			}
			return 0, false
		}
		w, ok := r.years(m, get, r.cl.Span)
		if !ok {
			r.lack("%s for %s %s", m.tables[0].Indicator.Name, r.c.Name(codes[0]), spanText(r.cl.Span))
			continue
		}
		if w.single() {
			r.rankIn(m, w)
		} else {
			r.rankOver(m, get, w)
		}
	}
}

// rankIn tests a rank in one year, among all states and among those that are not
// small.
func (r *run) rankIn(m *measured, w window) {
	codes := r.codes(r.cl.Subjects)
	list := r.ranking(m, w.from, r.universe(w.from))
	place, ok := placeOf(list, codes)
	if !ok || len(list) < 2 {
		r.lack("%s for the other countries in %d", m.tables[0].Indicator.Name, w.from)
		return
	}
	if r.cl.Frame == claim.Rank && tied(list, place) > max(fewTied, len(list)/20) {
		r.lack("a series that tells those with most apart, for %d", w.from)
		return
	}
	r.say("%s in %d: place %d of %d; first is %s with %s, %s has %s.", m.title(), w.from, place, len(list),
		r.c.Name(list[0].code), m.show(list[0].value, 0), r.c.Name(codes[0]), r.showAt(m, codes, w.from))
	r.places(m, list, 1, "all states")
	if r.cl.Scope == nil {
		if large := r.large(list, w.from, codes); len(large) < len(list) && len(large) > 10 {
			r.places(m, large, 0.2, "states above one million")
		}
	}
	for _, c := range codes {
		r.figure(m, c, w.from)
	}
	for k := 0; k < 2 && k < len(list); k++ {
		r.figure(m, list[k].code, w.from)
	}
	r.period(w)
}

// showAt is the value of the first subject that has one.
func (r *run) showAt(m *measured, codes []country.Code, year int) string {
	for _, c := range codes {
		if v, ok := m.at(c, year); ok {
			return m.show(v, 0)
		}
	}
	return "none"
}

// large leaves out small states, but for the subjects.
func (r *run) large(list []entry, year int, keep []country.Code) []entry {
	people, err := r.c.Store.Table(r.c.Population)
	if err != nil || people == nil {
		return list
	}
	var out []entry
	for _, e := range list {
		n, ok := people.At(e.code, year)
		if slices.Contains(keep, e.code) || !ok || n >= small {
			out = append(out, e)
		}
	}
	return out
}

// places adds the variants of a rank within a list.
func (r *run) places(m *measured, list []entry, weight float64, set string) {
	place, ok := placeOf(list, r.codes(r.cl.Subjects))
	if !ok {
		return
	}
	n := len(list)
	within := func(k int) bool { return place <= k }
	switch {
	case r.cl.Frame == claim.OneOf && r.cl.Top > 0:
		r.add(m.weight*weight, within(r.cl.Top), m.choice(), choice("set", set))
	case r.cl.Frame == claim.OneOf:
		r.add(m.weight*weight, within(max(1, (n+9)/10)), m.choice(), choice("set", set), choice("among", "tenth"))
		r.add(m.weight*weight*0.15, within(5), m.choice(), choice("set", set), choice("among", "first five"))
		r.add(m.weight*weight*0.35, within((n+3)/4), m.choice(), choice("set", set), choice("among", "quarter"))
	default:
		want := max(1, r.cl.Place)
		r.add(m.weight*weight, place == want, m.choice(), choice("set", set))
	}
}

// rankOver tests a rank over several years: by the means, or in each.
func (r *run) rankOver(m *measured, get getter, w window) {
	if r.cl.Span.Kind != claim.Range || r.cl.Span.Last > 0 {
		w = trimmed(get, w)
	}
	held, count := 0, 0
	for y := w.from; y <= w.to; y++ {
		list := r.ranking(m, y, r.universe(y))
		place, ok := placeOf(list, r.codes(r.cl.Subjects))
		if !ok || len(list) < 2 {
			continue
		}
		count++
		if place == max(1, r.cl.Place) || r.cl.Frame == claim.OneOf && place <= max(r.cl.Top, (len(list)+9)/10) {
			held++
		}
		r.figure(m, list[0].code, y)
	}
	if !covered(count, w) {
		r.lack("%s over %s", m.tables[0].Indicator.Name, w)
		return
	}
	r.say("%s over %s: so in %d of %d years.", m.title(), w, held, count)
	if r.cl.Every {
		r.add(m.weight, held == count, m.choice(), choice("window", "every year"))
	} else {
		r.add(m.weight, held*2 > count, m.choice(), choice("window", "most of the years"))
	}
	r.figures(m, r.codes(r.cl.Subjects), w)
}

// exception tests that one alone of a set is so.
func (r *run) exception() {
	if r.cl.Relation == "trend" || r.cl.Scope == nil || len(r.cl.Quantities) == 0 && r.cl.Relation != string(claim.Conflict) {
		r.lack("a condition that the others do not meet")
		return
	}
	codes := r.codes(r.cl.Subjects)
	for i := range r.measures {
		m := &r.measures[i]
		get := func(y int) (float64, bool) { return m.at(codes[0], y) }
		w, ok := r.years(m, get, r.cl.Span)
		if !ok {
			r.lack("%s for %s %s", m.tables[0].Indicator.Name, r.c.Name(codes[0]), spanText(r.cl.Span))
			continue
		}
		r.alone(m, codes, w)
	}
}

// alone counts who else meets the condition over a window.
func (r *run) alone(m *measured, codes []country.Code, w window) {
	meets := func(c country.Code) (bool, bool) {
		_, list := values(func(y int) (float64, bool) { return m.at(c, y) }, w)
		for _, v := range list {
			if !r.condition(m, v) {
				return false, true
			}
		}
		return len(list) > 0, len(list) > 0
	}
	var others []country.Code
	known := 0
	for _, c := range r.universe(w.to) {
		is, ok := meets(c)
		if !ok {
			continue
		}
		known++
		if is && !slices.Contains(codes, c) {
			others = append(others, c)
		}
	}
	self := true
	for _, c := range codes {
		is, ok := meets(c)
		self = self && is && ok
	}
	if known < 2 {
		r.lack("%s for the other countries", m.tables[0].Indicator.Name)
		return
	}
	switch {
	case !self:
		r.say("%s in %s: %s itself has %s.", m.title(), w, r.c.Name(codes[0]), r.showAt(m, codes, w.to))
	case len(others) > 0:
		r.say("%s in %s: so too of %d others, as of %s with %s.", m.title(), w, len(others), r.c.Name(others[0]), r.showAt(m, others[:1], w.to))
	default:
		r.say("%s in %s: so of none of the %d others with figures.", m.title(), w, known-len(codes))
	}
	alone := self && len(others) == 0
	if r.cl.Relation == string(claim.Conflict) && r.cl.Not { // the denial is part of what the others are not
		alone = !alone
	}
	r.add(m.weight, alone, m.choice(), choice("window", "the time named"))
	r.figures(m, codes, w)
	for k, c := range append(others, r.universe(w.to)...) {
		if k < 12 {
			r.figure(m, c, w.to)
		}
	}
}

// condition tells whether a value meets what is said of the only one.
func (r *run) condition(m *measured, v float64) bool {
	if r.cl.Relation == string(claim.Conflict) {
		return r.present(m, v) != r.cl.Not
	}
	return met(v, r.cl.Quantities[0], strict)
}
