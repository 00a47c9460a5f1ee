// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
)

// changing are concepts that change: a share, an amount, a scale of whole steps that
// runs down, and one that two publishers measure.
const changing = `- {id: part, pillar: general, names: [part], unit: percent, measures: [{indicator: t.part, role: direct, polarity: "+", why: it}]}
- {id: sum, pillar: general, names: [sum], unit: count, measures: [{indicator: t.sum, role: direct, polarity: "+", why: it}]}
- {id: peace, pillar: general, names: [peace], unit: index, measures: [{indicator: t.strife, role: direct, polarity: "-", why: it}]}
- {id: twice, pillar: general, names: [twice], unit: index, measures: [{indicator: t.fine, role: direct, polarity: "+", why: it}, {indicator: t.coarse, role: direct, polarity: "+", why: again}]}
- {id: contested, pillar: general, names: [contested], unit: index, contested: true, measures: [{indicator: t.long, role: contested, polarity: "+", why: it}, {indicator: t.short, role: contested, polarity: "+", why: again}]}
- {id: agreed, pillar: general, names: [agreed], unit: index, measures: [{indicator: t.long, role: direct, polarity: "+", why: it}, {indicator: t.short, role: direct, polarity: "+", why: again}]}
`

// changes are the figures of those concepts.
func changes(tb testing.TB) *Checker {
	level := func(v float64) []float64 { return even(v, v) }
	falling := even(20, 10)
	return stand(
		tb, changing,
		sheet{id: "t.part", unit: "%", rows: rows{
			0: even(10, 15), 1: even(10, 15.24), 2: even(10, 15.26), 3: even(10, 20), 4: falling, 5: even(0, 10),
			6: even(10, 10.9), 7: even(10, 11.1), 8: bent(5, 10, 20, 12), 9: append([]float64{gap, gap}, even(10, 18)[2:]...),
			10: append([]float64{gap, gap, gap}, even(10, 18)[3:]...), 11: append(even(10, 18)[:9], gap, gap), 12: append(even(10, 18)[:8], gap, gap, gap),
			13: level(7), 14: even(10, 17.9), 15: even(10, 18.1), 16: even(10, 0),
			17: {10, 11, 12, 11.9, 13, 14, 15, 16, 17, 18, 19}, 18: {10, 11, 10.9, 12, 11.9, 13, 14, 15, 16, 17, 18},
			19: {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 30}, 20: bent(5, 20, 10, 18), 21: bent(10, 10, 20, 30), 22: {5, 6, gap, gap, gap, gap, gap, gap, gap, gap, 9},
		}},
		sheet{id: "t.sum", unit: "people", rows: rows{0: even(1000, 1100), 1: even(1000, 3000)}},
		sheet{id: "t.strife", unit: "index, 0-10", rows: rows{0: even(8, 3), 1: bent(5, 8, 3, 8)}},
		sheet{id: "t.fine", unit: "index, 0-1", rows: rows{0: even(0.2, 0.3)}, all: func(int, int) (float64, bool) { return 0.5, true }},
		sheet{id: "t.coarse", unit: "index, 0-10", rows: rows{0: level(4)}, all: func(c, _ int) (float64, bool) { return float64(c), true }},
		sheet{id: "t.long", unit: "index, 0-1", rows: rows{0: bent(10, 0.2, 0.4, 0.6)}},
		sheet{id: "t.short", unit: "index, 0-1", rows: rows{0: append(bent(7, 0.6, 0.5, 0.4), gap)}},
	)
}

func TestTrendAmounts(t *testing.T) {
	ten := in(stretch(2000, 2010))
	part := func(i int, list ...set) claim.Claim {
		return that(about(claim.Trend, world[i], "part"), append([]set{ten}, list...)...)
	}
	more := func(v float64) claim.Number { return number(v, claim.Multiple) }
	try(t, changes(t), map[string]trial{
		"by half, as written":              {part(0, by(claim.Equal, share(0.5))), 0, yes},
		"by half, within a twentieth":      {part(1, by(claim.Equal, share(0.5))), 0, yes},
		"by half, beyond a twentieth":      {part(2, by(claim.Equal, share(0.5))), 0, no},
		"by about half, beyond it":         {part(2, by(claim.About, share(0.5))), 0, yes},
		"by half, but it fell by half":     {part(4, by(claim.Equal, share(0.5))), 0, no},
		"fell by half":                     {part(4, going(-1), by(claim.Equal, share(0.5))), 0, yes},
		"by more than half, by just half":  {part(0, by(claim.Above, share(0.5))), 0, no},
		"by at least half":                 {part(0, by(claim.AtLeast, share(0.5))), 0, yes},
		"doubled":                          {part(3, by(claim.Equal, more(2))), 0, yes},
		"doubled, a tenth short":           {part(15, by(claim.Equal, more(2))), 0, yes},
		"doubled, more than a tenth short": {part(14, by(claim.Equal, more(2))), 0, no},
		"more than doubled, by just two":   {part(3, by(claim.Above, more(2))), 0, no},
		"halved":                           {part(4, going(-1), by(claim.Equal, more(0.5))), 0, yes},
		"more than halved, by just half":   {part(4, going(-1), by(claim.Above, more(0.5))), 0, no},
		"more than halved, to nothing":     {part(16, going(-1), by(claim.Above, more(0.5))), 0, no},
		"down to a third":                  {part(4, going(-1), by(claim.Equal, more(1.0/3))), 0, no},
		"fell twofold":                     {part(4, going(-1), by(claim.Equal, more(2))), 0, yes},
		"fell threefold":                   {part(4, going(-1), by(claim.Equal, more(3))), 0, no},
		"how many times of nothing":        {part(5, by(claim.Above, more(2))), 0, no},
		"what share of nothing":            {part(5, by(claim.Above, share(0.5))), 0, no},
		"by five points":                   {part(0, by(claim.Equal, number(0.05, claim.Points))), 0, yes},
		"by six points":                    {part(0, by(claim.Equal, number(0.06, claim.Points))), 0, no},
		"by a hundred people":              {that(about(claim.Trend, "C00", "sum"), ten, by(claim.Equal, number(100, claim.Plain))), 0, yes},
		"by 106 people":                    {that(about(claim.Trend, "C00", "sum"), ten, by(claim.Equal, number(106, claim.Plain))), 0, no},
	})
}

func TestTrendDirection(t *testing.T) {
	ten := in(stretch(2000, 2010))
	part := func(i int, list ...set) claim.Claim {
		return that(about(claim.Trend, world[i], "part"), append([]set{ten}, list...)...)
	}
	steady := func(a *claim.Claim) { a.Steady = true }
	try(t, changes(t), map[string]trial{
		"barely moved":                       {part(6, going(0)), 0, yes},
		"moved by more than a tenth":         {part(7, going(0)), 0, both}, // the means of three years moved less
		"moved by a half":                    {part(0, going(0)), 0, no},
		"from nothing is no standstill":      {part(5, going(0)), 0, no},
		"did not move":                       {part(13), 0, no},
		"unchanged":                          {part(13, going(0)), 0, yes},
		"up, and half down again":            {part(8), 0, yes},
		"down, but up and half down again":   {part(8, going(-1)), 0, no},
		"down, and up again":                 {part(20, going(-1)), 0, yes},
		"one odd year at the end":            {part(19), 0, yes},
		"steadily":                           {part(0, steady), 0, yes},
		"steadily, one step of ten against":  {part(17, steady), 0, no},
		"steadily, two steps of ten against": {part(18, steady), 0, no},
		"steadily down":                      {part(4, steady, going(-1)), 0, yes},
		"steadily, yet flat":                 {part(13, steady), 0, no},
		"peace, where strife fell":           {that(about(claim.Trend, "C00", "peace"), ten), 0, yes},
		"less peace, where strife fell":      {that(about(claim.Trend, "C00", "peace"), ten, going(-1)), 0, no},
		"two years missing at the start":     {part(9), 0, yes},
		"three years missing at the start":   {part(10), 0, open},
		"two years missing at the end":       {part(11), 0, yes},
		"three years missing at the end":     {part(12), 0, open},
		"years missing in between":           {part(22), 0, yes},
		"no figures at all":                  {part(23), 0, open},
	})
}

// TestTrendTimes checks which years a trend is tested on.
func TestTrendTimes(t *testing.T) {
	c := changes(t)
	by20 := claim.Span{To: 2010, Kind: claim.By}
	between := func(a, b claim.Span) set { return func(x *claim.Claim) { x.Spans = []claim.Span{a, b} } }
	for name, x := range map[string]struct {
		trial
		period string
	}{
		"in a year":                   {trial{that(about(claim.Trend, "C08", "part"), in(point(2006))), 0, no}, "2005-2006"},
		"in a year before":            {trial{that(about(claim.Trend, "C08", "part"), in(point(2005))), 0, yes}, "2004-2005"},
		"by a year":                   {trial{that(about(claim.Trend, "C00", "part"), in(by20)), 0, yes}, "2000-2010"},
		"of late":                     {trial{that(about(claim.Trend, "C21", "part"), in(claim.Span{Kind: claim.Present})), 2016, yes}, "2006-2016"},
		"without a time or date":      {trial{about(claim.Trend, "C21", "part"), 0, yes}, "2010-2020"},
		"since":                       {trial{that(about(claim.Trend, "C21", "part"), in(claim.Span{From: 2004, Kind: claim.Since})), 2012, yes}, "2004-2012"},
		"until":                       {trial{that(about(claim.Trend, "C21", "part"), in(claim.Span{To: 2009, Kind: claim.Until})), 2012, yes}, "2000-2009"},
		"in the last five years":      {trial{that(about(claim.Trend, "C08", "part"), in(claim.Span{Last: 5, Kind: claim.Range})), 2010, no}, "2005-2010"},
		"from one stretch to another": {trial{that(about(claim.Trend, "C08", "part"), between(stretch(2000, 2004), stretch(2006, 2010))), 0, yes}, "2000-2004"},
		"stretches, the other way":    {trial{that(about(claim.Trend, "C08", "part"), going(-1), between(stretch(2000, 2004), stretch(2006, 2010))), 0, no}, "2000-2004"},
		"a stretch without figures":   {trial{that(about(claim.Trend, "C08", "part"), between(stretch(2000, 2004), stretch(2009, 2013))), 0, open}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := outcome(t, c, x.trial)
			if o.Verdict != x.want || o.Period != x.period {
				t.Errorf("%s over %q, want %s over %q: %s %s", o.Verdict, o.Period, x.want, x.period, o.Reason, o.Missing)
			}
			if f := fault(o); f != "" {
				t.Error(f)
			}
		})
	}
}

// TestTrendPublishers checks when a second publisher counts: not where its figures end
// sooner, but where people mean different things; and not where its steps are too coarse.
func TestTrendPublishers(t *testing.T) {
	c := changes(t)
	long := in(stretch(2000, 2020))
	try(t, c, map[string]trial{
		"figures that end sooner":                 {that(about(claim.Trend, "C00", "agreed"), long), 0, yes},
		"figures that mean something else":        {that(about(claim.Trend, "C00", "contested"), in(stretch(2000, 2014))), 0, both},
		"of the same time, and they disagree":     {that(about(claim.Trend, "C00", "agreed"), in(stretch(2000, 2014))), 0, both},
		"steps too coarse to show a change":       {that(about(claim.Trend, "C00", "twice"), in(stretch(2000, 2010))), 0, yes},
		"too coarse to tell, said to stand still": {that(about(claim.Trend, "C00", "twice"), in(stretch(2000, 2010)), going(0)), 0, both},
	})
	o, err := c.Check(that(about(claim.Trend, "C00", "twice"), in(stretch(2000, 2010))), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range o.Variants {
		if v.Choices[0].Level == "t.coarse" {
			t.Errorf("a scale of whole steps has a variant: %v", v)
		}
	}
}

func TestExtreme(t *testing.T) {
	last := func(n int) claim.Span { return claim.Span{Last: n, Kind: claim.Range} }
	since := func(y int) claim.Span { return claim.Span{From: y, Kind: claim.Since} }
	until := func(y int) claim.Span { return claim.Span{To: y, Kind: claim.Until} }
	time := func(s claim.Span) set { return func(a *claim.Claim) { a.Spans = []claim.Span{s} } }
	top := func(n int) set { return func(a *claim.Claim) { a.Top = n } }
	part := func(i int, list ...set) claim.Claim { return that(about(claim.Extreme, world[i], "part"), list...) }
	try(t, changes(t), map[string]trial{
		"highest on record":                   {part(8, in(point(2005))), 0, yes},
		"highest so far, a year before":       {part(8, in(point(2004))), 0, yes},
		"higher a year before":                {part(8, in(point(2006))), 0, no},
		"lowest on record":                    {part(20, in(point(2005)), going(-1)), 0, yes},
		"lowest, but it is the highest":       {part(8, in(point(2005)), going(-1)), 0, no},
		"most peaceful at the least strife":   {that(about(claim.Extreme, "C01", "peace"), in(point(2005))), 0, yes},
		"least peaceful at the least strife":  {that(about(claim.Extreme, "C01", "peace"), in(point(2005)), going(-1)), 0, no},
		"highest since, at the end":           {part(0, in(since(2003))), 2010, yes},
		"highest since, with a higher one":    {part(8, in(since(2003))), 2010, no},
		"lowest since, with a lower before":   {part(8, in(since(2006)), going(-1)), 2010, yes},
		"lowest since, with a lower within":   {part(8, in(since(2000)), going(-1)), 2010, no},
		"lowest in five years":                {part(8, in(last(5)), going(-1)), 2010, yes},
		"highest in five years":               {part(8, in(last(5))), 2010, no},
		"highest in ten years, over nine":     {part(0, in(point(2010)), top(10)), 0, yes},
		"highest until a year":                {part(8, in(until(2005))), 2010, yes},
		"highest until a year before":         {part(8, in(until(2004))), 2010, no},
		"highest until, with few figures":     {part(22, in(until(2004))), 2010, open},
		"highest of a named time":             {part(8, in(point(2007)), time(stretch(2007, 2010))), 0, yes},
		"not the highest of a named time":     {part(8, in(point(2008)), time(stretch(2007, 2010))), 0, no},
		"a named time without figures":        {part(22, in(point(2010)), time(stretch(2003, 2010))), 0, open},
		"a year without figures":              {part(22, in(point(2005))), 0, open},
		"equal years are both the highest":    {part(13, in(point(2004))), 0, yes},
		"peaked before a year":                {part(8, as("peak"), in(until(2005))), 2010, yes},
		"peaked before the year of the peak":  {part(8, as("peak"), in(until(2004))), 2010, no},
		"peaked within a stretch":             {part(8, as("peak"), in(stretch(2004, 2006))), 2010, yes},
		"peaked within another stretch":       {part(8, as("peak"), in(stretch(2006, 2010))), 2010, no},
		"bottomed within a stretch":           {part(20, as("peak"), going(-1), in(stretch(2004, 2006))), 2010, yes},
		"peaked within a stretch of a time":   {part(8, as("peak"), in(stretch(2006, 2007)), time(stretch(2006, 2010))), 2010, yes},
		"peaked, with two figures":            {part(22, as("peak"), in(stretch(2000, 2001)), time(stretch(2000, 2004))), 2010, open},
		"lowest of a peace that strife ended": {that(about(claim.Extreme, "C01", "peace"), as("peak"), in(stretch(2004, 2006))), 2010, yes},
	})
}

// TestMissingYearsAreNamed checks that what lacks is named by series and country, and
// that a gap is never read as nothing.
func TestMissingYearsAreNamed(t *testing.T) {
	c := changes(t)
	for name, a := range map[string]claim.Claim{
		"trend":      that(about(claim.Trend, "C23", "part"), in(stretch(2000, 2010))),
		"level":      that(about(claim.Threshold, "C23", "part"), in(point(2005)), is(claim.Below, share(0.5))),
		"every year": that(about(claim.Always, "C23", "part"), in(stretch(2000, 2010)), each, is(claim.Below, share(0.5))),
		"extreme":    that(about(claim.Extreme, "C23", "part"), in(point(2005)), going(-1)),
		"rank":       that(about(claim.Rank, "C23", "part"), in(point(2005)), going(-1)),
		"less":       that(about(claim.Comparison, "C23", "part"), in(point(2005)), going(-1), than("C00")),
		"none":       that(about(claim.Conflict, "C23", "part"), in(point(2005)), deny),
		"quality":    that(about(claim.Quality, "C23", "part"), in(point(2005)), going(-1)),
	} {
		o, err := c.Check(a, 2010)
		if err != nil {
			t.Fatal(err)
		}
		if o.Verdict != open || !strings.Contains(o.Missing, "t.part") {
			t.Errorf("%s: %s, missing %q", name, o.Verdict, o.Missing)
		}
		if len(o.Evidence) != 0 {
			t.Errorf("%s: evidence of what is missing: %v", name, o.Evidence)
		}
	}
}
