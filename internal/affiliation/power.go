// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// Ranking is a named, dated list of powers.
type Ranking struct {
	// ID is the word for the list, such as p5.
	ID string
	// Name is what it lists, Source whose list it is, Note its rule.
	Name, Source, Note string
	// Powers are its rows, in the order of the table.
	Powers []Power
}

// Power is a state's place on a list for a stretch of days.
type Power struct {
	Country country.Code
	Span
	// Source and Note are those of the row.
	Source, Note string
}

var powerColumns = []string{"list", "name", "iso3", "from", "to", "source", "note"}

// readPowers reads the table of powers.
func (b *Book) readPowers(tree fs.FS) error {
	return readTable(tree, PowersFile, powerColumns, b.power)
}

// power takes a row: one with a name begins a list, one with a country adds to it.
func (b *Book) power(r *row) {
	id, name := r.need("list"), r.text("name")
	at := slices.IndexFunc(b.rankings, func(x Ranking) bool { return x.ID == id })
	if name != "" {
		if at >= 0 {
			r.fault("list", "%q stands twice", id)
		}
		b.rankings = append(b.rankings, Ranking{ID: id, Name: name, Source: r.need("source"), Note: r.text("note")})
		return
	}
	if at < 0 {
		r.fault("list", "%q: the rows of a list stand below the one with its name", id)
		return
	}
	p := Power{Country: r.country("iso3", b.countries), Span: r.span("from", "to"), Source: r.need("source"), Note: r.text("note")}
	for _, q := range b.rankings[at].Powers {
		if q.Country == p.Country && q.overlaps(p.Span) {
			r.fault("iso3", "%s stands on the list already in that time", p.Country)
		}
	}
	b.rankings[at].Powers = append(b.rankings[at].Powers, p)
}

// Rankings returns all lists of powers in the order of the table.
func (b *Book) Rankings() []Ranking { return slices.Clone(b.rankings) }

// Powers returns who is on a list on a day, ordered by code; day zero is today. An
// empty id is the first list. The error is an *UnknownError or an *EmptyError.
func (b *Book) Powers(list string, on country.Date) ([]Power, error) {
	at := slices.IndexFunc(b.rankings, func(r Ranking) bool { return strings.EqualFold(r.ID, list) })
	if list == "" && len(b.rankings) > 0 {
		at = 0
	}
	if at < 0 {
		known := make([]spelling, len(b.rankings))
		for i, r := range b.rankings {
			known[i] = spelling{r.ID, r.ID}
		}
		return nil, &UnknownError{"list of powers", list, suggest(list, known)}
	}
	var out []Power
	for _, p := range b.rankings[at].Powers {
		if p.Holds(on) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		first := country.Date{}
		for _, p := range b.rankings[at].Powers {
			if first.IsZero() || p.From.Before(first) {
				first = p.From
			}
		}
		return nil, &EmptyError{"list of powers", b.rankings[at].ID, on, first, country.Date{}}
	}
	slices.SortFunc(out, func(p, q Power) int { return strings.Compare(string(p.Country), string(q.Country)) })
	return out, nil
}
