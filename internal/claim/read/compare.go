// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// versus reads "renewables overtook fossil fuels" and "Kenya overtook Ghana".
func (b *builder) versus(p *parts) []claim.Claim {
	over, ok := p.comparator("overtake", "trail", "outgrow", "outslow")
	if !ok {
		return b.twoThings(p)
	}
	if len(over.slots) > 0 {
		return nil
	}
	c := p.base
	c.Frame, c.Direction = claim.Comparison, 1
	if over.as == "trail" || over.as == "outslow" {
		c.Direction = -1
	}
	if over.as == "outgrow" || over.as == "outslow" {
		c.Asks = b.changeOf(c.Asks)
	}
	c.Not = b.negated(p, over.first)
	against, _ := countries(p.against)
	left := b.r.namings(clause{p.m, p.from, over.first})
	right := b.r.namings(clause{p.m, over.last + 1, p.to})
	if len(left) > 0 && len(right) > 0 && left[0].concept != right[0].concept {
		// Two things within one country; a name behind them says where.
		if len(c.Subjects) == 0 {
			c.Subjects = against
		}
		against = nil
	}
	if len(against) > 0 && len(c.Subjects) > 0 {
		c.Against, c.Quantities = against, nil
		c.Direction *= p.polarity()
		return p.each(c)
	}
	if len(left) == 0 || len(right) == 0 || len(c.Subjects) == 0 {
		return nil
	}
	c.Asks = []claim.Ask{{Concept: left[0].concept.ID, Polarity: 1}}
	c.Versus = []claim.Ask{{Concept: right[0].concept.ID, Polarity: 1}}
	c.Quantities = nil
	return p.each(c)
}

// comparison reads "more than Poland did" and "three times as many as India".
func (b *builder) comparison(p *parts) []claim.Claim {
	against, sets := countries(p.against)
	if len(p.against) == 0 && p.has("mean_of_set") && b.multiplied(p) {
		sets = p.sets
	}
	c := p.base
	switch {
	case p.has("nobody", "none_of", "few") && len(against) > 0:
		return nil
	case len(against) > 0 && (p.beside || p.has("more", "less", "better", "worse", "become", "become_less", "half_as") || p.degreeOf(p.list) == 1 || len(p.quantities) > 0 || p.has("equal_to", "as_much")):
		c.Against = against
	case len(against) == 0 && len(sets) == 0 && p.has("than") && (p.has("more", "less", "better", "worse") || p.degreeOf(p.list) == 1):
		return b.twoYears(p, c)
	case len(against) == 0 && len(sets) == 1 && p.has("combined") && len(p.states) == 1 && p.has("more", "less", "than"):
		for _, s := range b.members(p, sets) { // "than the other five together"
			if s.Country != p.states[0].Country {
				c.Against = append(c.Against, s)
			}
		}
	case len(against) == 0 && len(sets) > 0 && p.has("mean_of_set", "than") && (p.has("more", "less", "better", "worse") || p.has("mean_of_set") && b.multiplied(p)):
		c.Against = sets
		c.Against[0].Set = b.r.scopeOrWorld(sets[0].Set, b.yearOf(p.span))
	case b.halfOf(p):
		c.Against = b.claims[len(b.claims)-1].Against
	default:
		return nil
	}
	if len(c.Asks) == 0 || len(c.Subjects) == 0 || len(c.Against) == 1 && len(c.Subjects) == 1 && c.Against[0] == c.Subjects[0] {
		return nil
	}
	c.Frame = claim.Comparison
	c.Direction = p.direction("less", "become_less") * p.polarity()
	if p.beside {
		c.Direction = p.direction("less", "below", "far_below") * p.polarity()
	}
	if x, ok := p.comparator("better", "worse"); ok {
		c.Direction = b.valence(p, x.as == "better")
	}
	if p.has("equal_to") && !p.has("more", "less") {
		c.Direction = 0
	}
	if not, ok := p.comparator("not"); ok {
		c.Not = not.first < p.to
	}
	b.multiple(p, &c)
	rises, falls := b.moves(p, "rise"), b.moves(p, "fall")
	if (rises || falls) && p.best != nil && (p.best.concept.Change != "" || b.r.changes[p.best.concept.ID]) {
		c.Asks, c.Every = b.changeOf(c.Asks), p.has("always", "never")
		if falls && !rises {
			c.Direction = -c.Direction
		}
		return p.each(c)
	}
	if found := b.eachOther(p, c); len(found) > 0 {
		return found
	}
	if move, ok := b.compared(p); ok && c.Frame == claim.Comparison && (c.Span.Kind == claim.Range || c.Span.Kind == claim.Since) {
		c.Relation, c.Quantities, c.Every = "change", nil, false
		c.Direction = p.direction("less") * b.slope(p, move, nil)
	}
	return p.each(c)
}

// eachOther compares with each of several that are named, where their amounts cannot add
// up: "richer than Sweden and Denmark". All of them must be so.
func (b *builder) eachOther(p *parts, c claim.Claim) []claim.Claim {
	sums := p.best == nil || p.best.concept.Unit == lexicon.Amount || p.best.concept.Unit == lexicon.Count || p.best.concept.Unit == lexicon.Money && !b.r.perHead[p.best.concept.ID]
	if len(c.Against) < 2 || c.Against[0].Country == "" || len(c.Subjects) != 1 || sums || p.has("combined") || c.Frame != claim.Comparison {
		return nil
	}
	var out []claim.Claim
	for _, other := range c.Against {
		one := c
		one.Against = []claim.Subject{other}
		out = append(out, one)
	}
	return b.grouped(out)
}

// compared is a verb of change that stands right before what compares it: "fell
// faster in Peru than in Bolivia".
func (b *builder) compared(p *parts) (mark, bool) {
	move, moves := p.comparator("rise", "fall", "improve", "worsen")
	x, ok := p.comparator("more", "less")
	if !moves || !ok || x.first <= move.last || x.first-move.last > 2 {
		return mark{}, false
	}
	return move, true
}

// valence is the direction of better or worse: less of what it is good to have less
// of is better.
func (b *builder) valence(p *parts, better bool) int {
	d := 1
	if p.best != nil && p.best.concept.Good == "less" {
		d = -1
	}
	if !better {
		d = -d
	}
	return d
}

// twoYears reads a comparison of one country with itself: "more stable in 2019 than
// it had been in 2010".
func (b *builder) twoYears(p *parts, c claim.Claim) []claim.Claim {
	than, _ := p.comparator("than")
	var before, after []claim.Span
	for i := p.from; i < p.to; i++ {
		if item := p.m.Items[i]; item.Slot == annotate.SlotTime && i < than.first {
			before = append(before, p.m.Spans[item.Ref])
		} else if item.Slot == annotate.SlotTime {
			after = append(after, p.m.Spans[item.Ref])
		}
	}
	if len(after) != 1 || len(before) > 1 || after[0].From == 0 || len(c.Asks) == 0 || len(c.Subjects) == 0 {
		return nil
	}
	now := claim.Span{Kind: claim.Present}
	if len(before) == 1 {
		now = before[0]
	}
	if p.has("never") && (len(before) == 0 || before[0].Kind != claim.Point) {
		c.Frame, c.Span, c.Spans, c.Every, c.Quantities = claim.Extreme, after[0], before, false, nil
		c.Direction, c.Relation = p.direction("less")*p.polarity(), "peak"
		return p.each(c)
	}
	c.Frame, c.Direction, c.Ends = claim.Trend, p.direction("less")*p.polarity(), true
	if x, ok := p.comparator("better", "worse"); ok {
		c.Direction = b.valence(p, x.as == "better")
	}
	then := after[0]
	c.Quantities, c.Spans, c.Every = nil, nil, false
	switch {
	case now.From == 0:
		c.Span = claim.Span{From: then.From, Kind: claim.Since}
	case now.From < then.From:
		c.Direction = -c.Direction
		c.Span = claim.Span{From: now.From, To: then.From, Kind: claim.Range}
	default:
		c.Span = claim.Span{From: then.From, To: now.From, Kind: claim.Range}
	}
	return p.each(c)
}

// moves tells whether a word of rising or falling stands in a clause, also where
// another comparator has taken it: "grew more quickly".
func (b *builder) moves(p *parts, as string) bool {
	if p.has(as) {
		return true
	}
	for i := p.from; i < p.to; i++ {
		if b.r.single[as][p.m.Items[i].Stem] && !b.compares(i) {
			return true
		}
	}
	return false
}

// compares tells whether an item is the comparative of a comparison: "is lower than".
func (b *builder) compares(i int) bool {
	return slices.ContainsFunc(b.m.comparators, func(x mark) bool { return x.first == i && x.last == x.first && (x.as == "more" || x.as == "less") })
}

// scopeOrWorld is a set with its countries; the world has none listed.
func (r *Reader) scopeOrWorld(s *claim.Scope, year int) *claim.Scope {
	if x := r.scope(s, year); x != nil {
		return x
	}
	return s
}

// multiple turns a comparison with an amount into a ratio or a difference.
func (b *builder) multiple(p *parts, c *claim.Claim) {
	c.Quantities = nil
	for _, q := range p.quantities {
		if q.Measure == claim.Multiple || q.Measure == claim.Fraction && !b.percentConcept(p) {
			q.Role = claim.Level
			c.Frame, c.Quantities = claim.Ratio, append(c.Quantities, q)
		}
	}
	if c.Frame == claim.Ratio {
		c.Quantities = c.Quantities[:1]
	}
}

// multiplied tells whether a clause says how many times as much: "twice the average".
func (b *builder) multiplied(p *parts) bool {
	return len(p.quantities) > 0 && p.quantities[0].Measure == claim.Multiple
}

// percentConcept tells whether the concept is a share itself, so that a fraction is
// its level and no part of somebody else's.
func (b *builder) percentConcept(p *parts) bool {
	return p.best == nil || p.best.concept.Unit == lexicon.Percent || p.best.concept.Unit == lexicon.Rate
}

// halfOf tells whether a clause says that the subject has a part of what the other
// of the clause before has: "though it had less than a third of the people".
func (b *builder) halfOf(p *parts) bool {
	if len(b.claims) == 0 || len(b.claims[len(b.claims)-1].Against) == 0 || len(p.quantities) != 1 {
		return false
	}
	return (p.quantities[0].Measure == claim.Fraction || p.quantities[0].Measure == claim.Multiple) && !b.percentConcept(p)
}

// changeOf asks for the yearly change of what is asked for.
func (b *builder) changeOf(asks []claim.Ask) []claim.Ask {
	out := append([]claim.Ask{}, asks...)
	for i := range out {
		if c, ok := b.r.lex.Concept(out[i].Concept); ok && c.Change != "" {
			out[i].Concept = c.Change
		}
	}
	return out
}

// negated tells whether a negation stands before an item.
func (b *builder) negated(p *parts, item int) bool {
	for _, x := range p.m.comparators {
		if (x.as == "not" || x.as == "never" || x.as == "neither") && x.first >= p.from && x.last < item && item-x.last <= 4 {
			return true
		}
	}
	return false
}
