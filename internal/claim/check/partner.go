// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// partnerYears is how many years the figures of partners may lie from the year that is
// meant.
const partnerYears = 3

// partner tests the share of a partner in a country's trade, or its place among the
// partners. Only the largest partners are listed, so that one who is not has less than
// the least of them.
func (r *run) partner(id string) error {
	d, err := r.c.Store.Dyads(id)
	if err != nil {
		return err
	}
	whole, other := r.cl.Subjects[0].Country, r.cl.Against[0].Country
	list := r.partners(d, whole)
	if len(list) == 0 {
		r.refuse("no_data", "The partners are not in the figures for that time.", "shares of partners in the trade of "+r.c.Name(whole))
		return nil
	}
	share, place := 0.0, 0
	for i, x := range list {
		if country.Code(x.Counterpart) == other {
			share, place = x.Value, i+1
		}
		if i < 3 || country.Code(x.Counterpart) == other {
			r.partnerEvidence(id, whole, x)
		}
	}
	year := list[0].Year
	if place == 0 {
		r.say("%s is not among the %d partners listed for %s in %d; the least of them has %s %%.", r.c.Name(other), len(list), r.c.Name(whole), year, plain(list[len(list)-1].Value))
	} else {
		r.say("%s has %s %% in %d, place %d of the partners of %s.", r.c.Name(other), plain(share), year, place, r.c.Name(whole))
	}
	r.out.Period = fmt.Sprint(year)
	if len(r.cl.Quantities) == 0 {
		r.add(1, place == max(1, r.cl.Place), choice("series", id))
		r.judge()
		return nil
	}
	for _, s := range slacks(r.cl.Quantities[0]) {
		r.add(s.weight, met(share/100, r.cl.Quantities[0], s.share), choice("series", id), choice("tolerance", s.name))
	}
	r.judge()
	return nil
}

// partners lists the partners of a country in the year that is meant, the largest
// first.
func (r *run) partners(d *panel.Dyads, c country.Code) []panel.Dyad {
	if d == nil {
		return nil
	}
	i, ok := d.Axis.Index(c)
	if !ok {
		return nil
	}
	year := r.year
	if r.cl.Span.To != 0 {
		year = r.cl.Span.To
	} else if r.cl.Span.From != 0 {
		year = r.cl.Span.From
	}
	if year == 0 {
		year = 2100
	}
	list := append([]panel.Dyad{}, d.Near(i, year)...)
	if len(list) == 0 || year != 2100 && (list[0].Year < year-partnerYears || list[0].Year > year+partnerYears) {
		return nil
	}
	for a := 1; a < len(list); a++ {
		for b := a; b > 0 && (list[b].Value > list[b-1].Value || list[b].Value == list[b-1].Value && list[b].Counterpart < list[b-1].Counterpart); b-- {
			list[b], list[b-1] = list[b-1], list[b]
		}
	}
	return list
}

// partnerEvidence adds a partner's share.
func (r *run) partnerEvidence(id string, c country.Code, x panel.Dyad) {
	v := x.Value
	r.out.Evidence = append(r.out.Evidence, claim.Evidence{
		Indicator: id, Name: "Share of a partner in trade", Unit: "%", Country: c, Counterpart: x.Counterpart,
		Period: fmt.Sprint(x.Year), Value: &v, Source: strings.SplitN(id, ".", 2)[0],
	})
}
