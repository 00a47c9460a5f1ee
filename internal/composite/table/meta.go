// SPDX-License-Identifier: Apache-2.0

// Package table lets anyone's table be scored: it reads the two tables that the
// R package COINr uses, iMeta (the indicators, their tree, weights and
// directions) and iData (the cases, one a row, or one a row and year where there
// is a column Time), into a framework and a panel, and writes every stage of a
// build back as tables.
//
// Vary scores such a table under the choices of a Plan: its Factors have levels, a
// Variant takes one of each. Variants that share a fit are tried together; all of
// them give exact indices, a sample estimated ones. A variant that has no scores is
// counted with its reason.
//
// What is wrong with a table is a Lint with its row and column, all of them at
// once; a table with faults is not built. Empty cells and NA are missing.
package table

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
)

// Lint is one thing that is wrong, or odd, in a table.
type Lint struct {
	// Table is "iData" or "iMeta".
	Table string
	// Row is the line on which the row starts, the header being 1; 0 for the
	// table as a whole. Column names the column, if it is about one.
	Row    int
	Column string
	// Text is a sentence without a capital or a full stop.
	Text string
	// Mild tells that the table can be built all the same.
	Mild bool
}

// String writes table, row, column and text.
func (l Lint) String() string {
	where := l.Table
	if l.Row > 0 {
		where += fmt.Sprintf(": row %d", l.Row)
	}
	if l.Column != "" {
		where += ": column " + l.Column
	}
	return where + ": " + l.Text
}

// Grave keeps the lints with which a table cannot be built.
func Grave(lints []Lint) []Lint {
	return slices.DeleteFunc(slices.Clone(lints), func(l Lint) bool { return l.Mild })
}

// sheet is a table of texts with its header.
type sheet struct {
	name  string
	at    map[string]int
	names []string
	rows  [][]string
	lines []int
	lints []Lint
}

func (s *sheet) lint(row int, column, format string, args ...any) {
	s.lints = append(s.lints, Lint{Table: s.name, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

func (s *sheet) remark(row int, column, format string, args ...any) {
	s.lint(row, column, format, args...)
	s.lints[len(s.lints)-1].Mild = true
}

// readSheet reads a CSV file. A row that cannot be read ends the table.
func readSheet(name string, r io.Reader) *sheet {
	s := &sheet{name: name, at: map[string]int{}}
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		s.lint(1, "", "has no header (%v)", err)
		return s
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for i, column := range header {
		column = strings.TrimSpace(column)
		if _, twice := s.at[column]; twice {
			s.lint(1, column, "stands twice in the header")
			continue
		}
		s.at[column] = i
		s.names = append(s.names, column)
	}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return s
		}
		if err != nil {
			s.lint(0, "", "%v", err)
			return s
		}
		line, _ := in.FieldPos(0)
		if len(row) != len(header) {
			s.lint(line, "", "has %d fields, the header %d", len(row), len(header))
			continue
		}
		s.rows, s.lines = append(s.rows, row), append(s.lines, line)
	}
}

// cell is the text in a column; empty where missing or NA.
func (s *sheet) cell(row int, column string) string {
	i, ok := s.at[column]
	if !ok {
		return ""
	}
	text := strings.TrimSpace(s.rows[row][i])
	if text == "NA" {
		return ""
	}
	return text
}

// number is the number in a column, or false where missing or no number, which
// is linted.
func (s *sheet) number(row int, column string) (float64, bool) {
	text := s.cell(row, column)
	if text == "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		s.lint(s.lines[row], column, "%q is not a number", text)
		return 0, false
	}
	return v, true
}

// metaRow is one row of iMeta.
type metaRow struct {
	line                         int
	code, name, parent, kind     string
	denominator                  string
	level, direction             float64
	weight, target               float64
	hasWeight, hasTarget, hasDir bool
	children                     []*metaRow
}

// The types of rows that iMeta has.
const (
	typeIndicator   = "Indicator"
	typeAggregate   = "Aggregate"
	typeDenominator = "Denominator"
	typeGroup       = "Group"
	typeOther       = "Other"
)

// readMeta reads the rows of iMeta.
func readMeta(r io.Reader) (*sheet, []*metaRow) {
	s := readSheet("iMeta", r)
	for _, column := range []string{"iCode", "Type", "Parent", "Weight", "Direction", "Level"} {
		if _, ok := s.at[column]; !ok && len(s.names) > 0 {
			s.lint(1, column, "is missing")
		}
	}
	var rows []*metaRow
	seen := map[string]int{}
	for i := range s.rows {
		m := &metaRow{
			line: s.lines[i], code: s.cell(i, "iCode"), name: s.cell(i, "iName"),
			parent: s.cell(i, "Parent"), kind: s.cell(i, "Type"), denominator: s.cell(i, "Denominator"),
		}
		m.level, _ = s.number(i, "Level")
		m.weight, m.hasWeight = s.number(i, "Weight")
		m.direction, m.hasDir = s.number(i, "Direction")
		m.target, m.hasTarget = s.number(i, "Target")
		if m.code == "" {
			s.lint(m.line, "iCode", "is empty")
			continue
		}
		if first, twice := seen[m.code]; twice {
			s.lint(m.line, "iCode", "%q stands in row %d already", m.code, first)
			continue
		}
		seen[m.code] = m.line
		s.checkType(m)
		rows = append(rows, m)
	}
	return s, rows
}

// checkType checks what rows of each type need.
func (s *sheet) checkType(m *metaRow) {
	switch m.kind {
	case typeIndicator:
		switch {
		case !m.hasDir:
			s.lint(m.line, "Direction", "%s has none; use 1 where higher is better, -1 where lower is", m.code)
		case m.direction != 1 && m.direction != -1:
			s.lint(m.line, "Direction", "%s has %v; use 1 where higher is better, -1 where lower is", m.code, m.direction)
		}
	case typeAggregate, typeDenominator, typeGroup, typeOther:
	default:
		s.lint(m.line, "Type", "%q of %s is unknown; use Indicator, Aggregate, Denominator, Group or Other", m.kind, m.code)
	}
	if m.kind != typeIndicator && m.kind != typeAggregate {
		return
	}
	if !m.hasWeight {
		s.lint(m.line, "Weight", "%s has none", m.code)
	} else if m.weight < 0 {
		s.lint(m.line, "Weight", "%s has %v, which is negative", m.code, m.weight)
	}
}

// tree links indicators and aggregates and returns the root, or nil.
func (s *sheet) tree(rows []*metaRow) *metaRow {
	at := map[string]*metaRow{}
	for _, m := range rows {
		at[m.code] = m
	}
	var roots []*metaRow
	for _, m := range rows {
		if m.kind != typeIndicator && m.kind != typeAggregate {
			continue
		}
		parent, known := at[m.parent]
		switch {
		case m.parent == "" && m.kind == typeAggregate:
			roots = append(roots, m)
		case m.parent == "":
			s.lint(m.line, "Parent", "%s has none", m.code)
		case !known:
			s.lint(m.line, "Parent", "%q of %s is not among the codes", m.parent, m.code)
		case parent.kind != typeAggregate:
			s.lint(m.line, "Parent", "%q of %s is of type %s, not Aggregate", m.parent, m.code, parent.kind)
		case cyclic(m, at):
			s.lint(m.line, "Parent", "%s is among its own ancestors", m.code)
		default:
			parent.children = append(parent.children, m)
		}
	}
	for _, m := range rows {
		if m.kind == typeAggregate && len(m.children) == 0 {
			s.lint(m.line, "iCode", "%s is an aggregate of nothing", m.code)
		}
		for _, child := range m.children {
			if child.level != m.level-1 {
				s.remark(child.line, "Level", "%s is of level %v below %s of level %v", child.code, child.level, m.code, m.level)
			}
		}
	}
	if len(roots) != 1 {
		s.lint(0, "Parent", "%d aggregates have no parent; one must, the index", len(roots))
		return nil
	}
	return roots[0]
}

// cyclic tells whether a row is its own ancestor.
func cyclic(m *metaRow, at map[string]*metaRow) bool {
	up := at[m.parent]
	for range at {
		if up == nil {
			return false
		}
		if up == m {
			return true
		}
		up = at[up.parent]
	}
	return up != nil
}

// node turns a row and what is below it into a framework's node.
func (m *metaRow) node(s *sheet) *composite.Node {
	n := &composite.Node{ID: m.code, Name: m.name, Weight: 1}
	if m.kind == typeIndicator {
		n.Indicator, n.Denominator, n.Direction = m.code, m.denominator, obs.Direction(m.direction)
		if m.hasTarget {
			n.Target = &m.target
		}
		return n
	}
	total := 0.0
	for _, child := range m.children {
		total += child.weight
	}
	if !(total > 0) {
		s.lint(m.line, "Weight", "the children of %s have no weight", m.code)
	}
	for _, child := range m.children {
		kid := child.node(s)
		kid.Weight = child.weight / total
		n.Children = append(n.Children, kid)
	}
	return n
}
