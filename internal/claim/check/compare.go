// SPDX-License-Identifier: Apache-2.0

package check

import (
	"math"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// same is the share within which two values count as equal.
const same = 0.05

// compare tests which of two has more, and how many times as much.
func (r *run) compare() {
	if len(r.cl.Versus) > 0 {
		r.things()
		return
	}
	for i := range r.measures {
		m := &r.measures[i]
		a, codes, who := r.subject(m, r.cl.Subjects)
		b, others, whom := r.subject(m, r.cl.Against)
		if len(r.cl.Against) == 1 && r.cl.Against[0].Set != nil {
			b = r.average(m, &r.cl.Against[0])
		}
		both := func(y int) (float64, bool) {
			v, ok := a(y)
			_, ok2 := b(y)
			return v, ok && ok2
		}
		if r.cl.Relation == "change" {
			if w, ok := r.changes(m, pairing{a, b, who, whom}, both); ok {
				r.figures(m, append(codes, others...), w)
			}
			continue
		}
		w, ok := r.years(m, both, r.cl.Span)
		if !ok {
			r.lack("%s for both %s and %s %s", m.tables[0].Indicator.Name, who, whom, spanText(r.cl.Span))
			continue
		}
		r.pair(m, pairing{a, b, who, whom}, w)
		r.figures(m, append(codes, others...), w)
	}
}

// average is the mean of a set, for what is said to lie above or below it.
func (r *run) average(m *measured, s *claim.Subject) getter {
	if s.Set.ID == "world" {
		return r.world(m)
	}
	return func(y int) (float64, bool) { return r.whole(m, s.Set.Countries, y) }
}

// pairing is two sides of a comparison.
type pairing struct {
	a, b      getter
	who, whom string
}

// pair adds the variants of a comparison over a window.
func (r *run) pair(m *measured, p pairing, w window) {
	if w.single() {
		va, _ := p.a(w.from)
		vb, _ := p.b(w.from)
		if va == vb && r.cl.Direction != 0 && m.concept != nil && m.concept.Unit == lexicon.YesNo {
			r.lack("a series that tells %s and %s apart, for %d", p.who, p.whom, w.from)
			return
		}
		r.say("%s in %d: %s %s, %s %s.", m.title(), w.from, p.who, m.show(va, 0), p.whom, m.show(vb, 0))
		r.add(m.weight, r.beats(m, va, vb), m.choice(), choice("window", "one year"))
		if w.present {
			for _, n := range []int{3, 5} {
				_, la := values(p.a, window{w.from - n + 1, w.from, false})
				_, lb := values(p.b, window{w.from - n + 1, w.from, false})
				if len(la) > 1 && len(lb) > 1 {
					r.add(m.weight*0.2, r.beats(m, mean(la), mean(lb)), m.choice(), choice("window", yearsText(n)))
				}
			}
		}
		return
	}
	held, count, bad := 0, 0, 0
	var la, lb []float64
	for y := w.from; y <= w.to; y++ {
		va, ok := p.a(y)
		vb, ok2 := p.b(y)
		if !ok || !ok2 {
			continue
		}
		count++
		la, lb = append(la, va), append(lb, vb)
		if r.beats(m, va, vb) {
			held++
		} else {
			bad = y
		}
	}
	if count == 0 || !covered(count, w) && (held == count || !r.cl.Every) {
		r.lack("%s for both %s and %s over %s", m.tables[0].Indicator.Name, p.who, p.whom, w)
		return
	}
	r.say("%s over %s: so in %d of %d years; means %s %s, %s %s.", m.title(), w, held, count, p.who, m.show(mean(la), 0), p.whom, m.show(mean(lb), 0))
	if bad > 0 && r.cl.Every {
		r.say("Not so in %d.", bad)
	}
	every, average := held == count, r.beats(m, mean(la), mean(lb))
	if r.cl.Every && r.cl.Not { // never: in no year
		r.add(m.weight, held > 0, m.choice(), choice("window", "every year"))
		return
	}
	if r.cl.Every {
		r.add(m.weight, every || r.cl.Almost && held*5 >= count*4, m.choice(), choice("window", "every year"))
		return
	}
	r.add(m.weight, average, m.choice(), choice("window", "mean of the years"))
	r.add(m.weight*0.2, held*2 > count, m.choice(), choice("window", "most of the years"))
}

// changes adds the variants of a comparison of how much two have risen or fallen: of
// amounts by their share of what there was, of all others by the difference; the other
// of the two, and the means of the years at both ends, are variants.
func (r *run) changes(m *measured, p pairing, both getter) (window, bool) {
	w, ok := r.years(m, both, r.trendSpan())
	if ok && !w.single() {
		w, ok = ends(both, w)
	} else {
		ok = false
	}
	if !ok {
		r.lack("%s for both %s and %s at both ends of the time", m.tables[0].Indicator.Name, p.who, p.whom)
		return w, false
	}
	a0, _ := p.a(w.from)
	a1, _ := p.a(w.to)
	b0, _ := p.b(w.from)
	b1, _ := p.b(w.to)
	r.say("%s from %d to %d: %s %s to %s, %s %s to %s.", m.title(), w.from, w.to, p.who, m.show(a0, 0), m.show(a1, 0), p.whom, m.show(b0, 0), m.show(b1, 0))
	sums := m.unit.Measure != claim.Fraction && m.unit.Measure != claim.Plain || m.unit.Counted
	absolute, relative := 1.0, 0.0
	if sums {
		absolute, relative = 0.2, 1
	}
	direction := float64(m.sign * r.cl.Direction)
	if relative > 0 && a0 > 0 && b0 > 0 {
		r.add(m.weight*relative, (a1/a0-b1/b0)*direction > 0, m.choice(), choice("change", "as a share"))
	}
	r.add(m.weight*absolute, ((a1-a0)-(b1-b0))*direction > 0, m.choice(), choice("change", "as a difference"))
	if w.to-w.from >= 6 {
		d := func(g getter) float64 {
			_, early := values(g, window{w.from, w.from + 2, false})
			_, late := values(g, window{w.to - 2, w.to, false})
			return mean(late) - mean(early)
		}
		if !sums {
			r.add(m.weight*0.2, (d(p.a)-d(p.b))*direction > 0, m.choice(), choice("window", "means of three years at both ends"))
		}
	}
	return w, true
}

// beats tells whether the first value stands to the second as the claim says.
func (r *run) beats(m *measured, a, b float64) bool {
	if r.cl.Frame == claim.Ratio && len(r.cl.Quantities) > 0 {
		q := r.cl.Quantities[0]
		if b == 0 {
			return false
		}
		// "Three times as little" does not occur; a part is a multiple below one.
		return met(a/b, q, near)
	}
	if r.cl.Direction == 0 {
		return math.Abs(a-b) <= same*math.Max(math.Abs(a), math.Abs(b))
	}
	return (a-b)*float64(m.sign*r.cl.Direction) > 0
}

// things compares two things within each subject: renewables with fossil fuels.
func (r *run) things() {
	for k := range r.cl.Versus {
		others, err := r.measuresOf(&r.cl.Versus[k])
		if err != nil || len(others) == 0 {
			r.lack("a series of the other side of the comparison")
			return
		}
		r.thing(r.measures, others)
	}
}

// thing compares the measures of one thing with those of another of the same unit.
func (r *run) thing(left, right []measured) {
	for i := range left {
		m := &left[i]
		for k := range right {
			o := &right[k]
			if o.unit != m.unit || o.tables[0].Own != m.tables[0].Own {
				continue
			}
			a, codes, who := r.subject(m, r.cl.Subjects)
			b, _, _ := r.subject(o, r.cl.Subjects)
			both := func(y int) (float64, bool) {
				v, ok := a(y)
				_, ok2 := b(y)
				return v, ok && ok2
			}
			w, ok := r.years(m, both, r.cl.Span)
			if !ok {
				r.lack("%s for %s", o.tables[0].Indicator.Name, who)
				continue
			}
			if !r.cl.Every && !w.single() { // overtook within a time: is ahead at its end
				w = trimmed(both, w)
				w.from = w.to
			}
			r.pair(m, pairing{a, b, m.title(), o.title()}, w)
			r.figures(m, codes, w)
			r.figures(o, codes, w)
			break
		}
	}
}
