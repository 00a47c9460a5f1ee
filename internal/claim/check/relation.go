// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// source of the curated tables, for evidence.
const curated = "curated table of memberships"

// membership tests who belongs to an organisation.
func (r *run) membership() error {
	c := r.cl.Subjects[0].Country
	history := r.c.Book.History(r.cl.Organisation, c)
	o, known := r.c.Book.Organisation(r.cl.Organisation)
	if !known || len(r.c.Book.Rows(r.cl.Organisation)) == 0 {
		r.refuse("no_data", "The organisation's members are not in the tables.", "the dated list of members of "+r.cl.Organisation)
		return nil
	}
	for _, m := range history {
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: "memberships." + o.ID, Name: o.Name, Country: c, Counterpart: o.ID, Period: spanOf(m),
			Text: string(m.Status), Source: m.Source,
		})
	}
	if len(history) == 0 {
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: "memberships." + o.ID, Name: o.Name, Country: c, Counterpart: o.ID, Text: "not listed", Source: curated + "; " + o.Source,
		})
	}
	r.say("%s.", r.memberText(history, o, c))
	if len(r.cl.Against) == 1 {
		r.earlier(history, o)
		return nil
	}
	r.add(1, r.belongs(history, o), choice("date", "last day of the year"))
	if v, ok := r.onOtherDay(); ok {
		r.add(0.2, v, choice("date", "first day of the year"))
	}
	r.judge()
	return nil
}

// earlier tests who of two came to belong first.
func (r *run) earlier(history []affiliation.Membership, o affiliation.Organisation) {
	other := r.c.Book.History(o.ID, r.cl.Against[0].Country)
	a, ok := entered(history)
	b, ok2 := entered(other)
	if !ok || !ok2 {
		r.refuse("no_data", "One of the two never belonged.", "the date on which each came to belong")
		return
	}
	r.say("%s.", r.memberText(other, o, r.cl.Against[0].Country))
	r.add(1, a != b && (a < b) == (r.cl.Direction > 0), choice("date", "day of entry"))
	r.judge()
}

// entered is the day on which a state first came to belong, as a number that orders
// days.
func entered(history []affiliation.Membership) (int, bool) {
	for _, m := range history {
		if m.Status.Belongs() {
			return m.From.Year*10000 + m.From.Month*100 + m.From.Day, true
		}
	}
	return 0, false
}

// spanOf writes the dates of a membership.
func spanOf(m affiliation.Membership) string {
	if m.Until == "" {
		return m.Since + "-"
	}
	return m.Since + "-" + m.Until
}

// memberText says what the table holds.
func (r *run) memberText(history []affiliation.Membership, o affiliation.Organisation, c country.Code) string {
	if len(history) == 0 {
		return fmt.Sprintf("%s is not listed with %s", r.c.Name(c), o.ID)
	}
	var parts []string
	for _, m := range history {
		parts = append(parts, fmt.Sprintf("%s %s", m.Status, spanOf(m)))
	}
	return fmt.Sprintf("%s in %s: %s", r.c.Name(c), o.ID, strings.Join(parts, ", "))
}

// on is the day on which a membership is looked up; the zero day is today.
func (r *run) on(first bool) country.Date {
	y := r.cl.Span.To
	if y == 0 {
		y = r.cl.Span.From
	}
	if r.cl.Span.Kind == claim.Present || r.cl.Span.Kind == claim.Since || y == 0 {
		switch {
		case !r.cl.Day.IsZero():
			return r.cl.Day
		case r.year == 0:
			return country.Date{}
		}
		y = r.year
	}
	if first {
		return country.Date{Year: y, Month: 1, Day: 1}
	}
	return affiliation.YearEnd(y)
}

// onOtherDay tests a plain membership on the first day of the year too.
func (r *run) onOtherDay() (bool, bool) {
	if r.cl.Relation != "member" || r.on(false).IsZero() || r.cl.Span.Kind != claim.Point {
		return false, false
	}
	m, ok := r.c.Book.Status(r.cl.Organisation, r.cl.Subjects[0].Country, r.on(true))
	return ok && m.Status.Belongs(), true
}

// belongs tells whether the dates are as the claim says.
func (r *run) belongs(history []affiliation.Membership, o affiliation.Organisation) bool {
	s := r.cl.Span
	switch r.cl.Relation {
	case "join":
		for _, m := range history {
			if m.Status.Belongs() && yearsHold(s, m.From.Year) {
				return true
			}
		}
		return false
	case "leave":
		for _, m := range history {
			if m.Status.Belongs() && !m.To.IsZero() && (yearsHold(s, leftIn(m.To)) || yearsHold(s, m.To.Year)) {
				return true
			}
		}
		return false
	case "founder":
		for _, m := range history {
			if m.Status.Belongs() && m.From.Year-o.From.Year <= 1 && m.From.Year >= o.From.Year-1 {
				return true
			}
		}
		return false
	}
	if r.cl.Not && r.cl.Every && s.From == 0 { // never, until now
		on := r.on(false)
		for _, m := range history {
			if m.Status.Belongs() && (on.IsZero() || m.From.Year <= on.Year) {
				return true
			}
		}
		return false
	}
	if s.Kind == claim.Since {
		return r.eversince(s.From)
	}
	if s.Kind == claim.Range && s.From != 0 && s.To != 0 {
		for y := s.From; y <= max(s.To, s.From); y++ {
			m, ok := r.c.Book.Status(r.cl.Organisation, r.cl.Subjects[0].Country, affiliation.YearEnd(y))
			if !ok || !m.Status.Belongs() {
				return false
			}
		}
		if s.Kind == claim.Range {
			return true
		}
	}
	m, ok := r.c.Book.Status(r.cl.Organisation, r.cl.Subjects[0].Country, r.on(false))
	return ok && m.Status.Belongs()
}

// eversince tells whether one membership began by the end of a year and still lasts at
// the date of the text.
func (r *run) eversince(year int) bool {
	first, ok := r.c.Book.Status(r.cl.Organisation, r.cl.Subjects[0].Country, affiliation.YearEnd(year))
	now, ok2 := r.c.Book.Status(r.cl.Organisation, r.cl.Subjects[0].Country, r.on(false))
	return ok && ok2 && first.Status.Belongs() && now.Status.Belongs() && first.From == now.From
}

// leftIn is the year in which a membership that ended on a day was left: one that
// lasted until the last day of a year was left as the next began.
func leftIn(d country.Date) int {
	if d.Month == 12 && d.Day == 31 {
		return d.Year + 1
	}
	return d.Year
}

// yearsHold tells whether a year lies in a span; without a time any year does.
func yearsHold(s claim.Span, year int) bool {
	switch s.Kind {
	case "", claim.Present, claim.Recent:
		return true
	case claim.Since:
		return year >= s.From
	case claim.Until, claim.By:
		return year <= s.To
	}
	if s.Last > 0 {
		return true
	}
	return year >= s.From && year <= s.To
}

// neighbours lists the land neighbours of a country with the lengths, as the page of
// either side states them.
func (r *run) neighbours(c country.Code) (map[country.Code]float64, int, error) {
	d, err := r.c.Store.Dyads(r.c.Borders)
	if err != nil || d == nil {
		return nil, 0, err
	}
	year := r.cl.Span.To
	if year == 0 {
		year = r.year
	}
	if year == 0 {
		year = 2100
	}
	out, stated := map[country.Code]float64{}, 0
	for i := range d.Axis.Len() {
		code := d.Axis.Code(i)
		for _, x := range d.Near(i, year) {
			switch {
			case code == c:
				out[country.Code(x.Counterpart)] = x.Value
				stated = x.Year
			case country.Code(x.Counterpart) == c:
				if _, ok := out[code]; !ok {
					out[code] = x.Value
				}
			}
		}
	}
	return out, stated, nil
}

// border tests who borders whom, and how many neighbours there are.
func (r *run) border() error {
	c := r.cl.Subjects[0].Country
	list, year, err := r.neighbours(c)
	if err != nil {
		return err
	}
	if list == nil {
		r.refuse("no_data", "Land borders are not at hand.", "lengths of land borders")
		return nil
	}
	others := r.codes(r.cl.Against)
	r.borderEvidence(c, r.bearing(list, others), year)
	holds := true
	switch r.cl.Relation {
	case "border_count":
		holds = met(float64(len(list)), r.cl.Quantities[0], 0)
	case "border_length":
		km, ok := list[others[0]]
		if !ok {
			r.refuse("no_data", "No length is given.", "the length of the border")
			return nil
		}
		for _, s := range slacks(r.cl.Quantities[0]) {
			r.add(s.weight, met(km, r.cl.Quantities[0], s.share), choice("tolerance", s.name))
		}
		r.say("The border of %s with %s is %s km long.", r.c.Name(c), r.c.Name(others[0]), plain(km))
		r.judge()
		return nil
	case "border_any":
		holds = false
		for _, o := range others {
			_, ok := list[o]
			holds = holds || ok
		}
	default:
		for _, o := range others {
			_, ok := list[o]
			holds = holds && ok
		}
		if r.cl.Only {
			holds = holds && len(list) == len(others)
		}
	}
	r.borderText(c, list, others)
	r.add(1, holds, choice("source", "either side's page"))
	r.judge()
	return nil
}

// borderText says what was found.
func (r *run) borderText(c country.Code, list map[country.Code]float64, others []country.Code) {
	if len(others) == 1 && !r.cl.Only && r.cl.Relation != "border_any" {
		if km, ok := list[others[0]]; ok {
			r.say("%s and %s share %s km of land border.", r.c.Name(c), r.c.Name(others[0]), plain(km))
			return
		}
		r.say("%s has no land border with %s, but with %s.", r.c.Name(c), r.c.Name(others[0]), r.namesOf(list))
		return
	}
	r.say("%s has land borders with %s.", r.c.Name(c), r.namesOf(list))
}

// bearing are the borders that bear on a claim: the one between two states that do
// share one, else all of them.
func (r *run) bearing(list map[country.Code]float64, others []country.Code) map[country.Code]float64 {
	if len(others) == 1 && !r.cl.Only && (r.cl.Relation == "border" || r.cl.Relation == "border_length") {
		if km, ok := list[others[0]]; ok {
			return map[country.Code]float64{others[0]: km}
		}
	}
	return list
}

// borderEvidence adds the lengths of borders.
func (r *run) borderEvidence(c country.Code, list map[country.Code]float64, year int) {
	for _, code := range sorted(list) {
		km := list[code]
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: r.c.Borders, Name: "Land border", Unit: "km", Country: c, Counterpart: string(code),
			Period: fmt.Sprint(year), Value: &km, Source: strings.SplitN(r.c.Borders, ".", 2)[0],
		})
	}
	if len(list) == 0 {
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: r.c.Borders, Name: "Land border", Country: c, Text: "no land border listed", Source: strings.SplitN(r.c.Borders, ".", 2)[0],
		})
	}
	if year > 0 {
		r.out.Period = fmt.Sprint(year)
	}
}

// sorted lists the codes of a map in order.
func sorted(list map[country.Code]float64) []country.Code {
	out := make([]country.Code, 0, len(list))
	for c := range list {
		out = append(out, c)
	}
	for i := 1; i < len(out); i++ {
		for k := i; k > 0 && out[k] < out[k-1]; k-- {
			out[k], out[k-1] = out[k-1], out[k]
		}
	}
	return out
}

// namesOf writes the names of neighbours.
func (r *run) namesOf(list map[country.Code]float64) string {
	var names []string
	for _, c := range sorted(list) {
		names = append(names, r.c.Name(c))
	}
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

// alliance tests who is bound to defend whom, by the table of pacts. Where no pact
// binds both, that is an answer as far as the table goes, and it says so.
func (r *run) alliance() error {
	a, b := r.cl.Subjects[0].Country, r.cl.Against[0].Country
	days := []country.Date{r.on(false)}
	if s := r.cl.Span; s.Kind == claim.Since { // it bound them then and does so still
		days = append(days, affiliation.YearEnd(s.From))
	}
	bound := false
	for i := range r.c.Pacts {
		p := &r.c.Pacts[i]
		if slices.ContainsFunc(days, func(on country.Date) bool { return !p.Holds(on) || !r.binds(p, a, on) || !r.binds(p, b, on) }) {
			continue
		}
		bound = true
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: "pacts", Name: p.Name, Country: a, Counterpart: string(b), Period: p.Since + "-" + p.Until, Text: "binds both", Source: p.Source,
		})
		r.out.Notes = appendNote(r.out.Notes, p.Note)
		r.say("%s and %s are both bound by %s (%s).", r.c.Name(a), r.c.Name(b), p.Name, p.Source)
	}
	if len(r.c.Pacts) == 0 {
		r.refuse("no_data", "No table of defence pacts is at hand.", "the Alliance Treaty Obligations and Provisions data (can be imported: atop)")
		return nil
	}
	if !bound {
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: "pacts", Name: "Defence pacts", Country: a, Counterpart: string(b), Text: fmt.Sprintf("none of the %d pacts of the table binds both", len(r.c.Pacts)), Source: "curated table of defence pacts",
		})
		r.say("None of the %d defence pacts of the table binds both %s and %s.", len(r.c.Pacts), r.c.Name(a), r.c.Name(b))
	}
	r.add(1, bound, choice("source", "table of pacts"))
	r.judge()
	return nil
}

// binds tells whether a pact binds a country on a day.
func (r *run) binds(p *claim.Pact, c country.Code, on country.Date) bool {
	if p.Organisation != "" {
		m, ok := r.c.Book.Status(p.Organisation, c, on)
		return ok && m.Status.Belongs()
	}
	return slices.Contains(p.Members, c)
}

// part tests the share of a named part of a country.
func (r *run) part() error {
	c := r.cl.Subjects[0].Country
	name := country.Fold(r.cl.Asks[0].Part)
	groups := r.c.Groups
	if r.cl.Relation == "speak" { // of a people and a language of one name the language is meant
		groups = slices.Clone(groups)
		slices.Reverse(groups)
	}
	for _, id := range groups {
		if len(r.variants) > 0 {
			break
		}
		d, err := r.c.Store.Dyads(id)
		if err != nil {
			return err
		}
		if d == nil {
			continue
		}
		i, ok := d.Axis.Index(c)
		if !ok {
			continue
		}
		year := r.year
		if r.cl.Span.To != 0 {
			year = r.cl.Span.To
		}
		if year == 0 {
			year = 2100
		}
		for _, x := range d.Near(i, year) {
			if !alike(name, country.Fold(x.Counterpart)) {
				continue
			}
			v := x.Value
			r.out.Evidence = append(r.out.Evidence, claim.Evidence{
				Indicator: id, Name: "Share of " + x.Counterpart, Unit: "%", Country: c, Counterpart: x.Counterpart, Period: fmt.Sprint(x.Year), Value: &v, Source: strings.SplitN(id, ".", 2)[0],
			})
			r.say("%s in %s: %s %% (%d).", x.Counterpart, r.c.Name(c), plain(v), x.Year)
			for _, s := range slacks(r.cl.Quantities[0]) {
				r.add(s.weight, met(v/100, r.cl.Quantities[0], s.share), choice("series", id), choice("tolerance", s.name))
			}
			r.out.Period = fmt.Sprint(x.Year)
			break
		}
	}
	if len(r.variants) == 0 {
		r.refuse("no_data", "No figure names this part of the country.", "shares of groups within "+r.c.Name(c))
		return nil
	}
	r.judge()
	return nil
}

// endings are what English and the data add to the root of a people's name.
var endings = []string{"ish", "ians", "ian", "is", "i", "es", "s", "ic", "an", "ans", "ese"}

// alike tells whether two names are of one people: they have the same root.
func alike(a, b string) bool {
	root := func(s string) string {
		for _, e := range endings {
			if t, ok := strings.CutSuffix(s, e); ok && len(t) >= 3 {
				return t
			}
		}
		return s
	}
	return a == b || root(a) == root(b)
}
