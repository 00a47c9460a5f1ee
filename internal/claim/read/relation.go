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

// relation reads memberships, borders, alliances and shares of named parts.
func (b *builder) relation(p *parts) []claim.Claim {
	for _, form := range []func(*parts) []claim.Claim{b.include, b.partner, b.borders, b.membership, b.alliance, b.part} {
		if found := form(p); len(found) > 0 {
			return found
		}
	}
	return nil
}

// organisations lists the ids of the organisations that a clause names.
func (p *parts) organisations() []string {
	var out []string
	for _, item := range p.items() {
		if item.Slot != annotate.SlotSet {
			continue
		}
		if id, ok := strings.CutPrefix(p.m.Subjects[item.Ref].Set, "org:"); ok && !contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// members expands the sets that are no organisations to their countries.
func (b *builder) members(p *parts, sets []claim.Subject) []claim.Subject {
	var out []claim.Subject
	for _, s := range sets {
		if strings.HasPrefix(s.Set.ID, "org:") || s.Set.ID == "world" {
			continue
		}
		for _, code := range b.r.members(s.Set.ID, b.yearOf(p.span)) {
			out = appendOnce(out, claim.Subject{Country: code, Name: string(code)})
		}
	}
	return out
}

// membership reads who belongs to an organisation, joined it or left it.
func (b *builder) membership(p *parts) []claim.Claim {
	x, ok := p.relation("join", "leave", "founder")
	if !ok {
		x, ok = p.relation("member", "not_member", "defence")
		if x.as == "defence" {
			x.as = "member"
		}
	}
	orgs := p.organisations()
	if ok && len(orgs) == 0 && (x.as == "join" || x.as == "leave" || x.as == "founder") && b.nothingJoined(p, x) {
		orgs = b.lastOrganisation()
	}
	if !ok || len(orgs) == 0 {
		return nil
	}
	states, whole := p.states, false
	if len(states) == 0 {
		states, whole = b.members(p, p.sets), true
	}
	if p.has("most", "least", "top") || p.has("any_other") && p.best != nil || p.has("one_of") && p.best != nil || p.degreeOf(p.list) == 2 {
		return nil // "one of the largest members of" is a rank
	}
	if len(states) == 0 || p.best != nil && len(p.quantities) > 0 || p.has("than") && p.has("more", "less") && b.order(p, x) == 0 {
		return nil
	}
	if x.as != "leave" && len(states) == 2 && len(orgs) == 1 {
		if d := b.order(p, x); d != 0 {
			c := p.base
			c.Frame, c.Relation, c.Organisation, c.Direction = claim.Membership, "join", orgs[0], d
			c.Subjects, c.Against, c.Scope, c.Asks, c.Quantities = states[:1], states[1:], nil, nil, nil
			c.Not = b.negated(p, x.first)
			return []claim.Claim{c}
		}
	}
	var out []claim.Claim
	times := b.ownTime(p, states)
	for _, org := range orgs {
		for k, s := range states {
			c := p.base
			if len(times) > 0 {
				c.Span, c.Spans = times[k], nil
			}
			c.Frame, c.Relation, c.Organisation = claim.Membership, x.as, org
			c.Subjects, c.Scope, c.Asks, c.Quantities = []claim.Subject{s}, nil, nil, nil
			c.Not = b.negated(p, x.first) || p.has("never") || x.as == "not_member" || p.has("none_of")
			if x.as == "not_member" {
				c.Relation = "member"
			}
			out = append(out, c)
		}
	}
	if whole || x.rule.As == "defence" { // what is said of all of a set is false where it is false of one
		for i := range out {
			out[i].Group = b.predicate * 1000
		}
	}
	return out
}

// ownTime is the time behind each of several states, where each has one: "Norway joined in
// 1949, Spain in 1982".
func (b *builder) ownTime(p *parts, states []claim.Subject) []claim.Span {
	var out []claim.Span
	named := 0
	for i := p.from; i < p.to; i++ {
		switch item := p.m.Items[i]; {
		case item.Slot == annotate.SlotCountry && named < len(states) && slices.Contains(p.m.Subjects[item.Ref].Codes, states[named].Country):
			named++
		case item.Slot == annotate.SlotTime && named == len(out)+1:
			out = append(out, p.m.Spans[item.Ref])
		}
	}
	if len(states) < 2 || len(out) != len(states) {
		return nil
	}
	return out
}

// nothingJoined tells whether a clause names nothing that is joined or left behind the
// verb: it ends there, or goes on with a time.
func (b *builder) nothingJoined(p *parts, x mark) bool {
	if x.last+1 >= p.to {
		return true
	}
	next := p.m.Items[x.last+1]
	return next.Slot == annotate.SlotTime || p.m.Tokens[next.First].Kind == prose.Sign
}

// lastOrganisation is the organisation that the text named last.
func (b *builder) lastOrganisation() []string {
	for _, s := range b.ctx.Sets {
		if id, ok := strings.CutPrefix(s.Set.ID, "org:"); ok {
			return []string{id}
		}
	}
	return nil
}

// sides parts the states around a relation into those of whom it is said and those
// on the other side: each before it with each behind it. Of "Lying between A and B, C
// borders both" C alone is the one.
func (b *builder) sides(p *parts, x mark, others []claim.Subject) (one, other []claim.Subject) {
	before, _ := countries(b.r.subjects(p.m, p.from, x.first))
	after, _ := countries(b.r.subjects(p.m, x.last+1, p.to))
	comma := b.fronted(p, x.first)
	front, _ := countries(b.r.subjects(p.m, p.from, comma))
	own, _ := countries(b.r.subjects(p.m, comma, x.first))
	switch {
	case len(before) > 1 && len(after) > 0 && b.interrupted(p, x.first):
		return before[:1], after
	case len(own) > 0 && len(after) > 0:
		return own, after
	case len(own) > 0 && len(front) > 0 && b.r.plural(clause{p.m, x.last + 1, p.to}):
		return own, front
	case len(before) > 0 && len(after) > 0:
		return before, after
	}
	return p.states[:1], others
}

// interrupted tells whether a remark between commas stands behind the first name:
// "Thailand, cut off by Laos, has no border with Vietnam".
func (b *builder) interrupted(p *parts, end int) bool {
	items := p.m.Items
	if p.from+2 >= end || items[p.from].Slot != annotate.SlotCountry || items[p.from+1].Stem != "," || items[p.from+2].Slot != "" {
		return false
	}
	for i := p.from + 3; i < end; i++ {
		if items[i].Stem == "," {
			return true
		}
	}
	return false
}

// fronted is where the main clause begins behind an introduction that a comma ends;
// the clause's own beginning where there is none.
func (b *builder) fronted(p *parts, end int) int {
	if first := p.m.Items[p.from]; first.Slot == annotate.SlotCountry || first.Slot == annotate.SlotSet {
		return p.from
	}
	for i := end - 1; i > p.from; i-- {
		if p.m.Items[i].Stem == "," {
			return i
		}
	}
	return p.from
}

// alliance reads who is bound to defend whom.
func (b *builder) alliance(p *parts) []claim.Claim {
	x, ok := p.relation("defence")
	states := p.states
	if ok && len(p.organisations()) > 0 {
		return nil
	}
	if len(states) < 2 {
		more, _ := countries(p.against)
		states = append(append([]claim.Subject{}, states...), more...)
	}
	if !ok || len(states) < 2 {
		return nil
	}
	one, others := states[:1], states[1:]
	if len(p.states) > 1 {
		one, others = b.sides(p, x, others)
	}
	var out []claim.Claim
	for _, s := range one {
		for _, other := range others {
			c := p.base
			c.Frame, c.Relation, c.Asks, c.Quantities = claim.Alliance, "defence", nil, nil
			c.Subjects, c.Against = []claim.Subject{s}, []claim.Subject{other}
			c.Not = b.negated(p, x.first) || b.within(x)
			out = append(out, c)
		}
	}
	return out
}

// within tells whether a denial stands among the words of a relation: "bound by no
// defence pact".
func (b *builder) within(x mark) bool {
	return slices.ContainsFunc(b.m.comparators, func(y mark) bool {
		return (y.as == "not" || y.as == "zero") && y.first > x.first && y.last <= x.last
	})
}

// part reads the share of a named part: "Kurds make up a fifth of Turkey's people".
func (b *builder) part(p *parts) []claim.Claim {
	x, ok := p.relation("part_are")
	if ok && p.best != nil && !b.capital(p, x.last+1) && !b.ethnic(p, x.last+1) {
		ok = false
	}
	if !ok {
		x, ok = p.relation("part")
	}
	if !ok && len(p.organisations()) == 0 && p.best == nil {
		x, ok = p.relation("member") // "belong to the Sunni branch"
		ok = ok && p.m.Items[x.first].Stem == b.r.stems.Of("belong")
	}
	if !ok || len(p.quantities) == 0 || p.quantities[0].Measure != claim.Fraction {
		return nil
	}
	group := b.group(p, x)
	if group == "" && (x.as == "part_are" || p.m.Items[x.last].Stem == "be" && b.capital(p, x.last+1)) {
		group = b.groupAfter(p, x)
	}
	whole, _ := countries(b.r.subjects(p.m, p.from, p.to))
	whole = slices.DeleteFunc(whole, func(s claim.Subject) bool { return strings.EqualFold(s.Name, group) })
	if len(whole) == 0 {
		whole = p.states
	}
	if group == "" || len(whole) == 0 || b.isConcept(p, group) {
		return nil
	}
	c := p.base
	c.Frame = claim.Share
	c.Subjects = whole[len(whole)-1:]
	c.Asks = []claim.Ask{{Concept: "ethnic_group", Part: group, Polarity: 1}}
	if strings.Contains(p.stems(), " "+b.r.stems.Of("speak")+" ") {
		c.Relation = "speak"
	}
	c.Quantities = p.quantities[:1]
	return []claim.Claim{c}
}

// isConcept tells whether a word is part of the name of a concept that the clause
// speaks of, and so no people: "Exports account for a third".
func (b *builder) isConcept(p *parts, word string) bool {
	for _, n := range p.list {
		if n.phrase == nil {
			continue
		}
		for _, w := range strings.Fields(word) {
			if n.phrase.Names(b.r.stems.Of(w)) {
				return true
			}
		}
	}
	return false
}

// ethnic tells whether a people is named behind an item: "is an ethnic Russian".
func (b *builder) ethnic(p *parts, at int) bool {
	for i := at; i+1 < p.to && i <= at+2; i++ {
		if p.m.Items[i].Stem == "ethnic" && p.m.Items[i+1].Slot == annotate.SlotCountry {
			return true
		}
	}
	return false
}

// capital tells whether the word at an item, or the one after "of", is written with a
// capital.
func (b *builder) capital(p *parts, at int) bool {
	for i := at; i < p.to && i <= at+2; i++ {
		if b.m.Tokens[p.m.Items[i].First].Upper() {
			return true
		}
	}
	return false
}

// groupAfter is the name of the part behind "of Mauritians are": the words up to the
// next number or time.
func (b *builder) groupAfter(p *parts, x mark) string {
	var words []string
	for i := x.last + 1; i < p.to; i++ {
		item := p.m.Items[i]
		if item.Slot == annotate.SlotNumber || item.Slot == annotate.SlotTime || p.m.Tokens[item.First].Kind != prose.Word {
			break
		}
		if item.Slot == annotate.SlotCountry {
			b.people = append(b.people, p.m.Subjects[item.Ref].Codes...)
			return p.m.Subjects[item.Ref].Name
		}
		if !b.r.stop[item.Stem] {
			words = append(words, p.m.Tokens[item.First].Text)
		}
	}
	return strings.Join(words, " ")
}

// group is the name of the part: the capitalised words before the relation that are
// no country, or the demonym there.
func (b *builder) group(p *parts, x mark) string {
	if first := p.m.Items[x.first]; x.as == "part_are" && first.Slot == annotate.SlotCountry && p.m.Subjects[first.Ref].Demonym && len(b.r.subjects(p.m, x.last, p.to)) > 0 {
		b.people = append(b.people, p.m.Subjects[first.Ref].Codes...) // "Ethnic Russians are a majority in Latvia"
		return p.m.Subjects[first.Ref].Name
	}
	var words []string
	for i := p.from; i < p.to; i++ {
		item := p.m.Items[i]
		token := p.m.Tokens[item.First]
		inside := i >= x.first && i <= x.last
		if inside || item.Slot == annotate.SlotNumber || item.Slot == annotate.SlotTime {
			if len(words) > 0 && i < x.first {
				words = words[:0]
			}
			continue
		}
		if item.Slot == annotate.SlotCountry && p.m.Subjects[item.Ref].Demonym && i < x.first {
			b.people = append(b.people, p.m.Subjects[item.Ref].Codes...)
			return p.m.Subjects[item.Ref].Name
		}
		if item.Slot == "" && token.Upper() && !b.r.stop[token.Stem] && i < x.first {
			words = append(words, token.Text)
		}
	}
	return strings.Join(words, " ")
}

// exception reads "the only one of a set": the condition holds for the named and for
// no other.
func (b *builder) exception(p *parts) []claim.Claim {
	x, ok := p.comparator("only")
	if !ok || len(p.states) == 0 || len(p.sets) == 0 && b.sentenceScope(p) == nil && len(p.states) < 3 {
		return nil
	}
	if x.last+1 < p.to && (p.m.Items[x.last+1].Slot == annotate.SlotNumber || p.m.Items[x.last+1].Slot == annotate.SlotTime) {
		return nil
	}
	c := p.base
	if c.Scope == nil {
		c.Scope = b.sentenceScope(p)
	}
	alone := p.states
	if list, one := b.listed(p, x); len(one) > 0 {
		c.Scope, alone = &claim.Scope{ID: "list", Name: "those named", Countries: list}, one
	}
	if c.Scope == nil {
		return nil
	}
	if c.Scope.Countries != nil && p.counted() {
		c.Scope.Counted = true
	}
	if orgs := p.organisations(); len(orgs) > 0 {
		if rel, ok := p.relation("member", "join"); ok && rel.first > x.last && len(p.sets) > 1 {
			return nil
		}
	}
	inner := b.condition(p)
	if inner == nil {
		return nil
	}
	inner.Scope, inner.Only = c.Scope, true
	inner.Relation = string(inner.Frame)
	inner.Frame = claim.Exception
	inner.Subjects = alone
	return []claim.Claim{*inner}
}

// listed reads "of A, B and C only A": the countries before the word, and the one
// behind it that is among them.
func (b *builder) listed(p *parts, only mark) (list []country.Code, one []claim.Subject) {
	before, _ := countries(b.r.subjects(p.m, p.from, only.first))
	after, _ := countries(b.r.subjects(p.m, only.last+1, p.to))
	if len(before) < 2 || len(after) != 1 {
		return nil, nil
	}
	for _, s := range before {
		list = append(list, s.Country)
		if s.Country == after[0].Country {
			one = after
		}
	}
	return list, one
}

// counted tells whether a clause says how many a set has: "the six Gulf states".
func (p *parts) counted() bool {
	for i := p.from; i+1 < p.to; i++ {
		if p.m.Items[i].Slot == annotate.SlotNumber && p.m.Items[i+1].Slot == annotate.SlotSet {
			return true
		}
	}
	return false
}

// sentenceScope is the set that an earlier clause named.
func (b *builder) sentenceScope(p *parts) *claim.Scope {
	for _, s := range b.all {
		if s.Set != nil && s.Set.ID != "world" {
			return b.r.scope(s.Set, b.yearOf(p.span))
		}
	}
	return nil
}

// condition is what is said of the only one: a bound, nothing at all, or a state of
// affairs.
func (b *builder) condition(p *parts) *claim.Claim {
	for _, form := range []func(*parts) []claim.Claim{b.level, b.state} {
		if found := form(p); len(found) > 0 {
			return &found[0]
		}
	}
	if p.best != nil && p.best.concept.Unit != "index" {
		c := p.base
		c.Frame = claim.Threshold
		zero := claim.Number{Measure: claim.Plain, Text: "0"}
		c.Quantities = []claim.Quantity{{Number: zero, Op: claim.Above, Role: claim.Level}}
		return &c
	}
	return nil
}

// bucks reads that a country goes against the trend of others.
func (b *builder) bucks(p *parts) []claim.Claim {
	if !p.has("bucks") || len(p.states) == 0 {
		return nil
	}
	c := p.base
	c.Frame, c.Relation = claim.Exception, "trend"
	subjects := b.subjects
	if len(subjects) == 0 {
		subjects = b.ctx.Subjects
	}
	own, _ := countries(subjects)
	switch {
	case len(own) > 0 && own[0].Country != p.states[0].Country:
		c.Subjects, c.Against = own[:1], p.states
	default:
		c.Subjects, c.Against = p.states[:1], p.states[1:]
	}
	c.Scope = b.sentenceScope(p)
	if len(c.Asks) == 0 || p.best == nil {
		c.Refused = claim.Refusal{Kind: "no_measure", Text: "It does not say in what the trend is bucked."}
		c.Asks = nil
	}
	return []claim.Claim{c}
}
