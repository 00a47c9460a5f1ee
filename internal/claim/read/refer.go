// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// pronouns are the words that may stand for a country or for several; a closed list
// of English grammar.
var pronouns = map[string]bool{
	"it": true, "its": true, "they": true, "their": true, "them": true, "thes": true, "these": true, "both": true, "we": true, "our": true, "he": true, "she": true, "there": true, "ther": true,
}

// subjects lists whom items name, in order and once each.
func (r *Reader) subjects(m *marked, from, to int) []claim.Subject {
	var out []claim.Subject
	for i := from; i < to; i++ {
		item := m.Items[i]
		if item.Slot != annotate.SlotCountry && item.Slot != annotate.SlotSet {
			continue
		}
		p := m.Subjects[item.Ref]
		if item.Slot == annotate.SlotSet {
			out = appendOnce(out, claim.Subject{Set: &claim.Scope{ID: p.Set, Name: p.Name}, Name: p.Name})
			continue
		}
		if len(p.Codes) == 1 && !r.local(m, i) && !r.partOnly(m, i) && !(p.Demonym && i > 0 && m.Items[i-1].Stem == "ethnic") {
			out = appendOnce(out, claim.Subject{Country: p.Codes[0], Name: p.Name})
		}
	}
	return out
}

// local tells whether an item is a city as a place ("in Hanoi"), which says nothing
// of its country, and no capital that stands for a government.
func (r *Reader) local(m *marked, item int) bool {
	if !m.Subjects[m.Items[item].Ref].Capital || item == 0 {
		return false
	}
	switch m.Items[item-1].Stem {
	case "in", "at", "near", "to", "from", "around", "into", "outside", "within":
		return true
	case "of": // "the population of Kigali"
		return slices.ContainsFunc(m.concepts, func(n naming) bool { return n.last == item-2 })
	}
	return false
}

// partOnly tells whether an item is a part of a country: "northern Italy".
func (r *Reader) partOnly(m *marked, item int) bool {
	return item > 0 && m.Items[item-1].Slot == "" && r.regions[m.Items[item-1].Stem] && !m.Subjects[m.Items[item].Ref].Demonym
}

// appendOnce adds a subject that is not there yet.
func appendOnce(list []claim.Subject, s claim.Subject) []claim.Subject {
	for _, x := range list {
		if x.Country == s.Country && (x.Set == nil) == (s.Set == nil) && (x.Set == nil || x.Set.ID == s.Set.ID) {
			return list
		}
	}
	return append(list, s)
}

// countries keeps the subjects that are countries, sets the others.
func countries(list []claim.Subject) (states, sets []claim.Subject) {
	for _, s := range list {
		if s.Country != "" {
			states = append(states, s)
		} else {
			sets = append(sets, s)
		}
	}
	return states, sets
}

// refer finds whom a clause without a name is about: those of the clause before, or
// of the sentences before where a pronoun or "the country" says so. Two countries
// that both could be meant by a singular stay open, and nobody is returned.
func (r *Reader) refer(c clause, earlier []claim.Subject, ctx *Context) []claim.Subject {
	if len(earlier) > 0 {
		return earlier
	}
	if !r.points(c) {
		return nil
	}
	states, _ := countries(ctx.Subjects)
	switch {
	case len(states) == 1:
		return states
	case len(states) > 1 && r.plural(c):
		return states
	case ctx.Topic != "":
		return []claim.Subject{{Country: ctx.Topic, Name: string(ctx.Topic)}}
	}
	return nil
}

// points tells whether a clause points back: by a pronoun, or by "this country".
func (r *Reader) points(c clause) bool {
	stems := c.stems()
	for i := c.from; i < c.to; i++ {
		if pronouns[c.m.Items[i].Stem] {
			return true
		}
	}
	for _, noun := range []string{"country", "nation", "state", "republic", "government", "kingdom", "economy", "population"} {
		noun = r.stems.Of(noun)
		if strings.Contains(stems, " the "+noun+" ") || strings.Contains(stems, " thi "+noun+" ") || strings.Contains(stems, " this "+noun+" ") || strings.Contains(stems, " our "+noun+" ") {
			return true
		}
	}
	return false
}

// plural tells whether a clause points back to several.
func (r *Reader) plural(c clause) bool {
	for _, item := range c.items() {
		switch item.Stem {
		case "they", "their", "them", "both", "thes", "these":
			return true
		}
	}
	return false
}

// members lists the countries of a set in a year; year 0 is today.
func (r *Reader) members(set string, year int) []country.Code {
	if list, ok := annotate.List(set); ok {
		return list
	}
	on := country.Date{}
	if year != 0 {
		on = affiliation.YearEnd(year)
	}
	kind, id, _ := strings.Cut(set, ":")
	switch kind {
	case "org":
		list, err := r.book.Members(id, on)
		if err != nil {
			return nil
		}
		var out []country.Code
		for _, x := range list {
			out = append(out, x.Country)
		}
		return out
	case "region":
		list, err := r.book.Region(id, on)
		if err != nil {
			return nil
		}
		return list
	case "powers":
		list, err := r.book.Powers(id, on)
		if err != nil {
			return nil
		}
		var out []country.Code
		for _, x := range list {
			out = append(out, x.Country)
		}
		return out
	case "m49":
		var out []country.Code
		for _, c := range r.register.States(year) {
			if x, ok := r.register.Country(c); ok && (x.Region == id || x.Subregion == id) {
				out = append(out, c)
			}
		}
		return out
	}
	return nil
}

// scope fills in the countries of a set.
func (r *Reader) scope(s *claim.Scope, year int) *claim.Scope {
	if s == nil || s.ID == "world" {
		return nil
	}
	out := *s
	out.Countries = r.members(s.ID, year)
	return &out
}

// unlike turns round what is said of those that the subject is unlike: "Unlike Eritrea,
// Ethiopia had", where the subject is named last, and "Switzerland, unlike Austria, is".
func (b *builder) unlike(p *parts, list []claim.Claim) []claim.Claim {
	x, ok := p.comparator("unlike")
	if !ok || len(p.states) < 2 {
		return list
	}
	end := p.to
	for i, comma := x.last+1, false; i < p.to; i++ {
		item := p.m.Items[i]
		if item.Stem == "," && (x.first == p.from || !comma) {
			end, comma = i, true
		} else if item.Slot != annotate.SlotCountry && item.Stem != "and" && item.Stem != "the" {
			break
		}
	}
	others, _ := countries(b.r.subjects(p.m, x.last+1, end))
	for i := range list {
		s := list[i].Subjects
		if len(s) == 1 && slices.ContainsFunc(others, func(o claim.Subject) bool { return o.Country == s[0].Country }) {
			list[i].Not = !list[i].Not
		}
		list[i].Group = b.predicate * 1000
	}
	return list
}

// who parts the names of a clause at "than" and fills in whom it leaves out.
func (b *builder) who(p *parts) {
	if x, ok := p.comparator("compared"); ok && len(x.slots) > 0 {
		p.against = b.r.subjects(p.m, x.slots[0], x.slots[0]+1)
		states, sets := countries(b.r.subjects(p.m, p.from, p.to))
		for _, s := range states {
			if len(p.against) == 0 || s.Country != p.against[0].Country {
				p.states = append(p.states, s)
			}
		}
		p.sets, p.named = sets, true
		if len(p.states) > 0 {
			return
		}
	}
	end := p.to
	if than, ok := p.comparator("than", "any_other", "as_than", "as_much", "overtake", "trail", "outgrow", "equal_to"); ok && !b.also(p, than) {
		end = than.last + 1
		if than.as == "as_than" {
			end = than.slots[0]
		}
		p.against = b.r.subjects(p.m, end, p.to)
		if than.as != "overtake" && than.as != "trail" && than.as != "outgrow" && len(b.r.subjects(p.m, p.from, than.last)) == 0 && !b.hasEarlier() {
			// "No country emitted more than Qatar": whom it is about stands behind.
			end = p.from
		}
	}
	if k := b.rival(p); k > 0 && len(p.against) == 0 {
		p.against, end, p.beside = b.r.subjects(p.m, k, p.to), k, true
	}
	if len(p.against) == 0 && b.stillMore(p) {
		p.against = b.ctx.Claims[len(b.ctx.Claims)-1].Subjects
	}
	if k, ok := b.timesOf(p); ok && len(p.against) == 0 {
		// "more than twice Kenya's population", "over seven times Beijing's"
		if other := b.r.subjects(p.m, k, k+1); len(other) == 1 && other[0].Country != "" {
			p.against, end = other, k
		}
	}
	p.states, p.sets = countries(b.r.subjects(p.m, p.from, end))
	p.states, p.sets = b.listedStates(p)
	p.states = b.withoutNames(p, p.states)
	p.named = len(p.states)+len(p.sets) > 0
	if p.has("in_region") && len(p.sets) == 0 {
		p.sets = b.region()
	}
	if !p.named {
		p.states, p.sets = countries(b.r.refer(p.clause, b.subjects, b.ctx))
		if states, _ := countries(b.all); len(p.states)+len(p.sets) == 0 && len(states) == 1 {
			p.states = states // "While having none before, Mali had many after"
		}
	} else if first := p.m.Items[p.from].Stem; len(p.states) == 0 && len(p.against) == 0 && (first == "it" || first == "they") {
		p.states, _ = countries(b.r.refer(p.clause, b.subjects, b.ctx)) // "It is still a member of OPEC"
	} else if len(p.states) == 0 && b.onlyScope(p) && len(b.subjects) > 0 {
		p.states, _ = countries(b.subjects)
	}
}

// rival is the item of a country right behind what compares it with another, where no
// "than" says so: "far above Ethiopia's", "below that of Italy", "ahead of Hungary"; 0
// where there is none.
func (b *builder) rival(p *parts) int {
	x, ok := p.comparator("more", "less", "above", "below", "far_above", "far_below")
	if !ok || p.has("than") || len(x.slots) > 0 {
		return 0
	}
	for i := x.last + 1; i < p.to && i <= x.last+4; i++ {
		item := p.m.Items[i]
		switch {
		case item.Slot == annotate.SlotCountry && (i > p.from && len(b.r.subjects(p.m, p.from, x.first)) > 0):
			return i
		case item.Stem != "the" && item.Stem != "that" && item.Stem != "of":
			return 0
		}
	}
	return 0
}

// stillMore tells whether "even more" compares with the one country of the sentence
// before.
func (b *builder) stillMore(p *parts) bool {
	x, ok := p.comparator("more", "less")
	if !ok || p.has("than") || x.first == p.from || x.last+1 < p.to && p.m.Tokens[p.m.Items[x.last+1].First].Kind == prose.Word || len(b.ctx.Claims) == 0 {
		return false
	}
	stem := p.m.Items[x.first-1].Stem
	last := b.ctx.Claims[len(b.ctx.Claims)-1].Subjects
	own := b.r.subjects(p.m, p.from, p.to)
	return (stem == "even" || stem == "still" || stem == "far") && len(last) == 1 && last[0].Country != "" && len(own) == 1 && own[0].Country != last[0].Country
}

// region is the set of countries that the text named last, for "the region".
func (b *builder) region() []claim.Subject {
	_, sets := countries(b.all)
	for _, s := range append(sets, b.ctx.Sets...) {
		if s.Set.ID != "world" && !strings.HasPrefix(s.Set.ID, annotate.ListPrefix) {
			return []claim.Subject{s}
		}
	}
	return nil
}

// located refuses what is said of a region that the text has not named.
func (b *builder) located(p *parts, list []claim.Claim) []claim.Claim {
	lost := p.has("in_region") && len(b.region()) == 0
	if x, ok := p.comparator("top", "bottom"); ok && p.has("most", "least") && len(p.sets) == 0 { // "the largest of the six"
		most, _ := p.comparator("most", "least")
		lost = lost || b.behind(p, most, x.as)
	}
	for i := range list {
		if lost && list[i].Refused.Kind == "" {
			list[i].Refused = claim.Refusal{Kind: "ambiguous", Text: "It does not say which countries are meant."}
		}
	}
	return list
}

// listedStates turns countries that the text has listed before into states of which
// each is meant, where the clause says nothing of how many, or of one among them.
func (b *builder) listedStates(p *parts) (states, sets []claim.Subject) {
	states = p.states
	for _, s := range p.sets {
		list, ok := annotate.List(s.Set.ID)
		if !ok || p.has("none_of", "all_of", "all_but", "at_least_of", "exactly_of", "most_of") || b.onlyScope(p) || len(p.states) > 0 {
			sets = append(sets, s)
			continue
		}
		for _, code := range list {
			states = appendOnce(states, claim.Subject{Country: code, Name: string(code)})
		}
		p.universal = true
	}
	return states, sets
}

// also tells whether "as did Oman" only says that the same is so of another, since
// nothing before it compares.
func (b *builder) also(p *parts, x mark) bool {
	if x.as != "as_than" || p.m.Items[x.first+1].Stem != "do" || p.has("more", "less", "half_as", "nobody") {
		return false
	}
	for i := p.from; i < x.first; i++ {
		if p.m.Items[i].Stem == "as" {
			return false
		}
	}
	return true
}

// withoutNames leaves out a country that is part of a concept's own name, such as the
// United States in "American troops", unless it is alone.
func (b *builder) withoutNames(p *parts, list []claim.Subject) []claim.Subject {
	if len(list) < 2 {
		return list
	}
	own := map[country.Code]bool{}
	for i := p.from; i < p.to; i++ {
		if p.m.Items[i].Slot == annotate.SlotCountry && b.inName(i) {
			for _, code := range p.m.Subjects[p.m.Items[i].Ref].Codes {
				own[code] = true
			}
		}
	}
	out := slices.DeleteFunc(slices.Clone(list), func(s claim.Subject) bool { return own[s.Country] })
	if len(out) == 0 {
		return list
	}
	return out
}

// inName tells whether a country stands as a word of a concept's name.
func (b *builder) inName(item int) bool {
	for _, n := range b.m.concepts {
		if item < n.first || item > n.last || n.last == n.first {
			continue
		}
		if x := b.m.Items[item]; n.phrase.Names(x.Stem) || strings.Contains(n.phrase.Text, "{"+x.Slot+":"+x.Key+"}") {
			return true
		}
	}
	return false
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
		case n.Measure == claim.Fraction && (b.lastPossessive(p, i) && !b.parallel() || b.partOfOther(p, i)):
		default:
			continue
		}
		for k := i + 1; k < p.to && k <= i+5; k++ {
			if next := p.m.Items[k]; next.Slot == annotate.SlotCountry && (p.m.Tokens[next.Last].Possessive || p.m.Items[k-1].Stem == "of" && b.ofOther(p, k)) {
				return k, true
			} else if next.Slot != "" || next.Stem == "than" || next.Stem == "as" {
				break
			}
		}
	}
	return 0, false
}

// ofOther tells whether a country stands behind "that of", or behind what it has of
// what is measured, as in "five times the population of Portugal".
func (b *builder) ofOther(p *parts, k int) bool {
	if k-2 < p.from {
		return false
	}
	switch p.m.Items[k-2].Stem {
	case "that", "those", "thos":
		return true
	}
	for _, n := range p.m.concepts {
		if n.last == k-2 || n.last == k-1 {
			return len(b.r.subjects(p.m, p.from, n.first)) > 0
		}
	}
	return false
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

// parallel tells whether the clause before named a share, so that "less than a tenth
// of Bahrain's" goes on with it.
func (b *builder) parallel() bool {
	if len(b.claims) == 0 || len(b.asks) == 0 {
		return false
	}
	last := b.claims[len(b.claims)-1]
	c, ok := b.r.lex.Concept(b.asks[0].Concept)
	return ok && c.Unit == lexicon.Percent && len(last.Quantities) > 0 && last.Quantities[0].Measure == claim.Fraction && len(last.Against) == 0
}

// partOfOther tells whether a part of what another country has is meant: "a fifth of
// the population of France".
func (b *builder) partOfOther(p *parts, i int) bool {
	if i+1 >= p.to || p.m.Items[i+1].Stem != "of" {
		return false
	}
	before, _ := countries(b.r.subjects(p.m, p.from, i))
	after, _ := countries(b.r.subjects(p.m, i, p.to))
	if len(before) != 1 || len(after) != 1 || before[0].Country == after[0].Country {
		return false
	}
	return slices.ContainsFunc(p.m.concepts, func(n naming) bool {
		return n.first > i && n.last < p.to && n.first <= i+3 && n.concept.Unit != lexicon.Percent
	})
}

// hasEarlier tells whether an earlier clause named somebody.
func (b *builder) hasEarlier() bool { return len(b.subjects) > 0 }

// onlyScope tells whether the sets that a clause names only say among whom
// something holds, so that the subject is the clause before's.
func (b *builder) onlyScope(p *parts) bool {
	return p.has("most", "least", "any_other", "only", "one_of", "top") || p.has("more", "less") && p.has("than")
}
