// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"maps"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
)

// Listing is what another publication says of a country's organisations on a day:
// for each abbreviation it uses, whether the country is a full member (1) or takes a
// lesser part (less). A country without a page in the publication has no Listing.
type Listing map[string]float64

// Disagreement is a country of which the table and another publication say
// different things on the same day.
type Disagreement struct {
	Organisation string
	Country      country.Code
	// Table is the status in the table, Listed that in the publication ("member" or
	// "lesser part"); empty where it has none.
	Table, Listed string
}

// The words for a publication's statuses.
const (
	listedMember = "member"
	listedLesser = "lesser part"
)

// Compare holds the table to another publication of a day: who is a member in one and
// not in the other, ordered by country. Lesser parts are compared with membership
// only, since publications choose freely which of them to print; a suspended member
// may be listed either way or not at all. It returns nil for an organisation that
// the publication does not abbreviate.
func (b *Book) Compare(o Organisation, pages map[country.Code]Listing, on country.Date) []Disagreement {
	if len(o.Factbook) == 0 {
		return nil
	}
	var out []Disagreement
	for _, c := range slices.Sorted(maps.Keys(pages)) {
		d := Disagreement{Organisation: o.ID, Country: c, Listed: pages[c].of(o.Factbook)}
		m, _ := b.Status(o.ID, c, on)
		d.Table = string(m.Status)
		if m.Status != Suspended && m.Status.Belongs() != (d.Listed == listedMember) {
			out = append(out, d)
		}
	}
	return out
}

// of is what a listing says under any of some abbreviations.
func (l Listing) of(names []string) string {
	most := 0.0
	for _, name := range names {
		most = max(most, l[name])
	}
	switch {
	case most >= 1:
		return listedMember
	case most > 0:
		return listedLesser
	}
	return ""
}
