// SPDX-License-Identifier: Apache-2.0

package country

import (
	"slices"
	"strings"
	"sync"
)

// Register holds all countries and finds them. It never changes after Parse and
// may be read by several goroutines. The zero Register is empty.
type Register struct {
	countries []Country // ordered by code
	lines     []int     // line of each country in the file
	once      sync.Once
	index     *index // built at the first look-up that needs it
}

// Country returns the entry of a code.
func (r *Register) Country(c Code) (Country, bool) {
	i, ok := r.find(c)
	if !ok {
		return Country{}, false
	}
	return r.countries[i], true
}

func (r *Register) find(c Code) (int, bool) {
	return slices.BinarySearchFunc(r.countries, c, func(e Country, c Code) int {
		return strings.Compare(string(e.Code), string(c))
	})
}

// All returns the countries ordered by code. The slice is the caller's, what it
// holds is shared and must not be changed.
func (r *Register) All() []Country { return slices.Clone(r.countries) }

// Len returns the number of countries.
func (r *Register) Len() int { return len(r.countries) }

// Alive returns the states that existed on the last day of a year under their own
// codes, ordered by code: members of the United Nations, observers, states of
// limited recognition and former states. Year 0 is today.
func (r *Register) Alive(year int) []Code {
	var out []Code
	for i := range r.countries {
		c := &r.countries[i]
		if c.Kind.IsState() && c.Alive(year) {
			out = append(out, c.Code)
		}
	}
	return out
}

// States returns the countries that are judged in a year, ordered by code: those
// of Alive, each under the code that its series continue in. Serbia and Montenegro
// (SCG) of 2000 is therefore SRB, the Soviet Union of 1985 is RUS; Czechoslovakia,
// which nobody continues, stays CSK.
func (r *Register) States(year int) []Code {
	out := r.Alive(year)
	for i, c := range out {
		out[i] = r.Continuing(c)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Continuing returns the code in which a country's series continue: the code of
// the successor that kept the legal personality of a former country, or the code
// itself where there is none. Importers book rows under it, so that one series
// runs through a change of name and borders; which source counts which borders is
// in doc/countries.md.
func (r *Register) Continuing(c Code) Code {
	for range r.countries { // no chain is longer than the register
		i, ok := r.find(c)
		if !ok || r.countries[i].Continuing == "" {
			break
		}
		c = r.countries[i].Continuing
	}
	return c
}

// IsState reports whether countries of the kind are or were states.
func (k Kind) IsState() bool {
	return k == State || k == Observer || k == Limited || k == Former
}
