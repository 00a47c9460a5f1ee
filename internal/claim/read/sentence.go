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
	for i := range out.Claims {
		out.Claims[i].Day = ctx.Day
	}
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

// joints are the words and signs at which a sentence may say a second thing. They
// are grammar and no vocabulary: a closed list of English.
var joints = map[string]bool{
	",": true, ";": true, ":": true, "—": true, "–": true, "while": true, "although": true, "though": true, "whereas": true,
	"but": true, "which": true, "and": true, "with": true, "yet": true, "who": true, "befor": true, "before": true, "(": true, ")": true, "despit": true, ".": true,
}

// clauses parts a sentence where both sides say something of their own.
func (r *Reader) clauses(m *marked) []clause {
	if len(m.Items) == 0 {
		return nil
	}
	inside := make([]bool, len(m.Items)) // within a mark: "between 5 and 10"
	for _, list := range [][]mark{m.comparators, m.relations} {
		for _, x := range list {
			for k := x.first + 1; k <= x.last; k++ {
				inside[k] = true
			}
		}
	}
	for _, n := range m.concepts {
		for k := n.first + 1; k <= n.last; k++ {
			inside[k] = true
		}
	}
	for _, x := range m.comparators { // "but not Lithuania" is no second statement
		if x.as == "except" {
			inside[x.first] = true
		}
		if x.as == "only" { // "the only state with fewer than" is one statement
			for i := x.last + 1; i < len(m.Items) && i <= x.last+5; i++ {
				inside[i] = inside[i] || m.Items[i].Stem == "with" || m.Items[i].Stem == "which"
			}
		}
	}
	var parts []clause
	from := 0
	for i := range m.Items {
		if joints[m.Items[i].Stem] && m.Items[i].Slot == "" && !inside[i] && i > from && !pairOfNames(m.Items, i) {
			parts = append(parts, clause{m, from, i})
			from = i
		}
	}
	parts = append(parts, clause{m, from, len(m.Items)})
	return r.merged(parts)
}

// pairOfNames tells whether an item parts two names that are one pair: "between A
// and B".
func pairOfNames(items []prose.Item, i int) bool {
	next, last := i+1, i-2
	if next < len(items) && items[next].Stem == "the" {
		next++
	}
	if last > 0 && items[last].Stem == "the" {
		last--
	}
	return last >= 0 && next < len(items) && items[i].Stem == "and" && items[i-1].Slot == annotate.SlotCountry && items[next].Slot == annotate.SlotCountry && items[last].Stem == "between"
}

// merged joins parts that say nothing of their own with their neighbours: those
// before the first that does with it, all others with the part before.
func (r *Reader) merged(list []clause) []clause {
	var out []clause
	pending := -1
	for i, p := range list {
		if pending >= 0 {
			p.from = pending
		}
		switch {
		case len(out) == 0 && i+1 < len(list) && r.bare(p, list[i+1]): // "One worker in four who wanted a job had none"
			pending = p.from
		case r.says(p), i+1 < len(list) && auxiliary(&parts{clause: list[i+1]}):
			out = append(out, p)
			pending = -1
		case len(out) == 0, p.m.Items[p.from].Stem == ";" && i+1 < len(list): // "; the year before, it had been at peace"
			pending = p.from
		default:
			out[len(out)-1].to = p.to
			pending = -1
		}
	}
	if len(out) == 0 && len(list) > 0 {
		return []clause{{list[0].m, list[0].from, list[len(list)-1].to}}
	}
	return out
}

// bare tells whether a part that "who" continues names nothing that is measured.
func (r *Reader) bare(p, next clause) bool {
	return next.m.Items[next.from].Stem == "who" && len(r.namings(p)) == 0
}

// says tells whether a part has a predicate that can be tested.
func (r *Reader) says(p clause) bool {
	for _, x := range p.m.relations {
		if x.first >= p.from && x.last < p.to && x.as != "part" && x.as != "part_are" {
			return true
		}
	}
	for _, x := range p.m.comparators {
		if x.first < p.from || x.last >= p.to {
			continue
		}
		switch x.as {
		case "rise", "fall", "improve", "worsen", "become", "become_less", "stable", "overtake", "trail", "include", "most", "least", "extreme", "not", "zero", "bucks":
			return true
		case "more", "less":
			if _, than := p.comparator("than", "any_other"); than {
				return true
			}
		case "any_other":
			return true
		}
	}
	if auxiliary(&parts{clause: p}) { // "; neither had in 2022"
		return true
	}
	spelled := p.spelled()
	for i := p.from; i < p.to; i++ {
		if p.m.Items[i].Slot == annotate.SlotNumber && !spelled[i] && !r.countsThings(p.m, i) {
			return true
		}
	}
	for _, n := range p.m.concepts {
		if n.first >= p.from && n.last < p.to && n.how != named {
			return true
		}
	}
	return false
}

// countsThings tells whether a plain number only counts what is named next: "three
// Baltic states", "one of".
func (r *Reader) countsThings(m *marked, i int) bool {
	n := m.Numbers[m.Items[i].Ref]
	if n.Measure != "plain" || n.Unit != "" {
		return false
	}
	if m.Items[i].Stem == "one" || m.Items[i].Stem == r.stems.Of("one") {
		return true
	}
	return i+1 < len(m.Items) && (m.Items[i+1].Slot == annotate.SlotSet || m.Items[i+1].Slot == annotate.SlotCountry)
}

// between lists the items of a clause.
func (c clause) items() []prose.Item { return c.m.Items[c.from:c.to] }
