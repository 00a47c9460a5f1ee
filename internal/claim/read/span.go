// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
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

// calendar reads a year, a range of years or a decade in digits at a token.
func calendar(tokens []prose.Token, i int, words *numerals) (span claim.Span, last int, slot string, ok bool) {
	y, ok := yearOf(tokens[i].Text)
	if !ok || tokens[i].Kind != prose.Number {
		return claim.Span{}, 0, "", false
	}
	if i > 0 && (words.prefix[tokens[i-1].Text] > 0 || tokens[i-1].Text == "$" || tokens[i-1].Text == ":") {
		return claim.Span{}, 0, "", false
	}
	if i+1 < len(tokens) && tokens[i+1].Glued && (tokens[i+1].Text == "s" || tokens[i+1].Text == "’s" || tokens[i+1].Text == "'s") {
		return claim.Span{From: y, To: y + 9, Kind: claim.Range}, i + 1, slotDecade, true
	}
	if to, last, ok := rangeEnd(tokens, i, y); ok {
		return claim.Span{From: y, To: to, Kind: claim.Range}, last, slotRange, true
	}
	if i+1 < len(tokens) {
		next := &tokens[i+1]
		if _, scaled := words.scales[next.Stem]; scaled || next.Text == "%" || next.Stem == "percent" || next.Stem == "per cent" || next.Stem == "km" {
			return claim.Span{}, 0, "", false
		}
	}
	return claim.Span{From: y, To: y, Kind: claim.Point}, i, slotYear, true
}

// rangeEnd reads the end of "2012-14", "2015–2019" or "2012/13".
func rangeEnd(tokens []prose.Token, i, from int) (to, last int, ok bool) {
	if i+2 >= len(tokens) || tokens[i+1].Kind != prose.Sign || tokens[i+2].Kind != prose.Number || !strings.Contains("-–—/‑", tokens[i+1].Text) {
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
func (r *Reader) timed(l *line, ctx *Context) {
	for i := 0; i < len(l.items); i++ {
		found, ok := r.times.Longest(l.items, i)
		if !ok {
			continue
		}
		span, ok := r.spanOf(l, &found, ctx)
		if !ok {
			continue
		}
		first, last := l.items[found.First].First, l.items[found.Last].Last
		span.Text = text(l.tokens[first : last+1])
		item := prose.Item{Slot: slotTime, First: first, Last: last, Ref: len(l.spans)}
		l.spans = append(l.spans, span)
		l.items = append(append(append([]prose.Item{}, l.items[:found.First]...), item), l.items[found.Last+1:]...)
	}
}

// spanOf computes the span that a phrase of time means.
func (r *Reader) spanOf(l *line, found *prose.Found, ctx *Context) (claim.Span, bool) {
	rule := r.lex.Times[found.Value]
	var years []claim.Span
	count := 0.0
	for _, at := range found.Slots {
		switch item := l.items[at]; item.Slot {
		case slotYear, slotRange, slotDecade:
			years = append(years, l.spans[item.Ref])
		case slotNumber:
			count = l.numbers[item.Ref].Low
		}
	}
	if rule.As == "earlier" {
		return r.earlier(l, found.First, int(max(count, 1)*rule.Value), ctx)
	}
	if len(years) == 0 {
		return undated(rule.As, rule.Value, count, ctx.Year)
	}
	return dated(rule.As, rule.Value, count, years)
}

// earlier counts years back from the last year that was named before, or from the date
// of the text.
func (r *Reader) earlier(l *line, at, years int, ctx *Context) (claim.Span, bool) {
	from := ctx.Year + 1
	if ctx.Year == 0 {
		from = 0
	}
	for i := at - 1; i >= 0; i-- {
		if s := l.items[i].Slot; s != slotTime && s != slotYear {
			continue
		}
		if span := l.spans[l.items[i].Ref]; span.Kind == claim.Point || span.Kind == claim.By {
			from = span.From
			break
		}
	}
	if from == 0 || years <= 0 || years >= 500 {
		return claim.Span{}, false
	}
	return claim.Span{From: from - years, To: from - years, Kind: claim.Point}, true
}

// dated computes a span from the years it names.
func dated(as string, value, count float64, years []claim.Span) (claim.Span, bool) {
	a := years[0]
	y := a.From
	switch as {
	case "at", "end":
		return claim.Span{From: y, To: a.To, Kind: a.Kind}, true
	case "by":
		return claim.Span{From: y, To: y, Kind: claim.By}, true
	case "since":
		return claim.Span{From: y, Kind: claim.Since}, true
	case "after":
		return claim.Span{From: y, Kind: claim.Since}, true
	case "before", "before_decade":
		return claim.Span{To: y - 1, Kind: claim.Until}, true
	case "between":
		b := years[len(years)-1]
		return claim.Span{From: min(y, b.From), To: max(a.To, b.To), Kind: claim.Range}, true
	case "years_before":
		return claim.Span{From: y - int(count*value), To: y - 1, Kind: claim.Range}, count > 0 && count < 500
	case "decade_before":
		return claim.Span{From: y - int(value), To: y - 1, Kind: claim.Range}, true
	case "years_to":
		return claim.Span{From: y - int(count*value) + 1, To: y, Kind: claim.Range}, count > 1 && count < 500
	case "decade_to":
		return claim.Span{From: y - int(value) + 1, To: y, Kind: claim.Range}, true
	case "years_after":
		return claim.Span{From: y, To: y + int(count*value), Kind: claim.Range}, count > 0 && count < 500
	case "decade_after":
		return claim.Span{From: y, To: y + int(value), Kind: claim.Range}, true
	case "decade":
		return claim.Span{From: y, To: y + 9, Kind: claim.Range}, true
	case "early":
		return claim.Span{From: y, To: y + 3, Kind: claim.Range}, true
	case "mid":
		return claim.Span{From: y + 4, To: y + 6, Kind: claim.Range}, true
	case "late":
		return claim.Span{From: y + 6, To: y + 9, Kind: claim.Range}, true
	case "since_decade":
		return claim.Span{From: y, Kind: claim.Since}, true
	}
	return claim.Span{}, false
}

// undated computes a span that is counted from the date of the text, or fixed.
func undated(as string, value, count float64, year int) (claim.Span, bool) {
	switch as {
	case "last":
		n := int(count * value)
		return claim.Span{Last: n, Kind: claim.Range}, n > 0 && n < 500
	case "last_fixed":
		return claim.Span{Last: int(value), Kind: claim.Range}, true
	case "ago":
		n := int(max(count, 1) * value)
		if year == 0 || n <= 0 || n >= 500 {
			return claim.Span{}, false
		}
		return claim.Span{From: year + 1 - n, To: year + 1 - n, Kind: claim.Point}, true
	case "span_of":
		return claim.Span{From: int(value), Kind: claim.Since}, true
	case "since_fixed":
		return claim.Span{From: int(value), Kind: claim.Since}, true
	case "fixed":
		y := int(value) / 100
		return claim.Span{From: y - 1, To: y - 1 + int(value)%100, Kind: claim.Range}, true
	case "present":
		return claim.Span{Kind: claim.Present}, true
	case "last_year":
		return claim.Span{From: year, To: year, Kind: claim.Point}, year != 0
	case "recent":
		return claim.Span{Last: int(value), Kind: claim.Recent}, true
	case "sub_year":
		return claim.Span{Kind: claim.SubYear}, true
	}
	return claim.Span{}, false
}
