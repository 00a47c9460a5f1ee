// SPDX-License-Identifier: Apache-2.0

package claim

import "github.com/qala-observatory/qala/internal/amount"

// The words of package amount, so that who speaks of claims need not name another
// package.
type (
	// Op is how an amount is bounded.
	Op = amount.Op
	// Number is an amount as a text writes it.
	Number = amount.Number
	// Measure is the kind of an amount.
	Measure = amount.Measure
	// Span is a stretch of years that a claim is about.
	Span = amount.Span
	// SpanKind is the kind of a time.
	SpanKind = amount.SpanKind
)

// The bounds, the kinds of amounts and the kinds of time of package amount.
const (
	Equal     = amount.Equal
	About     = amount.About
	Above     = amount.Above
	Below     = amount.Below
	AtLeast   = amount.AtLeast
	AtMost    = amount.AtMost
	Nearly    = amount.Nearly
	JustAbove = amount.JustAbove
	FarAbove  = amount.FarAbove
	FarBelow  = amount.FarBelow
	Plain     = amount.Plain
	Fraction  = amount.Fraction
	Points    = amount.Points
	Multiple  = amount.Multiple
	Money     = amount.Money
	Point     = amount.Point
	Range     = amount.Range
	Present   = amount.Present
	Recent    = amount.Recent
	Since     = amount.Since
	Until     = amount.Until
	By        = amount.By
	FirstOf   = amount.FirstOf
	SubYear   = amount.SubYear
)
