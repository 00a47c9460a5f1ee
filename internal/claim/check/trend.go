// SPDX-License-Identifier: Apache-2.0

package check

import (
	"math"
	"sort"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// flat is the relative change below which something has barely moved; it is varied.
const flat = 0.10

// trend tests how something changed over a span: by its ends, by the means of three
// years at each end, and by the median of the slopes between all years (Theil 1950,
// Sen 1968).
func (r *run) trend() {
	first := window{}
	r.measures = r.spanning(r.measures)
	for i := range r.measures {
		m := &r.measures[i]
		get, codes, who := r.subject(m, r.cl.Subjects)
		if len(r.cl.Spans) == 2 && r.cl.Spans[0].Kind == claim.Range && r.cl.Spans[1].Kind == claim.Range {
			r.betweenSpans(m, get, who)
			continue
		}
		w, ok := r.years(m, get, r.trendSpan())
		if ok && !w.single() {
			w, ok = ends(get, w)
		} else {
			ok = false
		}
		if !ok {
			r.lack("%s for %s at both ends of the time", m.tables[0].Indicator.Name, who)
			continue
		}
		if len(r.variants) == 0 {
			first = w
		} else if w != first && m.concept != nil && !m.concept.Contested {
			continue // a second publisher whose figures end sooner says nothing of the time
		}
		r.change(m, get, w)
		r.figures(m, codes, w)
	}
}

// spanning keeps the measures with figures at both ends of the time, where there are any: one
// that ends sooner says nothing of all of it.
func (r *run) spanning(list []measured) []measured {
	s := r.trendSpan()
	if s.Kind != claim.Range || s.From == 0 || s.To == 0 || s.Last > 0 {
		return list
	}
	var out []measured
	for i := range list {
		get, _, _ := r.subject(&list[i], r.cl.Subjects)
		_, starts := get(s.From)
		if _, ends := get(s.To); starts && ends {
			out = append(out, list[i])
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// trendSpan is the span of a trend: what is said to be so "by" a year, or of the
// present, changed over the ten years before.
func (r *run) trendSpan() claim.Span {
	s := r.cl.Span
	switch s.Kind {
	case claim.By:
		return claim.Span{From: s.To - 10, To: s.To, Kind: claim.Range, Text: s.Text}
	case claim.Point:
		return claim.Span{From: s.From - 1, To: s.From, Kind: claim.Range, Text: s.Text}
	case claim.Present, "":
		return claim.Span{Last: 10, Kind: claim.Range, Text: s.Text}
	}
	return s
}

// ends moves the ends of a window to years with values, at most a quarter of it and
// three years.
func ends(get getter, w window) (window, bool) {
	slack := max(1, min(3, (w.to-w.from)/4))
	from, ok := 0, false
	for y := w.from; y <= w.from+slack && !ok; y++ {
		if _, ok = get(y); ok {
			from = y
		}
	}
	if !ok {
		return w, false
	}
	to, ok := latest(get, w.to, slack)
	return window{from, to, false}, ok && to > from
}

// change adds the variants of a trend.
func (r *run) change(m *measured, get getter, w window) {
	first, _ := get(w.from)
	last, _ := get(w.to)
	years, list := values(get, w)
	r.say("%s: %s in %d, %s in %d.", m.title(), m.show(first, 0), w.from, m.show(last, 0), w.to)
	sign := float64(m.sign)
	if r.cl.Steady {
		r.steady(m, list, sign)
		return
	}
	if first == last && r.coarse(m) {
		r.say("%s is too coarse to show a change.", m.title())
		return
	}
	r.add(m.weight, r.moved(first, last, sign), m.choice(), choice("window", "ends of the time"))
	if len(r.cl.Quantities) > 0 || r.cl.Ends || len(list) < 5 {
		return
	}
	a, b := mean(list[:3]), mean(list[len(list)-3:])
	if len(list) >= 7 {
		r.add(m.weight*0.5, r.moved(a, b, sign), m.choice(), choice("window", "means of three years at the ends"))
	}
	slope := theilSen(years, list) * float64(w.to-w.from)
	mid := median(list)
	r.add(m.weight*0.25, r.moved(mid-slope/2, mid+slope/2, sign), m.choice(), choice("window", "median slope"))
	if top, ok := turning(list); ok && r.cl.Direction != 0 { // up and down again: half of it says otherwise
		r.say("It turned in between, in %d.", years[top])
		r.add(m.weight*0.25, r.moved(first, list[top], sign), m.choice(), choice("window", "until the turning point"))
	}
}

// coarse tells whether a measure beside the first is a scale of whole steps, on which
// no change says nothing of small ones.
func (r *run) coarse(m *measured) bool {
	if r.cl.Direction == 0 || len(r.cl.Quantities) > 0 || m.concept == nil || m.concept.Unit != lexicon.Index || len(r.variants) == 0 {
		return false
	}
	for _, x := range r.c.States(0) {
		if v, ok := m.at(x, m.tables[0].Series.Reached()); ok && v != math.Trunc(v) {
			return false
		}
	}
	return true
}

// steady tests that every step goes the same way.
func (r *run) steady(m *measured, list []float64, sign float64) {
	against := 0
	for i := 1; i < len(list); i++ {
		if (list[i]-list[i-1])*sign*float64(r.cl.Direction) < 0 {
			against++
		}
	}
	whole := (list[len(list)-1] - list[0]) * sign * float64(r.cl.Direction)
	r.add(m.weight, against == 0 && whole > 0, m.choice(), choice("window", "every step"))
	r.add(m.weight*0.2, float64(against) <= 0.1*float64(len(list)-1) && whole > 0, m.choice(), choice("window", "nine steps of ten"))
}

// turning finds a point in the middle half at which a series turned: it lies beyond
// both ends by more than a tenth of its range and the movement to it is no less than
// half of the movement back.
func turning(list []float64) (int, bool) {
	low, high := extremes(list)
	span := list[high] - list[low]
	for _, k := range []int{high, low} {
		inner := k >= len(list)/5 && k < len(list)-len(list)/5
		up, down := math.Abs(list[k]-list[0]), math.Abs(list[k]-list[len(list)-1])
		if inner && span > 0 && math.Min(up, down) >= 0.4*span {
			return k, true
		}
	}
	return 0, false
}

// moved tells whether the change from one value to another is as the claim says.
func (r *run) moved(first, last, sign float64) bool {
	rel := math.Inf(1)
	if first != 0 {
		rel = (last - first) / math.Abs(first)
	}
	if r.cl.Direction == 0 {
		return math.Abs(rel) < flat
	}
	d := float64(r.cl.Direction)
	if (last-first)*sign*d <= 0 {
		return false
	}
	for _, q := range r.cl.Quantities {
		if !r.amountMoved(q, first, last) {
			return false
		}
	}
	return true
}

// amountMoved tests the amount of a change: a multiple, a share of the first value,
// points, or an amount in the unit.
func (r *run) amountMoved(q claim.Quantity, first, last float64) bool {
	switch q.Measure {
	case claim.Multiple:
		if first == 0 || last == 0 {
			return false
		}
		// More than halved is less than a half of what it was: the same as that the
		// first is more than twice the last.
		ratio := last / first
		if q.High < 1 {
			q.Low, q.High = 1/q.High, 1/q.Low
			ratio = first / last
		} else if r.cl.Direction < 0 {
			ratio = first / last
		}
		return met(ratio, q, near)
	case claim.Fraction:
		if first == 0 {
			return false
		}
		share := strict
		if q.Op == claim.About {
			share = near
		}
		return met(math.Abs(last-first)/math.Abs(first), q, share)
	case claim.Points:
		return met(math.Abs(last-first), q, strict)
	}
	return met(math.Abs(last-first), q, strict)
}

// betweenSpans compares the mean of one stretch of years with that of another.
func (r *run) betweenSpans(m *measured, get getter, who string) {
	a, b := r.cl.Spans[0], r.cl.Spans[1]
	w1, w2 := window{a.From, a.To, false}, window{b.From, b.To, false}
	_, first := values(get, w1)
	_, last := values(get, w2)
	if !covered(len(first), w1) || !covered(len(last), w2) {
		r.lack("%s for %s in both stretches of time", m.tables[0].Indicator.Name, who)
		return
	}
	r.say("%s: mean of %s %s, of %s %s.", m.title(), w1, m.show(mean(first), 0), w2, m.show(mean(last), 0))
	r.add(m.weight, r.moved(mean(first), mean(last), float64(m.sign)), m.choice(), choice("window", "means of both times"))
	_, codes := r.getter(m, r.cl.Subjects)
	r.figures(m, codes, w1)
	r.figures(m, codes, w2)
}

// theilSen is the median of the slopes between all pairs of years, which a single
// odd year does not move. Cost: quadratic in the years.
func theilSen(years []int, list []float64) float64 {
	var slopes []float64
	for i := range list {
		for k := i + 1; k < len(list); k++ {
			slopes = append(slopes, (list[k]-list[i])/float64(years[k]-years[i]))
		}
	}
	return median(slopes)
}

// median is the middle value; the mean of the two middle ones of an even number.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := append([]float64{}, list...)
	sort.Float64s(s)
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

// extremeBefore tests that the extreme of all years up to the text lies before a year.
func (r *run) extremeBefore(m *measured, get getter, last int) {
	first, _ := m.bounds()
	w := window{first, r.now(m, get, claim.Span{}), false}
	years, list := values(get, w)
	if len(list) < 5 {
		r.lack("%s over %s", m.tables[0].Indicator.Name, w)
		return
	}
	low, high := extremes(list)
	at := high
	if r.cl.Direction*m.sign < 0 {
		at = low
	}
	r.say("%s: the extreme of %d-%d is %s in %d.", m.title(), years[0], years[len(years)-1], m.show(list[at], 0), years[at])
	r.add(m.weight, years[at] <= last, m.choice())
	r.figures(m, r.codes(r.cl.Subjects), window{years[0], years[len(years)-1], false})
}

// extremeIn tests that a year was the extreme of a named time.
func (r *run) extremeIn(m *measured, get getter, year int, s claim.Span) {
	w, ok := r.years(m, get, s)
	years, list := values(get, w)
	v, has := get(year)
	if !ok || !has || !covered(len(list), w) {
		r.lack("%s over %s", m.tables[0].Indicator.Name, w)
		return
	}
	low, high := extremes(list)
	at := high
	if r.cl.Direction*m.sign < 0 {
		at = low
	}
	r.say("%s: %s in %d; the extreme of %s is %s in %d.", m.title(), m.show(v, 0), year, w, m.show(list[at], 0), years[at])
	r.add(m.weight, years[at] == year || list[at] == v, m.choice())
	r.figures(m, r.codes(r.cl.Subjects), w)
}

// peaked tests that the highest or lowest value of all years, or of a time that is
// named, fell into a stretch of years: "peaked before 2015".
func (r *run) peaked(m *measured, get getter) {
	first, last := m.bounds()
	w := window{first, min(last, max(r.now(m, get, claim.Span{}), first)), false}
	if len(r.cl.Spans) == 1 {
		w = window{max(first, r.cl.Spans[0].From), min(last, r.cl.Spans[0].To), false}
	}
	years, list := values(get, w)
	if len(list) < 3 {
		r.lack("%s over %s", m.tables[0].Indicator.Name, w)
		return
	}
	low, high := extremes(list)
	at := high
	if r.cl.Direction*m.sign < 0 {
		at = low
	}
	r.say("%s: the extreme of %d-%d is %s in %d.", m.title(), years[0], years[len(years)-1], m.show(list[at], 0), years[at])
	s := r.cl.Span
	r.add(m.weight, (s.From == 0 || years[at] >= s.From) && (s.To == 0 || years[at] <= s.To), m.choice())
	r.figures(m, r.codes(r.cl.Subjects), w)
}

// extreme tests that a year was the highest or lowest of its time.
func (r *run) extreme() {
	for i := range r.measures {
		m := &r.measures[i]
		get, codes, who := r.subject(m, r.cl.Subjects)
		if r.cl.Relation == "peak" && r.cl.Span.Kind != claim.Point {
			r.peaked(m, get)
			continue
		}
		now := r.now(m, get, r.cl.Span)
		year, from := now, 0
		switch r.cl.Span.Kind {
		case claim.Point:
			year = r.cl.Span.From
			if len(r.cl.Spans) == 1 {
				r.extremeIn(m, get, year, r.cl.Spans[0])
				continue
			}
		case claim.Since:
			from = r.cl.Span.From
		case claim.Until:
			r.extremeBefore(m, get, r.cl.Span.To)
			continue
		case claim.Range, claim.Recent, claim.By, claim.Present, claim.FirstOf, claim.SubYear:
			if r.cl.Span.Last > 0 {
				from = now - r.cl.Span.Last
			}
		}
		if r.cl.Top > 0 {
			from = year - r.cl.Top*9/10 + 1
		}
		first, _ := m.bounds()
		if from == 0 {
			from = first
		}
		year, ok := latest(get, year, 0)
		if r.cl.Span.Kind != claim.Point {
			year, ok = latest(get, now, 1)
		}
		w := window{from, year, false}
		years, list := values(get, w)
		if !ok || !covered(len(list), w) {
			r.lack("%s for %s over %s", m.tables[0].Indicator.Name, who, w)
			continue
		}
		low, high := extremes(list)
		at := high
		if r.cl.Direction*m.sign < 0 {
			at = low
		}
		v, _ := get(year)
		r.say("%s: %s in %d; the extreme of %s is %s in %d.", m.title(), m.show(v, 0), year, w, m.show(list[at], 0), years[at])
		r.add(m.weight, years[at] == year || list[at] == v, m.choice())
		r.figures(m, codes, w)
	}
}
