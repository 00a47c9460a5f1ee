// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/csv"
	"fmt"
	"io"
)

// table writes rows as CSV; the first error ends it.
type table struct {
	out *csv.Writer
	err error
}

// newTable begins a table with its header.
func newTable(w io.Writer, header ...string) *table {
	t := &table{out: csv.NewWriter(w)}
	t.err = t.out.Write(header)
	return t
}

// row writes cells: texts, numbers, or nil for an empty cell.
func (t *table) row(cells ...any) {
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

// end writes what is left.
func (t *table) end() error {
	t.out.Flush()
	if t.err != nil {
		return t.err
	}
	return t.out.Error()
}

// orEmpty is a number, or nothing where it is zero and so not known.
func orEmpty(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
