// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// carry is how many years back a figure may lie that stands for the present; byYear
// for what is said to be so by a year.
const carry, byYear = 3, 1

// enough is the share of the years of a span that must have figures before the span
// can be judged.
const enough = 0.65

// window is the years that a claim is tested on.
type window struct {
	from, to int
	// present tells that it is the last year with figures, which may be averaged
	// with those before.
	present bool
}

// single tells whether it is one year.
func (w window) single() bool { return w.from == w.to }

// String writes the years.
func (w window) String() string {
	if w.single() {
		return fmt.Sprint(w.from)
	}
	return fmt.Sprintf("%d-%d", w.from, w.to)
}

// getter is the value of a subject in a year.
type getter func(year int) (float64, bool)

// latest is the last year up to one with a value, looking back some years.
func latest(get getter, upTo, back int) (int, bool) {
	for y := upTo; y >= upTo-back; y-- {
		if _, ok := get(y); ok {
			return y, true
		}
	}
	return 0, false
}

// now is the last full year before the text, or the last year with a value where the
// text has no date, or speaks of years after it.
func (r *run) now(m *measured, get getter, s claim.Span) int {
	_, last := m.bounds()
	newest, ok := latest(get, last, 400)
	if !ok {
		newest = last
	}
	if r.year == 0 || s.From > r.year || s.To > r.year {
		return newest
	}
	return r.year
}

// years finds the years that a span means for a subject.
func (r *run) years(m *measured, get getter, s claim.Span) (window, bool) {
	now := r.now(m, get, s)
	switch s.Kind {
	case claim.Point:
		_, ok := get(s.From)
		return window{s.From, s.From, false}, ok
	case claim.By:
		y, ok := latest(get, s.To, byYear)
		return window{y, y, false}, ok
	case claim.Range:
		if s.Last > 0 {
			return window{now - s.Last, now, false}, true
		}
		_, last := m.bounds()
		return window{s.From, max(s.From, min(s.To, last)), false}, true
	case claim.Recent:
		return window{now - s.Last + 1, now, false}, true
	case claim.FirstOf:
		y, ok := latest(get, now-s.Last+1, 2)
		return window{y, y, false}, ok
	case claim.Since:
		return window{s.From, max(now, s.From), false}, true
	case claim.Until:
		first, _ := m.bounds()
		return window{first, s.To, false}, true
	}
	y, ok := latest(get, now, carry)
	return window{y, y, true}, ok
}

// values lists the values within a window.
func values(get getter, w window) (years []int, list []float64) {
	for y := w.from; y <= w.to; y++ {
		if v, ok := get(y); ok {
			years, list = append(years, y), append(list, v)
		}
	}
	return years, list
}

// trimmed leaves out the years at the end of an open span that no figure has reached
// yet, where only a few are missing.
func trimmed(get getter, w window) window {
	if y, ok := latest(get, w.to, carry); ok && y >= w.from {
		w.to = y
	}
	return w
}

// covered tells whether enough years of a window have values.
func covered(n int, w window) bool {
	return n > 0 && float64(n) >= enough*float64(w.to-w.from+1)
}

// mean is the arithmetic mean.
func mean(list []float64) float64 { return sum(list) / float64(len(list)) }

// sum adds values.
func sum(list []float64) float64 {
	total := 0.0
	for _, v := range list {
		total += v
	}
	return total
}

// getters makes the getter of a subject: a country, a set taken as a whole, or
// several countries together.
func (r *run) getter(m *measured, subjects []claim.Subject) (getter, []country.Code) {
	codes := r.codes(subjects)
	if len(codes) == 1 {
		return func(y int) (float64, bool) { return m.at(codes[0], y) }, codes
	}
	return func(y int) (float64, bool) { return r.whole(m, codes, y) }, codes
}

// codes lists the countries of subjects; the world is World where a table has it.
func (r *run) codes(subjects []claim.Subject) []country.Code {
	var out []country.Code
	for _, s := range subjects {
		switch {
		case s.Country != "":
			out = append(out, s.Country)
		case s.Set != nil && s.Set.ID == "world":
			out = append(out, claim.World)
		case s.Set != nil:
			out = append(out, s.Set.Countries...)
		}
	}
	return out
}

// whole is the value of several countries together: the sum of counts and amounts,
// the mean weighted by population of shares and rates. Nine tenths of the
// population, or of the countries, must have a value.
func (r *run) whole(m *measured, codes []country.Code, year int) (float64, bool) {
	adds := !(m.concept != nil && r.isPerHead(m.concept.ID)) && m.unit.Measure != claim.Fraction && (m.unit.Counted || m.unit.Measure != claim.Plain) && m.head == nil
	total, weight, have, want := 0.0, 0.0, 0.0, 0.0
	people, _ := r.c.Store.Table(r.c.Population)
	for _, c := range codes {
		n := 1.0
		if people != nil {
			if v, ok := people.At(c, year); ok {
				n = v
			}
		}
		want += n
		v, ok := m.at(c, year)
		if !ok {
			continue
		}
		have += n
		if adds {
			total += v
		} else {
			total, weight = total+v*n, weight+n
		}
	}
	if want == 0 || have < 0.9*want || len(codes) == 2 && have < want {
		return 0, false
	}
	if adds {
		return total, true
	}
	return total / weight, true
}

// world is the value of the world: the source's own, or that of all states together.
func (r *run) world(m *measured) getter {
	return func(y int) (float64, bool) {
		if v, ok := m.at(claim.World, y); ok {
			return v, true
		}
		return r.whole(m, r.c.States(y), y)
	}
}

// subject is the getter of the claim's subjects, the codes whose figures are
// evidence, and how a reader knows them.
func (r *run) subject(m *measured, subjects []claim.Subject) (getter, []country.Code, string) {
	if len(subjects) == 1 && subjects[0].Set != nil && subjects[0].Set.ID == "world" {
		return r.world(m), []country.Code{claim.World}, "the world"
	}
	get, codes := r.getter(m, subjects)
	name := ""
	for i, s := range subjects {
		if i > 0 {
			name += " and "
		}
		if s.Country != "" {
			name += r.c.Name(s.Country)
		} else {
			name += s.Name
		}
	}
	return get, codes, name
}
