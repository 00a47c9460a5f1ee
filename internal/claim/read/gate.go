// SPDX-License-Identifier: Apache-2.0

package read

import (
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/claim"
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

// plainCase tells whether a gate is written as a common word: "may", not "May".
func (r *Reader) plainCase(m *marked, g mark) bool {
	i := m.Items[g.first].First
	c, _ := utf8.DecodeRuneInString(m.Tokens[i].Text)
	return i == 0 || !unicode.IsUpper(c)
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

// hard are the gates that a figure in the sentence does not open.
var hard = map[string]bool{"attribution": true, "quotation": true, "norm": true, "forecast": true, "question": true, "conditional": true, "survey": true}
