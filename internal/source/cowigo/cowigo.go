// SPDX-License-Identifier: Apache-2.0

// Package cowigo reads the state-year file of the Correlates of War project's
// data on intergovernmental organisations, version 3. Its nouns are the state-year
// (a row) and the standing of a state in an organisation (a column after ccode,
// year and state: 0 none, 1 full member, 2 associate member, 3 observer, -9 not
// known, -1 no such organisation in the year).
//
// The steps: read a row, resolve the state, count its columns by standing, emit
// one observation for each series. A row with any other text is rejected as a
// whole, since its counts would be wrong. The user brings the file; its terms
// forbid passing it on, so nothing of it is embedded.
package cowigo

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// standings are the cell texts that a series counts, by the series' key.
var standings = map[string][]string{
	"full": {"1"}, "associate": {"2"}, "observer": {"3"}, "member": {"1", "2"},
}

// codes are the texts that a cell may hold.
var codes = []string{"-9", "-1", "0", "1", "2", "3"}

// reader is the definition with what it counts.
type reader struct {
	def *source.Definition
	reg *country.Register
}

// New prepares the reader. The key of each series is "full", "associate",
// "observer" or "member" (full or associate).
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	for _, s := range def.Series {
		if standings[s.Key] == nil {
			return nil, fmt.Errorf("%s: series %s: key %q: want full, associate, observer or member",
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
	sheet, err := source.OpenSheet(file, source.SheetOptions{})
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
			f.count()
			return nil
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
	def         *source.Definition
	file        source.File
	sink        source.Sink
	columns     []string
	state, year int
	// bodies are the columns of organisations.
	bodies        []int
	places        *source.Places
	seen          map[stateYear]int
	read, skipped int
}

// stateYear identifies a row.
type stateYear struct {
	country country.Code
	year    int
}

func (r *reader) open(sheet *source.Sheet, file source.File, sink source.Sink) (*pass, error) {
	f := &pass{def: r.def, file: file, sink: sink, columns: sheet.Columns, seen: map[stateYear]int{}}
	var errs [3]error
	f.state, errs[0] = sheet.Column(r.def.Layout.Country.Column)
	f.year, errs[1] = sheet.Column(r.def.Layout.Period.Column)
	f.places, errs[2] = source.NewPlaces(r.reg, r.def.Layout.Country)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	for i, name := range sheet.Columns {
		if i != f.state && i != f.year && !slices.Contains([]string{"state", "country", "version"}, name) {
			f.bodies = append(f.bodies, i)
		}
	}
	if len(f.bodies) == 0 {
		return nil, fmt.Errorf("%s: no column is an organisation", file.Path)
	}
	return f, nil
}

// row takes one state-year.
func (f *pass) row(row source.Row) error {
	f.read++
	if row.Bad != "" {
		return f.reject(row, "", row.Text, row.Bad)
	}
	year, err := source.ParseYear(row.Cells[f.year])
	if err != nil {
		return f.reject(row, f.columns[f.year], row.Cells[f.year], err.Error())
	}
	if p := f.def.Layout.Period; (p.First > 0 && year < p.First) || (p.Last > 0 && year > p.Last) {
		f.skipped++
		return nil
	}
	place := f.places.Resolve(row.Cells[f.state], year)
	if place.Skip {
		f.skipped++
		return nil
	}
	if place.Reason != "" {
		return f.reject(row, f.columns[f.state], row.Cells[f.state], place.Reason)
	}
	for _, at := range f.bodies {
		if !slices.Contains(codes, strings.TrimSpace(row.Cells[at])) {
			return f.reject(row, f.columns[at], row.Cells[at], "standing is none of "+strings.Join(codes, " "))
		}
	}
	key := stateYear{place.Code, year}
	if line, twice := f.seen[key]; twice {
		return f.reject(row, f.columns[f.state], row.Cells[f.state],
			fmt.Sprintf("second row for %s %d; the first is on line %d", key.country, year, line))
	}
	f.seen[key] = row.Line
	return f.emit(row, key, place.Entity)
}

// emit counts the columns for each series.
func (f *pass) emit(row source.Row, key stateYear, entity string) error {
	for _, s := range f.def.Series {
		wanted, n := standings[s.Key], 0
		for _, at := range f.bodies {
			if slices.Contains(wanted, strings.TrimSpace(row.Cells[at])) {
				n++
			}
		}
		err := f.sink.Observe(obs.Observation{
			Indicator: f.def.ID + "." + s.ID, Country: key.country, Period: obs.Year(key.year),
			Value: float64(n), Release: f.file.Release,
			Ref: obs.Ref{
				File: f.file.Path, SHA256: f.file.SHA256, Row: row.Line, Rows: 1, Place: f.file.Member, Entity: entity,
				Text: fmt.Sprintf("count of %s over %d columns", strings.Join(wanted, "|"), len(f.bodies)),
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *pass) reject(row source.Row, column, text, reason string) error {
	return f.sink.Reject(obs.Rejected{
		File: f.file.Path, Row: row.Line, Column: column, Text: source.Cut(text), Reason: reason,
	})
}

// count tells the sink how many rows there were.
func (f *pass) count() {
	if c, ok := f.sink.(source.Counter); ok {
		c.Count(f.read, f.skipped)
	}
}
