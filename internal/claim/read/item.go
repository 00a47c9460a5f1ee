// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/prose"
)

// The slots under which items are recognised.
const (
	slotCountry = "country"
	slotSet     = "set"
	slotNumber  = "number"
	slotYear    = "year"
	slotRange   = "range"
	slotDecade  = "decade"
	slotTime    = "time"
	slotOrdinal = "ordinal"
)

// line is a sentence as items, with what each was recognised as.
type line struct {
	sentence string
	tokens   []prose.Token
	items    []prose.Item
	// subjects, numbers, spans are referred to by the items of their slots.
	subjects []place
	numbers  []claim.Number
	spans    []claim.Span
	// quoted marks the tokens within quotation marks.
	quoted []bool
	// openQuote tells that the last quotation is not closed.
	openQuote bool
	// notes remembers names that may mean several countries.
	ambiguous []string
}

// place is a country or a set of countries in a sentence.
type place struct {
	codes     []country.Code
	set       entry
	name      string
	demonym   bool
	capital   bool
	adjective bool
}

// read makes a line of a sentence.
func (r *Reader) line(sentence string, ctx *Context) *line {
	l := &line{sentence: sentence, tokens: prose.Tokens(sentence, r.stems)}
	l.quoted, l.openQuote = quotations(l.tokens, ctx.Quoted)
	mentions := r.names.find(l.tokens)
	for i, k := 0, 0; i < len(l.tokens); {
		if k < len(mentions) && mentions[k].first == i {
			if r.mention(l, mentions[k], ctx.Year) {
				i = mentions[k].last + 1
				k++
				continue
			}
			k++
		}
		if next, ok := r.numeral(l, i); ok {
			i = next
			continue
		}
		if !prose.Hyphen(l.tokens, i) {
			l.items = append(l.items, prose.Item{Stem: l.tokens[i].Stem, First: i, Last: i})
		}
		i++
	}
	r.proportions(l)
	r.multiply(l)
	r.timed(l, ctx)
	return l
}

// mention adds the item of a name; false where it is a name of something else.
func (r *Reader) mention(l *line, m mention, year int) bool {
	codes, set := r.names.resolve(m.entries, year)
	item := prose.Item{First: m.first, Last: m.last, Ref: len(l.subjects)}
	p := place{codes: codes, set: set, name: m.text, demonym: true, capital: true}
	for _, e := range m.entries {
		p.demonym = p.demonym && e.kind == "demonym"
		p.capital = p.capital && (e.kind == "capital" || e.kind == "leader")
	}
	switch {
	case set.set != "":
		item.Slot, item.Key = slotSet, set.set
		if m.first == m.last {
			item.Stem = l.tokens[m.first].Stem
		}
	case set.kind == "none":
		item.Stem = "name"
	case len(codes) == 0:
		return false
	default:
		item.Slot, item.Key = slotCountry, string(codes[0])
		if m.first == m.last {
			item.Stem = l.tokens[m.first].Stem
		}
		if len(codes) > 1 {
			l.ambiguous = append(l.ambiguous, m.text)
		}
	}
	l.subjects = append(l.subjects, p)
	l.items = append(l.items, item)
	return true
}

// numeral adds the item of a number, year, range of years or decade.
func (r *Reader) numeral(l *line, i int) (next int, ok bool) {
	t := &l.tokens[i]
	if span, last, slot, ok := calendar(l.tokens, i, &r.words); ok {
		l.items = append(l.items, prose.Item{Stem: t.Stem, Slot: slot, First: i, Last: last, Ref: len(l.spans)})
		l.spans = append(l.spans, span)
		return last + 1, true
	}
	if n, ok := ordinalDigits(l.tokens, i); ok {
		l.items = append(l.items, prose.Item{Stem: l.tokens[i].Text + l.tokens[i+1].Stem, Slot: slotOrdinal, First: i, Last: i + 1, Ref: len(l.numbers)})
		l.numbers = append(l.numbers, claim.Number{Low: n, High: n})
		return i + 2, true
	}
	if _, isOrdinal := r.words.ordinals[t.Stem]; isOrdinal && !follows(l.tokens, i, "a", "an", "one", "two", "three") {
		l.items = append(l.items, prose.Item{Stem: t.Stem, Slot: slotOrdinal, First: i, Last: i, Ref: len(l.numbers)})
		l.numbers = append(l.numbers, claim.Number{Low: r.words.ordinals[t.Stem], High: r.words.ordinals[t.Stem]})
		return i + 1, true
	}
	a, ok := r.words.at(l.tokens, i)
	if !ok {
		return 0, false
	}
	item := prose.Item{Slot: slotNumber, First: i, Last: a.last, Ref: len(l.numbers)}
	if a.last == i {
		item.Stem = t.Stem
	}
	l.items = append(l.items, item)
	l.numbers = append(l.numbers, a.Number)
	return a.last + 1, true
}

// ordinalDigits reads "21st", which parts at the letters.
func ordinalDigits(tokens []prose.Token, i int) (float64, bool) {
	if tokens[i].Kind != prose.Number || i+1 >= len(tokens) || !tokens[i+1].Glued {
		return 0, false
	}
	switch tokens[i+1].Text {
	case "st", "nd", "rd", "th":
		n, _, ok := digits(tokens[i].Text)
		return n, ok
	}
	return 0, false
}

// follows tells whether one of some words stands before a token.
func follows(tokens []prose.Token, i int, words ...string) bool {
	if i == 0 {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(tokens[i-1].Text, w) {
			return true
		}
	}
	return false
}

// proportions joins "one in ten" and "0.4 doctors per 1,000 people" to one number.
func (r *Reader) proportions(l *line) {
	for i := 0; i < len(l.items); i++ {
		found, ok := r.ratios.Longest(l.items, i)
		if !ok || len(found.Slots) < 2 || l.items[found.Slots[len(found.Slots)-1]].Slot != slotNumber {
			continue
		}
		a, b := l.numbers[l.items[found.Slots[0]].Ref], l.numbers[l.items[found.Slots[len(found.Slots)-1]].Ref]
		whole := r.lex.Comparators[found.Value].As == "part_of"
		if a.Measure != claim.Plain || b.Measure != claim.Plain || b.Low <= 0 || whole && (a.Low > b.Low || b.Low < 2) {
			continue
		}
		x := claim.Number{Low: a.Low / b.High, High: a.High / b.Low, Step: a.Step / b.Low, Measure: claim.Fraction}
		if whole {
			x.Step = min(1/b.Low, 0.1)
		}
		first, last := l.items[found.First].First, l.items[found.Last].Last
		x.Text = text(l.tokens[first : last+1])
		kept := l.items[found.First+1 : found.Last]
		l.numbers = append(l.numbers, x)
		item := prose.Item{Slot: slotNumber, First: first, Last: last, Ref: len(l.numbers) - 1}
		joined := append(append([]prose.Item{}, l.items[:i]...), item)
		for _, k := range kept { // the words between say what is counted
			if k.Stem != "per" && (!whole || k.Slot == slotCountry || len(found.Slots) == 2 && k.Stem != "in" && k.Stem != "out" && k.Stem != "of" && k.Stem != "every" && k.Stem != "for") {
				joined = append(joined, k)
			}
		}
		l.items = append(joined, l.items[found.Last+1:]...)
	}
}

// multiply turns "doubled" and "three times" into numbers.
func (r *Reader) multiply(l *line) {
	for i := 0; i < len(l.items); i++ {
		found, ok := r.factors.Longest(l.items, i)
		if !ok {
			continue
		}
		rule := r.lex.Comparators[found.Value]
		x := claim.Number{Low: rule.Value, High: rule.Value, Step: 0.1, Measure: claim.Multiple}
		if len(found.Slots) == 1 && l.items[found.Slots[0]].Slot == slotNumber {
			n := l.numbers[l.items[found.Slots[0]].Ref]
			if n.Measure != claim.Plain {
				continue
			}
			x = n
			x.Measure = claim.Multiple
		}
		if rule.As == "half_as" && l.items[found.Last].Stem == "as" && found.Last > found.First {
			found.Last-- // the word stays for "half as many … as"
		}
		first, last := l.items[found.First].First, l.items[found.Last].Last
		switch rule.As {
		case "majority":
			x.Measure, x.Bound = claim.Fraction, claim.Above
		case "minority":
			x.Measure, x.Bound = claim.Fraction, claim.Below
		case "negative":
			x.Measure, x.Bound = claim.Plain, claim.Below
		case "positive":
			x.Measure, x.Bound = claim.Plain, claim.Above
		case "single_digits":
			x.Measure, x.Bound = claim.Fraction, claim.Below
		case "nearly_all", "double_digits":
			x.Measure, x.Bound = claim.Fraction, claim.AtLeast
		}
		x.Text, x.Unit = text(l.tokens[first:last+1]), rule.As
		l.numbers = append(l.numbers, x)
		item := prose.Item{Slot: slotNumber, First: first, Last: last, Ref: len(l.numbers) - 1}
		l.items = append(append(append([]prose.Item{}, l.items[:found.First]...), item), l.items[found.Last+1:]...)
	}
}

// quotations marks tokens within quotation marks, the outermost ones; a quotation may
// be open from the sentence before, and stay open.
func quotations(tokens []prose.Token, open bool) (marks []bool, stays bool) {
	marks = make([]bool, len(tokens))
	mark, from := "", 0
	if open {
		mark = "“"
	}
	for i := range tokens {
		if tokens[i].Kind != prose.Sign {
			continue
		}
		switch t := tokens[i].Text; {
		case mark == "" && (t == "“" || t == "\"" || t == "«" || t == "„"):
			mark, from = t, i+1
		case mark != "" && (t == "”" || t == "\"" || t == "»" || mark == "„" && t == "“"):
			for k := from; k < i; k++ {
				marks[k] = true
			}
			mark = ""
		}
	}
	if mark != "" { // a quotation that goes on in the next sentence
		for k := from; k < len(tokens); k++ {
			marks[k] = true
		}
	}
	return marks, mark != ""
}
