// SPDX-License-Identifier: Apache-2.0

package treaties

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// openYear is the year that the files write for an end that has not come.
const openYear = 9999

// spell is a stretch of years in which a treaty is in force; it is not in force
// at the end of the year to.
type spell struct{ from, to, line int }

// member is a state with its treaties.
type member struct {
	entity   string
	line     int
	treaties map[string]*treaty
}

// treaty is one agreement as it binds a state.
type treaty struct {
	*agreement
	spells []spell
}

// readParties reads the second file into spells. Rows of agreements that are not
// counted are not of this source's subject and are passed over.
func (u *run) readParties() error {
	columns := []string{"stateID", "treatyID", "StateRatification", "StateForce", "StateEnd"}
	return u.each(reading{file: u.parties, columns: columns}, func(row source.Row, cell []string) error {
		a := u.known[cell[1]]
		switch {
		case a == nil:
			return u.reject(spot{u.parties, row, columns[1]}, cell[1], "treaty is not in the list of agreements")
		case !a.counted():
			return nil
		}
		var years [3]int
		for i := range years {
			year, err := parseYear(cell[2+i])
			if err != nil {
				return u.reject(spot{u.parties, row, columns[2+i]}, cell[2+i], err.Error())
			}
			years[i] = year
		}
		from, to := years[1], years[2]
		if from == 0 {
			from = years[0]
		}
		if from == 0 {
			from = openYear
		}
		if to == 0 {
			to = openYear
		}
		return u.party(row, cell, spell{from: from, to: to, line: row.Line})
	})
}

// party books a spell with its state. A party that was never bound still tells
// that the collection covers the state.
func (u *run) party(row source.Row, cell []string, s spell) error {
	year := s.from
	if year == openYear {
		year = u.def.Layout.Period.Last
	}
	place := u.states.Resolve(cell[0], year)
	if place.Reason != "" {
		return u.reject(spot{u.parties, row, "stateID"}, cell[0], place.Reason)
	}
	if place.Skip {
		return nil
	}
	code := u.reg.Continuing(place.Code)
	m := u.members[code]
	if m == nil {
		m = &member{entity: place.Entity, line: row.Line, treaties: map[string]*treaty{}}
		u.members[code] = m
	}
	t := m.treaties[cell[1]]
	if t == nil {
		t = &treaty{agreement: u.known[cell[1]]}
		m.treaties[strings.Clone(cell[1])] = t
	}
	t.spells = append(t.spells, s)
	return nil
}

// parseYear reads the year of a date: "1992-11-08", "1992-11", "1992", with "?" or
// "~" where it is unsure. NA and nothing are 0.
func parseYear(text string) (int, error) {
	if text == "" || text == missing {
		return 0, nil
	}
	if strings.Contains(text, "..") {
		return 0, fmt.Errorf("a range of dates, not a date")
	}
	date := strings.TrimRight(text, "?~")
	year, rest := date[:min(4, len(date))], date[min(4, len(date)):]
	n, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || rest != "" && rest[0] != '-' {
		return 0, fmt.Errorf("not a date: want YYYY-MM-DD")
	}
	if n != openYear && (n < 1300 || n > 2100) {
		return 0, fmt.Errorf("year is out of range")
	}
	return n, nil
}

// emit passes on the counts by year, country and definition.
func (u *run) emit() error {
	codes := slices.Sorted(maps.Keys(u.members))
	first, last := u.def.Layout.Period.First, u.def.Layout.Period.Last
	counts := make(map[country.Code][][len(domains)]tally, len(codes))
	for _, code := range codes {
		counts[code] = u.members[code].count(first, last)
	}
	held := u.held()
	for year := first; year <= last; year++ {
		states := u.reg.States(year)
		for _, code := range codes {
			if _, ok := slices.BinarySearch(states, code); !ok {
				continue
			}
			for _, s := range u.chosen {
				if !held[s.domain] {
					continue
				}
				if err := u.observe(s, year, code, counts[code][year-first][s.domain]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// held marks the domains of which the collection has a treaty at all. Of the
// others it says nothing, so that no state has 0.
func (u *run) held() (found [len(domains)]bool) {
	for _, a := range u.known {
		for d, is := range a.domain {
			found[d] = found[d] || is && a.counted()
		}
	}
	return found
}

// tally counts treaties and remembers the rows that say so.
type tally struct{ treaties, rows, line int }

// count fills in the tallies of the years by domain.
func (m *member) count(first, last int) [][len(domains)]tally {
	years := make([][len(domains)]tally, last-first+1)
	for _, t := range m.treaties {
		for i := range years {
			rows, line := t.inForce(first + i)
			if rows == 0 {
				continue
			}
			for d := range domains {
				if t.domain[d] {
					years[i][d].add(rows, line)
				}
			}
		}
	}
	return years
}

func (n *tally) add(rows, line int) {
	n.treaties++
	n.rows += rows
	if n.line == 0 || line < n.line {
		n.line = line
	}
}

// inForce counts the rows by which the treaty binds at the end of a year, and
// gives the first.
func (t *treaty) inForce(year int) (rows, line int) {
	for _, s := range t.spells {
		if s.from <= year && year < s.to {
			rows++
			if line == 0 || s.line < line {
				line = s.line
			}
		}
	}
	return rows, line
}

// observe passes on one count.
func (u *run) observe(s series, year int, code country.Code, n tally) error {
	m := u.members[code]
	text := fmt.Sprintf("%d treaties in force at the end of %d, of %d to which it is listed as a party", n.treaties, year, len(m.treaties))
	if n.treaties == 0 {
		n.line = m.line
	}
	return u.sink.Observe(obs.Observation{
		Indicator: s.indicator, Country: code, Period: obs.Year(year), Value: float64(n.treaties),
		Flags: obs.Derived, Release: u.parties.Release,
		Ref: obs.Ref{
			File: u.parties.Path, SHA256: u.parties.SHA256, Row: n.line, Rows: n.rows,
			Entity: m.entity, Text: source.Cut(text),
		},
	})
}
