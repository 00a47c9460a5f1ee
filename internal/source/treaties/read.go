// SPDX-License-Identifier: Apache-2.0

package treaties

import (
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// agreement is what the first file says of one.
type agreement struct {
	ambit, kind string
	// domain marks the domains by their place in the list; 0 is always set.
	domain [len(domains)]bool
	// states are the different parties listed, at most three of them.
	states []string
}

// counted tells whether the agreement is a multilateral treaty.
func (a *agreement) counted() bool {
	switch a.kind {
	case "Agreement", "Protocol", missing:
	default:
		return false
	}
	return a.ambit == "Multilateral" || a.ambit == missing && len(a.states) > 2
}

// missing is how the files write that a cell has no value.
const missing = "NA"

// run is the reading of one release.
type run struct {
	*Bundle
	sink                source.Sink
	agreements, parties source.File
	known               map[string]*agreement
	members             map[country.Code]*member
}

// spot is a cell of a file, or a row where the column is empty.
type spot struct {
	file   source.File
	row    source.Row
	column string
}

// reject passes on a row that could not be read.
func (u *run) reject(at spot, text, reason string) error {
	return u.sink.Reject(obs.Rejected{
		File: at.file.Path, Row: at.row.Line, Column: at.column, Text: source.Cut(text), Reason: reason,
	})
}

// reading is a pass over a file.
type reading struct {
	file    source.File
	columns []string
	// quiet leaves bad rows to another pass.
	quiet bool
}

// each reads a file row by row and hands out the cells of the columns.
func (u *run) each(r reading, visit func(source.Row, []string) error) error {
	sheet, err := source.OpenSheet(r.file, source.SheetOptions{})
	if err != nil {
		return err
	}
	defer sheet.Close()
	at := make([]int, len(r.columns))
	for i, name := range r.columns {
		if at[i], err = sheet.Column(name); err != nil {
			return err
		}
	}
	cells := make([]string, len(at))
	for {
		row, err := sheet.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case row.Bad != "" && r.quiet:
			continue
		case row.Bad != "":
			err = u.reject(spot{r.file, row, ""}, row.Text, row.Bad)
		default:
			for i, c := range at {
				cells[i] = strings.TrimSpace(row.Cells[c])
			}
			err = visit(row, cells)
		}
		if err != nil {
			return err
		}
	}
}

// readAgreements reads the first file. Some numbers stand for several texts of
// the same parties; they count as one, which the first describes.
func (u *run) readAgreements() error {
	columns := []string{"treatyID", "TypeDomain", "TypeAgree", "TypeAmbit"}
	return u.each(reading{file: u.agreements, columns: columns}, func(row source.Row, cell []string) error {
		if cell[0] == "" || cell[0] == missing {
			return u.reject(spot{u.agreements, row, columns[0]}, cell[0], "agreement has no number")
		}
		if u.known[cell[0]] != nil {
			return nil
		}
		a := &agreement{kind: strings.Clone(cell[2]), ambit: strings.Clone(cell[3])}
		a.domain[0] = true
		for _, name := range strings.Split(cell[1], ",") {
			at := slices.Index(domains[1:], name) + 1
			if at == 0 && name != missing && name != "" {
				if err := u.reject(spot{u.agreements, row, columns[1]}, name, "domain is not known"); err != nil {
					return err
				}
			}
			a.domain[at] = true
		}
		u.known[strings.Clone(cell[0])] = a
		return nil
	})
}

// countStates finds the agreements with three parties or more.
func (u *run) countStates() error {
	pass := reading{file: u.parties, columns: []string{"stateID", "treatyID"}, quiet: true}
	return u.each(pass, func(_ source.Row, cell []string) error {
		a := u.known[cell[1]]
		if a != nil && len(a.states) < 3 && !slices.Contains(a.states, cell[0]) {
			a.states = append(a.states, strings.Clone(cell[0]))
		}
		return nil
	})
}
