// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/prose"
)

// shelf is a store of made-up figures.
type shelf struct {
	tables map[string]*claim.Table
	dyads  map[string]*panel.Dyads
}

func (s *shelf) Table(id string) (*claim.Table, error) { return s.tables[id], nil }
func (s *shelf) Dyads(id string) (*panel.Dyads, error) { return s.dyads[id], nil }

// world are the countries of the figures: more than twenty, so that ranks mean
// something.
var world = func() []country.Code {
	var out []country.Code
	for i := range 24 {
		out = append(out, country.Code(fmt.Sprintf("C%02d", i)))
	}
	return out
}()

// put adds a table whose values are given by a function; NaN-free: ok tells.
func (s *shelf) put(id, unit string, value func(c, year int) (float64, bool)) {
	axis := panel.NewAxis(world)
	series := panel.NewSeries(id, axis, 2000, 2020)
	for c := range world {
		for y := 2000; y <= 2020; y++ {
			if v, ok := value(c, y); ok {
				series.Set(c, y, v)
			}
		}
	}
	s.tables[id] = &claim.Table{Indicator: obs.Indicator{ID: id, Name: id, Unit: obs.Unit(unit)}, Series: series, Source: "made up"}
}

// lexiconOf reads concepts that are measured by the figures.
const lexiconText = `field: economy
concepts:
- {id: rate, pillar: general, names: [rate], unit: percent, measures: [{indicator: x.rate, role: direct, polarity: "+", why: it}, {indicator: y.rate, role: direct, polarity: "+", why: again}]}
- {id: amount, pillar: general, names: [amount], unit: count, flow: true, measures: [{indicator: x.amount, role: direct, polarity: "+", why: it}]}
- {id: score, pillar: general, names: [score], unit: index, measures: [{indicator: x.bad, role: direct, polarity: "-", why: it}]}
- {id: war, pillar: general, names: [war], unit: yes_no, measures: [{indicator: x.war, role: direct, polarity: "+", why: it}]}
- {id: nothing, pillar: general, names: [nothing], unit: percent, missing: {data: a table of nothing, importer: nowhere}}
`

// bench prepares a checker. The rate of country i is i per cent and rises by one
// point a year from 2000 on; the second publisher says two points more. Amounts are
// 10 a year; 5 is missing 2005 to 2012. The bad score falls as i rises. Country 3 was
// at war in 2010.
func bench(tb testing.TB) *Checker {
	tb.Helper()
	lex, err := lexicon.Load(fstest.MapFS{"a.yaml": {Data: []byte(lexiconText)}})
	if err != nil {
		tb.Fatal(err)
	}
	s := &shelf{tables: map[string]*claim.Table{}, dyads: map[string]*panel.Dyads{}}
	s.put("x.rate", "%", func(c, y int) (float64, bool) { return float64(c + y - 2000), true })
	s.put("y.rate", "%", func(c, y int) (float64, bool) { return float64(c+y-2000) + 2, y > 2015 })
	s.put("x.amount", "deaths", func(c, y int) (float64, bool) { return 10, c != 5 || y < 2005 || y > 2012 })
	s.put("x.bad", "index, 0-1", func(c, _ int) (float64, bool) { return 1 - float64(c)/100, true })
	s.put("x.war", "level 0-2", func(c, y int) (float64, bool) {
		if c == 3 && y == 2010 {
			return 1, true
		}
		return 0, true
	})
	s.put("people", "people", func(c, _ int) (float64, bool) { return float64(c+1) * 1e6, true })
	borders := panel.NewDyads("border", panel.NewAxis(world))
	borders.Add(1, panel.Dyad{Counterpart: "C02", Year: 2016, Value: 100})
	borders.Add(3, panel.Dyad{Counterpart: "C01", Year: 2016, Value: 30})
	borders.Sort()
	s.dyads["border"] = borders
	groups := panel.NewDyads("group", panel.NewAxis(world))
	groups.Add(1, panel.Dyad{Counterpart: "Kurdish", Year: 2016, Value: 19})
	groups.Sort()
	s.dyads["group"] = groups
	reg, err := country.Load(data.FS)
	if err != nil {
		tb.Fatal(err)
	}
	book, err := affiliation.Load(data.FS, reg)
	if err != nil {
		tb.Fatal(err)
	}
	return New(Setup{
		Lexicon: lex, Store: s, States: func(int) []country.Code { return world }, Name: func(c country.Code) string { return string(c) },
		Book: book, Population: "people", Borders: "border", Groups: []string{"group"}, Units: NewUnits(lex, prose.NewStems(nil)),
		Pacts: []claim.Pact{{Name: "Pact", Members: []country.Code{"C01", "C02"}, Source: "x"}},
	})
}

// about is a claim about a country and a concept.
func about(frame claim.Frame, c country.Code, concept string) claim.Claim {
	return claim.Claim{Frame: frame, Subjects: []claim.Subject{{Country: c}}, Asks: []claim.Ask{{Concept: concept, Polarity: 1}}, Direction: 1}
}

// point is a year, stretch several.
func point(y int) claim.Span      { return claim.Span{From: y, To: y, Kind: claim.Point} }
func stretch(a, b int) claim.Span { return claim.Span{From: a, To: b, Kind: claim.Range} }
func share(v float64) claim.Number {
	return claim.Number{Low: v, High: v, Step: 0.01, Measure: claim.Fraction}
}

func TestFrames(t *testing.T) {
	c := bench(t)
	const s, x, m, n = claim.Supported, claim.Contradicted, claim.Mixed, claim.NotCheckable
	for name, test := range map[string]struct {
		make func() claim.Claim
		want claim.Verdict
	}{
		"value": {func() claim.Claim {
			a := about(claim.Value, "C05", "rate")
			a.Quantities, a.Span = []claim.Quantity{{Number: share(0.15), Op: claim.Equal, Role: claim.Level}}, point(2010)
			return a
		}, s},
		"value, wrong": {func() claim.Claim {
			a := about(claim.Value, "C05", "rate")
			a.Quantities, a.Span = []claim.Quantity{{Number: share(0.25), Op: claim.Equal, Role: claim.Level}}, point(2010)
			return a
		}, x},
		"two publishers disagree": {func() claim.Claim {
			a := about(claim.Threshold, "C05", "rate")
			a.Quantities, a.Span = []claim.Quantity{{Number: share(0.26), Op: claim.Below, Role: claim.Level}}, point(2020)
			return a
		}, m},
		"year without figures": {func() claim.Claim {
			a := about(claim.Value, "C05", "amount")
			a.Quantities, a.Span = []claim.Quantity{{Number: claim.Number{Low: 10, High: 10, Measure: claim.Plain}, Op: claim.Equal, Role: claim.Level}}, point(2008)
			return a
		}, n},
		"sum over years": {func() claim.Claim {
			a := about(claim.Threshold, "C01", "amount")
			a.Quantities, a.Span = []claim.Quantity{{Number: claim.Number{Low: 99, High: 99, Measure: claim.Plain}, Op: claim.Above, Role: claim.Level}}, stretch(2001, 2010)
			return a
		}, s},
		"every year": {func() claim.Claim {
			a := about(claim.Threshold, "C05", "rate")
			a.Quantities, a.Span, a.Every = []claim.Quantity{{Number: share(0.10), Op: claim.AtLeast, Role: claim.Level}}, stretch(2005, 2010), true
			return a
		}, s},
		"not every year": {func() claim.Claim {
			a := about(claim.Threshold, "C05", "rate")
			a.Quantities, a.Span, a.Every = []claim.Quantity{{Number: share(0.10), Op: claim.Above, Role: claim.Level}}, stretch(2005, 2010), true
			return a
		}, x},
		"every year, figures lack": {func() claim.Claim {
			a := about(claim.Threshold, "C05", "amount")
			a.Quantities, a.Span, a.Every = []claim.Quantity{{Number: claim.Number{Low: 5, High: 5, Measure: claim.Plain}, Op: claim.Above, Role: claim.Level}}, stretch(2004, 2013), true
			return a
		}, n},
		"a part of a year": {func() claim.Claim {
			a := about(claim.Value, "C05", "rate")
			a.Quantities, a.Span = []claim.Quantity{{Number: share(0.15), Op: claim.Equal}}, claim.Span{Kind: claim.SubYear}
			return a
		}, n},
		"trend": {func() claim.Claim {
			a := about(claim.Trend, "C05", "rate")
			a.Span = stretch(2000, 2010)
			return a
		}, s},
		"trend, other way": {func() claim.Claim {
			a := about(claim.Trend, "C05", "rate")
			a.Span, a.Direction = stretch(2000, 2010), -1
			return a
		}, x},
		"tripled": {func() claim.Claim {
			a := about(claim.Trend, "C05", "rate")
			a.Span, a.Quantities = stretch(2000, 2010), []claim.Quantity{{Number: claim.Number{Low: 3, High: 3, Measure: claim.Multiple}, Op: claim.Equal, Role: claim.Change}}
			return a
		}, s},
		"steady": {func() claim.Claim {
			a := about(claim.Trend, "C05", "rate")
			a.Span, a.Steady = stretch(2000, 2010), true
			return a
		}, s},
		"flat": {func() claim.Claim {
			a := about(claim.Trend, "C05", "amount")
			a.Span, a.Direction = stretch(2000, 2004), 0
			return a
		}, s},
		"comparison": {func() claim.Claim {
			a := about(claim.Comparison, "C05", "rate")
			a.Against, a.Span = []claim.Subject{{Country: "C04"}}, point(2010)
			return a
		}, s},
		"comparison of a measure that runs down": {func() claim.Claim {
			a := about(claim.Comparison, "C05", "score")
			a.Against, a.Span = []claim.Subject{{Country: "C04"}}, point(2010)
			return a
		}, s},
		"ratio": {func() claim.Claim {
			a := about(claim.Ratio, "C10", "rate")
			a.Against, a.Span = []claim.Subject{{Country: "C05"}}, point(2000)
			a.Quantities = []claim.Quantity{{Number: claim.Number{Low: 2, High: 2, Step: 0.1, Measure: claim.Multiple}, Op: claim.Equal, Role: claim.Level}}
			return a
		}, s},
		"first": {func() claim.Claim {
			a := about(claim.Rank, "C23", "rate")
			a.Span, a.Place = point(2010), 1
			return a
		}, s},
		"not first": {func() claim.Claim {
			a := about(claim.Rank, "C22", "rate")
			a.Span, a.Place = point(2010), 1
			return a
		}, x},
		"second": {func() claim.Claim {
			a := about(claim.Rank, "C22", "rate")
			a.Span, a.Place = point(2010), 2
			return a
		}, s},
		"lowest of a set": {func() claim.Claim {
			a := about(claim.Rank, "C07", "rate")
			a.Span, a.Place, a.Direction, a.Scope = point(2010), 1, -1, &claim.Scope{ID: "x", Countries: []country.Code{"C07", "C08", "C09"}}
			return a
		}, s},
		"among the highest": {func() claim.Claim {
			a := about(claim.OneOf, "C22", "rate")
			a.Span = point(2010)
			return a
		}, s},
		"not among the highest": {func() claim.Claim {
			a := about(claim.OneOf, "C12", "rate")
			a.Span = point(2010)
			return a
		}, x},
		"extreme year": {func() claim.Claim {
			a := about(claim.Extreme, "C05", "rate")
			a.Span, a.Spans = point(2020), []claim.Span{stretch(2000, 2020)}
			return a
		}, s},
		"exception": {func() claim.Claim {
			a := about(claim.Exception, "C09", "rate")
			a.Span, a.Only, a.Scope = point(2010), true, &claim.Scope{ID: "x", Countries: []country.Code{"C07", "C08", "C09"}}
			a.Quantities = []claim.Quantity{{Number: share(0.185), Op: claim.Above, Role: claim.Level}}
			return a
		}, s},
		"no exception": {func() claim.Claim {
			a := about(claim.Exception, "C09", "rate")
			a.Span, a.Only, a.Scope = point(2010), true, &claim.Scope{ID: "x", Countries: []country.Code{"C07", "C08", "C09"}}
			a.Quantities = []claim.Quantity{{Number: share(0.175), Op: claim.Above, Role: claim.Level}}
			return a
		}, x},
		"at war": {func() claim.Claim { a := about(claim.Conflict, "C03", "war"); a.Span = point(2010); return a }, s},
		"never at war": {func() claim.Claim {
			a := about(claim.Conflict, "C03", "war")
			a.Span, a.Not, a.Every = stretch(2005, 2015), true, true
			return a
		}, x},
		"at war every year": {func() claim.Claim {
			a := about(claim.Conflict, "C03", "war")
			a.Span, a.Every = stretch(2009, 2011), true
			return a
		}, x},
		"quality": {func() claim.Claim { a := about(claim.Quality, "C20", "rate"); a.Span = point(2010); return a }, s},
		"quality that nearly all share": {func() claim.Claim {
			a := about(claim.Quality, "C20", "war")
			a.Span, a.Direction = point(2010), -1
			return a
		}, m},
		"equally at war": {func() claim.Claim {
			a := about(claim.Comparison, "C20", "war")
			a.Span, a.Against = point(2010), []claim.Subject{{Country: "C19"}}
			return a
		}, n},
		"no data":  {func() claim.Claim { return about(claim.Value, "C20", "nothing") }, n},
		"border":   {func() claim.Claim { return relation(claim.Border, "border", "C01", "C03") }, s},
		"no land":  {func() claim.Claim { return relation(claim.Border, "border", "C01", "C09") }, x},
		"pact":     {func() claim.Claim { return relation(claim.Alliance, "defence", "C01", "C02") }, s},
		"no pact":  {func() claim.Claim { return relation(claim.Alliance, "defence", "C01", "C03") }, x},
		"member":   {func() claim.Claim { return member("member", "FRA", "NATO", point(2010)) }, s},
		"joined":   {func() claim.Claim { return member("join", "SVN", "NATO", point(2004)) }, s},
		"joined ≠": {func() claim.Claim { return member("join", "SVN", "NATO", point(1999)) }, x},
		"share of a people": {func() claim.Claim {
			a := about(claim.Share, "C01", "")
			a.Asks[0].Part, a.Quantities = "Kurds", []claim.Quantity{{Number: share(0.2), Op: claim.About, Role: claim.Level}}
			return a
		}, s},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := c.Check(test.make(), 0)
			if err != nil {
				t.Fatal(err)
			}
			if o.Verdict != test.want {
				t.Errorf("%s (%g), want %s: %s %s %v", o.Verdict, o.Share, test.want, o.Reason, o.Missing, o.Variants)
			}
			switch {
			case o.Verdict == n && o.Reason == "":
				t.Error("no reason is given")
			case o.Verdict != n && len(o.Evidence) == 0:
				t.Error("a verdict without evidence")
			case o.Verdict == m && len(o.FlipsWith) == 0:
				t.Error("nothing is named that decides")
			}
		})
	}
}

// relation is a claim about two countries.
func relation(frame claim.Frame, as string, a, b country.Code) claim.Claim {
	return claim.Claim{Frame: frame, Relation: as, Subjects: []claim.Subject{{Country: a}}, Against: []claim.Subject{{Country: b}}}
}

// member is a claim about belonging.
func member(as string, c country.Code, org string, s claim.Span) claim.Claim {
	return claim.Claim{Frame: claim.Membership, Relation: as, Subjects: []claim.Subject{{Country: c}}, Organisation: org, Span: s}
}

// TestMissingIsNamed checks that what would answer is named where nothing does.
func TestMissingIsNamed(t *testing.T) {
	o, err := bench(t).Check(about(claim.Value, "C20", "nothing"), 0)
	if err != nil || !strings.Contains(o.Missing, "a table of nothing") || !strings.Contains(o.Missing, "nowhere") {
		t.Errorf("missing %q, %v", o.Missing, err)
	}
}

// TestContrast checks that turning a bound or a comparison round turns the verdict
// round, and that no claim and its denial are both supported.
func TestContrast(t *testing.T) {
	c := bench(t)
	rapid.Check(t, func(t *rapid.T) {
		a := about(claim.Threshold, world[rapid.IntRange(0, 23).Draw(t, "country")], "rate")
		a.Span = point(rapid.IntRange(2000, 2020).Draw(t, "year"))
		v := rapid.Float64Range(0, 0.5).Draw(t, "bound") + 0.0001234
		a.Quantities = []claim.Quantity{{Number: share(v), Op: claim.Above, Role: claim.Level}}
		b := a
		b.Quantities = []claim.Quantity{{Number: share(v), Op: claim.Below, Role: claim.Level}}
		above, err := c.Check(a, 0)
		if err != nil {
			t.Fatal(err)
		}
		below, err := c.Check(b, 0)
		if err != nil {
			t.Fatal(err)
		}
		d := a
		d.Not = true
		denied, err := c.Check(d, 0)
		if err != nil {
			t.Fatal(err)
		}
		if above.Verdict == claim.Supported && below.Verdict != claim.Contradicted || above.Verdict == claim.Contradicted && below.Verdict != claim.Supported {
			t.Fatalf("above is %s, below %s", above.Verdict, below.Verdict)
		}
		if denied.Verdict != below.Verdict {
			t.Fatalf("the denial is %s, the opposite %s", denied.Verdict, below.Verdict)
		}
	})
}

// TestPresent checks that present tense is the last full year before the text.
func TestPresent(t *testing.T) {
	c := bench(t)
	a := about(claim.Value, "C05", "rate")
	a.Span = claim.Span{Kind: claim.Present}
	a.Quantities = []claim.Quantity{{Number: share(0.15), Op: claim.Equal, Role: claim.Level}}
	for year, want := range map[int]claim.Verdict{2010: claim.Supported, 2019: claim.Contradicted, 2023: claim.Contradicted, 2030: claim.NotCheckable} {
		o, err := c.Check(a, year)
		if err != nil {
			t.Fatal(err)
		}
		if o.Verdict == claim.Mixed && want == claim.Supported { // windows of three and five years lie lower
			o.Verdict = claim.Supported
		}
		if o.Verdict != want {
			t.Errorf("as of the end of %d: %s, want %s (%s)", year, o.Verdict, want, o.Reason)
		}
	}
}

// TestNearly checks that "nearly" allows a tenth less on either side of zero.
func TestNearly(t *testing.T) {
	nearly := func(low, high float64) claim.Quantity {
		return claim.Quantity{Number: claim.Number{Low: low, High: high, Measure: claim.Fraction}, Op: claim.Nearly}
	}
	for _, test := range []struct {
		value float64
		q     claim.Quantity
		want  bool
	}{
		{0.31, nearly(0.33, 0.33), true},
		{0.29, nearly(0.33, 0.33), false},
		{0.34, nearly(0.33, 0.33), false},
		{-0.31, nearly(-0.33, -0.33), true},
		{-0.29, nearly(-0.33, -0.33), false},
		{-0.34, nearly(-0.33, -0.33), false},
		{0.31, nearly(-0.33, -0.33), false},
	} {
		if got := met(test.value, test.q, 0); got != test.want {
			t.Errorf("%g is nearly %g: %v, want %v", test.value, test.q.Low, got, test.want)
		}
	}
}
