// SPDX-License-Identifier: Apache-2.0

package export

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
)

// Package is a data package by the Frictionless standard, version 2.0
// (datapackage.org): a zip of tables with a description that programs read,
// licences, citations and a page for people.
type Package struct {
	out         *zip.Writer
	description description
	used        map[string]obs.Origin
}

// About is what a package says of itself.
type About struct {
	// Name is a word of small letters, digits and hyphens; ID identifies the
	// content.
	Name, ID, Title, Description, Version string
}

// Field is a column of a table. Type is string, integer or number.
type Field struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// Table is a table of a package.
type Table struct {
	// Name is the name of its file without the ending, Title what people call it.
	Name, Title string
	Fields      []Field
	// Key are the columns that identify a row.
	Key []string
	// Write writes the table as CSV, the header first.
	Write func(io.Writer) error
}

// description is datapackage.json.
type description struct {
	Schema      string     `json:"$schema"`
	Name        string     `json:"name"`
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Version     string     `json:"version"`
	Licences    []licence  `json:"licenses"`
	Sources     []source   `json:"sources"`
	Resources   []resource `json:"resources"`
}

// licence is a licence that some of the figures stand under.
type licence struct {
	Name  string `json:"name"`
	Path  string `json:"path,omitempty"`
	Title string `json:"title"`
}

// source is a release of a source, with what its producer asks for.
type source struct {
	Title     string   `json:"title"`
	Path      string   `json:"path,omitempty"`
	Version   string   `json:"version,omitempty"`
	Name      string   `json:"name"`
	Producer  string   `json:"producer"`
	Published obs.Date `json:"published,omitzero"`
	Licence   string   `json:"license"`
	Citation  string   `json:"citation"`
}

// resource is a table's entry.
type resource struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Path     string `json:"path"`
	Title    string `json:"title"`
	Format   string `json:"format"`
	Media    string `json:"mediatype"`
	Encoding string `json:"encoding"`
	Bytes    int64  `json:"bytes"`
	Hash     string `json:"hash"`
	Schema   schema `json:"schema"`
}

// schema is the schema of a table.
type schema struct {
	Fields  []Field  `json:"fields"`
	Key     []string `json:"primaryKey,omitempty"`
	Missing []string `json:"missingValues"`
}

// NewPackage begins a package.
func NewPackage(w io.Writer, a About) *Package {
	return &Package{out: zip.NewWriter(w), used: map[string]obs.Origin{}, description: description{
		Schema: "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:   a.Name, ID: a.ID, Title: a.Title, Description: a.Description, Version: a.Version,
		Licences: []licence{}, Sources: []source{}, Resources: []resource{},
	}}
}

// Cite notes the sources that tables rest on.
func (p *Package) Cite(origins []obs.Origin) {
	for _, o := range origins {
		p.used[o.Source+" "+o.Release] = o
	}
}

// measured counts and hashes what is written through it.
type measured struct {
	to    io.Writer
	hash  hash.Hash
	bytes int64
}

// Write passes bytes on.
func (m *measured) Write(b []byte) (int, error) {
	n, err := m.to.Write(b)
	m.hash.Write(b[:n])
	m.bytes += int64(n)
	return n, err
}

// Add writes a table.
func (p *Package) Add(t Table) error {
	path := "data/" + t.Name + ".csv"
	file, err := p.out.Create(path)
	if err != nil {
		return err
	}
	m := &measured{to: file, hash: sha256.New()}
	if err := t.Write(m); err != nil {
		return err
	}
	p.description.Resources = append(p.description.Resources, resource{
		Name: t.Name, Type: "table", Path: path, Title: t.Title, Format: "csv", Media: "text/csv", Encoding: "utf-8",
		Bytes: m.bytes, Hash: "sha256:" + hex.EncodeToString(m.hash.Sum(nil)),
		Schema: schema{t.Fields, t.Key, []string{""}},
	})
	return nil
}

// Close writes the description, the citations and the page for people.
func (p *Package) Close() error {
	origins := make([]obs.Origin, 0, len(p.used))
	for _, o := range p.used {
		origins = append(origins, o)
	}
	slices.SortFunc(origins, func(a, b obs.Origin) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(a.Release, b.Release))
	})
	for _, o := range origins {
		p.description.cite(o)
	}
	text, err := json.MarshalIndent(p.description, "", "  ")
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		text []byte
	}{{"datapackage.json", append(text, '\n')}, {"citations.bib", p.description.bibliography(origins)}, {"README.md", p.description.readme()}} {
		w, err := p.out.Create(file.name)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, bytes.NewReader(file.text)); err != nil {
			return err
		}
	}
	return p.out.Close()
}

// cite adds a source and its licence.
func (d *description) cite(o obs.Origin) {
	d.Sources = append(d.Sources, source{
		Title: o.Title, Path: o.URL, Version: o.Release, Name: o.Source, Producer: o.Producer,
		Published: o.Published, Licence: o.Licence, Citation: o.Citation,
	})
	same := func(l licence) bool { return l.Title == o.Licence }
	if !slices.ContainsFunc(d.Licences, same) {
		d.Licences = append(d.Licences, licence{Name: word(o.Licence), Path: o.LicenceURL, Title: o.Licence})
	}
}

// word is a licence's name as a word: CC BY 4.0 is CC-BY-4.0.
func word(text string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '-'
	}, text), "-")
}

// PanelFields describe the columns of a panel.
func PanelFields() []Field {
	fields := make([]Field, len(columns))
	for i, name := range columns {
		f := Field{Name: name, Type: "string", Description: meanings[name]}
		switch name {
		case "year", "row":
			f.Type = "integer"
		case "value", "low", "high", "standard_error", "interval_level":
			f.Type = "number"
		}
		fields[i] = f
	}
	return fields
}

// meanings say what the columns of a panel hold.
var meanings = map[string]string{
	"country": "ISO 3166-1 alpha-3, or the register's own code where ISO has none", "country_name": "short English name of the United Nations",
	"year": "the year the value is about", "indicator": "source.series", "indicator_name": "what a table calls the indicator",
	"value": "as published or derived; empty where missing says why", "unit": "unit of measurement",
	"low": "lower end of the source's own interval", "high": "upper end of the source's own interval",
	"standard_error": "the source's own standard error", "interval_level": "probability between low and high",
	"missing": "reason why there is no value: not_collected, not_applicable, not_yet_published, withheld or rejected",
	"flags":   "remarks on the value, parted by blanks", "kind": "how the series comes to be",
	"source": "id of the source; qala for what is derived", "release": "edition of the source", "licence": "terms of the figure; several for what is derived",
	"formula": "how a derived value is computed", "file": "raw file", "sha256": "hash of the raw file", "row": "line in the raw file; the header is line 1",
	"place": "member and path within the raw file, where it is no table",
}
