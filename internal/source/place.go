// SPDX-License-Identifier: Apache-2.0

package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// Place is what a cell of a country column says.
type Place struct {
	// Code is the country; empty where Skip or Reason is set.
	Code country.Code
	// Entity is the cell, as one string for all rows that have it.
	Entity string
	// Skip tells that the text is listed as no country.
	Skip bool
	// Reason says why the text cannot be resolved.
	Reason string
}

// Places resolves the cells of a country column and remembers what it found. A
// former country whose series another continues counts as that one. It serves one
// goroutine.
type Places struct {
	reg     *country.Register
	scheme  country.Scheme
	skip    map[string]bool
	aliases map[string]country.Code
	known   map[string]*spelling
}

// spelling is a text and what it means by year.
type spelling struct {
	last   Place
	year   int
	others map[int]Place
}

// NewPlaces prepares a column.
func NewPlaces(reg *country.Register, column CountryColumn) (*Places, error) {
	scheme, err := parseScheme(column.Scheme)
	if err != nil {
		return nil, err
	}
	p := &Places{
		reg: reg, scheme: scheme, skip: map[string]bool{},
		aliases: map[string]country.Code{}, known: map[string]*spelling{},
	}
	for _, text := range column.Skip {
		p.skip[text] = true
	}
	for text, code := range column.Aliases {
		if _, ok := reg.Country(country.Code(code)); !ok {
			return nil, fmt.Errorf("alias %q: no country %q in the register", text, code)
		}
		p.aliases[text] = country.Code(code)
	}
	return p, nil
}

// parseScheme finds a scheme by the name it has in the register's file.
func parseScheme(name string) (country.Scheme, error) {
	var names []string
	for s := country.ISO3; s <= country.ByName; s++ {
		if s.String() == name {
			return s, nil
		}
		names = append(names, s.String())
	}
	slices.Sort(names)
	return 0, fmt.Errorf("scheme %q: want one of %s", name, strings.Join(names, ", "))
}

// Skips tells whether a text is listed as no country.
func (p *Places) Skips(text string) bool { return len(p.skip) > 0 && p.skip[strings.TrimSpace(text)] }

// Resolve says what a text means in a year.
func (p *Places) Resolve(text string, year int) Place {
	s := p.known[text]
	if s == nil {
		text = strings.Clone(text)
		s = &spelling{last: p.lookUp(text, year), year: year}
		p.known[text] = s
		return s.last
	}
	if s.year == year {
		return s.last
	}
	place, ok := s.others[year]
	if !ok {
		place = p.lookUp(s.last.Entity, year)
		if s.others == nil {
			s.others = map[int]Place{s.year: s.last}
		}
		s.others[year] = place
	}
	s.last, s.year = place, year
	return place
}

// lookUp asks the lists, then the register.
func (p *Places) lookUp(entity string, year int) Place {
	place := Place{Entity: entity}
	text := strings.TrimSpace(entity)
	if p.skip[text] {
		place.Skip = true
		return place
	}
	if code, ok := p.aliases[text]; ok {
		place.Code = p.reg.Continuing(code)
		return place
	}
	if text == "" {
		place.Reason = "country is empty"
		return place
	}
	code, err := p.reg.ByScheme(p.scheme, text, year)
	if err != nil {
		place.Reason = err.Error()
		return place
	}
	place.Code = p.reg.Continuing(code)
	return place
}
