// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// warnings are the caveats of an assessment, from the gravest to the least.
func (a *Assessor) warnings(s *scored, out *Assessment) []obs.Warning {
	list := a.continued(out.Country, s.year)
	for _, p := range out.Pillars {
		if p.Value == nil {
			list = append(list, obs.Warning{Code: "not_scored", Subject: p.ID, Text: fmt.Sprintf("%s is not scored: %s.", p.Name, p.Reason)})
		}
	}
	if n := scoredPillars(out); out.Overall.Value != nil && n < len(out.Pillars) {
		list = append(list, obs.Warning{
			Code: "partial_overall", Subject: "overall",
			Text: fmt.Sprintf("The overall score rests on %d of %d pillars and compares less well with states that have all.", n, len(out.Pillars)),
		})
	}
	list = append(list, s.ofAll()...)
	list = append(list, a.asOfWarnings()...)
	for _, f := range flagWarnings {
		if names := flagged(out, f.flag); len(names) > 0 {
			list = append(list, obs.Warning{Code: f.flag, Text: fmt.Sprintf(f.text, len(names), strings.Join(names, ", "))})
		}
	}
	return list
}

// ofAll are the engine's warnings that concern every case. Those on a mean that
// is not defined name a case each; of the case at hand it is the reason why a
// node is not scored.
func (s *scored) ofAll() []obs.Warning {
	var list []obs.Warning
	for _, w := range s.warnings {
		if w.Code != composite.Undefined.String() {
			list = append(list, w)
		}
	}
	return list
}

// flagWarnings are the flags on values that a reader is told of in a sentence.
var flagWarnings = []struct{ flag, text string }{
	{"carried_forward", "Carried forward from an earlier year (%d): %s."},
	{"fallback", "From the second choice of series (%d): %s."},
	{"provisional", "Provisional (%d): %s."},
}

// flagged lists the indicators whose value carries a flag.
func flagged(out *Assessment, flag string) []string {
	var names []string
	each(out, func(i *Indicator) {
		if i.Value != nil && slices.Contains(i.Flags, flag) {
			names = append(names, i.ID)
		}
	})
	return names
}

// scoredPillars counts the pillars with a score.
func scoredPillars(out *Assessment) int {
	n := 0
	for _, p := range out.Pillars {
		if p.Value != nil {
			n++
		}
	}
	return n
}

// asOfWarnings say how far the knowledge of a day could not be honoured.
func (a *Assessor) asOfWarnings() []obs.Warning {
	var list []obs.Warning
	date := a.AsOf.Date
	if date.IsZero() {
		return nil
	}
	if cut := a.AsOf.CutByPeriod; len(cut) > 0 {
		names := make([]string, len(cut))
		for i, o := range cut {
			names[i] = o.Source + " " + o.Release
		}
		list = append(list, obs.Warning{Code: "cut_by_period", Text: fmt.Sprintf(
			"No edition published by %s is held of these; later editions stand in, for periods ended by then: %s.",
			date, strings.Join(names, ", "))})
	}
	return list
}

// scoredAs is the code under which a country is scored in a year: its own, or
// that of the state which continues the series of one that existed then and has
// ended since. Serbia and Montenegro of 2000 is scored as Serbia; the Soviet
// Union, which no longer existed, is not scored as Russia.
func (a *Assessor) scoredAs(c country.Code, year int) country.Code {
	if info, ok := a.Register.Country(c); ok && info.Alive(year) {
		return a.Register.Continuing(c)
	}
	return c
}

// alive tells whether there is something to measure of a country in a year: it
// existed, or its series stand for a state that existed.
func (a *Assessor) alive(c country.Code, year int) bool {
	if info, ok := a.Register.Country(c); ok && info.Alive(year) {
		return true
	}
	return slices.Contains(a.Register.States(year), c)
}

// continued says that a country's series stand for another state in a year.
func (a *Assessor) continued(c country.Code, year int) []obs.Warning {
	var list []obs.Warning
	for _, was := range a.Register.Alive(year) {
		if was == c || a.Register.Continuing(was) != c {
			continue
		}
		before, _ := a.Register.Country(was)
		now, _ := a.Register.Country(c)
		list = append(list, obs.Warning{Code: "continued_series", Subject: string(c), Text: fmt.Sprintf(
			"In %d the state was %s (%s), whose series %s (%s) continues.", year, before.Name, was, now.Name, c)})
	}
	return list
}

// together joins lists of warnings. The result is never nil, so that an answer
// without any says so with an empty list.
func together(lists ...[]obs.Warning) []obs.Warning {
	return append([]obs.Warning{}, slices.Concat(lists...)...)
}
