// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// mostFigures is the number of figures of one country and series that are shown of
// a long span: the ends and those between in even steps.
const mostFigures = 12

// figures adds the figures of a window as evidence.
func (r *run) figures(m *measured, codes []country.Code, w window) {
	for _, c := range codes {
		if len(codes) > 12 {
			break
		}
		for _, y := range shown(w) {
			r.figure(m, c, y)
		}
	}
	if len(r.out.Evidence) == 0 { // a set is shown by its total
		r.out.Evidence = append(r.out.Evidence, claim.Evidence{
			Indicator: m.tables[0].Indicator.ID, Name: m.title(), Unit: string(m.tables[0].Indicator.Unit),
			Period: w.String(), Text: fmt.Sprintf("%d countries together", len(codes)), Source: m.tables[0].Source, Own: m.tables[0].Own, Role: string(m.role),
		})
	}
	r.period(w)
}

// shown picks the years of a window that are shown.
func shown(w window) []int {
	n := w.to - w.from + 1
	if n <= 0 {
		return nil
	}
	var out []int
	for k := range min(n, mostFigures) {
		step := k
		if n > mostFigures {
			step = k * (n - 1) / (mostFigures - 1)
		}
		out = append(out, w.from+step)
	}
	return out
}

// figure adds one figure of each table of a measure.
func (r *run) figure(m *measured, c country.Code, year int) {
	for _, t := range m.tables {
		v, ok := t.At(c, year)
		if !ok {
			continue
		}
		e := claim.Evidence{
			Indicator: t.Indicator.ID, Name: t.Indicator.Name, Unit: string(t.Indicator.Unit), Country: c, Period: fmt.Sprint(year),
			Value: &v, Source: t.Source, Own: t.Own, Role: string(m.role),
		}
		if !r.held(e) {
			r.out.Evidence = append(r.out.Evidence, e)
		}
	}
}

// held tells whether a figure is already there.
func (r *run) held(e claim.Evidence) bool {
	for _, x := range r.out.Evidence {
		if x.Indicator == e.Indicator && x.Country == e.Country && x.Period == e.Period && x.Counterpart == e.Counterpart {
			return true
		}
	}
	return false
}

// period notes the headline's years.
func (r *run) period(w window) {
	if r.out.Period == "" {
		r.out.Period = w.String()
	}
}
