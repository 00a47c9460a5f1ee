// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"
	"sort"
	"strings"

	"github.com/qala-observatory/qala/internal/amount"
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// mark is a rule of the lexicon that was found in a line.
type mark struct {
	rule        *lexicon.Rule
	as          string
	first, last int // items
	slots       []int
}

// marked is a line with all that was found in it.
type marked struct {
	*annotate.Line
	comparators, relations, gates []mark
	// ignored are the items of numbers that count nothing, such as ages.
	ignored  map[int]bool
	concepts []naming
}

// naming is a phrase that names a concept.
type naming struct {
	use
	first, last int // items
	// phrase is what was found; nil for words that stand together.
	phrase *prose.Phrase
	// words is the number of words that name it.
	words int
}

// mark finds what the lexicon knows in a line.
func (r *Reader) mark(l *annotate.Line) *marked {
	m := &marked{Line: l}
	m.comparators = marks(&r.comparators, r.lex.Comparators, l.Items, l.Tokens)
	m.relations = crossing(&r.relations, r.lex.Relations, l.Items, l.Tokens)
	m.gates = marks(&r.gates, r.lex.Gates, l.Items, l.Tokens)
	for at := 0; at < len(l.Items); at++ {
		found, ok := r.concepts.Longest(l.Items, at)
		if !ok {
			continue
		}
		if r.narrowed(m, &found) || r.ofAnother(m, &found) {
			continue
		}
		m.concepts = append(m.concepts, naming{r.uses[found.Value], found.First, found.Last, found.Phrase, ownCount(l, &found)})
		at = found.Last
	}
	m.ignored = map[int]bool{}
	for _, x := range m.comparators {
		for _, s := range x.slots {
			if x.as == "ignore" {
				m.ignored[s] = true
			}
		}
	}
	m.comparators = majorities(m, denials(outside(m)))
	return m
}

// ownCount is the number of words of a name that are no country: "{country} grow" has
// one.
func ownCount(l *annotate.Line, found *prose.Found) int {
	n := 0
	for _, item := range l.Items[found.First : found.Last+1] {
		if item.Slot != annotate.SlotCountry {
			n++
		}
	}
	return max(n, 1)
}

// denials turns "not … in any year" into never, and leaves out an "in any year" that
// nothing denies.
func denials(list []mark) []mark {
	out := list[:0]
	for _, x := range list {
		if x.as != "any_year" {
			out = append(out, x)
			continue
		}
		for i := range out {
			if out[i].as == "not" {
				out[i].as = "never"
			}
		}
	}
	return out
}

// majorities turns "most Indonesians" and "most of Indonesia's people" into amounts:
// more than half, and no superlative.
func majorities(m *marked, list []mark) []mark {
	return slices.DeleteFunc(list, func(x mark) bool {
		if x.as != "most" || x.first != x.last || m.Items[x.first].Stem != "most" || x.last+1 >= len(m.Items) {
			return false
		}
		next := m.Items[x.last+1]
		people := next.Slot == annotate.SlotCountry && m.Subjects[next.Ref].Demonym
		if !people && next.Stem != "of" {
			return false
		}
		m.Items[x.first].Slot, m.Items[x.first].Ref = annotate.SlotNumber, len(m.Numbers)
		m.Numbers = append(m.Numbers, amount.Number{Low: 0.5, High: 0.5, Measure: amount.Fraction, Bound: amount.Above, Text: "most"})
		return true
	})
}

// knows tells whether an item is part of any comparator, relation, gate or name.
func (r *Reader) knows(m *marked, i int) bool {
	for _, list := range [][]mark{m.comparators, m.relations, m.gates} {
		for _, x := range list {
			if i >= x.first && i <= x.last {
				return true
			}
		}
	}
	for _, n := range m.concepts {
		if i >= n.first && i <= n.last {
			return true
		}
	}
	return false
}

// outside leaves out comparators that are words of a concept's own name ("without
// work", "GDP per head"), and those that the lexicon says mean nothing ("lower
// house").
func outside(m *marked) []mark {
	var out []mark
	for _, x := range m.comparators {
		if x.as != "ignore" && !ownWords(m, x) && !lacking(m, x) {
			out = append(out, x)
		}
	}
	return out
}

// lacking tells whether "without" says what people or things lack, and denies nothing
// of the sentence: "people without access".
func lacking(m *marked, x mark) bool {
	if m.Items[x.first].Stem != "without" || x.first != x.last || x.first == 0 {
		return false
	}
	before := m.Items[x.first-1]
	if before.Slot != "" || m.Tokens[before.First].Kind != prose.Word || copulas[before.Stem] {
		return false
	}
	switch before.Stem {
	case "do", "go", "live", "liv", "run", "cope", "cop", "manage", "manag", "sit", "stand":
		return false
	}
	return true
}

// absorbed are the comparators that mean nothing within a concept's name; all others
// say something of it there too.
var absorbed = map[string]bool{"not": true, "zero": true, "never": true, "only": true, "per_head": true, "stable": true}

// ownChange tells whether a word of change is the name of a concept that is a change
// itself: "growth", "population growth".
func ownChange(m *marked, x mark) bool {
	for _, n := range m.concepts {
		if x.first >= n.first && x.last <= n.last && n.how == named && n.concept.Change == "" && n.phrase.Names(m.Items[x.first].Stem) {
			return m.Items[x.first].Stem == "growth" || n.first != n.last
		}
	}
	return false
}

// ownWords tells whether all words of a comparator are words of a concept's name
// around it.
func ownWords(m *marked, x mark) bool {
	if len(x.slots) > 0 {
		return false
	}
	if x.as == "rise" || x.as == "fall" {
		return ownChange(m, x)
	}
	if !absorbed[x.as] {
		return slices.ContainsFunc(m.concepts, func(n naming) bool { return n.degree > 0 && x.first >= n.first && x.last <= n.last })
	}
	for _, n := range m.concepts {
		if x.first < n.first || x.last > n.last || n.first == n.last {
			continue
		}
		all := true
		for i := x.first; i <= x.last; i++ {
			all = all && n.phrase.Names(m.Items[i].Stem)
		}
		if all {
			return true
		}
	}
	return false
}

// marks lists the rules in items, the longest at each place, without overlaps.
func marks(book *prose.Phrasebook, rules []lexicon.Rule, items []prose.Item, tokens []prose.Token) []mark {
	var out []mark
	whole := func(last int) bool { return !inCompound(tokens, items[last].Last) }
	for at := 0; at < len(items); at++ {
		found, ok := book.LongestThat(items, at, whole)
		if !ok {
			continue
		}
		if !found.Phrase.HasGap() && longerWithin(book, items, &found, whole) {
			continue
		}
		rule := &rules[found.Value]
		out = append(out, mark{rule, rule.As, found.First, found.Last, found.Slots})
		if !found.Phrase.HasGap() { // what stands in a gap is something of its own
			at = found.Last
		}
	}
	return out
}

// longerWithin tells whether a phrase of more items begins within another and reaches
// beyond it: "more than tenfold" in "grow more than tenfold".
func longerWithin(book *prose.Phrasebook, items []prose.Item, found *prose.Found, whole func(int) bool) bool {
	for at := found.First + 1; at <= found.Last; at++ {
		if next, ok := book.LongestThat(items, at, whole); ok && !next.Phrase.HasGap() && next.Last > found.Last && next.Last-next.First > found.Last-found.First {
			return true
		}
	}
	return false
}

// crossing lists the rules in items as marks does, but for those alone that lie within
// another: "Turkey is" and "is in" both stand in "Turkey is in NATO".
func crossing(book *prose.Phrasebook, rules []lexicon.Rule, items []prose.Item, tokens []prose.Token) []mark {
	var out []mark
	reach := -1
	whole := func(last int) bool { return !inCompound(tokens, items[last].Last) }
	for at := range items {
		found, ok := book.LongestThat(items, at, whole)
		if !ok || found.Last <= reach {
			continue
		}
		rule := &rules[found.Value]
		out = append(out, mark{rule, rule.As, found.First, found.Last, found.Slots})
		reach = found.Last
	}
	return out
}

// inCompound tells whether a token is joined to the next by a hyphen, so that no
// phrase ends there: "no state" is not in "no state-based conflict".
func inCompound(tokens []prose.Token, last int) bool {
	return last+1 < len(tokens) && prose.Hyphen(tokens, last+1)
}

// clause is a run of items that says one thing, with what was found in it.
type clause struct {
	m        *marked
	from, to int // items, to exclusive
}

// comparator finds the first comparator of some meanings in a clause.
func (c clause) comparator(as ...string) (mark, bool) { return find(c.m.comparators, c, as) }

// relation finds the first relation of some meanings in a clause.
func (c clause) relation(as ...string) (mark, bool) { return find(c.m.relations, c, as) }

// has tells whether a comparator stands in a clause.
func (c clause) has(as ...string) bool { _, ok := c.comparator(as...); return ok }

// find is the first mark of some meanings within a clause; without meanings, the
// first at all.
func find(list []mark, c clause, as []string) (mark, bool) {
	for _, x := range list {
		if x.first < c.from || x.last >= c.to {
			continue
		}
		if len(as) == 0 {
			return x, true
		}
		for _, a := range as {
			if x.as == a {
				return x, true
			}
		}
	}
	return mark{}, false
}

// stems lists the stems of a clause's items, for words that stand together.
func (c clause) stems() string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, item := range c.m.Items[c.from:c.to] {
		if item.Stem != "" {
			b.WriteString(item.Stem)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// namings lists the concepts of a clause, the best named first: those of which the
// most words stand there, phrases before words that stand together.
func (r *Reader) namings(c clause) []naming {
	var out []naming
	for _, n := range c.m.concepts {
		if n.first >= c.from && n.last < c.to {
			out = append(out, n)
		}
	}
	stems := ""
	for _, p := range r.pairs {
		if stems == "" {
			stems = c.stems()
		}
		if words := p.words(stems); words > 0 {
			out = append(out, naming{use{concept: p.concept, how: named}, -1, -1, nil, words})
		}
	}
	if rest := slices.DeleteFunc(slices.Clone(out), func(n naming) bool { return c.denominator(n) || c.wholeName(n) }); len(rest) > 0 {
		out = rest
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].words != out[j].words {
			return out[i].words > out[j].words
		}
		if a, b := c.compared(out[i]), c.compared(out[j]); a != b {
			return a
		}
		return out[i].first >= 0 && out[j].first < 0
	})
	return out
}

// compared tells whether a concept stands right behind more, less or most, so that it
// is what there is more of.
func (c clause) compared(n naming) bool {
	for _, x := range c.m.comparators {
		if n.first > 0 && x.last == n.first-1 && len(x.slots) == 0 && (x.as == "more" || x.as == "less" || x.as == "most" || x.as == "least") {
			return true
		}
	}
	return false
}

// shareOf are the words by which a clause says what its amounts are a share of.
var shareOf = map[string]string{"shar": "of", "share": "of", "proportion": "of", "percentag": "of", "percentage": "of", "fraction": "of", "relativ": "to", "relative": "to", "measur": "against", "measure": "against", "set": "against"}

// denominator tells whether a concept only says what something is a share of: GDP in
// "remittances as a share of GDP".
func (c clause) denominator(n naming) bool {
	i := n.first - 1
	for i > c.from && (c.m.Items[i].Stem == "the" || c.m.Items[i].Stem == "its" || c.m.Items[i].Stem == "their" || c.m.Items[i].Stem == "national") {
		i--
	}
	if n.first < 0 || i-1 < c.from || n.concept.Unit == lexicon.Percent || n.concept.Unit == lexicon.Rate {
		return false
	}
	if c.m.Items[i].Slot == annotate.SlotCountry && i-2 >= c.from { // "half of El Salvador's GDP came from remittances"
		i--
	}
	if number := c.m.Items[i-1]; c.m.Items[i].Stem == "of" && number.Slot == annotate.SlotNumber && c.m.Numbers[number.Ref].Measure == amount.Fraction {
		return true
	}
	return c.m.Items[i].Stem != "" && shareOf[c.m.Items[i-1].Stem] == c.m.Items[i].Stem
}

// wholeName tells whether a concept only says how large something is: the economy in
// "twice the size of its economy".
func (c clause) wholeName(n naming) bool {
	for _, x := range c.m.comparators {
		if (x.as == "above_whole" || x.as == "below_whole" || x.as == "size_of_whole") && x.first <= n.last && x.last >= n.first && n.first >= 0 {
			return true
		}
	}
	return false
}

// words counts the words of a clause's stems that name a concept, 0 where a group
// is missing.
func (t *together) words(stems string) int {
	n := 0
	for _, group := range t.groups {
		best := 0
		for _, term := range group {
			if strings.Contains(stems, " "+term+" ") {
				best = max(best, 1+strings.Count(term, " "))
			}
		}
		if best == 0 {
			return 0
		}
		n += best
	}
	return n
}

// degrees lists an adjective with its comparative and superlative, as English
// forms them of short ones: rich, richer, richest; happy, happier; big, bigger.
func degrees(text string) []string {
	if first, noun, two := strings.Cut(text, " "); two && !strings.ContainsAny(text, "-|…{?") && !strings.Contains(noun, " ") {
		var out []string
		for _, form := range degrees(first) { // "old population", "oldest population"
			out = append(out, form+" "+noun)
		}
		return out
	}
	if strings.ContainsAny(text, " -|…{?") || len(text) > 9 {
		return []string{text}
	}
	base := text
	switch {
	case strings.HasSuffix(text, "e"):
		base = text[:len(text)-1]
	case strings.HasSuffix(text, "y") && len(text) > 2:
		base = text[:len(text)-1] + "i"
	case len(text) == 3 && strings.IndexByte("aeiou", text[1]) >= 0 && strings.IndexByte("aeiouwy", text[2]) < 0:
		base = text + text[2:]
	}
	return []string{text, base + "er", base + "est"}
}

// together is a concept that is named by words of several groups.
type together struct {
	concept *lexicon.Concept
	groups  [][]string
}

// newTogether compiles the groups of a concept, each term as its stems with blanks
// between them.
func newTogether(c *lexicon.Concept, stems prose.Stems) together {
	t := together{concept: c}
	for _, group := range c.Together {
		terms := make([]string, 0, len(group))
		for _, term := range group {
			words := strings.FieldsFunc(term, func(c rune) bool { return c == ' ' || c == '-' })
			for i := range words {
				words[i] = stems.Of(words[i])
			}
			terms = append(terms, strings.Join(words, " "))
		}
		t.groups = append(t.groups, terms)
	}
	return t
}
