// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// quotedWords is the number of quoted words from which a quotation is somebody's
// statement and no mere word that the author holds at a distance.
const quotedWords = 3

// gate says why a sentence is not put to the data. What only colours a sentence
// (a cause, an opinion, a picture) does not keep a figure in it from being tested;
// it is remarked on.
func (r *Reader) gate(m *marked) (refused claim.Refusal) {
	if n := quotedCount(m); n >= quotedWords {
		return claim.Refusal{Kind: "quotation", Text: r.gateText("attribution")}
	}
	if n := len(m.Tokens); n > 0 && m.Tokens[n-1].Text == "?" {
		return claim.Refusal{Kind: "question", Text: r.gateText("question")}
	}
	framing := r.framing(m)
	for _, g := range m.gates {
		if g.as == "framing" || framing[g.first] || !r.plainCase(m, g) || r.partOfName(m, g) {
			continue
		}
		switch g.as {
		case "attribution", "norm", "forecast", "conditional":
			return claim.Refusal{Kind: g.as, Text: g.rule.Text}
		case "survey":
			return claim.Refusal{Kind: g.as, Text: g.rule.Text}
		case "reported": // as attribution, but nobody is named
			return claim.Refusal{Kind: "attribution", Text: g.rule.Text}
		}
		if g.as == "reason" {
			g.as = "cause"
		}
		if refused.Kind == "" {
			refused = claim.Refusal{Kind: g.as, Text: g.rule.Text}
		}
	}
	return refused
}

// gateText is the text of the first gate of a kind.
func (r *Reader) gateText(kind string) string {
	for _, g := range r.lex.Gates {
		if g.As == kind {
			return g.Text
		}
	}
	return kind
}

// framing marks the items of phrases that only introduce what is said, such as "it
// must be noted that".
func (r *Reader) framing(m *marked) map[int]bool {
	out := map[int]bool{}
	for _, g := range m.gates {
		if g.as == "framing" {
			for k := g.first; k <= g.last; k++ {
				out[k] = true
			}
		}
	}
	return out
}

// plainCase tells whether a gate of one word is written as a common word: "may", not
// "May".
func (r *Reader) plainCase(m *marked, g mark) bool {
	i := m.Items[g.first].First
	c, _ := utf8.DecodeRuneInString(m.Tokens[i].Text)
	return i == 0 || g.last > g.first || !unicode.IsUpper(c)
}

// partOfName tells whether a gate lies within words that name a concept, such as
// "want" within "people in want".
func (r *Reader) partOfName(m *marked, g mark) bool {
	for _, n := range m.concepts {
		if g.first >= n.first && g.last <= n.last && n.last > n.first {
			return true
		}
	}
	for _, x := range m.relations { // "was admitted to the European Union"
		if g.first >= x.first-1 && g.last >= x.first && g.last <= x.last && x.last > x.first {
			return true
		}
	}
	return false
}

// quotedCount counts the words within quotation marks.
func quotedCount(m *marked) int {
	n := 0
	for i := range m.Tokens {
		if m.Quoted[i] && m.Tokens[i].Kind == prose.Word {
			n++
		}
	}
	return n
}

// open are the gates behind which a text still takes things for granted in its own
// name; the value tells whether a bare noun ("its stability") is one of them, or only a
// noun with an adjective ("its growing economy").
var open = map[string]bool{"cause": true, "opinion": true, "metaphor": true, "norm": false, "forecast": false}

// presumed lists what a sentence that is not tested itself takes for granted of the
// country that it is about: "arises from its tolerant society", "will carry its growing
// economy", "a beacon in an otherwise turbulent region". Whose it is has to stand before
// it; what is only possible or wished for ("a tolerant society") is not taken for granted.
func (b *builder) presumed(gate string) []claim.Claim {
	bare, ok := open[gate]
	if !ok {
		return nil
	}
	p := &parts{clause: clause{b.m, 0, len(b.m.Items)}}
	b.who(p)
	var out []claim.Claim
	met := map[string]bool{}
	for i := range b.m.concepts {
		n := &b.m.concepts[i]
		from, who := b.holder(p, n)
		if from < 0 || b.m.Quoted[b.m.Items[n.first].First] {
			continue
		}
		c := claim.Claim{Subjects: []claim.Subject{who}, Presumed: true, Frame: claim.Quality, Direction: 1}
		c.Asks = []claim.Ask{b.r.ask(p, n, nil)}
		if d := b.moving(from, n); d != 0 {
			b.changing(&c, d, n.concept)
		} else if side := b.side(p.clause, n); side != 0 {
			c.Direction = side
		} else if !(n.judges() && b.borne(n)) && !(bare && n.how == named && n.concept.Contested) {
			continue
		}
		c.Direction *= c.Asks[0].Polarity
		if key := string(who.Country) + c.Asks[0].Concept; !met[key] {
			met[key] = true
			out = append(out, b.worded(c, from, n))
		}
	}
	return out
}

// judges tells whether a naming is an adjective, or a noun with one: "stable economy".
func (n *naming) judges() bool {
	return n.degree == 0 && (n.how == much || n.how == little || n.how == named && n.concept.Contested && n.words > 1)
}

// borne tells whether a noun that stands for a state follows an adjective of one word:
// "tolerant society", and not "the tolerant".
func (b *builder) borne(n *naming) bool {
	end := min(n.last+1+reach, len(b.m.Items))
	return n.how == named || n.first != n.last || slices.ContainsFunc(b.m.Items[n.last+1:end], func(x prose.Item) bool { return b.r.bearers[x.Stem] })
}

// coloured are the comparators that only colour the noun behind them.
var coloured = map[string]bool{"rise": true, "fall": true, "high": true, "low": true}

// holder finds where the group of words begins in which a name stands, and whose it is:
// a country's own, or that of the one country which the sentence is about. It is -1 where
// that is not said.
func (b *builder) holder(p *parts, n *naming) (int, claim.Subject) {
	one := claim.Subject{}
	if len(p.states) == 1 {
		one = p.states[0]
	}
	if after := n.last + 1; after < len(b.m.Items) && b.m.Items[after].Stem == "of" {
		return -1, one
	}
	for i := n.first - 1; i >= 0 && n.first-i <= 2*reach; i-- {
		item := b.m.Items[i]
		owned := item.Slot == annotate.SlotCountry && (b.m.Tokens[item.Last].Possessive || b.m.Subjects[item.Ref].Demonym)
		switch {
		case owned && len(b.m.Subjects[item.Ref].Codes) == 1 && (i == 0 || b.m.Items[i-1].Stem != "of"):
			who := b.m.Subjects[item.Ref]
			return i, claim.Subject{Country: who.Codes[0], Name: who.Name}
		case one.Country == "":
		case item.Stem == "its" || item.Stem == "their" || item.Stem == "the" && n.judges():
			return i, one
		case (item.Stem == "a" || item.Stem == "an") && n.judges() && i > 0 && b.m.Items[i-1].Stem == "in":
			return i, one
		}
		if slices.ContainsFunc(b.m.comparators, func(x mark) bool { return i >= x.first && i <= x.last && coloured[x.as] }) {
			continue
		}
		if item.Slot != "" || item.Stem != "and" && item.Stem != "," && b.r.stop[item.Stem] || b.m.Tokens[item.Last].Possessive {
			return -1, one
		}
	}
	return -1, one
}

// moving is the way in which a participle before a name says that it goes, or 0:
// "growing economy", "shrinking population".
func (b *builder) moving(from int, n *naming) int {
	for i := from + 1; i <= n.first && i < len(b.m.Items); i++ {
		item := b.m.Items[i]
		if text := b.m.Tokens[item.First].Text; !strings.HasSuffix(text, "ing") {
			continue
		}
		switch {
		case b.r.single["rise"][item.Stem]:
			return 1
		case b.r.single["fall"][item.Stem]:
			return -1
		}
	}
	return 0
}

// changing makes a claim of change: of the yearly change where the lexicon has one, else
// of a trend.
func (b *builder) changing(c *claim.Claim, direction int, x *lexicon.Concept) {
	if x.Change == "" && !b.r.changes[x.ID] {
		c.Frame, c.Direction = claim.Trend, direction
		return
	}
	if x.Change != "" {
		c.Asks[0].Concept = x.Change
	}
	op := claim.Above
	if direction < 0 {
		op = claim.Below
	}
	c.Frame = claim.Threshold
	c.Quantities = []claim.Quantity{{Number: claim.Number{Measure: claim.Fraction, Text: "0"}, Op: op, Role: claim.Level}}
}

// worded gives a claim the words from its holder to the noun.
func (b *builder) worded(c claim.Claim, from int, n *naming) claim.Claim {
	last := n.last
	if last+1 < len(b.m.Items) && b.r.bearers[b.m.Items[last+1].Stem] {
		last++
	}
	c.Start, c.End = b.m.Tokens[b.m.Items[from].First].Start, b.m.Tokens[b.m.Items[last].Last].End
	c.Text = sliceRunes(b.m.Sentence, c.Start, c.End)
	return c
}

// hard are the gates that a figure in the sentence does not open.
var hard = map[string]bool{"attribution": true, "quotation": true, "norm": true, "forecast": true, "question": true, "conditional": true, "survey": true}
