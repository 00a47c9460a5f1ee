// SPDX-License-Identifier: Apache-2.0

package check

import (
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// measured is one way of measuring what a claim asks: a table, or the sum of
// several.
type measured struct {
	// tables add up; one for most.
	tables  []*claim.Table
	rule    lexicon.Measure
	concept *lexicon.Concept
	unit    Unit
	// factor turns values into the unit of the claim's number; head divides by
	// population first.
	factor float64
	head   *claim.Table
	// times multiplies by population, to count people of a share.
	times  *claim.Table
	sign   int
	weight float64
	role   lexicon.Role
	// world tells that values are shares of a total, the world's or of names whose;
	// totals computes it.
	world  bool
	of     string
	totals func(m *measured, year int) (float64, bool)
}

// name identifies the measure as a choice.
func (m *measured) name() string {
	out := ""
	for i, t := range m.tables {
		if i > 0 {
			out += " + "
		}
		out += t.Indicator.ID
	}
	return out
}

// at is the value of a country in a year, in the unit of the claim.
func (m *measured) at(c country.Code, year int) (float64, bool) {
	total := 0.0
	for _, t := range m.tables {
		v, ok := t.At(c, year)
		if !ok {
			return 0, false
		}
		total += v
	}
	switch m.rule.Transform {
	case lexicon.Reverse:
		total = 100 - total
	case lexicon.AsIs, lexicon.PerHead, lexicon.ShareOfWorld:
	}
	if m.rule.Scale != 0 {
		total *= m.rule.Scale
	}
	if m.head != nil {
		people, ok := m.head.At(c, year)
		if !ok || people <= 0 {
			return 0, false
		}
		total /= people
	}
	if m.times != nil {
		people, ok := m.times.At(c, year)
		if !ok {
			return 0, false
		}
		total *= people
	}
	if m.world {
		all, ok := m.worldTotal(year)
		if !ok || all == 0 {
			return 0, false
		}
		return total / all, true
	}
	return total * m.factor, true
}

// worldTotal is what a share of the world is a share of.
func (m *measured) worldTotal(year int) (float64, bool) {
	whole := *m
	whole.world, whole.factor = false, 1
	return m.totals(&whole, year)
}

// bounds is the span of years that the tables share.
func (m *measured) bounds() (first, last int) {
	first, last = m.tables[0].Series.First, m.tables[0].Series.Reached()
	for _, t := range m.tables[1:] {
		first, last = max(first, t.Series.First), min(last, t.Series.Reached())
	}
	return first, last
}

// flow tells whether the values of years add up.
func (m *measured) flow() bool {
	if m.concept != nil && m.concept.Flow {
		return true
	}
	return m.tables[0].Own && m.unit.Counted && slices.Contains(flows, string(m.tables[0].Indicator.Unit))
}

// flows are units of the user's series that count what happened in a year.
var flows = []string{"deaths", "attacks", "cases", "homicides", "injuries", "births"}

// resolve finds the measures of all that a claim asks.
func (r *run) resolve() error {
	groups := make([][]measured, 0, len(r.cl.Asks))
	for i := range r.cl.Asks {
		found, err := r.measuresOf(&r.cl.Asks[i])
		if err != nil {
			return err
		}
		groups = append(groups, found)
	}
	switch {
	case len(groups) == 0:
	case len(groups) == 1:
		r.measures = groups[0]
	default:
		r.measures = sums(groups)
	}
	return nil
}

// sums pairs the measures of several asks: first with first of the same source.
func sums(groups [][]measured) []measured {
	var out []measured
	for _, first := range groups[0] {
		joined := first
		complete := true
		for _, others := range groups[1:] {
			k := slices.IndexFunc(others, func(o measured) bool {
				return o.unit == first.unit && o.tables[0].Own == first.tables[0].Own
			})
			if k < 0 {
				complete = false
				break
			}
			joined.tables = append(slices.Clone(joined.tables), others[k].tables...)
		}
		if complete {
			out = append(out, joined)
		}
	}
	return out
}

// measuresOf finds the measures of one ask: the lexicon's, in its order, then series
// of the user's own.
func (r *run) measuresOf(a *claim.Ask) ([]measured, error) {
	var out []measured
	own := *a // what the claim asks is shared with others of the sentence
	a = &own
	concept, _ := r.c.Lexicon.Concept(a.Concept)
	if a.PerHead && concept != nil && concept.PerHead != "" {
		concept, _ = r.c.Lexicon.Concept(concept.PerHead)
		a.PerHead = false
	}
	if a.PerHead && concept != nil && r.isPerHead(concept.ID) {
		a.PerHead = false
	}
	query := claim.Query{Words: a.Words}
	if len(a.Narrow) > 0 {
		// Only a part of the concept is meant; what names that part measures it.
		if r.c.Own != nil {
			query.Words = append(slices.Clone(a.Words), a.Narrow...)
			query.Must = a.Narrow
			out = r.own(out, a, nil, query)
		}
		return weighed(direct(out)), nil
	}
	if r.c.Own != nil && len(a.All) > 0 {
		// The whole title of a series of the user's stands in the claim.
		var phrase []string
		if concept != nil && len(concept.Measures) > 0 {
			// Something else measures it: the title has to say more than the concept's names.
			phrase = r.c.Units.Stems(concept.Names)
		}
		if out = r.own(out, a, nil, claim.Query{All: a.All, Phrase: phrase, Known: a.Phrase}); len(out) > 0 {
			return out, nil
		}
	}
	if concept != nil {
		for _, m := range concept.Measures {
			t, err := r.c.Store.Table(m.Indicator)
			if err != nil {
				return nil, err
			}
			if t != nil {
				out = r.admit(out, a, candidate{concept, m, t})
			}
		}
		query.Titles = concept.Own
		r.out.Notes = appendNote(r.out.Notes, concept.Notes)
	}
	if r.c.Own != nil && (concept == nil || len(concept.Own) > 0) {
		out = r.own(out, a, concept, query)
	}
	if r.c.Own != nil && len(out) == 0 && concept != nil {
		// The concept is measured in another unit than the claim names; the words of
		// the claim may find a series in that unit.
		if out = r.own(out, a, nil, claim.Query{All: a.All, Known: a.Phrase}); len(out) == 0 {
			out = r.own(out, a, nil, claim.Query{Words: append(strings.Split(concept.ID, "_"), a.Words...)})
		}
	}
	found := direct(out)
	r.spare = weighed(slices.DeleteFunc(slices.Clone(out), func(m measured) bool { return len(found) == len(out) || m.role != lexicon.Proxy }))
	return weighed(found), nil
}

// isPerHead tells whether a concept is an amount per inhabitant already.
func (r *run) isPerHead(id string) bool {
	for i := range r.c.Lexicon.Concepts {
		if r.c.Lexicon.Concepts[i].PerHead == id {
			return true
		}
	}
	return false
}

// closeScore is the distance in score within which two of the user's series both
// answer.
const closeScore = 0.06

// own admits the user's series that answer a query best among those whose unit fits.
func (r *run) own(out []measured, a *claim.Ask, concept *lexicon.Concept, q claim.Query) []measured {
	best, first, each := -1.0, Unit{}, false
	for _, match := range r.c.Own.Find(q) {
		if best >= 0 && match.Score < best-closeScore {
			break
		}
		rule := lexicon.Measure{Indicator: match.Table.Indicator.ID, Role: lexicon.Direct, Polarity: "+"}
		if match.Table.Inverse {
			rule.Polarity = "-"
		}
		if concept != nil && !r.expected(concept, match.Table) {
			continue
		}
		unit := r.c.Units.Of(string(match.Table.Indicator.Unit))
		if best >= 0 && (unit != first || perUnit(match.Table) != each) {
			continue // two series of one thing are in one unit
		}
		before := len(out)
		out = r.admit(out, a, candidate{concept, rule, match.Table})
		if len(out) > before && best < 0 {
			best, first, each = match.Score, unit, perUnit(match.Table)
		}
	}
	return out
}

// ofPeople turns a share of the population into people, where the claim counts them:
// "fewer than ten million Indians had no electricity".
func (r *run) ofPeople(m *measured, q claim.Quantity) bool {
	unit := strings.ToLower(string(m.tables[0].Indicator.Unit))
	if m.unit.Measure != claim.Fraction || q.Measure != claim.Plain || q.Role == claim.Change || q.Op == claim.AtLeast || q.Low < 1000 || unit != "% of population" {
		return false
	}
	people, err := r.c.Store.Table(r.c.Population)
	if err != nil || people == nil {
		return false
	}
	m.times, m.factor = people, m.unit.Factor
	return true
}

// perUnit tells whether a series is an amount for each of something.
func perUnit(t *claim.Table) bool {
	return strings.Contains(strings.ToLower(string(t.Indicator.Unit)), " per ")
}

// perPerson tells whether the title or unit of a series says that it is divided by
// people.
func perPerson(t *claim.Table) bool {
	text := strings.ToLower(t.Indicator.Name + " " + string(t.Indicator.Unit))
	for _, w := range []string{"per capita", "per person", "per head", "per inhabitant", "per people"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// saysEach tells whether the words of a claim say that an amount is one for each of
// something; a claim whose words are not known may.
func saysEach(a *claim.Ask) bool {
	if len(a.All) == 0 || a.PerHead {
		return true
	}
	for _, w := range []string{"per", "each", "every", "capita", "head", "person", "a", "average"} {
		if slices.Contains(a.All, w) {
			return true
		}
	}
	return false
}

// expected tells whether a series of the user's is in the kind of unit that the
// concept is measured in.
func (r *run) expected(concept *lexicon.Concept, t *claim.Table) bool {
	u := r.c.Units.Of(string(t.Indicator.Unit))
	perUnit := perUnit(t)
	switch concept.Unit {
	case lexicon.Percent:
		return u.Measure == claim.Fraction
	case lexicon.Rate:
		return u.Measure == claim.Fraction || perUnit
	case lexicon.Count:
		return u.Measure == claim.Plain && !perUnit
	case lexicon.Money:
		return u.Measure == claim.Money
	case lexicon.Index, lexicon.Years, lexicon.YesNo:
		return u.Measure == claim.Plain
	}
	return u.Measure != claim.Fraction || perUnit
}

// appendNote adds a note once.
func appendNote(notes []string, note string) []string {
	if note == "" || slices.Contains(notes, note) {
		return notes
	}
	return append(notes, note)
}

// second is the weight of measures that repeat what the first measures, beside the
// first's 1: a second publisher's figure shows dissent and does not outvote.
const second = 0.5

// weighed gives the first measure its full weight and the others of an uncontested
// concept less.
func weighed(list []measured) []measured {
	for i := range list {
		if i > 0 && list[i].role == lexicon.Direct {
			list[i].weight = second
		}
	}
	return list
}

// direct drops proxies where there is something direct.
func direct(list []measured) []measured {
	var out []measured
	for _, m := range list {
		if m.role != lexicon.Proxy {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// candidate is a table that may measure a concept, and how.
type candidate struct {
	concept *lexicon.Concept
	rule    lexicon.Measure
	table   *claim.Table
}

// admit adds a table as a measure where its unit fits the claim's number.
func (r *run) admit(out []measured, a *claim.Ask, x candidate) []measured {
	concept, rule, t := x.concept, x.rule, x.table
	m := measured{tables: []*claim.Table{t}, rule: rule, concept: concept, unit: r.c.Units.Of(string(t.Indicator.Unit)), sign: 1, weight: 1, role: rule.Role}
	if rule.Scale != 0 && m.unit.Measure == claim.Fraction {
		m.unit.Factor = 0.01
	}
	if !rule.Positive() && rule.Transform != lexicon.Reverse { // what is reversed is turned already
		m.sign = -1
	}
	m.factor = m.unit.Factor
	m.of = "the world"
	m.totals = func(m *measured, year int) (float64, bool) { return r.world(m)(year) }
	if set := r.cl.Of; set != nil && set.ID != "world" {
		m.of = set.Name
		m.totals = func(m *measured, year int) (float64, bool) { return r.whole(m, set.Countries, year) }
	}
	head := a.PerHead || rule.Transform == lexicon.PerHead
	m.world = rule.Transform == lexicon.ShareOfWorld || r.cl.Of != nil && m.unit.Measure != claim.Fraction
	for _, q := range r.cl.Quantities {
		factor, perHead, ok := m.unit.fits(q.Number)
		switch {
		case q.Role == claim.Change && (q.Measure == claim.Fraction || q.Measure == claim.Multiple):
			continue // a relative change fits every unit
		case !ok && r.ofPeople(&m, q):
			continue
		case m.world && q.Measure == claim.Fraction:
			continue // and so does a share of a total
		case r.cl.Frame == claim.Ratio:
			continue
		case q.Measure != claim.Plain && q.Measure != claim.Fraction && q.Measure == m.unit.Measure && perUnit(t) && !saysEach(a):
			return out
		case !ok:
			return out
		}
		m.factor = factor
		head = head || perHead && !m.world
	}
	if head && t.Own && perPerson(t) {
		head = false // it is an amount per inhabitant already
	}
	if head && m.unit.Measure != claim.Fraction {
		people, err := r.c.Store.Table(r.c.Population)
		if err != nil || people == nil {
			return out
		}
		m.head = people
	}
	return append(out, m)
}
