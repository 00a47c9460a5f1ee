// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/prose"
)

// frame decides what form a clause has and makes its claims: the first form that
// fits, from the most particular to the most general.
func (b *builder) frame(p *parts) []claim.Claim {
	for _, form := range []func(*parts) []claim.Claim{
		b.relation, b.bucks, b.exception, b.versus, b.superlative, b.comparison, b.remark, b.trend, b.level, b.state, b.quality,
	} {
		if found := form(p); len(found) > 0 {
			return found
		}
	}
	return nil
}

// each makes a claim for each subject that is a country, unless their amounts add
// up, and one for a set.
func (p *parts) each(c claim.Claim) []claim.Claim {
	states, sets := countries(c.Subjects)
	if c.Combined || len(states) < 2 {
		if len(states) > 0 {
			c.Subjects = states
		} else if len(sets) > 1 {
			c.Subjects = sets[:1]
		}
		return []claim.Claim{c}
	}
	var out []claim.Claim
	for _, s := range states {
		one := c
		one.Subjects = []claim.Subject{s}
		if p.universal && one.Group == 0 {
			one.Group = 1
		}
		out = append(out, one)
	}
	return out
}

// direction is the side that a comparative, superlative or adjective is on.
func (p *parts) direction(less ...string) int {
	d := 1
	if p.has(less...) {
		d = -1
	}
	return d
}

// polarity is -1 where the claim's word means little of the concept.
func (p *parts) polarity() int {
	if len(p.asks) > 0 && p.asks[0].Polarity != 0 {
		return p.asks[0].Polarity
	}
	return 1
}

// degreeOf is the degree in which the best concept's adjective stands.
func (p *parts) degreeOf(list []naming) int {
	for _, n := range list {
		if (n.how == much || n.how == little) && n.degree > 0 {
			return n.degree
		}
	}
	return 0
}

// superlative reads "the largest", "one of the lowest", "more than any other",
// "nobody emitted more".
func (b *builder) superlative(p *parts) []claim.Claim {
	if found := b.peakYear(p); len(found) > 0 {
		return found
	}
	if found := b.ranked(p); len(found) > 0 {
		return found
	}
	c := p.base
	_, one := b.among(p)
	most, isMost := p.comparator("most", "least")
	switch {
	case p.has("top", "bottom") && !b.behind(p, most, "top", "bottom"):
		b.amongTop(p, &c)
	case isMost && (b.peak(p, &c) || len(one) == 0 && b.largestSource(p, &c)):
		return p.each(c)
	case isMost || p.degreeOf(p.list) == 2:
		if !isMost {
			b.byDegree(p, &c, 2)
		}
		b.first(p, most, &c)
		if p.span.Kind == "" && strings.Contains(p.stems(), " "+b.r.stems.Of("once")+" ") {
			c.Refused = claim.Refusal{Kind: "period", Text: "It does not say when."}
		}
		if len(one) > 0 {
			c.Subjects = one
		}
	case !b.noneMore(p, &c):
		return nil
	}
	if c.Place > 1 {
		c.Subjects = b.notAfter(p, c.Subjects)
	}
	c.Direction *= p.polarity()
	if len(c.Asks) == 0 || len(c.Subjects) == 0 {
		return nil
	}
	if p.has("nobody", "none_of", "few", "any_other") && (b.moves(p, "rise") || b.moves(p, "fall")) {
		c.Asks = b.changeOf(c.Asks)
	}
	if p.inherited && len(b.claims) > 0 { // "grew by 5 per cent, the fastest in the EU"
		c.Asks = b.claims[len(b.claims)-1].Asks
	}
	if not, ok := p.comparator("not"); ok && !p.has("nobody") {
		c.Not = not.first < p.to
	}
	b.setScope(p, &c)
	if list, one := b.among(p); len(one) > 0 {
		c.Scope = &claim.Scope{ID: "list", Name: "those named", Countries: list, Counted: true}
	}
	out := []claim.Claim{}
	if level := b.levels(p); len(level) > 0 && c.Frame == claim.Rank && !p.has("top", "bottom") {
		out = append(out, level...)
	}
	c.Quantities = nil
	// Of several that are named together, as the two sides of a war, one must have
	// the most.
	if states, _ := countries(c.Subjects); len(states) > 1 {
		c.Subjects = states
		return append(out, c)
	}
	return append(out, p.each(c)...)
}

// byDegree asks for the concept whose adjective stands in a degree: "inflation in
// Venezuela, once the richest" is about riches there.
func (b *builder) byDegree(p *parts, c *claim.Claim, degree int) {
	if p.best != nil && p.best.degree == degree {
		return
	}
	for i := range p.list {
		if n := &p.list[i]; n.degree == degree && (n.how == much || n.how == little) {
			p.best = n
			p.asks = []claim.Ask{b.r.ask(p, n, nil)}
			c.Asks = p.asks
			return
		}
	}
}

// behind tells whether a comparator stands behind the superlative, and so only says
// among whom: "the largest among the six".
func (b *builder) behind(p *parts, most mark, as ...string) bool {
	x, ok := p.comparator(as...)
	return ok && most.rule != nil && x.first > most.first
}

// ranked reads a place that is named by its number: "ranked seventh by population".
func (b *builder) ranked(p *parts) []claim.Claim {
	c := p.base
	x, ok := p.comparator("ranked")
	if !ok || len(c.Asks) == 0 || len(c.Subjects) == 0 {
		return nil
	}
	c.Frame, c.Quantities, c.Direction = claim.Rank, nil, p.polarity()
	c.Place = int(p.number(x.slots[0]).Low)
	b.setScope(p, &c)
	return p.each(c)
}

// amongTop reads "among the top ten".
func (b *builder) amongTop(p *parts, c *claim.Claim) {
	top, _ := p.comparator("top", "bottom")
	c.Frame, c.Top, c.Direction = claim.OneOf, int(p.number(top.slots[0]).Low), 1
	if top.as == "bottom" || p.has("least") {
		c.Direction = -1
	}
}

// first reads "the largest", "the second largest", "one of the largest", "among the
// ten largest".
func (b *builder) first(p *parts, most mark, c *claim.Claim) {
	c.Frame, c.Place, c.Direction = claim.Rank, 1, p.direction("least")
	if n, ok := b.ordinal(p, most); ok {
		c.Place = n
	}
	x, ok := p.comparator("one_of")
	if !ok {
		return
	}
	c.Frame, c.Place = claim.OneOf, 0
	for i := x.last + 1; i < most.first; i++ {
		if item := p.m.Items[i]; item.Slot == annotate.SlotNumber && p.m.Numbers[item.Ref].Measure == claim.Plain {
			c.Top = int(p.m.Numbers[item.Ref].Low)
		}
	}
}

// noneMore reads "more than any other", "nobody has more than Qatar", "few countries
// are poorer than Burundi": whom it is about stands behind.
func (b *builder) noneMore(p *parts, c *claim.Claim) bool {
	compared := (p.has("more", "less") || p.degreeOf(p.list) == 1) && p.has("than") && b.onlyStates(p.against)
	c.Frame, c.Place, c.Direction = claim.Rank, 1, p.direction("less")
	switch {
	case p.has("any_other") && !p.has("above_whole", "below_whole"):
		return true
	case p.has("nobody", "none_of") && p.has("as_much", "as_than", "as_few") && b.onlyStates(p.against):
		c.Direction = p.direction("as_few")
	case p.has("only") && compared && len(p.states) == 1 && p.m.Items[p.from].Stem == b.r.stems.Of("only"): // "only France has more than Belgium"
		c.Place = 2
	case p.has("few") && compared:
		c.Frame, c.Place = claim.OneOf, 0
	case !p.has("nobody", "none_of") || !compared:
		return false
	}
	c.Subjects = p.against
	return true
}

// peakYear reads which year had the most or least: "peaked in 2013", "the bloodiest
// year of the 2010s was 2014".
func (b *builder) peakYear(p *parts) []claim.Claim {
	x, ok := p.comparator("peak_in", "trough_in")
	_, named := p.comparator("year_of", "best_of", "worst_of")
	if found := b.noOtherYear(p); len(found) > 0 {
		return found
	}
	if !named && !ok {
		named = b.twoTimes(p)
	}
	if !ok && !named || len(p.asks) == 0 || len(p.base.Subjects) == 0 {
		return nil
	}
	var point, window claim.Span
	for _, item := range p.items() {
		if item.Slot != annotate.SlotTime {
			continue
		}
		switch s := p.m.Spans[item.Ref]; {
		case (s.Kind == claim.Point || s.Kind == claim.Until) && point.Kind == "":
			point = s
		case ok && point.Kind == "" && !named && isSlot(x.slots, p.m.Items, item):
			point = s
		case s.Kind != claim.Point:
			window = s
		}
	}
	if point.Kind == "" {
		return nil
	}
	c := p.base
	c.Frame, c.Relation, c.Span, c.Spans, c.Quantities, c.Every = claim.Extreme, "peak", point, nil, nil, false
	if window.Kind != "" {
		c.Spans = []claim.Span{window}
	}
	c.Direction = p.direction("least") * p.polarity()
	switch {
	case ok && x.as == "trough_in":
		c.Direction = -1
	case !ok && p.has("best_of", "worst_of"):
		c.Direction = b.valence(p, p.has("best_of"))
		if p.best != nil && p.best.concept.Change != "" {
			c.Asks = b.changeOf(c.Asks)
		}
	case !ok && p.best != nil && p.best.how == absent: // "the sharpest contraction"
		c.Direction = -1
	case !ok && !p.has("most", "least") && p.degreeOf(p.list) != 2:
		return nil
	}
	return p.each(c)
}

// worst tells whether "worst" stands right before what there is or is not: "the worst
// recession".
func (b *builder) worst(p *parts) bool {
	return p.best != nil && p.best.first > p.from && strings.EqualFold(p.m.Tokens[p.m.Items[p.best.first-1].First].Text, "worst")
}

// onlyStates tells whether there are countries and no sets in a list.
func (b *builder) onlyStates(list []claim.Subject) bool {
	states, sets := countries(list)
	return len(states) > 0 && len(sets) == 0
}

// twoTimes tells whether a superlative stands with a year and with the time that the
// year was the extreme of: "was highest in 2013 between 2005 and 2020".
func (b *builder) twoTimes(p *parts) bool {
	if !p.has("most", "least") && p.degreeOf(p.list) != 2 && !b.worst(p) || p.has("one_of", "any_other", "of_world") {
		return false
	}
	points, others := 0, 0
	for _, item := range p.items() {
		if item.Slot != annotate.SlotTime {
			continue
		}
		if s := p.m.Spans[item.Ref]; s.Kind == claim.Point {
			points++
		} else if s.Kind == claim.Range || s.Kind == claim.Since {
			others++
		}
	}
	return points == 1 && others == 1
}

// notAfter leaves out a country behind which the subject comes: "second largest after
// China", "second only to China".
func (b *builder) notAfter(p *parts, list []claim.Subject) []claim.Subject {
	if len(list) < 2 {
		return list
	}
	var out []claim.Subject
	for _, s := range list {
		behind := false
		for i := p.from + 1; i < p.to; i++ {
			if item := p.m.Items[i]; item.Slot == annotate.SlotCountry && slices.Contains(p.m.Subjects[item.Ref].Codes, s.Country) {
				switch p.m.Items[i-1].Stem {
				case "after", "behind", "to":
					behind = true
				}
			}
		}
		if !behind {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// among reads "of A, B and C it was A that had the most": those named first, and the
// one of them that is named again.
func (b *builder) among(p *parts) (list []country.Code, one []claim.Subject) {
	if first := p.m.Items[p.from].Stem; first != "of" && first != "among" {
		return nil, nil
	}
	for i := p.from + 2; i < p.to; i++ {
		before, _ := countries(b.r.subjects(p.m, p.from, i))
		if p.m.Items[i].Slot != annotate.SlotCountry || len(before) < 2 {
			continue
		}
		again, _ := countries(b.r.subjects(p.m, i, i+1))
		if len(again) == 1 && len(appendOnce(before, again[0])) == len(before) {
			for _, s := range before {
				list = append(list, s.Country)
			}
			return list, again
		}
	}
	return nil, nil
}

// noOtherYear reads "in no year of the decade as many as in 2014", "never more than in
// 2014": a year that was the highest or lowest.
func (b *builder) noOtherYear(p *parts) []claim.Claim {
	than, ok := p.comparator("as_much", "as_few", "as_than", "than")
	if !ok || !p.has("never") || len(p.against) > 0 || len(p.asks) == 0 || len(p.base.Subjects) == 0 || len(p.quantities) > 0 {
		return nil
	}
	var point, window claim.Span
	for i := p.from; i < p.to; i++ {
		if p.m.Items[i].Slot != annotate.SlotTime {
			continue
		}
		switch s := p.m.Spans[p.m.Items[i].Ref]; {
		case s.Kind == claim.Point && i > than.first:
			point = s
		case s.Kind == claim.Range && window.Kind == "":
			window = s
		}
	}
	if point.Kind == "" {
		return nil
	}
	c := p.base
	c.Frame, c.Relation, c.Span, c.Spans, c.Quantities, c.Every, c.Not = claim.Extreme, "peak", point, nil, nil, false, false
	if window.Kind != "" {
		c.Spans = []claim.Span{window}
	}
	c.Direction = p.direction("as_few", "less") * p.polarity()
	return p.each(c)
}

// setScope takes the set of a rank from a clause's names.
func (b *builder) setScope(p *parts, c *claim.Claim) {
	sets := p.sets
	for _, s := range p.against {
		if s.Set != nil {
			sets = append(sets, s)
		}
	}
	c.Scope = nil
	for _, s := range sets {
		if s.Set.ID != "world" {
			c.Scope = b.r.scope(s.Set, b.yearOf(c.Span))
			if c.Scope != nil {
				c.Scope.Counted = p.counted()
			}
		}
	}
}

// ordinal is the place that stands before a superlative: "second largest".
func (b *builder) ordinal(p *parts, most mark) (int, bool) {
	for i := p.from; i < p.to; i++ {
		if item := p.m.Items[i]; item.Slot == annotate.SlotOrdinal && (most.rule == nil || i < most.first && most.first-i <= 2) {
			return int(p.m.Numbers[item.Ref].Low), true
		}
	}
	return 0, false
}

// peak reads a superlative over years instead of countries: "the lowest level since
// 1960", "the highest in three decades".
func (b *builder) peak(p *parts, c *claim.Claim) bool {
	extreme, ok := p.comparator("extreme")
	if !ok && p.span.Kind != claim.Since && !p.has("peak") {
		return false
	}
	if p.has("any_other", "one_of") || !ok && len(p.asks) > 0 && p.has("always") {
		return false
	}
	c.Frame = claim.Extreme
	c.Direction = p.direction("least") * p.polarity()
	if ok && len(extreme.slots) == 1 {
		n := int(p.number(extreme.slots[0]).Low)
		if extreme.rule.Value > 1 {
			n *= int(extreme.rule.Value)
		}
		c.Top = n
	}
	c.Every, c.Quantities = false, nil
	return len(c.Asks) > 0 && len(c.Subjects) > 0
}

// largestSource reads "the largest source of electricity": a comparison of parts of
// one whole within a country.
func (b *builder) largestSource(p *parts, c *claim.Claim) bool {
	if p.best == nil || len(p.best.concept.Rivals) == 0 || len(p.states) == 0 {
		return false
	}
	c.Frame, c.Direction = claim.Rank, p.direction("least")
	c.Place = 1
	for _, id := range p.best.concept.Rivals {
		c.Versus = append(c.Versus, claim.Ask{Concept: id, Polarity: 1})
	}
	c.Asks, c.Quantities = c.Asks[:1], nil
	return true
}

// twoThings reads "more electricity from wind than from coal": two things of one kind
// within a country.
func (b *builder) twoThings(p *parts) []claim.Claim {
	than, ok := p.comparator("than")
	if !ok || !p.has("more", "less") && p.degreeOf(p.list) != 1 || len(p.against) > 0 || len(p.base.Subjects) == 0 {
		return nil
	}
	left := b.r.namings(clause{p.m, p.from, than.first})
	right := b.r.namings(clause{p.m, than.last + 1, p.to})
	for i := range left {
		for k := range right {
			l, r := left[i].concept, right[k].concept
			if l == r || l.Unit != r.Unit || l.Field != r.Field {
				continue
			}
			c := p.base
			c.Frame, c.Quantities, c.Direction = claim.Comparison, nil, p.direction("less")
			c.Asks, c.Versus = []claim.Ask{{Concept: l.ID, Polarity: 1}}, []claim.Ask{{Concept: r.ID, Polarity: 1}}
			c.Not = b.negated(p, than.first)
			b.multiple(p, &c)
			return p.each(c)
		}
	}
	return nil
}

// isSlot tells whether an item fills one of a mark's slots.
func isSlot(slots []int, items []prose.Item, item prose.Item) bool {
	for _, s := range slots {
		if items[s].First == item.First {
			return true
		}
	}
	return false
}
