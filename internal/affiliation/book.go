// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"errors"
	"io/fs"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
)

// The names of the tables in the data folder.
const (
	OrganisationsFile = "organisations.csv"
	MembershipsFile   = "memberships.csv"
	RegionsFile       = "regions.csv"
	PowersFile        = "powers.csv"
	ViewsFile         = "views.csv"
)

// KeptTo is the day up to which the tables were kept: what happened later is not in
// them, but for what had been announced.
func KeptTo() country.Date { return country.Date{Year: 2026, Month: 1, Day: 31} }

// Book holds all tables. It never changes after Load and may be read by several
// goroutines.
type Book struct {
	countries *country.Register
	// all is every country of the register.
	all []country.Country
	// lives holds the life spans of the countries whose series continue under a
	// code.
	lives         map[country.Code][]Span
	organisations []Organisation
	// byOrganisation holds the places of organisations by id, names those by the
	// fold of every spelling.
	byOrganisation, names map[string]int
	// members and of hold the memberships by organisation and by country, ordered
	// by country or organisation, then by day.
	members  map[string][]Membership
	of       map[country.Code][]Membership
	regions  []Region
	rankings []Ranking
	views    []View
}

// Load reads the tables in a folder against the register of countries. It collects
// all faults and returns them joined, each a *Fault; Faults parts them again.
func Load(tree fs.FS, countries *country.Register) (*Book, error) {
	b := &Book{countries: countries, all: countries.All(), lives: map[country.Code][]Span{}}
	for _, c := range b.all {
		if !c.Kind.IsState() {
			continue // territories have no life of their own
		}
		code := countries.Continuing(c.Code)
		b.lives[code] = append(b.lives[code], Span{From: c.From, To: c.To})
	}
	var faults []error
	for _, read := range []func(fs.FS) error{
		b.readOrganisations, b.readMemberships, b.readRegions, b.readPowers, b.readViews,
	} {
		faults = append(faults, read(tree))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return b, nil
}

// alive reports whether a state existed on a day, or one whose series it continues
// did. Day zero is today.
func (b *Book) alive(code country.Code, on country.Date) bool {
	return slices.ContainsFunc(b.lives[code], func(s Span) bool { return s.Holds(on) })
}
