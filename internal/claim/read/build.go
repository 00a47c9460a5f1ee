// SPDX-License-Identifier: Apache-2.0

package read

import (
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/prose"
)

// builder makes claims of the clauses of one sentence; what a clause leaves out it
// takes from the one before.
type builder struct {
	r   *Reader
	m   *marked
	ctx *Context
	all []claim.Subject

	subjects []claim.Subject
	asks     []claim.Ask
	span     claim.Span
	per      float64
	yearly   bool
	// people are the countries whose demonym names a people within another.
	people    []country.Code
	predicate int
	// adjective tells that what was measured before was named by an adjective.
	adjective bool
	// causes tells that the sentence speaks of causes.
	causes bool
	claims []claim.Claim
}

// parts is what a clause says, before a frame is found for it.
type parts struct {
	clause
	amounts
	// states and sets are whom it names, against those behind "than".
	states, sets, against []claim.Subject
	// named tells that the clause itself names its subject, beside that a country stands
	// right behind what compares.
	named, beside bool
	asks          []claim.Ask
	// use is how the best concept is named; nil where words alone say.
	best *naming
	// universal tells that a clause speaks of all of a set, so that one member for
	// whom it does not hold makes it false.
	universal bool
	// inherited tells that what is measured was said before; perHead that a count is
	// meant as a share of the people.
	inherited, perHead bool
	list               []naming
	span               claim.Span
	spans              []claim.Span
	base               claim.Claim
}

// clause reads one clause.
func (b *builder) clause(c clause) {
	p := &parts{clause: c, amounts: b.r.amounts(c)}
	b.who(p)
	b.when(p)
	b.what(p)
	b.base(p)
	b.predicate++
	if found := b.elided(p); len(found) > 0 {
		b.claims = append(b.claims, found...)
		return
	}
	found := b.located(p, b.firstTime(p, b.except(p, b.unlike(p, b.eachPoint(p, b.frame(p))))))
	b.claims = append(b.claims, found...)
	if len(p.states)+len(p.sets) > 0 && p.named {
		end := p.relative()
		switch main := b.r.subjects(p.m, p.from, end); {
		case end == p.to:
			b.subjects = append(append([]claim.Subject{}, p.states...), p.sets...)
		case len(main) > 0: // the clauses behind go on with the main one's
			b.subjects = main
		}
	}
	if len(p.asks) > 0 && len(found) > 0 {
		b.asks = p.asks
		b.adjective = p.best != nil && (p.best.how == much || p.best.how == little)
	}
}

// relative is where a clause begins to add something to a name: ", which borders
// Mali,"; its end where it does not.
func (p *parts) relative() int {
	for i := p.from; i < p.to; i++ {
		switch p.m.Items[i].Stem {
		case "which", "who", "whose":
			if i == p.from || p.m.Items[i-1].Stem == "," || p.m.Items[i-1].Slot == annotate.SlotCountry {
				return i
			}
		}
	}
	return p.to
}

// except turns round what is said of those that are excepted: "all Baltic states
// except Estonia", "Estonia, but not Lithuania".
func (b *builder) except(p *parts, list []claim.Claim) []claim.Claim {
	x, ok := p.comparator("except")
	if !ok || len(x.slots) == 0 {
		return list
	}
	out := b.r.subjects(p.m, x.slots[0], x.slots[0]+1)
	if len(out) != 1 || len(list) == 0 {
		return list
	}
	for i := range list {
		s, a := list[i].Subjects, list[i].Against
		if len(s) == 1 && s[0].Country == out[0].Country || list[i].Frame == claim.Border && p.m.Items[x.first].Stem == "but" && len(a) == 1 && a[0].Country == out[0].Country {
			list[i].Not, list[i].Group = !list[i].Not, 0
		}
	}
	return list
}

// eachPoint makes a claim for each of several years that a clause names one by one:
// "shrank in 2009 and again in 2010".
func (b *builder) eachPoint(p *parts, list []claim.Claim) []claim.Claim {
	if len(p.spans) < 2 {
		return list
	}
	for _, s := range p.spans {
		if s.Kind != claim.Point {
			return list
		}
	}
	var out []claim.Claim
	for _, c := range list {
		for _, s := range p.spans {
			one := c
			one.Span, one.Spans = s, nil
			out = append(out, one)
		}
	}
	return out
}

// firstTime adds to what was so "for the first time since" a year that it was not so
// in the years between.
func (b *builder) firstTime(p *parts, list []claim.Claim) []claim.Claim {
	x, ok := p.comparator("first_since")
	if !ok || len(list) != 1 || len(x.slots) == 0 {
		return list
	}
	since := p.m.Spans[p.m.Items[x.slots[0]].Ref]
	now := list[0]
	if now.Span.Kind != claim.Point && now.Span.Kind != claim.By || since.From == 0 || now.Span.From-since.From < 2 {
		return list
	}
	then := now
	then.Span = claim.Span{From: since.From + 1, To: now.Span.From - 1, Kind: claim.Range, Text: since.Text}
	then.Every = true
	switch {
	case now.Frame == claim.Conflict:
		then.Not = !now.Not
	case len(now.Quantities) == 1 && denied(now.Quantities[0].Op) != now.Quantities[0].Op:
		q := now.Quantities[0]
		q.Op = denied(q.Op)
		then.Quantities = []claim.Quantity{q}
	default:
		return list
	}
	return b.grouped([]claim.Claim{now, then})
}

// sentence reads the clauses of a sentence. One that introduces it without saying of
// whom or of what is read again once the next has said so: "Having shrunk by a tenth
// in 2009, the economy grew in 2010".
func (b *builder) sentence(list []clause) {
	list = b.withoutReasons(list)
	for i, c := range list {
		n := len(b.claims)
		b.clause(c)
		if i == 1 && n == 0 && len(b.claims) > 0 && len(b.r.subjects(b.m, list[0].from, list[0].to)) == 0 {
			span := b.span
			b.clause(list[0])
			b.span = span
		}
	}
}

// withoutReasons leaves out why something is so: what is behind "because", or before
// the comma where a sentence begins with it.
func (b *builder) withoutReasons(list []clause) []clause {
	at := slices.IndexFunc(b.m.gates, func(g mark) bool { return g.as == "reason" })
	if at < 0 || len(list) == 0 {
		return list
	}
	from, to := b.m.gates[at].first, len(b.m.Items)
	if from < 2 { // "Because the cartel cut output, growth was negative"
		to = from
		for to < len(b.m.Items) && b.m.Items[to].Stem != "," {
			to++
		}
		if to == len(b.m.Items) {
			return list
		}
	}
	var out []clause
	for _, c := range list {
		switch {
		case c.from >= to || c.to <= from:
			out = append(out, c)
		case c.from < from:
			out = append(out, clause{c.m, c.from, from})
		case c.to > to:
			out = append(out, clause{c.m, to, c.to})
		}
	}
	return out
}

// when joins the times of a clause, or takes the sentence's.
func (b *builder) when(p *parts) {
	anchor := -1
	if len(p.places) > 0 {
		anchor = p.places[0]
	} else if move, ok := p.comparator("rise", "fall", "stable", "improve", "worsen"); ok {
		anchor = move.first
	}
	p.spans = p.spansOf(p.amounts, anchor)
	p.span = spanOver(p.spans)
	if p.span.Kind == "" && !p.perfect() {
		p.span = b.span
		if p.span.Kind == "" { // a time that stands in a later clause holds for all
			var rest []claim.Span
			for _, item := range p.m.Items[p.to:] {
				if item.Slot == annotate.SlotTime {
					rest = append(rest, p.m.Spans[item.Ref])
				}
			}
			if len(rest) == 1 && !b.dated() {
				p.span = rest[0]
			}
		}
	}
	if len(p.spans) > 0 {
		b.span = p.span
	}
}

// dated tells whether an amount has a time of its own.
func (b *builder) dated() bool {
	for _, c := range b.claims {
		for _, q := range c.Quantities {
			if q.Span != nil {
				return true
			}
		}
	}
	return false
}

// perfect tells whether a clause speaks of what has become of something since the
// time of the clause before: "has since fallen".
func (p *parts) perfect() bool {
	return strings.Contains(p.stems(), " sinc ") || strings.Contains(p.stems(), " since ") || strings.Contains(p.stems(), " now ")
}

// base fills in what all frames of a clause share.
func (b *builder) base(p *parts) {
	first, last := p.m.Items[p.from].First, p.m.Items[p.to-1].Last
	for first < last && joints[p.m.Tokens[first].Stem] {
		first++
	}
	c := claim.Claim{
		Start: p.m.Tokens[first].Start, End: p.m.Tokens[last].End, Subjects: p.states, Span: p.span, Spans: p.spans, Asks: p.asks,
		Quantities: p.quantities, Direction: 1, Combined: p.has("combined") && len(p.states) > 1,
	}
	c.Text = sliceRunes(p.m.Sentence, c.Start, c.End)
	if per, ok := p.comparator("per"); ok {
		c.Per = per.rule.Value
		b.per = c.Per
	} else if len(p.quantities) > 0 && p.best == nil {
		c.Per = b.per
	}
	c.Every = p.has("always", "never") || p.neverWithin() || p.span.Kind == claim.Since && !p.has("rise", "fall", "once")
	c.Almost = p.has("almost")
	if s, ok := p.shareOf(); ok && len(p.states) > 0 {
		c.Of = b.r.scopeOrWorld(s, b.yearOf(p.span))
	}
	c.Yearly = p.has("yearly", "average") || p.inherited && b.yearly
	b.yearly = c.Yearly
	c.Every = c.Every || c.Almost
	c.Steady = p.has("steady")
	if _, excepted := p.comparator("except"); excepted && len(p.sets) > 0 && p.has("all_of", "none_of") {
		p.states = nil // the excepted is one of the set
	}
	if len(p.states) == 0 && p.has("none_of", "all_of") {
		c.Subjects = b.members(p, p.sets)
		if p.counted() || len(c.Subjects) <= 12 {
			p.universal = true
		}
	}
	if quota, ok := b.quota(p); ok {
		c.Subjects, c.Quota, p.universal = b.members(p, p.sets), quota, true
	}
	if len(p.states) == 0 && len(c.Subjects) == 0 {
		for _, s := range p.sets {
			if s.Set.ID != "world" || !p.has("most", "least") {
				c.Subjects = append(c.Subjects, s)
			}
		}
	}
	for _, s := range p.sets {
		if len(p.states) > 0 {
			c.Scope = b.r.scope(s.Set, b.yearOf(p.span))
		}
	}
	for i, s := range c.Subjects {
		if s.Set != nil {
			c.Subjects[i].Set = b.r.scopeOrWorld(s.Set, b.yearOf(p.span))
		}
	}
	if len(p.spans) > 1 && p.spans[0].Kind == claim.Point && p.spans[1].Kind == claim.Point {
		c.Span = p.spans[0] // each is tested by itself: see eachPoint
	}
	p.base = c
}

// neverWithin tells whether a bound holds a denial of all time: "never exceeded 10".
func (p *parts) neverWithin() bool {
	never := func(x mark) bool {
		return x.first >= p.from && x.last < p.to && slices.ContainsFunc(p.m.Items[x.first:x.last+1], func(i prose.Item) bool { return i.Stem == "never" })
	}
	return slices.ContainsFunc(p.m.comparators, never)
}

// shareOf is the set of whose total a clause names a share: the world's, or that of a
// region right behind the share, as in "half of South America's population".
func (p *parts) shareOf() (*claim.Scope, bool) {
	x, ok := p.comparator("of_world")
	if !ok {
		return nil, false
	}
	place := p.m.Subjects[p.m.Items[x.slots[0]].Ref]
	share := len(p.places) > 0 && p.places[0] == x.first-1 && p.quantities[0].Measure == claim.Fraction
	return &claim.Scope{ID: place.Set, Name: place.Name}, place.Set == "world" || share && x.last+1 < p.to && p.m.Items[x.last+1].Slot == ""
}

// quota reads of how many of a set something is said: "all but one of the Baltic
// states", "most members of the Union", "only two of the six".
func (b *builder) quota(p *parts) (*claim.Quota, bool) {
	x, ok := p.comparator("all_but", "at_least_of", "exactly_of", "most_of")
	if !ok || len(p.states) > 0 || len(p.sets) != 1 {
		return nil, false
	}
	all := len(b.members(p, p.sets))
	if all == 0 {
		return nil, false
	}
	if x.as == "most_of" {
		return &claim.Quota{Least: all/2 + 1, Most: all}, true
	}
	n := p.number(x.slots[0])
	count := int(n.Low)
	if n.Measure == claim.Fraction {
		count = int(math.Ceil(n.Low * float64(all)))
	}
	switch x.as {
	case "all_but":
		return &claim.Quota{Least: all - count, Most: all - count}, true
	case "exactly_of":
		return &claim.Quota{Least: count, Most: count}, true
	}
	return &claim.Quota{Least: count, Most: all}, true
}

// yearOf is the year in which a set is looked up.
func (b *builder) yearOf(s claim.Span) int {
	switch {
	case s.To != 0:
		return s.To
	case s.From != 0 && s.Kind != claim.Since:
		return s.From
	}
	return b.ctx.Year
}

// sliceRunes cuts a string by code points.
func sliceRunes(s string, from, to int) string {
	at, start, end := 0, len(s), len(s)
	for i := range s {
		if at == from {
			start = i
		}
		if at == to {
			end = i
			break
		}
		at++
	}
	if start > end {
		return ""
	}
	return s[start:end]
}

// measured tells whether the claims of a sentence rest on an amount, so that a
// figure can be tested whatever else the sentence says.
func (b *builder) measured() bool {
	for _, c := range b.claims {
		if len(c.Quantities) > 0 && len(c.Asks) > 0 && len(c.Subjects) > 0 {
			return true
		}
	}
	return false
}

// done returns the claims.
func (b *builder) done() []claim.Claim { return b.claims }
