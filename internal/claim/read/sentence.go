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

// Sentence reads one sentence.
func (r *Reader) Sentence(text string, ctx *Context) Reading {
	m := r.mark(r.notes.Line(unbracketed(text), annotate.Context{Year: ctx.Year, Quoted: ctx.Quoted, Last: ctx.Last, Groups: ctx.Groups}))
	out := Reading{Subjects: r.subjects(m, 0, len(m.Items))}
	out.Mentioned = r.mentioned(m)
	out.OpenQuote = m.OpenQuote
	r.remember(m, &out)
	refused := r.gate(m)
	b := &builder{r: r, m: m, ctx: ctx, all: out.Subjects}
	if hard[refused.Kind] {
		out.refuse(refused, b.presumed(refused.Kind))
		if refused.Kind == "attribution" || refused.Kind == "quotation" {
			out.Speaker, out.Quoted = r.speaker(m), r.quotation(m)
		}
		return out
	}
	b.causes = refused.Kind == "cause"
	b.sentence(r.clauses(m))
	out.Claims = b.done()
	out.Mentioned = without(out.Mentioned, b.people)
	switch {
	case refused.Kind != "" && !b.measured():
		out.refuse(refused, b.presumed(refused.Kind))
		return out
	case refused.Kind != "":
		out.Remarks = append(out.Remarks, "The sentence also speaks of more than its figure. "+refused.Text)
	}
	for _, c := range out.Claims {
		for _, s := range append(append([]claim.Subject{}, c.Subjects...), c.Against...) {
			if s.Country != "" && !contains(out.Mentioned, string(s.Country)) {
				out.Mentioned = append(out.Mentioned, string(s.Country))
			}
		}
		if c.Frame == claim.Membership && c.Organisation != "" && !contains(out.Mentioned, c.Organisation) {
			out.Mentioned = append(out.Mentioned, c.Organisation)
		}
	}
	if len(out.Claims) == 0 {
		out.Refused = claim.Refusal{Kind: "no_claim", Text: "It asserts nothing that the lexicon can measure."}
	}
	return out
}

// refuse ends a reading without a claim of its own. What the sentence takes for granted
// stays: that can be tested, whatever else the sentence says.
func (x *Reading) refuse(why claim.Refusal, presumed []claim.Claim) {
	x.Refused, x.Claims = why, presumed
}

// unbracketed turns square brackets, which an editor puts around words of his own,
// into blanks, so that offsets stay.
func unbracketed(text string) string {
	if !strings.ContainsAny(text, "[]") {
		return text
	}
	return strings.Map(func(c rune) rune {
		if c == '[' || c == ']' {
			return ' '
		}
		return c
	}, text)
}

// without leaves out the countries whose name only means a people here.
func without(list []string, people []country.Code) []string {
	return slices.DeleteFunc(list, func(x string) bool { return slices.Contains(people, country.Code(x)) })
}

// contains tells whether a list holds a word.
func contains(list []string, word string) bool {
	for _, x := range list {
		if x == word {
			return true
		}
	}
	return false
}

// mentioned lists the countries that a sentence names, and the organisations where
// it speaks of belonging to them.
func (r *Reader) mentioned(m *marked) []string {
	var out []string
	belongs := false
	for _, x := range m.relations {
		switch x.as {
		case "member", "join", "leave", "founder", "not_member":
			belongs = true
		}
	}
	for _, item := range m.Items {
		if item.Slot != annotate.SlotCountry && item.Slot != annotate.SlotSet {
			continue
		}
		p := m.Subjects[item.Ref]
		org, isOrg := strings.CutPrefix(p.Set, "org:")
		switch {
		case isOrg && belongs && !contains(out, org):
			out = append(out, org)
		case len(p.Codes) == 1 && !contains(out, string(p.Codes[0])):
			out = append(out, string(p.Codes[0]))
		}
	}
	return out
}

// remember notes what the sentences after may point back to: the last time, the
// countries named together, the regions and organisations.
func (r *Reader) remember(m *marked, out *Reading) {
	for _, item := range m.Items {
		if item.Slot == annotate.SlotTime && m.Spans[item.Ref].From != 0 {
			out.Last = m.Spans[item.Ref]
		}
	}
	var run annotate.Group
	add := func() {
		if len(run) > 1 {
			out.Groups = append(out.Groups, run)
		}
		run = nil
	}
	for _, item := range m.Items {
		switch {
		case item.Slot == annotate.SlotCountry && len(m.Subjects[item.Ref].Codes) == 1:
			if code := m.Subjects[item.Ref].Codes[0]; !slices.Contains(run, code) {
				run = append(run, code)
			}
		case item.Stem != "," && item.Stem != "and" && item.Stem != "or":
			add()
		}
	}
	add()
	for _, s := range out.Subjects {
		if s.Set == nil || s.Set.ID == "world" {
			continue
		}
		out.Sets = append(out.Sets, s)
		if list := r.members(s.Set.ID, 0); len(list) > 1 && len(list) <= 20 {
			out.Groups = append(out.Groups, list)
		}
	}
}

// quotation is what stands within quotation marks, or the whole sentence where what
// is reported stands without them.
func (r *Reader) quotation(m *marked) string {
	first, last := -1, -1
	for i := range m.Tokens {
		if m.Quoted[i] {
			if first < 0 {
				first = m.Tokens[i].Start
			}
			last = m.Tokens[i].End
		}
	}
	if first < 0 {
		return m.Sentence
	}
	return sliceRunes(m.Sentence, first, last)
}

// speakerWords is how many words before a verb of saying may name the speaker.
const speakerWords = 9

// speaker is who stands before the verb of saying: the words back to the last sign or
// quotation, without adverbs at their end.
func (r *Reader) speaker(m *marked) string {
	at := -1
	for _, g := range m.gates {
		if g.as == "attribution" && !m.Quoted[m.Items[g.first].First] {
			at = m.Items[g.first].First
			break
		}
	}
	from := at
	for from > 0 && at-from < speakerWords && m.Tokens[from-1].Kind != prose.Sign && !m.Quoted[from-1] {
		from--
	}
	for at > from && adverb(m.Tokens[at-1].Text) {
		at--
	}
	if at <= from {
		return ""
	}
	return sliceRunes(m.Sentence, m.Tokens[from].Start, m.Tokens[at-1].End)
}

// adverb tells whether a word is one of those that stand between a speaker and the
// verb.
func adverb(w string) bool {
	switch w {
	case "also", "often", "always", "once", "then", "even", "has", "have", "had", "was", "were", "is", "are":
		return true
	}
	return strings.HasSuffix(w, "ly")
}

// Topic is the one country that a text names, or empty where it names several or
// none.
func (r *Reader) Topic(text string, ctx *Context) country.Code {
	var topic country.Code
	for _, codes := range r.notes.Named(text, ctx.Year) {
		if len(codes) > 1 || topic != "" && codes[0] != topic {
			return ""
		}
		topic = codes[0]
	}
	return topic
}

// Count is how often a text names a country.
type Count struct {
	Code  country.Code
	Count int
}

// Counts counts the countries that a text names, the most frequent first.
func (r *Reader) Counts(text string, ctx *Context) []Count {
	var out []Count
	at := map[country.Code]int{}
	for _, codes := range r.notes.Named(text, ctx.Year) {
		if len(codes) != 1 {
			continue
		}
		i, met := at[codes[0]]
		if !met {
			i = len(out)
			at[codes[0]] = i
			out = append(out, Count{Code: codes[0]})
		}
		out[i].Count++
	}
	slices.SortStableFunc(out, func(a, b Count) int { return b.Count - a.Count })
	return out
}
