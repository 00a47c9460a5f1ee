// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"errors"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// Reader reads vintages of the Factbook.
type Reader struct {
	def    *source.Definition
	reg    *country.Register
	series []series
	// pages resolves the codes of the pages, names those of other countries.
	pages, names *source.Places
}

// New makes a reader of the series in the definition. It refuses, all at once,
// series without a place, with an unknown key or with a unit it cannot read.
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	r := &Reader{def: def, reg: reg}
	pages, errPages := source.NewPlaces(reg, def.Layout.Country)
	names, errNames := source.NewPlaces(reg, def.Layout.Counterpart)
	r.pages, r.names = pages, names
	var faults []error
	for _, err := range []error{errPages, errNames} {
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: layout: %w", def.ID, err))
		}
	}
	for _, s := range def.Series {
		c, err := compile(s)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: series %s: %w", def.ID, s.ID, err))
			continue
		}
		c.indicator = def.ID + "." + s.ID
		r.series = append(r.series, c)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return r, nil
}

// Read reads one vintage. The file must belong to a release of the definition,
// whose day of publication dates what the pages state without a year.
func (r *Reader) Read(file source.File, sink source.Sink) error {
	at := slices.IndexFunc(r.def.Releases, func(e source.Release) bool { return e.ID == file.Release })
	if at < 0 {
		return fmt.Errorf("%s: %s: release %q is not in the definition", r.def.ID, file.Path, file.Release)
	}
	run := &run{
		Reader: r, file: file, sink: sink, vintage: r.def.Releases[at].Published.Year,
		seen: map[key]string{},
	}
	if err := walk(file, run.page); err != nil {
		return fmt.Errorf("%s: %s: %w", r.def.ID, file.Path, err)
	}
	return nil
}

// key is what may have only one value in a vintage.
type key struct {
	indicator   string
	country     country.Code
	counterpart string
	year        int
}

// run is the reading of one vintage.
type run struct {
	*Reader
	file    source.File
	sink    source.Sink
	vintage int
	// seen tells where each value of the vintage stands.
	seen map[key]string
}

// page is one country's page being read.
type page struct {
	*run
	member  member
	root    node
	country country.Code
}

// page reads one member of the archive.
func (u *run) page(m member) error {
	p := &page{run: u, member: m}
	place := u.pages.Resolve(m.code, u.vintage)
	switch {
	case place.Skip:
		return nil
	case m.bad != "":
		return p.reject("", "", m.bad)
	case place.Reason != "":
		return p.reject("", m.code, place.Reason)
	}
	p.country = place.Code
	root, twice, err := parseTree(m.data)
	if err != nil {
		return p.reject("", source.Cut(string(m.data[:min(len(m.data), 400)])), err.Error())
	}
	p.root = root
	for _, path := range twice {
		if err := p.reject(path, "", "key stands twice; the first is read"); err != nil {
			return err
		}
	}
	for i := range u.series {
		if err := u.series[i].read(p, &u.series[i]); err != nil {
			return err
		}
	}
	return nil
}

// reject passes on a text that could not be read.
func (p *page) reject(path, text, reason string) error {
	return p.sink.Reject(obs.Rejected{
		File: p.file.Path, Column: p.member.name + "#" + path, Text: source.Cut(text), Reason: reason,
	})
}

// value is one number on its way out of a page.
type value struct {
	path, text  string
	counterpart string
	year, rows  int
	number      float64
	flags       obs.Flags
}

// observe passes on a value, unless its year cannot be or the vintage gave one
// before.
func (p *page) observe(s *series, v value) error {
	if v.year < 1900 || v.year > p.vintage+1 {
		return p.reject(v.path, v.text, fmt.Sprintf("year %d is not of this edition", v.year))
	}
	k := key{s.indicator, p.country, v.counterpart, v.year}
	place := p.member.name + "#" + v.path
	if first, ok := p.seen[k]; ok {
		return p.reject(v.path, v.text, fmt.Sprintf("second value for %d; the first stands in %s", v.year, first))
	}
	p.seen[k] = place
	return p.sink.Observe(obs.Observation{
		Indicator: s.indicator, Country: p.country, Counterpart: v.counterpart, Period: obs.Year(v.year),
		Value: v.number, Flags: v.flags, Release: p.file.Release,
		Ref: obs.Ref{
			File: p.file.Path, SHA256: p.file.SHA256, Rows: max(1, v.rows), Place: place,
			Entity: p.member.code, Text: source.Cut(v.text),
		},
	})
}
