// SPDX-License-Identifier: Apache-2.0

package country

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// File is the register's file name in the data folder.
const File = "countries.csv"

// maxBytes bounds the register's file; the real one is a tenth of a megabyte.
const maxBytes = 8 << 20

// Load parses the register's file in a folder.
func Load(fsys fs.FS) (*Register, error) {
	f, err := fsys.Open(File)
	if err != nil {
		return nil, fmt.Errorf("country register: %w", err)
	}
	defer f.Close()
	return Parse(f)
}

// Parse reads a register from CSV with a header line. It collects all faults and
// returns them joined, each a *Fault with line and column: a missing, unknown or
// double column, a row of the wrong length, a field it cannot read, a code given
// twice, a country referred to that the file does not hold, successors that do not
// answer predecessors, an end before the start. Lint finds spellings that clash.
func Parse(r io.Reader) (*Register, error) {
	p := &parser{csv: csv.NewReader(io.LimitReader(r, maxBytes))}
	p.csv.FieldsPerRecord = -1
	p.csv.ReuseRecord = true
	if err := p.header(); err != nil {
		return nil, err
	}
	if len(p.faults) == 0 {
		if err := p.rows(); err != nil {
			return nil, err
		}
		p.relate()
	}
	if len(p.faults) > 0 {
		return nil, p.joined()
	}
	return p.register(), nil
}

// place is where a country's fields stand in the file.
type place struct {
	line    int
	columns []int // byte column of each field, in the file's order
}

type parser struct {
	csv    *csv.Reader
	head   []string // names of the file's columns
	order  []int    // column of the file -> position in columns
	parsed []Country
	places []place
	faults []*Fault
	at     place // of the row being read
	field  int   // column of the file being read, -1 for the whole row
}

// fault notes an error in the field being read.
func (p *parser) fault(format string, args ...any) {
	f := &Fault{Line: p.at.line, Reason: fmt.Sprintf(format, args...)}
	if p.field >= 0 && p.field < len(p.at.columns) {
		f.Column = p.at.columns[p.field]
		f.Field = p.head[p.field]
	}
	p.faults = append(p.faults, f)
}

func (p *parser) joined() error {
	errs := make([]error, len(p.faults))
	for i, f := range p.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

// next reads a row; a row that is no CSV is a fault and is passed over.
func (p *parser) next() ([]string, error) {
	for {
		row, err := p.csv.Read()
		if err == nil {
			p.mark(len(row))
			return row, nil
		}
		var bad *csv.ParseError
		if !errors.As(err, &bad) {
			return nil, err
		}
		p.faults = append(p.faults, &Fault{Line: bad.Line, Column: bad.Column, Reason: bad.Err.Error()})
	}
}

func (p *parser) mark(n int) {
	p.at = place{columns: make([]int, n)}
	for i := range n {
		line, column := p.csv.FieldPos(i)
		if i == 0 {
			p.at.line = line
		}
		p.at.columns[i] = column
	}
}

// header reads the names of the columns, which may stand in any order.
func (p *parser) header() error {
	row, err := p.next()
	if errors.Is(err, io.EOF) {
		return &Fault{Line: 1, Reason: "the file is empty"}
	}
	if err != nil {
		return fmt.Errorf("%s: header: %w", File, err)
	}
	row[0] = strings.TrimPrefix(row[0], "\ufeff") // a byte order mark
	p.head = slices.Clone(row)
	seen := make([]bool, len(columns))
	for i, name := range row {
		p.field = i
		at := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		switch {
		case at < 0:
			p.fault("unknown column %q", name)
			continue
		case seen[at]:
			p.fault("column %q stands twice", name)
			continue
		}
		seen[at] = true
		p.order = append(p.order, at)
	}
	p.field = -1
	for i, ok := range seen {
		if !ok {
			p.fault("column %q is missing", columns[i].name)
		}
	}
	return nil
}

func (p *parser) rows() error {
	p.parsed = make([]Country, 0, 300)
	for {
		row, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: after line %d: %w", File, p.at.line, err)
		}
		p.country(row)
	}
}

func (p *parser) country(row []string) {
	if len(row) != len(p.order) {
		p.field = -1
		p.fault("%d fields, the header has %d", len(row), len(p.order))
		return
	}
	var c Country
	for i, text := range row {
		p.field = i
		if text = strings.TrimSpace(text); text != "" {
			columns[p.order[i]].read(p, &c, text)
		} else if columns[p.order[i]].needed {
			p.fault("is empty")
		}
	}
	p.parsed = append(p.parsed, c)
	p.places = append(p.places, p.at)
}

// register orders what was parsed by code.
func (p *parser) register() *Register {
	by := make([]int, len(p.parsed))
	for i := range by {
		by[i] = i
	}
	slices.SortFunc(by, func(a, b int) int {
		return strings.Compare(string(p.parsed[a].Code), string(p.parsed[b].Code))
	})
	r := &Register{countries: make([]Country, len(by)), lines: make([]int, len(by))}
	for to, from := range by {
		r.countries[to], r.lines[to] = p.parsed[from], p.places[from].line
	}
	return r
}
