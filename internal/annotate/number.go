// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"math"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/amount"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// numerals knows the words for numbers and the units.
type numerals struct {
	numbers, scales, fractions, ordinals map[string]float64
	units                                []lexicon.Unit
	book                                 prose.Phrasebook
	prefix                               map[string]int
}

// newNumerals compiles them.
func newNumerals(l *lexicon.Lexicon, stems prose.Stems) numerals {
	n := numerals{units: l.Units, prefix: map[string]int{}}
	stemmed := func(from map[string]float64) map[string]float64 {
		to := make(map[string]float64, len(from))
		for word, v := range from {
			to[stems.Of(word)] = v
		}
		return to
	}
	n.numbers, n.scales = stemmed(l.Words.Numbers), stemmed(l.Words.Scales)
	n.fractions, n.ordinals = stemmed(l.Words.Fractions), stemmed(l.Words.Ordinals)
	for i, u := range l.Units {
		for _, name := range u.Names {
			if strings.ContainsAny(name, "$€£¥") && len(name) <= 4 {
				n.prefix[strings.ToLower(name)] = i
			}
			if p, err := prose.ParsePhrase(name, stems); err == nil {
				n.book.Add(p, i)
			}
		}
	}
	return n
}

// figure is a number in tokens.
type figure struct {
	amount.Number
	last int
	// scaled tells that a scale, unit or per cent stood with it, so that it is no year.
	scaled bool
	// fraction tells that it was written as "a fifth".
	fraction bool
}

// at reads the number that begins at a token.
func (n *numerals) at(tokens []prose.Token, i int) (figure, bool) {
	start := i
	unit := -1
	if u, ok := n.prefix[strings.ToLower(tokens[i].Text)]; ok && i+1 < len(tokens) {
		unit, i = u, i+1
		if tokens[i].Kind == prose.Sign && i+1 < len(tokens) { // US$ parts at the sign
			i++
		}
	}
	minus := minusSign(tokens, i)
	if minus {
		i++
	}
	a, ok := n.base(tokens, i)
	if !ok {
		return figure{}, false
	}
	if minus {
		a.Low, a.High = -a.High, -a.Low
	}
	a.Measure = amount.Plain
	if a.fraction {
		a.Measure = amount.Fraction
	}
	n.scale(tokens, &a)
	n.upTo(tokens, &a)
	if unit >= 0 {
		n.dimension(&a, unit)
	} else {
		n.unit(tokens, &a)
	}
	a.Text = text(tokens[start : a.last+1])
	return a, true
}

// minusSign tells whether a sign or word at a token makes a number negative: "-3.5",
// "minus 3". A dash between words or numbers does not.
func minusSign(tokens []prose.Token, i int) bool {
	if i+1 >= len(tokens) || tokens[i+1].Kind != prose.Number {
		return false
	}
	switch tokens[i].Text {
	case "minus", "Minus":
		return true
	case "-", "−", "–":
		return tokens[i+1].Glued && !tokens[i].Glued && (i == 0 || tokens[i-1].Kind == prose.Word)
	}
	return false
}

// base reads the digits or words of a number.
func (n *numerals) base(tokens []prose.Token, i int) (figure, bool) {
	t := &tokens[i]
	if t.Kind == prose.Number {
		v, step, ok := digits(t.Text)
		return figure{Number: amount.Number{Low: v, High: v, Step: step}, last: i}, ok
	}
	if t.Kind != prose.Word {
		return figure{}, false
	}
	if a, ok := n.article(tokens, i); ok {
		return a, true
	}
	if a, ok := n.halfOf(tokens, i); ok {
		return a, true
	}
	if a, ok := n.plural(tokens, i); ok {
		return a, true
	}
	return n.spelled(tokens, i)
}

// halfOf reads "half", and "half a million".
func (n *numerals) halfOf(tokens []prose.Token, i int) (figure, bool) {
	f, ok := n.fractions[tokens[i].Stem]
	if !ok || f != 0.5 || i > 0 && (tokens[i-1].Stem == "first" || tokens[i-1].Stem == "second") {
		return figure{}, false
	}
	if i+2 < len(tokens) && tokens[i+1].Stem == "a" {
		if v, ok := n.scales[tokens[i+2].Stem]; ok && len(tokens[i+2].Stem) > 3 {
			return figure{Number: amount.Number{Low: v / 2, High: v / 2, Step: v / 10}, last: i + 2, scaled: true}, true
		}
	}
	return fractionOf(1, f, i), true
}

// plural reads "hundreds" and "tens of thousands", which are two of them or more.
func (n *numerals) plural(tokens []prose.Token, i int) (figure, bool) {
	t := &tokens[i]
	v, ok := n.scales[t.Stem]
	if t.Stem == "ten" && t.Text != "ten" && t.Text != "Ten" {
		v, ok = 10, true
	}
	if !ok || len(t.Stem) < 3 || !strings.HasSuffix(strings.ToLower(t.Text), "s") {
		return figure{}, false
	}
	last := i
	if i+2 < len(tokens) && tokens[i+1].Stem == "of" {
		if w, ok := n.scales[tokens[i+2].Stem]; ok && strings.HasSuffix(strings.ToLower(tokens[i+2].Text), "s") {
			v, last = v*w, i+2
			if tokens[i].Stem == "ten" {
				v /= 2 // tens of thousands begin at ten thousand
			}
		}
	}
	return figure{Number: amount.Number{Low: 2 * v, High: 2 * v, Step: v, Bound: amount.AtLeast}, last: last, scaled: true}, true
}

// fractionOf is a number of parts.
func fractionOf(count, part float64, last int) figure {
	step := math.Min(part, 0.1)
	return figure{Number: amount.Number{Low: count * part, High: count * part, Step: step}, last: last, fraction: true, scaled: true}
}

// article reads "a fifth", "a million", "an eighth".
func (n *numerals) article(tokens []prose.Token, i int) (figure, bool) {
	if tokens[i].Stem != "a" && tokens[i].Stem != "an" || i+1 >= len(tokens) {
		return figure{}, false
	}
	next := tokens[i+1].Stem
	if f, ok := n.fractions[next]; ok {
		return fractionOf(1, f, i+1), true
	}
	if v, ok := n.scales[next]; ok && len(next) > 3 {
		if half(tokens, i+1) { // "a million and a half"
			return figure{Number: amount.Number{Low: 1.5 * v, High: 1.5 * v, Step: v / 10}, last: i + 4, scaled: true}, true
		}
		return figure{Number: amount.Number{Low: v, High: v, Step: v / 10}, last: i + 1, scaled: true}, true
	}
	return figure{}, false
}

// spelled reads "seven", "twenty-five", "two hundred", "three quarters".
func (n *numerals) spelled(tokens []prose.Token, i int) (figure, bool) {
	v, ok := n.numbers[tokens[i].Stem]
	if !ok {
		return figure{}, false
	}
	last := i
	if j := skipHyphen(tokens, i+1); v >= 20 && j < len(tokens) {
		if unit, ok := n.numbers[tokens[j].Stem]; ok && unit > 0 && unit < 10 {
			v, last = v+unit, j
		}
	}
	if j := skipHyphen(tokens, last+1); j < len(tokens) {
		if f, ok := n.fractions[tokens[j].Stem]; ok && v < 100 {
			return fractionOf(v, f, j), true
		}
	}
	if half(tokens, last) {
		return figure{Number: amount.Number{Low: v + 0.5, High: v + 0.5, Step: 0.5}, last: last + 3}, true
	}
	return figure{Number: amount.Number{Low: v, High: v, Step: 1}, last: last}, true
}

// half tells whether "and a half" follows a token.
func half(tokens []prose.Token, last int) bool {
	return last+3 < len(tokens) && tokens[last+1].Stem == "and" && tokens[last+2].Stem == "a" && tokens[last+3].Stem == "half"
}

// skipHyphen is the place after a hyphen that is glued to what stands before.
func skipHyphen(tokens []prose.Token, i int) int {
	if i < len(tokens) && tokens[i].Kind == prose.Sign && tokens[i].Glued && (tokens[i].Text == "-" || tokens[i].Text == "‑") {
		return i + 1
	}
	return i
}

// digits reads a number in digits, and the width of its last digit.
func digits(text string) (v, step float64, ok bool) {
	clean := strings.NewReplacer(",", "", "_", "", "'", "", "’", "").Replace(text)
	v, err := strconv.ParseFloat(clean, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, 0, false
	}
	step = 1
	if point := strings.IndexByte(clean, '.'); point >= 0 {
		step = math.Pow(10, -float64(len(clean)-point-1))
	}
	return v, step, true
}

// scale takes the words that multiply: million, hundred thousand, bn.
func (n *numerals) scale(tokens []prose.Token, a *figure) {
	if a.fraction {
		return
	}
	for a.last+1 < len(tokens) {
		t := &tokens[a.last+1]
		v, ok := n.scales[t.Stem]
		if !ok || t.Kind != prose.Word || len(t.Stem) == 1 && !t.Glued {
			return
		}
		a.Low, a.High, a.Step, a.scaled = a.Low*v, a.High*v, a.Step*v, true
		a.last++
	}
}

// upTo takes the upper end of a range that is written with a dash, and the second
// side of a proportion such as 1:600 or 1:4,000-5,000.
func (n *numerals) upTo(tokens []prose.Token, a *figure) {
	sign := func(k int) string {
		if a.last+k < len(tokens) && tokens[a.last+k].Kind == prose.Sign {
			return tokens[a.last+k].Text
		}
		return ""
	}
	number := func(k int) (figure, bool) {
		if a.last+k >= len(tokens) || tokens[a.last+k].Kind != prose.Number {
			return figure{}, false
		}
		return n.base(tokens, a.last+k)
	}
	if sign(1) == ":" {
		if b, ok := number(2); ok && b.Low > 0 {
			b.last = a.last + 2
			n.upTo(tokens, &b)
			x := amount.Number{Low: a.Low / b.High, High: a.High / b.Low, Measure: amount.Fraction}
			x.Step = x.Mid() / 10
			a.Number, a.last, a.scaled = x, b.last, true
			return
		}
	}
	if s := sign(1); s == "-" || s == "–" || s == "—" {
		if b, ok := number(2); ok && tokens[a.last+1].Glued && tokens[a.last+2].Glued && b.Low > a.Low {
			a.last += 2
			a.High = b.High
			before := a.High
			n.scale(tokens, &b)
			b.last = a.last
			n.scale(tokens, a)
			if a.High > before && a.Low*1000 < a.High { // "4-5 million" scaled both already
				a.Low = b.Low
			}
		}
	}
}

// unit takes per cent or a unit behind a number.
func (n *numerals) unit(tokens []prose.Token, a *figure) {
	i := a.last + 1
	if i >= len(tokens) {
		return
	}
	t := &tokens[i]
	switch {
	case t.Text == "%":
		n.percent(a, i)
	case t.Stem == "per" && i+1 < len(tokens) && tokens[i+1].Stem == "cent":
		n.percent(a, i+1)
	case (t.Stem == "percent" || t.Stem == "per cent" || strings.HasPrefix(t.Stem, "percentag") || t.Stem == "pct") && !a.fraction:
		n.percent(a, i)
	case a.fraction && ofAPoint(tokens, i) > 0: // half a point on an index
		a.Measure, a.last, a.fraction = amount.Plain, ofAPoint(tokens, i), false
		return
	default:
		n.named(tokens, a)
		return
	}
	if i = a.last + 1; i < len(tokens) && (tokens[i].Stem == "point" || strings.HasPrefix(tokens[i].Stem, "percentag")) {
		a.Measure, a.last = amount.Points, i
		if i+1 < len(tokens) && tokens[i+1].Stem == "point" {
			a.last++
		}
	}
}

// ofAPoint is the last token of "a point" or "of a point" at a token; 0 where it does
// not stand there.
func ofAPoint(tokens []prose.Token, i int) int {
	if i < len(tokens) && tokens[i].Stem == "of" {
		i++
	}
	if i+1 < len(tokens) && tokens[i].Stem == "a" && tokens[i+1].Stem == "point" {
		return i + 1
	}
	return 0
}

// percent turns a number into a share.
func (n *numerals) percent(a *figure, last int) {
	a.Low, a.High, a.Step = a.Low/100, a.High/100, a.Step/100
	a.Measure, a.last, a.scaled = amount.Fraction, last, true
}

// named takes a unit of the lexicon.
func (n *numerals) named(tokens []prose.Token, a *figure) {
	items := make([]prose.Item, 0, 4)
	for k := skipPrices(tokens, skipHyphen(tokens, a.last+1)); k < len(tokens) && k <= a.last+5; k++ {
		if prose.Hyphen(tokens, k) {
			continue
		}
		items = append(items, prose.Item{Stem: tokens[k].Stem, First: k, Last: k})
	}
	if len(items) == 0 {
		return
	}
	if dollars, ok := n.prefix["$"]; ok && len(items) > 1 && tokens[items[0].First].Text == "US" && tokens[items[1].First].Text == "$" {
		n.dimension(a, dollars)
		a.last = items[1].Last
		return
	}
	if found, ok := n.book.Longest(items, 0); ok {
		n.dimension(a, found.Value)
		a.last = items[found.Last].Last
	}
}

// skipPrices is the token behind "constant 2015" and "current", which say in which
// prices a unit of money is.
func skipPrices(tokens []prose.Token, i int) int {
	if i >= len(tokens) {
		return i
	}
	switch tokens[i].Stem {
	case "constant", "current", "nominal", "chained", "chain":
		i++
		if i < len(tokens) {
			if _, ok := yearOf(tokens[i].Text); ok {
				i++
			}
		}
	}
	return i
}

// dimension turns a number into the first unit of a dimension.
func (n *numerals) dimension(a *figure, unit int) {
	u := n.units[unit]
	a.Low, a.High, a.Step = a.Low*u.Factor, a.High*u.Factor, a.Step*u.Factor
	a.Measure, a.Unit, a.scaled = amount.Measure(u.Dimension), u.Unit, true
}
