// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"encoding/csv"
	"fmt"
	"io"
)

// Table writes rows as CSV; the first error ends it.
type Table struct {
	out *csv.Writer
	err error
}

// NewTable begins a table with its header.
func NewTable(w io.Writer, header ...string) *Table {
	t := &Table{out: csv.NewWriter(w)}
	t.err = t.out.Write(header)
	return t
}

// Row writes cells: texts, numbers, or nil for an empty cell.
func (t *Table) Row(cells ...any) {
	if t.err != nil {
		return
	}
	line := make([]string, len(cells))
	for i, c := range cells {
		if c != nil {
			line[i] = fmt.Sprint(c)
		}
	}
	t.err = t.out.Write(line)
}

// End writes what is left.
func (t *Table) End() error {
	t.out.Flush()
	if t.err != nil {
		return t.err
	}
	return t.out.Error()
}

// OrEmpty is a number, or nothing where it is zero and so not known.
func OrEmpty(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
