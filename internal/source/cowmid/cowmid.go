// SPDX-License-Identifier: Apache-2.0

// Package cowmid reads the participants of militarised interstate disputes (the
// file MIDB, version 5, of the Correlates of War project). Its nouns are the
// participation (a row: a state in a dispute from one date to another, with the
// highest hostility it reached) and the state-year that is counted from them.
//
// The steps: read a participation, resolve the state in each year of it, add it
// to those state-years, and after the last row emit one observation for each
// series and state-year. A dispute that a state left and joined again counts
// once. State-years without a dispute have no row in the file and no observation:
// it is for the reader of the figures to know for which years the file is
// complete. The user brings the file; its terms forbid passing it on, so nothing
// of it is embedded.
package cowmid

import (
	"errors"
	"fmt"
	"io"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// force is the level of hostility from which force is used: 4 of 5.
const force = 4

// reader is the definition with what it counts.
type reader struct {
	def *source.Definition
	reg *country.Register
}

// New prepares the reader. The key of each series is "disputes" (their number),
// "originated" (those of which the state was an original party), "force" (those
// in which it used force) or "hostility" (the highest level it reached).
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	for _, s := range def.Series {
		if measures[s.Key] == nil {
			return nil, fmt.Errorf("%s: series %s: key %q: want disputes, originated, force or hostility",
				def.ID, s.ID, s.Key)
		}
	}
	if _, err := source.NewPlaces(reg, def.Layout.Country); err != nil {
		return nil, fmt.Errorf("%s: %w", def.ID, err)
	}
	return &reader{def: def, reg: reg}, nil
}

// Read reads one file.
func (r *reader) Read(file source.File, sink source.Sink) error {
	if err := r.read(file, sink); err != nil {
		return fmt.Errorf("%s: %w", r.def.ID, err)
	}
	return nil
}

func (r *reader) read(file source.File, sink source.Sink) error {
	sheet, err := source.OpenSheet(file, source.SheetOptions{Windows1252: r.def.Layout.Encoding == "windows-1252"})
	if err != nil {
		return err
	}
	defer sheet.Close()
	f, err := r.open(sheet, file, sink)
	if err != nil {
		return err
	}
	for {
		row, err := sheet.Next()
		if errors.Is(err, io.EOF) {
			return f.finish()
		}
		if err != nil {
			return err
		}
		if err := f.row(row); err != nil {
			return err
		}
	}
}

// pass is one file on its way through.
type pass struct {
	def     *source.Definition
	file    source.File
	sink    source.Sink
	columns []string
	// The columns that are read.
	state, dispute, start, end, hostility, origin int
	places                                        *source.Places
	at                                            map[stateYear]*tally
	order                                         []*tally
	read, skipped                                 int
}

func (r *reader) open(sheet *source.Sheet, file source.File, sink source.Sink) (*pass, error) {
	f := &pass{def: r.def, file: file, sink: sink, columns: sheet.Columns, at: map[stateYear]*tally{}}
	var errs []error
	for _, want := range []struct {
		name string
		into *int
	}{
		{r.def.Layout.Country.Column, &f.state},
		{"dispnum", &f.dispute},
		{"styear", &f.start},
		{"endyear", &f.end},
		{"hostlev", &f.hostility},
		{"orig", &f.origin},
	} {
		at, err := sheet.Column(want.name)
		*want.into = at
		errs = append(errs, err)
	}
	places, err := source.NewPlaces(r.reg, r.def.Layout.Country)
	f.places = places
	return f, errors.Join(append(errs, err)...)
}

// row takes one participation.
func (f *pass) row(row source.Row) error {
	f.read++
	if row.Bad != "" {
		return f.reject(row, "", row.Text, row.Bad)
	}
	first, err := source.ParseYear(row.Cells[f.start])
	if err != nil {
		return f.reject(row, f.columns[f.start], row.Cells[f.start], err.Error())
	}
	last, err := source.ParseYear(row.Cells[f.end])
	if err == nil && last < first {
		err = errors.New("dispute ends before it begins")
	}
	if err != nil {
		return f.reject(row, f.columns[f.end], row.Cells[f.end], err.Error())
	}
	level, err := source.ParseNumber(row.Cells[f.hostility])
	if err == nil && (level < 1 || level > 5) {
		err = errors.New("hostility is not between 1 and 5")
	}
	if err != nil {
		return f.reject(row, f.columns[f.hostility], row.Cells[f.hostility], err.Error())
	}
	return f.years(row, first, last, level)
}

// years adds a participation to each of its years.
func (f *pass) years(row source.Row, first, last int, level float64) error {
	p, used := f.def.Layout.Period, false
	for year := first; year <= last; year++ {
		if (p.First > 0 && year < p.First) || (p.Last > 0 && year > p.Last) {
			continue
		}
		place := f.places.Resolve(row.Cells[f.state], year)
		if place.Skip {
			continue
		}
		if place.Reason != "" {
			return f.reject(row, f.columns[f.state], row.Cells[f.state], place.Reason)
		}
		used = true
		f.add(row, stateYear{place.Code, year}, place.Entity, level)
	}
	if !used {
		f.skipped++
	}
	return nil
}

// finish emits what was counted, in the order of the first rows.
func (f *pass) finish() error {
	for _, t := range f.order {
		for _, s := range f.def.Series {
			o := obs.Observation{
				Indicator: f.def.ID + "." + s.ID, Country: t.country, Period: obs.Year(t.year),
				Value: measures[s.Key](t), Release: f.file.Release,
				Ref: obs.Ref{
					File: f.file.Path, SHA256: f.file.SHA256, Row: t.line, Rows: t.rows, Place: f.file.Member,
					Entity: t.entity, Text: t.describe(s.Key),
				},
			}
			if err := f.sink.Observe(o); err != nil {
				return err
			}
		}
	}
	if c, ok := f.sink.(source.Counter); ok {
		c.Count(f.read, f.skipped)
	}
	return nil
}

func (f *pass) reject(row source.Row, column, text, reason string) error {
	return f.sink.Reject(obs.Rejected{
		File: f.file.Path, Row: row.Line, Column: column, Text: source.Cut(text), Reason: reason,
	})
}
