// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// fewest is the number of states with figures below which a median says nothing.
const fewest = 20

// quality tests an adjective without an amount: whether the country stands in the half
// of all states that has most of it, and in the third and the two thirds, by every measure
// of the concept: one near the middle is neither so nor not.
// States with equal values stand in the middle of the places that they share.
func (r *run) quality() {
	var with, without []string
	var medians []middle
	for i := range r.measures {
		m := &r.measures[i]
		codes := r.codes(r.cl.Subjects)
		get := func(y int) (float64, bool) { return m.at(codes[0], y) }
		w, ok := r.years(m, get, r.cl.Span)
		if !ok || len(codes) != 1 {
			r.lack("%s for %s", m.tables[0].Indicator.Name, r.c.Name(codes[0]))
			continue
		}
		list := r.ranking(m, w.to, r.universe(w.to))
		place, ok := placeOf(list, codes)
		if !ok || len(list) < fewest {
			r.lack("%s for other countries in %d", m.tables[0].Indicator.Name, w.to)
			continue
		}
		stands, mid := fmt.Sprintf("%s (%d: place %d of %d", m.title(), w.to, place, len(list)), place
		if n := tied(list, place); n > 1 {
			stands += fmt.Sprintf(", which %d share", n)
			mid += (n - 1) / 2
		}
		if mid*2 <= len(list) {
			with = append(with, stands+")")
		} else {
			without = append(without, stands+")")
		}
		r.add(m.weight, mid*2 <= len(list), m.choice(), choice("bar", "the half of states of which it is most true"))
		r.add(m.weight*0.5, mid*3 <= len(list), m.choice(), choice("bar", "the third of states of which it is most true"))
		r.add(m.weight*0.5, mid*3 <= 2*len(list), m.choice(), choice("bar", "the two thirds of states of which it is most true"))
		r.figure(m, codes[0], w.to)
		r.period(window{w.to, w.to, false})
		medians = append(medians, middle{m, list[len(list)/2].code, w.to, len(list)})
	}
	r.medians(medians)
	r.sides(with, without)
}

// tied counts the entries that share a place.
func tied(list []entry, place int) int {
	n := 0
	for _, e := range list[place-1:] {
		if e.value != list[place-1].value {
			break
		}
		n++
	}
	return n
}

// middle is the state in the middle of a ranking of several.
type middle struct {
	m     *measured
	state country.Code
	year  int
	of    int
}

// medians adds the figures of the states in the middle, behind the country's own.
func (r *run) medians(list []middle) {
	for _, x := range list {
		own := len(r.out.Evidence)
		r.figure(x.m, x.state, x.year)
		for i := own; i < len(r.out.Evidence); i++ {
			r.out.Evidence[i].Note = fmt.Sprintf("median of %d states", x.of)
		}
	}
}

// sides says by which measures a country is among the half of states of which a quality
// is most true, and by which it is not.
func (r *run) sides(with, without []string) {
	const half = "mong the half of states of which it is most true by "
	switch {
	case len(without) == 0:
		r.say("A%s%s.", half, strings.Join(with, ", "))
	case len(with) == 0:
		r.say("Not a%s%s.", half, strings.Join(without, ", "))
	default:
		r.say("A%s%s. Not so by %s.", half, strings.Join(with, ", "), strings.Join(without, ", "))
	}
}
