// SPDX-License-Identifier: Apache-2.0

package read

import "github.com/qala-observatory/qala/internal/claim"

// elided reads a clause that only says that another did, or did not, do the same: "but
// Chile did not".
func (b *builder) elided(p *parts) []claim.Claim {
	if found := append(b.alsoMember(p), b.echoed(p)...); len(found) > 0 {
		return found
	}
	if len(b.claims) == 0 || !p.named || len(p.states) == 0 || p.best != nil && !p.inherited || len(p.quantities) > 0 || len(b.r.content(p.clause)) > 0 {
		return nil
	}
	does, same := false, false
	for _, item := range p.items() {
		switch item.Stem {
		case "do":
			does = true
		case "so", "neither", "nor":
			same = true
		}
	}
	if _, ok := p.relation(); ok || !does {
		return nil
	}
	var out []claim.Claim
	for _, s := range p.states {
		c := b.claims[len(b.claims)-1]
		if len(c.Subjects) != 1 || c.Subjects[0].Country == "" || c.Combined {
			return nil
		}
		c.Subjects, c.Group = []claim.Subject{s}, 0
		if !same && (p.has("not", "never") || c.Not) {
			c.Not = !c.Not
		}
		out = append(out, c)
	}
	return out
}

// alsoMember reads a clause that only names another organisation: "belongs to the CIS but
// not to the Council of Europe".
func (b *builder) alsoMember(p *parts) []claim.Claim {
	orgs := p.organisations()
	if len(b.claims) == 0 || len(orgs) != 1 || len(p.states) > 0 && p.named || p.best != nil || len(p.quantities) > 0 || len(b.r.content(p.clause)) > 0 {
		return nil
	}
	last := b.claims[len(b.claims)-1]
	if _, ok := p.relation(); ok || last.Frame != claim.Membership || last.Organisation == orgs[0] {
		return nil
	}
	last.Organisation, last.Group, last.Text, last.Start, last.End = orgs[0], 0, p.base.Text, p.base.Start, p.base.End
	if p.has("not", "never") {
		last.Not = !last.Not
	}
	return []claim.Claim{last}
}

// echoed reads a clause of a name and an amount alone, where the one before counted borders
// or told growth: "Laos has five neighbours and Kyrgyzstan six", "grew by 7 per cent in
// Vietnam and by 2 in Japan".
func (b *builder) echoed(p *parts) []claim.Claim {
	if len(b.claims) == 0 || !p.named || len(p.states) != 1 || len(p.quantities) != 1 || p.best != nil && !p.inherited || len(b.r.content(p.clause)) > 0 || p.has("rise", "fall", "more", "less", "than") {
		return nil
	}
	one := b.claims[len(b.claims)-1]
	growth := len(one.Asks) == 1 && b.r.changes[one.Asks[0].Concept] && p.quantities[0].Role == claim.Change
	if one.Relation != "border_count" && !growth || len(one.Quantities) != 1 {
		return nil
	}
	q, last := p.quantities[0], one.Quantities[0]
	q.Role = claim.Level
	if last.High < 0 {
		q.Low, q.High, q.Op = -q.High, -q.Low, q.Op.Flipped()
	}
	one.Subjects, one.Quantities, one.Group = p.states, []claim.Quantity{q}, 0
	one.Text, one.Start, one.End = p.base.Text, p.base.Start, p.base.End
	if len(p.spans) > 0 {
		one.Span, one.Spans = p.span, p.spans
	}
	return []claim.Claim{one}
}
