// SPDX-License-Identifier: Apache-2.0

package read

import (
	"math"
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
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
	// presumes tells that the sentence speaks of causes, so that what it names with
	// "the" it takes for granted.
	presumes bool
	claims   []claim.Claim
}

// parts is what a clause says, before a frame is found for it.
type parts struct {
	clause
	amounts
	// states and sets are whom it names, against those behind "than".
	states, sets, against []claim.Subject
	// named tells that the clause itself names its subject.
	named bool
	asks  []claim.Ask
	// use is how the best concept is named; nil where words alone say.
	best *naming
	// universal tells that a clause speaks of all of a set, so that one member for
	// whom it does not hold makes it false.
	universal bool
	// inherited tells that what is measured was said before.
	inherited bool
	list      []naming
	span      claim.Span
	spans     []claim.Span
	base      claim.Claim
}

// clause reads one clause.
func (b *builder) clause(c clause) {
	p := &parts{clause: c, amounts: b.r.amounts(c)}
	b.who(p)
	b.when(p)
	b.what(p)
	b.base(p)
	b.predicate++
	found := b.unlike(p, b.eachPoint(p, b.frame(p)))
	b.claims = append(b.claims, found...)
	if len(p.states)+len(p.sets) > 0 && p.named {
		b.subjects = append(append([]claim.Subject{}, p.states...), p.sets...)
	}
	if len(p.asks) > 0 && len(found) > 0 {
		b.asks = p.asks
	}
}

// unlike turns round what is said of those that the subject is unlike: "Unlike
// Eritrea, Ethiopia had", where the subject is named last.
func (b *builder) unlike(p *parts, list []claim.Claim) []claim.Claim {
	x, ok := p.comparator("unlike")
	if !ok || len(p.states) < 2 {
		return list
	}
	last := p.states[len(p.states)-1].Country
	for i := range list {
		s := list[i].Subjects
		if len(s) == 1 && s[0].Country != last && x.first < p.to {
			list[i].Not = !list[i].Not
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

// sentence reads the clauses of a sentence. One that introduces it without saying of
// whom or of what is read again once the next has said so: "Having shrunk by a tenth
// in 2009, the economy grew in 2010".
func (b *builder) sentence(list []clause) {
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

// who parts the names of a clause at "than" and fills in whom it leaves out.
func (b *builder) who(p *parts) {
	end := p.to
	if than, ok := p.comparator("than", "any_other", "as_than", "as_much", "overtake", "trail", "equal_to"); ok {
		end = than.last + 1
		if than.as == "as_than" {
			end = than.slots[0]
		}
		p.against = b.r.subjects(p.m, end, p.to)
		if than.as != "overtake" && than.as != "trail" && len(b.r.subjects(p.m, p.from, than.last)) == 0 && !b.hasEarlier() {
			// "No country emitted more than Qatar": whom it is about stands behind.
			end = p.from
		}
	}
	if k, ok := b.timesOf(p); ok && len(p.against) == 0 {
		// "more than twice Kenya's population", "over seven times Beijing's"
		if other := b.r.subjects(p.m, k, k+1); len(other) == 1 && other[0].Country != "" {
			p.against, end = other, k
		}
	}
	p.states, p.sets = countries(b.r.subjects(p.m, p.from, end))
	p.named = len(p.states)+len(p.sets) > 0
	if !p.named {
		p.states, p.sets = countries(b.r.refer(p.clause, b.subjects, b.ctx))
		if states, _ := countries(b.all); len(p.states)+len(p.sets) == 0 && len(states) == 1 {
			p.states = states // "While having none before, Mali had many after"
		}
	} else if len(p.states) == 0 && b.onlyScope(p) && len(b.subjects) > 0 {
		p.states, _ = countries(b.subjects)
	}
}

// timesOf finds the country that stands right behind a multiple.
func (b *builder) timesOf(p *parts) (int, bool) {
	for i := p.from; i+1 < p.to; i++ {
		item := p.m.Items[i]
		if item.Slot != annotate.SlotNumber {
			continue
		}
		switch n := p.m.Numbers[item.Ref]; {
		case n.Measure == claim.Multiple && n.Unit == "half_as" && p.m.Items[i+1].Slot == annotate.SlotCountry:
			return i + 1, true
		case n.Measure == claim.Multiple:
		case n.Measure == claim.Fraction && b.lastPossessive(p, i):
		default:
			continue
		}
		for k := i + 1; k < p.to && k <= i+5; k++ {
			if next := p.m.Items[k]; next.Slot == annotate.SlotCountry && (p.m.Tokens[next.Last].Possessive || p.m.Items[k-1].Stem == "of" && p.m.Items[k-2].Stem == "that") {
				return k, true
			} else if next.Slot != "" || next.Stem == "than" || next.Stem == "as" {
				break
			}
		}
	}
	return 0, false
}

// lastPossessive tells whether "of Kuwait's" follows a share and nothing that it would
// be a share of.
func (b *builder) lastPossessive(p *parts, i int) bool {
	if i+2 >= p.to || p.m.Items[i+1].Stem != "of" {
		return false
	}
	k := i + 2
	if p.m.Items[k].Slot != annotate.SlotCountry || !p.m.Tokens[p.m.Items[k].Last].Possessive {
		return false
	}
	return k+1 >= p.to || p.m.Items[k+1].Slot == annotate.SlotTime || p.m.Tokens[p.m.Items[k+1].First].Kind == prose.Sign
}

// hasEarlier tells whether an earlier clause named somebody.
func (b *builder) hasEarlier() bool { return len(b.subjects) > 0 }

// onlyScope tells whether the sets that a clause names only say among whom
// something holds, so that the subject is the clause before's.
func (b *builder) onlyScope(p *parts) bool {
	return p.has("most", "least", "any_other", "only", "one_of", "top") || p.has("more", "less") && p.has("than")
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

// what finds what is measured.
func (b *builder) what(p *parts) {
	p.list = b.r.namings(p.clause)
	p.best = b.r.choose(p)
	p.asks = b.r.asks(p)
	earlier := b.asks
	if len(earlier) == 0 && len(b.ctx.Claims) > 0 && b.r.points(p.clause) {
		last := b.ctx.Claims[len(b.ctx.Claims)-1]
		earlier, b.yearly = last.Asks, last.Yearly
	}
	if len(earlier) == 0 {
		if p.best == nil && (len(p.asks) == 0 || len(p.asks[0].Words) < 2) && p.to < len(p.m.Items) {
			b.ahead(p)
		}
		return
	}
	if len(p.asks) == 0 || p.best == nil && !b.ownWords(p) || p.best != nil && p.best.how == named && b.generic(p, p.best) {
		p.asks, p.inherited = earlier, true
		p.best, p.list = nil, nil
		if c, ok := b.r.lex.Concept(earlier[0].Concept); ok {
			p.best = &naming{use: use{concept: c, how: named}, first: -1, last: -1}
		}
	}
}

// ahead takes what is measured from the clauses behind, for a sentence that begins
// "Having shrunk in 2009, the economy".
func (b *builder) ahead(p *parts) {
	rest := b.r.namings(clause{p.m, p.to, len(p.m.Items)})
	if len(rest) > 0 {
		p.best = &rest[0]
		p.asks = []claim.Ask{b.r.ask(p, p.best, nil)}
	}
}

// generic tells whether a concept is named by words alone that say nothing of their
// own: "its output", "the ratio", "this share".
func (b *builder) generic(p *parts, n *naming) bool {
	if n.first < 0 {
		return false
	}
	for i := n.first; i <= n.last; i++ {
		if !b.r.generics[p.m.Items[i].Stem] {
			return false
		}
	}
	return true
}

// ownWords tells whether a clause has words of its own that say what is measured.
func (b *builder) ownWords(p *parts) bool {
	return len(b.r.content(p.clause)) >= 2
}

// expects is the kind of amount that a concept takes.
func expects(c *lexicon.Concept, m claim.Measure) bool {
	switch m {
	case claim.Multiple:
		return true
	case claim.Fraction, claim.Points:
		return c.Unit == lexicon.Percent || c.Unit == lexicon.Rate || c.Change != "" || c.Share != ""
	case claim.Money:
		return c.Unit == lexicon.Money
	case claim.Plain:
		return c.Unit != lexicon.YesNo
	}
	return c.Unit == lexicon.Amount || c.Unit == lexicon.Count
}

// choose picks the concept of a clause: the one that most words name and whose unit
// fits the amount.
func (r *Reader) choose(p *parts) *naming {
	for i := range p.list {
		if len(p.quantities) == 0 || expects(p.list[i].concept, p.quantities[0].Measure) {
			if len(p.against) > 0 {
				return &p.list[i]
			}
			return r.asShare(p, &p.list[i])
		}
	}
	if len(p.list) > 0 {
		return &p.list[0]
	}
	return nil
}

// asShare turns an amount into its share of a whole where the claim names a share:
// defence spending of 3 per cent of GDP is the burden and not the budget.
func (r *Reader) asShare(p *parts, n *naming) *naming {
	if len(p.quantities) == 0 || p.quantities[0].Measure != claim.Fraction || p.quantities[0].Role == claim.Change || n.concept.Share == "" {
		return n
	}
	if n.concept.Unit == lexicon.Percent || n.concept.Unit == lexicon.Rate {
		return n
	}
	c, ok := r.lex.Concept(n.concept.Share)
	if !ok {
		return n
	}
	other := *n
	other.concept = c
	return &other
}

// asks says what is measured: the concept, those that stand beside it as parts of
// one whole, or the words alone.
func (r *Reader) asks(p *parts) []claim.Ask {
	words := r.content(p.clause)
	if p.best == nil {
		if len(words) == 0 {
			return nil
		}
		return []claim.Ask{{Words: words, Polarity: 1}}
	}
	out := []claim.Ask{r.ask(p, p.best, words)}
	for i := range p.list {
		n := &p.list[i]
		if whole := p.best.concept.Whole; n.concept != p.best.concept && whole != "" && n.concept.Whole == whole && n.words >= p.best.words && !nested(n, p.best) {
			out = append(out, r.ask(p, n, words))
		}
	}
	return out
}

// nested tells whether one naming lies within another.
func nested(a, b *naming) bool {
	return a.first >= 0 && b.first >= 0 && a.first >= b.first && a.last <= b.last
}

// ask asks for a concept.
func (r *Reader) ask(p *parts, n *naming, words []string) claim.Ask {
	a := claim.Ask{Concept: n.concept.ID, Words: words, Polarity: 1, PerHead: p.has("per_head")}
	if n.how == little || n.how == absent {
		a.Polarity = -1
	}
	return a
}

// content lists the stems of the words of a clause that say what is measured: those
// that are no names, numbers, times, comparators or stop words.
func (r *Reader) content(c clause) []string {
	covered := map[int]bool{}
	for _, x := range c.m.comparators {
		for k := x.first; k <= x.last; k++ {
			covered[k] = covered[k] || len(x.slots) == 0
		}
	}
	var out []string
	for i := c.from; i < c.to; i++ {
		item := c.m.Items[i]
		if item.Slot != "" || item.Stem == "" || covered[i] || r.stop[item.Stem] || len(item.Stem) < 2 || item.Stem == "name" {
			continue
		}
		if !contains(out, item.Stem) {
			out = append(out, item.Stem)
		}
	}
	return out
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
	c.Every = p.has("always", "never") || p.span.Kind == claim.Since && !p.has("rise", "fall", "once")
	c.Almost = p.has("almost")
	if x, ok := p.comparator("of_world"); ok && len(p.states) > 0 {
		c.OfWorld = p.m.Subjects[p.m.Items[x.slots[0]].Ref].Set == "world"
	}
	c.Yearly = p.has("yearly", "average") || p.inherited && b.yearly
	b.yearly = c.Yearly
	c.Every = c.Every || c.Almost
	c.Steady = p.has("steady")
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

// presupposed lists the qualities that a sentence takes for granted.
func (b *builder) presupposed() []claim.Claim {
	var out []claim.Claim
	for _, c := range b.claims {
		if c.Frame == claim.Quality {
			out = append(out, c)
		}
	}
	return out
}

// done returns the claims.
func (b *builder) done() []claim.Claim { return b.claims }
