// SPDX-License-Identifier: Apache-2.0

package read

import (
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// remark adds to the claim before what a clause says of it alone: that it has held
// since a year, or in every year.
func (b *builder) remark(p *parts) []claim.Claim {
	if len(p.quantities) > 0 || p.best != nil || !p.has("always", "never", "steady") || len(b.claims) == 0 || p.has("rise", "fall") {
		return nil
	}
	last := &b.claims[len(b.claims)-1]
	last.Every = true
	if len(p.spans) > 0 {
		last.Span = p.span
	}
	return nil
}

// trend reads what rose, fell, doubled or stayed as it was.
func (b *builder) trend(p *parts) []claim.Claim {
	c := p.base
	move, moves := p.comparator("rise", "fall", "stable", "improve", "worsen", "become", "become_less")
	changes, levels := split(p.quantities)
	if x, ok := b.parted(p); ok && !moves {
		move, moves = x, true
		levels[0].Role = claim.Change
		changes, levels = levels[:1], levels[1:]
	}
	if !moves && p.degreeOf(p.list) == 1 && !p.has("than") && p.has("turn") {
		move, moves = mark{as: "become"}, true
	}
	if !moves && (len(changes) == 0 || changes[0].Measure != claim.Multiple) {
		return nil
	}
	if len(c.Asks) == 0 || len(c.Subjects) == 0 {
		return nil
	}
	if p.has("never") && len(changes)+len(levels) == 1 && len(levels) == 1 {
		return nil // "never climbed above 20": a level that was not reached
	}
	if than, ok := p.comparator("than"); ok && move.as == "become" && slices.ContainsFunc(p.list, func(n naming) bool { return n.first > than.last && (n.how == much || n.how == little) }) { // "became more urban than rural"
		c.Refused = claim.Refusal{Kind: "ambiguous", Text: "It says that one thing became more than another, which is no rise or fall."}
		return []claim.Claim{c}
	}
	c.Frame, c.Direction = claim.Trend, b.slope(p, move, changes)
	if !moves || move.as != "stable" {
		c.Not = moves && b.negated(p, move.first)
	}
	if moves && len(changes) == 0 {
		changes, levels = b.bare(p, move, levels)
	}
	c.Quantities = changes
	if b.growth(p, &c, changes) {
		return p.each(c)
	}
	var out []claim.Claim
	if c.Span.Kind == "" || b.ownTimes(levels) {
		c.Span = over(c.Span, levels)
	}
	c.Spans, c.Ends = nil, len(levels) > 1
	if len(levels) == 2 && levels[0].Span != nil && levels[1].Span != nil && levels[0].Span.Kind == claim.Range && levels[1].Span.Kind == claim.Range {
		c.Spans = []claim.Span{*levels[0].Span, *levels[1].Span}
	}
	if len(levels) == 1 && levels[0].Role == claim.Start && c.Span.Kind == claim.Point {
		c.Span = claim.Span{From: c.Span.From, Kind: claim.Since, Text: c.Span.Text}
		levels[0].Span = &claim.Span{From: c.Span.From, To: c.Span.From, Kind: claim.Point}
	}
	if c.Direction != 0 || len(levels) == 0 {
		out = append(out, p.each(c)...)
	}
	for _, q := range levels {
		out = append(out, b.one(p, q, b.endpoint(q, p, c.Span))...)
	}
	return b.grouped(out)
}

// parted reads "lost a third of its value" and "lost a million inhabitants": a change by a
// part of what there was, or by so many.
func (b *builder) parted(p *parts) (mark, bool) {
	if b.causes || len(p.quantities) == 0 || p.quantities[0].Role != claim.Level {
		return mark{}, false
	}
	at := p.places[0]
	ofIts := at+2 < p.to && p.m.Items[at+1].Stem == "of" && (p.m.Items[at+2].Stem == "its" || p.m.Items[at+2].Stem == "their")
	heads := p.best != nil && p.best.first == at+1 && p.best.concept.Unit == lexicon.Count && !p.best.concept.Flow // "lost ten million inhabitants"
	if !(ofIts && p.quantities[0].Measure == claim.Fraction) && !(heads && p.quantities[0].Measure == claim.Plain) {
		return mark{}, false
	}
	for k := at - 1; k >= p.from && at-k <= 4; k-- {
		switch p.m.Items[k].Stem {
		case "lose", "los", "shed", "forfeit":
			return mark{as: "fall", first: k, last: k}, true
		case "gain", "add":
			return mark{as: "rise", first: k, last: k}, true
		}
	}
	return mark{}, false
}

// grouped makes claims of one predicate stand or fall together for each subject:
// "rose to over 20" is false where it rose to ten.
func (b *builder) grouped(list []claim.Claim) []claim.Claim {
	for i := range list {
		list[i].Group = b.predicate * 1000
		if len(list[i].Subjects) == 1 && list[i].Subjects[0].Country != "" {
			for k, s := range b.all {
				if s.Country == list[i].Subjects[0].Country {
					list[i].Group += k + 1
				}
			}
		}
	}
	return list
}

// split parts amounts of change from levels.
func split(list []claim.Quantity) (changes, levels []claim.Quantity) {
	for _, q := range list {
		if q.Role == claim.Change {
			changes = append(changes, q)
		} else {
			levels = append(levels, q)
		}
	}
	return changes, levels
}

// bare takes a share without a preposition behind a verb of change for the amount
// of change: "prices rose 5 per cent".
func (b *builder) bare(p *parts, move mark, levels []claim.Quantity) (changes, rest []claim.Quantity) {
	for i, q := range levels {
		at := p.places[i]
		near := at > move.last && at-move.last <= 3 || at < move.first && move.first-at <= 2
		if q.Role == claim.Level && near && (q.Measure == claim.Fraction || q.Measure == claim.Points) && len(changes) == 0 && len(levels) == 1 {
			q.Role = claim.Change
			changes = append(changes, q)
			continue
		}
		rest = append(rest, q)
	}
	return changes, rest
}

// slope is the direction of a trend.
func (b *builder) slope(p *parts, move mark, changes []claim.Quantity) int {
	d := 1
	switch move.as {
	case "fall", "become_less":
		d = -1
	case "stable":
		return 0
	case "improve", "worsen":
		if p.best != nil && p.best.concept.Good == "less" {
			d = -1
		}
		if move.as == "worsen" {
			d = -d
		}
	case "":
		for _, q := range changes {
			if q.Measure == claim.Multiple && q.High < 1 {
				d = -1
			}
		}
	}
	return d * p.polarity()
}

// growth tells whether a change is that of one year, for which the concept has a
// measure of its own: "the economy grew by 5 per cent in 2018".
func (b *builder) growth(p *parts, c *claim.Claim, changes []claim.Quantity) bool {
	if p.best == nil {
		return false
	}
	change := p.best.concept.Change
	single := c.Span.Kind == claim.Point || c.Span.Kind == claim.By || c.Span.Kind == claim.Present || c.Span.Kind == "" || p.has("average", "always", "never")
	if change == "" || !single || len(p.quantities) > len(changes) {
		return false
	}
	c.Asks = b.changeOf(c.Asks)
	switch {
	case len(changes) == 0 && c.Direction != 0:
		zero := claim.Number{Measure: claim.Fraction, Text: "0"}
		c.Quantities = []claim.Quantity{{Number: zero, Op: claim.Above, Role: claim.Level}}
	case len(changes) == 1 && changes[0].Measure != claim.Multiple:
		q := changes[0]
		q.Role = claim.Level
		c.Quantities = []claim.Quantity{q}
	default:
		return false
	}
	for i, q := range c.Quantities {
		if c.Direction < 0 {
			q.Low, q.High, q.Op = -q.High, -q.Low, q.Op.Flipped()
		}
		if p.has("never") {
			q.Op, c.Not, c.Every = denied(q.Op), false, true
		}
		c.Quantities[i] = q
	}
	c.Frame = frameOf(c.Quantities[0])
	c.Direction = 1
	return true
}

// frameOf is value for an amount that is named, threshold for a bound.
func frameOf(q claim.Quantity) claim.Frame {
	if q.Op == claim.Equal || q.Op == claim.About {
		return claim.Value
	}
	return claim.Threshold
}

// ownTimes tells whether amounts have times of their own.
func (b *builder) ownTimes(list []claim.Quantity) bool {
	for _, q := range list {
		if q.Span != nil {
			return true
		}
	}
	return false
}

// over is the span from the first to the last of the amounts' own times.
func over(span claim.Span, list []claim.Quantity) claim.Span {
	for _, q := range list {
		if q.Span == nil {
			continue
		}
		if span.Kind == "" || span.From == 0 || span.Kind == claim.Present {
			span = *q.Span
			if span.Kind == claim.Point {
				span.Kind = claim.Range
			}
			continue
		}
		to := q.Span.To
		if to == 0 {
			to = q.Span.From
		}
		span.From, span.To = min(span.From, q.Span.From), max(span.To, to)
		span.Kind = claim.Range
	}
	return span
}

// endpoint is the time to which a level belongs within a trend: what was started
// from to the first year, what was reached to the last.
func (b *builder) endpoint(q claim.Quantity, p *parts, span claim.Span) claim.Span {
	switch {
	case q.Span != nil:
		return *q.Span
	case q.Role == claim.Start && closed(span):
		return claim.Span{From: span.From, To: span.From, Kind: claim.Point, Text: span.Text}
	case q.Role == claim.Start && span.From != 0:
		return claim.Span{From: span.From, To: span.From, Kind: claim.Point, Text: span.Text}
	case q.Role == claim.Start && span.Last > 0:
		return claim.Span{Last: span.Last, Kind: claim.FirstOf, Text: span.Text}
	case q.Role != claim.Start && closed(span) && span.Kind == claim.Range && len(p.quantities) > 0:
		return claim.Span{From: span.To, To: span.To, Kind: claim.Point, Text: span.Text}
	case span.Kind == claim.Since || span.Last > 0:
		return claim.Span{Kind: claim.Present, Text: span.Text}
	}
	return span
}

// one makes the claims of one level at a time.
func (b *builder) one(p *parts, q claim.Quantity, span claim.Span) []claim.Claim {
	c := p.base
	c.Frame, c.Span = frameOf(q), span
	q.Role = claim.Level
	c.Quantities, c.Every = []claim.Quantity{q}, false
	return p.each(c)
}

// levels makes the claims of the levels of a clause.
func (b *builder) levels(p *parts) []claim.Claim {
	var out []claim.Claim
	for _, q := range p.quantities {
		c := p.base
		if q.Measure == claim.Multiple {
			continue
		}
		if x, ok := p.comparator("never"); ok && len(p.quantities) == 1 && x.last < p.places[0] || p.has("none_of") {
			q.Op, c.Every = denied(q.Op), c.Every || ok
		}
		c.Frame = frameOf(q)
		if q.Span != nil {
			c.Span, c.Every = *q.Span, c.Every && q.Span.Kind != claim.Point
		}
		q.Role = claim.Level
		c.Quantities = []claim.Quantity{q}
		out = append(out, p.each(c)...)
	}
	return out
}

// denied is the bound that is left where another is never met.
func denied(op claim.Op) claim.Op {
	switch op {
	case claim.Above, claim.FarAbove, claim.JustAbove:
		return claim.AtMost
	case claim.Below, claim.FarBelow, claim.Nearly:
		return claim.AtLeast
	case claim.AtLeast:
		return claim.Below
	case claim.AtMost:
		return claim.Above
	}
	return op
}

// level reads how much there is.
func (b *builder) level(p *parts) []claim.Claim {
	if len(p.asks) == 0 || len(p.base.Subjects) == 0 {
		return nil
	}
	if out := b.levels(p); len(out) > 0 {
		if p.has("nobody") { // "outside South Sudan there is no country where"
			for i := range out {
				out[i].Refused = claim.Refusal{Kind: "ambiguous", Text: "It speaks of all countries but those that it names, which is not tested."}
			}
			return out
		}
		if len(p.quantities) > 1 && (p.quantities[0].Role == claim.Start || p.quantities[1].Role == claim.Target) {
			return b.grouped(out)
		}
		not, ok := p.comparator("neither")
		if !ok {
			not, ok = p.comparator("not")
			ok = ok && p.places[0]-not.last <= 6 && !p.has("none_of")
		}
		if ok && len(p.quantities) == 1 && not.last < p.places[0] {
			for i := range out {
				out[i].Not = true
			}
		}
		return out
	}
	if p.best == nil || p.best.concept.Unit != lexicon.YesNo && p.best.how == named {
		return b.none(p)
	}
	return nil
}

// none reads that there is nothing of something: "no recorded deaths", "has not
// produced any electricity from nuclear power".
func (b *builder) none(p *parts) []claim.Claim {
	if !p.has("zero", "not", "never") || p.has("more", "less", "than") {
		return nil
	}
	if p.inherited {
		return nil
	}
	if slices.ContainsFunc(p.list, func(n naming) bool { return n.how == much || n.how == little || b.side(p.clause, &n) != 0 }) {
		return nil // "anything but sluggish", "not high": a quality that is denied
	}
	if p.best != nil && (p.best.how == there || p.best.how == absent || p.best.concept.Unit == lexicon.Index) {
		return nil
	}
	c := p.base
	c.Frame = claim.Value
	c.Every = c.Every || p.has("never") || p.span.Kind == claim.Range || p.span.Kind == claim.Until || p.span.Kind == claim.Since
	c.Quantities = []claim.Quantity{{Number: claim.Number{Measure: claim.Plain, Text: "none"}, Op: claim.Equal, Role: claim.Level}}
	return p.each(c)
}

// throughout tells whether a stretch of years is named as a whole: "at war from 2011 to
// 2014", where "between 2011 and 2014" may mean any of them.
func throughout(s claim.Span) bool {
	return s.Kind == claim.Range && strings.HasPrefix(strings.ToLower(s.Text), "from ")
}

// state reads that something is there or not: at war, at peace, recorded no armed
// conflict.
func (b *builder) state(p *parts) []claim.Claim {
	if len(p.base.Subjects) == 0 {
		return nil
	}
	for i := range p.list {
		n := &p.list[i]
		yes := n.concept.Unit == lexicon.YesNo
		if n.how != there && n.how != absent && !yes {
			continue
		}
		c := p.base
		c.Frame = claim.Conflict
		c.Asks = []claim.Ask{b.r.ask(p, n, nil)}
		c.Asks[0].Polarity = 1
		c.Not = n.how == absent
		if not, ok := p.comparator("not", "zero", "neither"); ok && !(n.how == absent && not.rule.As == "not" && not.first >= n.first && not.last <= n.last) {
			c.Not = !c.Not
		}
		if p.has("never") { // "has never had a recession": has grown in every year
			c.Not = n.how != absent
			c.Every = true
		}
		c.Every = c.Every || c.Not && c.Span.Kind != claim.Point && c.Span.Kind != claim.By || throughout(c.Span)
		if p.has("turn", "become") && !c.Not { // "turned into a democracy after 2010"
			c.Every = false
		}
		if b.mutual(p, n) {
			c.Refused = claim.Refusal{Kind: "ambiguous", Text: "It does not say whether they had it with each other or each of them with anybody; the figures tell the second alone."}
		}
		return p.each(c)
	}
	return nil
}

// mutual tells whether two that are named together may be meant to be so with each other:
// "Egypt and Israel have been at peace".
func (b *builder) mutual(p *parts, n *naming) bool {
	names, _ := countries(b.r.subjects(p.m, p.from, max(n.first, p.from)))
	if len(names) != 2 || n.first < 0 || p.m.Items[n.first].Stem != "at" || p.has("both", "all_of", "none_of", "neither") {
		return false
	}
	for i := p.from; i+2 < n.first; i++ {
		if p.m.Items[i].Slot == annotate.SlotCountry && p.m.Items[i+1].Stem == "and" && p.m.Items[i+2].Slot == annotate.SlotCountry {
			return true
		}
	}
	return false
}
