// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"strings"

	"github.com/qala-observatory/qala/internal/amount"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/prose"
)

// The slots under which items are recognised.
const (
	SlotCountry = "country"
	SlotSet     = "set"
	SlotNumber  = "number"
	SlotYear    = "year"
	SlotRange   = "range"
	SlotDecade  = "decade"
	SlotTime    = "time"
	SlotOrdinal = "ordinal"
)

// Line is a sentence as items, with what each was recognised as.
type Line struct {
	// Sentence is the text, Tokens its words and signs, Items those joined to what
	// was recognised.
	Sentence string
	Tokens   []prose.Token
	Items    []prose.Item
	// Subjects, Numbers and Spans are what the items of their slots refer to.
	Subjects []Place
	Numbers  []amount.Number
	Spans    []amount.Span
	// Quoted marks the tokens within quotation marks; OpenQuote tells that the last
	// quotation is not closed.
	Quoted    []bool
	OpenQuote bool
	// Ambiguous are names that may mean several countries.
	Ambiguous []string
}

// Place is a country or a set of countries in a sentence.
type Place struct {
	// Codes are the countries it may mean; Set is the id of a set, or empty.
	Codes []country.Code
	Set   string
	// Name is how the text calls it.
	Name string
	// Demonym tells that it is a people, Capital that it is a city or a leader.
	Demonym, Capital bool
}

// Context is what a sentence is annotated in.
type Context struct {
	// Year is the last year that had ended at the date of the text, 0 where it has no
	// date; Quoted tells that a quotation is open from the sentence before.
	Year   int
	Quoted bool
	// Last is the last time that was named before, for "that year"; Groups are the
	// countries that were named together before, the last first, for "all three".
	Last   amount.Span
	Groups []Group
}

// Group is countries that a text names together.
type Group []country.Code

// Line annotates a sentence.
func (r *Annotator) Line(sentence string, ctx Context) *Line {
	l := &Line{Sentence: sentence, Tokens: prose.Tokens(sentence, r.stems)}
	l.Quoted, l.OpenQuote = quotations(l.Tokens, ctx.Quoted)
	mentions := r.names.find(l.Tokens)
	for i, k := 0, 0; i < len(l.Tokens); {
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
		if !prose.Hyphen(l.Tokens, i) {
			l.Items = append(l.Items, prose.Item{Stem: l.Tokens[i].Stem, First: i, Last: i})
		}
		i++
	}
	r.proportions(l)
	r.multiply(l)
	r.timed(l, ctx)
	r.grouped(l, ctx.Groups)
	return l
}

// mention adds the item of a name; false where it is a name of something else.
func (r *Annotator) mention(l *Line, m mention, year int) bool {
	codes, set := r.names.resolve(m.entries, year)
	item := prose.Item{First: m.first, Last: m.last, Ref: len(l.Subjects)}
	p := Place{Codes: codes, Set: set.set, Name: m.text, Demonym: true, Capital: true}
	for _, e := range m.entries {
		p.Demonym = p.Demonym && e.kind == "demonym"
		p.Capital = p.Capital && (e.kind == "capital" || e.kind == "leader")
	}
	switch {
	case set.set != "":
		item.Slot, item.Key = SlotSet, set.set
		if m.first == m.last {
			item.Stem = l.Tokens[m.first].Stem
		}
	case set.kind == "none":
		item.Stem = "name"
	case len(codes) == 0:
		return false
	default:
		item.Slot, item.Key = SlotCountry, string(codes[0])
		if m.first == m.last {
			item.Stem = l.Tokens[m.first].Stem
		}
		if len(codes) > 1 {
			l.Ambiguous = append(l.Ambiguous, m.text)
		}
	}
	l.Subjects = append(l.Subjects, p)
	l.Items = append(l.Items, item)
	return true
}

// numeral adds the item of a number, year, range of years or decade.
func (r *Annotator) numeral(l *Line, i int) (next int, ok bool) {
	t := &l.Tokens[i]
	if _, year := yearOf(t.Text); year && follows(l.Tokens, i, "constant", "chained") { // of prices
		l.Items = append(l.Items, prose.Item{Stem: "prices", First: i, Last: i})
		return i + 1, true
	}
	if c, ok := calendar(l.Tokens, i, &r.words); ok {
		l.Items = append(l.Items, prose.Item{Stem: t.Stem, Slot: c.slot, First: i, Last: c.last, Ref: len(l.Spans)})
		l.Spans = append(l.Spans, c.span)
		return c.last + 1, true
	}
	if n, ok := ordinalDigits(l.Tokens, i); ok {
		l.Items = append(l.Items, prose.Item{Stem: l.Tokens[i].Text + l.Tokens[i+1].Stem, Slot: SlotOrdinal, First: i, Last: i + 1, Ref: len(l.Numbers)})
		l.Numbers = append(l.Numbers, amount.Number{Low: n, High: n})
		return i + 2, true
	}
	if _, isOrdinal := r.words.ordinals[t.Stem]; isOrdinal && !follows(l.Tokens, i, "a", "an", "one", "two", "three") {
		l.Items = append(l.Items, prose.Item{Stem: t.Stem, Slot: SlotOrdinal, First: i, Last: i, Ref: len(l.Numbers)})
		l.Numbers = append(l.Numbers, amount.Number{Low: r.words.ordinals[t.Stem], High: r.words.ordinals[t.Stem]})
		return i + 1, true
	}
	a, ok := r.words.at(l.Tokens, i)
	if !ok {
		return 0, false
	}
	item := prose.Item{Slot: SlotNumber, First: i, Last: a.last, Ref: len(l.Numbers)}
	if a.last == i {
		item.Stem = t.Stem
	}
	l.Items = append(l.Items, item)
	l.Numbers = append(l.Numbers, a.Number)
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
func (r *Annotator) proportions(l *Line) {
	for i := 0; i < len(l.Items); i++ {
		found, ok := r.ratios.Longest(l.Items, i)
		if !ok || len(found.Slots) < 2 || l.Items[found.Slots[len(found.Slots)-1]].Slot != SlotNumber {
			continue
		}
		a, b := l.Numbers[l.Items[found.Slots[0]].Ref], l.Numbers[l.Items[found.Slots[len(found.Slots)-1]].Ref]
		whole := r.lex.Comparators[found.Value].As == "part_of"
		if a.Measure != amount.Plain || b.Measure != amount.Plain || b.Low <= 0 || whole && (a.Low > b.Low || b.Low < 2) {
			continue
		}
		x := amount.Number{Low: a.Low / b.High, High: a.High / b.Low, Step: a.Step / b.Low, Measure: amount.Fraction}
		if whole {
			x.Step = min(1/b.Low, 0.1)
		}
		first, last := l.Items[found.First].First, l.Items[found.Last].Last
		x.Text = text(l.Tokens[first : last+1])
		kept := l.Items[found.First+1 : found.Last]
		l.Numbers = append(l.Numbers, x)
		item := prose.Item{Slot: SlotNumber, First: first, Last: last, Ref: len(l.Numbers) - 1}
		joined := append(append([]prose.Item{}, l.Items[:i]...), item)
		for _, k := range kept { // the words between say what is counted
			if k.Stem != "per" && (!whole || k.Slot == SlotCountry || k.Stem != "in" && k.Stem != "out" && k.Stem != "of" && k.Stem != "every" && k.Stem != "for") {
				joined = append(joined, k)
			}
		}
		l.Items = append(joined, l.Items[found.Last+1:]...)
	}
}

// multiply turns "doubled" and "three times" into numbers.
func (r *Annotator) multiply(l *Line) {
	for i := 0; i < len(l.Items); i++ {
		found, ok := r.factors.Longest(l.Items, i)
		if !ok {
			continue
		}
		rule := r.lex.Comparators[found.Value]
		if rule.As == "no_amount" { // "the majority population"
			i = found.Last
			continue
		}
		x := amount.Number{Low: rule.Value, High: rule.Value, Step: 0.1, Measure: amount.Multiple}
		if len(found.Slots) == 1 && l.Items[found.Slots[0]].Slot == SlotNumber {
			n := l.Numbers[l.Items[found.Slots[0]].Ref]
			if n.Measure != amount.Plain {
				continue
			}
			x = n
			x.Measure = amount.Multiple
		}
		if rule.As == "half_as" && l.Items[found.Last].Stem == "as" && found.Last > found.First {
			found.Last-- // the word stays for "half as many … as"
		}
		first, last := l.Items[found.First].First, l.Items[found.Last].Last
		switch rule.As {
		case "majority":
			x.Measure, x.Bound = amount.Fraction, amount.Above
		case "minority":
			x.Measure, x.Bound = amount.Fraction, amount.Below
		case "negative":
			x.Measure, x.Bound = amount.Plain, amount.Below
		case "positive":
			x.Measure, x.Bound = amount.Plain, amount.Above
		case "single_digits":
			x.Measure, x.Bound = amount.Fraction, amount.Below
		case "nearly_all", "double_digits":
			x.Measure, x.Bound = amount.Fraction, amount.AtLeast
		}
		x.Text, x.Unit = text(l.Tokens[first:last+1]), rule.As
		l.Numbers = append(l.Numbers, x)
		item := prose.Item{Slot: SlotNumber, First: first, Last: last, Ref: len(l.Numbers) - 1}
		l.Items = append(append(append([]prose.Item{}, l.Items[:found.First]...), item), l.Items[found.Last+1:]...)
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
