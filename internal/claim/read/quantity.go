// SPDX-License-Identifier: Apache-2.0

package read

import (
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
)

// ops are the comparators that bound a number.
var ops = map[string]claim.Op{
	"above": claim.Above, "below": claim.Below, "at_least": claim.AtLeast, "at_most": claim.AtMost, "about": claim.About,
	"nearly": claim.Nearly, "far_above": claim.FarAbove, "far_below": claim.FarBelow, "equal": claim.Equal, "just_above": claim.JustAbove,
}

// amounts is what a clause says in numbers.
type amounts struct {
	quantities []claim.Quantity
	// places are the items at which they stand.
	places []int
}

// amounts lists the quantities of a clause: each number with the bound of the
// comparator around it and the role that the word before gives it.
func (r *Reader) amounts(c clause) amounts {
	var out amounts
	done := c.spelled()
	for _, x := range c.m.comparators {
		if x.first < c.from || x.last >= c.to || len(x.slots) == 0 {
			continue
		}
		op, bounds := ops[x.as]
		switch {
		case done[x.slots[0]]:
		case x.as == "between" && len(x.slots) == 2 && !r.before(c, x.first, "from"):
			q := claim.Quantity{Number: spanning(c.number(x.slots[0]), c.number(x.slots[1])), Op: claim.Equal}
			r.place(c, &out, q, where{x.slots[1], x.first})
			done[x.slots[0]], done[x.slots[1]] = true, true
		case bounds:
			q := claim.Quantity{Number: c.number(x.slots[0]), Op: op}
			r.place(c, &out, q, where{x.slots[0], x.first})
			done[x.slots[0]] = true
		case x.as == "top" || x.as == "bottom" || x.as == "extreme" || x.as == "all_but" || x.as == "at_least_of" || x.as == "exactly_of" || x.as == "ranked":
			done[x.slots[0]] = true
		}
	}
	for _, x := range c.m.relations {
		if x.first >= c.from && x.last < c.to {
			for _, s := range x.slots {
				if c.m.Items[s].Slot == annotate.SlotNumber {
					done[s] = true
				}
			}
		}
	}
	for i := c.from; i < c.to; i++ {
		if c.m.Items[i].Slot != annotate.SlotNumber || done[i] || r.countsThings(c.m, i) || i > c.from && c.m.Items[i-1].Stem == "per" {
			continue
		}
		q := claim.Quantity{Number: c.number(i), Op: claim.Equal}
		if q.Bound != "" {
			q.Op = q.Bound
		}
		if x, ok := r.farther(c, i); ok {
			q.Op = ops[x.as]
		}
		r.place(c, &out, q, where{i, i})
	}
	if x, ok := c.comparator("than_people"); ok && len(out.quantities) == 0 {
		// "more telephones than people": more than one for each
		q := claim.Quantity{Number: claim.Number{Low: 1, High: 1, Measure: claim.Fraction, Text: "one for each"}, Op: claim.Above, Role: claim.Level}
		if c.has("less") {
			q.Op = claim.Below
		}
		out.quantities, out.places = append(out.quantities, q), append(out.places, x.first)
	}
	if x, ok := c.comparator("size_of_whole"); ok { // "twice the size of its economy": 200 per cent of it
		for i, at := range out.places {
			if q := &out.quantities[i]; q.Measure == claim.Multiple && x.first == at+1 {
				q.Measure, q.Role = claim.Fraction, claim.Level
			}
		}
	}
	if x, ok := c.comparator("above_whole", "below_whole"); ok && len(out.quantities) == 0 {
		// "larger than its GDP": more than a hundred per cent of it
		q := claim.Quantity{Number: claim.Number{Low: 1, High: 1, Measure: claim.Fraction, Text: "the whole"}, Op: claim.Above, Role: claim.Level}
		if x.as == "below_whole" || c.has("less", "trail") {
			q.Op = claim.Below
		}
		out.quantities, out.places = append(out.quantities, q), append(out.places, x.first)
	}
	sortByPlace(&out)
	r.timesOf(c, &out)
	return out
}

// spelled are the numbers that are part of a concept's own name, such as the five of
// "children under five".
func (c clause) spelled() map[int]bool {
	out := map[int]bool{}
	for i := range c.m.ignored {
		out[i] = true
	}
	for _, n := range c.m.concepts {
		for i := n.first; i <= n.last && n.last > n.first; i++ {
			if item := c.m.Items[i]; item.Slot == annotate.SlotNumber && item.Stem != "" && n.phrase.Names(item.Stem) {
				out[i] = true
			}
		}
	}
	return out
}

// farther finds a bound that stands before a number with other words between: "falls
// short of the recommended ratio of 1:600".
func (r *Reader) farther(c clause, item int) (mark, bool) {
	var best mark
	for _, x := range c.m.comparators {
		if _, bounds := ops[x.as]; bounds && len(x.slots) == 0 && x.first >= c.from && x.last < item {
			best = x
		}
	}
	for k := best.last + 1; k < item; k++ {
		if c.m.Items[k].Slot == annotate.SlotNumber {
			return mark{}, false
		}
	}
	return best, best.rule != nil
}

// number is the number of an item.
func (c clause) number(item int) claim.Number { return c.m.Numbers[c.m.Items[item].Ref] }

// spanning is a number from one to another; the unit of the second holds for both.
func spanning(a, b claim.Number) claim.Number {
	if a.Measure == claim.Plain && b.Measure != claim.Plain && a.Low > 0 && b.Measure == claim.Fraction {
		a.Low /= 100
	}
	b.Low = min(a.Low, b.Low)
	return b
}

// passed are the words that may stand between a preposition and its number: "from a
// peak of over 170".
var passed = map[string]bool{"a": true, "the": true, "peak": true, "high": true, "low": true, "of": true, "level": true, "record": true, "about": true, "only": true, "just": true}

// before tells whether one of some words stands before an item, with nothing between
// but what may be passed over.
func (r *Reader) before(c clause, item int, words ...string) bool {
	for k := item - 1; k >= c.from && item-k <= 5; k-- {
		stem := c.m.Items[k].Stem
		for _, w := range words {
			if stem == w {
				return true
			}
		}
		if !passed[stem] {
			return false
		}
	}
	return false
}

// where is the item of a number, and the first of the words that bound it.
type where struct{ number, first int }

// place adds a quantity with its role.
func (r *Reader) place(c clause, out *amounts, q claim.Quantity, at where) {
	number, first := at.number, at.first
	q.Role = claim.Level
	switch {
	case q.Measure == claim.Multiple && q.Unit != "half_as" && q.Unit != "times" && !r.before(c, first, "than"):
		q.Role = claim.Change
	case r.before(c, first, "by"):
		q.Role = claim.Change
	case r.before(c, first, "from"):
		q.Role = claim.Start
	case r.before(c, first, "to"):
		q.Role = claim.Target
	}
	out.quantities = append(out.quantities, q)
	out.places = append(out.places, number)
}

// sortByPlace puts quantities into the order of the text.
func sortByPlace(a *amounts) {
	for i := 1; i < len(a.places); i++ {
		for k := i; k > 0 && a.places[k] < a.places[k-1]; k-- {
			a.places[k], a.places[k-1] = a.places[k-1], a.places[k]
			a.quantities[k], a.quantities[k-1] = a.quantities[k-1], a.quantities[k]
		}
	}
}

// timesOf gives each quantity the time that stands right behind it, where a clause
// has several amounts and each has one. A last time that belongs to them all stays
// the clause's.
func (r *Reader) timesOf(c clause, a *amounts) {
	if len(a.places) < 2 {
		return
	}
	spans := make([]*claim.Span, len(a.places))
	for k, at := range a.places {
		end := c.to
		if k+1 < len(a.places) {
			end = a.places[k+1]
		}
		for i := at + 1; i < end && i <= at+4; i++ {
			if c.m.Items[i].Slot == annotate.SlotTime {
				span := c.m.Spans[c.m.Items[i].Ref]
				spans[k] = &span
				break
			}
		}
	}
	if spans[0] == nil {
		return
	}
	for k := range spans {
		a.quantities[k].Span = spans[k]
	}
}

// spansOf lists the times of a clause that belong to no quantity of their own. Of
// times in different places the one that stands nearest to what is said counts, the
// one behind it first; those that only "and" parts count together.
func (c clause) spansOf(a amounts, anchor int) []claim.Span {
	var groups [][]int
	for i := c.from; i < c.to; i++ {
		if c.m.Items[i].Slot == annotate.SlotTime && c.m.Spans[c.m.Items[i].Ref].Kind == claim.SubYear {
			return []claim.Span{c.m.Spans[c.m.Items[i].Ref]}
		}
		if c.m.Items[i].Slot != annotate.SlotTime || c.taken(a, i) || c.sinceWhen(i) {
			continue
		}
		if n := len(groups); n > 0 && c.beside(groups[n-1][len(groups[n-1])-1], i) {
			groups[n-1] = append(groups[n-1], i)
			continue
		}
		groups = append(groups, []int{i})
	}
	if len(groups) == 0 {
		return nil
	}
	for _, g := range groups { // a part of a year stays one, wherever the year stands
		if s := c.m.Spans[c.m.Items[g[0]].Ref]; s.Kind == claim.SubYear {
			return []claim.Span{s}
		}
	}
	best := groups[0]
	if anchor >= 0 {
		best = nearest(groups, anchor)
	}
	var out []claim.Span
	for _, i := range best {
		out = append(out, c.m.Spans[c.m.Items[i].Ref])
	}
	return out
}

// sinceWhen tells whether a time only says since when something is so for the first
// time.
func (c clause) sinceWhen(item int) bool {
	x, ok := c.comparator("first_since")
	return ok && len(x.slots) > 0 && x.slots[0] == item
}

// beside tells whether nothing but "and", "again" or a comma parts two items.
func (c clause) beside(a, b int) bool {
	if b-a > 4 {
		return false
	}
	for i := a + 1; i < b; i++ {
		switch c.m.Items[i].Stem {
		case "and", ",", "again", "or", "both", "also":
		default:
			return false
		}
	}
	return true
}

// nearest is the first group behind a place, or the last before it.
func nearest(groups [][]int, anchor int) []int {
	for _, g := range groups {
		if g[0] > anchor {
			return g
		}
	}
	return groups[len(groups)-1]
}

// taken tells whether a time belongs to a quantity.
func (c clause) taken(a amounts, item int) bool {
	text := c.m.Spans[c.m.Items[item].Ref].Text
	for _, q := range a.quantities {
		if q.Span != nil && q.Span.Text == text {
			return true
		}
	}
	return false
}

// spanOver joins times to one: the union of ranges and points; a present beside a
// dated time gives way to it.
func spanOver(spans []claim.Span) claim.Span {
	out := claim.Span{}
	for _, s := range spans {
		switch {
		case out.Kind == "" || out.Kind == claim.Present:
			out = s
		case s.Kind == claim.SubYear:
			return s
		case s.Kind == claim.Present || out.Kind == claim.SubYear:
		case closed(out) && closed(s):
			out.From, out.To, out.Kind = min(out.From, s.From), max(out.To, s.To), claim.Range
			out.Text += " and " + s.Text
		case out.Kind == claim.Point && s.Kind != claim.Point:
			out = s
		}
	}
	return out
}

// closed tells whether a span has both ends.
func closed(s claim.Span) bool { return s.From != 0 && s.To != 0 }
