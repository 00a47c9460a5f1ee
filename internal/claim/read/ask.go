// SPDX-License-Identifier: Apache-2.0

package read

import (
	"cmp"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// what finds what is measured.
func (b *builder) what(p *parts) {
	p.list = b.r.namings(p.clause)
	p.best = p.ofPeople(b.r.choose(p))
	p.asks = b.r.asks(p)
	earlier := b.asks
	if len(earlier) == 0 && len(b.ctx.Claims) > 0 && (b.r.points(p.clause) || b.r.pointsAtMeasure(p.clause)) {
		last := b.ctx.Claims[len(b.ctx.Claims)-1]
		earlier, b.yearly = last.Asks, last.Yearly
	}
	if len(earlier) == 0 && len(b.ctx.Claims) > 0 && b.possessor(p) {
		last := b.ctx.Claims[len(b.ctx.Claims)-1]
		earlier = last.Asks
		if p.span.Kind == "" {
			p.span = last.Span
		}
	}
	if len(earlier) == 0 {
		if p.best == nil && (len(p.asks) == 0 || len(p.asks[0].Words) < 2) && p.to < len(p.m.Items) {
			b.ahead(p)
		}
		return
	}
	if economy, ok := b.r.lex.Concept("gdp"); ok && b.adjective && p.best == nil && p.has("rise", "fall") {
		// "one of the poorest countries, grew by 2 per cent": the economy, not its income
		p.asks, p.inherited = []claim.Ask{{Concept: economy.ID, Polarity: 1}}, true
		p.best = &naming{use: use{concept: economy, how: named}, first: -1, last: -1}
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

// pointsAtMeasure tells whether a clause speaks of what was measured before: "on that
// index", "the same figure".
func (r *Reader) pointsAtMeasure(c clause) bool {
	for i := c.from; i+1 < c.to; i++ {
		switch c.m.Items[i].Stem {
		case "that", "thi", "this", "same":
			if r.generics[c.m.Items[i+1].Stem] {
				return true
			}
		}
	}
	return false
}

// possessor tells whether a clause begins with a possessive and no word of what it is
// that somebody has: "Chile's shrank even more".
func (b *builder) possessor(p *parts) bool {
	for i := p.from; i+1 < p.to && i < p.from+3; i++ {
		item := p.m.Items[i]
		if item.Slot != annotate.SlotCountry || !p.m.Tokens[item.Last].Possessive {
			continue
		}
		for _, x := range p.m.comparators {
			if x.first == i+1 {
				return true
			}
		}
		return copulas[p.m.Items[i+1].Stem]
	}
	return false
}

// ahead takes what is measured from the clauses behind, for a sentence that begins
// "Having shrunk in 2009, the economy".
func (b *builder) ahead(p *parts) {
	rest := b.r.namings(clause{p.m, p.to, len(p.m.Items)})
	if len(rest) > 0 {
		p.best = &rest[0]
		p.asks = []claim.Ask{b.r.ask(p, p.best, nil)}
		p.inherited = true
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
		if i+1 < len(p.list) && p.shareOnly(p.list[i].concept) {
			continue
		}
		if len(p.quantities) == 0 || expects(p.list[i].concept, p.quantities[0].Measure) {
			if len(p.against) > 0 && !p.has("of_whole") {
				return &p.list[i]
			}
			return r.asShare(p, &p.list[i])
		}
	}
	if n := p.countOf(); n != nil {
		p.perHead = true
		return n
	}
	if len(p.list) > 0 {
		return &p.list[0]
	}
	return nil
}

// ofPeople is what is said of a people in place of how many they are: "Italy's population
// is older than Spain's", "more of Morocco's population is online".
func (p *parts) ofPeople(n *naming) *naming {
	if n == nil || n.concept.ID != "population" || len(p.quantities) > 0 {
		return n
	}
	for i := range p.list {
		x := &p.list[i]
		share := x.how == named && (x.concept.Unit == lexicon.Percent || x.concept.Unit == lexicon.Rate)
		if x.concept != n.concept && (x.degree > 0 || share) {
			return x
		}
	}
	return n
}

// countOf is the concept that counts those of a people of whom a clause names a share:
// "four in five people living there were born abroad".
func (p *parts) countOf() *naming {
	if len(p.list) < 2 || len(p.quantities) == 0 || p.quantities[0].Measure != claim.Fraction || p.quantities[0].Role == claim.Change {
		return nil
	}
	var count *naming
	people := false
	for i := range p.list {
		switch n := &p.list[i]; {
		case n.concept.ID == "population":
			people = true
		case n.concept.Unit == lexicon.Count && count == nil && n.how == named:
			count = n
		}
	}
	if !people {
		return nil
	}
	return count
}

// shareOnly tells whether a clause names a share and a concept is none and has none:
// "four in five people had electricity" is not about the number of people.
func (p *parts) shareOnly(c *lexicon.Concept) bool {
	if len(p.against) > 0 || len(p.quantities) == 0 || p.quantities[0].Measure != claim.Fraction || p.quantities[0].Role == claim.Change || p.has("rise", "fall") {
		return false
	}
	return c.Unit != lexicon.Percent && c.Unit != lexicon.Rate && c.Share == ""
}

// asShare turns an amount into its share of a whole where the claim names a share:
// defence spending of 3 per cent of GDP is the burden and not the budget.
func (r *Reader) asShare(p *parts, n *naming) *naming {
	fraction := len(p.against) == 0 && len(p.quantities) > 0 && p.quantities[0].Measure == claim.Fraction && p.quantities[0].Role != claim.Change
	if s, of := p.shareOf(); of && s.ID != "world" {
		return n
	}
	if n.concept.Share == "" || !fraction && !p.has("of_whole") {
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
		return []claim.Ask{{Words: words, All: r.all(p.clause), Polarity: 1}}
	}
	out := []claim.Ask{r.ask(p, p.best, words)}
	out[0].All = r.all(p.clause)
	if people := r.nationals(p, p.best); people != "" && len(out[0].Narrow) == 0 {
		out[0].Narrow = []string{people}
	}
	if what := cmp.Or(r.goods(p, p.best), r.unknown(p, p.best)); what != "" && len(out[0].Narrow) == 0 {
		out[0].Narrow = []string{what}
	}
	for i := range p.list {
		n := &p.list[i]
		if whole := p.best.concept.Whole; n.concept != p.best.concept && whole != "" && n.concept.Whole == whole && n.words >= p.best.words && !nested(n, p.best) {
			out = append(out, r.ask(p, n, words))
		}
	}
	return out
}

// unknown is an adjective behind more or less that the lexicon does not know, so that
// something else is compared than what is named: "an economy less diversified than".
func (r *Reader) unknown(p *parts, n *naming) string {
	for _, x := range p.m.comparators {
		at := x.last + 1
		if x.first < p.from || at+1 >= p.to || x.first != x.last || n.how != named || x.as != "more" && x.as != "less" {
			continue
		}
		word := p.m.Tokens[p.m.Items[x.first].First].Text
		if (word == "more" || word == "less") && r.noun(p.m, at) && p.m.Items[at+1].Stem == "than" && !strings.HasSuffix(p.m.Tokens[p.m.Items[at].First].Text, "ly") && !r.termOf(n.concept, p.m.Items[at].Stem) {
			return p.m.Items[at].Stem
		}
	}
	return ""
}

// goods is the noun behind a verb and its comparative, which says what is meant alone: the
// oil of "exported more oil than Nigeria".
func (r *Reader) goods(p *parts, n *naming) string {
	if n.how != named || n.first < 0 || n.first != n.last {
		return ""
	}
	for _, x := range p.m.comparators {
		at := x.last + 1
		if x.first != n.last+1 || x.as != "more" && x.as != "less" && x.as != "most" || at >= p.to || !r.noun(p.m, at) || r.termOf(n.concept, p.m.Items[at].Stem) {
			continue
		}
		return p.m.Items[at].Stem
	}
	return ""
}

// nationals is the people that a count is of, where the count is about another country:
// the Venezuelans of "Colombia hosts the most Venezuelan refugees".
func (r *Reader) nationals(p *parts, n *naming) string {
	if n.how != named || n.concept.Unit != lexicon.Count || n.concept.ID == "population" || n.first < 0 {
		return ""
	}
	for i := max(n.first-1, p.from+1); i < n.last; i++ {
		item := p.m.Items[i]
		if item.Slot != annotate.SlotCountry || !p.m.Subjects[item.Ref].Demonym || p.m.Items[i-1].Stem == "and" || p.m.Items[i-1].Stem == "," || n.phrase.Names(item.Stem) {
			continue // "American troops" may be the concept's own name
		}
		for _, s := range r.subjects(p.m, p.from, i) {
			if s.Country != "" && !slices.Contains(p.m.Subjects[item.Ref].Codes, s.Country) {
				return strings.ToLower(p.m.Subjects[item.Ref].Name)
			}
		}
	}
	return ""
}

// nested tells whether one naming lies within another.
func nested(a, b *naming) bool {
	return a.first >= 0 && b.first >= 0 && a.first >= b.first && a.last <= b.last
}

// ask asks for a concept.
func (r *Reader) ask(p *parts, n *naming, words []string) claim.Ask {
	a := claim.Ask{Concept: n.concept.ID, Words: words, Narrow: r.tail(p.m, n), Polarity: 1, PerHead: p.has("per_head") || p.perHead}
	if n.how == little || n.how == absent {
		a.Polarity = -1
	}
	for i := n.first; i >= 0 && i <= n.last; i++ {
		a.Phrase = append(a.Phrase, p.m.Items[i].Stem)
	}
	return a
}

// all lists the stems of a clause's words.
func (r *Reader) all(c clause) []string {
	var out []string
	for _, item := range c.items() {
		if item.Slot == annotate.SlotCountry || item.Slot == annotate.SlotTime {
			continue
		}
		for _, t := range c.m.Tokens[item.First : item.Last+1] {
			if t.Kind == prose.Word {
				out = append(out, t.Stem)
			}
		}
	}
	return out
}

// content lists the stems of the words of a clause that say what is measured: those
// that are no names, numbers, times, comparators or stop words.
func (r *Reader) content(c clause) []string {
	covered := map[int]bool{}
	for _, x := range c.m.comparators {
		for k := x.first; k <= x.last; k++ {
			covered[k] = covered[k] || len(x.slots) == 0 && x.as != "high" && x.as != "low"
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

// tails are the prepositions behind which a name goes on to say of what part of it
// is spoken; a closed list of English.
var tails = map[string]bool{"of": true, "in": true, "from": true, "for": true, "among": true, "on": true, "against": true, "at": true, "within": true, "to": true, "by": true, "with": true, "without": true}

// tail lists the words right behind a name that make less of it: "unemployment among
// graduates", "exports of copper", "exports to China". Countries of which it is said,
// times, amounts and what the lexicon knows are no such words.
func (r *Reader) tail(m *marked, n *naming) []string {
	if n.phrase == nil {
		return nil
	}
	if who := r.whoAre(m, n); who != "" {
		return []string{who}
	}
	if n.how == much || n.how == little {
		return nil
	}
	for i := n.last + 1; i < len(m.Items) && tails[m.Items[i].Stem] && m.Items[i].Slot == "" && !r.knows(m, i); {
		j := i + 1
		for j < len(m.Items) && m.Items[j].Slot == "" && r.stop[m.Items[j].Stem] && !r.knows(m, j) {
			j++
		}
		if j >= len(m.Items) || r.knows(m, j) || m.Tokens[m.Items[j].First].Kind != prose.Word && m.Items[j].Slot == "" {
			return nil
		}
		switch item := m.Items[j]; {
		case item.Slot == annotate.SlotCountry && m.Items[i].Stem == "to" && len(r.subjects(m, 0, len(m.Items))) > 1:
			return []string{strings.ToLower(m.Subjects[item.Ref].Name)}
		case item.Slot == annotate.SlotCountry && j+1 < len(m.Items) && m.Subjects[item.Ref].Demonym && r.noun(m, j+1) && !r.termOf(n.concept, m.Items[j+1].Stem):
			return []string{m.Items[j+1].Stem}
		case item.Slot != "":
			i = j + 1
		case r.termOf(n.concept, item.Stem), strings.Contains("_"+n.concept.ID+"_", "_"+item.Stem+"_"):
			return nil
		default:
			return []string{item.Stem}
		}
	}
	return nil
}

// whoAre is the noun of "children who are overweight", where it is no word for people
// at large.
func (r *Reader) whoAre(m *marked, n *naming) string {
	for i := n.first - 1; i > 0 && i >= n.first-4; i-- {
		switch m.Items[i].Stem {
		case "who":
			if r.noun(m, i-1) && !r.termOf(n.concept, m.Items[i-1].Stem) {
				return m.Items[i-1].Stem
			}
			return ""
		case ",", ";", "and":
			return ""
		}
	}
	return ""
}

// termOf tells whether a word is one of those that name a concept together.
func (r *Reader) termOf(c *lexicon.Concept, stem string) bool {
	for _, p := range r.pairs {
		if p.concept != c {
			continue
		}
		for _, group := range p.groups {
			if contains(group, stem) {
				return true
			}
		}
	}
	return false
}

// noun tells whether an item may be a noun that the lexicon does not know.
func (r *Reader) noun(m *marked, i int) bool {
	item := m.Items[i]
	return item.Slot == "" && m.Tokens[item.First].Kind == prose.Word && !r.stop[item.Stem] && !r.knows(m, i)
}
