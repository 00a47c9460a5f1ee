// SPDX-License-Identifier: Apache-2.0

package check

import (
	"math"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// TestTurning finds the year at which a series turned: in its inner three fifths, and by
// two fifths of its range on either side.
func TestTurning(t *testing.T) {
	for name, x := range map[string]struct {
		list []float64
		at   int
		ok   bool
	}{
		"up, and half down":           {[]float64{0, 2, 4, 6, 8, 10, 9, 8, 7, 5}, 5, true},
		"up, and four tenths down":    {[]float64{0, 2, 4, 6, 8, 10, 9, 8, 7, 6}, 5, true},
		"up, and less down":           {[]float64{0, 2, 4, 6, 8, 10, 9, 8, 7, 6.1}, 0, false},
		"down, and half up":           {[]float64{10, 8, 6, 4, 2, 0, 1, 2, 3, 5}, 5, true},
		"at the last of the first":    {[]float64{0, 10, 9, 8, 7, 6, 5, 4, 3, 2}, 0, false},
		"at the first of the inner":   {[]float64{0, 5, 10, 8, 7, 6, 5, 4, 3, 2}, 2, true},
		"at the first of the last":    {[]float64{2, 3, 4, 5, 6, 7, 8, 9, 10, 0}, 0, false},
		"nowhere, as nothing changes": {[]float64{1, 1, 1, 1, 1, 1}, 0, false},
	} {
		if at, ok := turning(x.list); at != x.at || ok != x.ok {
			t.Errorf("%s: %d, %v; want %d, %v", name, at, ok, x.at, x.ok)
		}
	}
}

// TestSteadyVariants allows one step of ten the other way in a variant.
func TestSteadyVariants(t *testing.T) {
	c := changes(t)
	for who, want := range map[country.Code][2]bool{"C00": {true, true}, "C17": {false, true}, "C18": {false, false}} {
		a := that(about(claim.Trend, who, "part"), in(stretch(2000, 2010)))
		a.Steady = true
		v := outcome(t, c, trial{claim: a}).Variants
		if len(v) != 2 || v[0].Holds != want[0] || v[1].Holds != want[1] {
			t.Errorf("%s: %v, want %v", who, v, want)
		}
	}
}

// TestSoonerEnds leaves out a second publisher whose figures end within the years by which
// ends may move, unless people mean different things.
func TestSoonerEnds(t *testing.T) {
	span := in(claim.Span{From: 2000, Kind: claim.Since})
	try(t, changes(t), map[string]trial{
		"a second publisher":    {that(about(claim.Trend, "C00", "agreed"), span), 2016, yes},
		"another meaning of it": {that(about(claim.Trend, "C00", "contested"), span), 2016, both},
	})
}

// TestTopYears takes "the highest in ten years" for nine years and more.
func TestTopYears(t *testing.T) {
	row := func(high int) []float64 {
		out := even(10, 20)
		out[high-2000] = 90
		return out
	}
	c := stand(t, changing, sheet{id: "t.part", unit: "%", rows: rows{1: row(2001), 2: row(2002)}})
	top := func(who country.Code) claim.Claim {
		a := that(about(claim.Extreme, who, "part"), in(point(2010)))
		a.Top = 10
		return a
	}
	try(t, c, map[string]trial{
		"a higher one nine years before":  {top("C01"), 0, yes},
		"a higher one eight years before": {top("C02"), 0, no},
	})
}

// TestEdges are cases just within and just beyond rules that no table of one frame holds.
func TestEdges(t *testing.T) {
	last := claim.Span{Last: 5, Kind: claim.Recent}
	try(t, levels(t), map[string]trial{
		"the last five years are five": {that(about(claim.Threshold, "C08", "rate"), in(last), is(claim.Above, share(0.519))), 2010, yes},
		"and no fewer":                 {that(about(claim.Threshold, "C08", "rate"), in(last), is(claim.Above, share(0.521))), 2010, no},
	})
	since := claim.Span{From: 2004, Kind: claim.Since}
	try(t, bench(t), map[string]trial{
		"joined since the year of joining": {member("join", "SVN", "NATO", since), 0, yes},
		"left on New Year's Eve":           {member("leave", "AUT", "EFTA", point(1994)), 0, yes},
		"left as the next year began":      {member("leave", "AUT", "EFTA", point(1995)), 0, yes},
		"left a year after that":           {member("leave", "AUT", "EFTA", point(1996)), 0, no},
	})
	two := claim.Subject{Set: &claim.Scope{ID: "x", Name: "x", Countries: []country.Code{"C06", "C23"}}, Name: "the two"}
	c := stand(
		t, sides,
		sheet{id: "s.rate", unit: "%", rows: rows{6: even(10, 10)}},
		sheet{id: "people", unit: "people", rows: rows{6: even(5e7, 5e7), 23: even(1e6, 1e6)}},
	)
	try(t, c, map[string]trial{
		"of two, the small one without figures": {that(about(claim.Value, "", "rate"), in(point(2005)), is(claim.Equal, share(0.1)), func(a *claim.Claim) { a.Subjects = []claim.Subject{two} }), 0, open},
	})
	alone := that(about(claim.Exception, "C01", "rate"), in(point(2010)), is(claim.Above, share(0.99)), among("C00", "C01", "C02"))
	alone.Subjects = append(alone.Subjects, claim.Subject{Country: "C00"})
	try(t, rankings(t), map[string]trial{"two alone, of whom the first is not so": {alone, 0, no}})
	c = bench(t)
	c.Pacts = []claim.Pact{{Name: "Union", Organisation: "EU", From: day(2009, 12, 1), Source: "a"}}
	try(t, c, map[string]trial{
		"a candidate is not bound": {that(relation(claim.Alliance, "defence", "FRA", "HRV"), in(point(2010))), 0, no},
		"a member is":              {that(relation(claim.Alliance, "defence", "FRA", "HRV"), in(point(2013))), 0, yes},
	})
}

// TestSecondPublisher gives who repeats a measure half of the weight.
func TestSecondPublisher(t *testing.T) {
	a := that(about(claim.Threshold, "C05", "rate"), in(point(2020)), is(claim.Below, share(0.26)))
	o := outcome(t, bench(t), trial{claim: a})
	if o.Verdict != both || o.Headline != "yes" || math.Abs(o.Share-1/1.5) > 1e-9 {
		t.Errorf("%s, headline %s, share %g", o.Verdict, o.Headline, o.Share)
	}
	if len(o.FlipsWith) != 1 || o.FlipsWith[0] != (claim.Choice{Factor: "series", Level: "y.rate"}) {
		t.Errorf("flips with %v", o.FlipsWith)
	}
}
