// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/claim"
)

// present tells whether a value means that the thing is there.
func (r *run) present(m *measured, v float64) bool {
	is := v >= m.rule.Threshold
	if m.rule.Threshold == 0 {
		is = v > 0
	}
	return is == (m.sign > 0)
}

// state tests that something was there or not, in a year, in every year, in any or
// in none.
func (r *run) state() {
	for i := range r.measures {
		m := &r.measures[i]
		m.factor = 1
		get, codes, who := r.subject(m, r.cl.Subjects)
		w, ok := r.years(m, get, r.cl.Span)
		if !ok {
			r.lack("%s for %s %s", m.tables[0].Indicator.Name, who, spanText(r.cl.Span))
			continue
		}
		if r.cl.Span.Kind == claim.Since {
			if r.cl.Not && w.to > w.from { // what has not been since 2002 may still have been in it
				w.from++
			}
			w = trimmed(get, w)
		}
		years, list := values(get, w)
		var with []int
		for k, v := range list {
			if r.present(m, v) {
				with = append(with, years[k])
			}
		}
		if len(list) == 0 || !covered(len(list), w) && !(r.cl.Not && len(with) > 0) {
			r.lack("%s for %s over %s", m.tables[0].Indicator.Name, who, w)
			continue
		}
		if len(list) == 1 {
			r.say("%s of %s in %d: %s.", m.title(), who, years[0], m.show(list[0], 0))
		} else {
			r.say("%s: %s in %d of the %d years of %s%s.", m.title(), who, len(with), len(list), w, first(with))
		}
		r.stated(m, with, len(list))
		r.figures(m, codes, w)
	}
}

// first writes the first years of a list.
func first(years []int) string {
	if len(years) == 0 {
		return ""
	}
	out := ": "
	for i, y := range years {
		if i == 6 {
			return out + ", …"
		}
		if i > 0 {
			out += ", "
		}
		out += fmt.Sprint(y)
	}
	return out
}

// stated adds the variant of a state of affairs. A claim that there was none asks
// for no year at all; add turns the result round for it.
func (r *run) stated(m *measured, with []int, n int) {
	switch {
	case r.cl.Not:
		r.add(m.weight, len(with) > 0, m.choice())
	case r.cl.Every:
		r.add(m.weight, len(with) == n, m.choice())
	default:
		r.add(m.weight, len(with) > 0, m.choice())
	}
}
