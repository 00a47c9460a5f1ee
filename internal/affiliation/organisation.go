// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// Organisation is an organisation, alliance, treaty or grouping of states.
type Organisation struct {
	// ID is the short name by which the tables call it, such as NATO.
	ID string
	// Name is its full English name, Aliases are further spellings.
	Name    string
	Aliases []string
	// Kind is what it is: see Kinds.
	Kind string
	// Span is its life: from its founding or entry into force to its end.
	Span
	// Factbook is how the Factbook abbreviates it, empty where that does not list it.
	Factbook []string
	// Source says who publishes the list of members or which text founds it, URL where;
	// it may be empty.
	Source, URL string
	// Note says what must be known before the list is read.
	Note string
}

// Kinds lists the kinds of organisations: global, regional, alliance, economic,
// treaty, grouping.
func Kinds() []string {
	return []string{"global", "regional", "alliance", "economic", "treaty", "grouping"}
}

// readOrganisations reads the table of organisations.
func (b *Book) readOrganisations(tree fs.FS) error {
	b.byOrganisation, b.names = map[string]int{}, map[string]int{}
	return readTable(tree, OrganisationsFile, organisationColumns, b.organisation)
}

var organisationColumns = []string{"id", "name", "aliases", "kind", "from", "to", "factbook", "source", "url", "note"}

// organisation takes a row.
func (b *Book) organisation(r *row) {
	o := Organisation{
		ID: r.need("id"), Name: r.need("name"), Kind: r.need("kind"), Span: r.span("from", "to"),
		Source: r.need("source"), URL: r.text("url"), Note: r.text("note"),
	}
	if !slices.Contains(Kinds(), o.Kind) {
		r.fault("kind", "%q is not a kind; the kinds are %s", o.Kind, strings.Join(Kinds(), ", "))
	}
	if _, twice := b.byOrganisation[o.ID]; twice {
		r.fault("id", "%q stands twice", o.ID)
	}
	o.Aliases, o.Factbook = r.list("aliases"), r.list("factbook")
	at := len(b.organisations)
	for _, text := range append([]string{o.ID, o.Name}, o.Aliases...) {
		key := fold(text)
		if other, taken := b.names[key]; taken && other != at {
			r.fault("aliases", "%q belongs to %s too", text, b.organisations[other].ID)
		}
		b.names[key] = at
	}
	b.byOrganisation[o.ID] = at
	b.organisations = append(b.organisations, o)
}

// Organisations returns all organisations in the order of the table.
func (b *Book) Organisations() []Organisation { return slices.Clone(b.organisations) }

// Organisation returns the organisation of an id.
func (b *Book) Organisation(id string) (Organisation, bool) {
	at, ok := b.byOrganisation[id]
	if !ok {
		return Organisation{}, false
	}
	return b.organisations[at], true
}

// Resolve finds the organisation that a name, id or alias means. Case, diacritics
// and punctuation do not matter. The error is an *UnknownError.
func (b *Book) Resolve(text string) (Organisation, error) {
	if at, ok := b.names[fold(text)]; ok {
		return b.organisations[at], nil
	}
	known := make([]spelling, 0, 4*len(b.organisations))
	for _, o := range b.organisations {
		for _, name := range append([]string{o.ID, o.Name}, o.Aliases...) {
			known = append(known, spelling{name, o.ID})
		}
	}
	return Organisation{}, &UnknownError{"organisation", text, suggest(text, known)}
}

// fold is country.Fold of a text in which + is a word: OPEC+ is not OPEC.
func fold(text string) string { return country.Fold(strings.ReplaceAll(text, "+", " plus ")) }
