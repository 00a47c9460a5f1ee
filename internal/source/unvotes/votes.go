// SPDX-License-Identifier: Apache-2.0

package unvotes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// The votes.
const (
	yes = iota
	no
	abstain
	words
)

// count is what a country did in a year.
type count struct {
	votes [words]int
	// held is the number of roll calls while the country was a member.
	held int
	// line is the first row, entity the source's code or name there.
	line   int
	entity string
}

// cast is the number of votes of any kind.
func (c *count) cast() int { return c.votes[yes] + c.votes[no] + c.votes[abstain] }

// member is a country with its votes.
type member struct {
	code country.Code
	// voted marks the roll calls by their place in the list.
	voted    []bool
	from, to obs.Date
	years    map[int]*count
}

// speller is how a row names a country in a year.
type speller struct {
	code, name string
	year       int
}

// readVotes reads and counts the votes.
func (u *run) readVotes() error {
	u.members, u.known = map[country.Code]*member{}, map[speller]*member{}
	names := []string{"rcid", "country", "country_code", "vote"}
	return u.each(u.votes, names, func(row source.Row, at []int) error {
		id, name, code, word := row.Cells[at[0]], row.Cells[at[1]], row.Cells[at[2]], row.Cells[at[3]]
		i, ok := u.index[id]
		if !ok {
			return u.reject(spot{u.votes, row, "rcid"}, id, "no such roll call")
		}
		vote, ok := voteOf(word)
		if !ok {
			return u.reject(spot{u.votes, row, "vote"}, word, "not yes, no or abstain")
		}
		date := u.list[i].date
		m, reason := u.member(code, name, date.Year)
		switch {
		case reason != "":
			return u.reject(spot{u.votes, row, "country_code"}, code+" "+name, reason)
		case m == nil:
			return nil
		case m.voted[i]:
			return u.reject(spot{u.votes, row, "rcid"}, id, fmt.Sprintf("duplicate: %s has voted in this roll call already", m.code))
		}
		m.voted[i] = true
		m.add(date, vote, row.Line, cmp.Or(code, name))
		return nil
	})
}

func voteOf(word string) (int, bool) {
	switch word {
	case "yes":
		return yes, true
	case "no":
		return no, true
	case "abstain":
		return abstain, true
	}
	return 0, false
}

// member finds the country of a row, by its name where the code is empty. It is
// nil for what the definition lists as no country.
func (u *run) member(code, name string, year int) (*member, string) {
	if m, ok := u.known[speller{code, name, year}]; ok {
		return m, ""
	}
	place := u.codes.Resolve(code, year)
	if strings.TrimSpace(code) == "" {
		place = u.names.Resolve(name, year)
	}
	if place.Reason != "" {
		return nil, place.Reason
	}
	var m *member
	if !place.Skip {
		c := u.reg.Continuing(place.Code)
		if u.members[c] == nil {
			u.members[c] = &member{code: c, voted: make([]bool, len(u.list)), years: map[int]*count{}}
		}
		m = u.members[c]
	}
	u.known[speller{strings.Clone(code), strings.Clone(name), year}] = m
	return m, ""
}

// add counts a vote.
func (m *member) add(date obs.Date, vote, line int, entity string) {
	if m.from.IsZero() || date.Compare(m.from) < 0 {
		m.from = date
	}
	if date.Compare(m.to) > 0 {
		m.to = date
	}
	c := m.years[date.Year]
	if c == nil {
		c = &count{line: line, entity: strings.Clone(entity)}
		m.years[date.Year] = c
	}
	c.votes[vote]++
	c.line = min(c.line, line)
}

// emit passes on the series by year, country and definition.
func (u *run) emit() error {
	codes := slices.Sorted(maps.Keys(u.members))
	var years []int
	for _, code := range codes {
		m := u.members[code]
		held := u.held(m.from, m.to)
		for year, c := range m.years {
			c.held = held[year]
			years = append(years, year)
		}
	}
	slices.Sort(years)
	for _, year := range slices.Compact(years) {
		for _, code := range codes {
			if c := u.members[code].years[year]; c != nil {
				if err := u.observe(code, year, c); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// observe passes on the series of one country and year. The year that the file
// breaks off in is provisional and partial.
func (u *run) observe(code country.Code, year int, c *count) error {
	flags := obs.Derived
	if year == u.unfinished() {
		flags |= obs.Provisional | obs.Partial
	}
	for _, s := range u.chosen {
		err := u.sink.Observe(obs.Observation{
			Indicator: u.def.ID + "." + s.id, Country: code, Period: obs.Year(year),
			Value: s.value(c), Flags: flags, Release: u.votes.Release,
			Ref: obs.Ref{
				File: u.votes.Path, SHA256: u.votes.SHA256, Row: c.line, Rows: c.cast(),
				Entity: c.entity, Text: source.Cut(c.text()),
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
