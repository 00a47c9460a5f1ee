// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/amount"
	"github.com/qala-observatory/qala/internal/prose"
)

// The years that four digits are taken for.
const firstYear, lastYear = 1700, 2100

// yearOf reads a year.
func yearOf(text string) (int, bool) {
	if len(text) != 4 {
		return 0, false
	}
	y, err := strconv.Atoi(text)
	return y, err == nil && y >= firstYear && y <= lastYear
}

// digitsOfTime is a time in digits: its years, its last token and its slot.
type digitsOfTime struct {
	span amount.Span
	last int
	slot string
}

// calendar reads a year, a range of years or a decade in digits at a token.
func calendar(tokens []prose.Token, i int, words *numerals) (digitsOfTime, bool) {
	y, ok := yearOf(tokens[i].Text)
	if !ok || tokens[i].Kind != prose.Number {
		return digitsOfTime{}, false
	}
	if i > 0 && (words.prefix[tokens[i-1].Text] > 0 || tokens[i-1].Text == "$" || tokens[i-1].Text == ":") {
		return digitsOfTime{}, false
	}
	if i+1 < len(tokens) && tokens[i+1].Glued && (tokens[i+1].Text == "s" || tokens[i+1].Text == "’s" || tokens[i+1].Text == "'s") {
		return digitsOfTime{amount.Span{From: y, To: y + 9, Kind: amount.Range}, i + 1, SlotDecade}, true
	}
	if to, last, ok := rangeEnd(tokens, i, y); ok {
		return digitsOfTime{amount.Span{From: y, To: to, Kind: amount.Range}, last, SlotRange}, true
	}
	if i+1 < len(tokens) {
		next := &tokens[i+1]
		if _, scaled := words.scales[next.Stem]; scaled && !strings.HasSuffix(next.Text, "s") || next.Text == "%" || next.Stem == "percent" || next.Stem == "per cent" || next.Stem == "km" {
			return digitsOfTime{}, false
		}
	}
	return digitsOfTime{amount.Span{From: y, To: y, Kind: amount.Point}, i, SlotYear}, true
}

// rangeEnd reads the end of "2012-14", "2015–2019" or "2012/13".
func rangeEnd(tokens []prose.Token, i, from int) (to, last int, ok bool) {
	if i+2 >= len(tokens) || tokens[i+1].Kind != prose.Sign || tokens[i+2].Kind != prose.Number || !strings.ContainsAny(tokens[i+1].Text, "-–—/‑") {
		return 0, 0, false
	}
	text := tokens[i+2].Text
	if y, ok := yearOf(text); ok && y > from {
		return y, i + 2, true
	}
	if n, err := strconv.Atoi(text); err == nil && len(text) == 2 {
		if y := from/100*100 + n; y > from {
			return y, i + 2, true
		}
	}
	return 0, 0, false
}

// timed joins the words of each time to one item.
func (r *Annotator) timed(l *Line, ctx Context) {
	for i := 0; i < len(l.Items); i++ {
		found, ok := r.times.Longest(l.Items, i)
		if !ok {
			continue
		}
		span, ok := r.spanOf(l, &found, ctx)
		if !ok {
			continue
		}
		first, last := l.Items[found.First].First, l.Items[found.Last].Last
		span.Text = text(l.Tokens[first : last+1])
		item := prose.Item{Slot: SlotTime, First: first, Last: last, Ref: len(l.Spans)}
		l.Spans = append(l.Spans, span)
		l.Items = append(append(append([]prose.Item{}, l.Items[:found.First]...), item), l.Items[found.Last+1:]...)
	}
}

// spanOf computes the span that a phrase of time means.
func (r *Annotator) spanOf(l *Line, found *prose.Found, ctx Context) (amount.Span, bool) {
	rule := r.lex.Times[found.Value]
	var years []amount.Span
	count := 0.0
	for _, at := range found.Slots {
		switch item := l.Items[at]; item.Slot {
		case SlotYear, SlotRange, SlotDecade:
			years = append(years, l.Spans[item.Ref])
		case SlotNumber:
			count = l.Numbers[item.Ref].Low
		}
	}
	if rule.As == "earlier" || rule.As == "later" {
		years := int(max(count, 1) * rule.Value)
		if rule.As == "later" {
			years = -years
		}
		return r.earlier(l, found.First, years, ctx)
	}
	if rule.As == "same" {
		return same(l, found.First, ctx)
	}
	if len(years) == 0 {
		return undated(rule.As, rule.Value, count, ctx.Year)
	}
	return dated(rule.As, rule.Value, count, years)
}

// earlier counts years back from the last year that was named before, or from the date
// of the text; a negative number counts on from the year that was named.
func (r *Annotator) earlier(l *Line, at, years int, ctx Context) (amount.Span, bool) {
	from := ctx.Year + 1
	if ctx.Year == 0 || years < 0 {
		from = 0
	}
	for i := at - 1; i >= 0; i-- {
		if s := l.Items[i].Slot; s != SlotTime && s != SlotYear {
			continue
		}
		if span := l.Spans[l.Items[i].Ref]; span.Kind == amount.Point || span.Kind == amount.By {
			from = span.From
			break
		}
	}
	if last := ctx.Last; from == 0 && (last.Kind == amount.Point || last.Kind == amount.By) {
		from = last.From
	}
	if from == 0 || years == 0 || years >= 500 || years <= -500 {
		return amount.Span{}, false
	}
	return amount.Span{From: from - years, To: from - years, Kind: amount.Point}, true
}

// same is the time that was named last, in the line or before it.
func same(l *Line, at int, ctx Context) (amount.Span, bool) {
	for i := at - 1; i >= 0; i-- {
		if l.Items[i].Slot != SlotTime {
			continue
		}
		if s := l.Spans[l.Items[i].Ref]; s.From != 0 {
			return s, true
		}
	}
	return ctx.Last, ctx.Last.From != 0
}

// dated computes a span from the years it names.
func dated(as string, value, count float64, years []amount.Span) (amount.Span, bool) {
	a := years[0]
	y := a.From
	switch as {
	case "at", "end":
		return amount.Span{From: y, To: a.To, Kind: a.Kind}, true
	case "by":
		return amount.Span{From: y, To: y, Kind: amount.By}, true
	case "since":
		return amount.Span{From: y, Kind: amount.Since}, true
	case "ended": // "since the war ended in 1992": not that year itself
		return amount.Span{From: y + 1, Kind: amount.Since}, true
	case "after":
		return amount.Span{From: y, Kind: amount.Since}, true
	case "before", "before_decade":
		return amount.Span{To: y - 1, Kind: amount.Until}, true
	case "between":
		b := years[len(years)-1]
		return amount.Span{From: min(y, b.From), To: max(a.To, b.To), Kind: amount.Range}, true
	case "from_fixed":
		return amount.Span{From: int(value), To: a.To, Kind: amount.Range}, a.To > int(value)
	case "years_before":
		return amount.Span{From: y - int(count*value), To: y - 1, Kind: amount.Range}, count > 0 && count < 500
	case "decade_before":
		return amount.Span{From: y - int(value), To: y - 1, Kind: amount.Range}, true
	case "years_to":
		return amount.Span{From: y - int(count*value) + 1, To: y, Kind: amount.Range}, count > 1 && count < 500
	case "decade_to":
		return amount.Span{From: y - int(value) + 1, To: y, Kind: amount.Range}, true
	case "years_after":
		return amount.Span{From: y, To: y + int(count*value), Kind: amount.Range}, count > 0 && count < 500
	case "decade_after":
		return amount.Span{From: y, To: y + int(value), Kind: amount.Range}, true
	case "decade":
		return amount.Span{From: y, To: y + 9, Kind: amount.Range}, true
	case "early":
		return amount.Span{From: y, To: y + 3, Kind: amount.Range}, true
	case "mid":
		return amount.Span{From: y + 4, To: y + 6, Kind: amount.Range}, true
	case "late":
		return amount.Span{From: y + 6, To: y + 9, Kind: amount.Range}, true
	case "since_decade":
		return amount.Span{From: y, Kind: amount.Since}, true
	}
	return amount.Span{}, false
}

// undated computes a span that is counted from the date of the text, or fixed.
func undated(as string, value, count float64, year int) (amount.Span, bool) {
	switch as {
	case "last":
		n := int(count * value)
		return amount.Span{Last: n, Kind: amount.Range}, n > 0 && n < 500
	case "last_fixed":
		return amount.Span{Last: int(value), Kind: amount.Range}, true
	case "ago":
		n := int(max(count, 1) * value)
		if year == 0 || n <= 0 || n >= 500 {
			return amount.Span{}, false
		}
		return amount.Span{From: year + 1 - n, To: year + 1 - n, Kind: amount.Point}, true
	case "span_of":
		return amount.Span{From: int(value), Kind: amount.Since}, true
	case "since_fixed":
		return amount.Span{From: int(value), Kind: amount.Since}, true
	case "fixed":
		y := int(value) / 100
		return amount.Span{From: y - 1, To: y - 1 + int(value)%100, Kind: amount.Range}, true
	case "present":
		return amount.Span{Kind: amount.Present}, true
	case "last_year":
		return amount.Span{From: year, To: year, Kind: amount.Point}, year != 0
	case "recent":
		return amount.Span{Last: int(value), Kind: amount.Recent}, true
	case "sub_year":
		return amount.Span{Kind: amount.SubYear}, true
	}
	return amount.Span{}, false
}
