// SPDX-License-Identifier: Apache-2.0

package read

import (
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
)

// reach is how many words may stand between a possessive or a copula and what it
// says.
const reach = 3

// copulas are the verbs that say what somebody is or has; a closed list of English,
// by stems.
var copulas = map[string]bool{
	"be": true, "has": true, "have": true, "becom": true, "remain": true, "stay": true, "look": true, "seem": true, "enjoy": true, "boast": true,
}

// quality reads an adjective or a contested noun without any amount, where the
// sentence says it of the country: "is a rich country", "its tolerant society".
func (b *builder) quality(p *parts) []claim.Claim {
	if len(p.base.Subjects) == 0 || len(p.quantities) > 0 {
		return nil
	}
	var out []claim.Claim
	met := map[string]bool{}
	for i := range p.list {
		n := &p.list[i]
		adjective := (n.how == much || n.how == little) && n.degree == 0
		if !adjective && !(n.how == named && n.concept.Contested) || n.first < 0 || !b.saidOf(p, n) || met[n.concept.ID] {
			continue
		}
		met[n.concept.ID] = true
		c := p.base
		c.Frame = claim.Quality
		c.Asks = []claim.Ask{b.r.ask(p, n, nil)}
		c.Direction = c.Asks[0].Polarity
		c.Not = p.has("not")
		out = append(out, p.each(c)...)
	}
	return out
}

// saidOf tells whether a possessive or a copula ties a word to the subject.
func (b *builder) saidOf(p *parts, n *naming) bool {
	for i := n.first - 1; i >= p.from && n.first-i <= reach+1; i-- {
		item := p.m.Items[i]
		switch {
		case item.Stem == "it" || item.Stem == "its" || item.Stem == "their":
			return item.Stem != "it"
		case item.Slot == annotate.SlotCountry && (p.m.Tokens[item.Last].Possessive || p.m.Subjects[item.Ref].Demonym):
			return true
		case copulas[item.Stem]:
			return n.first-i <= reach
		case item.Stem == "the" && b.presumes:
			return true
		case item.Stem == "," || item.Slot == annotate.SlotCountry:
			return false
		}
	}
	// "the tolerance of Albania"
	after := n.last + 1
	return after+1 < p.to && p.m.Items[after].Stem == "of" && p.m.Items[after+1].Slot == annotate.SlotCountry
}
