// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

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
