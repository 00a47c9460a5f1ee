// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/country"
)

// maxBytes bounds a table; the largest has a quarter of a megabyte.
const maxBytes = 8 << 20

// row is a row of a table while it is read.
type row struct {
	file    string
	line    int
	columns []int
	names   []string
	cells   []string
	faults  []error
}

// readTable reads a table, whose columns stand in a fixed order, row by row.
func readTable(tree fs.FS, file string, columns []string, take func(*row)) error {
	f, err := tree.Open(file)
	if err != nil {
		return fmt.Errorf("affiliation: %w", err)
	}
	defer f.Close()
	in := csv.NewReader(io.LimitReader(f, maxBytes))
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	r := &row{file: file, line: 1, names: columns}
	for header := true; ; header = false {
		cells, err := in.Read()
		var bad *csv.ParseError
		switch {
		case err == io.EOF && header:
			r.faults = append(r.faults, &Fault{File: file, Line: 1, Reason: "the file is empty"})
			return joinFaults(r.faults)
		case err == io.EOF:
			return joinFaults(r.faults)
		case errors.As(err, &bad):
			r.faults = append(r.faults, &Fault{File: file, Line: bad.Line, Column: bad.Column, Reason: bad.Err.Error()})
			if header {
				return joinFaults(r.faults)
			}
			continue
		case err != nil:
			return fmt.Errorf("%s: after line %d: %w", file, r.line, err)
		}
		r.mark(in, cells)
		switch {
		case header && !slices.Equal(cells, columns):
			r.fault("", "want the columns %s", strings.Join(columns, ","))
			return joinFaults(r.faults)
		case len(cells) != len(columns):
			r.fault("", "%d fields, the header has %d", len(cells), len(columns))
		case !header:
			take(r)
		}
	}
}

// mark notes where the cells of a row stand.
func (r *row) mark(in *csv.Reader, cells []string) {
	r.cells, r.columns = cells, r.columns[:0]
	for i := range cells {
		line, column := in.FieldPos(i)
		if i == 0 {
			r.line = line
		}
		r.columns = append(r.columns, column)
	}
}

// fault notes what is wrong with a field, or with the row where the name is empty.
func (r *row) fault(field, format string, args ...any) {
	f := &Fault{File: r.file, Line: r.line, Field: field, Reason: fmt.Sprintf(format, args...)}
	if at := slices.Index(r.names, field); at >= 0 && at < len(r.columns) {
		f.Column = r.columns[at]
	}
	r.faults = append(r.faults, f)
}

// text reads a field.
func (r *row) text(name string) string {
	text := r.cells[slices.Index(r.names, name)]
	if !utf8.ValidString(text) {
		r.fault(name, "is not UTF-8")
	}
	if text != strings.TrimSpace(text) {
		r.fault(name, "has blanks around it")
	}
	return text
}

// need reads a field that must not be empty.
func (r *row) need(name string) string {
	text := r.text(name)
	if text == "" {
		r.fault(name, "is empty")
	}
	return text
}

// list reads a field of texts parted by bars.
func (r *row) list(name string) []string {
	text := r.text(name)
	if text == "" {
		return nil
	}
	list := strings.Split(text, "|")
	if slices.Contains(list, "") {
		r.fault(name, "has an empty part")
	}
	return list
}

// number reads a length, 0 where the field is empty.
func (r *row) number(name string) float64 {
	text := r.text(name)
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v > 0 && v < 1e5) {
		r.fault(name, "%q is not a length in km", text)
		return 0
	}
	return v
}

// country reads a code.
func (r *row) country(name string, countries *country.Register) country.Code {
	code := country.Code(r.need(name))
	if _, ok := countries.Country(code); !ok && code != "" {
		r.fault(name, "no country %q in the register", code)
	}
	return code
}

// span reads the two ends of a stretch of days.
func (r *row) span(from, to string) Span {
	s := Span{Since: r.text(from), Until: r.text(to)}
	var err error
	if s.Since != "" {
		if s.From, _, err = ParseDate(s.Since); err != nil {
			r.fault(from, "%v", err)
		}
	}
	if s.Until != "" {
		if _, s.To, err = ParseDate(s.Until); err != nil {
			r.fault(to, "%v", err)
		}
	}
	if !s.To.IsZero() && s.To.Before(s.From) {
		r.fault(to, "%s is before %s", s.Until, s.Since)
	}
	return s
}

// joinFaults joins faults in the order of lines.
func joinFaults(faults []error) error {
	slices.SortStableFunc(faults, func(a, b error) int {
		var f, g *Fault
		if errors.As(a, &f) && errors.As(b, &g) {
			return cmp.Compare(f.Line, g.Line)
		}
		return 0
	})
	return errors.Join(faults...)
}

// compare orders days.
func compare(a, b country.Date) int {
	switch {
	case a.Before(b):
		return -1
	case b.Before(a):
		return 1
	}
	return 0
}

func itoa(n int) string { return strconv.Itoa(n) }
