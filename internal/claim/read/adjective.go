// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/prose"
)

// ofAnother tells whether an adjective stands before a noun that is not the state, so
// that it says nothing of it: "its rich soils", "has a poor record". What a state has
// is the state only where the noun stands for it ("a tolerant society"); what it is
// may be any word for states ("a rich ally").
func (r *Reader) ofAnother(m *marked, found *prose.Found) bool {
	if !r.adjective(found) {
		return false
	}
	opens, owned := r.attributive(m, found.First)
	if !opens {
		return false
	}
	i := found.Last + 1
	for i < len(m.Items) {
		next, ok := r.concepts.Longest(m.Items, i)
		switch {
		case ok && r.adjective(&next):
			i = next.Last + 1
			continue
		case ok:
			return false // a name of its own: "a growing economy"
		case m.Items[i].Stem == "and" || m.Items[i].Stem == "," || m.Items[i].Stem == "but":
			i++
			continue
		}
		break
	}
	if i >= len(m.Items) || m.Items[i].Slot != "" || m.Tokens[m.Items[i].First].Kind != prose.Word {
		return false
	}
	noun := m.Items[i].Stem
	return !r.bearers[noun] && (owned || !r.states[noun])
}

// adjective tells whether a phrase says much or little of something without comparing.
func (r *Reader) adjective(found *prose.Found) bool {
	use := r.uses[found.Value]
	return use.how != named && use.degree == 0
}

// owners are the stems after which comes what somebody has.
var owners = map[string]bool{"its": true, "their": true, "hav": true, "enjoy": true, "boast": true}

// attributive tells whether an article, a possessive or a verb of having opens the
// group in which an item stands, with at most adverbs and adjectives between, and
// whether it says what somebody has.
func (r *Reader) attributive(m *marked, at int) (opens, owned bool) {
	for i := at - 1; i >= 0 && at-i <= reach+1; i-- {
		item := m.Items[i]
		switch {
		case owners[item.Stem]:
			return true, true
		case item.Slot == annotate.SlotCountry:
			has := m.Tokens[item.Last].Possessive
			return opens || has, has
		case item.Stem == "a" || item.Stem == "an":
			opens = true
		case opens:
			return true, false
		case item.Stem != "and" && item.Stem != "," && !strings.HasSuffix(m.Tokens[item.First].Text, "ly") && !r.knows(m, i):
			return false, false
		}
	}
	return opens, false
}

// narrowed tells whether a word right before a name makes it another thing ("shadow
// economy", "oil prices"), or one right behind it ("debt crisis"). A word before does
// where the lexicon knows nothing of it.
func (r *Reader) narrowed(m *marked, found *prose.Found) bool {
	if found.Last+1 < len(m.Items) && r.heads[m.Items[found.Last+1].Stem] && m.Items[found.Last+1].Slot == "" {
		return true
	}
	if found.First == 0 || r.uses[found.Value].how != named || r.stop[m.Items[found.First].Stem] || m.Items[found.First].Slot != "" {
		return false
	}
	before := m.Items[found.First-1]
	if before.Slot != "" || r.stop[before.Stem] || m.Tokens[before.First].Kind != prose.Word || r.knows(m, found.First-1) {
		return false
	}
	return !strings.HasSuffix(m.Tokens[before.First].Text, "ly")
}

// reach is how many words may stand between a possessive or a copula and what it
// says.
const reach = 3

// copulas are the verbs that say what somebody is or has; a closed list of English,
// by stems.
var copulas = map[string]bool{
	"be": true, "hav": true, "becom": true, "remain": true, "stay": true, "lie": true, "li": true, "sit": true, "look": true, "seem": true, "enjoy": true, "boast": true,
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
		side := b.side(p.clause, n)
		adjective := (n.how == much || n.how == little) && n.degree == 0
		said := n.states() || side != 0 || (adjective || n.how == named && n.concept.Contested) && b.saidOf(p, n)
		if n.first < 0 || !said || met[n.concept.ID] {
			continue
		}
		met[n.concept.ID] = true
		c := p.base
		c.Frame = claim.Quality
		c.Asks = []claim.Ask{b.r.ask(p, n, nil)}
		c.Direction = c.Asks[0].Polarity
		if side != 0 {
			c.Direction = side
		}
		not, denied := p.comparator("not")
		c.Not = denied && (not.first < n.first || not.last > n.last)
		out = append(out, p.each(c)...)
	}
	return out
}

// side is 1 where a clause calls high what is named, -1 where it calls it low, 0 where it
// does neither: "low unemployment", "corruption is widespread".
func (b *builder) side(c clause, n *naming) int {
	if n.how != named || n.first < 0 {
		return 0
	}
	for _, x := range b.m.comparators {
		before := x.last == n.first-1 && x.first >= c.from
		if !before && !(x.last < c.to && b.predicated(n.last+1, x.first)) {
			continue
		}
		switch x.as {
		case "high":
			return 1
		case "low":
			return -1
		}
	}
	return 0
}

// predicated tells whether a copula ends the items between a name and what is said of it,
// with nothing else between but places, times and a denial: "… in Spain in 2013 was not".
func (b *builder) predicated(from, to int) bool {
	said := false
	for i := from; i < to; i++ {
		item := b.m.Items[i]
		switch {
		case copulas[item.Stem]:
			said = true
		case item.Slot == "" && !tails[item.Stem] && item.Stem != "the" && item.Stem != "not" && item.Stem != "still":
			return false
		}
	}
	return said
}

// states tells whether a phrase is a statement of its own: "minorities … enjoy the same
// rights".
func (n *naming) states() bool {
	return (n.how == much || n.how == little) && n.phrase != nil && n.phrase.HasGap()
}

// ofThing tells whether what stands before a copula is a thing of a country and not the
// country: "Senegal's election was free".
func (b *builder) ofThing(p *parts, at int) bool {
	i := at - 1
	if i <= p.from || p.m.Items[i].Slot != "" || !b.r.noun(p.m, i) || b.r.bearers[p.m.Items[i].Stem] {
		return false
	}
	return p.m.Items[i-1].Slot == annotate.SlotCountry && p.m.Tokens[p.m.Items[i-1].Last].Possessive
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
			return n.first-i <= reach && !b.ofThing(p, i)
		case item.Stem == "," || item.Slot == annotate.SlotCountry:
			return false
		}
	}
	// "the tolerance of Albania"
	after := n.last + 1
	return after+1 < p.to && p.m.Items[after].Stem == "of" && p.m.Items[after+1].Slot == annotate.SlotCountry
}
