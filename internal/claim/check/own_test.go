// SPDX-License-Identifier: Apache-2.0

package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// drawer finds the series whose title is among the titles asked for, or has every
// word that is asked for.
type drawer struct{ list []claim.Match }

func (d drawer) Find(q claim.Query) []claim.Match {
	var out []claim.Match
	for _, m := range d.list {
		hit := slices.Contains(q.Titles, m.Table.Title)
		for _, w := range q.Words {
			hit = hit || strings.Contains(m.Table.Title, w)
		}
		for _, w := range q.Must {
			hit = hit && strings.Contains(m.Table.Title+m.Table.Description, w)
		}
		if hit {
			out = append(out, m)
		}
	}
	return out
}

// mine is a series of the user's own, of one value.
func mine(title, unit string, v, score float64) claim.Match {
	s := panel.NewSeries(title, panel.NewAxis(world), 2000, 2020)
	for y := 2000; y <= 2010; y++ {
		for c := range world {
			s.Set(c, y, v)
		}
	}
	return claim.Match{Score: score, Table: &claim.Table{
		Indicator: obs.Indicator{ID: "own." + title, Name: title, Unit: obs.Unit(unit)}, Title: title, Source: "mine", Own: true, Series: s,
	}}
}

// private are concepts for which the user has series.
const private = `- {id: literacy, pillar: general, names: [literacy], unit: percent, own: [literacy], missing: {data: a table}}
- {id: births, pillar: general, names: [births], unit: rate, own: [births], missing: {data: a table}}
- {id: crews, pillar: general, names: [crews], unit: count, own: [crews], missing: {data: a table}}
- {id: wealth, pillar: general, names: [wealth], unit: money, own: [wealth], missing: {data: a table}}
- {id: mood, pillar: general, names: [mood], unit: index, own: [mood], missing: {data: a table}}
- {id: steel, pillar: general, names: [steel], unit: amount, own: [steel], missing: {data: a table}}
- {id: closed, pillar: general, names: [closed], unit: percent, measures: [{indicator: x.none, role: direct, polarity: "+", why: it}]}
`

func TestOwnSeries(t *testing.T) {
	c := stand(t, private)
	at := func(concept string, op claim.Op, n claim.Number, list ...set) claim.Claim {
		return that(that(about(claim.Value, "C05", concept), in(point(2005)), is(op, n)), list...)
	}
	words := func(list ...string) set {
		return func(a *claim.Claim) { a.Asks[0].Concept, a.Asks[0].Words = "", list }
	}
	narrow := func(list ...string) set { return func(a *claim.Claim) { a.Asks[0].Narrow = list } }
	c.Own = drawer{[]claim.Match{
		mine("literacy", "% of adults", 80, 0.9), mine("literacy of women", "% of adults", 60, 0.8), mine("literacy", "readers", 5, 0.7),
		mine("births", "per 1,000 people", 20, 0.9), mine("crews", "sailors", 7, 0.9), mine("crews", "% of sailors", 70, 0.85), mine("wealth", "US$", 900, 0.9),
		mine("mood", "index, 0-1", 0.3, 0.9), mine("steel", "units of steel", 50, 0.9), mine("closed", "%", 11, 0.9),
		mine("strikes a", "strikes", 10, 0.9), mine("strikes b", "strikes", 30, 0.85), mine("strikes c", "strikes", 90, 0.8), mine("strikes d", "strikes per week", 5, 0.86),
		mine("blast", "deaths", 10, 0.9),
	}}
	try(t, c, map[string]trial{
		"a share by its title":            {at("literacy", claim.Equal, share(0.8)), 0, yes},
		"a share with a share of a part":  {at("literacy", claim.Equal, share(0.6)), 0, no},
		"a part by its name":              {at("literacy", claim.Equal, share(0.6), narrow("women"), func(a *claim.Claim) { a.Asks[0].Words = []string{"literacy"} }), 0, yes},
		"a part that no series names":     {at("literacy", claim.Equal, share(0.6), narrow("nurses")), 0, open},
		"a rate":                          {at("births", claim.Equal, share(0.02)), 0, yes},
		"a number of people":              {at("crews", claim.Equal, number(7, claim.Plain)), 0, yes},
		"money":                           {at("wealth", claim.Equal, number(900, claim.Money)), 0, yes},
		"a scale":                         {at("mood", claim.Equal, number(0.3, claim.Plain)), 0, yes},
		"an amount":                       {at("steel", claim.Equal, number(50, claim.Plain)), 0, yes},
		"an amount of another unit":       {at("steel", claim.Equal, number(50, claim.Money)), 0, open},
		"a concept without own titles":    {at("closed", claim.Equal, share(0.11)), 0, yes}, // by the words, as nothing else is there
		"words alone":                     {at("", claim.Equal, number(0.3, claim.Plain), words("mood")), 0, yes},
		"words that find nothing":         {at("", claim.Equal, number(0.3, claim.Plain), words("zeal")), 0, open},
		"two that answer as well dissent": {at("", claim.Equal, number(10, claim.Plain), words("strikes")), 0, both},
		"deaths add up":                   {at("", claim.Equal, number(100, claim.Plain), words("blast"), in(stretch(2001, 2010))), 0, yes},
		"strikes do not, for all we know": {at("", claim.Equal, number(100, claim.Plain), words("steel"), in(stretch(2001, 2010))), 0, no},
	})
	o := outcome(t, c, trial{claim: at("", claim.Equal, number(10, claim.Plain), words("strikes"))})
	if strings.Join(o.Indicators, " ") != "own.strikes a own.strikes b" || !o.Evidence[0].Own {
		t.Errorf("measured by %v, %+v", o.Indicators, o.Evidence[0])
	}
}

// TestInverse checks that a series whose description turns it round does so.
func TestInverse(t *testing.T) {
	c := stand(t, private)
	up := mine("gloom", "index, 0-1", 0.4, 1)
	up.Table.Series.Set(5, 2010, 0.9)
	rose := that(about(claim.Trend, "C05", ""), in(stretch(2009, 2010)), func(a *claim.Claim) { a.Asks[0].Words = []string{"gloom"} })
	for inverse, want := range map[bool]claim.Verdict{false: yes, true: no} {
		up.Table.Inverse = inverse
		c.Own = drawer{[]claim.Match{up}}
		if o := outcome(t, c, trial{claim: rose}); o.Verdict != want {
			t.Errorf("inverse %v: %s, want %s", inverse, o.Verdict, want)
		}
	}
}

// broken is a store that cannot be read.
type broken struct{}

var errBroken = errors.New("no such folder")

func (broken) Table(string) (*claim.Table, error) { return nil, errBroken }
func (broken) Dyads(string) (*panel.Dyads, error) { return nil, errBroken }

// TestBrokenStore checks that a failure is an error that names the claim, and no verdict.
func TestBrokenStore(t *testing.T) {
	c := bench(t)
	c.Store, c.Partners = broken{}, map[string]string{"export_partner": "x"}
	part := about(claim.Share, "C01", "")
	part.Asks[0].Part = "Kurds"
	for name, a := range map[string]claim.Claim{
		"level":   that(about(claim.Value, "C05", "rate"), is(claim.Equal, share(1))),
		"border":  relation(claim.Border, "border", "C01", "C02"),
		"partner": relation(claim.Share, "export_partner", "C01", "C02"),
		"part":    that(part, is(claim.Equal, share(1))),
	} {
		a.Text = "It is so."
		o, err := c.Check(a, 0)
		if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), `"It is so."`) || o.Verdict != "" {
			t.Errorf("%s: %v, %q", name, err, o.Verdict)
		}
	}
	refused := claim.Claim{Refused: claim.Refusal{Kind: "norm", Text: "It says what should be."}}
	if o, err := c.Check(refused, 0); err != nil || o.Verdict != open || o.Reason != "It says what should be." || o.Claim.Refused.Kind != "norm" {
		t.Errorf("a refused claim: %+v, %v", o, err)
	}
}

// drawn makes a claim of some frame about random figures of up to four publishers, the
// second and later of which may lack years.
type drawn struct {
	claim  claim.Claim
	sheets []sheet
}

func draw(t *rapid.T) drawn {
	var d drawn
	for k := range 4 {
		x := sheet{id: fmt.Sprintf("p.%d", k), unit: "index, 0-100", rows: rows{}}
		for c := range 24 {
			if c > 5 {
				x.rows[c] = []float64{float64(c), float64(c), float64(c), float64(c), float64(c), float64(c), float64(c), float64(c)}
				continue
			}
			for range 8 {
				v := float64(rapid.IntRange(1, 9).Draw(t, "v"))
				if k > 0 && v == 9 {
					v = gap
				}
				x.rows[c] = append(x.rows[c], v)
			}
		}
		d.sheets = append(d.sheets, x)
	}
	frames := []claim.Frame{claim.Threshold, claim.Trend, claim.Comparison, claim.Ratio, claim.Rank, claim.OneOf, claim.Extreme, claim.Conflict, claim.Quality}
	a := about(rapid.SampledFrom(frames).Draw(t, "frame"), "C01", "thing")
	a.Direction = rapid.SampledFrom([]int{-1, 1}).Draw(t, "direction")
	a.Span = rapid.SampledFrom([]claim.Span{point(2006), stretch(2001, 2007), {Kind: claim.Present}, {From: 2002, Kind: claim.Since}}).Draw(t, "span")
	switch a.Frame {
	case claim.Threshold:
		is(rapid.SampledFrom([]claim.Op{claim.Above, claim.Below, claim.Equal, claim.About, claim.Nearly}).Draw(t, "op"), number(5, claim.Plain))(&a)
	case claim.Comparison:
		than("C02")(&a)
	case claim.Ratio:
		than("C02")(&a)
		is(claim.Above, number(2, claim.Multiple))(&a)
	case claim.Rank:
		among("C00", "C01", "C02", "C03")(&a)
	}
	d.claim = a
	return d
}

// judged checks a drawn claim by some of its publishers, in some order.
func judged(t *rapid.T, c *Checker, d drawn, order ...int) claim.Outcome {
	concept := lexicon.Concept{ID: "thing", Unit: lexicon.Count}
	s := &shelf{tables: map[string]*claim.Table{}, dyads: map[string]*panel.Dyads{}}
	for _, k := range order {
		x := d.sheets[k]
		id := fmt.Sprintf("%s.%d", x.id, len(concept.Measures))
		concept.Measures = append(concept.Measures, lexicon.Measure{Indicator: id, Role: lexicon.Direct, Polarity: "+"})
		s.put(id, x.unit, x.value)
	}
	c.Store = s
	found, ok := c.Lexicon.Concept("thing")
	if !ok {
		t.Fatal("no concept")
	}
	found.Measures = concept.Measures
	o, err := c.Check(d.claim, 2007)
	if err != nil {
		t.Fatal(err)
	}
	if f := fault(o); f != "" {
		t.Fatalf("%s: %+v", f, o)
	}
	return o
}

// TestPublishers checks that saying the same thing twice changes no verdict, that the
// order of those behind the first changes nothing, and that a denial turns it round.
func TestPublishers(t *testing.T) {
	c := stand(t, `- {id: thing, pillar: general, names: [thing], unit: count, measures: [{indicator: p.0, role: direct, polarity: "+", why: it}]}`+"\n")
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		once := judged(t, c, d, 0)
		if twice := judged(t, c, d, 0, 0, 0); twice.Verdict != once.Verdict {
			t.Fatalf("once it is %s, thrice %s: %v", once.Verdict, twice.Verdict, twice.Variants)
		}
		a, b := judged(t, c, d, 0, 1, 2, 3), judged(t, c, d, 0, 3, 1, 2)
		if once.Verdict != open && (a.Verdict != b.Verdict || a.Headline != b.Headline || a.Share-b.Share > 1e-9 || b.Share-a.Share > 1e-9) {
			t.Fatalf("%s %g in one order, %s %g in another", a.Verdict, a.Share, b.Verdict, b.Share)
		}
		denied := d
		denied.claim.Not = true
		if n := judged(t, c, denied, 0, 1, 2, 3); n.Verdict != turned[a.Verdict] {
			t.Fatalf("it is %s, its denial %s", a.Verdict, n.Verdict)
		}
	})
}
