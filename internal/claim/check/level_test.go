// SPDX-License-Identifier: Apache-2.0

package check

import (
	"math"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// amounts are concepts that are amounts of several kinds.
const amounts = `- {id: rate, pillar: general, names: [rate], unit: percent, measures: [{indicator: l.rate, role: direct, polarity: "+", why: it}]}
- {id: deaths, pillar: general, names: [deaths], unit: count, flow: true, measures: [{indicator: l.deaths, role: direct, polarity: "+", why: it}]}
- {id: staff, pillar: general, names: [staff], unit: count, measures: [{indicator: l.staff, role: direct, polarity: "+", why: it}]}
- {id: without, pillar: general, names: [without], unit: percent, measures: [{indicator: l.rate, role: direct, polarity: "-", transform: reverse_percent, why: it}]}
- {id: each, pillar: general, names: [each], unit: count, measures: [{indicator: l.staff, role: direct, polarity: "+", transform: per_head, why: it}]}
- {id: whole, pillar: general, names: [whole], unit: percent, measures: [{indicator: l.staff, role: direct, polarity: "+", transform: share_of_world, why: it}]}
- {id: thousands, pillar: general, names: [thousands], unit: count, measures: [{indicator: l.staff, role: direct, polarity: "+", scale: 1000, why: it}]}
- {id: money, pillar: general, names: [money], unit: money, per_head: income, measures: [{indicator: l.money, role: direct, polarity: "+", why: it}]}
- {id: income, pillar: general, names: [income], unit: money, measures: [{indicator: l.income, role: direct, polarity: "+", why: it}]}
- {id: near, pillar: general, names: [near], unit: percent, notes: "Beside it.", measures: [{indicator: l.proxy, role: proxy, polarity: "+", why: it}, {indicator: l.rate, role: direct, polarity: "+", why: it}]}
- {id: beside, pillar: general, names: [beside], unit: percent, measures: [{indicator: l.proxy, role: proxy, polarity: "+", why: it}]}
- {id: absent, pillar: general, names: [absent], unit: percent, measures: [{indicator: l.absent, role: direct, polarity: "+", why: it}]}
`

// levels are the figures: a rate that rises from 10 to 20 per cent until 2010, of others
// with years missing; 10 deaths a year; staff of a thousand times the country's number.
func levels(tb testing.TB) *Checker {
	constant := func(v float64) func(int, int) (float64, bool) {
		return func(int, int) (float64, bool) { return v, true }
	}
	ten := []float64{10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10}
	gappy := func(n int) []float64 { // n figures of ten, from 2001
		out := []float64{gap}
		for i := range 10 {
			if i < n {
				out = append(out, 10)
			} else {
				out = append(out, gap)
			}
		}
		return out
	}
	return stand(
		tb, amounts,
		sheet{id: "l.rate", unit: "%", rows: rows{
			0: even(10, 20), 1: {30, 30, 30, 30, 31, 30, 30, 30, 30, 30}, 2: {10, 20, 20, 20, 20},
			3: gappy(7), 4: gappy(6), 5: {20, 20, 20, 20, 20, 20, 5, 20, 20, 20}, 6: {20, 20, 20, 20, 20, 5, 5, 5, 20, 20},
			7: {100, 10, 10, 11, 10, 10, 10, 10, 10, 10}, 8: {50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 60},
		}},
		sheet{id: "l.deaths", unit: "deaths", rows: rows{0: ten, 1: gappy(7), 2: gappy(6), 3: {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 4: {10, 10, gap, gap, gap, gap, gap, gap, gap, gap, gap}}},
		sheet{id: "l.staff", unit: "workers", all: func(c, _ int) (float64, bool) { return float64(c) * 1000, c != 23 }},
		sheet{id: "l.money", unit: "current US$", all: func(c, _ int) (float64, bool) { return float64(c) * 1e9, true }},
		sheet{id: "l.income", unit: "US$ per person", all: constant(500)},
		sheet{id: "l.proxy", unit: "%", all: constant(77)},
		sheet{id: "people", unit: "people", all: func(c, y int) (float64, bool) { return 1e5 * float64(c), y < 2015 }},
	)
}

func TestLevelBounds(t *testing.T) {
	at := func(op claim.Op, v float64) claim.Claim {
		return that(about(claim.Threshold, "C00", "rate"), in(point(2010)), is(op, share(v)))
	}
	between := func(low, high float64) claim.Claim {
		n := share(low)
		n.High = high
		return that(about(claim.Value, "C00", "rate"), in(point(2010)), is(claim.Equal, n))
	}
	try(t, levels(t), map[string]trial{
		"above just the bound":          {at(claim.Above, 0.2), 0, no},
		"above less":                    {at(claim.Above, 0.199), 0, yes},
		"below just the bound":          {at(claim.Below, 0.2), 0, no},
		"below more":                    {at(claim.Below, 0.201), 0, yes},
		"at least just the bound":       {at(claim.AtLeast, 0.2), 0, yes},
		"at least more":                 {at(claim.AtLeast, 0.201), 0, no},
		"at most just the bound":        {at(claim.AtMost, 0.2), 0, yes},
		"at most less":                  {at(claim.AtMost, 0.199), 0, no},
		"well above, by three hundreds": {at(claim.FarAbove, 0.2/1.029), 0, no},
		"well above, by more":           {at(claim.FarAbove, 0.2/1.031), 0, yes},
		"well below, by less":           {at(claim.FarBelow, 0.2/0.971), 0, no},
		"well below, by more":           {at(claim.FarBelow, 0.2/0.969), 0, yes},
		"nearly, a tenth less":          {at(claim.Nearly, 0.222), 0, yes},
		"nearly, more than a tenth":     {at(claim.Nearly, 0.223), 0, no},
		"nearly, but above":             {at(claim.Nearly, 0.19), 0, no},
		"just above, within a tenth":    {at(claim.JustAbove, 0.182), 0, yes},
		"just above, more than a tenth": {at(claim.JustAbove, 0.181), 0, no},
		"just above, but below":         {at(claim.JustAbove, 0.201), 0, no},
		"as written":                    {at(claim.Equal, 0.2), 0, yes},
		"within the last digit":         {at(claim.Equal, 0.204), 0, yes},
		"within a twentieth":            {at(claim.Equal, 0.21), 0, yes},
		"beyond a twentieth":            {at(claim.Equal, 0.215), 0, no}, // one of 1.4 says otherwise
		"beyond a tenth":                {at(claim.Equal, 0.225), 0, no},
		"about, within a twentieth":     {at(claim.About, 0.21), 0, yes},
		"about, within a tenth":         {at(claim.About, 0.22), 0, yes},
		"about, within 15 hundredths":   {at(claim.About, 0.23), 0, no},
		"about, beyond all":             {at(claim.About, 0.24), 0, no},
		"between":                       {between(0.15, 0.25), 0, yes},
		"between, just the end":         {between(0.2, 0.25), 0, yes},
		"between others":                {between(0.3, 0.4), 0, no},
		"without an amount":             {that(about(claim.Threshold, "C00", "rate"), in(point(2010))), 0, open},
	})
}

func TestLevelOverYears(t *testing.T) {
	rate := func(c country.Code, s claim.Span, op claim.Op, v float64, list ...set) claim.Claim {
		return that(that(about(claim.Threshold, c, "rate"), in(s), is(op, share(v))), list...)
	}
	deaths := func(c country.Code, s claim.Span, op claim.Op, v float64, list ...set) claim.Claim {
		return that(that(about(claim.Threshold, c, "deaths"), in(s), is(op, number(v, claim.Plain))), list...)
	}
	yearly := func(a *claim.Claim) { a.Yearly = true }
	daily := func(a *claim.Claim) { a.Per = 365.25 }
	almost := func(a *claim.Claim) { a.Almost = true }
	ten := stretch(2001, 2010)
	since := claim.Span{From: 2001, Kind: claim.Since}
	last := claim.Span{Last: 5, Kind: claim.Recent}
	try(t, levels(t), map[string]trial{
		"mean of what is so in each year":          {rate("C01", stretch(2000, 2009), claim.Equal, 0.3), 0, yes},
		"mean, and not its sum":                    {rate("C01", stretch(2000, 2009), claim.Above, 1), 0, no},
		"a mean of years of which one is odd":      {rate("C07", stretch(2000, 2009), claim.Equal, 0.19), 0, yes},
		"seven of ten years have figures":          {rate("C03", ten, claim.Equal, 0.1), 0, yes},
		"six of ten years have figures":            {rate("C04", ten, claim.Equal, 0.1), 0, open},
		"sum of what happens in each":              {deaths("C00", ten, claim.Equal, 100), 0, yes},
		"sum at just the bound":                    {deaths("C00", ten, claim.Above, 100), 0, no},
		"a year's, where each is meant":            {deaths("C00", ten, claim.Equal, 10, yearly), 0, yes},
		"sum, where each is meant":                 {deaths("C00", ten, claim.Equal, 100, yearly), 0, no},
		"a day's":                                  {deaths("C00", ten, claim.Equal, 10/365.25, daily), 0, yes},
		"too few years, but the sum is reached":    {deaths("C02", ten, claim.AtLeast, 60), 0, yes},
		"too few years, and the sum is not":        {deaths("C02", ten, claim.AtLeast, 61), 0, open},
		"too few years, but the most is passed":    {deaths("C02", ten, claim.AtMost, 59), 0, no},
		"too few years below the most":             {deaths("C02", ten, claim.AtMost, 60), 0, open},
		"too few years, but not nobody":            {deaths("C02", ten, claim.Equal, 0), 0, no},
		"nobody":                                   {deaths("C03", ten, claim.Equal, 0), 0, yes},
		"since, with the last years missing":       {deaths("C01", since, claim.Equal, 70), 2010, yes},
		"since, with more years missing":           {deaths("C04", since, claim.Equal, 10), 2010, open},
		"recent years may be few":                  {rate("C08", last, claim.Equal, 0.52), 2010, yes},
		"every year":                               {rate("C05", stretch(2000, 2005), claim.AtLeast, 0.2, each), 0, yes},
		"every year but one":                       {rate("C05", stretch(2000, 2009), claim.AtLeast, 0.2, each), 0, no},
		"nearly every year, but one":               {rate("C05", stretch(2000, 2009), claim.AtLeast, 0.2, each, almost), 0, yes},
		"nearly every year, but three of ten":      {rate("C06", stretch(2000, 2009), claim.AtLeast, 0.2, each, almost), 0, no},
		"every year, of which a third has none":    {rate("C03", ten, claim.AtLeast, 0.1, each), 0, yes},
		"every year, of which more have none":      {rate("C04", ten, claim.AtLeast, 0.1, each), 0, open},
		"one year breaks it, though others lack":   {rate("C04", ten, claim.Above, 0.1, each), 0, no},
		"every year since, the last not yet known": {rate("C03", since, claim.AtLeast, 0.1, each), 2010, yes},
		"every year without figures":               {rate("C23", ten, claim.AtLeast, 0.1, each), 0, open},
	})
}

// TestPresentWindows checks the year that the present is, and the means that vary it.
func TestPresentWindows(t *testing.T) {
	c := levels(t)
	now := claim.Span{Kind: claim.Present}
	rate := func(v float64) claim.Claim {
		return that(about(claim.Threshold, "C08", "rate"), in(now), is(claim.Above, share(v)))
	}
	try(t, c, map[string]trial{
		"one year above, the means below":    {rate(0.59), 2010, both}, // 1 of 1.4
		"all above":                          {rate(0.51), 2010, yes},
		"the mean of five below":             {rate(0.525), 2010, yes}, // 1.25 of 1.4
		"a year before":                      {rate(0.51), 2009, no},
		"the last figure is three years old": {rate(0.51), 2013, yes},
		"the last figure is four years old":  {rate(0.51), 2014, open},
		"a text without a date":              {rate(0.51), 0, yes},
	})
	o := outcome(t, c, trial{claim: rate(0.59), year: 2010})
	var got []string
	for _, v := range o.Variants {
		got = append(got, v.Choices[1].Level)
	}
	if strings.Join(got, ", ") != "one year, mean of 3 years, mean of 5 years" || math.Abs(o.Share-1/1.4) > 1e-9 || o.Period != "2010" {
		t.Errorf("windows %q, share %g, of %s", got, o.Share, o.Period)
	}
	for _, f := range o.FlipsWith {
		if f.Factor != "window" || f.Level == "one year" {
			t.Errorf("flips with %v", f)
		}
	}
	spans := map[string]trial{
		"by a year":               {that(about(claim.Threshold, "C02", "rate"), in(claim.Span{To: 2005, Kind: claim.By}), is(claim.Equal, share(0.2))), 0, yes},
		"by two years later":      {that(about(claim.Threshold, "C02", "rate"), in(claim.Span{To: 2006, Kind: claim.By}), is(claim.Equal, share(0.2))), 0, open},
		"the first of five years": {that(about(claim.Threshold, "C02", "rate"), in(claim.Span{Last: 5, Kind: claim.FirstOf}), is(claim.Equal, share(0.1))), 2004, yes},
		"until":                   {that(about(claim.Threshold, "C02", "rate"), in(claim.Span{To: 2004, Kind: claim.Until}), is(claim.Equal, share(0.18))), 2012, yes},
		"years after the text":    {that(about(claim.Threshold, "C00", "rate"), in(stretch(2009, 2010)), is(claim.Equal, share(0.195))), 2005, yes},
		"part of a year":          {that(about(claim.Threshold, "C00", "rate"), in(claim.Span{From: 2009, To: 2009, Kind: claim.SubYear}), is(claim.Equal, share(0.19))), 0, open},
	}
	try(t, c, spans)
}

// TestMeasures checks what is done to figures before they are compared.
func TestMeasures(t *testing.T) {
	at := func(c country.Code, concept string, op claim.Op, n claim.Number, list ...set) claim.Claim {
		return that(that(about(claim.Value, c, concept), in(point(2010)), is(op, n)), list...)
	}
	head := func(a *claim.Claim) { a.Asks = []claim.Ask{{Concept: a.Asks[0].Concept, PerHead: true, Polarity: 1}} }
	sum := func(a *claim.Claim) {
		a.Asks = []claim.Ask{{Concept: "rate", Polarity: 1}, {Concept: "beside", Polarity: 1}}
	}
	odd := func(a *claim.Claim) {
		a.Asks = []claim.Ask{{Concept: "rate", Polarity: 1}, {Concept: "staff", Polarity: 1}}
	}
	of := func(a *claim.Claim) {
		a.Of = &claim.Scope{ID: "x", Name: "X", Countries: []country.Code{"C01", "C02", "C05"}}
	}
	narrow := func(a *claim.Claim) {
		a.Asks = []claim.Ask{{Concept: "rate", Narrow: []string{"graduate"}, Polarity: 1}}
	}
	count := func(v float64) claim.Number { return number(v, claim.Plain) }
	dollars := func(v float64) claim.Number { return number(v, claim.Money) }
	try(t, levels(t), map[string]trial{
		"what is left of a hundred":            {at("C00", "without", claim.Equal, share(0.8)), 0, yes},
		"what is left, taken for what is":      {at("C00", "without", claim.Equal, share(0.2)), 0, no},
		"per inhabitant":                       {at("C02", "each", claim.Equal, count(0.01)), 0, yes},
		"per inhabitant, in all":               {at("C02", "each", claim.Equal, count(2000)), 0, no},
		"per inhabitant, without people":       {at("C00", "each", claim.Equal, count(0)), 0, open},
		"asked per inhabitant":                 {at("C02", "staff", claim.Equal, count(0.01), head), 0, yes},
		"a share of the people":                {at("C02", "staff", claim.Equal, share(0.01)), 0, yes},
		"in thousands":                         {at("C02", "thousands", claim.Equal, count(2e6)), 0, yes},
		"a share of the world":                 {at("C22", "whole", claim.Equal, share(22.0/253)), 0, yes},
		"a share of the world, by far":         {at("C22", "whole", claim.Equal, share(22.0/253*1.2)), 0, no},
		"a share of a set":                     {at("C05", "staff", claim.Equal, share(5.0/8), of), 0, yes},
		"a share of a set, by far":             {at("C05", "staff", claim.Equal, share(0.5), of), 0, no},
		"dollars in billions":                  {at("C07", "money", claim.Equal, dollars(7e9)), 0, yes},
		"dollars per inhabitant":               {at("C07", "money", claim.Equal, dollars(500), head), 0, yes},
		"income is per inhabitant already":     {at("C07", "income", claim.Equal, dollars(500), head), 0, yes},
		"dollars are no share":                 {at("C07", "money", claim.Equal, share(0.5)), 0, open},
		"two things add up":                    {at("C00", "rate", claim.Equal, share(0.97), sum), 0, yes},
		"things of other units do not":         {at("C00", "rate", claim.Equal, share(0.2), odd), 0, open},
		"what is direct stands before a proxy": {at("C00", "near", claim.Equal, share(0.2)), 0, yes},
		"a proxy where there is nothing else":  {at("C00", "beside", claim.Equal, share(0.77)), 0, yes},
		"a table that is not there":            {at("C00", "absent", claim.Equal, share(0.2)), 0, open},
		"a part of the concept":                {at("C00", "rate", claim.Equal, share(0.2), narrow), 0, open},
		"nothing asked":                        {that(at("C00", "rate", claim.Equal, share(0.2)), func(a *claim.Claim) { a.Asks = nil }), 0, open},
	})
	c := levels(t)
	o := outcome(t, c, trial{claim: at("C00", "near", claim.Equal, share(0.2))})
	if len(o.Indicators) != 1 || o.Indicators[0] != "l.rate" || len(o.Notes) != 1 || o.Notes[0] != "Beside it." {
		t.Errorf("measured by %v with %q", o.Indicators, o.Notes)
	}
	o = outcome(t, c, trial{claim: at("C00", "rate", claim.Equal, share(0.2), narrow)})
	if !strings.Contains(o.Missing, "graduate") || o.Claim.Refused.Kind != "no_measure" {
		t.Errorf("missing %q, %s", o.Missing, o.Claim.Refused.Kind)
	}
	for want, a := range map[string]claim.Claim{
		"0.01 workers per inhabitant":  at("C02", "each", claim.Equal, count(0.01)),
		"20 %":                         at("C00", "without", claim.Equal, share(0.8)),
		"8.696 % of that of the world": at("C22", "whole", claim.Equal, share(22.0/253)),
		"62.5 % of that of X":          at("C05", "staff", claim.Equal, share(0.6), of),
		"7,000,000,000 current US$":    at("C07", "money", claim.Equal, dollars(7e9)),
		"l.rate + l.proxy: 97":         at("C00", "rate", claim.Equal, share(0.97), sum),
		"workers an hour":              at("C07", "staff", claim.Equal, count(7000.0/8766), func(a *claim.Claim) { a.Per = 8766 }),
		"workers a day":                at("C07", "staff", claim.Equal, count(7000.0/365.25), func(a *claim.Claim) { a.Per = 365.25 }),
		"parts of a year":              at("C07", "staff", claim.Equal, count(7000.0/52), func(a *claim.Claim) { a.Per = 52 }),
	} {
		if o := outcome(t, c, trial{claim: a}); !strings.Contains(o.Reason, want) {
			t.Errorf("the reason %q does not say %q", o.Reason, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.012344: "0.01234", 12.3456: "12.35", 999.96: "1000", 1234.5: "1234", 99999.4: "99999",
		100000: "100,000", -1234567: "-1,234,567", 12345678: "12,345,678",
	} {
		if got := plain(v); got != want {
			t.Errorf("%g is written %q, want %q", v, got, want)
		}
	}
}
