// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"maps"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// asText is the scheme of a counterpart that is no country, such as a group.
const asText = "text"

// placed is a layout and where it stands.
type placed struct {
	layout *source.Layout
	at     []any
	// own tells that it is a file's own and not the definition's.
	own bool
}

// layouts checks each layout that some file is read by.
func (s *sourceFile) layouts() {
	list, def := []placed{}, false
	add := func(files []source.FileSpec, at ...any) {
		for i := range files {
			if files[i].Layout == nil {
				def = true
				continue
			}
			list = append(list, placed{layout: files[i].Layout, at: under(at, i, "layout"), own: true})
		}
	}
	for i := range s.def.Releases {
		add(s.def.Releases[i].Files, "releases", i, "files")
	}
	add(s.def.Live, "live")
	if def || len(list) == 0 {
		list = append(list, placed{layout: &s.def.Layout, at: []any{"layout"}})
	}
	for _, l := range list {
		s.layout(l)
	}
}

// layout checks one layout; what a table needs is asked of tables only.
func (s *sourceFile) layout(l placed) {
	s.words(l)
	if l.layout.Country.Scheme != "" || l.layout.Country.Column != "" {
		s.place(&l.layout.Country, under(l.at, "country"))
	}
	if c := &l.layout.Counterpart; c.Scheme != "" || c.Column != "" {
		s.place(c, under(l.at, "counterpart"))
	}
	for i, r := range l.layout.Require {
		s.need(r.Column, under(l.at, "require", i, "column")...)
		s.need(r.Reason, under(l.at, "require", i, "reason")...)
	}
	if s.def.Reader == tableReader {
		s.table(l)
		s.columns(l)
	}
}

// words checks the words that are on short lists.
func (s *sourceFile) words(l placed) {
	if l.layout.Format != "" {
		oneOf(s.document, l.layout.Format, []string{"csv", "tsv"}, under(l.at, "format")...)
	}
	if l.layout.Encoding != "" {
		oneOf(s.document, l.layout.Encoding, []string{"utf-8", "windows-1252"}, under(l.at, "encoding")...)
	}
	if c := l.layout.Comma; len(c) > 1 || c == `"` || c == "\n" || c == "\r" {
		s.add(fmt.Sprintf("%q cannot separate columns", c), "use one character", under(l.at, "comma")...)
	}
	if l.layout.Shape != "" {
		oneOf(s.document, l.layout.Shape, []string{"wide", "long", "years"}, under(l.at, "shape")...)
	}
	p := l.layout.Period
	if p.Kind != "" {
		oneOf(s.document, p.Kind, []string{"year", "date", "session"}, under(l.at, "period", "kind")...)
	}
	if p.Last != 0 && p.Last < p.First {
		s.add(fmt.Sprintf("%d is before the first year, %d", p.Last, p.First), "", under(l.at, "period", "last")...)
	}
}

// table checks that a table's layout names the columns that its shape needs.
func (s *sourceFile) table(l placed) {
	shape := l.layout.Shape
	if shape == "long" {
		s.need(l.layout.SeriesColumn, under(l.at, "series_column")...)
		s.need(l.layout.ValueColumn, under(l.at, "value_column")...)
	}
	if (shape == "" || shape == "wide") && l.layout.SeriesColumn != "" {
		s.add("a wide table has no column of series", "set shape: long", under(l.at, "series_column")...)
	}
	if shape != "years" {
		s.need(l.layout.Period.Column, under(l.at, "period", "column")...)
	}
	own := func(one source.Series) bool { return one.Country != nil }
	if len(s.def.Series) == 0 || slices.ContainsFunc(s.def.Series, func(one source.Series) bool { return !own(one) }) {
		s.need(l.layout.Country.Column, under(l.at, "country", "column")...)
		s.need(l.layout.Country.Scheme, under(l.at, "country", "scheme")...)
	}
}

// columns checks the series of a table against the layout.
func (s *sourceFile) columns(l placed) {
	wide := l.layout.Shape == "" || l.layout.Shape == "wide"
	for i := range s.def.Series {
		one := &s.def.Series[i]
		if wide && !l.own && one.Column == "" && one.Combine != source.Count {
			s.add("is missing", "a wide table has a column for each series", "series", i, "column")
		}
		if one.Dyadic && !l.own && l.layout.Counterpart.Column == "" {
			s.add("the layout has no counterpart column", "name it in layout.counterpart", "series", i, "dyadic")
		}
	}
}

// place checks a column of countries.
func (s *sourceFile) place(c *source.CountryColumn, at []any) {
	if c.Scheme == asText && at[len(at)-1] == "counterpart" {
		return
	}
	if c.Scheme != "" {
		oneOf(s.document, c.Scheme, schemes(), under(at, "scheme")...)
	}
	if s.known.Countries == nil {
		return
	}
	for _, text := range slices.Sorted(maps.Keys(c.Aliases)) {
		if _, ok := s.known.Countries.Country(country.Code(c.Aliases[text])); !ok {
			s.add(fmt.Sprintf("%q is no code of the country register", c.Aliases[text]), "",
				under(at, "aliases", text)...)
		}
	}
}

// schemes lists the names of the country schemes.
func schemes() []string {
	var names []string
	for s := country.ISO3; s <= country.ByName; s++ {
		names = append(names, s.String())
	}
	return names
}
