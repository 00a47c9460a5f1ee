// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// trade is a checker with partners: 1 sells to 2 (30 %), 3 (20 %), 4 and 5 (10 % each) and
// 6 (5 %), in 2010; in 2017 to 3 alone.
func trade(tb testing.TB) *Checker {
	c := bench(tb)
	d := panel.NewDyads("book.sells", panel.NewAxis(world))
	for code, v := range map[string]float64{"C06": 5, "C04": 10, "C02": 30, "C05": 10, "C03": 20} {
		d.Add(1, panel.Dyad{Counterpart: code, Year: 2010, Value: v})
	}
	d.Add(1, panel.Dyad{Counterpart: "C03", Year: 2017, Value: 40})
	d.Sort()
	c.Store.(*shelf).dyads["book.sells"] = d
	c.Partners = map[string]string{"export_partner": "book.sells", "import_partner": "book.none"}
	return c
}

func TestPartners(t *testing.T) {
	with := func(a, b country.Code, list ...set) claim.Claim {
		return that(that(relation(claim.Share, "export_partner", a, b), in(point(2010))), list...)
	}
	place := func(n int) set { return func(a *claim.Claim) { a.Place = n } }
	try(t, trade(t), map[string]trial{
		"largest":                            {with("C01", "C02"), 0, yes},
		"largest, but second":                {with("C01", "C03"), 0, no},
		"second":                             {with("C01", "C03", place(2)), 0, yes},
		"largest of those not listed":        {with("C01", "C09"), 0, no},
		"share as written":                   {with("C01", "C02", is(claim.Equal, share(0.3))), 0, yes},
		"share within a twentieth":           {with("C01", "C02", is(claim.Equal, share(0.315))), 0, yes},
		"share beyond a tenth":               {with("C01", "C02", is(claim.Equal, share(0.34))), 0, no},
		"share of just the bound, above":     {with("C01", "C02", is(claim.Above, share(0.3))), 0, no},
		"share of just the bound, at least":  {with("C01", "C02", is(claim.AtLeast, share(0.3))), 0, yes},
		"not listed has less than the least": {with("C01", "C09", is(claim.Below, share(0.05))), 0, yes},
		"three years after":                  {with("C01", "C02", in(point(2013))), 0, yes},
		"four years after":                   {with("C01", "C02", in(point(2014))), 0, open},
		"three years before":                 {with("C01", "C02", in(point(2007))), 0, yes},
		"four years before":                  {with("C01", "C02", in(point(2006))), 0, open},
		"of the last year without a date":    {with("C01", "C03", in(claim.Span{})), 0, yes},
		"as of the text":                     {with("C01", "C02", in(claim.Span{})), 2011, yes},
		"as of a later text":                 {with("C01", "C02", in(claim.Span{})), 2018, no},
		"since a year":                       {with("C01", "C02", in(claim.Span{From: 2011, Kind: claim.Since})), 0, yes},
		"a country without partners":         {with("C09", "C02"), 0, open},
		"a country that no table knows":      {with("XXX", "C02"), 0, open},
		"a table that is not there":          {with("C01", "C02", as("import_partner")), 0, open},
	})
	o := outcome(t, trade(t), trial{claim: with("C01", "C06", is(claim.Equal, share(0.05)))})
	if !strings.Contains(o.Reason, "place 5") || len(o.Evidence) != 4 || o.Evidence[3].Counterpart != "C06" || o.Period != "2010" {
		t.Errorf("%s, of %s, with %+v", o.Reason, o.Period, o.Evidence)
	}
	o = outcome(t, trade(t), trial{claim: with("C01", "C09")})
	if !strings.Contains(o.Reason, "not among the 5 partners") || !strings.Contains(o.Reason, "5 %") {
		t.Errorf("one who is not listed: %s", o.Reason)
	}
}
