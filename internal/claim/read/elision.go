// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
)

// elided reads a clause that only says that another did, or did not, do the same: "but
// Chile did not".
func (b *builder) elided(p *parts) []claim.Claim {
	for _, form := range []func(*parts) []claim.Claim{b.alsoMember, b.echoed, b.again, b.otherPart} {
		if found := form(p); len(found) > 0 {
			return found
		}
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

// again reads a clause that says of those of the clause before whether it was so at
// another time: "both fought in 2023; neither had in 2022".
func (b *builder) again(p *parts) []claim.Claim {
	if len(b.claims) == 0 || p.named || len(p.spans) != 1 || p.best != nil && !p.inherited || len(p.quantities) > 0 || len(b.r.content(p.clause)) > 0 || !auxiliary(p) {
		return nil
	}
	var out []claim.Claim
	last := b.claims[len(b.claims)-1]
	for _, c := range b.claims {
		if c.Span != last.Span || c.Frame != last.Frame {
			continue
		}
		c.Span, c.Spans, c.Group = p.span, p.spans, 0
		c.Text, c.Start, c.End = p.base.Text, p.base.Start, p.base.End
		if p.has("neither", "not", "never") {
			c.Not = !c.Not
		}
		out = append(out, c)
	}
	return out
}

// auxiliary tells whether a clause has no verb but one that stands for another.
func auxiliary(p *parts) bool {
	for i := p.from; i < p.to && i < p.from+4; i++ {
		switch p.m.Items[i].Stem {
		case "neither", "both", "it", "they", "all":
			if i+1 < p.to {
				switch p.m.Items[i+1].Stem {
				case "hav", "do", "be":
					return i+2 >= p.to || p.m.Items[i+2].Slot == annotate.SlotTime || p.m.Items[i+2].Stem == "so" || p.m.Items[i+2].Stem == "not"
				}
			}
		}
	}
	return false
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

// otherPart reads a clause of another part and its share: "Hindus are half of the people,
// Muslims two fifths".
func (b *builder) otherPart(p *parts) []claim.Claim {
	if len(b.claims) == 0 || p.named || len(p.quantities) != 1 || p.quantities[0].Measure != claim.Fraction || p.best != nil && !p.inherited {
		return nil
	}
	one := b.claims[len(b.claims)-1]
	name := ""
	for _, item := range p.items() {
		if token := p.m.Tokens[item.First]; item.Slot == "" && token.Upper() && !b.r.stop[token.Stem] {
			name = strings.TrimSpace(name + " " + token.Text)
		}
	}
	if one.Frame != claim.Share || len(one.Asks) != 1 || one.Asks[0].Part == "" || name == "" {
		return nil
	}
	one.Asks = []claim.Ask{{Concept: one.Asks[0].Concept, Part: name, Polarity: 1}}
	one.Quantities, one.Text, one.Start, one.End = p.quantities, p.base.Text, p.base.Start, p.base.End
	return []claim.Claim{one}
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
