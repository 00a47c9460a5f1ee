// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
)

// others lists the countries of the sentence that are not among some.
func (b *builder) others(some []claim.Subject) []claim.Subject {
	var out []claim.Subject
	states, _ := countries(b.all)
	for _, s := range states {
		if len(appendOnce(some, s)) > len(some) {
			out = append(out, s)
		}
	}
	return out
}

// include reads a list that completes the sentence before: "These countries include
// Russia and Iran" after a border with great powers.
func (b *builder) include(p *parts) []claim.Claim {
	if !p.has("include") || len(p.states) == 0 || len(b.ctx.Claims) == 0 || !b.r.plural(p.clause) {
		return nil
	}
	last := b.ctx.Claims[len(b.ctx.Claims)-1]
	if last.Frame != claim.Border || len(last.Subjects) != 1 {
		return nil
	}
	var out []claim.Claim
	for _, s := range p.states {
		if s.Country == last.Subjects[0].Country {
			continue
		}
		c := p.base
		c.Frame, c.Relation, c.Asks, c.Quantities, c.Scope = claim.Border, "border", nil, nil, nil
		c.Subjects, c.Against = last.Subjects, []claim.Subject{s}
		out = append(out, c)
	}
	return out
}

// order is 1 where a clause says that the first state came to belong before the second,
// -1 where it says after it, 0 where it compares no dates.
func (b *builder) order(p *parts, x mark) int {
	for i := x.last + 1; i+1 < p.to; i++ {
		if p.m.Items[i+1].Slot != annotate.SlotCountry {
			continue
		}
		switch p.m.Tokens[p.m.Items[i].First].Text {
		case "before":
			return 1
		case "after":
			return -1
		case "than":
			switch p.m.Tokens[p.m.Items[i-1].First].Text {
			case "earlier", "sooner":
				return 1
			case "later":
				return -1
			}
		}
	}
	return 0
}

// whoIsBetween puts the country that lies between others before them, where the
// clause only points at it; false where that is not one.
func (b *builder) whoIsBetween(p *parts, x mark) bool {
	if before, _ := countries(b.r.subjects(p.m, p.from, x.first)); len(before) > 0 {
		return true
	}
	earlier, _ := countries(b.r.refer(p.clause, b.subjects, b.ctx))
	if len(earlier) != 1 {
		earlier = b.others(p.states)
	}
	if len(earlier) != 1 {
		return false
	}
	// A pronoun may have brought the country in already.
	rest := slices.DeleteFunc(slices.Clone(p.states), func(x claim.Subject) bool { return x.Country == earlier[0].Country })
	p.states = slices.Concat(earlier, rest)
	return true
}

// bordersBeyond says why something that is said of borders is not tested.
func (b *builder) bordersBeyond(p *parts, x mark) string {
	only, ok := p.comparator("only")
	switch {
	case x.as != "border":
		return ""
	case p.has("than"):
		return "It compares borders, which is not tested."
	case ok && only.last < x.first-1 && len(p.sets) > 0:
		return "It says that one alone of several borders others, which is not tested."
	}
	return ""
}

// borders reads who borders whom, who is the only neighbour, how many there are.
func (b *builder) borders(p *parts) []claim.Claim {
	x, ok := p.relation("border_count", "neighbour_only")
	if !ok {
		x, ok = p.relation("border", "between_location", "no_border")
	}
	if !ok || len(p.states) == 0 || p.best != nil && p.has("than", "any_other") {
		return nil // "lower than that of any of its neighbours"
	}
	if text := b.bordersBeyond(p, x); text != "" {
		c := p.base
		c.Frame, c.Asks, c.Refused = claim.Border, nil, claim.Refusal{Kind: "no_measure", Text: text}
		return []claim.Claim{c}
	}
	if len(p.states) == 1 && len(p.sets) == 0 && x.as != "no_border" && x.as != "border_count" && b.r.points(p.clause) {
		if earlier, _ := countries(b.r.refer(p.clause, b.subjects, b.ctx)); len(earlier) == 1 && earlier[0].Country != p.states[0].Country {
			p.states = append(earlier, p.states...)
		}
	}
	if x.as == "between_location" && !b.whoIsBetween(p, x) {
		return nil
	}
	c := p.base
	c.Frame, c.Relation, c.Asks, c.Scope = claim.Border, "border", nil, nil
	c.Not = b.negated(p, x.first)
	switch x.as {
	case "border_count":
		c.Quantities = nil
		for _, s := range x.slots {
			if p.m.Items[s].Slot == annotate.SlotNumber {
				c.Quantities = []claim.Quantity{{Number: p.number(s), Op: claim.Equal, Role: claim.Level}}
			}
		}
		c.Relation = "border_count"
		c.Subjects = p.states[:1]
		return []claim.Claim{c}
	case "no_border":
		c.Relation = "border_count"
		c.Not = false
		c.Quantities = []claim.Quantity{{Number: claim.Number{Measure: claim.Plain, Text: "none"}, Op: claim.Equal, Role: claim.Level}}
		return p.each(c)
	}
	if len(p.quantities) == 1 && p.quantities[0].Measure == "length" && len(p.states) == 2 {
		c.Relation, c.Subjects, c.Against = "border_length", p.states[:1], p.states[1:]
		c.Quantities = p.quantities
		return []claim.Claim{c}
	}
	others := append([]claim.Subject{}, p.states[1:]...)
	if len(p.states) == 1 && len(p.sets) > 0 {
		others = b.members(p, p.sets)
		c.Relation = "border_any"
		c.Subjects, c.Against = p.states[:1], others
		if len(others) == 0 {
			return nil
		}
		return []claim.Claim{c}
	}
	if len(others) == 0 && x.as != "neighbour_only" {
		return nil
	}
	c.Subjects, c.Quantities = p.states[:1], nil
	if x.as == "neighbour_only" || p.has("only") {
		c.Only, c.Against = true, others
		if x.as == "neighbour_only" && len(others) == 0 {
			c.Quantities = []claim.Quantity{{Number: claim.Number{Low: 1, High: 1, Measure: claim.Plain, Text: "one"}, Op: claim.Equal, Role: claim.Level}}
			c.Relation = "border_count"
		}
		return []claim.Claim{c}
	}
	var out []claim.Claim
	one, other := b.sides(p, x, others)
	for _, s := range one {
		for _, o := range other {
			c.Subjects, c.Against = []claim.Subject{s}, []claim.Subject{o}
			out = append(out, c)
		}
	}
	return out
}

// partner reads the share of a partner in a country's exports or imports, and who the
// largest partner is.
func (b *builder) partner(p *parts) []claim.Claim {
	x, ok := p.relation("export_partner", "export_to", "import_partner", "import_from")
	if !ok {
		return nil
	}
	var ends []claim.Subject
	for _, s := range x.slots {
		if p.m.Items[s].Slot == annotate.SlotCountry {
			ends = append(ends, b.r.subjects(p.m, s, s+1)...)
		}
	}
	if len(ends) == 1 { // "of its exports go to China": whose they are was said before
		if own, _ := countries(b.r.refer(p.clause, b.subjects, b.ctx)); len(own) == 1 {
			ends = append(ends, own[0])
			if x.as == "export_to" || x.as == "import_from" {
				ends = []claim.Subject{own[0], ends[0]}
			}
		}
	}
	if len(ends) != 2 || ends[0].Country == ends[1].Country {
		return nil
	}
	partner, whole := ends[0], ends[1]
	if x.as == "export_to" || x.as == "import_from" {
		partner, whole = whole, partner
	}
	c := p.base
	c.Frame, c.Asks, c.Scope, c.Every = claim.Share, nil, nil, false
	c.Relation = "export_partner"
	if x.as == "import_partner" || x.as == "import_from" {
		c.Relation = "import_partner"
	}
	c.Subjects, c.Against = []claim.Subject{whole}, []claim.Subject{partner}
	switch {
	case len(p.quantities) > 0 && p.quantities[0].Measure == claim.Fraction:
		c.Quantities = p.quantities[:1]
	case p.has("most", "one_of"):
		c.Quantities, c.Place = nil, 1
		if n, ok := b.ordinal(p, mark{}); ok {
			c.Place = n
		}
	default:
		return nil
	}
	return []claim.Claim{c}
}
