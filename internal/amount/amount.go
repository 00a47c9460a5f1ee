// SPDX-License-Identifier: Apache-2.0

// Package amount holds what a text says in numbers and in time: a Number with its width
// and bound, and a Span of years. It computes nothing with them; reading them is the
// matter of package annotate, testing them that of claim/check.
package amount

// Op is how an amount is bounded.
type Op string

// The bounds.
const (
	Equal   Op = "="
	About   Op = "~"
	Above   Op = ">"
	Below   Op = "<"
	AtLeast Op = ">="
	AtMost  Op = "<="
	// Nearly is up to a tenth below.
	Nearly Op = "<~"
	// JustAbove is up to a tenth above.
	JustAbove Op = ">~"
	// FarAbove and FarBelow are a tenth or more beyond.
	FarAbove Op = ">>"
	FarBelow Op = "<<"
)

// Flipped is the bound of the opposite direction.
func (o Op) Flipped() Op {
	if to, ok := flipped[o]; ok {
		return to
	}
	return o
}

var flipped = map[Op]Op{Above: Below, Below: Above, AtLeast: AtMost, AtMost: AtLeast, FarAbove: FarBelow, FarBelow: FarAbove}

// Number is an amount as a text writes it.
type Number struct {
	// Low and High are the amount; they differ for a range such as "4,000-5,000".
	Low, High float64
	// Step is the width to which it is written: 1 for "26", 0.1e6 for "1.9 million".
	Step float64
	// Measure says what kind of amount: a share (0.2 for "a fifth"), a multiple
	// (2 for "doubled"), a plain count, money, or a dimension of units.yaml.
	Measure Measure
	// Unit is the unit as written; empty for a plain number.
	Unit string
	// Bound is what its own words imply: "hundreds" are that many or more, "a
	// majority" is more than a half; empty for none.
	Bound Op
	// Text is the number as written.
	Text string
}

// Mid is the middle of a number.
func (n Number) Mid() float64 { return (n.Low + n.High) / 2 }

// Measure is the kind of an amount.
type Measure string

// The kinds of amounts that are no dimension of units.yaml.
const (
	// Plain is a number without a unit.
	Plain Measure = "plain"
	// Fraction is a share, 0.2 for 20 per cent.
	Fraction Measure = "fraction"
	// Points is a difference of shares in percentage points, 0.02 for two points.
	Points Measure = "points"
	// Multiple is how many times.
	Multiple Measure = "multiple"
	// Money is an amount of a currency.
	Money Measure = "money"
)

// Span is a stretch of years that a claim is about.
type Span struct {
	// From and To are its first and last year; 0 leaves an end open.
	From, To int
	// Last counts years back from the claim's date, where it is written so: "in the
	// last decade". From and To are then open.
	Last int
	// Kind says what kind of time it is.
	Kind SpanKind
	// Text is how it is written.
	Text string
}

// SpanKind is the kind of a time.
type SpanKind string

// The kinds of time.
const (
	// Point is one year, Range several; Present is now, Recent the last few years.
	Point   SpanKind = "point"
	Range   SpanKind = "range"
	Present SpanKind = "present"
	Recent  SpanKind = "recent"
	// Since runs from a year until now; Until up to a year.
	Since SpanKind = "since"
	Until SpanKind = "until"
	// By is a state that is reached in a year.
	By SpanKind = "by"
	// FirstOf is the first year of a span that is counted back.
	FirstOf SpanKind = "first_of"
	// SubYear is a stretch that yearly figures cannot answer.
	SubYear SpanKind = "sub_year"
)

// Years is the number of years of a closed span.
func (s Span) Years() int { return s.To - s.From + 1 }
