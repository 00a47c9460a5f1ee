// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// near is the share within which "about" holds; loose and strict are variants of it.
const near, loose, strict = 0.10, 0.15, 0.05

// far is the share beyond a bound from which a value lies far or well beyond it.
const far = 0.03

// met tells whether a value meets a bound, with a share of tolerance for what is
// said to be about or equal.
func met(v float64, q claim.Quantity, share float64) bool {
	low, high := q.Low, q.High
	if high < 0 && (q.Op == claim.Nearly || q.Op == claim.JustAbove) { // nearly a third less
		q.Low, q.High = -high, -low
		return met(-v, q, share)
	}
	tol := tolerance(q.Number, share)
	tiny := 1e-9 * math.Max(1, math.Abs(high))
	switch q.Op {
	case claim.Above:
		return v > high+tiny
	case claim.Below:
		return v < low-tiny
	case claim.AtLeast:
		return v >= low-tiny
	case claim.AtMost:
		return v <= high+tiny
	case claim.FarAbove:
		return v > high*(1+far)
	case claim.FarBelow:
		return v < low*(1-far)
	case claim.Nearly:
		return v >= low*0.9-tiny && v <= high+q.Step/2
	case claim.JustAbove:
		return v >= low-tiny && v <= high*1.1+tiny
	}
	return v >= low-tol-tiny && v <= high+tol+tiny
}

// slack is a tolerance that a variant takes.
type slack struct {
	share, weight float64
	name          string
}

// slacks lists the tolerances of a bound, the headline's first.
func slacks(q claim.Quantity) []slack {
	switch q.Op {
	case claim.About:
		return []slack{{near, 1, "within 10 %"}, {strict, 0.25, "within 5 %"}, {loose, 0.25, "within 15 %"}}
	case claim.Equal:
		if q.Low == 0 && q.High == 0 {
			return []slack{{0, 1, "exact"}}
		}
		return []slack{{strict, 1, "as written, or within 5 %"}, {0, 0.2, "as written"}, {near, 0.2, "within 10 %"}}
	}
	return []slack{{0, 1, "as written"}}
}

// level tests an amount.
func (r *run) level() {
	if len(r.cl.Quantities) == 0 {
		r.lack("an amount to compare with")
		return
	}
	q := r.cl.Quantities[0]
	for i := range r.measures {
		m := &r.measures[i]
		get, codes, who := r.subject(m, r.cl.Subjects)
		if r.cl.Per > 0 && !m.perTime(r.cl.Per) {
			inner := get
			get = func(y int) (float64, bool) { v, ok := inner(y); return v / r.cl.Per, ok }
		}
		w, ok := r.years(m, get, r.cl.Span)
		if !ok {
			r.lack("%s for %s %s", m.tables[0].Indicator.Name, who, spanText(r.cl.Span))
			continue
		}
		n := len(r.variants)
		switch {
		case w.single():
			r.oneYear(m, get, w, q)
		case r.cl.Every:
			r.everyYear(m, get, w, q)
		default:
			r.overYears(m, get, w, q)
		}
		if len(r.variants) == n {
			r.lack("%s for %s over %s", m.tables[0].Indicator.Name, who, w)
			continue
		}
		r.figures(m, codes, w)
	}
}

// perTime tells whether a series is so much in a stretch of time already, of which there
// are so many in a year: dollars a day.
func (m *measured) perTime(per float64) bool {
	stretches := map[float64][]string{365.25: {"per day", "a day", "daily"}, 12: {"per month", "a month", "monthly"}}
	text := strings.ToLower(m.title() + " " + string(m.tables[0].Indicator.Unit))
	return slices.ContainsFunc(stretches[per], func(w string) bool { return strings.Contains(text, w) })
}

// spanText writes the time that has no figures.
func spanText(s claim.Span) string {
	switch {
	case s.From != 0 && s.From == s.To:
		return fmt.Sprintf("in %d", s.From)
	case s.From != 0 || s.To != 0:
		return fmt.Sprintf("over %s", s.Text)
	}
	return "in the last years before the text"
}

// oneYear tests the value of a year; what is said of the present also as a mean.
func (r *run) oneYear(m *measured, get getter, w window, q claim.Quantity) {
	v, ok := get(w.from)
	if !ok {
		return
	}
	r.say("%s: %s in %d.", m.title(), m.show(v, r.cl.Per), w.from)
	windows := []struct {
		years  int
		weight float64
	}{{1, 1}}
	if w.present {
		windows = append(windows, struct {
			years  int
			weight float64
		}{3, 0.25}, struct {
			years  int
			weight float64
		}{5, 0.15})
	}
	for _, x := range windows {
		value := v
		if x.years > 1 {
			_, list := values(get, window{w.from - x.years + 1, w.from, false})
			if len(list) < 2 {
				continue
			}
			value = mean(list)
		}
		for _, s := range slacks(q) {
			r.add(m.weight*x.weight*s.weight, met(value, q, s.share), m.choice(), choice("window", yearsText(x.years)), choice("tolerance", s.name))
		}
	}
}

// yearsText names a window.
func yearsText(n int) string {
	if n == 1 {
		return "one year"
	}
	return fmt.Sprintf("mean of %d years", n)
}

// everyYear tests each year of a span. One year that breaks the claim is enough to
// contradict it; to support it enough years must have figures.
func (r *run) everyYear(m *measured, get getter, w window, q claim.Quantity) {
	if r.cl.Span.Kind != claim.Range || r.cl.Span.Last > 0 {
		w = trimmed(get, w)
	}
	years, list := values(get, w)
	if len(list) == 0 {
		return
	}
	for _, s := range slacks(q) {
		breaks, first := 0, 0
		for i, v := range list {
			if !met(v, q, s.share) {
				if breaks == 0 {
					first = i
				}
				breaks++
			}
		}
		allowed := 0
		if r.cl.Almost {
			allowed = max(1, len(list)/5)
		}
		holds := breaks <= allowed
		if holds && !covered(len(list), w) {
			return
		}
		if breaks > 0 {
			r.say("%s: not so in %d of %d years, as in %d with %s.", m.title(), breaks, len(list), years[first], m.show(list[first], r.cl.Per))
		} else {
			low, high := extremes(list)
			r.say("%s: between %s and %s in all %d years with figures of %s.", m.title(), m.show(list[low], r.cl.Per), m.show(list[high], r.cl.Per), len(list), w)
		}
		r.add(m.weight*s.weight, holds, m.choice(), choice("window", "every year"), choice("tolerance", s.name))
	}
}

// extremes are the places of the least and the greatest value.
func extremes(list []float64) (low, high int) {
	for i, v := range list {
		if v < list[low] {
			low = i
		}
		if v > list[high] {
			high = i
		}
	}
	return low, high
}

// overYears tests an amount over several years: the sum of what happens in each, or
// the mean of what is so in each, with each single year as a variant.
func (r *run) overYears(m *measured, get getter, w window, q claim.Quantity) {
	if r.cl.Span.Kind == claim.Since || r.cl.Span.Last > 0 {
		w = trimmed(get, w)
	}
	_, list := values(get, w)
	if len(list) == 0 {
		return
	}
	value, how := mean(list), "mean of the years"
	adds := m.flow() && r.cl.Per == 0 && !r.cl.Yearly
	if adds {
		value, how = sum(list), "sum of the years"
	}
	reached := adds && (q.Op == claim.Above || q.Op == claim.AtLeast) && met(value, q, 0)
	broken := adds && (q.Op == claim.Below || q.Op == claim.AtMost || q.Low == 0 && q.High == 0) && !met(value, q, 0)
	if !covered(len(list), w) && !reached && !broken && r.cl.Span.Kind != claim.Recent {
		return
	}
	r.say("%s: %s as %s %s.", m.title(), m.show(value, r.cl.Per), how, w)
	for _, s := range slacks(q) {
		r.add(m.weight*s.weight, met(value, q, s.share), m.choice(), choice("window", how), choice("tolerance", s.name))
	}
	if adds {
		return
	}
	all, part := true, 0
	for _, v := range list {
		if met(v, q, near) {
			part++
		} else {
			all = false
		}
	}
	r.add(m.weight*0.2, all || part*2 > len(list), m.choice(), choice("window", "most of the years"), choice("tolerance", "within 10 %"))
}

// choice names the measure as a choice.
func (m *measured) choice() claim.Choice { return choice("series", m.name()) }

// title is the measure for a reader.
func (m *measured) title() string {
	out := ""
	for i, t := range m.tables {
		if i > 0 {
			out += " + "
		}
		out += t.Indicator.Name
	}
	if m.head != nil {
		out += ", per inhabitant"
	}
	return out
}

// show writes a value in the measure's own unit.
func (m *measured) show(v, per float64) string {
	if m.times != nil {
		return plain(v) + " people, by the share of the population"
	}
	raw := v
	if m.factor != 0 {
		raw /= m.factor
	}
	if m.rule.Transform == lexicon.Reverse { // what the series says, not what it leaves
		raw = 100 - raw
	}
	unit := string(m.tables[0].Indicator.Unit)
	switch per {
	case 0:
	case 8766:
		unit += " an hour"
	case 365.25:
		unit += " a day"
	default:
		unit += fmt.Sprintf(" in one of %g parts of a year", per)
	}
	if m.world {
		return plain(v*100) + " % of that of " + m.of
	}
	if m.head != nil {
		return fmt.Sprintf("%s %s per inhabitant", plain(raw), unit)
	}
	return fmt.Sprintf("%s %s", plain(raw), unit)
}

// plain writes a number with up to four significant digits, large ones whole.
func plain(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e5:
		return grouped(v)
	case a >= 1000:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

// grouped writes a whole number with commas.
func grouped(v float64) string {
	s := fmt.Sprintf("%.0f", math.Abs(v))
	out := ""
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			out += ","
		}
		out += s[i : i+1]
	}
	if v < 0 {
		return "-" + out
	}
	return out
}
