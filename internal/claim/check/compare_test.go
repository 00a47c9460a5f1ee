// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// sides are concepts on which countries are compared.
const sides = `- {id: rate, pillar: general, names: [rate], unit: percent, measures: [{indicator: s.rate, role: direct, polarity: "+", why: it}]}
- {id: other, pillar: general, names: [other], unit: percent, measures: [{indicator: s.other, role: direct, polarity: "+", why: it}]}
- {id: bad, pillar: general, names: [bad], unit: index, measures: [{indicator: s.bad, role: direct, polarity: "-", why: it}]}
- {id: staff, pillar: general, names: [staff], unit: count, measures: [{indicator: s.staff, role: direct, polarity: "+", why: it}]}
- {id: army, pillar: general, names: [army], unit: yes_no, measures: [{indicator: s.army, role: direct, polarity: "+", why: it}]}
- {id: nothing, pillar: general, names: [nothing], unit: percent, measures: [{indicator: s.nothing, role: direct, polarity: "+", why: it}]}
`

// compared are the figures of those concepts, of 2000 to 2010.
func compared(tb testing.TB) *Checker {
	flat := func(v float64) []float64 { return even(v, v) }
	return stand(
		tb, sides,
		sheet{id: "s.rate", unit: "%", rows: rows{
			0: even(10, 20), 1: even(18, 18), 2: even(10, 19), 3: flat(19.01), 4: flat(18.99), 5: flat(40), 6: flat(0),
			7: {20, 20, 20, 5, 20, 20, 20, 20, 20, 20, 20}, 8: {gap, gap, gap, gap, 20, 20, 20, 20, 20, 20, 20}, 9: {gap, gap, gap, 20, 20, 20, 20, 20, 20, 20, 20},
			10: even(1, 4), 11: even(50, 56), 12: {20, 20, 5, 5, 5, 20, 20, 20, 20, 20, 20}, 13: flat(20),
		}},
		sheet{id: "s.other", unit: "%", rows: rows{0: flat(16), 1: flat(20), 3: {gap, gap, gap, gap, gap, gap, gap, gap, 10, gap, gap}}},
		sheet{id: "s.bad", unit: "index, 0-1", rows: rows{0: flat(0.2), 1: flat(0.7)}},
		sheet{id: "s.staff", unit: "workers", rows: rows{0: even(100, 200), 1: even(1000, 1200), 2: flat(3000), 3: even(100, 200), 4: even(100, 110)}},
		sheet{id: "s.army", unit: "level 0-1", rows: rows{0: flat(1), 1: flat(1), 2: flat(0)}},
		sheet{id: "people", unit: "people", rows: rows{0: flat(1e6), 1: flat(3e6), 2: flat(6e6), 3: flat(1e6), 4: flat(1e6), 5: flat(1e6), 23: flat(1e6), 6: flat(8e6)}},
	)
}

func TestComparison(t *testing.T) {
	pair := func(a country.Code, concept string, b country.Code, list ...set) claim.Claim {
		return that(that(about(claim.Comparison, a, concept), in(point(2010)), than(b)), list...)
	}
	times := func(op claim.Op, v float64) set {
		return func(a *claim.Claim) { a.Frame = claim.Ratio; is(op, number(v, claim.Multiple))(a) }
	}
	almost := func(a *claim.Claim) { a.Almost = true }
	all, now := in(stretch(2000, 2010)), in(claim.Span{Kind: claim.Present})
	try(t, compared(t), map[string]trial{
		"more":                                {pair("C00", "rate", "C01"), 0, yes},
		"less":                                {pair("C00", "rate", "C01", going(-1)), 0, no},
		"equal is not more":                   {pair("C07", "rate", "C08"), 0, no},
		"equal is not less":                   {pair("C07", "rate", "C08", going(-1)), 0, no},
		"as much, within a twentieth":         {pair("C03", "rate", "C13", going(0)), 0, yes},
		"as much, beyond a twentieth":         {pair("C04", "rate", "C13", going(0)), 0, no},
		"better, where more is worse":         {pair("C00", "bad", "C01"), 0, yes},
		"worse, where more is worse":          {pair("C00", "bad", "C01", going(-1)), 0, no},
		"a year without the one":              {pair("C23", "rate", "C00"), 0, open},
		"a year without the other":            {pair("C00", "rate", "C23"), 0, open},
		"states that are both so":             {pair("C00", "army", "C01"), 0, open},
		"states that are both so, as much":    {pair("C00", "army", "C01", going(0)), 0, yes},
		"a state that one alone has":          {pair("C00", "army", "C02"), 0, yes},
		"now, but not on the mean of years":   {pair("C00", "rate", "C03", now), 2010, both},
		"now, and on the mean of years":       {pair("C00", "rate", "C10", now), 2010, yes},
		"on the mean of all years, not most":  {pair("C07", "rate", "C01", all), 0, yes},
		"not on the mean of all years":        {pair("C00", "rate", "C01", all), 0, no},
		"every year":                          {pair("C05", "rate", "C00", all, each), 0, yes},
		"every year but one":                  {pair("C07", "rate", "C01", all, each), 0, no},
		"nearly every year, but one":          {pair("C07", "rate", "C01", all, each, almost), 0, yes},
		"nearly every year, but three of 11":  {pair("C12", "rate", "C01", all, each, almost), 0, no},
		"in no year":                          {pair("C00", "rate", "C05", all, each, deny), 0, yes},
		"in no year, but in one":              {pair("C07", "rate", "C03", all, each, deny), 0, no},
		"in every year, of which 8 have both": {pair("C09", "rate", "C01", all, each), 0, yes},
		"in every year, of which 7 have both": {pair("C08", "rate", "C01", all, each), 0, open},
		"broken, though years lack":           {pair("C08", "rate", "C05", all, each), 0, no},
		"on the mean, of which 7 have both":   {pair("C08", "rate", "C01", all), 0, open},
		"twice as much":                       {pair("C05", "rate", "C00", times(claim.Equal, 2)), 0, yes},
		"half as much":                        {pair("C00", "rate", "C05", times(claim.Equal, 0.5)), 0, yes},
		"twice, within a tenth":               {pair("C05", "rate", "C03", times(claim.Equal, 2)), 0, yes},
		"twice, beyond a tenth":               {pair("C05", "rate", "C01", times(claim.Equal, 2)), 0, no},
		"more than twice, by just two":        {pair("C05", "rate", "C00", times(claim.Above, 2)), 0, no},
		"more than twice":                     {pair("C05", "rate", "C03", times(claim.Above, 2)), 0, yes},
		"how many times of nothing":           {pair("C05", "rate", "C06", times(claim.Above, 2)), 0, no},
	})
	o := outcome(t, compared(t), trial{claim: pair("C07", "rate", "C01", all, each)})
	if len(o.Evidence) != 22 || !strings.Contains(o.Reason, "so in 10 of 11 years") {
		t.Errorf("%d figures, %s", len(o.Evidence), o.Reason)
	}
}

// TestSets compares with sets and of several countries together: amounts add up, shares
// are weighted by people, and nine tenths of the people must have figures.
func TestSets(t *testing.T) {
	group := func(id string, list ...country.Code) claim.Subject {
		return claim.Subject{Set: &claim.Scope{ID: id, Name: id, Countries: list}, Name: "the group"}
	}
	sub := func(s claim.Subject) set { return func(a *claim.Claim) { a.Subjects = []claim.Subject{s} } }
	against := func(s claim.Subject) set { return func(a *claim.Claim) { a.Against = []claim.Subject{s} } }
	two := func(a *claim.Claim) {
		a.Subjects, a.Combined = []claim.Subject{{Country: "C00"}, {Country: "C01"}}, true
	}
	value := func(concept string, op claim.Op, n claim.Number, list ...set) claim.Claim {
		return that(that(about(claim.Value, "C00", concept), in(point(2010)), is(op, n)), list...)
	}
	more := func(c country.Code, list ...set) claim.Claim {
		return that(that(about(claim.Comparison, c, "rate"), in(point(2010))), list...)
	}
	count := func(v float64) claim.Number { return number(v, claim.Plain) }
	c := compared(t)
	try(t, c, map[string]trial{
		"amounts add up":                      {value("staff", claim.Equal, count(1400), two), 0, yes},
		"amounts do not average":              {value("staff", claim.Equal, count(700), two), 0, no},
		"shares are weighted by people":       {value("rate", claim.Equal, share(0.185), two), 0, yes},
		"shares do not add up":                {value("rate", claim.Equal, share(0.38), two), 0, no},
		"a set's amount":                      {value("staff", claim.Equal, count(4400), sub(group("x", "C00", "C01", "C02"))), 0, yes},
		"a set's share":                       {value("rate", claim.Equal, share(0.188), sub(group("x", "C00", "C01", "C02"))), 0, yes},
		"of two, one without figures":         {value("rate", claim.Equal, share(0.2), sub(group("x", "C00", "C23"))), 0, open},
		"nine tenths of the people":           {value("rate", claim.Equal, share(0.188), sub(group("x", "C00", "C01", "C02", "C23"))), 0, yes},
		"less than nine tenths of the people": {value("rate", claim.Equal, share(0.19), sub(group("x", "C00", "C01", "C03", "C23"))), 0, open},
		"the world of those with figures":     {value("army", claim.Equal, count(1), sub(group("world"))), 0, open},
		"more than a set's mean":              {more("C00", against(group("x", "C01", "C02"))), 0, yes},
		"less than a set's mean":              {more("C01", against(group("x", "C00", "C02"))), 0, no},
		"more than a mean without figures":    {more("C00", against(group("x", "C22", "C23"))), 0, open},
	})
	o := outcome(t, c, trial{claim: value("staff", claim.Equal, count(4400), sub(group("x", "C00", "C01", "C02")))})
	if !strings.Contains(o.Reason, "4400 workers") || len(o.Evidence) != 3 {
		t.Errorf("%s with %+v", o.Reason, o.Evidence)
	}
	o = outcome(t, c, trial{claim: that(value("rate", claim.Equal, share(0.2), sub(group("x", "C00", "C23"))))})
	if !strings.Contains(o.Missing, "s.rate for the group in 2010") {
		t.Errorf("missing %q", o.Missing)
	}
	many := []country.Code{"C00", "C01", "C02", "C03", "C04", "C05", "C07", "C08", "C09", "C10", "C11", "C12", "C13"}
	o = outcome(t, c, trial{claim: value("rate", claim.Above, share(0.1), sub(group("x", many...)))})
	if len(o.Evidence) != 1 || o.Evidence[0].Text != "13 countries together" {
		t.Errorf("a large set is shown by %+v", o.Evidence)
	}
}

// TestWorld checks the world: a source's own total where there is one, else all states
// together.
func TestWorld(t *testing.T) {
	c := bench(t)
	world := func(op claim.Op, v float64) claim.Claim {
		a := that(about(claim.Value, "", "rate"), in(point(2010)), is(op, share(v)))
		a.Subjects = []claim.Subject{{Set: &claim.Scope{ID: "world"}, Name: "the world"}}
		return a
	}
	// The rate of country i is i + 10, its people i + 1 millions: weighted by them it is
	// the sum of (i+1)(i+10) over 300.
	sum := 0.0
	for i := range 24 {
		sum += float64((i + 1) * (i + 10))
	}
	try(t, c, map[string]trial{
		"weighted by people":    {world(claim.Equal, sum/300/100), 0, yes},
		"and not by states":     {world(claim.Equal, 0.215), 0, no},
		"above the world":       {that(about(claim.Comparison, "C20", "rate"), in(point(2010)), func(a *claim.Claim) { a.Against = world(claim.Equal, 0).Subjects }), 0, yes},
		"not above the world":   {that(about(claim.Comparison, "C13", "rate"), in(point(2010)), func(a *claim.Claim) { a.Against = world(claim.Equal, 0).Subjects }), 0, no},
		"the world over a time": {that(world(claim.Above, 0.2), in(stretch(2008, 2010))), 0, yes},
	})
	o := outcome(t, c, trial{claim: world(claim.Equal, sum/300/100)})
	if len(o.Evidence) != 1 || o.Evidence[0].Text != "1 countries together" && o.Evidence[0].Value == nil {
		t.Errorf("the world is shown by %+v", o.Evidence)
	}
}

// TestChanges compares how much two have risen or fallen.
func TestChanges(t *testing.T) {
	more := func(a country.Code, concept string, b country.Code, list ...set) claim.Claim {
		return that(that(about(claim.Comparison, a, concept), as("change"), in(stretch(2000, 2010)), than(b)), list...)
	}
	try(t, compared(t), map[string]trial{
		"shares by the difference":         {more("C00", "rate", "C11"), 0, yes}, // 10 points against 6
		"shares not by how many times":     {more("C10", "rate", "C11"), 0, no},  // four times, yet by 3 points
		"fell more":                        {more("C11", "rate", "C00", going(-1)), 0, yes},
		"amounts, both ways":               {more("C00", "staff", "C04"), 0, yes},
		"amounts, neither way":             {more("C04", "staff", "C00"), 0, no},
		"as much is not more":              {more("C00", "staff", "C03"), 0, no},
		"one without figures":              {more("C00", "rate", "C23"), 0, open},
		"a year, in which both rose":       {more("C00", "rate", "C11", in(point(2005))), 0, yes},
		"one whose figures begin too late": {more("C08", "rate", "C00"), 0, open},
	})
	// Of amounts, the share of what there was weighs more than the difference.
	weights := map[string]float64{}
	for _, v := range outcome(t, compared(t), trial{claim: more("C00", "staff", "C01")}).Variants {
		weights[v.Choices[1].Level] = v.Weight
		if v.Holds != (v.Choices[1].Level == "as a share") {
			t.Errorf("doubled, by 100 against 200: %v", v)
		}
	}
	if len(weights) != 2 || weights["as a share"] <= weights["as a difference"] {
		t.Errorf("weights %v", weights)
	}
}

// TestThings compares two things within a country.
func TestThings(t *testing.T) {
	versus := func(c country.Code, concept string, list ...set) claim.Claim {
		return that(that(about(claim.Comparison, c, "rate"), in(point(2010)), func(a *claim.Claim) { a.Versus = []claim.Ask{{Concept: concept, Polarity: 1}} }), list...)
	}
	rank := func(a *claim.Claim) { a.Frame = claim.Rank }
	try(t, compared(t), map[string]trial{
		"more of the one":                        {versus("C00", "other"), 0, yes},
		"more of the other":                      {versus("C01", "other"), 0, no},
		"as a rank among things":                 {versus("C00", "other", rank), 0, yes},
		"overtook within a time":                 {versus("C00", "other", in(stretch(2000, 2010))), 0, yes},
		"had not yet overtaken":                  {versus("C00", "other", in(stretch(2000, 2004))), 0, no},
		"every year, but not in the first":       {versus("C00", "other", in(stretch(2000, 2010)), each), 0, no},
		"every year of those after":              {versus("C00", "other", in(stretch(2007, 2010)), each), 0, yes},
		"things in other units":                  {versus("C00", "staff"), 0, open},
		"a thing without figures":                {versus("C00", "nothing"), 0, open},
		"a country without figures of the other": {versus("C05", "other"), 0, open},
		"overtook by the last year of both":      {versus("C03", "other", in(stretch(2006, 2010))), 0, yes},
	})
	o := outcome(t, compared(t), trial{claim: versus("C00", "other")})
	if len(o.Indicators) != 2 || len(o.Evidence) != 2 {
		t.Errorf("shown by %v", o.Evidence)
	}
}
