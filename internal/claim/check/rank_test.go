// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// ranked are concepts by which countries are ranked.
const ranked = `- {id: rate, pillar: general, names: [rate], unit: percent, measures: [{indicator: r.rate, role: direct, polarity: "+", why: it}]}
- {id: good, pillar: general, names: [good], unit: index, measures: [{indicator: r.bad, role: direct, polarity: "-", why: it}]}
- {id: ties, pillar: general, names: [ties], unit: index, measures: [{indicator: r.ties, role: direct, polarity: "+", why: it}]}
- {id: large, pillar: general, names: [large], unit: index, measures: [{indicator: r.large, role: direct, polarity: "+", why: it}]}
- {id: turns, pillar: general, names: [turns], unit: index, measures: [{indicator: r.turns, role: direct, polarity: "+", why: it}]}
- {id: few, pillar: general, names: [few], unit: index, measures: [{indicator: r.few, role: direct, polarity: "+", why: it}]}
- {id: war, pillar: general, names: [war], unit: yes_no, measures: [{indicator: r.war, role: direct, polarity: "+", threshold: 2, why: it}]}
- {id: quiet, pillar: general, names: [quiet], unit: yes_no, measures: [{indicator: r.war, role: direct, polarity: "-", why: it}]}
- {id: either, pillar: general, names: [either], unit: index, measures: [{indicator: r.rate, role: direct, polarity: "+", why: it}, {indicator: r.bad, role: direct, polarity: "-", why: it}, {indicator: r.ties, role: direct, polarity: "+", why: it}]}
`

// rankings are their figures: the rate of country i is 100-i, so that country i has place
// i+1, and country 20 none; ties share places by threes, but the last are all alike.
func rankings(tb testing.TB) *Checker {
	return stand(
		tb, ranked,
		sheet{id: "r.rate", unit: "%", all: func(c, _ int) (float64, bool) { return float64(100 - c), c != 20 }},
		sheet{id: "r.bad", unit: "index, 0-100", all: func(c, _ int) (float64, bool) { return float64(c), true }},
		sheet{id: "r.ties", unit: "index, 0-100", all: func(c, _ int) (float64, bool) { return float64(max(10-c/3, 5)), true }},
		// The ten smallest states come first.
		sheet{id: "r.large", unit: "index, 0-100", all: func(c, _ int) (float64, bool) { return float64(100 - c), true }},
		// Country 0 is first until 2005, country 1 from then on.
		sheet{id: "r.turns", unit: "index, 0-100", all: func(c, y int) (float64, bool) {
			if c == 0 && y > 2005 {
				return 1, true
			}
			return float64(100 - c), c != 2 || y > 2003
		}},
		sheet{id: "r.few", unit: "index, 0-100", all: func(c, _ int) (float64, bool) { return float64(c), c < 19 }},
		sheet{id: "r.war", unit: "level 0-3", rows: rows{0: {0, 0, 2, 3, 1, 0}, 1: {1, 1, 1, 1, 1, 1}, 2: {0, 0, 0, 0, 0, 0}, 3: {2, 2, 2, 2, 2, 2}, 4: {0, 0, 2, gap, gap, gap}, 5: {0, 0, 0, 0, gap, gap}, 6: {0, 0, 0, gap, gap, gap}}},
		sheet{id: "people", unit: "people", all: func(c, _ int) (float64, bool) { return float64(1+c/10) * 5e5, true }},
	)
}

func TestRanks(t *testing.T) {
	at := func(i int, concept string, place int, list ...set) claim.Claim {
		return that(that(about(claim.Rank, world[i], concept), in(point(2010)), func(a *claim.Claim) { a.Place = place }), list...)
	}
	more := func(list ...country.Code) set {
		return func(a *claim.Claim) {
			for _, c := range list {
				a.Subjects = append(a.Subjects, claim.Subject{Country: c})
			}
		}
	}
	try(t, rankings(t), map[string]trial{
		"first":                           {at(0, "rate", 1), 0, yes},
		"first without a place":           {at(0, "rate", 0), 0, yes},
		"third":                           {at(2, "rate", 3), 0, yes},
		"third, but fourth":               {at(3, "rate", 3), 0, no},
		"last":                            {at(23, "rate", 1, going(-1)), 0, yes},
		"last but one":                    {at(22, "rate", 2, going(-1)), 0, yes},
		"first where more is worse":       {at(0, "good", 1), 0, yes},
		"last where more is worse":        {at(0, "good", 1, going(-1)), 0, no},
		"the first of three alike":        {at(0, "ties", 1), 0, yes},
		"the last of three alike":         {at(2, "ties", 1), 0, yes},
		"after three alike, the second":   {at(3, "ties", 2), 0, no},
		"after three alike, the fourth":   {at(5, "ties", 4), 0, yes},
		"one of many alike":               {at(20, "ties", 16), 0, open},
		"without a figure":                {at(20, "rate", 1), 0, open},
		"of a set":                        {at(7, "rate", 1, among("C07", "C08", "C09")), 0, yes},
		"not of a set":                    {at(8, "rate", 1, among("C07", "C08", "C09")), 0, no},
		"of a set that lacks it":          {at(6, "rate", 1, among("C07", "C08")), 0, yes},
		"of a set with figures of nobody": {at(6, "rate", 1, among("C20")), 0, open},
		"either of two":                   {at(5, "rate", 1, more("C00")), 0, yes},
		"first of the large":              {at(10, "large", 1), 0, no},
		"eleventh of all":                 {at(10, "large", 11), 0, yes},
	})
	c := rankings(t)
	o := outcome(t, c, trial{claim: at(10, "large", 1)})
	if len(o.Variants) != 2 || o.Variants[0].Holds || !o.Variants[1].Holds {
		t.Errorf("without the ten small states it is first: %v", o.Variants)
	}
	o = outcome(t, c, trial{claim: at(3, "rate", 3)})
	if !strings.Contains(o.Reason, "place 4 of 23; first is C00 with 100 %, C03 has 97 %") || len(o.Evidence) != 3 {
		t.Errorf("%s, with %d figures", o.Reason, len(o.Evidence))
	}
}

// TestRankOverYears checks ranks in most and in all years of a time.
func TestRankOverYears(t *testing.T) {
	at := func(i int, from, to int, list ...set) claim.Claim {
		return that(that(about(claim.Rank, world[i], "turns"), in(stretch(from, to)), func(a *claim.Claim) { a.Place = 1 }), list...)
	}
	oneOf := func(a *claim.Claim) { a.Frame, a.Place = claim.OneOf, 0 }
	top := func(n int) set { return func(a *claim.Claim) { oneOf(a); a.Top = n } }
	try(t, rankings(t), map[string]trial{
		"in all years":                  {at(0, 2000, 2005, each), 0, yes},
		"in all years but the last":     {at(0, 2000, 2006, each), 0, no},
		"in most years":                 {at(0, 2000, 2010), 0, yes},
		"in half of the years":          {at(0, 2000, 2011), 0, no},
		"in less than half":             {at(0, 2002, 2012), 0, no},
		"among the first three":         {at(2, 2004, 2010, top(3)), 0, yes},
		"among the first of a tenth":    {at(1, 2000, 2010, oneOf), 0, yes},
		"not among the first tenth":     {at(6, 2000, 2010, oneOf), 0, no},
		"years without its figure":      {at(2, 2000, 2005), 0, open},
		"the last years are not known":  {that(at(1, 2006, 0), in(claim.Span{From: 2006, Kind: claim.Since})), 2022, yes},
		"a time that has no figures":    {at(1, 2021, 2022), 0, open},
		"as one of a set in all years":  {at(0, 2006, 2010, among("C00", "C01"), each), 0, no},
		"last of a set in all years":    {at(0, 2006, 2010, among("C00", "C01"), going(-1), each), 0, yes},
		"not first in most years, said": {at(0, 2000, 2010, deny), 0, no},
	})
}

// TestOneOf checks "one of the most" at the tenth, the first five and the quarter of 23
// countries: three, five and six places.
func TestOneOf(t *testing.T) {
	c := rankings(t)
	for place, want := range map[int]struct {
		tenth, five, quarter bool
		verdict              claim.Verdict
	}{
		1: {true, true, true, yes}, 3: {true, true, true, yes}, 4: {false, true, true, both}, 5: {false, true, true, both},
		6: {false, false, true, both}, 7: {false, false, false, no},
	} {
		a := that(about(claim.OneOf, world[place-1], "rate"), in(point(2010)))
		o := outcome(t, c, trial{claim: a})
		v := o.Variants
		if o.Verdict != want.verdict || v[0].Holds != want.tenth || v[1].Holds != want.five || v[2].Holds != want.quarter {
			t.Errorf("place %d of 23: %s by %v", place, o.Verdict, v)
		}
	}
	top := func(i, n int) claim.Claim {
		return that(about(claim.OneOf, world[i], "rate"), in(point(2010)), func(a *claim.Claim) { a.Top = n })
	}
	least := that(about(claim.OneOf, "C23", "rate"), in(point(2010)), going(-1))
	try(t, c, map[string]trial{
		"among the first seven":         {top(6, 7), 0, yes},
		"among the first seven, eighth": {top(7, 7), 0, no},
		"one of the least":              {least, 0, yes},
		"one of the first of a set":     {that(about(claim.OneOf, "C09", "rate"), in(point(2010)), among("C08", "C09", "C10", "C11")), 0, no},
	})
}

func TestExceptions(t *testing.T) {
	alone := func(i int, op claim.Op, v float64, list ...set) claim.Claim {
		a := that(about(claim.Exception, world[i], "rate"), in(point(2010)), is(op, share(v)), among("C00", "C01", "C02", "C20"))
		a.Only = true
		return that(a, list...)
	}
	war := func(i int, list ...set) claim.Claim {
		a := that(about(claim.Exception, world[i], "war"), in(stretch(2000, 2005)), as("conflict"), among("C00", "C01", "C02"))
		return that(a, list...)
	}
	second := func(a *claim.Claim) { a.Subjects = append(a.Subjects, claim.Subject{Country: "C01"}) }
	nothing := func(a *claim.Claim) { a.Quantities = nil }
	anywhere := func(a *claim.Claim) { a.Scope = nil }
	try(t, rankings(t), map[string]trial{
		"alone above":               {alone(0, claim.Above, 0.99), 0, yes},
		"another at just the bound": {alone(0, claim.AtLeast, 0.99), 0, no},
		"itself not above":          {alone(0, claim.Above, 1), 0, no},
		"two alone":                 {alone(0, claim.Above, 0.98, second), 0, yes},
		"two, of whom one is not":   {alone(0, claim.Above, 0.99, second), 0, no},
		"without a figure of it":    {alone(20, claim.Above, 0.5), 0, open},
		"of a set of one":           {alone(0, claim.Above, 0.99, among("C20")), 0, open},
		"without a condition":       {alone(0, claim.Above, 0.99, nothing), 0, open},
		"without a set":             {alone(0, claim.Above, 0.99, anywhere), 0, open},
		"against the trend":         {alone(0, claim.Above, 0.99, as("trend")), 0, open},
	})
	for i, want := range []claim.Verdict{no, no, no, yes} {
		if o, err := rankings(t).Check(war(i), 0); err != nil || o.Verdict != want {
			t.Errorf("alone at war all the time, %s: %s, %v", world[i], o.Verdict, err)
		}
	}
	for i, want := range map[int]claim.Verdict{2: yes, 0: no, 3: no} {
		if o, err := rankings(t).Check(war(i, deny, among("C00", "C02", "C03")), 0); err != nil || o.Verdict != want {
			t.Errorf("alone not at war, %s: %s, %v %s", world[i], o.Verdict, err, o.Reason)
		}
	}
	o := outcome(t, rankings(t), trial{claim: alone(0, claim.AtLeast, 0.99)})
	if !strings.Contains(o.Reason, "so too of 1 others, as of C01 with 99 %") {
		t.Errorf("reason %s", o.Reason)
	}
}

// TestStates checks what is there or not, from the threshold of the measure on.
func TestStates(t *testing.T) {
	at := func(i int, concept string, s claim.Span, list ...set) claim.Claim {
		return that(that(about(claim.Conflict, world[i], concept), in(s)), list...)
	}
	all := stretch(2000, 2005)
	since := func(y int) claim.Span { return claim.Span{From: y, Kind: claim.Since} }
	try(t, rankings(t), map[string]trial{
		"at the threshold":              {at(0, "war", point(2002)), 0, yes},
		"below the threshold":           {at(0, "war", point(2004)), 0, no},
		"in some year":                  {at(0, "war", all), 0, yes},
		"in no year":                    {at(1, "war", all), 0, no},
		"in every year":                 {at(3, "war", all, each), 0, yes},
		"in every year, but in two":     {at(0, "war", all, each), 0, no},
		"never":                         {at(1, "war", all, each, deny), 0, yes},
		"never, but in two":             {at(0, "war", all, each, deny), 0, no},
		"the absence of any":            {at(2, "quiet", all, each), 0, yes},
		"the absence, but in a year":    {at(0, "quiet", all, each), 0, no},
		"never, of which half lack":     {at(6, "war", all, each, deny), 0, open},
		"never, of which a third lacks": {at(5, "war", all, each, deny), 0, yes},
		"not never, though half lack":   {at(4, "war", all, each, deny), 0, no},
		"since, the last not yet known": {at(2, "war", since(2001), each, deny), 2007, yes},
		"since, long after the last":    {at(2, "war", since(2001), each, deny), 2016, open},
	})
	o := outcome(t, rankings(t), trial{claim: at(3, "war", stretch(2000, 2005))})
	if !strings.Contains(o.Reason, "in 6 of the 6 years of 2000-2005: 2000, 2001, 2002, 2003, 2004, 2005") {
		t.Errorf("reason %s", o.Reason)
	}
	if got := first([]int{1, 2, 3, 4, 5, 6, 7}); got != ": 1, 2, 3, 4, 5, 6, …" {
		t.Errorf("seven years are written %q", got)
	}
}

// TestQualities checks the half, the third and the two thirds, ties, and measures that dissent.
func TestQualities(t *testing.T) {
	at := func(i int, concept string, list ...set) claim.Claim {
		return that(that(about(claim.Quality, world[i], concept), in(point(2010))), list...)
	}
	pair := func(a *claim.Claim) { a.Subjects = append(a.Subjects, claim.Subject{Country: "C01"}) }
	try(t, rankings(t), map[string]trial{
		"in the third":               {at(7, "good"), 0, yes},
		"in the half, not the third": {at(8, "good"), 0, both},
		"the last of the half":       {at(11, "good"), 0, both},
		"after the half":             {at(12, "good"), 0, both},
		"the last of two thirds":     {at(15, "good"), 0, both},
		"after two thirds":           {at(16, "good"), 0, no},
		"the other way":              {at(23, "good", going(-1)), 0, yes},
		"nine alike at the end":      {at(15, "ties"), 0, no},
		"nine alike, the other way":  {at(15, "ties", going(-1)), 0, yes},
		"too few have figures":       {at(18, "few"), 0, open},
		"without a figure":           {at(20, "rate"), 0, open},
		"two together":               {at(0, "good", pair), 0, open},
		"measures that agree":        {at(2, "either"), 0, yes},
	})
	o := outcome(t, rankings(t), trial{claim: at(12, "either")})
	if o.Verdict != both || !strings.HasPrefix(o.Reason, "Not among the half of states of which it is most true by r.rate (2010: place 13 of 23), r.bad (2010: place 13 of 24)") {
		t.Errorf("%s: %s", o.Verdict, o.Reason)
	}
	notes := 0
	for _, e := range o.Evidence {
		if strings.HasPrefix(e.Note, "median of 2") {
			notes++
		}
	}
	if notes == 0 || len(o.Evidence) <= notes {
		t.Errorf("%d medians among %d figures", notes, len(o.Evidence))
	}
	o = outcome(t, rankings(t), trial{claim: at(11, "either")})
	if !strings.Contains(o.Reason, "Not so by r.rate (2010: place 12 of 23)") || !strings.HasPrefix(o.Reason, "Among the half") {
		t.Errorf("measures that dissent: %s", o.Reason)
	}
}
