// SPDX-License-Identifier: Apache-2.0

// Package acd reads the UCDP/PRIO Armed Conflict Dataset, one row per conflict
// and year, and turns it round into series by country and year.
//
// Its nouns: a conflict is a row with its intensity, its type and five lists of
// state numbers (Gleditsch and Ward's): the location and the primary and
// secondary parties of both sides. A tally is what the rows say of one country
// in one year. A measure makes a value of a tally.
//
// The steps: read all rows, tally them, emit every measure of the definition for
// every state of the Gleditsch and Ward system in every year the file spans, in
// the order of years and codes. The dataset lists every state-based conflict with
// 25 deaths in a year, so a state of the system without a row has none: its value
// is 0, with a reference to the file and no row.
//
// "Location" is UCDP's: the states whose governments claim what is fought over.
// In a conflict between states it names both, wherever the fighting is.
//
// It refuses a row without a year, intensity or type, a second row of the same
// conflict and year, and each state number that the register does not know; the
// other numbers of that row still count.
package acd

import (
	"errors"
	"fmt"
	"io"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// Reader reads releases of the dataset.
type Reader struct {
	def    *source.Definition
	reg    *country.Register
	states *source.Places
	chosen []measure
}

// New makes a reader of the series in the definition, each of which must be a
// measure of this package.
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	states, err := source.NewPlaces(reg, def.Layout.Country)
	if err != nil {
		return nil, fmt.Errorf("%s: layout: %w", def.ID, err)
	}
	r := &Reader{def: def, reg: reg, states: states}
	var faults []error
	for _, s := range def.Series {
		m, ok := measureOf(s.ID)
		if !ok {
			faults = append(faults, fmt.Errorf("%s: series %s: no such measure", def.ID, s.ID))
			continue
		}
		r.chosen = append(r.chosen, m)
	}
	return r, errors.Join(faults...)
}

// Read reads one release.
func (r *Reader) Read(file source.File, sink source.Sink) error {
	sheet, err := source.OpenSheet(file, source.SheetOptions{})
	if err != nil {
		return fmt.Errorf("%s: %w", r.def.ID, err)
	}
	defer sheet.Close()
	run := newRun(r, file, sink)
	if err := run.header(sheet); err != nil {
		return fmt.Errorf("%s: %w", r.def.ID, err)
	}
	for {
		row, err := sheet.Next()
		if err == io.EOF {
			return run.emit()
		}
		if err == nil {
			err = run.row(row)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.def.ID, err)
		}
	}
}
