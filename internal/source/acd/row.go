// SPDX-License-Identifier: Apache-2.0

package acd

import (
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// columns are the columns that are read, in the order of the constants.
var columns = [...]string{
	"conflict_id", "year", "intensity_level", "type_of_conflict", "incompatibility",
	"gwno_loc", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd",
}

const (
	colConflict = iota
	colYear
	colIntensity
	colType
	colIssue
	colLocation
	colA
	colSecondA
	colB
	colSecondB
)

// The codes of type_of_conflict and incompatibility that matter here.
const (
	interstate        = "2"
	internationalised = "4"
	territory         = "1"
	territoryToo      = "3"
)

// conflict is one row.
type conflict struct {
	id, kind, issue string
	year, intensity int
	line            int
	location        []country.Code
	primary         []country.Code
	secondA         []country.Code
	secondB         []country.Code
}

// external tells whether the conflict is of the external type: between states,
// or over territory with a foreign state among the secondary parties. With
// opposed only a foreign state on the side against the government counts.
func (c *conflict) external(opposed bool) bool {
	if c.kind == interstate {
		return true
	}
	overLand := c.issue == territory || c.issue == territoryToo
	foreign := func(s country.Code) bool { return !slices.Contains(c.location, s) }
	return overLand && c.kind == internationalised &&
		(slices.ContainsFunc(c.secondB, foreign) || !opposed && slices.ContainsFunc(c.secondA, foreign))
}

// header finds the columns.
func (u *run) header(sheet *source.Sheet) error {
	for i, name := range columns {
		at, err := sheet.Column(name)
		if err != nil {
			return err
		}
		u.at[i] = at
	}
	return nil
}

// row reads a row and tallies it.
func (u *run) row(row source.Row) error {
	if row.Bad != "" {
		return u.reject(row.Line, "", row.Text, row.Bad)
	}
	cell := func(i int) string { return strings.TrimSpace(row.Cells[u.at[i]]) }
	c := conflict{id: strings.Clone(cell(colConflict)), line: row.Line, kind: cell(colType), issue: cell(colIssue)}
	year, err := source.ParseYear(cell(colYear))
	if err != nil {
		return u.reject(row.Line, columns[colYear], cell(colYear), err.Error())
	}
	c.year = year
	switch {
	case c.id == "":
		return u.reject(row.Line, columns[colConflict], "", "conflict has no number")
	case len(c.kind) != 1 || c.kind < "1" || c.kind > "4":
		return u.reject(row.Line, columns[colType], c.kind, "not a type of conflict, 1 to 4")
	case len(c.issue) != 1 || c.issue < "1" || c.issue > "3":
		return u.reject(row.Line, columns[colIssue], c.issue, "not an incompatibility, 1 to 3")
	}
	switch cell(colIntensity) {
	case "1":
		c.intensity = 1
	case "2":
		c.intensity = 2
	default:
		return u.reject(row.Line, columns[colIntensity], cell(colIntensity), "not an intensity, 1 or 2")
	}
	if first, ok := u.seen[seenKey{c.id, year}]; ok {
		return u.reject(row.Line, columns[colConflict], c.id, "conflict stands for this year already in line "+line(first))
	}
	u.seen[seenKey{c.id, year}] = row.Line
	if err := u.parties(&c, cell); err != nil {
		return err
	}
	u.tally(c)
	return nil
}

// parties reads the lists of states.
func (u *run) parties(c *conflict, cell func(int) string) error {
	for _, list := range []struct {
		col  int
		into *[]country.Code
	}{
		{colLocation, &c.location},
		{colA, &c.primary},
		{colB, &c.primary},
		{colSecondA, &c.secondA},
		{colSecondB, &c.secondB},
	} {
		for _, number := range strings.Split(cell(list.col), ",") {
			number = strings.TrimSpace(number)
			if number == "" {
				continue
			}
			place := u.states.Resolve(number, c.year)
			if place.Reason != "" {
				if err := u.reject(c.line, columns[list.col], number, place.Reason); err != nil {
					return err
				}
			}
			if place.Code != "" {
				*list.into = append(*list.into, u.reg.Continuing(place.Code))
			}
		}
	}
	return nil
}

// reject passes on a row or cell that could not be read.
func (u *run) reject(at int, column, text, reason string) error {
	return u.sink.Reject(obs.Rejected{
		File: u.file.Path, Row: at, Column: column, Text: source.Cut(text), Reason: reason,
	})
}
