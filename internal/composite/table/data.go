// SPDX-License-Identifier: Apache-2.0

package table

import (
	"io"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
)

// Input is a pair of tables read into a framework and a panel.
type Input struct {
	Framework *composite.Framework
	// Panel holds indicators and denominators; without a column Time its only
	// year is 0.
	Panel *panel.Panel
	// Timed tells that there was a column Time.
	Timed bool
	// Rows are the rows of iData, by case and then year.
	Rows []Row
	// Groups are by column of type Group, then by case.
	Groups map[string]map[string]string
	// Weights are the weights of iMeta as they stand, by code; Level the levels.
	Weights map[string]float64
	Level   map[string]int
}

// Row is a case in a year.
type Row struct {
	Case string
	Year int
}

// Read reads both tables. The input is nil where a lint is grave.
func Read(data, meta io.Reader) (*Input, []Lint) {
	ms, rows := readMeta(meta)
	root := ms.tree(rows)
	ds := readSheet("iData", data)
	in := &Input{Groups: map[string]map[string]string{}, Weights: map[string]float64{}, Level: map[string]int{}}
	if root != nil {
		in.Framework = &composite.Framework{ID: root.code, Name: root.name, Root: root.node(ms)}
	}
	for _, m := range rows {
		if m.kind == typeIndicator || m.kind == typeAggregate {
			in.Weights[m.code], in.Level[m.code] = m.weight, int(m.level)
		}
	}
	in.readRows(ds)
	in.readCells(ds, ms, rows)
	lints := slices.Concat(ms.lints, ds.lints)
	if len(Grave(lints)) > 0 {
		return nil, lints
	}
	return in, lints
}

// readRows reads which cases and years there are.
func (in *Input) readRows(s *sheet) {
	if _, ok := s.at["uCode"]; !ok {
		s.lint(1, "uCode", "is missing")
		return
	}
	_, in.Timed = s.at["Time"]
	seen := map[Row]int{}
	for i, line := range s.lines {
		row := Row{Case: s.cell(i, "uCode")}
		if in.Timed {
			year, ok := s.number(i, "Time")
			if !ok || year != math.Trunc(year) {
				s.lint(line, "Time", "%q is not a year", s.cell(i, "Time"))
			}
			row.Year = int(year)
		}
		first, twice := seen[row]
		switch {
		case row.Case == "":
			s.lint(line, "uCode", "is empty")
		case twice && in.Timed:
			s.lint(line, "uCode", "%s in %d stands in row %d already", row.Case, row.Year, first)
		case twice:
			s.lint(line, "uCode", "%s stands in row %d already", row.Case, first)
		}
		if !twice {
			seen[row] = line
		}
		in.Rows = append(in.Rows, row)
	}
	if len(s.rows) < 2 {
		s.lint(0, "", "has %d rows; a composite needs at least 2 cases to compare", len(s.rows))
	}
}

// readCells fills the panel and the groups.
func (in *Input) readCells(s, ms *sheet, rows []*metaRow) {
	if len(in.Rows) == 0 {
		return
	}
	var cases []string
	var years []int
	for _, r := range in.Rows {
		cases, years = append(cases, r.Case), append(years, r.Year)
	}
	slices.Sort(cases)
	slices.Sort(years)
	columns := in.columns(s, ms, rows)
	in.Panel = panel.New(slices.Compact(cases), slices.Compact(years), columns)
	filled := make([]bool, len(in.Rows))
	for i, column := range columns {
		count, low, high := 0, math.Inf(1), math.Inf(-1)
		for r, row := range in.Rows {
			v, ok := s.number(r, column)
			if !ok {
				continue
			}
			c, _ := in.Panel.Case(row.Case)
			t, _ := in.Panel.Year(row.Year)
			in.Panel.Set(c, t, i, panel.Cell{Value: v})
			filled[r] = true
			count, low, high = count+1, min(low, v), max(high, v)
		}
		switch {
		case count == 0:
			s.lint(0, column, "has no value at all")
		case count == 1:
			s.lint(0, column, "has a single value")
		case low == high:
			s.lint(0, column, "is constant: every value is %v", low)
		}
	}
	for r, any := range filled {
		if !any {
			s.remark(s.lines[r], "", "%s has no value at all and is not scored", in.Rows[r].Case)
		}
	}
	slices.SortStableFunc(in.Rows, func(a, b Row) int {
		if a.Year != b.Year {
			return a.Year - b.Year
		}
		if a.Case < b.Case {
			return -1
		}
		return 1
	})
}

// columns lists the columns of numbers, and reads those of groups.
func (in *Input) columns(s, ms *sheet, rows []*metaRow) []string {
	var columns []string
	known := map[string]bool{"uCode": true, "uName": true, "Time": true}
	needed := map[string]bool{}
	for _, m := range rows {
		known[m.code] = true
		if m.denominator != "" && m.kind == typeIndicator {
			needed[m.denominator] = true
		}
	}
	for _, m := range rows {
		_, there := s.at[m.code]
		switch {
		case m.kind == typeAggregate || m.kind == typeOther:
		case !there:
			ms.lint(m.line, "iCode", "%s is not a column of iData", m.code)
		case m.kind == typeGroup:
			in.Groups[m.code] = map[string]string{}
			for r, row := range in.Rows {
				in.Groups[m.code][row.Case] = s.cell(r, m.code)
			}
		case m.kind == typeIndicator || m.kind == typeDenominator:
			columns = append(columns, m.code)
		}
	}
	for _, m := range rows {
		if d := m.denominator; needed[d] && m.kind == typeIndicator && !slices.Contains(columns, d) {
			ms.lint(m.line, "Denominator", "%q of %s is not a column of iData of type Denominator or Indicator", d, m.code)
		}
	}
	for _, column := range s.names {
		if !known[column] {
			s.remark(1, column, "is not described in iMeta and not used")
		}
	}
	return columns
}
